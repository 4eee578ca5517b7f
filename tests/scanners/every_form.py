"""
Sqlmap on every form of the house and every address that reads something, one at a time: whoever may send it, and nobody at all.

    UNIONHALL_SQLMAP=/tmp/scanners/bin/sqlmap .venv/bin/python -m pytest -q tests/scanners/every_form.py

No part of any other run, for sqlmap is large (docs/scanned.md). The forms are those of `tests/input`, found by themselves; each
is sent unmodified first, and must be answered, and read, as the harness of bad input says.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests.input import judging
from tests.input.reading import read_by
from tests.input.sending import Value
from tests.input.test_bad_input import BY_NAME, EVERY, PAGES, WITH_PARTS, _reader, known
from tests.matrix.addresses import Address
from tests.matrix.cells import path_of
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from tests.matrix.world import OUTSIDE
from tests.proving import note
from tests.scanners.serving import TOKEN, House, Seen, open_house, request, undone
from unionhall.decisions import actions as decisions
from unionhall.decisions.views import beside

pytestmark = pytest.mark.django_db
SQLMAP = os.environ.get("UNIONHALL_SQLMAP", "sqlmap")
SECONDS = 1200
"""How long sqlmap may take for one form."""
DBMS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HOW = ["--batch", "--technique=BEUST", "--time-sec=3", "--threads=1", "--timeout=60", "--retries=1"]
HOW += ["--ignore-code=*", "--ignore-redirects", "--drop-set-cookie", "--skip-waf", "--disable-precon"]
HOW += ["--flush-session", "--disable-coloring", f"--param-exclude=^({TOKEN}|s|c|l)$"]
HOW += ["--level=1", "--risk=2"]
"""By risk 2 it tries time on SQLite too; as every request is undone, no try can spoil anything."""
TESTED = re.compile(
    r"testing for SQL injection on (?:\(custom\) )?(?:(\S+) )?parameter '(?:\S+ )?#?(.+?)'$", re.M
)
FOUND = re.compile(r"^Parameter: .*$|^.*is vulnerable.*$", re.M)
STOPPED = re.compile(r"^.*(?:\[CRITICAL\]|\[ERROR\]).*$", re.M)
NO_FAULT = ("all tested parameters do not appear to be injectable", "lack of content", "considerable lagging")
"""What sqlmap calls critical and is none: it found nothing; the answer is empty, "go on to the next page"; we are slow."""
totals: Counter[str] = Counter()


@dataclass
class Scan:
    """
    What sqlmap said of one request: the parameters it tried, what it found, why it stopped short; and what we saw ourselves: the
    answers given, and the statements that were made of what was sent.
    """

    tried: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    spelled: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def house():
    """The site on a port."""
    with open_house() as one:
        yield one


def scan(house: House, raw: bytes, folder: Path, *more: str) -> Scan:
    """Have sqlmap try one request, and say what came of it. `more`: further words to sqlmap."""
    folder.mkdir(exist_ok=True)
    (folder / "request").write_bytes(raw)
    command = [SQLMAP, "-r", str(folder / "request"), f"--dbms={DBMS[connection.vendor]}"]
    command += [*HOW, "--output-dir", str(folder / "out"), *more]
    house.statuses.clear()
    house.spelled.statements.clear()
    house.while_running(command, folder / "said", SECONDS)
    said = (folder / "said").read_text(errors="replace")
    wrong = [one for one in STOPPED.findall(said) if not any(words in one for words in NO_FAULT)]
    if "ending @" not in said:
        wrong.append(f"did not come to its end: {said[-300:]}")
    tried = [f"{where} {name}" for where, name in TESTED.findall(said)]
    return Scan(tried, FOUND.findall(said), wrong, Counter(house.statuses), list(house.spelled.statements))


def faults(one: Scan, expected: set[str]) -> list[str]:
    """
    What is wrong: a statement made of what was sent, an error, or a parameter that was not tried (of those `expected`).

    What sqlmap found where no statement holds a word of it is chance: it goes by how alike two pages are, and pages that give
    back what was typed differ each time. It is counted (`seemed`), for a person to look at.
    """
    wrong = [f"made of what was sent: {sql[:200]}" for sql in one.spelled[:3]]
    wrong += [f"sqlmap: {line}" for line in one.stopped]
    wrong += [f"{number} answers of {status}" for status, number in one.answers.items() if status >= 500]
    tried = {name.partition(" ")[2] for name in one.tried}
    return wrong + [f"not tried: {name}" for name in sorted(expected - tried)]


def counted(kind: str, one: Scan, seen: Seen) -> None:
    """Count what was scanned, for the proof."""
    totals[f"{kind}: scanned"] += 1
    totals[f"{kind}: answered {seen.said}"] += 1
    totals[f"{kind}: parameters"] += len(one.tried)
    totals[f"{kind}: seemed"] += any(line.startswith("Parameter: ") for line in one.found)
    totals[f"{kind}: statements made of what was sent"] += len(one.spelled)
    totals[f"{kind}: requests"] += sum(one.answers.values())
    note(f"sqlmap-{connection.vendor}", how=" ".join(HOW), **dict(sorted(totals.items())))


def cookies_of(client: Any) -> dict[str, str]:
    """A browser's cookies."""
    return {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}


def marked(fields: list[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """The form with sqlmap's mark in the names of its files, which are all that a database hears of a file."""
    return [
        (name, (f"{given[0]}*", given[1]) if isinstance(given, tuple) else given) for name, given in fields
    ]


def names_of(fields: list[tuple[str, Value]]) -> set[str]:
    """What sqlmap must try: the fields, by its own words for them; in a form with files these are numbered."""
    files = [name for name, given in fields if isinstance(given, tuple)]
    if not files:
        return {name for name, _given in fields}
    return {f"{number}*" for number in range(1, len(files) + 1)}


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
def test_no_field_of_a_form_reaches_the_database_as_sql(world, house, tmp_path, one):
    about = known(world, one)
    with undone():
        cookies, path = cookies_of(one.browser(world)), one.path(world)
        seen = house.asked_once(request(house.host, path, cookies, about.good))
        assert seen.said == about.said, f"the form in order does not reach what it is for: {seen}"
        assert seen.read == about.read.posted | about.read.files, (
            "the view reads something else than it should"
        )
        if not about.good:
            totals["forms: a button only"] += 1
            return
        done = scan(house, request(house.host, path, cookies, marked(about.good)), tmp_path / "as-themselves")
        counted("forms", done, seen)

    assert faults(done, names_of(about.good)) == []


@pytest.mark.parametrize("one", EVERY, ids=[one.name for one in EVERY])
def test_nor_when_nobody_is_signed_in(world, house, tmp_path, one):
    about = known(world, one)
    if one.role in OUTSIDE or not about.good:
        return
    with undone():
        path = one.path(world)
        seen = house.asked_once(request(house.host, path, {}, about.good))
        # A link in the address lets in whoever holds it, signed in or not.
        acts = one.row.expected("POST")["anonymous"] == "acts" or one.name.endswith(", signed in")
        assert seen.status < 500 and (acts or seen.said != "acts"), seen
        raw = request(house.host, path, {}, marked(about.good))
        done = scan(house, raw, tmp_path / "as-nobody")
        counted("forms, nobody signed in", done, seen)

    assert faults(done, names_of(about.good)) == []


def queried(world: Any, page: Address) -> tuple[str, dict[str, str], set[str]]:
    """Where a page is, for its reader, the browser's cookies, and the names it reads of its address."""
    row, role = TABLE[page.name], _reader(TABLE[page.name])
    path, found = path_of(page, row, Asking(world, world.here, role)), []

    def ask(client: Any) -> Any:
        read, response = read_by(lambda: client.get(path))
        found.append(read)
        return response

    judging.asked(lambda: world.browser(role), ask)
    return path.partition("?")[0], cookies_of(world.browser(role)), found[0].queried


@pytest.mark.parametrize("page", PAGES, ids=[one.name for one in PAGES])
def test_nothing_read_of_an_address_reaches_the_database_as_sql(world, house, tmp_path, page):
    path, cookies, names = queried(world, page)
    if not names:
        return
    raw = request(house.host, f"{path}?{urlencode(dict.fromkeys(sorted(names), '1'))}", cookies, None)
    seen = house.asked_once(raw)
    done = scan(house, raw, tmp_path / "address")
    counted("addresses with a query", done, seen)

    assert faults(done, names) == []


@pytest.mark.parametrize("page", WITH_PARTS, ids=[one.name for one in WITH_PARTS])
def test_nothing_an_address_is_made_of_does(world, house, tmp_path, page):
    path, cookies, _names = queried(world, page)
    given = TABLE[page.name].at(Asking(world, world.here, _reader(TABLE[page.name])))
    words = [str(part) for part in given.values() if isinstance(part, str) and not _is_an_id(part)]
    for part in words:
        path = path.replace(part, f"{part}*")
    if "*" not in path:
        return  # only numbers and ids get so far
    seen = house.asked_once(request(house.host, path.replace("*", ""), cookies, None))
    done = scan(house, request(house.host, path, cookies, None), tmp_path / "parts")
    counted("addresses with words in them", done, seen)

    assert faults(done, {f"{number}*" for number in range(1, path.count("*") + 1)}) == []


def _is_an_id(part: str) -> bool:
    return part.isdigit() or bool(re.fullmatch(r"[0-9a-f-]{36}", part))


def test_nor_do_cookies_and_headers(world, house, tmp_path):
    cookies = {**cookies_of(world.browser("live")), "l": "en"}
    path = path_of(
        next(one for one in PAGES if one.name == "desk:hall"),
        TABLE["desk:hall"],
        Asking(world, world.here, "live"),
    )
    raw = request(house.host, path, cookies, None)
    seen = house.asked_once(raw)
    assert seen.said == "page"
    more = ["--level=3", "--risk=2", "--param-exclude=^$", "-p", "s,c,l,user-agent,referer"]
    done = scan(house, raw, tmp_path / "headers", *more)
    counted("cookies and headers", done, seen)

    assert faults(done, {"s", "c", "l", "User-Agent", "Referer"}) == []


# Planted faults are found -----------------------------------------------------------------------------------


PLANTED = {
    "a form": ("/planted/count/", [("name", "Livezwirbel")]),
    "an address": ("/planted/list/?q=Livezwirbel", None),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_page_that_makes_its_sql_of_what_is_sent_is_found(world, house, tmp_path, settings, what):
    settings.ROOT_URLCONF = "tests.scanners.planted"
    path, fields = PLANTED[what]
    raw = request(house.host, path, cookies_of(world.browser("live")), fields)
    assert house.asked_once(raw).status == 200
    done = scan(house, raw, tmp_path / "planted")

    assert any(line.startswith("Parameter: ") for line in done.found), done
    assert done.spelled and "made of what was sent" in faults(done, set())[0]


def test_one_of_our_own_forms_that_did_so_is_found(world, house, tmp_path, monkeypatch):
    """
    Behind a real page, its token and its rules, and though its answer shows nothing of what was asked: where sqlmap itself is
    blind at this level, we see the statements, and the errors that its quotes make.
    """
    one, asks = BY_NAME["decisions:ask"], decisions.ask_question
    about = known(world, one)

    def careless(**given: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM bodies_member WHERE name = '{given['text']}'")
        return asks(**given)

    monkeypatch.setattr(beside.actions, "ask_question", careless)
    raw = request(house.host, one.path(world), cookies_of(one.browser(world)), about.good)
    assert house.asked_once(raw).said == "acts"
    done = scan(house, raw, tmp_path / "careless")

    wrong = faults(done, {"text"})
    assert done.spelled and "made of what was sent" in wrong[0]
    assert any("answers of 50" in line for line in wrong), done


def test_a_form_that_does_not_come_through_is_no_scan(world, house):
    one = BY_NAME["decisions:ask"]
    about, cookies = known(world, one), cookies_of(one.browser(world))
    seen = house.asked_once(request(house.host, one.path(world), cookies, about.good, token=False))

    assert (seen.status, seen.said) == (403, "refused"), "its token is not asked for"
    assert house.asked_once(request(house.host, one.path(world), {}, about.good)).said != about.said


def test_a_field_that_was_left_out_is_noticed(world, house, tmp_path):
    one = BY_NAME["decisions:ask"]
    raw = request(house.host, one.path(world), cookies_of(one.browser(world)), known(world, one).good)

    assert "not tried: text" in faults(scan(house, raw, tmp_path / "out", "--skip=text"), {"text"})
