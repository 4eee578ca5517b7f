"""Polls: the register frozen at the opening, the ballots, the tellers' figures, and what was declared."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Charter, Member
from unionhall.record.models import Entry, Hall

from .motions import ANSWERED, Motion


class Method(models.TextChoices):
    """How the voting is done."""

    OPEN = "open", _("by phone, openly")
    HANDS = "hands", _("by hands, counted in the room")
    PAPER = "paper", _("on paper, counted in the room")
    CONSENSUS = "consensus", _("by consensus positions, by phone")
    SLIPS = "slips", _("by consensus positions on slips, counted in the room")
    LIVE = "live", _("by phone, by who is here")
    POSITIONS = "positions", _("by consensus positions, by phone, by who is here")


IN_THE_ROOM = (Method.HANDS, Method.PAPER, Method.SLIPS)
"""Methods whose figures tellers type in."""
BY_WHO_IS_HERE = (Method.LIVE, Method.POSITIONS)
"""Methods by phone, for who has come to a meeting."""
AT_A_MEETING = (*IN_THE_ROOM, *BY_WHO_IS_HERE)
"""Methods for which a body comes together."""
OPENLY = (Method.OPEN, Method.LIVE)
"""Methods by phone in which it is seen afterwards who voted how, so that two can bring in what somebody put on paper."""


class Outcome(models.TextChoices):
    """What a poll came to."""

    CARRIED = "carried", _("carried")
    LOST = "lost", _("lost")
    TABLED = "tabled", _("tabled")
    TIED = "tied", _("tied")
    NOT_QUORATE = "not_quorate", _("not quorate")
    STOPPED = "stopped", _("stopped")


class PollQuerySet(models.QuerySet["Poll"]):
    """Polls, by where they are in time."""

    def open_at(self, at: datetime) -> PollQuerySet:
        """Those that take ballots at the moment `at`. Computed from time alone."""
        return self.filter(declared_at=None, closed_at=None, opened_at__lte=at, closes_at__gt=at)

    def due(self, at: datetime) -> PollQuerySet:
        """Those whose time is up and that nobody has declared yet."""
        return self.filter(declared_at=None).filter(Q(closes_at__lte=at) | Q(closed_at__isnull=False))


class Poll(models.Model):
    """
    One occasion of voting on a motion.

    `call`: 1 for the first, 2 for the second call, and so on. `rule`: the charter's rule for the matter, as data, frozen at the
    opening, with the `charter` it is from. `policy`: the register policy. `electorate`: votes on the register; where the
    register is who is here, all votes in the body, by which quorums and shares are measured as for a show of hands, and `here`
    is how many of them are on it. `present`: how many were present, where that is known. `tally`: {yes, no, abstain, blank,
    spoilt}, consensus positions, or of a choice between options its report and the seed of its lots; `root`: the Merkle root of
    the sealed ballots, hex. `reasons`: the sentences of the verdict, as data. `line`: votes in favour that were needed.
    `needed` and `there`: people the quorum asked for, and who counted towards it. `closed_at`: when it stopped taking ballots
    before its time, because its blocks have to be judged. `through`: the assembly through whose several sittings it is counted
    in the room (`kit.registries.Sittings`), None for a vote in one room or by phone. `judges`: the poll of positions whose
    blocks this one judges. `aloud_refused`: somebody objected to one teller counting aloud. `by_name`: names are called, and
    who is here hears the answers. `purged`: its ballots and its register have been destroyed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="polls")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="polls")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="polls")
    call = models.PositiveSmallIntegerField(default=1)
    method = models.CharField(max_length=10, choices=Method.choices)
    policy = models.CharField(max_length=40)
    rule = models.JSONField()
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="+")
    text_digest = models.CharField(max_length=64)
    electorate = models.PositiveIntegerField()
    here = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(null=True, blank=True)
    opened_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    tally = models.JSONField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    line = models.PositiveIntegerField(default=0)
    needed = models.PositiveIntegerField(default=0)
    there = models.PositiveIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)
    through = models.UUIDField(null=True, blank=True)
    judges = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="judged_by"
    )
    aloud_refused = models.BooleanField(default=False)
    by_name = models.BooleanField(default=False)
    declaration = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purged = models.BooleanField(default=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "call"], condition=Q(judges=None), name="decisions_poll_call"
            ),
            models.UniqueConstraint(
                fields=["motion"], condition=Q(declared_at=None, judges=None), name="decisions_one_live_poll"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="decisions_poll_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(declared_at=None, outcome="") | (Q(declared_at__isnull=False) & ~Q(outcome="")),
                name="decisions_poll_outcome_is_declared",
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "declared_at", "closes_at"], name="decisions_polls_due"),
            models.Index(
                fields=["hall", "declared_at"],
                condition=Q(purged=False, declared_at__isnull=False),
                name="decisions_polls_to_purge",
            ),
            models.Index(
                fields=["through"], condition=Q(through__isnull=False), name="decisions_polls_through"
            ),
        ]

    @property
    def shown_as(self) -> str:
        """How it went, as pages show it: a question with several options is answered, and not carried."""
        return ANSWERED.get(self.outcome, self.outcome) if "report" in (self.tally or {}) else self.outcome

    def __str__(self) -> str:
        return f"call {self.call}"

    @property
    def in_the_room(self) -> bool:
        """Whether it is counted in the room, by tellers."""
        return self.method in IN_THE_ROOM

    @property
    def by_who_is_here(self) -> bool:
        """Whether its register is who had come to a meeting when it opened."""
        return self.method in BY_WHO_IS_HERE

    @property
    def on_register(self) -> int:
        """Votes on its register."""
        return self.here if self.by_who_is_here else self.electorate

    def is_open(self, at: datetime) -> bool:
        """Whether it takes ballots at the moment `at`."""
        return self.declared_at is None and self.closed_at is None and self.opened_at <= at < self.closes_at


class RollState(models.TextChoices):
    """A line of the register."""

    OPEN = "open", _("has not voted")
    VOTED = "voted", _("voted")
    CLOSED = "closed", _("closed")


class Roll(models.Model):
    """
    One line of a poll's register: a member, their weight in whole votes, and whether a ballot of theirs is in.

    `voted`: whether a ballot was cast, kept when the line is closed. `speaks_for`: ids of members whose vote this line casts.
    `sitting`: of a vote through several sittings, at which of them they were there when it was counted: at no other again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="rolls")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1)
    speaks_for = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RollState.choices, default=RollState.OPEN)
    voted = models.BooleanField(default=False)
    sitting = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "member"], name="decisions_on_the_roll_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="decisions_roll_has_weight"),
        ]
        indexes = [models.Index(fields=["poll", "voted"], name="decisions_roll_voted")]

    def __str__(self) -> str:
        return self.state


class Ballot(models.Model):
    """
    A ballot cast openly. `choice`: a word, or of a choice between options a mark for each (`Question.written`), so that a whole
    poll is one matrix of numbers. Changed until the close; the last counts. `client_id` is made by the voter's page, so that
    sending it again after a crash gives the same receipt and counts once; `earlier` are those of ballots it replaced, so
    that a late copy of one cannot bring it back. `words`: the reason given with a position of a consensus. `called_by`: who
    typed it in as it was said aloud when names were called; None where its voter cast it. There is no time on it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    roll = models.OneToOneField(Roll, on_delete=models.CASCADE, related_name="ballot")
    choice = models.CharField(max_length=200)
    words = models.CharField(max_length=600, blank=True)
    client_id = models.UUIDField()
    earlier = models.JSONField(default=list, blank=True)
    called_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "client_id"], name="decisions_ballot_counts_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PaperBallotQuerySet(models.QuerySet["PaperBallot"]):
    """Ballots on paper beside the phones, by how far they have come."""

    def waiting(self) -> PaperBallotQuerySet:
        """Those one has read and nobody else yet; those of members who got an account are theirs to cast."""
        return self._unsettled().exclude(choice="")

    def differing(self) -> PaperBallotQuerySet:
        """Those that two have read differently, and nobody anew since."""
        return self._unsettled().filter(choice="")

    def _unsettled(self) -> PaperBallotQuerySet:
        return self.filter(confirmed_by=None, roll__voted=False, roll__member__person__key_hash="")


class PaperBallot(models.Model):
    """
    A ballot on paper of a member without an account, brought in beside the phones by two voters who do not see each
    other's reading.

    `choice`: what the first read, kept until the second has typed the same and emptied then: the ballot that counts
    has it; emptied too where the second has read otherwise, until somebody types it in anew. `confirmed_by`: None while
    it waits, and until then it counts nothing. Its id is the `client_id` of the
    ballot it became, so that a change by phone afterwards can be told from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="paper_ballots")
    roll = models.OneToOneField(Roll, on_delete=models.CASCADE, related_name="paper")
    choice = models.CharField(max_length=200, blank=True)
    typed_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    confirmed_by = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects = PaperBallotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("typed_by")),
                name="decisions_paper_has_two_readers",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TellerFigure(models.Model):
    """
    What one teller counted. Two who do not see each other's must agree; below seven present one counts aloud if nobody objects.

    `figures`: {yes, no, abstain, blank, spoilt}, the positions of a consensus, or of a choice between options how many papers
    and the digest of the `Pile` they are. `present`: people in the room who may vote;
    `not_counted`: how many of them the charter leaves out of the quorum. `aloud`: counted aloud by one. `typed_by`: who typed it
    in, for themselves or for the other teller on one device. `settled`: this figure was declared upon. `sitting`: of a vote
    through several sittings, the one it was counted at; then `figures` is empty until the result, and `sealed` holds them, under
    a key that is not in the database (`decisions.sealed`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="figures")
    teller = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    typed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    figures = models.JSONField()
    present = models.PositiveIntegerField()
    not_counted = models.PositiveIntegerField(default=0)
    aloud = models.BooleanField(default=False)
    at = models.DateTimeField()
    settled = models.BooleanField(default=False)
    sitting = models.UUIDField(null=True, blank=True)
    sealed = models.BinaryField(default=b"", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "teller", "round"], name="decisions_teller_once_a_round")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Dissent(models.Model):
    """A member's dissent from a decision, minuted in their words at their request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="dissents")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "member"], name="decisions_dissent_once")]

    def __str__(self) -> str:
        return self.text[:40]
