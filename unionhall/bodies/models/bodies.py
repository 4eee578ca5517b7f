"""Bodies: the general assembly and what it makes, with what each may decide and the offices it fills."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.record.models import Entry, Hall


class BodyKind(models.TextChoices):
    """What a body is."""

    ASSEMBLY = "assembly", _("general assembly")
    COMMITTEE = "committee", _("committee")
    GROUP = "group", _("working group")
    SECTION = "section", _("section")


class BodyName(models.CharField):  # type: ignore[type-arg]
    """A body's name. The general assembly has none of its own, "" in the table: whoever reads reads it in their language."""

    def from_db_value(self, value: str, _expression: object, _connection: object) -> str:
        """The name as it is read."""
        return value or gettext("General assembly")


class BodyQuerySet(models.QuerySet["Body"]):
    """Bodies, by whether they stand."""

    def standing(self, at: datetime) -> BodyQuerySet:
        """Those that have not been dissolved and whose time has not run out at the moment `at`."""
        return self.filter(ended_at=None).filter(Q(until=None) | Q(until__gt=at))

    def called(self, words: str) -> BodyQuerySet:
        """Those in whose name `words` stand, as the reader reads it."""
        named = Q(name__icontains=words)
        if words.casefold() in gettext("General assembly").casefold():
            named |= Q(kind=BodyKind.ASSEMBLY)
        return self.filter(named)


class Body(models.Model):
    """
    A body of an organisation. There is one general assembly, which is supreme; it makes and dissolves the others.

    `until`: when it ends by itself. `headcount`: how many people work or live there, member or not, where the body knows it
    (sections): the denominator of a drive. `warrant`: the entry of the decision that made it, None for the first assembly.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="bodies")
    kind = models.CharField(max_length=12, choices=BodyKind.choices)
    name = BodyName(max_length=120, blank=True)
    purpose = models.TextField(blank=True)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall"], condition=Q(kind="assembly"), name="bodies_one_assembly"
            ),
        ]
        indexes = [models.Index(fields=["hall", "kind"], name="bodies_by_kind")]

    def __str__(self) -> str:
        return self.name


class Remit(models.Model):
    """A matter of the charter that a body may decide in the assembly's place, by the assembly's decision, until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="remits")
    matter = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.matter


class Office(models.Model):
    """
    A named post: what it is for, the powers with their limits that its mandate carries, and its term.

    `powers`: power → limits, as `mandates` declares them. `term_days`: calendar days in the hall's zone. `seats`: how many hold
    it at a time. `consecutive`: terms in a row (0: as the charter says). `pause_days`: days between two terms that end a row.
    `member_days`: for how long a member whoever stands must be. `excludes`: ids of offices that nobody holds beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="offices")
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    powers = models.JSONField(default=dict)
    term_days = models.PositiveIntegerField()
    seats = models.PositiveSmallIntegerField(default=1)
    consecutive = models.PositiveSmallIntegerField(default=0)
    pause_days = models.PositiveIntegerField(default=30)
    member_days = models.PositiveIntegerField(default=0)
    excludes = models.JSONField(default=list, blank=True)
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Alternate(models.Model):
    """
    Whoever was not elected and steps in when a seat is empty, in the order of the vote (R13).

    `place`: from 1. `until`: the end of the terms elected with them; nobody steps in afterwards. `warrant`: the declaration.
    `took_at`: when they stepped in; `stood_back_at`: when they said they would not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="alternates")
    member = models.ForeignKey("bodies.Member", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    took_at = models.DateTimeField(null=True, blank=True)
    stood_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warrant", "office", "place"], name="bodies_alternate_in_order")
        ]
        indexes = [models.Index(fields=["office", "until", "place"], name="bodies_alternates_in_order")]

    def __str__(self) -> str:
        return str(self.place)
