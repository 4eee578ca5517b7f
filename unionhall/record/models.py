"""Halls, and what happened in them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hall(models.Model):
    """
    One self-managed organisation's hall: the tenancy key that every other room carries.

    `slug`: eight random letters in its addresses, which tell nothing. `origin`: the name its record signs under,
    for ever. `time_zone`: IANA name; days are counted in it. `language`: the one it was founded in. `moved_to`: the
    address of the server it went to, "" while it is here; nothing is done in it here any more. `rehearsal_until`: where
    it is a throw-away hall in which a meeting is practised, when it is erased; None for a hall in which things count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=16, unique=True)
    origin = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    opened_on = models.DateField()
    moved_to = models.CharField(max_length=200, blank=True, default="")
    rehearsal_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.slug


class Head(models.Model):
    """
    The end of a hall's record: the one row that every act locks.

    `size`: how many entries there are. `last_at`: the moment of the newest, which no later act may precede.
    """

    hall = models.OneToOneField(Hall, on_delete=models.CASCADE, primary_key=True, related_name="head")
    size = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)


class Entry(models.Model):
    """
    A sealed line of the record: place and leaf, never changed and never deleted.

    `leaf`: canonical JSON of `{commit, day, v}` where commit = SHA-256(salt ‖ content) in hex. It says nothing by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="entries")
    index = models.BigIntegerField()
    leaf = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "index"], name="record_entry_place")]
        ordering = ["hall", "index"]

    def __str__(self) -> str:
        return f"entry {self.index}"


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Openings, by who may read them."""

    def visible_to(self, *, hall_id: uuid.UUID, bodies: list[uuid.UUID]) -> OpeningQuerySet:
        """Those of `hall_id` that a member of the hall and of the bodies with the ids `bodies` may read."""
        audiences = ["members", *(f"body:{body}" for body in bodies)]
        return self.filter(hall_id=hall_id, audience__in=audiences)


class Opening(models.Model):
    """
    What an entry says, with the salt that ties it to its seal. Purging deletes it; the log still verifies.

    `content`: canonical JSON text, exactly the committed bytes. `audience`: `members`, or `body:<id>` for what only a
    body's members read. The other columns repeat parts of the content, for finding.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="opening")
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    salt = models.BinaryField(max_length=32)
    content = models.TextField()
    audience = models.CharField(max_length=48, default="members")
    kind = models.CharField(max_length=64)
    about_type = models.CharField(max_length=64)
    about_id = models.UUIDField()
    member_id = models.UUIDField(null=True)
    mandate_id = models.UUIDField(null=True)
    body_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["hall", "kind", "at"], name="record_opening_kind"),
            models.Index(fields=["about_id", "at"], name="record_opening_about"),
            models.Index(fields=["mandate_id", "at"], name="record_opening_mandate"),
            models.Index(fields=["hall", "member_id"], name="record_opening_member"),
            models.Index(fields=["hall", "audience", "kind"], name="record_opening_audience"),
        ]

    def said(self) -> dict[str, Any]:
        """The content as a dict."""
        result: dict[str, Any] = json.loads(self.content)
        return result


class Checkpoint(models.Model):
    """
    A signed head of the record: size, root and the C2SP note.

    `root`: 64 hex digits. `note`: the signed note's text, as other software reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="checkpoints")
    size = models.BigIntegerField(help_text=_("entries"))
    root = models.CharField(max_length=64)
    note = models.TextField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "size"], name="record_checkpoint_size")]
        ordering = ["hall", "-size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"
