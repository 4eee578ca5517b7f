"""The charter in its versions, and the principles with who affirmed them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.record.models import Entry, Hall

from .members import Member


class Charter(models.Model):
    """
    A version of the body's own rules; version 1 is the starter agreement.

    `document`: as `core.charters.Charter.to_data` gives it. `in_force_from`: the moment it begins to hold; the newest that has
    begun is in force. `warrant`: the decision that adopted it, None for the starter agreement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    document = models.JSONField()
    language = models.CharField(max_length=12, default="en")
    in_force_from = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "version"], name="bodies_charter_version")]
        ordering = ["hall", "-version"]

    def __str__(self) -> str:
        return f"version {self.version}"


class Principles(models.Model):
    """A version of the organisation's principles, in Markdown; whoever joins affirms the one in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    in_force_from = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "version"], name="bodies_principles_version")]
        ordering = ["hall", "-version"]

    def __str__(self) -> str:
        return f"version {self.version}"


class Way(models.TextChoices):
    """How somebody stands to the principles."""

    AFFIRMS = "affirms", _("affirms")
    RESERVES = "reserves", _("affirms with a reservation")
    NOT_YET = "not_yet", _("not yet")


class Affirmation(models.Model):
    """
    How a member answered one version of the principles; where the body has none yet, the agreement (`charter`) it lives on.

    Who joined under an earlier version is asked again and loses nothing by waiting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="affirmations")
    principles = models.ForeignKey(
        Principles, on_delete=models.CASCADE, null=True, blank=True, related_name="affirmations"
    )
    charter = models.ForeignKey(
        Charter, on_delete=models.CASCADE, null=True, blank=True, related_name="affirmations"
    )
    way = models.CharField(max_length=10, choices=Way.choices)
    reservation = models.TextField(blank=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "principles"], name="bodies_affirmed_once"),
            models.UniqueConstraint(fields=["member", "charter"], name="bodies_agreed_once"),
            models.CheckConstraint(
                condition=Q(principles=None, charter__isnull=False)
                | Q(principles__isnull=False, charter=None),
                name="bodies_affirms_one_text",
            ),
        ]

    def __str__(self) -> str:
        return self.way
