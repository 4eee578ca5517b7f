"""The record in plain sentences: entries with the names of who and what they are about, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from unionhall.bodies.models import BodyKind, Member
from unionhall.bodies.models.organisations import Stage
from unionhall.core.charters.matters import MATTERS
from unionhall.kit import standing
from unionhall.kit.registries import namers, powers, record_kinds
from unionhall.record.models import Opening

MEMBER = "bodies.member"
CODED = {BodyKind: "sort", Stage: "stage"}
"""The fact that holds a value of each of these."""


@dataclass(frozen=True)
class Line:
    """One entry as a member reads it. `href`: the page of what it is about, or ""."""

    index: int
    at: datetime
    kind: str
    text: str
    href: str
    by_clock: bool


class _Unknown(dict[str, Any]):
    """Facts for a sentence; one that an older version of the kind did not have reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def lines(hall_id: UUID, openings: Iterable[Opening], me: UUID | None = None) -> list[Line]:
    """
    The sentences of `openings` (with their entries fetched), in their order, for the member with the id `me`.

    Who acted in the body's name is named. Who joined, left, or is otherwise only spoken of is "a member", but for oneself and
    for those who chose the directory: else the timeline would be the list of members that no page may be. One query for each
    sort of thing named, however many lines there are.
    """
    openings = list(openings)
    said = [opening.said() for opening in openings]
    names = _names(hall_id, openings, said)
    spoken_of = {opening.about_id for opening in openings if opening.about_type == MEMBER}
    listed = (
        set(Member.objects.filter(pk__in=spoken_of, in_directory=True).values_list("pk", flat=True))
        if spoken_of
        else set()
    )
    hidden = spoken_of - listed - {me}
    return [_line(opening, content, names, hidden) for opening, content in zip(openings, said, strict=True)]


def _names(
    hall_id: UUID, openings: list[Opening], said: list[dict[str, Any]]
) -> Mapping[str, Mapping[UUID, tuple[str, str]]]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for opening, content in zip(openings, said, strict=True):
        wanted[opening.about_type].add(opening.about_id)
        if opening.member_id is not None:
            wanted[MEMBER].add(opening.member_id)
        wanted[MEMBER].update(_ids(content["facts"].values()))
    return {label: namers.get(label)(hall_id, ids) for label, ids in wanted.items() if label in namers}


def _ids(values: Iterable[Any]) -> Iterable[UUID]:
    for value in values:
        if isinstance(value, str) and len(value) == 36:
            try:
                yield UUID(value)
            except ValueError:
                continue


def _line(
    opening: Opening,
    content: dict[str, Any],
    names: Mapping[str, Mapping[UUID, tuple[str, str]]],
    hidden: Container[UUID],
) -> Line:
    about_text, href = names.get(opening.about_type, {}).get(opening.about_id, ("", ""))
    if about_text and opening.about_type == MEMBER and opening.about_id in hidden:
        about_text = _("a member")
    members = names.get(MEMBER, {})
    places = _Unknown({name: _fact(name, value, members) for name, value in content["facts"].items()})
    places["by"] = _by(opening, content, members)
    places["about"] = about_text or _("something since erased")
    if opening.kind in record_kinds:
        text = str(record_kinds.get(opening.kind).sentence).format_map(places)
        text = text[:1].upper() + text[1:]
        if opening.mandate_id is not None and "{by}" not in str(record_kinds.get(opening.kind).sentence):
            text = _("%(what)s Done by %(name)s, under a mandate.") % {"what": text, "name": places["by"]}
    else:
        text = opening.kind
    return Line(opening.entry.index, opening.at, opening.kind, text, href, content["by"] == "clock")


def _by(opening: Opening, content: dict[str, Any], members: Mapping[UUID, tuple[str, str]]) -> str:
    if content["by"] == "clock":
        return _("The clock")
    if opening.member_id is None:
        return _("Somebody")
    return members.get(opening.member_id, (_("a former member"), ""))[0]


def _fact(name: str, value: Any, members: Mapping[UUID, tuple[str, str]]) -> str:
    if name == "powers" and isinstance(value, list):
        return ", ".join(str(powers.get(power).title) if power in powers else str(power) for power in value)
    if isinstance(value, str):
        for found in _ids([value]):
            return members.get(found, (_("a former member"), ""))[0]
        return _word(name, value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _word(name: str, value: str) -> str:
    """What the record keeps as a code, and its days, as people say them; what is neither stays as it is."""
    if name == "outcome":
        return standing.of(value)[1].lower()
    if name == "matter" and value in MATTERS:
        return MATTERS[value].title.said(_).lower()
    for kind in (BodyKind, Stage):
        if name == CODED[kind] and value in kind.values:
            return str(kind(value).label)
    try:
        return formats.date_format(date.fromisoformat(value), _("j F Y"), use_l10n=False)
    except ValueError:
        return value or "–"
