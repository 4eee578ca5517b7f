"""The noticeboard."""

from __future__ import annotations

import uuid

from django.db import models

from unionhall.record.models import Hall

from .members import Member


class Notice(models.Model):
    """A note a member pinned to the hall's board; it comes down by itself on the day `until`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="notices")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    posted_at = models.DateTimeField()
    until = models.DateField()
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hall", "taken_down_at", "until"], name="bodies_board")]

    def __str__(self) -> str:
        return self.title
