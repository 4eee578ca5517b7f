"""
The people in our stories. Ana, Bilal and Chidi run the bakery. Dora is in another workplace. Eshe has no membership.

`hall` and `bakery` are their hall and its general assembly; it was founded at noon by Ana, who invited the others.
`kinds()` lists what was written in the record since then.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from unionhall.kit import clock
from unionhall.kit.actor import Actor

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
_since: dict[UUID, int] = {}


class Noon:
    """The clock of a story: stands at Monday 4 May 2026, 12:00 UTC, until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def forward(self, by: timedelta) -> datetime:
        """Let time pass, and give the moment it is then."""
        self.at += by
        return self.at


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Noon:
    """Monday noon. `noon.forward(timedelta(hours=1))` lets an hour pass."""
    story = Noon()
    monkeypatch.setattr(clock, "now", lambda: story.at)
    return story


@pytest.fixture(autouse=True)
def _signer_in_a_folder_of_its_own(tmp_path: Any, settings: Any) -> None:
    settings.SIGNER_DIR = tmp_path / "signer"


@pytest.fixture
def hall(db: None, noon: Noon) -> Any:
    """The bakery's hall, with Ana, Bilal and Chidi in it."""
    return _founded("Bakery", "Ana", ("Bilal", "Chidi"))


@pytest.fixture
def bakery(hall: Any) -> Any:
    """The general assembly of the bakery."""
    from unionhall.bodies.rules import assembly

    return assembly(hall.pk)


@pytest.fixture
def ana(hall: Any) -> Any:
    """Ana, who founded the hall and is a member like any other."""
    return _named(hall, "Ana")


@pytest.fixture
def bilal(hall: Any) -> Any:
    """Bilal."""
    return _named(hall, "Bilal")


@pytest.fixture
def chidi(hall: Any) -> Any:
    """Chidi."""
    return _named(hall, "Chidi")


@pytest.fixture
def other_hall(db: None, noon: Noon) -> Any:
    """Another workplace on the same server, of which the bakers know nothing."""
    return _founded("Laundry", "Dora", ())


@pytest.fixture
def dora(other_hall: Any) -> Any:
    """Dora, a member of another hall."""
    return _named(other_hall, "Dora")


@pytest.fixture
def eshe(db: None) -> Any:
    """Eshe, a person without a membership anywhere."""
    from unionhall.people.models import Person

    return Person.objects.create()


# What stories do, shortly -------------------------------------------------------------------------------


def kinds(hall: Any = None) -> list[str]:
    """The kinds of entry written since the story began, in order; of one hall, or of all there are."""
    from unionhall.record.models import Opening

    openings = Opening.objects.select_related("entry").order_by("entry__hall_id", "entry__index")
    if hall is not None:
        openings = openings.filter(entry__hall_id=hall.pk)
    return [one.kind for one in openings if one.entry.index >= _since.get(one.entry.hall_id, 0)]


def from_here() -> None:
    """Let the story begin here: `kinds()` leaves out what was written up to now."""
    from unionhall.record.models import Head

    _since.update(Head.objects.values_list("hall_id", "size"))


def proved(actor: Actor) -> Actor:
    """The same actor, having proved a second factor just now."""
    return replace(actor, proved_at=clock.now())


def holder(name: str) -> Any:
    """Somebody about to open an account, quicker than a passphrase is."""
    from unionhall.people.keyring import Holder, Locks

    wrap_key = os.urandom(32)
    return Holder(wrap_key, sign_in_name=name.casefold(), locks=Locks("!", os.urandom(16), wrap_key))


def joins(inviter: Any, name: str, *, way: str = "affirms", seconder: Any = None) -> Any:
    """Somebody joins by `inviter`'s invite, `seconder` vouching too where that is needed. Gives the new member."""
    from unionhall.bodies import actions, rules

    made = actions.make_invite(by=rules.actor_of(inviter))
    if seconder is not None:
        actions.vouch(by=rules.actor_of(seconder), invite=made.invite)
    who = holder(name)
    joined = actions.accept_invite(
        token=made.token, holder=who, name=name, way=way, reservation="but" if way == "reserves" else ""
    )
    return _keeping(joined.member, joined.account, who)


def mandated(member: Any, *powers: str, warrant: Any = None, days: int = 30, scope: Any = None) -> Any:
    """Give `member` a mandate with `powers` for their assembly, on the warrant of the hall's founding unless another is given."""
    from unionhall.bodies import rules
    from unionhall.mandates.actions import give_mandate
    from unionhall.record.models import Entry

    return give_mandate(
        by=Actor.the_clock(member.hall_id),
        warrant=warrant or Entry.objects.get(hall_id=member.hall_id, index=0),
        holder=member.person,
        member=member.pk,
        scope=scope or rules.assembly(member.hall_id).pk,
        powers={power: {} for power in powers},
        until=clock.now() + timedelta(days=days),
    )


def warrant_of(hall: Any) -> Any:
    """An entry of the hall that a story takes for the decision it needs: the founding."""
    from unionhall.record.models import Entry

    return Entry.objects.get(hall_id=hall.pk, index=0)


def browser(member: Any, *, proved: bool = False) -> Client:
    """A browser in which `member` (of these fixtures) is signed in; `proved`: with a second factor shown just now."""
    client = Client()
    client.force_login(member.account)
    session = client.session
    session["keyring"] = [str(member.account.pk), base64.b64encode(member.wrap_key).decode()]
    if proved:
        session["proof"] = [str(member.account.pk), clock.now().isoformat()]
    session.save()
    return client


def plain(answer: Any) -> str:
    """A page's text without its token and its own address, for comparing what two people are told."""
    return re.sub(r'(name="(?:csrfmiddlewaretoken|next)" value=")[^"]+', r"\1", answer.content.decode())


# How they came together ---------------------------------------------------------------------------------


_people: dict[tuple[UUID, str], tuple[Any, bytes]] = {}


def _founded(title: str, founder: str, others: tuple[str, ...]) -> Any:
    from unionhall.bodies import actions
    from unionhall.bodies.models import Member

    token = actions.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1]
    who = holder(founder)
    made = actions.open_hall(
        token=token,
        organisation=title,
        kind="collective",
        name=founder,
        holder=who,
        language="en",
        time_zone="Europe/Vienna",
    )
    _keeping(made.member, made.account, who)
    for name in others:
        inviter = Member.objects.get(pk=made.member.pk)
        joins(inviter, name)
    from_here()
    return made.hall


def _keeping(member: Any, account: Any, who: Any) -> Any:
    _people[(member.hall_id, member.name)] = (account, who.wrap_key)
    from unionhall.bodies.rules import actor_of

    member.account, member.wrap_key, member.actor = account, who.wrap_key, actor_of(member)
    return member


def _named(hall: Any, name: str) -> Any:
    from unionhall.bodies.models import Member
    from unionhall.bodies.rules import actor_of

    member = Member.objects.select_related("hall", "person").get(hall=hall, name=name)
    account, member.wrap_key = _people[(hall.pk, name)]
    account.refresh_from_db()
    member.account = account
    member.actor = actor_of(member)
    return member
