"""Who is there, whose hand is up, how the meeting goes on, and how warm the room is to something."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Member
from unionhall.core.procedure import PROCEDURAL
from unionhall.core.stack import Hand
from unionhall.record.models import Hall

from .meetings import Item, Meeting


class Side(models.TextChoices):
    """Which of two lists somebody speaks from, where two lists take turns."""

    FIRST = "a", _("the first")
    SECOND = "b", _("the second")


class Presence(models.Model):
    """
    That a member came to a meeting. `came_at`: the last time; `left_at`: since then, None while they are there. `online`: not in
    the room but at its address. `ticked_by`: who ticked them in, None where they checked in themselves. `turns`: how often
    they spoke, all that is kept of that; `side`, `seldom`: what they say of themselves for the stack. Gone after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    online = models.BooleanField(default=False)
    ticked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    turns = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(max_length=1, blank=True, choices=Side.choices)
    seldom = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="assemblies_there_once")]
        indexes = [
            models.Index(fields=["meeting", "member"], condition=Q(left_at=None), name="assemblies_there_now")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HandUp(models.Model):
    """
    A hand that is raised at a meeting, until it is heard or taken down; then nothing of it is kept but a count of turns.

    `kind`: what for (`core.stack.Hand`). `called_at`: since when they speak, None while they wait. `presence`: None for a guest,
    whose hand is raised by whoever keeps the stack: it is one of so many, and bears no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hands")
    presence = models.ForeignKey(
        Presence, on_delete=models.CASCADE, null=True, blank=True, related_name="hands"
    )
    kind = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in Hand])
    raised_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["presence", "kind"], name="assemblies_one_hand_of_a_kind")
        ]
        indexes = [models.Index(fields=["meeting", "called_at"], name="assemblies_hands")]

    def __str__(self) -> str:
        return self.kind

    @property
    def whose(self) -> str:
        """Whose hand it is, as the floor says it."""
        if self.presence is None:
            return gettext("One of our guests")
        return self.presence.member.name or gettext("a former member")


class Fate(models.TextChoices):
    """What became of a procedural motion."""

    PENDING = "", _("not decided")
    CARRIED = "carried", _("carried")
    LOST = "lost", _("lost")
    FELL = "fell", _("not decided: withdrawn, not seconded, or the meeting went on without it")


class ProceduralMotion(models.Model):
    """
    A motion on how a meeting goes on (`core.procedure.Move`), moved `by` one and `seconded_by` another, about the `item`
    that was on.

    `words`: until when, or to whom; `minutes`: how long, of a break or of more time. `yes`, `no`: hands, once it is
    decided. Who moved and who seconded is gone after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="procedural")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    move = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in PROCEDURAL])
    words = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seconded_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    seconded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    fate = models.CharField(max_length=8, blank=True, default="", choices=Fate.choices)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "move"], condition=Q(fate=""), name="assemblies_moved_once"
            )
        ]
        indexes = [models.Index(fields=["meeting", "fate", "decided_at"], name="assemblies_procedural")]

    def __str__(self) -> str:
        return self.move


class Warmth(models.TextChoices):
    """How somebody feels about what is asked."""

    WARM = "warm", _("Warm")
    SO_SO = "so_so", _("So-so")
    COLD = "cold", _("Cold")


class TemperatureCheck(models.Model):
    """
    A question to the room that binds nobody, until it is ended; then nothing of it is kept.

    `words`: what is asked, empty for the item that is on. `warm`, `so_so`, `cold`: hands of those without a phone, as whoever
    keeps the stack counted them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="temperature")
    words = models.CharField(max_length=160, blank=True)
    warm = models.PositiveSmallIntegerField(default=0)
    so_so = models.PositiveSmallIntegerField(default=0)
    cold = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.words or str(self.pk)


class Felt(models.Model):
    """How one who is there answered a temperature check; the last answer counts. Gone with the check."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    check_of = models.ForeignKey(TemperatureCheck, on_delete=models.CASCADE, related_name="answers")
    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="+")
    warmth = models.CharField(max_length=5, choices=Warmth.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "presence"], name="assemblies_felt_once")]

    def __str__(self) -> str:
        return self.warmth
