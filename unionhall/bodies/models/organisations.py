"""The organisation that meets in a hall, and the link that founds one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.record.models import Entry, Hall


class Kind(models.TextChoices):
    """What sort of organisation it is; form follows function, so this only chooses words and suggestions."""

    LOCAL = "local", _("workplace local")
    ASSEMBLY = "assembly", _("workers' assembly")
    TENANTS = "tenants", _("tenants' union")
    NETWORK = "network", _("solidarity network")
    COLLECTIVE = "collective", _("worker collective")
    FEDERATION = "federation", _("federation")


class Stage(models.TextChoices):
    """How far the founding has come, at the body's own pace."""

    CORE_GROUP = "core_group", _("core group")
    COMMITTEE = "committee", _("organising committee")
    FOUNDED = "founded", _("founded")


class Organisation(models.Model):
    """
    One-to-one with its hall.

    `public`: whether outsiders may know it exists; the moment and the entry that decided it stand beside. `front`: what the
    public door says, in Markdown. `reach`: how outsiders reach us for help, a line; `place` and `industry` are shown at the
    public door only.
    """

    hall = models.OneToOneField(Hall, on_delete=models.CASCADE, primary_key=True, related_name="organisation")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.CORE_GROUP)
    public = models.BooleanField(default=False)
    public_since = models.DateTimeField(null=True, blank=True)
    public_by = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    front = models.TextField(blank=True)
    reach = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=120, blank=True)
    industry = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class FoundingLink(models.Model):
    """A one-use link by which the person who runs the server lets others found a hall. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "used" if self.used_at else "open"
