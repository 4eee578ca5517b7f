"""
S1-4.4b: a factory works in two shifts, and its assembly sits twice. What the day shift counted can be read by nobody, from the
database neither, before the night shift has counted; and nobody is counted twice.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.models import Presence
from unionhall.conftest import browser, joins
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions, sealed
from unionhall.decisions import rules as deciding
from unionhall.decisions.models import Outcome, Pile, Poll, TellerFigure
from unionhall.decisions.tests.story import adopt, grown, put
from unionhall.kit.registries import fragments
from unionhall.record import export
from unionhall.site import moving

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 8, 12, 0, tzinfo=UTC)
NIGHT = DAY + timedelta(hours=10)
YES, NO, ABSTAIN = 137, 89, 31
"""What the day shift counts: numbers that nothing else in this hall is."""
OF_300 = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=300))


# The search ---------------------------------------------------------------------------------------------------------


def is_in(told: str) -> bool:
    """Whether a text holds one of the three numbers by itself."""
    return any(re.search(rf"(?<![0-9A-Za-z]){one}(?![0-9A-Za-z])", told) for one in (YES, NO, ABSTAIN))


def holds(value: Any) -> bool:
    """Whether a value of the database holds one of them: as a number, in a text, in JSON, or in bytes that are a text."""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return value in (YES, NO, ABSTAIN)
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        return is_in(raw.decode("latin-1")) if b'"yes"' in raw or b"yes" in raw else is_in(_text(raw))
    return is_in(value if isinstance(value, str) else json.dumps(value, default=str))


def _text(raw: bytes) -> str:
    """Bytes as a text, nothing where they are none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def dumped() -> Counter[tuple[str, str]]:
    """How often one of the numbers stands in each table of the database and column: (table, column)."""
    found: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [one[0] for one in cursor.description]
            for row in cursor.fetchall():
                found.update(
                    (table, column) for column, value in zip(columns, row, strict=True) if holds(value)
                )
    return found


def carried_away(hall: Any, folder: Path) -> list[str]:
    """Which files of the record, as a member carries it away, hold one of them in an entry's facts."""
    export.export(hall, folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert any(b"sitting.counted" in path.read_bytes() for path in files), (
        "the entry of the count is not in it"
    )
    lines = [(path.name, line) for path in files for line in path.read_bytes().decode("latin-1").splitlines()]
    return [name for name, line in lines if "yes" in line and is_in(line)]


def pages(hall: Any, meeting: Any, night: Any, poll: Any) -> dict[str, str]:
    """The addresses where somebody could look for it."""
    at = {"hall": hall.slug}
    named = {
        "decisions:poll": poll.pk,
        "decisions:tell": poll.pk,
        "decisions:motion": poll.motion_id,
        "decisions:motions": None,
        "assemblies:meeting": meeting.pk,
        "assemblies:floor": meeting.pk,
        "assemblies:screen": meeting.pk,
        "assemblies:door": meeting.pk,
        "assemblies:minutes": meeting.pk,
        "assemblies:minutes_markdown": meeting.pk,
        "assemblies:minutes_popolo": meeting.pk,
        "desk:hall": None,
        "desk:record": None,
        "desk:record_data": None,
    }
    made = {name: reverse(name, kwargs=at if pk is None else {**at, "pk": pk}) for name, pk in named.items()}
    return {**made, "night": reverse("assemblies:floor", kwargs={**at, "pk": night.pk})}


def shown(hall: Any, member: Any, meeting: Any, night: Any, poll: Any) -> list[str]:
    """Which pages say to `member` one of the numbers in connection with the vote: as words, in a table, in JSON."""
    looking = browser(member)
    found = []
    for name, where in pages(hall, meeting, night, poll).items():
        said = looking.get(where).content.decode()
        if is_in(re.sub(r"<[^>]*>", " ", said)):
            found.append(name)
    regions = {"motion": poll.motion_id, "floor": meeting.pk, "meeting": meeting.pk, "minutes": meeting.pk}
    return found + [
        kind for kind, pk in regions.items() if is_in(re.sub(r"<[^>]*>", " ", fragments.get(kind)(str(pk))))
    ]


# The story ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_shifts(hall, bakery, ana, bilal, chidi, noon):
    """Four hundred in two shifts; at noon on Friday the day shift sits, at ten in the night the other. 300 make a quorum."""
    davi, eun = joins(ana, "Davi", seconder=bilal), joins(ana, "Eun", seconder=bilal)
    others = grown(ana, bilal, 395)
    adopt(bakery, replace(STARTER.charter, ordinary=OF_300))
    first = assemblies.call_meeting(
        by=ana.actor, body=bakery, begins_at=DAY, place="Canteen", further=[(NIGHT, "Gate 2")]
    )
    assemblies.call_too(by=bilal.actor, meeting=first)
    motion = actions.second_motion(by=bilal.actor, motion=put(ana, bakery, "We do no more weekends"))
    assemblies.put_item(by=ana.actor, meeting=first, motion=motion)
    noon.forward(DAY - noon.at)
    first.refresh_from_db()
    return first, first.further.get(), motion, (davi, eun), others


def sits(meeting, present, noon):
    """These are there, ticked in at the door; the first of them opens it."""
    meeting.refresh_from_db()
    Presence.objects.bulk_create(
        Presence(hall_id=meeting.hall_id, meeting=meeting, member=one, came_at=noon.at) for one in present
    )
    return assemblies.open_meeting(by=present[0].actor, meeting=meeting)


def counts(poll, tellers, present, yes, no, abstain):
    """Two tellers count and agree, and the first of them ends it."""
    for one in tellers:
        figures = {"yes": yes, "no": no, "abstain": abstain}
        actions.type_figures(by=one.actor, poll=poll, figures=figures, present=present)
    return actions.close_poll(by=tellers[0].actor, poll=Poll.objects.get(pk=poll.pk))


def by_day(two_shifts, ana, bilal, chidi, noon):
    """The day shift sits, 270 of them, opens the vote and counts. Gives it, and what stood in the database before the count."""
    first, _night, motion, _tellers, others = two_shifts
    sits(first, [ana, bilal, chidi, *others[:267]], noon)
    poll = actions.open_poll(by=ana.actor, motion=motion, method="hands")
    before = dumped()  # a member of such a number, a permission
    counts(poll, (ana, bilal), 270, YES, NO, ABSTAIN)
    return poll, before


def test_what_the_first_shift_counted_is_unreadable_before_the_last_and_shown_with_the_result(
    hall, two_shifts, ana, bilal, chidi, noon, tmp_path, caplog
):
    caplog.set_level("DEBUG", logger="unionhall")
    first, night, motion, (davi, eun), others = two_shifts
    poll, before = by_day(two_shifts, ana, bilal, chidi, noon)
    first.refresh_from_db()
    assemblies.close_meeting(by=ana.actor, meeting=first)

    for hours in (0, 5):
        noon.forward(timedelta(hours=hours))
        assert dumped() == before and not TellerFigure.objects.exclude(figures={}).exists()
        assert not Pile.objects.exists()
        for one in (ana, chidi, davi):
            assert shown(hall, one, first, night, poll) == []
        assert carried_away(hall, tmp_path / str(hours)) == []
        assert not is_in(caplog.text)
    assert (
        "270 were there"
        in browser(davi)
        .get(reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": poll.pk}))
        .content.decode()
    )
    key = sealed.place_of(poll.pk)
    assert Path(settings.MEDIA_ROOT) in key.parents and len(key.read_bytes()) == 32
    assert key in set(moving._files(hall)), "a hall that moves leaves its counts behind"

    # At night sixty come, twenty of whom were there by day: they are counted once.
    noon.forward(NIGHT - noon.at)
    sits(night, [davi, eun, *others[247:305]], noon)
    with pytest.raises(OutOfOrder, match="40 are checked in who were counted at no other"):
        actions.type_figures(by=davi.actor, poll=poll, figures={"yes": 60}, present=60)
    actions.type_figures(by=davi.actor, poll=poll, figures={"yes": 10, "no": 30}, present=40)
    assert dumped() == before and shown(hall, eun, first, night, poll) == []
    actions.type_figures(by=eun.actor, poll=poll, figures={"yes": 10, "no": 30}, present=40)
    done = actions.close_poll(by=eun.actor, poll=Poll.objects.get(pk=poll.pk))

    assert done.outcome == Outcome.CARRIED and (done.present, done.needed) == (310, 300)
    assert (done.tally["yes"], done.tally["no"]) == (YES + 10, NO + 30)
    assert done.rolls.exclude(sitting=None).count() == 310
    assert [one.figures.get("yes") for one in deciding.told_sittings(done, noon.at)] == [YES, 10]
    said = browser(chidi).get(reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": poll.pk})).content
    assert f"In favour {YES}, against {NO}, abstaining {ABSTAIN}" in said.decode()
    motion.refresh_from_db()
    assert motion.status == "carried"


# Planted faults -----------------------------------------------------------------------------------------------------


def test_a_count_that_is_not_sealed_is_found_in_the_dump(
    hall, two_shifts, ana, bilal, chidi, noon, monkeypatch
):
    def plain(figure, figures, papers=None):
        figure.figures = figures

    monkeypatch.setattr(sealed, "seal", plain)
    _poll, before = by_day(two_shifts, ana, bilal, chidi, noon)
    assert set(dumped() - before) == {("decisions_tellerfigure", "figures")}


def test_a_count_that_is_only_packed_and_not_sealed_is_found_too(
    hall, two_shifts, ana, bilal, chidi, noon, monkeypatch
):
    def packed(figure, figures, papers=None):
        figure.figures = {}
        figure.sealed = json.dumps({"figures": figures, "papers": papers, "salt": ""}).encode()

    monkeypatch.setattr(sealed, "seal", packed)
    monkeypatch.setattr(sealed, "opened", lambda figure: json.loads(bytes(figure.sealed)))
    monkeypatch.setattr("unionhall.decisions.rules.tellers.opened", sealed.opened)
    _poll, before = by_day(two_shifts, ana, bilal, chidi, noon)
    assert set(dumped() - before) == {("decisions_tellerfigure", "sealed")}


def test_figures_in_the_entry_of_a_sitting_are_found_in_the_record(
    hall, two_shifts, ana, bilal, chidi, noon, monkeypatch, tmp_path
):
    monkeypatch.setattr(sealed, "digest_of", lambda inside, present: json.dumps(inside["figures"]))
    _poll, before = by_day(two_shifts, ana, bilal, chidi, noon)
    assert ("record_opening", "content") in dumped() - before and carried_away(hall, tmp_path / "away")


def test_a_page_that_tells_too_early_is_found(hall, two_shifts, ana, bilal, chidi, noon, monkeypatch):
    first, night, *_rest = two_shifts
    poll, _before = by_day(two_shifts, ana, bilal, chidi, noon)
    told = deciding.sittings.told_sittings

    def early(one, at):
        figure = one.figures.filter(settled=True).first()
        return [replace(each, counted=sealed.opened(figure)["figures"]["yes"]) for each in told(one, at)]

    monkeypatch.setattr("unionhall.decisions.live.told_sittings", early)
    assert set(shown(hall, ana, first, night, poll)) >= {"decisions:poll", "decisions:motion", "motion"}
