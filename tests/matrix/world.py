"""
The world of the matrix: two halls on one server, lived through by real acts, with somebody in every role.

Everything that came to stand here was founded, joined, put, voted on and carried by the rooms' own actions; only
codes and tokens are kept aside, because nobody can see them a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from unionhall import conftest as stories
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.models import Body, Member
from unionhall.decisions import actions as decisions
from unionhall.mandates.models import Mandate
from unionhall.people import keyring
from unionhall.people.models import Session
from unionhall.record import signer
from unionhall.record.models import Hall

FOUNDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

OUTSIDE = ("anonymous", "invited", "carded")
"""Nobody is signed in: somebody who knows nothing, holds an invite's link, holds a code for the member they are."""
STRANGERS = ("neighbour", "left", "excluded")
"""Signed in, with no place in the hall: a member of another hall, one who left, one who was excluded."""
FOUNDERS = ("founder", "cofounder")
MANDATED = ("live", "unproved", "expired", "recalled", "elsewhere")
"""Holders of a mandate: live, live without a second factor shown, run out, taken back, and given for another body."""
INSIDE = ("member", *FOUNDERS, "guest", "suspended", *MANDATED)
ROLES = (*OUTSIDE, *STRANGERS, *INSIDE)

POWERS = ("bodies.admit", "bodies.let_back_in", "bodies.keep_list", "bodies.speak")
"""What each of the five mandates allows: everything that any room declares (a test holds this)."""


PASSPHRASE = "kettle lantern oat shovel"
SECRET = "geheim"
"""In how somebody is reached: for the few who must know."""


class Clock:
    """The world's clock: it stands until the world moves it."""

    def __init__(self) -> None:
        self.at = FOUNDED

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


@dataclass
class Place:
    """One hall and one of each thing in it. `word` is in every name and text of it, and nowhere else."""

    hall: Hall
    slug: str
    assembly: Body
    word: str
    things: SimpleNamespace = field(default_factory=SimpleNamespace)


@dataclass
class World:
    """Two halls, the clock, a browser for each role, and the id of a second session of theirs (`spare`)."""

    clock: Clock
    here: Place
    there: Place
    members: dict[str, Any]
    codes: dict[str, str]
    cookies: dict[str, dict[str, str]]
    spare: dict[str, UUID]

    def browser(self, role: str) -> Client:
        """A browser in which `role` has just done nothing."""
        client = Client(raise_request_exception=False)
        for name, value in self.cookies[role].items():
            client.cookies[name] = value
        return client


def build(clock: Clock) -> World:
    """Live through it all, and give the world as it stands at the end."""
    people: dict[str, Any] = {}
    there, people["neighbour"] = _founded("Quux", "wäscherei", "neighbour")
    here, people["founder"] = _founded("Zwirbel", "bäckerei", "founder")
    for role in ("cofounder", "member", *MANDATED, "suspended", "left", "excluded", "guest"):
        people[role] = _joined(people, role)
    clock.passes(hours=1)

    _mandates(clock, here, people)
    _departures(here, people)
    for place, somebody, other in (
        (here, people["member"], people["cofounder"]),
        (there, people["neighbour"], None),
    ):
        furnish(place, somebody, other)
    here.things.lived, there.things.lived = mandate_of(people["live"]), there.things.mandate
    clock.passes(minutes=5)
    world = World(clock, here, there, people, {}, {}, {})
    _doors(world)
    for place in (here, there):
        signer.after_commit(place.hall.pk)
    world.cookies = {role: _cookies(world, role) for role in ROLES}
    return world


def decide(place: Place, voters: Iterable[Any], effect: str, **params: Any) -> Any:
    """A motion of the assembly with one effect: put, seconded, voted on by all, carried. Gives the motion."""
    first, second, *_others = voters = list(voters)
    motion = decisions.put_motion(
        by=rules.actor_of(first),
        body=place.assembly,
        title=f"{place.word}beschluss: {effect}",
        effects=[{"kind": effect, "params": params}],
    )
    decisions.second_motion(by=rules.actor_of(second), motion=motion)
    poll = decisions.open_poll(by=rules.actor_of(first), motion=motion)
    for voter in voters:
        decisions.cast_ballot(by=rules.actor_of(voter), poll=poll, choice="yes", client_id=uuid4())
    poll = decisions.close_poll(by=rules.actor_of(first), poll=poll)
    assert poll.outcome == "carried", (effect, poll.outcome)
    motion.refresh_from_db()
    assert not motion.effects.exclude(state="done").exists(), list(
        motion.effects.values("kind", "state", "refusal")
    )
    return motion


# What came to pass -------------------------------------------------------------------------------------


def _mandates(clock: Clock, here: Place, people: dict[str, Any]) -> None:
    voting = [one for role, one in people.items() if role not in ("guest", "neighbour")]
    decide(
        here, voting, "body.make",
        kind="committee", name="Zwirbelkomitee", purpose="Feste", until=_day(clock, 60), members=[str(people["elsewhere"].pk)],
    )  # fmt: skip
    committee = Body.objects.get(hall=here.hall, kind="committee")
    here.things.committee = committee
    given = {"powers": {power: {} for power in POWERS}, "purpose": "Zwirbelauftrag"}
    for role, days in (("expired", 3), ("recalled", 60), ("live", 60), ("unproved", 60), ("elsewhere", 50)):
        body = {"body": str(committee.pk)} if role == "elsewhere" else {}
        decide(
            here,
            voting,
            "mandate.give",
            member=str(people[role].pk),
            until=_day(clock, days),
            **given,
            **body,
        )
        clock.passes(minutes=1)
    decide(here, voting, "mandate.recall", mandate=str(mandate_of(people["recalled"]).pk))
    clock.passes(days=4)
    bodies.settle(here.hall.pk)


def _departures(here: Place, people: dict[str, Any]) -> None:
    voting = [one for role, one in people.items() if role not in ("guest", "neighbour")]
    decide(here, voting, "member.suspend", member=str(people["suspended"].pk), days=30)
    voting.remove(people["suspended"])
    decide(here, voting, "member.exclude", member=str(people["excluded"].pk))
    bodies.leave_hall(by=rules.actor_of(people["left"]))


def furnish(place: Place, somebody: Any, other: Any) -> None:
    """One of each thing that has an address of its own, in the place's hall."""
    by = rules.actor_of(somebody)
    things, word = place.things, place.word
    things.somebody = somebody
    things.notice = bodies.pin_notice(
        by=by,
        title=f"{word}zettel",
        text=f"{word}notiz",
        language="en",
        until=stories.clock.now().date() + timedelta(days=20),
    )
    things.invite = bodies.make_invite(by=by, hint=f"{word}hinweis")
    things.motion = decisions.put_motion(by=by, body=place.assembly, title=f"{word}frage", text=f"{word}text")
    things.question = decisions.ask_question(by=by, motion=things.motion, text=f"{word}warum?")
    things.mandate = Mandate.objects.filter(hall=place.hall).first() or stories.mandated(
        somebody, "bodies.speak"
    )
    if other is not None:
        things.seconded = decisions.put_motion(by=by, body=place.assembly, title=f"{word}antrag")
        decisions.second_motion(by=rules.actor_of(other), motion=things.seconded)
        things.polled = decisions.put_motion(by=by, body=place.assembly, title=f"{word}wahl")
        decisions.second_motion(by=rules.actor_of(other), motion=things.polled)
        things.poll = decisions.open_poll(by=by, motion=things.polled)


def _doors(world: World) -> None:
    """Somebody who joined by paper card and holds a code for an account; an invite's link; a founding link."""
    here, first, second = world.here, *(rules.actor_of(world.members[role]) for role in FOUNDERS)
    card = bodies.type_in_card(by=first, name="Kätezwirbel", contact=f"kaete@{SECRET}.example")
    bodies.vouch_for(by=second, application=card)
    world.members["carded"] = carded = Member.objects.get(hall=here.hall, name="Kätezwirbel")
    letting = bodies.ask_back_in(by=first, member=carded)
    world.clock.passes(days=1, hours=1)
    world.codes["claim"] = bodies.confirm_back_in(by=second, letting=letting).code
    world.codes["invite"] = _link_of(first, second)
    world.codes["founding"] = bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1]
    world.clock.passes(days=1, hours=1)


def _link_of(first: Any, *others: Any) -> str:
    made = bodies.make_invite(by=first)
    for other in others:
        bodies.vouch(by=other, invite=made.invite)
    return made.token


# Shortly -----------------------------------------------------------------------------------------------


def mandate_of(member: Any) -> Mandate:
    """The newest mandate of a member."""
    return Mandate.objects.filter(member=member.pk).latest("since")


def _founded(word: str, rest: str, founder: str) -> tuple[Place, Any]:
    holder = _holder(founder)
    made = bodies.open_hall(
        token=bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1],
        organisation=f"{word}{rest}",
        kind="collective",
        name=f"{founder.title()}{word.lower()}",
        holder=holder,
        language="en",
        time_zone="Europe/Vienna",
    )
    place = Place(made.hall, made.hall.slug, rules.assembly(made.hall.pk), word)
    return place, _with_keys(made.member, made.account, holder)


def _joined(people: dict[str, Any], role: str) -> Any:
    """Somebody joins by the founder's invite; from the fourth on the cofounder vouches for them too."""
    vouchers = [rules.actor_of(people[voucher]) for voucher in FOUNDERS if voucher in people]
    holder = _holder(role)
    joined = bodies.accept_invite(
        token=_link_of(*vouchers) if len(people) > 3 else _link_of(vouchers[0]),
        holder=holder,
        name=f"{role.title()}zwirbel",
        way="not_yet" if role == "guest" else "affirms",
    )
    return _with_keys(joined.member, joined.account, holder)


def _holder(role: str) -> Any:
    return keyring.holder_new(f"the-{role}", PASSPHRASE)


def _with_keys(member: Any, account: Any, holder: Any) -> Any:
    member.account, member.wrap_key = account, holder.wrap_key
    return member


def _day(clock: Clock, days: int) -> str:
    return (clock.at + timedelta(days=days)).date().isoformat()


def _cookies(world: World, role: str) -> dict[str, str]:
    if role in OUTSIDE:
        return {}
    member = world.members[role]
    member.account.refresh_from_db()
    stories.browser(member)
    world.spare[role] = Session.objects.get(account=member.account).pk
    client = stories.browser(member, proved=role != "unproved")
    return {name: one.value for name, one in client.cookies.items()}
