"""
Telling a hall's past through its own actions, with a clock that the story moves.

The story's clock stands in for `kit.clock` in the process that tells it, and nowhere else; afterwards the real one is back.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.actions.bodies import join_body
from unionhall.bodies.models import Application, Body, BodyKind, Member, Organisation
from unionhall.bodies.rules import doors
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Motion, Outcome, Poll
from unionhall.desk import deadlines
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.people.keyring import Holder, holder_new
from unionhall.people.models import Account
from unionhall.record.models import Hall

from .cast import Arrival

ZONE = ZoneInfo("America/New_York")
WORDS = """
    oven flour crumb kettle broom ladle apron yeast crust tray whisk basket bicycle lantern button copper
    ginger harbor ivory jacket kitchen lemon marble needle onion pepper quilt river saddle thimble umbrella velvet
"""


class OffTheStory(AssertionError):
    """The story went otherwise than it was meant to: our mistake."""


@dataclass
class Somebody:
    """A member of the demo hall; `account` and `wrap_key` where they have one."""

    member: Member
    account: Account | None = None
    wrap_key: bytes = b""
    passphrase: str = ""
    sign_in_name: str = ""


class StoryClock:
    """The clock of the story, from its first evening to shortly before now."""

    def __init__(self, real_now: datetime, days: int) -> None:
        self.end = real_now
        self.first_day = real_now.astimezone(ZONE).date() - timedelta(days=days)
        self.at = self.on(0, 18)

    def now(self) -> datetime:
        """What the whole house takes for the moment while the story is told."""
        return self.at

    def day(self, number: int) -> date:
        """The calendar day of the story's day `number`; the first is 0."""
        return self.first_day + timedelta(days=number)

    def on(self, number: int, hour: int, minute: int = 0) -> datetime:
        """The moment of an hour in the hall's zone on the story's day `number`."""
        return datetime.combine(self.day(number), time(hour, minute), ZONE).astimezone(UTC)

    def ago(self, **passed: float) -> datetime:
        """A moment before the real now: `ago(hours=20)`."""
        return self.end - timedelta(**passed)

    def move(self, to: datetime) -> None:
        """Move on, never back and never past the real now. Raises `OffTheStory`."""
        if not self.at <= to <= self.end:
            raise OffTheStory(f"from {self.at} to {to} with the end at {self.end}")
        self.at = to


@contextmanager
def in_place_of_the_clock(story: StoryClock) -> Iterator[None]:
    """Let the story's clock stand in for the real one inside the block, whatever happens in it."""
    real = clock.now
    clock.now = story.now
    try:
        yield
    finally:
        clock.now = real


class Locksmith:
    """Makes passphrases and their locks ahead of the story, two at a time: each takes a third of a second on purpose."""

    def __init__(self, names: list[str]) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._made: dict[str, tuple[str, Future[Holder]]] = {}
        for name in names:
            words = "-".join(secrets.choice(WORDS.split()) for _word in range(5))
            self._made[name] = (words, self._pool.submit(holder_new, name, words))

    def holder(self, name: str) -> tuple[str, Holder]:
        """The passphrase of the account called `name`, and who will hold its keys."""
        words, made = self._made[name]
        return words, made.result()

    def done(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown(cancel_futures=True)


class Teller:
    """Tells the story: who comes in, what is put, who votes how. Every step is one of the house's own actions."""

    def __init__(
        self, time: StoryClock, chance: random.Random, locks: Locksmith, names: dict[str, str]
    ) -> None:
        self.time, self.chance, self.locks = time, chance, locks
        self.sign_in_names = names
        self.people: dict[str, Somebody] = {}
        self.coming: list[Arrival] = []
        self.hall: Hall
        self.assembly: Body

    # Who ------------------------------------------------------------------------------------------------

    def by(self, name: str, *, proved: bool = False) -> Actor:
        """The member `name` as the one acting; `proved`: with a second factor shown just now."""
        return rules.actor_of(self.member(name), clock.now() if proved else None)

    def member(self, name: str) -> Member:
        """The member `name`, as they are now."""
        return Member.objects.select_related("hall", "person").get(pk=self.people[name].member.pk)

    def keep(
        self,
        name: str,
        member: Member,
        account: Account | None = None,
        holder: Holder | None = None,
        words: str = "",
    ) -> None:
        """Remember somebody who came in."""
        key = holder.wrap_key if holder else b""
        self.people[name] = Somebody(member, account, key, words, self.sign_in_names.get(name, ""))

    def with_a_phone(self) -> list[str]:
        """The names of those who have an account and a vote now."""
        voting = {member.pk for member in rules.voters(self.assembly, clock.now())}
        return sorted(name for name, one in self.people.items() if one.account and one.member.pk in voting)

    # Time -----------------------------------------------------------------------------------------------

    def go(self, day: int, hour: int, minute: int = 0) -> None:
        """Let time pass to an hour of a day of the story; who comes meanwhile comes, and what falls due is done."""
        self.until(self.time.on(day, hour, minute))

    def until(self, target: datetime) -> None:
        """Let time pass to a moment, as `go` does."""
        while True:
            due = [
                one
                for one in (self._next_close(), self._next_morning(), self._next_arrival())
                if one <= target
            ]
            if not due:
                break
            self.time.move(max(min(due), self.time.at))
            self._somebody_comes()
            deadlines.settle(self.hall.pk)
        self.time.move(max(target, self.time.at))

    def a_moment(self, longest: int = 240) -> None:
        """Let a little time pass, as between two things that people do."""
        self.time.move(self.time.at + timedelta(seconds=self.chance.randint(15, longest)))

    def _next_close(self) -> datetime:
        poll = Poll.objects.filter(hall=self.hall, declared_at=None).order_by("closes_at").first()
        return poll.closes_at + timedelta(seconds=20) if poll else datetime.max.replace(tzinfo=UTC)

    def _next_morning(self) -> datetime:
        local = self.time.at.astimezone(ZONE)
        today = datetime.combine(local.date(), time(0, 5), ZONE)
        return (today if local < today else today + timedelta(days=1)).astimezone(UTC)

    def _next_arrival(self) -> datetime:
        if not self.coming:
            return datetime.max.replace(tzinfo=UTC)
        return self.time.on(self.coming[0].day, self.coming[0].hour)

    def _somebody_comes(self) -> None:
        while self.coming and self._next_arrival() <= self.time.at:
            who = self.coming.pop(0)
            self.card(who) if who.road == "card" else self.invited(who)

    # Coming in ------------------------------------------------------------------------------------------

    def invited(self, who: Arrival) -> None:
        """Somebody comes by the invite of one member, a second vouching where that is needed."""
        inviter, second = self._two_of_us()
        made = bodies.make_invite(by=self.by(inviter), hint=who.name.split()[0])
        if made.invite.vouchers_needed > 1:
            self.a_moment()
            bodies.vouch(by=self.by(second), invite=made.invite)
        self.a_moment()
        words, holder = self.locks.holder(self.sign_in_names[who.name])
        joined = bodies.accept_invite(
            token=made.token, holder=holder, name=who.name, way=who.way, reservation=who.reservation
        )
        self.keep(who.name, joined.member, joined.account, holder, words)
        if who.listed:
            bodies.show_in_directory(by=self.by(who.name), shown=True)
        self.into_section(who.name, who.section)

    def card(self, who: Arrival) -> None:
        """Somebody comes by a paper card that one member types in and a second vouches for."""
        typing, second = self._two_of_us()
        section = Body.objects.filter(hall=self.hall, kind=BodyKind.SECTION, name=who.section).first()
        card = bodies.type_in_card(
            by=self.by(typing),
            name=who.name,
            section=section,
            card_number=f"{who.day:03d}-{len(self.people):02d}",
        )
        self.a_moment()
        card = bodies.vouch_for(by=self.by(second), application=card)
        self.keep(who.name, self._admitted(card))
        self.a_moment()

    def applied(self, name: str, section: str, contact: str, words: str) -> Application:
        """Somebody asks to join at the public door."""
        place = Body.objects.get(hall=self.hall, kind=BodyKind.SECTION, name=section)
        return bodies.apply(
            organisation=Organisation.objects.get(hall=self.hall),
            name=name,
            contact=contact,
            words=words,
            section=place,
            affirms=True,
        )

    def admitted(self, by: str, application: Application) -> None:
        """Somebody who asked is admitted under `by`'s mandate."""
        self.keep(
            application.name, bodies.admit_application(by=self.by(by, proved=True), application=application)
        )
        self.a_moment()

    def into_section(self, name: str, section: str) -> None:
        """A member joins the section they work in, once there is one."""
        place = Body.objects.filter(hall=self.hall, kind=BodyKind.SECTION, name=section).first()
        if place is not None:
            self.a_moment()
            join_body(by=self.by(name), member=self.member(name), body=place)

    def _two_of_us(self) -> tuple[str, str]:
        there = self.with_a_phone()
        self.chance.shuffle(there)
        first = next(name for name in there if doors.may_invite(self.by(name), clock.now()))
        return first, next((name for name in there if name != first), first)

    @staticmethod
    def _admitted(card: Application) -> Member:
        if card.member is None:
            raise OffTheStory(f"{card.name} was not admitted")
        return card.member

    # Deciding -------------------------------------------------------------------------------------------

    def put(
        self,
        by: str,
        title: str,
        text: str = "",
        *effects: tuple[str, dict[str, Any]],
        second: str,
        **more: Any,
    ) -> Motion:
        """A motion is put and seconded before the assembly, or the body given."""
        more.setdefault("body", self.assembly)
        wanted = [{"kind": kind, "params": params} for kind, params in effects]
        motion = decisions.put_motion(by=self.by(by), title=title, text=text, effects=wanted, **more)
        self.a_moment(5400)
        return decisions.second_motion(by=self.by(second), motion=motion)

    def open(self, by: str, motion: Motion, **more: Any) -> Poll:
        """A poll is opened."""
        self.a_moment(900)
        return decisions.open_poll(by=self.by(by), motion=motion, **more)

    def vote(
        self,
        poll: Poll,
        yes: int,
        no: int,
        abstain: int = 0,
        *,
        not_they: tuple[str, ...] = (),
        must: dict[str, str] | None = None,
    ) -> None:
        """So many vote each way by phone; who, is chance, but for those in `must` (name → choice)."""
        must = must or {}
        there = [name for name in self.with_a_phone() if name not in not_they and name not in must]
        on_the_roll = set(poll.rolls.values_list("member_id", flat=True))
        there = [name for name in there if self.people[name].member.pk in on_the_roll]
        choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
        for choice in must.values():
            choices.remove(choice)
        if len(choices) > len(there):
            raise OffTheStory(f"{len(choices)} votes and {len(there)} people")
        voting = [*must.items(), *zip(self.chance.sample(there, len(choices)), choices, strict=True)]
        self.chance.shuffle(voting)
        for name, choice in voting:
            self.a_moment(120)
            decisions.cast_ballot(by=self.by(name), poll=poll, choice=choice, client_id=uuid4())

    def outcome(self, poll: Poll, expected: str) -> Motion:
        """Let the poll's time run out, so that the clock declares it; insists that it came to what the story says."""
        self.until(poll.closes_at + timedelta(minutes=1))
        return self.insist(poll, expected)

    def insist(self, poll: Poll, expected: str) -> Motion:
        """The poll's motion, if the poll came to what the story says and all that it did was done."""
        poll = Poll.objects.select_related("motion").get(pk=poll.pk)
        if poll.outcome != expected or poll.motion.effects.filter(state="refused").exists():
            raise OffTheStory(
                f"motion {poll.motion.number} came to {poll.outcome or 'nothing'}, not to {expected}"
            )
        return poll.motion

    def decided(
        self, poll: Poll, yes: int, no: int, abstain: int = 0, *, expected: str = Outcome.CARRIED, **more: Any
    ) -> Motion:
        """A poll is voted in and declared by the clock."""
        self.vote(poll, yes, no, abstain, **more)
        return self.outcome(poll, expected)

    def counted(
        self,
        poll: Poll,
        tellers: tuple[str, str],
        figures: dict[str, int],
        present: int,
        *,
        expected: str = Outcome.CARRIED,
    ) -> Motion:
        """Two tellers count in the room, type in what they counted, and one of them declares it."""
        for name in tellers:
            self.a_moment()
            decisions.type_figures(by=self.by(name), poll=poll, figures=figures, present=present)
        self.a_moment()
        poll = decisions.close_poll(by=self.by(tellers[0]), poll=poll)
        return self.insist(poll, expected)

    def id_of(self, name: str) -> str:
        """A member's id, as effects take it."""
        return str(self.people[name].member.pk)
