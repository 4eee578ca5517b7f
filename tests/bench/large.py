"""
A large hall: thousands of members and years of decisions, for measuring and for counting queries.

It is founded through the house's own actions, with the members who have an account; everything else is written in bulk,
because thousands of acts one by one would take an hour. What is written is what the actions would have left: every motion
with its text, support, notice, poll and mandate; registers and ballots of the last thirty days only, since the house
destroys them then; an entry in the record for each act, sealed in order, so that the record verifies; each tally the
count of its ballots, judged by the rule, and each root over them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from tests.bench.mandating import mandated
from tests.bench.scribe import AT_ONCE, Scribe
from tests.crashes.town import gathered
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Affirmation, Body, Member, Membership, Notice
from unionhall.bodies.rules.membership import actor_of
from unionhall.core.log import merkle
from unionhall.core.tallies import Tally
from unionhall.decisions.actions.declaring import AFTER, leaf_of
from unionhall.decisions.actions.making import digest_of
from unionhall.decisions.actions.settling import BALLOTS_KEPT
from unionhall.decisions.models import (
    Ballot,
    Motion,
    MotionText,
    Outcome,
    Poll,
    Question,
    Roll,
    RollState,
    Served,
    Status,
    Support,
)
from unionhall.decisions.rules.counting import rule_data, sentence_data, verdict_of
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.people.models import Person
from unionhall.record import signer
from unionhall.site.demo.telling import StoryClock, in_place_of_the_clock

DAYS = 8 * 365
"""Eight years: twenty decisions in the last month, then, of which the registers are still there."""
TURNOUT = 0.4
SECTIONS = 8
TEXT = "We put aside a part of what comes in each month, and the assembly says what it is for. " * 6


@dataclass
class Large:
    """What was made. `people`: the members with an account, as `town.gathered` gives them. `decided`: motions. `open`: polls."""

    people: list[Any]
    everybody: list[Member]
    decided: list[Motion] = field(default_factory=list)
    open: list[Poll] = field(default_factory=list)


class _Rows:
    """Rows of many tables, kept until all are written, in the order in which they were first named."""

    def __init__(self) -> None:
        self.kept: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Any) -> Any:
        self.kept.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for table, rows in self.kept.items():
            table._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        self.kept = {}


def build(
    *, members: int, decisions: int, votes: int, accounts: int = 2, days: int = DAYS, seed: int = 1936
) -> Large:
    """
    A hall of so many members, `accounts` of them with one, with so many decisions and open votes (one at least).

    `days`: how long ago it was founded. One in ten members chose the directory, and four in ten of a register voted.
    """
    time = StoryClock(clock.now(), days)
    with in_place_of_the_clock(time):
        people = gathered(accounts)
    with transaction.atomic():
        building = _Building(people, time, random.Random(seed))
        building.join(members - accounts)
        building.decide(decisions)
        building.vote(votes)
        building.pin(12)
        building.rows.write()
        building.scribe.close()
    signer.checkpoint(building.hall)
    return building.made


class _Building:
    """What the making of one hall needs at hand."""

    def __init__(self, people: list[Any], time: StoryClock, chance: random.Random) -> None:
        self.founder = people[0]
        self.hall = self.founder.hall
        self.time, self.chance = time, chance
        self.scribe, self.rows = Scribe(self.hall), _Rows()
        self.assembly = bodies.assembly(self.hall.pk)
        self.charter_row = bodies.charter_row(self.hall.pk, clock.now())
        self.charter = bodies.charter(self.hall.pk, clock.now())
        self.rule = bodies.rule_for_motion(self.charter, "ordinary", [])
        self.frozen = rule_data(self.rule)
        self.made = Large(people, list(people))
        self.number = 0

    def after(self, share: float) -> datetime:
        """The moment when `share` of the hall's years had passed."""
        return self.time.at + (self.time.end - timedelta(minutes=5) - self.time.at) * share

    # Members --------------------------------------------------------------------------------------------

    def join(self, many: int) -> None:
        """So many more members, over the first nine tenths of the years, four in five of them in a section."""
        sections = self._sections()
        persons = [Person(key_hash=uuid4().hex if one % 7 else "") for one in range(many)]
        Person.objects.bulk_create(persons, batch_size=AT_ONCE)
        for place, person in enumerate(persons):
            at = self.after(0.001 + 0.899 * place / many)
            member = Member(
                hall=self.hall,
                person=person,
                name=f"{self.chance.choice(NAMES)} {self.chance.choice(NAMES)} {place}",
                joined_on=clock.day(at, self.hall.time_zone),
                in_directory=place % 10 == 0,
            )
            self._comes(member, at, sections[place % SECTIONS] if place % 5 else None)
            self.made.everybody.append(member)
        self.rows.write()

    def _sections(self) -> list[Body]:
        made = [
            Body(
                hall=self.hall,
                kind="section",
                name=f"Section {one}",
                headcount=900,
                made_at=self.after(0.001),
            )
            for one in range(SECTIONS)
        ]
        return Body.objects.bulk_create(made)

    def _comes(self, member: Member, at: datetime, section: Body | None) -> None:
        self.rows.add(member)
        for body in (self.assembly, *([section] if section else [])):
            place = Membership(
                hall=self.hall, member=member, body=body, state="admitted", since=member.joined_on
            )
            self.rows.add(place)
        agreed = Affirmation(
            hall=self.hall, member=member, charter=self.charter_row, way="affirms", on=member.joined_on
        )
        self.rows.add(agreed)
        self.scribe.enter(
            "member.joined",
            by=actor_of(member),
            at=at,
            about=member,
            body=self.assembly.pk,
            way="invite",
            state="admitted",
        )

    # Decisions ------------------------------------------------------------------------------------------

    def decide(self, many: int) -> None:
        """So many motions put, seconded, voted on and decided, evenly over the years."""
        for place in range(many):
            put_at = self.after(0.002 + 0.99 * place / many)
            motion, poll = self._polled(put_at, put_at + timedelta(days=3), timedelta(days=3))
            self._declared(motion, poll, put_at + timedelta(days=6))
            self.made.decided.append(motion)
            if place % 5 == 0:
                self._mandates(motion)

    def vote(self, many: int) -> None:
        """So many votes that are open now, with everybody on the register and nobody's ballot in."""
        for _place in range(many):
            motion, poll = self._polled(self.after(0.9995), self.after(0.9999), timedelta(days=20))
            motion.status = Status.POLLING
            for member in self.made.everybody:
                self.rows.add(Roll(hall=self.hall, poll=poll, member=member))
            self.made.open.append(poll)

    def _polled(self, put_at: datetime, opened_at: datetime, lasts: timedelta) -> tuple[Motion, Poll]:
        """A motion put and seconded at `put_at`, with a poll opened at `opened_at` that lasts so long."""
        self.number += 1
        here = self._in_by(put_at)
        mover, second = (actor_of(here[self.chance.randrange(len(here))]) for _one in range(2))
        motion = self.rows.add(
            Motion(
                hall=self.hall,
                body=self.assembly,
                number=self.number,
                put_by_id=mover.member_id,
                put_at=put_at,
                seconded_by_id=second.member_id,
                seconded_at=put_at,
            )
        )
        title = f"Bread for strike {self.number}"
        words = MotionText(
            hall=self.hall,
            motion=motion,
            version=1,
            language="en",
            binding=True,
            title=title,
            text=TEXT,
            digest=digest_of(title, TEXT),
            by_id=mover.member_id,
            at=put_at,
        )
        beside: Iterable[models.Model] = (
            words,
            Support(hall=self.hall, motion=motion, member_id=second.member_id, at=put_at),
            Served(hall=self.hall, motion=motion, way="page", by_id=second.member_id, at=put_at),
            Question(hall=self.hall, motion=motion, by_id=second.member_id, text="From when?", at=put_at),
        )
        for row in beside:
            self.rows.add(row)
        poll = self._opened(motion, words, mover, opened_at, lasts)
        self._enter_opening(motion, poll, words, mover, second)
        return motion, poll

    def _in_by(self, at: datetime) -> Sequence[Member]:
        """Who had joined by the moment `at`, the first of them at least."""
        share = (at - self.time.at) / (self.after(1) - self.time.at)
        later = len(self.made.everybody) - len(self.made.people)
        return self.made.everybody[: len(self.made.people) + int(later * min(1.0, share / 0.9))]

    def _opened(self, motion: Motion, words: MotionText, by: Actor, at: datetime, lasts: timedelta) -> Poll:
        poll: Poll = self.rows.add(
            Poll(
                hall=self.hall,
                motion=motion,
                body=self.assembly,
                method="open",
                policy="standing",
                rule=self.frozen,
                charter=self.charter_row,
                text_digest=words.digest,
                electorate=len(self._in_by(at)),
                opened_by_id=by.member_id,
                opened_at=at,
                closes_at=at + lasts,
            )
        )
        return poll

    def _enter_opening(
        self, motion: Motion, poll: Poll, words: MotionText, mover: Actor, second: Actor
    ) -> None:
        body = self.assembly.pk
        self.scribe.enter(
            "motion.put",
            by=mover,
            at=motion.put_at,
            about=motion,
            body=body,
            number=motion.number,
            matter="ordinary",
            text=words.digest,
            effects=[],
            amends=None,
            emergency=False,
            referendum=False,
        )
        self.scribe.enter(
            "motion.seconded", by=second, at=motion.put_at, about=motion, body=body, enough=True
        )
        self.scribe.enter(
            "poll.opened",
            by=mover,
            at=poll.opened_at,
            about=poll,
            body=body,
            call=1,
            method="open",
            electorate=poll.electorate,
            closes=poll.closes_at.isoformat(timespec="minutes"),
            text=words.digest,
            charter=self.charter_row.version,
        )

    def _declared(self, motion: Motion, poll: Poll, at: datetime) -> None:
        """The poll is closed and judged; its register and ballots are there where they are not destroyed yet."""
        votes = int(poll.electorate * TURNOUT)
        no = self.chance.randrange(votes // 2 + 1)
        count = Tally(yes=votes - no - votes // 10, no=no, abstain=votes // 10)
        verdict = verdict_of(poll, count, None, 0, False)
        outcome = Outcome(verdict.outcome.value)
        poll.declared_at, poll.outcome, poll.tally = at, outcome, count.to_data()
        poll.reasons = [sentence_data(one) for one in verdict.reasons]
        poll.line, poll.needed, poll.there = verdict.threshold_line, verdict.needed, verdict.there
        if at > self.time.end - BALLOTS_KEPT:
            poll.root = self._ballots(poll, count)
        else:
            poll.root = hashlib.sha256(poll.pk.bytes).hexdigest()
        motion.status = AFTER[outcome]
        entry = self.scribe.enter(
            "poll.declared",
            by=Actor.the_clock(self.hall.pk),
            at=at,
            about=poll,
            body=self.assembly.pk,
            outcome=str(outcome.value),
            call=1,
            tally=poll.tally,
            electorate=poll.electorate,
            present=None,
            line=poll.line,
            needed=poll.needed,
            root=poll.root,
            ballots=votes,
            tellers=[],
            aloud=False,
            ending="",
            weaker=False,
        )
        poll.declaration = entry
        if motion.status in (Status.CARRIED, Status.LOST):
            motion.decided_at, motion.decided_under, motion.decision = at, self.charter_row, entry

    def _ballots(self, poll: Poll, count: Tally) -> str:
        """The register with its ballots; gives the root over them."""
        choices = ["yes"] * count.yes + ["no"] * count.no + ["abstain"] * count.abstain
        leaves = {}
        for place, member in enumerate(self._in_by(poll.opened_at)):
            voted = place < len(choices)
            roll = self.rows.add(
                Roll(hall=self.hall, poll=poll, member=member, state=RollState.CLOSED, voted=voted)
            )
            if voted:
                ballot = self.rows.add(
                    Ballot(hall=self.hall, poll=poll, roll=roll, choice=choices[place], client_id=uuid4())
                )
                leaves[str(ballot.pk)] = merkle.leaf_hash(leaf_of(poll, ballot.pk, choices[place], "", 1))
        return merkle.root([leaves[pk] for pk in sorted(leaves)]).hex()

    def _mandates(self, motion: Motion) -> None:
        """What the motion decided, if it carried, gave somebody a mandate for ninety days."""
        if motion.decided_at is not None and motion.status == Status.CARRIED:
            here = self._in_by(motion.decided_at)
            holder = here[self.chance.randrange(len(here))]
            for row in mandated(self.scribe, motion, holder, self.time.end):
                self.rows.add(row)

    def pin(self, many: int) -> None:
        """So many notes on the board."""
        for place in range(many):
            note = Notice(
                hall=self.hall,
                by=self.founder,
                title=f"Note {place}",
                text=TEXT,
                posted_at=self.after(0.99),
                until=self.time.end.date() + timedelta(days=20),
            )
            self.rows.add(note)


NAMES = (
    "Ana",
    "Bilal",
    "Chidi",
    "Dora",
    "Eshe",
    "Farid",
    "Goran",
    "Hana",
    "Inés",
    "Joaquim",
    "Łucja",
    "Minh",
)
"""What the members of a made-up hall are called."""
