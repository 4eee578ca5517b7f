"""
Everybody's phone is connected to the meeting: what moves is on all of them, hands stand in order, each ballot counts once.

The same evening as `make bench ARGS="--only assembly"` with fewer phones and no watch. Each fault of `careless` must be seen.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.assembly import careless, evening
from tests.assembly.evening import Evening, Missed
from tests.machine import server
from tests.proving import note, times

PHONES = times(check=100, prove=500)
FEW = 20
HANDS_WITHIN = 3.0
"""Seconds."""
VOTE_WITHIN = 4.0
"""Seconds in which all who vote do so, on a machine that is quick enough."""


def held(of: server.Server, phones: int) -> int:
    """An evening with so many phones on `of`; gives how many ballots were cast. Raises `Missed`."""
    hall = server.told(of, "tests.assembly.town", str(phones))
    of.start()

    async def goes() -> int:
        now = Evening(of, hall)
        try:
            await now.all_come()
            await now.goes_through_the_agenda(3)
            await now.hands_go_up(min(phones // 2, 60), HANDS_WITHIN)
            await now.calls_all(3)
            ballots: int = (await now.votes_on_it(0.95, VOTE_WITHIN))["ballots"]
        finally:
            now.all_leave()
        return ballots

    return asyncio.run(goes())


@pytest.mark.sqlite
def test_nobody_misses_a_push_and_no_ballot_is_lost_on_sqlite(lite):
    assert held(lite, PHONES) == round(PHONES * 0.95)
    note("a-big-assembly-sqlite", phones=PHONES, missed=0, lost=0, counted_twice=0)


@pytest.mark.postgres
def test_nobody_misses_a_push_and_no_ballot_is_lost_on_postgresql(full):
    assert held(full, PHONES) == round(PHONES * 0.95)
    note("a-big-assembly-postgresql", phones=PHONES, missed=0, lost=0, counted_twice=0)


@pytest.mark.sqlite
@pytest.mark.parametrize("fault", times(check=tuple(careless.FAULTS)[:2], prove=tuple(careless.FAULTS)))
def test_each_planted_fault_is_seen(lite, fault, monkeypatch):
    monkeypatch.setattr(evening, "SETTLES", 3.0)
    lite.program = "tests.assembly.careless"
    lite.more["UNIONHALL_FAULT"] = fault

    with pytest.raises(Missed):
        held(lite, FEW)
