"""
Ballots over HTTP beside an empty signed-in page, in turns on the same server with the same clients.

The empty page is More: the session is opened and read, the account, the hall and the member looked up, as on every page
of a hall, and a list of links drawn. A ballot goes through the same, the form's token, and the rules; each is somebody's
first in that vote, cast from a browser of its own. In one hall of 5,000 members, while nothing else is asked.
"""

from __future__ import annotations

import random
import statistics
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.bench.clients import Ask, Run, alone, answered, dealt, form_of
from tests.bench.figures import spread

CLIENTS = 32
ROUNDS = 5
CHOICES = ("yes", "no", "abstain")
LEAST_SHARE = 0.4
"""Ballots cast in a second, at least, as a share of empty pages in a second."""
LONGEST = 0.3
"""Seconds that 99 of 100 ballots may take at most."""


def papers(port: int, town: dict[str, Any], chance: random.Random) -> list[Ask]:
    """Each member's ballot in each vote, in no order, on papers that were opened before."""
    asks = []
    for cookies in town["cookies"]:
        token, crumb = form_of(port, _vote(town, 0), cookies[0])
        for place, cookie in enumerate(cookies):
            form = {"csrfmiddlewaretoken": token, "client_id": str(uuid4()), "choice": chance.choice(CHOICES)}
            asks.append(Ask.post(port, _vote(town, place) + "cast/", f"{cookie}; {crumb}", form))
    chance.shuffle(asks)
    return asks


def _vote(town: dict[str, Any], place: int) -> str:
    return f"/h/{town['hall']}/motions/votes/{town['votes'][place]}/"


def measured(port: int, process: int, town: dict[str, Any], database: str) -> dict[str, Any]:
    """Cast every ballot there is, in rounds, each after as many empty pages. `process`: the server's id."""
    chance = random.Random(1936)
    asks = papers(port, town, chance)
    empty = [Ask.get(port, f"/h/{town['hall']}/more/", cookies[0]) for cookies in town["cookies"]]
    answered(port, list(dealt(empty * 4, CLIENTS)))
    pages, ballots = [], []
    each = len(asks) // ROUNDS
    used = cpu(process)
    for turn in range(ROUNDS):
        part = asks[turn * each : (turn + 1) * each]
        pages.append(answered(port, list(dealt((empty * (each // len(empty) + 1))[:each], CLIENTS))))
        ballots.append(answered(port, list(dealt(part, CLIENTS))))
    return {
        "what": f"ballots over HTTP on {database}",
        "clients": CLIENTS,
        "ballots": each * ROUNDS,
        **_result(pages, ballots),
        "client_share_of_a_core": _client(pages + ballots),
        "server_share_of_a_core": round((cpu(process) - used) / sum(run.whole for run in pages + ballots), 2),
        "clients_alone_per_second": round(alone(CLIENTS, 200)),
    }


def _result(pages: list[Run], ballots: list[Run]) -> dict[str, Any]:
    share = statistics.median(
        ballot.per_second / page.per_second for page, ballot in zip(pages, ballots, strict=True)
    )
    took = spread([one for run in ballots for one in run.took])
    return {
        "per_second": round(statistics.median(run.per_second for run in ballots)),
        "empty_pages_per_second": round(statistics.median(run.per_second for run in pages)),
        "share": round(share, 3),
        **took,
        "empty_page_p99_ms": spread([one for run in pages for one in run.took])["p99_ms"],
        "good": share >= LEAST_SHARE and took["p99_ms"] < LONGEST * 1e3,
    }


def _client(runs: list[Run]) -> float:
    """How much of one core the clients used."""
    return round(sum(run.client for run in runs) / sum(run.whole for run in runs), 2)


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used so far, in all its threads."""
    import os

    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
