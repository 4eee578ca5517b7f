"""How long the pages of a large hall take: one reader, one page after the other, the server warm; and what it weighs then."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from typing import Any

from tests.bench.clients import Ask, Line
from tests.bench.figures import spread

LONGEST = 0.1
"""Seconds that 95 of 100 readings of a page may take at most."""
HEAVIEST = 200
"""MB of memory that the server may hold afterwards."""
WARM = 10


def addresses(town: dict[str, Any]) -> dict[str, str]:
    """The pages that are measured, by what they are called here."""
    return {
        "hall": "",
        "motion, open": f"motions/{town['open_motion']}/",
        "motion, decided": f"motions/{town['decided_motion']}/",
        "vote, open": f"motions/votes/{town['votes'][0]}/",
        "vote, declared": f"motions/votes/{town['decided_vote']}/",
        "members": "members/",
        "motions": "motions/",
        "decisions": "motions/register/",
        "record": "record/",
        "record of members": "record/?about=members",
    }


def measured(port: int, town: dict[str, Any], database: str, times: int) -> list[dict[str, Any]]:
    """Read each page so often; a result for each."""
    cookie = town["cookies"][0][0]
    return [
        {
            "what": f"page {name} on {database}",
            **read(port, f"/h/{town['hall']}/{path}", cookie, times, LONGEST),
        }
        for name, path in addresses(town).items()
    ]


def read(port: int, path: str, cookie: str, times: int, longest: float) -> dict[str, Any]:
    """Read the page at `path` so often; what it took, and whether 95 of 100 readings took less than `longest` seconds."""
    figures = spread(asyncio.run(_read(Ask.get(port, path, cookie), port, times)))
    return {"times": times, **figures, "good": figures["p95_ms"] < longest * 1e3}


async def _read(ask: Ask, port: int, times: int) -> list[float]:
    line, took = Line(port), []
    for number in range(WARM + times):
        began = time.perf_counter()
        await line.asks(ask)
        if number >= WARM:
            took.append(time.perf_counter() - began)
    line.close()
    return took


def memory(process: int, database: str) -> dict[str, Any]:
    """What the server process holds in memory now, and the most it ever held, in MB."""
    now, most = held_by(process)
    return {"what": f"memory on {database}", "mb": now, "most_mb": most, "good": now < HEAVIEST}


def held_by(process: int) -> tuple[int, int]:
    """MB of memory that a process holds now, and the most it ever held."""
    status = Path(f"/proc/{process}/status").read_text()
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", status, re.M))
    return round(int(found["VmRSS"]) / 1024), round(int(found["VmHWM"]) / 1024)
