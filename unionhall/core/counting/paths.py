"""Paths: for whom a ballot's vote stops on its way, gathered so that equal ways are counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.papers import UNRANKED, Papers, Ranks

Group = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """
    One step that some ballots take together: after the step number `after` (-1: from the start) to the candidates `group`, who
    share it equally; `weight`: of these ballots.
    """

    after: int
    group: Group
    weight: int


def steps(papers: Papers, elected: tuple[int, ...], hopeful: tuple[int, ...]) -> list[Step]:
    """
    Every way that ballots go through those `elected`, up to whom of the `hopeful` they reach, each step after the one it follows.

    At a hopeful candidate a ballot is used up; only what elected candidates pass on goes further. Others are passed over.

    >>> from unionhall.core.counting.ballots import Ballots
    >>> from unionhall.core.counting.papers import as_ranked
    >>> papers = as_ranked(Ballots.of(["Ana", "Bilal"], [[1, 2], [0, 1]], [5, 3]))
    >>> [(step.after, step.group, step.weight) for step in steps(papers, (0,), (1,))]
    [(-1, (1,), 3), (-1, (0,), 5), (1, (1,), 5)]
    """
    known: dict[tuple[int, Group], int] = {}
    parents: list[tuple[int, Group]] = []
    weights: list[int] = []
    for path, weight in _paths(papers, elected, hopeful):
        at = -1
        for group in path:
            key = (at, group)
            if key not in known:
                known[key] = len(weights)
                parents.append(key)
                weights.append(0)
            at = known[key]
            weights[at] += weight
    return [Step(after, group, weight) for (after, group), weight in zip(parents, weights, strict=True)]


def _paths(
    papers: Papers, elected: tuple[int, ...], hopeful: tuple[int, ...]
) -> Iterator[tuple[tuple[Group, ...], int]]:
    """Each distinct path with its weight."""
    chosen = papers.next_choice(None, hopeful)
    size = len(chosen)
    first = np.full(size, UNRANKED)
    for number in hopeful:
        first = np.minimum(first, papers.ranks[number])
    shared = _shared(papers.ranks, first, elected, hopeful)
    code = chosen.astype(np.int64) + 1
    for number in elected:
        place = np.where(papers.ranks[number] < first, np.uint8(1), np.uint8(0))
        for other in elected:
            if other != number:
                place += (place > 0) & (papers.ranks[other] < papers.ranks[number])
        code = _packed(code, place, len(elected) + 1)
    plain = np.flatnonzero(~shared)
    _codes, where, back = np.unique(code[plain], return_index=True, return_inverse=True)
    weights = np.zeros(len(where), dtype=np.int64)
    np.add.at(weights, back, papers.weights[plain])
    for at, weight in zip(plain[where].tolist(), weights.tolist(), strict=True):
        before = [number for number in elected if papers.ranks[number, at] < first[at]]
        before.sort(key=lambda number: papers.ranks[number, at])
        end = [(int(chosen[at]),)] if chosen[at] >= 0 else []
        yield tuple([(number,) for number in before] + end), weight
    yield from _shared_paths(papers, np.flatnonzero(shared), elected, hopeful)


def _packed(code: NDArray[np.int64], place: NDArray[np.uint8], base: int) -> NDArray[np.int64]:
    """The codes with one more digit, numbered anew where they would grow too large."""
    if code.size and int(code.max()) > (1 << 62) // base:
        _codes, code = np.unique(code, return_inverse=True)
    return code.astype(np.int64) * base + place


def _shared(
    ranks: Ranks, first: NDArray[np.uint8], elected: tuple[int, ...], hopeful: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Which papers share a rank among two, on the way to their first hopeful candidate or there."""
    shared = np.zeros(len(first), dtype=bool)
    met = np.zeros(len(first), dtype=bool)
    for number in hopeful:
        here = (ranks[number] == first) & (first < UNRANKED)
        shared |= met & here
        met |= here
    for place, number in enumerate(elected):
        on_the_way = (ranks[number] <= first) & (ranks[number] < UNRANKED)
        shared |= on_the_way & (ranks[number] == first)
        for other in elected[place + 1 :]:
            shared |= on_the_way & (ranks[number] == ranks[other])
    return shared


def _shared_paths(
    papers: Papers, rows: NDArray[np.intp], elected: tuple[int, ...], hopeful: tuple[int, ...]
) -> Iterator[tuple[tuple[Group, ...], int]]:
    """The paths of papers with equal ranks; equal papers once."""
    if not len(rows):
        return
    among = [*elected, *hopeful]
    code = np.zeros(len(rows), dtype=np.int64)
    for number in among:
        code = _packed(code, np.minimum(papers.ranks[number, rows], UNRANKED), int(UNRANKED) + 1)
    _codes, where, back = np.unique(code, return_index=True, return_inverse=True)
    distinct = papers.ranks[among][:, rows[where]].T
    weights = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(weights, back, papers.weights[rows])
    for marks, weight in zip(distinct.tolist(), weights.tolist(), strict=True):
        path = []
        for rank in sorted({rank for rank in marks if rank < UNRANKED}):
            group = tuple(number for number, given in zip(among, marks, strict=True) if given == rank)
            path.append(tuple(sorted(group)))
            if not set(group) & set(elected):
                break
        yield tuple(path), weight
