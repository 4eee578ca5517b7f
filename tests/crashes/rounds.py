"""One round of a crash: members vote, something is killed, and what came back is held against what was said."""

from __future__ import annotations

import random
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.crashes.voters import CHOICES, Crowd, Paper, Voter
from tests.machine import server


class Lost(AssertionError):
    """A ballot that was acknowledged is not there, or one counts that was not cast."""


def town(of: server.Server, *words: str) -> dict[str, Any]:
    """Run `tests.crashes.town` on the server's data."""
    return server.told(of, "tests.crashes.town", *words)


def crash(
    of: server.Server, hall: dict[str, Any], vote: str, seed: int, kill: Callable[[], None]
) -> Counter[str]:
    """
    Let everybody vote, `kill` once as many ballots are in as `seed` chooses, and settle what is unknown afterwards.

    Gives how many ballots were acknowledged, refused and unknown. Raises `Lost` where an acknowledged ballot is gone, one
    counts twice, an unknown one is not settled by sending it again, or the declared result is not the ballots' sum.
    """
    crowd = Crowd(hall, vote, of.port, seed)
    crowd.open()
    crowd.begin()
    crowd.wait_for(random.Random(seed).randint(1, 4 * len(crowd.voters)))
    kill()
    crowd.end()
    told = Counter({said: crowd.count(said) for said in ("acknowledged", "refused", "unknown")})

    after = town(of, "--of", vote)
    for voter in crowd.voters:
        insist_on_what_was_said(voter, after["ballots"].get(voter.member, []))

    for voter in crowd.voters:
        voter.opens(of.port, crowd.path)
        settle(voter, of.port, crowd.path)
    insist_on_the_result(of, crowd, vote)
    return told


def insist_on_what_was_said(voter: Voter, ballots: list[dict[str, Any]]) -> None:
    """Whoever was told that a ballot is in has one in: that one, or a later one whose answer never came."""
    if len(ballots) > 1:
        raise Lost(f"{len(ballots)} ballots of one voter")
    sure = [place for place, paper in enumerate(voter.papers) if paper.said == "acknowledged"]
    if not ballots:
        if sure:
            raise Lost("a ballot that was acknowledged is not there")
        return
    may_be = {
        paper.id: paper.choice
        for place, paper in enumerate(voter.papers)
        if place >= max(sure, default=0) and paper.said != "refused"
    }
    if may_be.get(ballots[0]["id"]) != ballots[0]["choice"]:
        raise Lost("an older ballot counts than the last that was acknowledged")


def settle(voter: Voter, port: int, path: str) -> None:
    """Send again, with its own id, what nobody knows of; who had no turn yet votes now."""
    if not voter.papers:
        voter.papers.append(Paper(str(uuid4()), CHOICES[0]))
    last = voter.papers[-1]
    if last.said != "acknowledged" and voter.casts(port, path, last) != "acknowledged":
        raise Lost(f"an unknown ballot was not settled by sending it again: {last.said}")


def insist_on_the_result(of: server.Server, crowd: Crowd, vote: str) -> None:
    """All have voted, so anybody may declare: the tally is the sum of everybody's last ballot."""
    wanted = Counter(voter.papers[-1].choice for voter in crowd.voters)
    if crowd.voters[0].presses(of.port, f"{crowd.path}close/") != 302:
        raise Lost("the result cannot be declared, though all have voted")
    told = town(of, "--of", vote)
    counted = {choice: told["tally"][choice] for choice in CHOICES}
    if counted != {choice: wanted[choice] for choice in CHOICES} or told["voted"] != len(crowd.voters):
        raise Lost(f"counted {counted} of {told['voted']}, cast {dict(wanted)}")


def kill_server(of: server.Server) -> Callable[[], None]:
    """`kill -9` of the server, and a new start on the same data and port."""

    def kill() -> None:
        of.stop(signal.SIGKILL)
        of.start()

    return kill
