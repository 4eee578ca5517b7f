"""
The power goes at any moment of an evening, and nothing that was acknowledged is lost and nothing is half there.

The statements are those of real acts, the settings those of Unionhall's own connection, asked of it: whoever lowers them
sees it here. Each disk that does lose must be seen to. SQLite here is the one that `apsw` carries.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter

import apsw
import pytest

from tests.power import evening as evenings
from tests.power.disk import Acknowledged, Disk, Event, Synced
from tests.power.evening import FILE, Evening
from tests.power.judging import Fallen, Half, Lost, insist_on_the_record, judge
from tests.proving import note, proving, times

CUTS = times(check=60, prove=5000)
PLANTED = times(check=30, prove=500)
VOTES, PEOPLE = times(check=4, prove=25), 12
SHORTER = {} if proving() else {"wal_autocheckpoint": 100}
"""The evening of a quick check is too short for its log to be moved into the file at the real number of pages."""
CUT, KEPT, SEED = "cut", "kept", 20260504

HALF = (
    'DELETE FROM record_entry WHERE "index" = 1',
    "UPDATE record_opening SET content = content || ' '",
    "UPDATE record_head SET size = size + 1",
    "UPDATE record_checkpoint SET root = 'of another'",
    "UPDATE decisions_roll SET voted = 0",
)

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


_spent: list[Evening] = []
"""One evening is enough for all tests: it is bytes and words, and no test changes it."""


@pytest.fixture
def evening(request, tmp_path) -> Evening:
    if not _spent:
        bakers = [request.getfixturevalue(name) for name in ("ana", "bilal", "chidi", "bakery")]
        _spent.append(evenings.spent(tmp_path, *bakers, votes=VOTES, people=PEOPLE))
    return _spent[0]


@pytest.fixture
def recorded(tmp_path, evening):
    """Gives a function that replays the evening on a disk that records, with pragmas set otherwise or not."""

    def record(**otherwise) -> list[Event]:
        place = tmp_path / KEPT
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return evenings.replayed(place, evening, **SHORTER, **otherwise)

    return record


def cut(tmp_path, evening: Evening, events: list[Event], cuts: int) -> Counter[str]:
    """Cut the power `cuts` times, at moments nobody chose. How often it took what; "nothing" is all that it may."""
    chance = random.Random(SEED)
    moments = Counter(chance.randint(1, len(events)) for _cut in range(cuts))
    disk, told = Disk({FILE: evening.base}), Counter()
    for moment, event in enumerate(events, start=1):
        disk.take(event)
        for _again in range(moments[moment]):
            place = tmp_path / CUT
            place.mkdir()
            for name, data in disk.cut(chance).items():
                (place / name).write_bytes(data)
            try:
                judge(place, evening.states, disk.acknowledged)
                told["nothing"] += 1
            except Fallen as fallen:
                told[type(fallen).__name__.lower()] += 1
            shutil.rmtree(place)
    return told


def test_a_power_cut_takes_nothing_that_was_acknowledged(tmp_path, evening, recorded):
    events = recorded()

    told = cut(tmp_path, evening, events, CUTS)

    assert told == {"nothing": CUTS}
    moved = events.count(Synced(FILE))
    assert moved > 1, "the evening was too short for the log to be moved into the file"
    note(
        "power-cuts-sqlite",
        cuts=CUTS,
        lost=0,
        half=0,
        corrupt=0,
        commits=events.count(Acknowledged()),
        moved_into_the_file=moved,
        events=len(events),
        sqlite=apsw.sqlite_lib_version(),
        read_with=sqlite3.sqlite_version,
    )


def test_a_disk_that_is_not_waited_for_at_each_commit_is_caught(tmp_path, evening, recorded):
    """The planted fault: `synchronous=NORMAL`, under which SQLite syncs its log only before moving it."""
    told = cut(tmp_path, evening, recorded(synchronous=1), PLANTED)

    assert told["lost"] > PLANTED // 2, told
    note("power-cuts-sqlite-normal", cuts=PLANTED, **told)


def test_a_disk_that_is_never_waited_for_is_caught(tmp_path, evening, recorded):
    """The planted fault: `synchronous=OFF`, under which nothing is ever synced."""
    told = cut(tmp_path, evening, recorded(synchronous=0), PLANTED)

    assert told["lost"] + told["corrupt"] + told["half"] > PLANTED // 2, told
    note("power-cuts-sqlite-off", cuts=PLANTED, **told)


def test_what_is_half_there_is_caught(evening):
    """The planted fault: one statement of a transaction without the others."""
    line = evenings.in_memory(evening.base)
    for statement in evening.statements:
        line.execute(statement)
    insist_on_the_record(line)

    for planted in HALF:
        line.execute("BEGIN")
        line.execute(planted)
        with pytest.raises(Half):
            insist_on_the_record(line)
        line.execute("ROLLBACK")
    insist_on_the_record(line)
    line.close()


def test_a_state_that_was_and_one_that_never_was_are_told_apart(tmp_path, evening):
    """The planted fault: a disk that is as it was before the evening, and the hall was told of much since."""
    place = tmp_path / CUT
    place.mkdir()
    (place / FILE).write_bytes(evening.base)

    judge(place, evening.states, acknowledged=0)

    with pytest.raises(Lost):
        judge(place, evening.states, acknowledged=len(evening.states) - 1)
    with pytest.raises(Half):
        judge(place, evening.states[1:], acknowledged=0)
