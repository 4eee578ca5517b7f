"""Tables of the work room: everyday rotas, who is in them, and their turns."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Member
from unionhall.record.models import Hall


class Every(models.TextChoices):
    """When a turn is."""

    WEEK = "week", _("every week")
    MEETING = "meeting", _("at every meeting")


class Rota(models.Model):
    """
    What has to be done again and again, in turns, by those who are in it. `by`: who began it. `first`: the day on which the first
    turn begins, a Monday; at meetings, the day from which meetings count. `next`: the number of the next turn to be given.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    every = models.CharField(max_length=8, choices=Every.choices, default=Every.WEEK)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    begun_on = models.DateField()
    first = models.DateField()
    next = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["hall", "body", "begun_on"], name="work_rotas")]

    def __str__(self) -> str:
        return self.title

    def day_of(self, number: int) -> date | None:
        """The Monday of the week of a turn; None at meetings, which have their own days."""
        return self.first + timedelta(weeks=number) if self.every == Every.WEEK else None


class InRota(models.Model):
    """
    A member in a rota. `number`: in which order they came in; `before`: turns of theirs that are counted and no longer kept, or
    that they were set out from, coming in later; `learns`: wants somebody practised beside them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField(default=0)
    learns = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rota", "member"], name="work_in_a_rota_once")]
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Fate(models.TextChoices):
    """What became of a turn."""

    OPEN = "", _("to come")
    DONE = "done", _("done")
    MISSED = "missed", _("not done")


class How(models.TextChoices):
    """How a turn came to whoever has it."""

    LEAST = "least", _("least")
    INSTEAD = "instead", _("instead")
    TAKEN = "taken", _("taken")
    SWAPPED = "swapped", _("swapped")


class Turn(models.Model):
    """
    One turn. `member`: whose, None while nobody's; `beside`: who is there with a learner. `day`: the Monday of its week, or the
    day of its meeting once that is over; None before. `how`, `had`: how it came to them, and how many they had had then.
    `offered`: they ask who can take it; `wants`: the turn they ask to have for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    day = models.DateField(null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    beside = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.OPEN, blank=True)
    how = models.CharField(max_length=8, choices=How.choices, default=How.LEAST)
    had = models.PositiveIntegerField(default=0)
    offered = models.BooleanField(default=False)
    wants = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="wanted_by"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rota", "number"], name="work_turns_in_order")]
        indexes = [
            models.Index(fields=["hall", "day"], name="work_turns_by_day"),
            models.Index(fields=["member"], condition=Q(fate=""), name="work_turns_to_come"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number + 1}"


class Unable(models.Model):
    """A member who cannot take a turn, so that it is not given to them again. No reason is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="unable")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn", "member"], name="work_unable_once")]

    def __str__(self) -> str:
        return str(self.pk)
