"""Asking every cell of the table, and saying which are not as it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.urls import reverse

from tests.matrix.addresses import METHODS, Address
from tests.matrix.answers import ask, body_of
from tests.matrix.places import HIDDEN, SECRET
from tests.matrix.rows import Asking, Row
from tests.matrix.world import FOUNDERS, INSIDE, ROLES, World
from tests.proving import proving
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.people import limits

SOME = ("anonymous", "neighbour", "excluded", "member", *FOUNDERS, "suspended", "live")
"""Who is asked by the ways that no page offers, in every run but `make prove`."""


FEW = ("anonymous", "member", "live")
"""Who is asked where only the database is another one than the one that everybody was asked on."""


def path_of(address: Address, row: Row, asking: Asking) -> str:
    """The address as this one would ask it, in our hall."""
    given = dict(row.at(asking))
    if address.is_inside:
        given["hall"] = asking.world.here.slug
    return reverse(address.name, kwargs=given) + row.query


def answer(
    world: World, address: Address, row: Row, method: str, role: str, path: str = ""
) -> tuple[str, Any]:
    """One cell: the answer's word and the answer; what it did is undone, and no patience is used up."""
    for one in (limits.passphrases, limits.second_factors, limits.codes, asked_often):
        one.forget_all()
    cache.clear()
    asking = Asking(world, world.here, role)
    data = row.sends(asking) if method == "POST" else None
    return ask(world.browser(role), method, path or path_of(address, row, asking), data)


@dataclass(frozen=True)
class Cell:
    """What one role was answered: the word, what the answer said of itself, and the words it must not have told."""

    said: str
    why: str
    tells: tuple[str, ...]


def every_cell(world: World, address: Address, row: Row, *, few: bool = False) -> dict[tuple[str, str], Cell]:
    """Every cell of an address: (method, role) -> what was answered. `few`: as pages ask, and of few roles."""
    found = {}
    for method in ("GET", "POST") if few else METHODS:
        for role in FEW if few else ROLES if method in ("GET", "POST") or proving() else SOME:
            said, response = answer(world, address, row, method, role)
            found[method, role] = Cell(said, _why(response), tuple(told(world, row, role, response)))
    return found


def astray(row: Row, cells: dict[tuple[str, str], Cell]) -> set[tuple[str, str]]:
    """The cells, by method and role, that are not as the table says."""
    return {
        (method, role) for (method, role), cell in cells.items() if cell.said != row.expected(method)[role]
    }


def bad_cells(row: Row, cells: dict[tuple[str, str], Cell]) -> dict[str, list[str]]:
    """Every cell that is not as the table says, and every page that tells what it must not: fault -> roles."""
    wrong: dict[str, list[str]] = {}
    for (method, role), cell in cells.items():
        expected = row.expected(method)[role]
        if cell.said != expected:
            wrong.setdefault(f"{method}: {cell.said}, not {expected}{cell.why}", []).append(role)
        for word in cell.tells:
            wrong.setdefault(f"{method}: tells {word!r}", []).append(role)
    return wrong


_TOKEN = re.compile(r"[A-Za-z0-9_:+/=-]{32,}")
"""What only a machine reads: a form's token, a ticket, a signed effect."""


OWN_WORDS = re.compile(r'<textarea id="typed-\d+" readonly[^>]*>.*?</textarea>', re.S)
"""What somebody sent themselves, given back to them."""


def told(world: World, row: Row, role: str, response: Any) -> list[str]:
    """The words in an answer that this role must not read there."""
    # Tokens are drawn anew for each answer, and a run of letters by chance spells a short word now and then.
    text = _TOKEN.sub(" ", OWN_WORDS.sub(" ", body_of(response)) + str(response.headers)).casefold()
    hidden = {HIDDEN}
    if role not in INSIDE and role not in row.tells:
        hidden.add(world.here.word)
    if role != "neighbour":
        hidden.add(world.there.word)
    if role not in row.reaches:
        hidden.add(SECRET)
    return sorted(word for word in hidden if word.casefold() in text)


def founders_apart(cells: dict[tuple[str, str], Cell]) -> dict[str, list[str]]:
    """Every cell in which a founder is answered otherwise than a member."""
    return {
        f"{method}: {cell.said}, but a member {cells[method, 'member'].said}": [role]
        for (method, role), cell in cells.items()
        if role in FOUNDERS and cell.said != cells[method, "member"].said
    }


def foreign_apart(world: World, address: Address, row: Row) -> list[str]:
    """
    Every way of asking in which a thing of another hall is answered otherwise than one that never was.

    Both must be answered as if there were nothing, letter for letter.
    """
    theirs = {
        name: value
        for name, value in row.at(Asking(world, world.there, "member")).items()
        if isinstance(value, UUID)
    }
    if not theirs:
        return []
    ours, wrong = row.at(Asking(world, world.here, "member")), []
    hall = {"hall": world.here.slug} if address.is_inside else {}
    paths = [
        reverse(address.name, kwargs={**ours, **given, **hall})
        for given in (theirs, {name: uuid4() for name in theirs})
    ]
    for method in METHODS if proving() else ("GET", "POST"):
        for role in ("member", "live", "anonymous"):
            found = [answer(world, address, row, method, role, path) for path in paths]
            words = [word for word, _response in found]
            bodies = [
                _plain(body_of(response), path) for (_word, response), path in zip(found, paths, strict=True)
            ]
            if role in INSIDE and words[0] not in ("none", "not offered", "refused"):
                wrong.append(f"{method} as {role}: a foreign id is answered {words[0]}")
            if words[0] != words[1] or bodies[0] != bodies[1]:
                wrong.append(f"{method} as {role}: a foreign id is told from one that never was")
    return wrong


def foreign_sent(world: World, address: Address, row: Row) -> list[str]:
    """Every form that does something with the id of another hall's thing in it."""
    if row.post is None:
        return []
    wrong = []
    for role in ("member", "live"):
        ours, theirs = (row.sends(Asking(world, place, role)) for place in (world.here, world.there))
        if not any(isinstance(value, UUID) for value in ours.values()):
            continue
        swapped = {name: theirs[name] if isinstance(value, UUID) else value for name, value in ours.items()}
        path = path_of(address, row, Asking(world, world.here, role))
        said = ask(world.browser(role), "POST", path, swapped)[0]
        if said == "acts":
            wrong.append(f"POST as {role}: acts on a thing of another hall")
    return wrong


_TOKENS = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|(nonce=")[^"]*|[0-9a-f]{8}-[0-9a-f-]{27}')


def _plain(body: str, path: str) -> str:
    return _TOKENS.sub("", body.replace(path, ""))


def _why(response: Any) -> str:
    """What an answer says of itself, for whoever looks for the fault."""
    if response.status_code == 500 and response.exc_info:
        return f" ({response.exc_info[1]!r})"
    if "Location" in response:
        return f" ({response['Location']})"
    return f" ({refusal})" if (refusal := (response.context or {}).get("refusal")) else ""
