"""
The world of the matrix: two halls on one server, lived through by real acts, with somebody in every role.

Everything that came to stand here was founded, joined, put, voted on and carried by the rooms' own actions; only
codes and tokens are kept aside, because nobody can see them a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from tests.matrix.furnishing import call_lots, furnish
from tests.matrix.places import HIDDEN, SECRET, Clock, Place, day, decide
from unionhall import conftest as stories
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.models import Body, Member
from unionhall.mandates.models import Mandate
from unionhall.people import keyring
from unionhall.people.models import Session
from unionhall.record import signer

OUTSIDE = ("anonymous", "invited", "carded")
"""Nobody is signed in: somebody who knows nothing, holds an invite's link, holds a code for the member they are."""
STRANGERS = ("neighbour", "left", "excluded")
"""Signed in, with no place in the hall: a member of another hall, one who left, one who was excluded."""
FOUNDERS = ("founder", "cofounder")
MANDATED = ("live", "unproved", "expired", "recalled", "elsewhere")
"""Holders of a mandate: live, live without a second factor shown, run out, taken back, and given for another body."""
INSIDE = ("member", *FOUNDERS, "guest", "suspended", *MANDATED)
ROLES = (*OUTSIDE, *STRANGERS, *INSIDE)

POWERS = ("bodies.admit", "bodies.let_back_in", "bodies.keep_list", "bodies.speak", "delegates.act")
"""What each of the five mandates allows: everything that any room declares (a test holds this)."""


PASSPHRASE = "kettle lantern oat shovel"


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
    there, people["neighbour"] = founded("Quux", "wäscherei", "neighbour")
    there.voters = [people["neighbour"]]
    for name in ("dieter", "doris"):
        there.voters.append(joined(there.voters, name, "quux"))
    here, people["founder"] = founded("Zwirbel", "bäckerei", "founder")
    here.voters = [people["founder"]]
    for role in ("cofounder", "member", "helga", "hugo", *MANDATED, "suspended", "left", "excluded"):
        people[role] = joined(here.voters, role)
        here.voters.append(people[role])
    people["guest"] = joined(here.voters[1:], "guest", way="not_yet")
    clock.passes(hours=1)

    _mandates(clock, here, people)
    _departures(here, people)
    _give_all(clock, there, people["neighbour"])
    here.things.second_mandate = mandate_of(people["unproved"])
    there.things.second_mandate = mandate_of(people["neighbour"])
    call_lots(here, people["live"])
    call_lots(there, people["neighbour"])
    clock.passes(days=1, minutes=1)
    furnish(clock, here, people["live"], people["helga"], people["hugo"], there)
    furnish(clock, there, people["neighbour"], *there.voters[1:], here)
    codes = _doors(here, people)
    clock.passes(minutes=5)
    world = World(clock, here, there, people, codes, {}, {})
    for place in (here, there):
        signer.after_commit(place.hall.pk)
    world.cookies = {role: _cookies(world, role) for role in ROLES}
    return world


# What came to pass -------------------------------------------------------------------------------------


def _mandates(clock: Clock, here: Place, people: dict[str, Any]) -> None:
    """Five mandates: one runs on, one without a factor shown, one runs out, one is recalled, one is for a committee."""
    decide(
        here,
        "body.make",
        kind="committee",
        name="Zwirbelkomitee",
        purpose="Feste",
        until=day(clock, 60),
        members=[str(people["elsewhere"].pk)],
    )
    committee = str(Body.objects.get(hall=here.hall, kind="committee").pk)
    for role, days in (("expired", 3), ("recalled", 60), ("live", 60), ("unproved", 60)):
        _give_all(clock, here, people[role], days)
    _give_all(clock, here, people["elsewhere"], body=committee)
    decide(here, "mandate.recall", mandate=str(mandate_of(people["recalled"]).pk))
    clock.passes(days=4)
    bodies.settle(here.hall.pk)


def _give_all(clock: Clock, place: Place, member: Any, days: int = 60, **more: str) -> None:
    powers: dict[str, Any] = {power: {} for power in POWERS}
    until = day(clock, days)
    decide(
        place, "mandate.give", member=str(member.pk), powers=powers, purpose="Auftrag", until=until, **more
    )
    clock.passes(minutes=1)


def _departures(here: Place, people: dict[str, Any]) -> None:
    for role, effect, more in (
        ("suspended", "member.suspend", {"days": 30}),
        ("excluded", "member.exclude", {}),
    ):
        decide(here, effect, member=str(people[role].pk), **more)
        here.voters.remove(people[role])
    bodies.leave_hall(by=rules.actor_of(people["left"]))
    here.voters.remove(people["left"])


def _doors(here: Place, people: dict[str, Any]) -> dict[str, str]:
    """Somebody who joined by paper card and holds a code for an account; an invite's link; a founding link."""
    first, second = (rules.actor_of(people[role]) for role in FOUNDERS)
    for name in ("Kätezwirbel", f"Kurt {HIDDEN}"):
        card = bodies.type_in_card(by=first, name=name, contact=f"kaete@{SECRET}.example")
        bodies.vouch_for(by=second, application=card)
    people["carded"] = Member.objects.get(hall=here.hall, name="Kätezwirbel")
    letting = bodies.ask_back_in(by=first, member=people["carded"])
    return {
        "claim": bodies.confirm_back_in(by=second, letting=letting).code,
        "invite": _link_of(first, second),
        "founding": bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1],
    }


def _link_of(first: Any, *others: Any) -> str:
    made = bodies.make_invite(by=first)
    for other in others:
        bodies.vouch(by=other, invite=made.invite)
    return made.token


# Shortly -----------------------------------------------------------------------------------------------


def mandate_of(member: Any) -> Mandate:
    """The newest mandate of a member."""
    return Mandate.objects.filter(member=member.pk).latest("since")


def founded(word: str, rest: str, founder: str) -> tuple[Place, Any]:
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


def joined(voters: list[Any], role: str, word: str = "zwirbel", way: str = "affirms") -> Any:
    """Somebody joins by an invite: one voucher is enough until there are three, then a second vouches too."""
    vouchers = [rules.actor_of(one) for one in (voters[-2:] if len(voters) > 2 else voters[:1])]
    holder = _holder(role)
    joined = bodies.accept_invite(
        token=_link_of(*vouchers), holder=holder, name=f"{role.title()}{word}", way=way
    )
    return _with_keys(joined.member, joined.account, holder)


def _holder(role: str) -> Any:
    return keyring.holder_new(f"the-{role}", PASSPHRASE)


def _with_keys(member: Any, account: Any, holder: Any) -> Any:
    member.account, member.wrap_key = account, holder.wrap_key
    return member


def _cookies(world: World, role: str) -> dict[str, str]:
    if role in OUTSIDE:
        return {}
    member = world.members[role]
    member.account.refresh_from_db()
    stories.browser(member)
    world.spare[role] = Session.objects.get(account=member.account).pk
    client = stories.browser(member, proved=role != "unproved")
    return {name: one.value for name, one in client.cookies.items()}
