"""
Every page comes out in Spanish: a hall founded in Spanish, walked through link by link by somebody in each role.

Names and texts of that hall are German words, so whatever reads like English on a page is the software's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.conf import settings as site
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from pypdf import PdfReader

from tests.machine import catalogue as words
from tests.matrix import world as worlds
from tests.matrix.places import Clock
from tests.proving import times
from unionhall.bodies.models import Charter
from unionhall.core.charters.presets import PRESETS
from unionhall.kit import clock
from unionhall.people import sealing

pytestmark = [pytest.mark.django_db, pytest.mark.either]

EACH = 3
"""How many pages of one address are looked at: three motions, three members, not all of them."""
LEFT_OUT = ("logout", "download", "source", "language")
ENGLISH = re.compile(
    r"\b(?:the(?!-)|and|you|your|this|that|with|from|which|they|their|not|have|been|are|was|were|will|what|who|whom|"
    r"when|where|every|nobody|somebody|please|member|members|needed|yet)\b",
    re.I,
)
LEFT_ALONE = re.compile(r'the-\w+$|\{"')
"""Names that people of this hall sign in with, and the sealed words of an entry as they stand in the log."""


class Said(HTMLParser):
    """What a page says: its texts and the attributes that are read out, leaving aside what is code or in English by its mark."""

    READ_OUT = ("alt", "aria-label", "placeholder", "title", "content")
    ASIDE = ("script", "style", "code", "kbd", "pre", "template")
    VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._aside: list[str] = []

    def handle_starttag(self, tag, given):
        attributes = dict(given)
        if tag == "form" and attributes.get("method") == "post":
            self.forms.append((attributes.get("action") or "", {}))
        if tag == "input" and attributes.get("type") == "hidden" and self.forms:
            self.forms[-1][1][attributes["name"]] = attributes.get("value") or ""
        if tag not in self.VOID and (self._aside or tag in self.ASIDE or attributes.get("lang") == "en"):
            self._aside.append(tag)
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        read_out = [
            value for name, value in given if value and (name in self.READ_OUT or name.startswith("data-"))
        ]
        if tag == "input" and ("readonly" in attributes or attributes.get("type") in ("submit", "button")):
            read_out.append(attributes.get("value") or "")
        if tag != "meta" or attributes.get("name") == "description":
            self.texts += read_out

    def handle_endtag(self, tag):
        if self._aside and tag in self._aside:
            while self._aside.pop() != tag:
                pass

    def handle_data(self, data):
        if not self._aside and data.strip():
            self.texts.append(" ".join(data.split()))


def said_on(page: str) -> Said:
    """What the page says."""
    found = Said()
    found.feed(page)
    return found


NAMED = re.compile(r"\b[a-z]+\.[a-z_]+\b")
"""Names of effects, which the motions of this hall have in their titles."""


def sources(document: object) -> set[str]:
    """The titles of the texts that a charter follows: they are quoted as they are called."""
    if isinstance(document, dict):
        own = {document["source"]} if document.get("source") else set()
        return own.union(*map(sources, document.values()))
    return set().union(*map(sources, document)) if isinstance(document, list) else set()


SOURCES = set().union(*(sources(preset.charter.to_data()) for preset in PRESETS.values()))


def leftovers(page: str, texts: dict[str, re.Pattern[str]]) -> list[str]:
    """English on the page: a text of the catalogue, or words of English that no catalogue knows."""
    return [said for text in said_on(page).texts if (said := _english_in(text, texts))]


_looked_at: dict[str, str] = {}
"""Most of a page stands on others too, and thousands of patterns are tried on each text: once."""


def _english_in(text: str, texts: dict[str, re.Pattern[str]]) -> str:
    """The text where it holds English, without names of effects; "" where it holds none."""
    if text not in _looked_at:
        _looked_at[text] = _sought(text, texts)
    return _looked_at[text]


def _sought(text: str, texts: dict[str, re.Pattern[str]]) -> str:
    if LEFT_ALONE.match(text) or any(source in text for source in SOURCES if source not in texts):
        return ""
    text = NAMED.sub("", text)
    known = text in texts or any(pattern.search(text) for key, pattern in texts.items() if len(key) > 12)
    return text if known or ENGLISH.search(text) else ""


@pytest.fixture(scope="module")
def english() -> dict[str, re.Pattern[str]]:
    """Each English text that is said otherwise in Spanish, with what finds it once its places are filled."""
    found = {}
    for message in words.read(words.po("es")):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in ids:
            plain = re.sub(r"<[^>]+>", "", text)
            if text and text not in said and len(re.sub(r"%\(\w+\)[sd]|\{\w*\}|\W", "", plain)) > 2:
                parts = re.split(r"%\(\w+\)[sd]|\{\w*\}", plain)
                found[text] = re.compile(
                    r"\b" * text[:1].isalnum()
                    + ".{0,200}?".join(map(re.escape, parts))
                    + r"\b" * text[-1:].isalnum()
                )
    return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[worlds.World]:
    """The halls of the matrix, founded and lived in in Spanish."""
    place = tmp_path_factory.mktemp("spanish")
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("es"):
        standing = Clock()
        found = worlds.bodies.open_hall
        patch.setattr(worlds.bodies, "open_hall", lambda **given: found(**{**given, "language": "es"}))
        patch.setattr(clock, "now", standing)
        patch.setattr(sealing.PassphraseHasher, "time_cost", 1)
        patch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
        for name in ("SIGNER_DIR", "MEDIA_ROOT", "BACKUP_DIR"):
            patch.setattr(site, name, place / name.lower())
        yield worlds.build(standing)
        patch.undo()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_place() -> None:
    """The halls keep their keys and files where they were built."""


def speaking_spanish(world: worlds.World, role: str) -> Client:
    """A browser of `role` that asks for Spanish."""
    client = world.browser(role)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    return client


def read(answer: HttpResponse) -> str:
    """The answer as a page; a printed paper or a calendar as a page of its lines; "" for what is not for reading."""
    assert answer.status_code < 500, answer.request["PATH_INFO"]
    kind = answer.get("Content-Type", "").split(";")[0]
    if answer.streaming or kind not in ("text/html", "application/pdf", "text/calendar"):
        return ""
    if kind == "text/html":
        return answer.content.decode()
    if kind == "text/calendar":
        lines = re.findall(r"^(?:SUMMARY|DESCRIPTION|LOCATION)[^:]*:(.*)$", answer.content.decode(), re.M)
    else:
        lines = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    return '<html lang="es">' + "".join(f"<p>{escape(line)}</p>" for line in lines)


def walk(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to: (address, page), not more than `EACH` of one kind."""
    waiting, seen, of_a_kind = list(starts), set(starts), {}
    while waiting:
        path = waiting.pop(0)
        try:
            kind = resolve(path.split("?")[0]).view_name
        except Resolver404:
            continue
        of_a_kind[kind] = of_a_kind.get(kind, 0) + 1
        if of_a_kind[kind] > EACH or any(word in kind for word in LEFT_OUT):
            continue
        page = read(client.get(path, follow=True))
        if not page:
            continue
        yield path, page
        for link in said_on(page).links:
            link = link.split("#")[0]
            if link.startswith("/") and not link.startswith("//") and link not in seen:
                seen.add(link)
                waiting.append(link)


def press(world: worlds.World, role: str, pages: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What comes of sending each form of `pages` with nothing typed: (address, page). Each is undone."""
    pressed = set()
    for path, page in pages.items():
        for action, hidden in said_on(page).forms:
            to = (action or path).split("?")[0]
            kind = resolve(to).view_name
            if kind in pressed or any(word in kind for word in LEFT_OUT):
                continue
            pressed.add(kind)
            with transaction.atomic():
                answer = speaking_spanish(world, role).post(to, hidden, follow=True)
                transaction.set_rollback(True)
            if page := read(answer):
                yield f"{to}, sent", page


def starts(world: worlds.World, role: str) -> list[str]:
    """Where somebody in `role` begins."""
    if role == "anonymous":
        joining, founding = f"/join/{world.codes['invite']}/", f"/found/{world.codes['founding']}/"
        return [
            "/",
            "/sign-in/",
            "/claim/",
            "/no/such/page/",
            joining,
            founding,
            f"/at/{world.here.slug}/",
            "/join/gone/",
        ]
    return [f"/h/{world.here.slug}/", "/account/", "/"]


ROLES = ("anonymous", "live", "guest", "member", "suspended", "founder")[: times(check=2, prove=6)]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_holds_a_word_of_english(lived, english, role, django_db_blocker):
    with django_db_blocker.unblock():
        pages = dict(walk(speaking_spanish(lived, role), *starts(lived, role)))
        pages |= dict(press(lived, role, pages))

    found = {path: left for path, page in pages.items() if (left := leftovers(page, english))}

    assert found == {}
    assert all('<html lang="es"' in page for page in pages.values())
    assert len(pages) > (4 if role == "anonymous" else 20)


def test_the_second_factors_are_set_up_in_spanish(lived, english, django_db_blocker):
    """These pages open to who typed their passphrase just now; what is wrong with a code is allauth's to say."""
    pages = {}
    with django_db_blocker.unblock(), transaction.atomic():
        anybody, client = speaking_spanish(lived, "anonymous"), speaking_spanish(lived, "guest")
        typed = {"sign_in_name": "niemand", "passphrase": "falsch falsch"}
        pages["wrong"] = anybody.post("/sign-in/", typed).content.decode()
        pages["wrong again"] = client.post("/account/again/", typed).content.decode()
        client.post("/account/again/", {"passphrase": worlds.PASSPHRASE})
        for path in ("app/add/", "passkeys/add/", "passkeys/", "sheet/", ""):
            whole = f"/account/second-factor/{path}"
            pages[whole] = client.get(whole, follow=True).content.decode()
            pages[f"{whole}, sent"] = client.post(whole, {"code": "123456"}, follow=True).content.decode()
        transaction.set_rollback(True)

    assert {path: left for path, page in pages.items() if (left := leftovers(page, english))} == {}
    assert "Añadir una aplicación de autenticación" in pages["/account/second-factor/app/add/"]


def test_a_hall_founded_in_spanish_begins_in_spanish(lived, django_db_blocker):
    with django_db_blocker.unblock():
        first = Charter.objects.get(hall=lived.here.hall, version=1)

    assert (first.language, first.document["title"]) == ("es", "Acuerdo inicial")
    assert lived.here.assembly.name == "Asamblea general"


# The faults that must be caught --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Put a motion</p>",
        "<button>Copy</button>",
        '<img alt="Nobody waits at the door">',
        '<input type="submit" value="Go and look at this">',
        "<p>La moción <b>needed</b> mucho</p>",
        "<p>You are 4, and the text was never marked.</p>",
        '<div data-failed="The record could not be fetched. Try again when you are connected."></div>',
    ],
)
def test_english_on_a_page_is_caught(planted, english):
    assert leftovers(planted, english) != []


def test_what_is_spanish_code_or_marked_as_english_is_left_alone(english):
    page = '<p>Presentar una moción</p><code>unionhall record verify the.file</code><p lang="en">Put a motion</p>'

    assert leftovers(page, english) == []
