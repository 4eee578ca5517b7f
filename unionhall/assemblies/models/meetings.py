"""Meetings: who calls them, what is on their agenda, who is coming and what they need."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Member
from unionhall.core.stack import Way
from unionhall.decisions.models import Motion
from unionhall.record.models import Hall

LASTS = timedelta(hours=12)
"""So long after it began a meeting is still shown as one that is ahead or on: an evening, and its way home."""


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, by where they are in time."""

    def standing(self) -> MeetingQuerySet:
        """Those that nobody called off."""
        return self.filter(called_off_at=None)

    def ahead(self, at: datetime) -> MeetingQuerySet:
        """Those that stand and have not ended at the moment `at`: a meeting lasts until the end of its evening."""
        return self.standing().filter(begins_at__gt=at - LASTS)

    def on(self, at: datetime) -> MeetingQuerySet:
        """Those that are open at the moment `at`, also by a clock that was put back since they were opened."""
        return self.ahead(at).filter(opened_at__isnull=False, closed_at=None)


class Meeting(models.Model):
    """
    One meeting of a body, called by members; or one sitting of an assembly that has several.

    `first`: of a further sitting, the first one: its agenda, its call and its minutes are that one's. `begins_at`: when.
    `place`, `link`: where, in the room and online; `place_from`: shown only to those who say that they come, and only from
    then on; None: to every member. `access`: steps, toilets, children, languages. `about`: what it is for. `convened_at`:
    when enough had called it, which is when notice was served by the hall's page; None while it waits for more names.
    `called_off_at`: when all who called it took it back. `opened_at`, `closed_at`: by who was there. `code`: what hangs in
    the room, by which whoever is in it checks in. `guests`: how many are there who are not of the body; `guests_speak`: whether
    the meeting hears them, `guest_turns`: how often it did, all of them together. `way`: the rule by which turns are given
    (`core.stack.Way`); `turn_minutes`: how long a turn is, 0 for no limit; `now`: the item that is on; `break_until`: when a
    break that was decided ends. `seldom_of_ten`: once it is closed, of ten who came how many said of themselves that they are
    seldom heard; `seldom_turns_of_ten`: of ten turns how many they had; None where that would be about few. `approved_at`: when
    its minutes were approved, by the decision on the motion `approved_by`. `first_at`: when it was declared the first assembly
    of its body, by the decision on `first_by`; `number`: that of its minutes, counted from there, once they are approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="meetings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    first = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="further")
    begins_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    place_from = models.DateTimeField(null=True, blank=True)
    link = models.CharField(max_length=300, blank=True)
    access = models.CharField(max_length=500, blank=True)
    about = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    called_at = models.DateTimeField()
    convened_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=8, blank=True)
    guests = models.PositiveSmallIntegerField(default=0)
    guests_speak = models.BooleanField(default=False)
    guest_turns = models.PositiveSmallIntegerField(default=0)
    seldom_of_ten = models.PositiveSmallIntegerField(null=True, blank=True)
    seldom_turns_of_ten = models.PositiveSmallIntegerField(null=True, blank=True)
    way = models.CharField(max_length=12, default="first_come", choices=[(str(one), str(one)) for one in Way])
    turn_minutes = models.PositiveSmallIntegerField(default=0)
    break_until = models.DateTimeField(null=True, blank=True)
    now = models.ForeignKey("Item", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Motion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    first_at = models.DateTimeField(null=True, blank=True)
    first_by = models.ForeignKey(Motion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(first_at__isnull=False), name="assemblies_one_first"
            ),
            models.UniqueConstraint(
                fields=["body", "number"], condition=Q(number__isnull=False), name="assemblies_a_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "called_off_at", "begins_at"], name="assemblies_ahead"),
            models.Index(
                fields=["body"],
                condition=Q(opened_at__isnull=False, closed_at=None),
                name="assemblies_open_now",
            ),
        ]

    def __str__(self) -> str:
        return self.begins_at.isoformat(timespec="minutes")

    @property
    def whole(self) -> Meeting:
        """The assembly this is a sitting of, by its first one, which holds the agenda, the call and the minutes; else itself."""
        return self.first if self.first is not None else self

    @property
    def whole_id(self) -> uuid.UUID:
        """The id of `whole`."""
        return self.first_id or self.pk


class Caller(models.Model):
    """A member who called a meeting; `off_at`: when they took that back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="callers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="assemblies_calls_once"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ItemKind(models.TextChoices):
    """What an item of an agenda is."""

    REPORT = "report", _("report")
    ROUND = "round", _("round: how work is, each in turn")
    MOTION = "motion", _("motion")
    ELECTION = "election", _("election")
    DISCUSSION = "discussion", _("discussion")
    MINUTES = "minutes", _("approving the last minutes")
    OTHER = "other", _("other")


class ItemState(models.TextChoices):
    """What the meeting decided about an item on its way; laid aside, it can be taken up again."""

    OPEN = "", ""
    DEBATED = "debated", _("the debate is over")
    TABLED = "tabled", _("laid aside")
    POSTPONED = "postponed", _("postponed")
    REFERRED = "referred", _("referred")


class Item(models.Model):
    """
    One item of a meeting's agenda, in its `place` of the order. `motion`: which is before the meeting. `minutes`: how long it is
    to take, 0 where nobody said. `by`: who put it there, None for one the agenda began with. `state`: what the meeting decided
    about it on its way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, blank=True, default="", choices=ItemState.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "place"], name="assemblies_one_item_a_place"),
            models.UniqueConstraint(
                fields=["meeting", "motion"],
                condition=Q(motion__isnull=False),
                name="assemblies_a_motion_once",
            ),
        ]
        ordering = ["place"]

    def __str__(self) -> str:
        return self.title

    @property
    def said(self) -> str:
        """Its title as the reader reads it: what an agenda begins with, in their language; what somebody wrote, as it stands."""
        return gettext(self.title) if self.title and self.by_id is None else self.title


class Coming(models.Model):
    """Whether a member is coming, and what they need for it. Gone 30 days after the meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="coming")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    yes = models.BooleanField()
    needs = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="assemblies_comes_once")]

    def __str__(self) -> str:
        return str(self.pk)
