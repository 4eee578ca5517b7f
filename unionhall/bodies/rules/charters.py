"""Which charter is in force, by which of its rules a motion is decided, and what a change of it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies.models import Body, BodyKind
from unionhall.bodies.models import Charter as CharterRow
from unionhall.core.charters import (
    MATTERS,
    Charter,
    Interpretation,
    Method,
    NotACharter,
    Rule,
    is_a_repair,
    repaired,
)
from unionhall.core.charters.presets import PRESETS
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.kit.rows import Prepared

_read: dict[UUID | None, Charter] = {}
_MOST_READ = 500
_begun = Prepared(
    lambda hall, at: (
        CharterRow.objects.filter(hall_id=hall, in_force_from__lte=at).order_by("-version").only("hall")[:1]
    )
)
"""Which version is in force: asked many times a page, and its text is long."""


def assembly(hall_id: UUID) -> Body:
    """The hall's general assembly."""
    return Body.objects.get(hall_id=hall_id, kind=BodyKind.ASSEMBLY)


def charter_row(hall_id: UUID, at: datetime) -> CharterRow:
    """The version of the charter that is in force at the moment `at`: the newest that has begun."""
    row = CharterRow.objects.filter(hall_id=hall_id, in_force_from__lte=at).order_by("-version").first()
    # The starter agreement is in force from the founding; a clock set back a little must not leave a hall without rules.
    return row or CharterRow.objects.filter(hall_id=hall_id).earliest("version")


def charter(hall_id: UUID, at: datetime) -> Charter:
    """The charter in force at the moment `at`, read. Where it was read before, the database is asked only which it is."""
    begun = _begun.one(hall=hall_id, at=at)
    known = _read.get(begun.pk) if begun is not None else None
    return known if known is not None else read(charter_row(hall_id, at))


def read(row: CharterRow) -> Charter:
    """A stored version as the charter it is. Versions never change, so each is read once a process."""
    if row.pk not in _read:
        if len(_read) >= _MOST_READ:
            _read.clear()
        _read[row.pk] = Charter.from_data(row.document)
    return _read[row.pk]


def newest_row(hall_id: UUID) -> CharterRow:
    """The newest version, in force or still to begin: what a further change builds on."""
    return CharterRow.objects.filter(hall_id=hall_id).latest("version")


_IN_NO_LANGUAGE = (*MATTERS, "options", "terms", "calling-recall")
"""Parts that a ready-made charter says the same way in every language."""


def changed_by_us(rows: Iterable[CharterRow]) -> dict[str, CharterRow]:
    """
    Which parts the body changed itself: the part's name → the version that changed it last. `rows`: the charter's versions,
    the oldest first.

    What a ready-made charter brought is its text's, not a change of ours; where we changed some of it as we took it, that is.
    """
    found: dict[str, CharterRow] = {}
    before: Charter | None = None
    for row in rows:
        now = read(row)
        if before is None or now.source != before.source:
            found = dict.fromkeys(_own_words_in(now), row)
        else:
            found |= dict.fromkeys(_differing(before, now), row)
        before = now
    return found


def _own_words_in(taken: Charter) -> list[str]:
    """What differs from the ready-made charter that it follows; nothing, where it follows none of ours."""
    offered = [one.charter for one in PRESETS.values() if one.source and one.source == taken.source]
    told = [[one for one in _differing(text, taken) if one in _IN_NO_LANGUAGE] for text in offered]
    return min(told, key=len, default=[])


def _differing(old: Charter, new: Charter) -> list[str]:
    """The parts that differ, whatever text they name as their source."""
    was, becomes = ({name: _unsourced(part) for name, part in one.parts().items()} for one in (old, new))
    parts = [name for name in becomes if was.get(name) != becomes[name]]
    rules = [anchor for anchor, rule in new.entrenched.items() if old.entrenched.get(anchor) != rule]
    return [*parts, *(f"entrenched-{anchor}" for anchor in rules)]


def _unsourced(part: Any) -> Any:
    return {**part, "source": ""} if isinstance(part, Mapping) else part


def rule_for_motion(charter: Charter, matter: str, effects: Sequence[Mapping[str, Any]]) -> Rule:
    """
    The rule a motion is decided by: its matter's; for a change of the charter also each entrenched paragraph's own.

    `effects`: of the motion, each with `kind` and `params`. Raises `NeedsInterpretation` where the rule has a hole.
    """
    for effect in effects:
        if effect["kind"] == "charter.change":
            return charter.rule_to_change(changed(charter, effect["params"]))
    return charter.rule_for(matter)


def changed(current: Charter, params: Mapping[str, Any]) -> Charter:
    """
    `current` with the change of a motion worked in. `params`: `base` (the document the change was written against) and
    `document` (what it was to become). What others changed meanwhile stays; raises `OutOfOrder` where both changed the
    same words, `NotACharter` where the outcome is no charter.
    """
    return Charter.from_data(merged(params["base"], params["document"], current.to_data()))


def merged(base: Any, wanted: Any, current: Any) -> Any:
    """
    Three-way merge of data: what `wanted` changed against `base`, worked into `current`.

    Raises `OutOfOrder` where `current` has another value than `base` in a place that `wanted` changes too.
    """
    if wanted == base:
        return current
    if current in (base, wanted):
        return wanted
    if all(isinstance(one, Mapping) for one in (base, wanted, current)):
        absent = object()
        result = {}
        for name in dict.fromkeys((*current, *wanted)):
            found = merged(base.get(name, absent), wanted.get(name, absent), current.get(name, absent))
            if found is not absent:
                result[name] = found
        return result
    raise OutOfOrder(
        _(
            "The charter was changed in the same place since this was written. Write the change anew against it."
        )
    )


def check_change(hall_id: UUID, params: Mapping[str, Any]) -> Charter:
    """The charter a change would make of the newest version. Raises a `Refusal` where it makes none, or changes nothing."""
    current = read(newest_row(hall_id))
    if not isinstance(params.get("base"), Mapping) or not isinstance(params.get("document"), Mapping):
        raise NotACharter("", _("names with values are expected"))
    new = changed(current, params)
    if new == current:
        raise OutOfOrder(_("This changes nothing in the charter."))
    return new


def holes(charter: Charter) -> list[str]:
    """The paragraphs whose text does not say what is needed, as `NeedsInterpretation` names them."""
    found = []
    for matter in charter.rules:
        try:
            charter.rule_for(matter)
        except Refusal:
            style = charter.rules[matter].method is Method.CONSENSUS
            found.append(f"{matter}.{'consensus' if style else 'threshold'}")
    found += [f"tables-{name}" for name in charter.tables]
    return found


def interpreted(charter: Charter, told: Interpretation) -> Charter:
    """`charter` with an interpretation added; a later one of the same place takes the earlier one's."""
    kept = tuple(one for one in charter.interpretations if (one.anchor, one.of) != (told.anchor, told.of))
    new = replace(charter, interpretations=(*kept, told))
    return Charter.from_data(new.to_data())


def repair_of(hall_id: UUID, quorum: Quorum, members: int) -> Charter:
    """
    The newest charter with its quorums repaired to `quorum`, among `members` people. Raises `OutOfOrder` where that is no
    repair, or lowers nothing.
    """
    current = read(newest_row(hall_id))
    new = repaired(current, quorum)
    is_a_repair(current, new, members).enforce()
    if new == current:
        raise OutOfOrder(
            _("This lowers no quorum: all of them ask for no more already."), rule="quorum_repair"
        )
    return new
