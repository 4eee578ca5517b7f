"""
A big assembly: everybody checked in and connected live, hands, and a vote that opens, is cast and is declared.

The evening of `tests.assembly`, by the watch. Beside each number stands how busy the machine was: the phones are on it too.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvloop

from tests.assembly.evening import Evening
from tests.bench.figures import spread
from tests.bench.pages import held_by
from tests.machine import server

PUSHED_WITHIN = 1.0
"""Seconds within which 99 of 100 phones show what moved."""
HANDS, HANDS_WITHIN = 300, 10.0
"""So many raise their hands in so many seconds."""
SHARE, CAST_WITHIN = 0.95, 60.0
"""So many of all cast their ballots in so many seconds."""
TALLY_WITHIN = 2.0
"""Seconds after the close within which the tally is on 99 of 100 phones and on the wall."""
HEAVIEST = 500
"""MB that the server may hold at any time."""


def measured(folder: Path, database: str, phones: int, **more: str) -> Iterator[dict[str, Any]]:
    """What is measured with so many phones on one database; raises `Missed` where a push or a ballot is lost."""
    one = server.Server(server.copied(folder / "assembly"), **more)
    if more:
        one.start()
        one.stop()
    hall = server.told(one, "tests.assembly.town", str(phones))
    one.start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            evening = Evening(one, hall)
            for part in (_comes, _moves, _hands, _votes):
                found = runner.run(part(evening))
                yield {"what": f"assembly of {phones} on {database}: {found.pop('what')}", **found}
            yield {"what": f"memory on {database}, assembly of {phones}", **_weighs(one)}
            evening.all_leave()
    finally:
        one.stop()
        shutil.rmtree(one.data, ignore_errors=True)


async def _comes(evening: Evening) -> dict[str, Any]:
    took = await evening.all_come()
    return {"what": "check-ins", "seconds": round(took, 1), "per_second": round(len(evening.phones) / took)}


async def _moves(evening: Evening) -> dict[str, Any]:
    figures = spread(await evening.goes_through_the_agenda(10, pause=0.5))
    return {"what": "from a tap to every phone", **figures, "good": figures["p99_ms"] < PUSHED_WITHIN * 1e3}


async def _hands(evening: Evening) -> dict[str, Any]:
    many = min(HANDS, len(evening.phones) // 2)
    found = await evening.hands_go_up(many, HANDS_WITHIN)
    await evening.calls_all(3)
    figures = spread(found["waits"])
    return {
        "what": f"{many} hands",
        "seconds": round(found["seconds"], 1),
        "pushes": found["pushes"],
        **figures,
        "good": figures["p99_ms"] < PUSHED_WITHIN * 1e3,
    }


async def _votes(evening: Evening) -> dict[str, Any]:
    found = await evening.votes_on_it(SHARE, CAST_WITHIN)
    tally = spread(found["tally_shown"])["p99_ms"]
    wall = round(found["tally_on_the_wall"] * 1e3, 1)
    return {
        "what": "a vote",
        "ballots": found["ballots"],
        "cast_within_s": round(found["cast_within"], 1),
        "ballot_p99_ms": spread(found["cast_took"])["p99_ms"],
        "open_on_phones_p99_ms": spread(found["open_shown"])["p99_ms"],
        "tally_on_phones_p99_ms": tally,
        "tally_on_the_wall_ms": wall,
        "good": found["cast_within"] <= CAST_WITHIN and max(tally, wall) < TALLY_WITHIN * 1e3,
    }


def _weighs(one: server.Server) -> dict[str, Any]:
    assert one.process is not None
    now, most = held_by(one.process.pid)
    return {"mb": now, "most_mb": most, "good": most < HEAVIEST}
