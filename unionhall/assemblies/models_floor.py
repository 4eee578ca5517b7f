"""What is asked in the room and decides nothing: how warm a meeting is to something."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.record.models import Hall

from .models import Meeting, Presence


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
