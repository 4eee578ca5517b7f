"""Meetings: who calls them, what is on their agenda, who is coming and what they need."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Member
from unionhall.core.procedure import PROCEDURAL
from unionhall.core.stack import Hand, Way
from unionhall.decisions.models import Motion
from unionhall.record.models import Hall

from . import models_before  # noqa: F401

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


class Side(models.TextChoices):
    """Which of two lists somebody speaks from, where two lists take turns."""

    FIRST = "a", _("the first")
    SECOND = "b", _("the second")


class Presence(models.Model):
    """
    That a member came to a meeting. `came_at`: the last time; `left_at`: since then, None while they are there. `online`: not in
    the room but at its address. `ticked_by`: who ticked them in, None where they checked in themselves. `turns`: how often
    they spoke, all that is kept of that; `side`, `seldom`: what they say of themselves for the stack. Gone after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    online = models.BooleanField(default=False)
    ticked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    turns = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(max_length=1, blank=True, choices=Side.choices)
    seldom = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="assemblies_there_once")]
        indexes = [
            models.Index(fields=["meeting", "member"], condition=Q(left_at=None), name="assemblies_there_now")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HandUp(models.Model):
    """
    A hand that is raised at a meeting, until it is heard or taken down; then nothing of it is kept but a count of turns.

    `kind`: what for (`core.stack.Hand`). `called_at`: since when they speak, None while they wait. `presence`: None for a guest,
    whose hand is raised by whoever keeps the stack: it is one of so many, and bears no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hands")
    presence = models.ForeignKey(
        Presence, on_delete=models.CASCADE, null=True, blank=True, related_name="hands"
    )
    kind = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in Hand])
    raised_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["presence", "kind"], name="assemblies_one_hand_of_a_kind")
        ]
        indexes = [models.Index(fields=["meeting", "called_at"], name="assemblies_hands")]

    def __str__(self) -> str:
        return self.kind

    @property
    def whose(self) -> str:
        """Whose hand it is, as the floor says it."""
        if self.presence is None:
            return gettext("One of our guests")
        return self.presence.member.name or gettext("a former member")


class Fate(models.TextChoices):
    """What became of a procedural motion."""

    PENDING = "", _("not decided")
    CARRIED = "carried", _("carried")
    LOST = "lost", _("lost")
    FELL = "fell", _("not decided: withdrawn, not seconded, or the meeting went on without it")


class ProceduralMotion(models.Model):
    """
    A motion on how a meeting goes on (`core.procedure.Move`), moved `by` one and `seconded_by` another, about the `item`
    that was on.

    `words`: until when, or to whom; `minutes`: how long, of a break or of more time. `yes`, `no`: hands, once it is
    decided. Who moved and who seconded is gone after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="procedural")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    move = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in PROCEDURAL])
    words = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seconded_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    seconded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    fate = models.CharField(max_length=8, blank=True, default="", choices=Fate.choices)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "move"], condition=Q(fate=""), name="assemblies_moved_once"
            )
        ]
        indexes = [models.Index(fields=["meeting", "fate", "decided_at"], name="assemblies_procedural")]

    def __str__(self) -> str:
        return self.move


class MinuteLine(models.Model):
    """
    Some lines of a meeting's minutes, under an `item` of its agenda or none, as somebody who was there took them down.

    Several take minutes at once and none overwrites another's: each writes lines of their own. `late`: written after the close.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minute_lines")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["meeting", "at"], name="assemblies_minutes")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Role(models.TextChoices):
    """What somebody does for one meeting (R15, R50). It is a task of that evening and gives no power."""

    FACILITATES = "facilitates", _("facilitates")
    STACK = "stack", _("keeps the stack")
    MINUTES = "minutes", _("takes the minutes")
    TIME = "time", _("keeps the time")
    DOOR = "door", _("keeps the door")
    CARE = "care", _("looks after people")
    INTERPRETS = "interprets", _("interprets")
    TELLS = "tells", _("counts hands or papers")


class HeldRole(models.Model):
    """
    That a member has a role at a meeting. `taken_at`: since when, None while it is offered to them; `declined_at`: that they said
    no. Kept so that a role goes first to whoever had it least; gone after 90 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    taken_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "role", "member"], name="assemblies_a_role_once")
        ]
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return self.role


class ReportKind(models.TextChoices):
    """What somebody reports in the round is about. Which of them a hall counts: `rules.kinds_of`."""

    PAY = "pay", _("pay")
    HOURS = "hours", _("hours and rotas")
    LOAD = "load", _("too much work, too few people")
    SAFETY = "safety", _("safety and health")
    BULLYING = "bullying", _("bullying and harassment")
    THREATS = "threats", _("dismissals and threats")
    RENT = "rent", _("rent and charges")
    REPAIRS = "repairs", _("repairs, heating, damp")
    EVICTION = "eviction", _("notices and evictions")
    PRESSURE = "pressure", _("pressure by the landlord")
    OTHER = "other", _("something else")


class RoundCount(models.Model):
    """How many reports of a `kind` there were in one round; whose they were is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="round_counts")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    many = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="assemblies_a_kind_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.many}"


class NoteBox(models.Model):
    """
    The notes without a name that were sent for one round, until they are read aloud; gone when the meeting ends.

    One row for all `notes` of a round, in the order of their letters: it is the same whoever sent them and in whatever order, and
    no row, hour or number belongs to one of them. `shut`: they are being read, and no more go in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="note_box")
    notes = models.JSONField(default=list)
    shut = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)
