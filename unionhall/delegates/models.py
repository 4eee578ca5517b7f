"""Delegations: where somebody is sent, on what, told what, and what they did there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Member
from unionhall.core.delegation import Kind, Verdict
from unionhall.mandates.models import Mandate
from unionhall.record.models import Entry, Hall


class Delegation(models.Model):
    """
    Some members are sent somewhere in a body's name: a council, a congress, talks, a coalition.

    `to`: where. `employer`: they meet an employer there, so that two named people stand behind each act (R40). `warrant`: the
    entry of the decision that sent them. `until`: when their mandates end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=160)
    employer = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["hall", "until"], name="delegates_by_end")]

    def __str__(self) -> str:
        return self.to


class Delegate(models.Model):
    """One of those sent, by the mandate they hold for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="delegates")
    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Point(models.Model):
    """
    A point on the agenda of the place they go to. `text`: as it stands there now, `digest`: its name (`core.delegation.digest`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "number"], name="delegates_a_point_once")
        ]

    def __str__(self) -> str:
        return self.title


class Way(models.TextChoices):
    """How far an instruction binds (R20)."""

    IMPERATIVE = Kind.IMPERATIVE.value, _("stand for one thing")
    FALL_BACKS = Kind.FALL_BACKS.value, _("stand for one thing, else for the next")
    SPLIT = Kind.SPLIT.value, _("split the votes")
    INDICATIVE = Kind.INDICATIVE.value, _("our opinion, within limits")
    INFORMATION = Kind.INFORMATION.value, _("listen and bring it home")
    NONE = Kind.NONE.value, _("no instruction")


class Told(models.Model):
    """
    What the body told them on a point, by a decision; the newest holds, as long as the text is still `text`, a digest.

    `positions`, `shares`: as `core.delegation.Instruction` has them, a share as "7/10".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="told")
    way = models.CharField(max_length=12, choices=Way.choices)
    text = models.CharField(max_length=64)
    positions = models.JSONField(default=list)
    shares = models.JSONField(default=dict)
    at = models.DateTimeField()
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.way


class AskedHome(models.Model):
    """A delegate asks home on a point. `until`: when an answer is due; `answered_at`: when the body decided one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="asked")
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=models.Q(answered_at=None), name="delegates_asked_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class What(models.TextChoices):
    """What sort of thing a delegate did."""

    VOTE = "vote", _("we voted")
    STATEMENT = "statement", _("we said")
    OFFER = "offer", _("we were offered")


class Act(models.Model):
    """
    What a delegate did on a point, and how it compares with what the body had told them.

    `key`: made by their phone, so that what is sent twice is entered once. `votes`: position → votes, or 1 for each position
    stood for in words. `open`: the positions that could be had then. `text`: the digest of the text it was about. `told`: what
    it was compared with, None where there was nothing. `second`: who stands behind it beside the delegate. `confirmed`: what
    the body made of an act outside the instruction, None until it has decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="acts")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    what = models.CharField(max_length=10, choices=What.choices)
    votes = models.JSONField(default=dict)
    open = models.JSONField(default=list)
    words = models.TextField(blank=True)
    text = models.CharField(max_length=64)
    told = models.ForeignKey(Told, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Verdict])
    explained = models.TextField(blank=True)
    confirmed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["mandate", "key"], name="delegates_an_act_once")]
        indexes = [models.Index(fields=["hall", "verdict", "confirmed"], name="delegates_outside")]

    def __str__(self) -> str:
        return str(self.pk)
