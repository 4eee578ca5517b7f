"""What comes before a meeting: the day that is looked for, and who brings what."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Member
from unionhall.record.models import Hall


class DateSearch(models.Model):
    """
    Several times at which a body could meet, proposed `by` one member, for each to mark which would do.

    `about`: what for. `ends_at`: when it is over and erased, with every answer: after 30 days, or the last of its times.
    `meeting`: which was called at one of its times and waits for more names; once it is convened, this is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=160, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    meeting = models.ForeignKey(
        "assemblies.Meeting", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["hall", "ends_at"], name="assemblies_searches")]

    def __str__(self) -> str:
        return self.about or str(self.pk)


class PossibleTime(models.Model):
    """One of the times at which a body could meet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    search = models.ForeignKey(DateSearch, on_delete=models.CASCADE, related_name="times")
    begins_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "begins_at"], name="assemblies_a_time_once")]
        ordering = ["begins_at"]

    def __str__(self) -> str:
        return self.begins_at.isoformat(timespec="minutes")


class Fits(models.TextChoices):
    """Whether a time would do for somebody."""

    YES = "yes", _("yes")
    NEED = "need", _("if need be")
    NO = "no", _("no")


class TimeAnswer(models.Model):
    """Whether a time would do for a member. Others see only how many; gone with the search."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    time = models.ForeignKey(PossibleTime, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    fits = models.CharField(max_length=4, choices=Fits.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["time", "member"], name="assemblies_answers_a_time_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Bringing(models.Model):
    """
    Something a meeting needs: food, the key, a projector. `by`: who said so; `taken_by`: who brings it, None while nobody does.
    Gone 30 days after the meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey("assemblies.Meeting", on_delete=models.CASCADE, related_name="bringings")
    what = models.CharField(max_length=120)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    taken_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what
