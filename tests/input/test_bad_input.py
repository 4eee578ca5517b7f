"""Whatever is sent or asked for: no error, nothing half written, a clear sentence, nothing typed lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.forms import BaseForm
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.input import judging, nasty
from tests.input.operations import Operation, operations
from tests.input.reading import Read, read_by
from tests.input.sending import Sent, as_it_was, broken, urlencoded
from tests.matrix.addresses import addresses
from tests.matrix.cells import path_of
from tests.matrix.places import day
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from tests.proving import note, proving, times
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.views import beside
from unionhall.kit import forms as kit_forms
from unionhall.kit import refusals

pytestmark = pytest.mark.django_db
EVERY = operations()
BY_NAME = {one.name: one for one in EVERY}
PAGES = [one for one in addresses() if one.name in TABLE]
EXAMPLES = times(check=2, prove=200)
STEP_BY_STEP = {"bodies:bring_in_list", "bodies:household", "bodies:new_household", "decisions:put"}
"""Forms that are gone through in steps: to be shown the next one is no refusal."""
NOT_ASKED = {
    "decisions:cast": {"words"},
    "decisions:tell": {"blank", "spoilt"},
    "door:write": {"for_holders"},
    "mfa_add_webauthn": {"name"},
}
"""
What is read that the page does not ask for: a ballot's words (in a consensus only), blank and spoilt papers of hands, what the
page said of who reads a letter, a passkey's name (it gets one).
"""
NOT_ASKED_SIGNED_IN = {"sign_in_name"}
"""What is read of whoever may have no account yet, and not asked of somebody signed in."""
some = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=not proving(),
    suppress_health_check=list(HealthCheck),
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # what was sent is short as it is: making it shorter takes minutes
)


@dataclass(frozen=True)
class Known:
    """What is known of an operation once its form was sent in order: the form, the names read, the word it was answered."""

    good: list[Any]
    names: list[str]
    files: frozenset[str]
    said: str
    read: Read


_known: dict[tuple[int, str], Known] = {}


def known(world, one: Operation) -> Known:
    """Send the form in order, once in a world, and see what is read."""
    key = (id(world), one.name)
    if key not in _known:
        sends = one.row.sends(one.asking(world))
        read, said = _sent_in_order(world, one, sends)
        # The second time with what the forms asked for besides.
        sends = read.plausible(one.row.sends(one.asking(world)), day(world.clock, 40))
        read, said = _sent_in_order(world, one, sends)
        files = {*read.files, *(name for name, value in sends.items() if hasattr(value, "read"))}
        names = sorted({*read.posted, *sends, *files})
        _known[key] = Known(as_it_was(sends), names, frozenset(files), said, read)
    return _known[key]


def _sent_in_order(world, one: Operation, sends: dict[str, Any]) -> tuple[Read, str]:
    found = []

    def ask(client) -> Any:
        read, response = read_by(lambda: client.post(one.path(world), sends))
        found.append(read)
        return response

    said, response, wrong = judging.asked(lambda: one.browser(world), ask, _next_page)
    assert response.status_code < 500 and not wrong, (said, wrong, response)
    return found[0], said


def _next_page(response: Any) -> list[str]:
    return (
        [response["Location"]] if response.status_code == 302 and response["Location"].startswith("/") else []
    )


def send(world, one: Operation, sent: Sent) -> list[str]:
    """Send it; gives what is wrong with the answer."""

    def ask(client) -> Any:
        return client.generic("POST", one.path(world), sent.body, content_type=sent.kind)

    said, response, wrong = judging.asked(lambda: one.browser(world), ask, _next_page)
    about = known(world, one)
    read = about.read.posted - NOT_ASKED.get(one.name, set())
    if one.name.endswith(", signed in"):
        read -= NOT_ASKED_SIGNED_IN
    typed = {name: text for name, text in sent.typed().items() if name in read}
    expected = "any" if one.name in STEP_BY_STEP else about.said
    return wrong + judging.faults(said, response, typed, expected)


held: set[str] = set()
"""Operations that have answered well whatever was sent, in this run."""


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
def test_whatever_is_sent_is_answered_well(world, one):
    about = known(world, one)
    assert one.expected in ("any", about.said), "the form in order does not reach what it is for"

    @some
    @given(broken(about.good, about.names, about.files))
    def holds(sent: Sent) -> None:
        assert send(world, one, sent) == []

    holds()
    held.add(one.name)
    if len(held) == len(EVERY):  # a proof says what has held, not what was begun
        note(
            f"bad-input-{connection.vendor}", operations=len(EVERY), examples_each=EXAMPLES, pages=len(PAGES)
        )


# What is asked for in an address ----------------------------------------------------------------------------


def look(world, page, role: str, path: str) -> list[str]:
    """Ask for a page; gives what is wrong with the answer. Nobody is ever sent to another site."""
    said, response, wrong = judging.asked(lambda: world.browser(role), lambda client: client.get(path))
    if response.status_code in (301, 302) and response["Location"].partition("?")[0].startswith(
        ("//", "http")
    ):
        wrong.append(f"sends to {response['Location']}")
    return wrong + judging.faults(said, response, {}, "any")


def _reader(row) -> str:
    said = row.expected("GET")
    roles = ("live", "carded", "invited", "anonymous")
    return next((role for role in roles if said[role] in ("page", "acts")), "live")


ELSEWHERE = [
    "//elsewhere.example/",
    "https://elsewhere.example",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "http:elsewhere",
]


@pytest.mark.parametrize("page", PAGES, ids=[one.name for one in PAGES])
def test_whatever_stands_in_an_address_is_answered_well(world, page):
    row = TABLE[page.name]
    role = _reader(row)
    path = path_of(page, row, Asking(world, world.here, role))
    found: list[Read] = []

    def ask(client) -> Any:
        read, response = read_by(lambda: client.get(path))
        found.append(read)
        return response

    judging.asked(lambda: world.browser(role), ask)
    names = sorted({*found[0].queried, "next", "page"})
    values = st.one_of(nasty.value(), st.sampled_from(ELSEWHERE))
    pairs = st.lists(st.tuples(st.sampled_from(names), values), min_size=1, max_size=3)
    # A page that reads nothing of its address is asked a few times only.
    often = EXAMPLES if found[0].queried else min(EXAMPLES, 10)

    @settings(some, max_examples=often)
    @given(pairs)
    def holds(asked: list[tuple[str, str | bytes]]) -> None:
        short = [(name, text) for name, text in asked if len(text) < 10_000]  # a server takes no longer line
        assert look(world, page, role, f"{path.partition('?')[0]}?{urlencoded(short).decode()}") == []

    holds()


PARTS = {"number": nasty.NUMBERS, "index": nasty.NUMBERS, "pk": nasty.NUMBERS}
WITH_PARTS = [one for one in PAGES if one.takes - {"hall"}]


@pytest.mark.parametrize("page", WITH_PARTS, ids=[one.name for one in WITH_PARTS])
def test_whatever_an_address_is_made_of_is_answered_well(world, page):
    row = TABLE[page.name]
    role = _reader(row)
    good = path_of(page, row, Asking(world, world.here, role)).partition("?")[0]
    given_parts = {key: str(value) for key, value in row.at(Asking(world, world.here, role)).items()}

    @some
    @given(st.sampled_from(sorted(given_parts)), nasty.value())
    def holds(part: str, value: str | bytes) -> None:
        if part in PARTS and not isinstance(value, bytes):
            value = value if value.isdigit() else "9" * 30
        if len(value) < 10_000:
            path = good.replace(given_parts[part], urlencoded([("", value)]).decode()[1:])
            assert look(world, page, role, path) == []

    holds()


# Nothing is left out, and planted faults are found ----------------------------------------------------------


def _forms() -> set[type[BaseForm]]:
    """Every form of the house that is no other form's beginning."""
    found, rest = set(), [BaseForm]
    while rest:
        one = rest.pop()
        below = one.__subclasses__()
        rest += below
        ours = [each for each in below if each.__module__.startswith("unionhall.")]
        if one.__module__.startswith("unionhall.") and (
            not ours or all(each.__name__ == one.__name__ for each in ours)
        ):
            found.add(one)
    return {one for one in found if one.__name__ not in ("SampleForm", "OwnPage")}  # no page sends either


def test_every_form_of_the_house_is_reached(world):
    reached = {type(form).__name__ for one in EVERY for form in known(world, one).read.forms}

    assert {one.__name__ for one in _forms()} - reached == set()


def ask_badly(world, **fields: str) -> list[str]:
    """Ask a question beside a motion with these fields."""
    sent = list(fields.items())
    return send(world, BY_NAME["decisions:ask"], Sent(sent, urlencoded(sent)))


def test_a_page_that_does_not_clean_its_input_is_found(world, monkeypatch):
    one = BY_NAME["decisions:cast"]
    known(world, one)
    monkeypatch.setattr("unionhall.decisions.views.polls.OutOfOrder", _raised)
    sent = [("choice", "yes"), ("client_id", "no id")]

    assert "an error" in str(send(world, one, Sent(sent, urlencoded(sent))))


def _raised(words: str) -> Any:
    raise ValueError(words)


def test_a_refusal_that_has_written_something_is_found(world, monkeypatch):
    known(world, BY_NAME["decisions:ask"])
    asked = decisions.ask_question

    def half(**given: Any) -> None:
        asked(**given)
        raise OutOfOrder("Not like this.")

    monkeypatch.setattr(beside.actions, "ask_question", half)

    assert "and wrote" in str(ask_badly(world, text="Who pays for it?"))


def test_a_refusal_that_loses_what_was_typed_is_found(world, monkeypatch):
    known(world, BY_NAME["decisions:ask"])
    monkeypatch.setattr(refusals, "typed", lambda request: [])
    monkeypatch.setattr("unionhall.bodies.door.refused", refusals.refused)

    assert "loses what was typed in 'text'" in str(ask_badly(world, text="who pays " * 2000))


def test_a_page_that_shows_markup_as_it_came_is_found(world, monkeypatch):
    from django.utils.safestring import mark_safe

    known(world, BY_NAME["decisions:ask"])
    monkeypatch.setattr(refusals, "typed", lambda request: [("text", mark_safe(request.POST["text"]))])

    assert "without escaping" in str(ask_badly(world, text=nasty.MARK + "who pays " * 2000))


def test_no_passphrase_stands_on_a_page_that_refuses():
    class Asked:
        POST = QueryDict(
            "old=kettle lantern oat&new=another kettle oat&passphrase=a b c&current=c d&text=Brot und Rosen"
        )

    assert kit_forms.typed(Asked()) == [("The text", "Brot und Rosen")]
