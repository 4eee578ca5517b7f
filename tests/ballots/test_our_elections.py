"""Elections made by our own code, in both groups, and with one bit changed anywhere."""

from __future__ import annotations

import random
from functools import cache

import pytest

from tests.ballots.elections import PICKETS, RESULT, STRIKE, WHOLE, finished, town
from tests.proving import note, times
from unionhall.core.ballots.board import read_archive
from unionhall.core.ballots.faults import Fault
from unionhall.core.ballots.verifying import verify

both = pytest.mark.parametrize("group", list(WHOLE))
made = cache(finished)


@both
def test_it_verifies_with_a_re_vote_and_blanks(group):
    _town, board = made(group)

    report = verify(board.archive())

    assert (report.errors, report.state, report.ballots, report.counted) == ([], "tallied", 4, 3)
    assert report.result == RESULT
    assert report.head == board.head


@both
def test_the_archive_is_rebuilt_byte_by_byte(group):
    _town, board = made(group)

    assert read_archive(board.archive()).archive() == board.archive()


@both
def test_one_that_is_open_and_one_that_is_closed_verify_too(group):
    voted, _board = made(group)

    assert (verify(voted.board.archive()).state, verify(voted.board.closed().archive()).state) == (
        "open",
        "closed",
    )
    assert verify(voted.board.archive()).ok
    assert verify(voted.board.closed().archive()).ok


def test_nobody_voted_and_the_result_is_nothing():
    board = town("Ed25519").tallied(1, 2)

    report = verify(board.archive())

    assert (report.errors, report.result) == ([], [[0, 0, 0], [0, 0, 0, 0]])


def test_weights_are_counted_and_verified():
    here = town("Ed25519", weights={0: 3})
    here = here.voted(here.ballot(0, [1, 0, 0], [1, 0, 0, 0]), here.ballot(1, [0, 1, 0], [0, 1, 1, 0]))

    report = verify(here.tallied(2, 3).archive())

    assert (report.errors, report.result) == ([], [[3, 1, 0], [3, 1, 1, 0]])


@pytest.mark.parametrize("choice", [[1, 1, 0], [0, 0, 0], [2, 0, 0], [1, 0], [1, 0, 0, 0]], ids=str)
def test_what_may_not_be_chosen_is_not_encrypted(choice):
    with pytest.raises(Fault) as found:
        town("Ed25519", 1, [STRIKE]).ballot(0, choice)

    assert found.value.check == "choice"


def test_a_longest_ballot_is_no_longer_than_is_let_in():
    here = town("BELENIOS-2048", 1, [STRIKE, PICKETS, STRIKE])

    ballot = here.ballot(0, [1, 0, 0], [0, 1, 1, 0], [0, 0, 1])

    assert 0.8 * here.election.longest_ballot < len(ballot) <= here.election.longest_ballot


@both
def test_one_bit_changed_anywhere_is_refused(group):
    _town, board = made(group)
    raw = board.archive()
    flips = random.Random(f"flips {group}")
    count = times(40, 500)
    passed = []
    for _each in range(count):
        at, bit = flips.randrange(len(raw)), flips.randrange(8)
        changed = bytearray(raw)
        changed[at] ^= 1 << bit
        if verify(bytes(changed)).ok:
            passed.append((at, bit))

    note(f"ballots-flips-{group}", flips=count, refused=count - len(passed))
    assert passed == []
