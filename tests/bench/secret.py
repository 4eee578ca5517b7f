"""Secret ballots: how many one core verifies a second, how that grows with cores, and a board of 1,000 to its result."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from tests.ballots.elections import STRIKE, town
from unionhall.core.ballots.checking import Checker
from unionhall.core.ballots.verifying import verify
from unionhall.site.commands.ballot import cores, on_all_cores

VOTERS, A_CORE, WITHIN = 1000, 350, 6.0


def measured() -> Iterator[dict[str, Any]]:
    """Make a board, which is not timed, and verify it on one core and on all; then tally and decrypt it."""
    here = town("Ed25519", VOTERS, [STRIKE])
    ballots = [here.ballot(voter, [int(voter % 3 == at) for at in range(3)]) for voter in range(VOTERS)]
    voted = here.voted(*ballots)
    check = Checker(here.election)
    began, used = time.perf_counter(), time.process_time()
    for ballot in ballots[:300]:
        check(ballot)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    alone = 300 / cpu
    yield {
        "what": "secret ballots verified a second, one core",
        "a_second": round(alone),
        "a_second_by_the_clock": round(300 / wall),
        "good": alone >= A_CORE,
    }
    began = time.perf_counter()
    found = list(on_all_cores(check, ballots))
    together = time.perf_counter() - began
    yield {
        "what": "secret ballots verified a second, all cores",
        "cores": cores(),
        "a_second": round(VOTERS / together),
        "good": not any(isinstance(one, tuple) for one in found),
    }
    began = time.perf_counter()
    verify(voted.board.archive(), mapper=on_all_cores)
    checked = time.perf_counter() - began
    began = time.perf_counter()
    board = voted.tallied(1, 2, checked=[one for one in found if not isinstance(one, tuple)])
    tallied = time.perf_counter() - began
    report = verify(board.archive(), mapper=on_all_cores)
    yield {
        "what": f"a board of {VOTERS} verified, then tallied and decrypted",
        "verified": round(checked, 2),
        "tallied": round(tallied, 2),
        "seconds": round(checked + tallied, 2),
        "target": f"{WITHIN} s on two cores",
        "good": report.ok and checked + tallied < WITHIN,
    }
