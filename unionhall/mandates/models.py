"""Mandates and the powers they carry."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unionhall.people.models import Person
from unionhall.record.models import Entry, Hall


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates, by whether they live."""

    def live(self, at: datetime) -> MandateQuerySet:
        """Those that give power at the moment `at`: begun, not run out, not ended. Computed from time alone."""
        awake = Q(rests_until=None) | Q(rests_until__lte=at)
        return self.filter(awake, ended_at=None, since__lte=at, until__gt=at)

    def run_out(self, at: datetime) -> MandateQuerySet:
        """Those whose end has passed without anybody having ended them, still to be entered as ended."""
        return self.filter(ended_at=None, until__lte=at)


class Ending(models.TextChoices):
    """How a mandate ended."""

    RECALLED = "recalled", _("recalled")
    RESIGNED = "resigned", _("laid down")
    RAN_OUT = "ran_out", _("ran out")
    LEFT = "left", _("left the body")


class Mandate(models.Model):
    """
    A person may do some things in one body's name, for a time, because a decision said so.

    `scope`: the id of the body. `member`: the record id of the holder's membership in the hall, by which the record names
    them. `purpose`: what it is for, in the body's words. `warrant`: the entry of the decision that gave it. `office`: the
    id of the office it fills, if any. `rests_until`: it gives no power before that moment, because a recall is being
    decided and the charter says so. `ended_by`: the entry that ended it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    member = models.UUIDField()
    scope = models.UUIDField()
    office = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mandates_given")
    rests_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    ended_by = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates_ended"
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="mandates_mandate_has_a_term"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="mandates_mandate_ending_is_said",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "scope", "until"], name="mandates_by_holder"),
            models.Index(fields=["hall", "ended_at", "until"], name="mandates_by_end"),
            models.Index(fields=["scope", "until"], name="mandates_by_scope"),
        ]

    def __str__(self) -> str:
        return self.purpose or str(self.pk)

    def lives(self, at: datetime) -> bool:
        """Whether it gives power at the moment `at`."""
        rests = self.rests_until is not None and at < self.rests_until
        return self.ended_at is None and not rests and self.since <= at < self.until


class Grant(models.Model):
    """One power of a mandate, with its limits: a dict as the power's declaration names them, `{}` for none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="grants")
    power = models.CharField(max_length=64)
    limits = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "power"], name="mandates_grant_once")]
        indexes = [models.Index(fields=["power", "mandate"], name="mandates_by_power")]

    def __str__(self) -> str:
        return self.power
