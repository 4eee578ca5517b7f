"""Affiliation: an edge between two sovereign halls, never a parent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unionhall.record.models import Entry, Hall


class Affiliation(models.Model):
    """
    Our side of an affiliation with another organisation, which keeps its own members, key and record.

    `name`, `origin`, `vkey`: theirs, as their signed decision says; no member of theirs is ever here. `ours_is_wider`:
    whether they affiliate to us (True) or we to them. `our_decision`: our entry; `their_decision`: their signed document.
    It stands when both are there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="affiliations")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, blank=True)
    origin = models.CharField(max_length=120)
    vkey = models.CharField(max_length=300, blank=True)
    ours_is_wider = models.BooleanField()
    our_decision = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    their_decision = models.TextField(blank=True)
    since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "origin", "ours_is_wider"], condition=Q(ended_at=None), name="bodies_one_edge"
            ),
        ]

    def __str__(self) -> str:
        return self.name
