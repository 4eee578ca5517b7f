"""
What somebody outside learns of a quiet hall: nothing, however they go about it (S1-4.2).

They follow every link there is, and they guess every address of the house with the hall's true slug and the true ids
of what is in it. The server must answer as it did before there was a hall, and a true guess like a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import world as worlds
from tests.matrix.addresses import Address, addresses
from tests.matrix.answers import ask, body_of
from tests.matrix.cells import OWN_WORDS
from tests.matrix.furnishing import call_lots, furnish
from tests.matrix.places import Clock, Place, decide
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from unionhall import conftest as stories
from unionhall.bodies.models import Kind, Member, Organisation
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.kit import clock
from unionhall.people import limits, sealing

pytestmark = [pytest.mark.django_db, pytest.mark.either]

STARTS = (
    "/",
    "/sign-in/",
    "/claim/",
    "/join/wrong/",
    "/found/wrong/",
    "/h/wrong/",
    "/at/wrong/",
    "/robots.txt",
)
_LINK = re.compile(r'(?:href|src|action|hx-get|hx-post)="([^"#]+)')
_CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}')
_TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.S)


class Town:
    """A server with two quiet halls, and what an outsider saw of it before there were any."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.before: dict[str, str] = {}
        self.hall: Place
        self.neighbour: Any


@pytest.fixture(scope="module")
def town(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Town]:
    """The town, in a transaction that is given up at the end."""
    place, patch, made = tmp_path_factory.mktemp("town"), pytest.MonkeyPatch(), Town()
    with django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(clock, "now", made.clock)
        patch.setattr(sealing.PassphraseHasher, "time_cost", 1)
        patch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
        for name in ("SIGNER_DIR", "MEDIA_ROOT", "BACKUP_DIR"):
            patch.setattr(site, name, place / name.lower())
        made.before = crawl(Client())
        made.hall, other = _hall("Quux", "paulquux"), _hall("Plumps", "petraplumps")
        for one in (made.hall, other):
            call_lots(one, one.voters[0])
        made.clock.passes(days=1, minutes=1)
        furnish(made.clock, made.hall, *made.hall.voters[:3], other)
        furnish(made.clock, other, *other.voters[:3], made.hall)
        made.neighbour = other.voters[0]
        yield made
        patch.undo()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_place() -> None:
    """The town keeps its files where it was built."""


def _hall(word: str, founder: str) -> Place:
    place, first = worlds.founded(word, "bund", founder)
    place.voters = [first]
    for name in ("zoe", "yuri", "xenia"):
        place.voters.append(worlds.joined(place.voters, f"{name}{word.lower()}", word.lower()))
    powers: dict[str, Any] = {power: {} for power in worlds.POWERS}
    until = stories.clock.now().replace(month=5).date().isoformat()
    decide(place, "mandate.give", member=str(first.pk), powers=powers, purpose="Auftrag", until=until)
    return place


def crawl(client: Client) -> dict[str, str]:
    """Every page that can be reached by links from where anybody may begin: its address -> what it says."""
    seen: dict[str, str] = {}
    ahead = list(STARTS)
    while ahead:
        where = ahead.pop()
        if where in seen or where.startswith("/static/") or len(seen) > 500:
            continue
        response = client.get(where)
        text = body_of(response) + response.headers.get("Location", "")
        seen[where] = f"{response.status_code} {_CHANGING.sub('', text)}"
        found = [*_LINK.findall(text), response.headers.get("Location", "")]
        for link in found:
            to = urlsplit(urljoin(where, link.replace("&amp;", "&")))
            if link and to.netloc in ("", "testserver"):
                ahead.append(to.path + (f"?{to.query}" if to.query else ""))
    return seen


def said_in(pages: dict[str, str]) -> str:
    """Everything the pages say, tags left out."""
    return " ".join(_TAGS.sub(" ", page) for page in pages.values())


def test_a_server_with_quiet_halls_looks_like_one_with_none(town):
    assert len(town.before) > len(STARTS)
    assert crawl(Client()) == town.before


def test_no_name_and_no_kind_is_said_anywhere(town):
    said = said_in(crawl(Client())).casefold()

    assert [word for word in _secrets(town.hall) if word.casefold() in said] == []


def _secrets(place: Place) -> list[str]:
    organisation = Organisation.objects.get(hall=place.hall)
    names = Member.objects.filter(hall=place.hall).values_list("name", flat=True)
    return [place.word, place.slug, organisation.name, str(Kind(organisation.kind).label), *names]


EVERY = [one for one in addresses() if one.name in TABLE]


@pytest.mark.parametrize("who", ["anonymous", "neighbour"])
@pytest.mark.parametrize("address", EVERY, ids=[one.name for one in EVERY])
def test_a_true_guess_is_answered_like_a_wrong_one(town, address, who):
    row, world = TABLE[address.name], _world(town)
    true = row.at(Asking(world, town.hall, "stranger"))
    wrong = {name: uuid4() if isinstance(value, UUID) else value for name, value in true.items()}
    if "slug" in wrong:
        wrong["slug"] = "abcdefgh"
    for method in ("GET", "POST"):
        answers = []
        for given, slug in ((true, town.hall.slug), (wrong, "abcdefgh")):
            hall = {"hall": slug} if address.is_inside else {}
            path = reverse(address.name, kwargs={**given, **hall})
            answers.append(_answer(town, who, method, path, row.sends(Asking(world, town.hall, who))))
        if address.is_inside or true:
            assert answers[0] == answers[1], method
        assert town.hall.word.casefold() not in OWN_WORDS.sub(" ", answers[0][1]).casefold()


def _world(town: Town) -> worlds.World:
    members = {"helga": town.hall.voters[1], "member": town.neighbour, "neighbour": town.neighbour}
    codes = {"claim": "no-code", "invite": "no-link", "founding": "no-link"}
    return worlds.World(town.clock, town.hall, town.hall, members, codes, {}, {})


def _answer(town: Town, who: str, method: str, path: str, data: dict[str, Any]) -> tuple[str, str]:
    for one in (limits.passphrases, limits.second_factors, limits.codes, asked_often):
        one.forget_all()
    cache.clear()
    client = Client() if who == "anonymous" else stories.browser(town.neighbour, proved=True)
    said, response = ask(client, method, path, data if method == "POST" else None)
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("Content-Length", "Set-Cookie")
    }
    if "Expires" in headers:
        headers["Expires"] = "now"  # the second of the answer, which may pass between two
    slug = path.split("/")[2] if path.count("/") > 2 else path
    text = f"{body_of(response)} {headers}".replace(path, "").replace(slug, "")
    return said, _CHANGING.sub("", text)


def test_after_going_public_the_door_says_the_name_and_nothing_else_is_told(town):
    mark = transaction.savepoint()
    assert crawl(Client()) == town.before

    town.hall.voters = [
        one for one in town.hall.voters if one is not town.hall.things.second
    ]  # who gave a proxy
    decide(town.hall, "organisation.go_public", name="Quuxbund", front="Come in: we are at the back door.")

    pages = crawl(Client())
    said = said_in(pages)
    assert "Quuxbund" in pages[f"/at/{town.hall.slug}/"]
    assert "Come in: we are at the back door." in said
    names = Member.objects.filter(hall=town.hall.hall).values_list("name", flat=True)
    assert [name for name in names if name.casefold() in said.casefold()] == []
    # Five members, one of them on paper, and one with a mandate: no number of people is told to outsiders.
    assert not re.search(r"\b(4|four|5|five) (members|people|of us)\b|\bmembers: ?[45]\b", said, re.I)
    assert "plumps" not in said.casefold()
    transaction.savepoint_rollback(mark)


def test_a_page_that_names_the_hall_is_found(town, monkeypatch):
    """The planted fault: the sign-in page says whose it is."""
    from unionhall.people import views

    shown = views.render

    def telling(request, template, context=None, **more):
        response = shown(request, template, context, **more)
        response.content += b"<p>Quuxbund</p>"
        return response

    monkeypatch.setattr(views, "render", telling)

    assert crawl(Client()) != town.before


def test_a_true_address_that_answers_otherwise_is_found(town, monkeypatch):
    """The planted fault: the door asks whoever is not signed in only where there is such a hall."""
    from unionhall.bodies import door
    from unionhall.record.models import Hall

    asked = door.DoorMiddleware.__call__

    def telling(middleware, request):
        parts = request.path_info.split("/")
        if parts[1] == "h" and not Hall.objects.filter(slug=parts[2]).exists():
            request.path_info = "/nowhere/"
        return asked(middleware, request)

    monkeypatch.setattr(door.DoorMiddleware, "__call__", telling)
    address: Address = next(one for one in EVERY if one.name == "desk:hall")

    with pytest.raises(AssertionError):
        test_a_true_guess_is_answered_like_a_wrong_one(town, address, "anonymous")
