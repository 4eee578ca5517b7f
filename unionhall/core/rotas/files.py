"""
A question for a rota from a file in JSON. Every error says where in the file it is and what was expected there.

The form of the file: docs/rotas.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from unionhall.core.counting.files.errors import shown
from unionhall.core.rotas.asked import (
    MOST_PEOPLE,
    MOST_PERIODS,
    MOST_PLACES,
    MOST_POSTS,
    Asked,
    Person,
    Place,
    Post,
)
from unionhall.core.words import Sentence, Wrong, _

MOST_TURNS = 10_000
HEAVIEST = 1000
"""The most a wish weighs."""
_OF_ALL = {"periods", "posts", "people", "apart", "together", "forbidden_next", "learners"}
_OF_A_POST = {"name", "needed", "skills", "hours"}
_OF_A_PERSON = {
    *("name", "skills", "unavailable", "wants", "avoids", "history", "share", "max_turns", "min_turns"),
    *("max_per_post", "max_consecutive", "min_rest"),
}
Found = TypeVar("Found")


class Misread(Wrong):
    """A question that cannot be read: `where` in the file, and what was expected."""

    def __init__(self, where: str, template: str, **values: Any) -> None:
        super().__init__(_("{where}: {what}"), where=where, what=Sentence(template, **values))
        self.where = where


def read_question(data: bytes | str, file: str = "") -> Asked:
    """
    The question in a file's text. Raises `Misread`.

    >>> asked = read_question('{"periods": ["May"], "posts": [{"name": "Door", "needed": 1}], "people": [{"name": "Ana"}]}')
    >>> asked.posts[0].needed, asked.people[0].name
    ((1,), 'Ana')
    >>> read_question('{"periods": ["May"], "posts": [], "people": [{"name": "Ana", "shares": 2}]}')
    Traceback (most recent call last):
    unionhall.core.rotas.files.Misread: people, “Ana”: there is no “shares” here
    """
    try:
        found = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Misread(
            file or _("the file"), _("expected JSON: {error}"), error=shown(str(error), 80)
        ) from error
    return _Reader(_object(found, file or "file", _OF_ALL)).asked()


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number")


class _Reader:
    """Reads the parts of one question, each by the names of those before it."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found
        self.periods = self._names("periods", found.get("periods"), MOST_PERIODS)
        posts = _rows(found, "posts", MOST_POSTS)
        people = _rows(found, "people", MOST_PEOPLE)
        self.post_names = self._names("posts", [_name(one, "posts") for one in posts], MOST_POSTS)
        self.names = self._names("people", [_name(one, "people") for one in people], MOST_PEOPLE)
        if len(people) * len(posts) * len(self.periods) > MOST_PLACES:
            raise Misread(
                "file", _("expected no more than {most} people × periods × posts"), most=MOST_PLACES
            )
        self.posts = tuple(self._post(one) for one in posts)
        self.people = tuple(self._person(one) for one in people)

    def asked(self) -> Asked:
        """The whole of it."""
        learners = self._pairs("learners", self.names, self.post_names)
        return Asked(
            tuple(self.periods),
            self.posts,
            self.people,
            apart=self._pairs("apart", self.names, self.names),
            together=self._pairs("together", self.names, self.names),
            not_after=self._pairs("forbidden_next", self.post_names, self.post_names),
            learning=frozenset(learners),
        )

    def _names(self, where: str, found: Any, most: int) -> dict[str, int]:
        """Names and their places; each only once."""
        if not isinstance(found, list) or len(found) > most:
            raise Misread(where, _("expected a list of at most {most}"), most=most)
        places: dict[str, int] = {}
        for one in found:
            if not isinstance(one, str) or not one.strip() or len(one) > 100:
                raise Misread(
                    where, _("expected a name of at most 100 letters, not {found}"), found=_told(one)
                )
            if one in places:
                raise Misread(where, _("“{name}” is there twice"), name=shown(one))
            places[one] = len(places)
        return places

    def _post(self, one: Mapping[str, Any]) -> Post:
        where = f"posts, “{shown(one['name'])}”"
        _object(one, where, _OF_A_POST)
        needed = one.get("needed", 1)
        if isinstance(needed, dict):
            by_period = {
                self._period(name, where): _whole(many, where, "needed") for name, many in needed.items()
            }
            each = tuple(by_period.get(period, 0) for period in range(len(self.periods)))
        else:
            each = (_whole(needed, where, "needed"),) * len(self.periods)
        hours = _fraction(one.get("hours", 1), where, "hours")
        return Post(one["name"], each, _skills(one, where), hours)

    def _person(self, one: Mapping[str, Any]) -> Person:
        where = f"people, “{shown(one['name'])}”"
        _object(one, where, _OF_A_PERSON)
        wishes: dict[Place, int] = {}
        for key, sign in (("wants", 1), ("avoids", -1)):
            for entry in _list(one.get(key, []), where, key):
                if not isinstance(entry, list) or len(entry) != 3:
                    raise Misread(where, _("expected [period, post, weight] in “{key}”"), key=key)
                place = Place(self._period(entry[0], where), self._named_post(entry[1], where))
                weight = _whole(entry[2], where, key, HEAVIEST)
                wishes[place] = wishes.get(place, 0) + sign * weight
        history = self._by_post(one, where, "history")
        least = _whole(one.get("min_turns", 0), where, "min_turns")
        most = _perhaps(one.get("max_turns"), lambda many: _whole(many, where, "max_turns"))
        in_a_row = _perhaps(one.get("max_consecutive"), lambda many: _whole(many, where, "max_consecutive"))
        if in_a_row == 0:
            raise Misread(where, _("expected 1 or more in “{key}”"), key="max_consecutive")
        return Person(
            one["name"],
            _skills(one, where),
            frozenset(self._away(one.get("unavailable", []), where)),
            wishes,
            sum((self.posts[post].hours * many for post, many in history.items()), Fraction(0)),
            _fraction(one.get("share", 1), where, "share"),
            least,
            most,
            self._by_post(one, where, "max_per_post"),
            in_a_row,
            _whole(one.get("min_rest", 0), where, "min_rest", MOST_PERIODS),
        )

    def _away(self, found: Any, where: str) -> Iterable[Place]:
        for entry in _list(found, where, "unavailable"):
            if not isinstance(entry, list) or len(entry) not in (1, 2):
                raise Misread(where, _("expected [period] or [period, post] in “{key}”"), key="unavailable")
            period = self._period(entry[0], where)
            posts = [self._named_post(entry[1], where)] if len(entry) == 2 else range(len(self.posts))
            for post in posts:
                yield Place(period, post)

    def _by_post(self, one: Mapping[str, Any], where: str, key: str) -> dict[int, int]:
        found = one.get(key, {})
        if not isinstance(found, dict):
            raise Misread(where, _("expected a number for each post in “{key}”"), key=key)
        return {self._named_post(name, where): _whole(many, where, key) for name, many in found.items()}

    def _pairs(
        self, key: str, firsts: dict[str, int], seconds: dict[str, int]
    ) -> tuple[tuple[int, int], ...]:
        pairs = []
        for entry in _list(self.found.get(key, []), "file", key):
            if not isinstance(entry, list) or len(entry) != 2:
                raise Misread(key, _("expected two names, not {found}"), found=_told(entry))
            one, other = _known(entry[0], firsts, key), _known(entry[1], seconds, key)
            if firsts is self.names and seconds is self.names and one == other:
                raise Misread(key, _("expected two people, not {name} twice"), name=shown(entry[0]))
            pairs.append((one, other))
        return tuple(dict.fromkeys(pairs))

    def _period(self, name: Any, where: str) -> int:
        return _known(name, self.periods, where)

    def _named_post(self, name: Any, where: str) -> int:
        return _known(name, self.post_names, where)


def _rows(found: Mapping[str, Any], key: str, most: int) -> list[Any]:
    rows = found.get(key)
    if not isinstance(rows, list) or len(rows) > most:
        raise Misread(key, _("expected a list of at most {most}"), most=most)
    return rows


def _name(one: Any, where: str) -> Any:
    if not isinstance(one, dict) or "name" not in one:
        raise Misread(where, _("expected something with a name, not {found}"), found=_told(one))
    return one["name"]


def _known(name: Any, names: dict[str, int], where: str) -> int:
    if not isinstance(name, str) or name not in names:
        raise Misread(where, _("expected one of {names}, not {found}"), names=_few(names), found=_told(name))
    return names[name]


def _few(names: Iterable[str]) -> str:
    all_of = [f"“{shown(one)}”" for one in names]
    return ", ".join(all_of[:8]) + (", …" if len(all_of) > 8 else "")


def _object(found: Any, where: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise Misread(where, _("expected an object with names, not {found}"), found=_told(found))
    for key in found:
        if key not in keys:
            raise Misread(where, _("there is no “{key}” here"), key=shown(key))
    return found


def _list(found: Any, where: str, key: str) -> list[Any]:
    if not isinstance(found, list):
        raise Misread(where, _("expected a list in “{key}”"), key=key)
    return found


def _skills(one: Mapping[str, Any], where: str) -> frozenset[str]:
    found = _list(one.get("skills", []), where, "skills")
    if not all(isinstance(skill, str) for skill in found):
        raise Misread(where, _("expected words in “{key}”"), key="skills")
    return frozenset(found)


def _whole(found: Any, where: str, key: str, most: int = MOST_TURNS) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= most:
        raise Misread(
            where,
            _("expected a whole number from 0 to {most} in “{key}”, not {found}"),
            most=most,
            key=key,
            found=_told(found),
        )
    return found


def _fraction(found: Any, where: str, key: str) -> Fraction:
    """A number above 0, such as 1, 0.5 or "1/2", with no more than three digits above and below the line."""
    try:
        number = (
            Fraction(str(found))
            if isinstance(found, str | int | float) and not isinstance(found, bool)
            else None
        )
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None or not 0 < number <= 1000 or number.denominator > 1000 or len(str(found)) > 20:
        raise Misread(
            where,
            _("expected a number above 0 such as 1 or “3/4” in “{key}”, not {found}"),
            key=key,
            found=_told(found),
        )
    return number


def _perhaps(found: Any, read: Callable[[Any], Found]) -> Found | None:
    return None if found is None else read(found)


def _told(found: Any) -> str:
    return shown(json.dumps(found, ensure_ascii=False, default=str))
