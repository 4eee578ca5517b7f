"""
One other program counts a matrix of ranks, (n, c) int8 in a .npy file: runs in the peers' own environment.

`others_counting.py PEER MATRIX SEATS TIMES`; prints the seconds of each run, building what it counts and counting, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

warnings.filterwarnings("ignore")


def orders(ranks: Any) -> list[list[int]]:
    """Each ballot as candidates, the first first."""
    lengths = (ranks > 0).sum(axis=1)
    found = np.argsort(np.where(ranks > 0, ranks, 127), axis=1, kind="stable")
    return [row[:many] for row, many in zip(found.tolist(), lengths.tolist(), strict=True)]


def pyrankvote_irv(ranked: list[list[int]], known: int, seats: int) -> None:
    import pyrankvote

    names = [pyrankvote.Candidate(str(number)) for number in range(known)]
    pyrankvote.instant_runoff_voting(
        names, [pyrankvote.Ballot([names[one] for one in row]) for row in ranked]
    )


def pyrankvote_stv(ranked: list[list[int]], known: int, seats: int) -> None:
    import pyrankvote

    names = [pyrankvote.Candidate(str(number)) for number in range(known)]
    ballots = [pyrankvote.Ballot([names[one] for one in row]) for row in ranked]
    pyrankvote.single_transferable_vote(names, ballots, seats)


def votelib_schulze(ranked: list[list[int]], known: int, seats: int) -> None:
    import votelib.convert
    import votelib.evaluate.condorcet

    votes: dict[tuple[int, ...], int] = {}
    for row in ranked:
        votes[tuple(row)] = votes.get(tuple(row), 0) + 1
    pairs = votelib.convert.RankedToCondorcetVotes().convert(votes)
    votelib.evaluate.condorcet.Schulze().evaluate(pairs, 1)


def pref_voting_meek(ranked: list[list[int]], known: int, seats: int) -> None:
    from pref_voting.profiles_with_ties import ProfileWithTies
    from pref_voting.proportional_methods import stv_meek

    rankings = [{number: place for place, number in enumerate(row, 1)} for row in ranked]
    stv_meek(ProfileWithTies(rankings, candidates=list(range(known))), num_seats=seats)


PEERS: dict[str, Callable[[list[list[int]], int, int], None]] = {
    "pyrankvote IRV": pyrankvote_irv,
    "pyrankvote STV": pyrankvote_stv,
    "votelib Schulze": votelib_schulze,
    "pref_voting Meek": pref_voting_meek,
}


def main(peer: str, matrix: str, seats: str, times: str) -> None:
    """Count, and say how long it took."""
    ranks = np.load(matrix)
    ranked = orders(ranks)
    PEERS[peer](ranked[:3], ranks.shape[1], min(int(seats), 2))  # what it imports is not timed
    taken: list[float] = []
    for _each in range(int(times)):
        begun = time.perf_counter()
        PEERS[peer](ranked, ranks.shape[1], int(seats))
        taken.append(time.perf_counter() - begun)
        if taken[0] > 10:
            break
    print(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
