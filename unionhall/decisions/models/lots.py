"""Drawing a committee by lot: who is willing, what nobody could choose, and who was drawn."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from unionhall.bodies.models import Body, Member
from unionhall.record.models import Entry, Hall

from .motions import Motion


class Lot(models.Model):
    """
    A committee to be drawn by lot from those willing, as a motion decided.

    `warrant`: the decision. `name`, `purpose`, `until`: of the committee. `size`: how many are drawn. `source`: where the seed
    will come from, said before anybody is willing. `closes_at`: until when one may come forward. `pool`: member ids, frozen and
    sealed by `digest` when it closes. `seed`: what was read from the source, hidden until a second member has read the same;
    `seed_by` and `confirmed_by` are the two. `panel`: member ids in the order they were drawn. `made`: the committee.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, null=True, related_name="lots")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    until = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    called_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    pool = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    seed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed = models.BooleanField(default=False)
    drawn_at = models.DateTimeField(null=True, blank=True)
    panel = models.JSONField(default=list, blank=True)
    made = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="decisions_lot_draws_somebody"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("called_at")), name="decisions_lot_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | Q(confirmed=True, closed_at__isnull=False),
                name="decisions_lot_is_drawn_by_its_seed",
            ),
        ]
        indexes = [models.Index(fields=["hall", "closed_at", "closes_at"], name="decisions_lots_due")]

    def __str__(self) -> str:
        return self.name


class Willing(models.Model):
    """Somebody is willing to be drawn. Taken back until the pool closes; then the pool says it, and this goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="willing")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lot", "member"], name="decisions_willing_once")]

    def __str__(self) -> str:
        return str(self.pk)
