"""What is done and said at a meeting: its minutes, the roles of an evening, the round and its notes."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Member
from unionhall.record.models import Hall

from .meetings import Item, Meeting


class MinuteLine(models.Model):
    """
    Some lines of a meeting's minutes, under an `item` of its agenda or none, as somebody who was there took them down.

    Several take minutes at once and none overwrites another's: each writes lines of their own. `late`: written after the close.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minute_lines")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["meeting", "at"], name="assemblies_minutes")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Role(models.TextChoices):
    """What somebody does for one meeting (R15, R50). It is a task of that evening and gives no power."""

    FACILITATES = "facilitates", _("facilitates")
    STACK = "stack", _("keeps the stack")
    MINUTES = "minutes", _("takes the minutes")
    TIME = "time", _("keeps the time")
    DOOR = "door", _("keeps the door")
    CARE = "care", _("looks after people")
    INTERPRETS = "interprets", _("interprets")
    TELLS = "tells", _("counts hands or papers")


class HeldRole(models.Model):
    """
    That a member has a role at a meeting. `taken_at`: since when, None while it is offered to them; `declined_at`: that they said
    no. Kept so that a role goes first to whoever had it least; gone after 90 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    taken_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "role", "member"], name="assemblies_a_role_once")
        ]
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return self.role


class ReportKind(models.TextChoices):
    """What somebody reports in the round is about. Which of them a hall counts: `rules.kinds_of`."""

    PAY = "pay", _("pay")
    HOURS = "hours", _("hours and rotas")
    LOAD = "load", _("too much work, too few people")
    SAFETY = "safety", _("safety and health")
    BULLYING = "bullying", _("bullying and harassment")
    THREATS = "threats", _("dismissals and threats")
    RENT = "rent", _("rent and charges")
    REPAIRS = "repairs", _("repairs, heating, damp")
    EVICTION = "eviction", _("notices and evictions")
    PRESSURE = "pressure", _("pressure by the landlord")
    OTHER = "other", _("something else")


class RoundCount(models.Model):
    """How many reports of a `kind` there were in one round; whose they were is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="round_counts")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    many = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="assemblies_a_kind_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.many}"


class NoteBox(models.Model):
    """
    The notes without a name that were sent for one round, until they are read aloud; gone when the meeting ends.

    One row for all `notes` of a round, in the order of their letters: it is the same whoever sent them and in whatever order, and
    no row, hour or number belongs to one of them. `shut`: they are being read, and no more go in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="note_box")
    notes = models.JSONField(default=list)
    shut = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)
