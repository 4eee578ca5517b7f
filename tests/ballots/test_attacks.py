"""
Each attack of our table that needs no hall, by its name, and the guard that stops it.

Left for the booth, the board and the trustees' page, once they are there: an operator who sends one voter altered
JavaScript, a split view, coercion and a vote that is sold, weights and results too small (warned of on the page), and trustees
who decrypt single ballots (their page decrypts only what it summed up itself, once).
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from tests.ballots.elections import RESULT, V1, Ceremony, chance, finished, town
from unionhall.core.ballots import trustees as ceremony
from unionhall.core.ballots.board import Board, insist_continues
from unionhall.core.ballots.canon import dump, load
from unionhall.core.ballots.checking import check_ballot
from unionhall.core.ballots.credentials import read_roll, secret_of, write_roll
from unionhall.core.ballots.faults import Fault
from unionhall.core.ballots.groups import GROUPS
from unionhall.core.ballots.making import sign
from unionhall.core.ballots.questions import read_election
from unionhall.core.ballots.tallying import (
    encrypted_tally,
    last_ones,
    partial_decryption,
    result_of,
    valid_partials,
)
from unionhall.core.ballots.verifying import verify

GROUP = GROUPS["Ed25519"]
made = cache(finished)


@pytest.fixture
def here():
    return town("Ed25519")


def refused(work, *words):
    """The check that refuses it."""
    with pytest.raises(Fault) as found:
        work(*words)
    return found.value.check


def resigned(here, voter, ballot):
    """A ballot's body, signed by another voter as their own."""
    body = {name: value for name, value in load(ballot, 1 << 20).items() if name != "signature"}
    body["credential"] = here.public[voter]
    secret = secret_of(V1, here.election.group, here.election.uuid, here.credentials[voter])
    return sign(here.election, body, secret, chance())


def test_ballot_stuffing(here):
    stranger = replace(here, credentials=("11111-111111-11111-111111",))
    ballot = stranger.ballot(0, [1, 0, 0], [1, 0, 0, 0])

    assert refused(check_ballot, here.election, ballot, here.roll.weights) == "eligibility"
    report = verify(here.voted(ballot).board.archive())
    assert [(one.height, one.check) for one in report.errors] == [(1, "eligibility")]


def test_ballot_copying(here):
    copied = resigned(here, 1, here.ballot(0, [1, 0, 0], [1, 0, 0, 0]))

    assert refused(check_ballot, here.election, copied, here.roll.weights) == "individual-proof"


def test_the_same_ballot_cast_twice(here):
    ballot = here.ballot(0, [1, 0, 0], [1, 0, 0, 0])

    report = verify(here.voted(ballot, ballot).board.archive())

    assert [one.check for one in report.errors] == ["archive"]


def test_clash_of_two_voters_on_one_credential(here):
    raw = write_roll([here.public[0], here.public[0], here.public[1]])

    assert refused(read_roll, here.election, raw) == "roll"


def test_two_ballots_alike_have_two_trackers(here):
    choice = ([1, 0, 0], [1, 0, 0, 0])
    trackers = {
        check_ballot(here.election, here.ballot(0, *choice), here.roll.weights).tracker for _each in range(5)
    }

    assert len(trackers) == 5


def test_rollback_of_a_re_vote(here):
    first, second = here.ballot(0, [1, 0, 0], [1, 0, 0, 0]), here.ballot(0, [0, 1, 0], [1, 0, 0, 0])
    seen, rolled_back = here.voted(first, second).board, here.voted(first).board

    assert refused(insist_continues, rolled_back, seen) == "since"
    assert refused(insist_continues, here.voted(second, first).board, seen) == "since"


def test_replay_of_an_earlier_ballot_after_a_re_vote(here):
    first, second = here.ballot(0, [1, 0, 0], [1, 0, 0, 0]), here.ballot(0, [0, 1, 0], [1, 0, 0, 0])

    assert not verify(here.voted(first, second, first).board.archive()).ok


def test_dropped_ballot():
    voted, board = made("Ed25519")
    ballots = [one.files[0] for one in voted.board.events if one.kind == "Ballot"]
    fewer = replace(voted, board=Board(board.timestamp).set_up(*board.events[0].files[:3])).voted(
        *ballots[:-1]
    )

    assert refused(insist_continues, fewer.tallied(1, 2), voted.board) == "since"
    # and a tally that leaves one out which is on the board
    wrong = fewer.board.closed().plus("EncryptedTally", *board.events[-4].files)
    assert [one.check for one in verify(wrong.archive()).errors] == ["tally"]


def first_choice(told):
    return told["answers"][0]["choices"][0]


def proof(told):
    return told["signature"]["proof"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda told: first_choice(told).update(alpha=first_choice(told)["alpha"].upper()), "element"),
        (lambda told: proof(told).update(response=str(int(proof(told)["response"]) + GROUP.q)), "scalar"),
        (lambda told: proof(told).update(response="0" + proof(told)["response"][:70]), "scalar"),
        (lambda told: told["answers"][0]["choices"].pop(), "shape"),
        (lambda told: told["answers"][0]["overall_proof"].append({}), "shape"),
        (lambda told: told.update(more=1), "shape"),
        (lambda told: first_choice(told).update(alpha="0" * 63 + "1"), "membership"),
        (lambda told: first_choice(told).update(alpha="0" * 64), "membership"),
    ],
    ids=[
        "upper-case",
        "not-reduced",
        "zero-first",
        "one-less",
        "one-more",
        "a-field",
        "neutral",
        "small-order",
    ],
)
def test_malleability(here, change, check):
    told = load(here.ballot(0, [1, 0, 0], [1, 0, 0, 0]), 1 << 20)
    change(told)
    body = {name: value for name, value in told.items() if name not in ("signature", "more")}
    if "more" not in told and check not in ("scalar",):
        secret = secret_of(V1, here.election.group, here.election.uuid, here.credentials[0])
        told = load(sign(here.election, body, secret, chance()), 1 << 20)

    assert refused(check_ballot, here.election, dump(told), here.roll.weights) == check


def test_malleability_by_spaces(here):
    told = json.loads(here.ballot(0, [1, 0, 0], [1, 0, 0, 0]))

    assert refused(check_ballot, here.election, json.dumps(told).encode(), here.roll.weights) == "canonical"


def test_weak_fiat_shamir_a_ballot_for_other_questions(here):
    ballot = here.ballot(0, [1, 0, 0], [1, 0, 0, 0])
    other = read_election(here.election.raw.replace(b"On Monday", b"On Sunday"))

    assert refused(check_ballot, other, ballot, here.roll.weights) == "fingerprint"


@pytest.mark.parametrize("name", ["P-256", "RFC-3526-2048", '{"g":"1"}', "ed25519"])
def test_group_swap(here, name):
    raw = here.election.raw.replace(b'"Ed25519"', dump(name))

    assert refused(read_election, raw) == "group"


def test_key_swap(here):
    other = here.election.raw.replace(
        GROUP.write(here.election.key).encode(), GROUP.write(GROUP.base(7)).encode()
    )
    _election, trustees, roll, _setup = here.board.events[0].files
    board = Board(here.board.timestamp).set_up(other, trustees, roll)

    assert [one.check for one in verify(board.archive()).errors] == ["election-key"]


def test_trustee_with_a_wrong_share():
    good = Ceremony("Ed25519")
    handed = load(good.handed[0], 1 << 20)
    keys = ceremony.keys_of(V1, GROUP, good.seeds[1])
    to = good.certificates[0].encryption
    handed["secrets"][1] = ceremony.send(V1, GROUP, keys.signing, to, {"secret": "12345"}, chance())

    with pytest.raises(Fault, match="Trustee 2 sent a wrong share") as found:
        ceremony.share(V1, good.certificates, 1, good.seeds[0], dump(handed), chance())

    assert found.value.check == "share"


def test_trustee_whose_letter_is_handed_to_another():
    good = Ceremony("Ed25519")
    handed = load(good.handed[0], 1 << 20)
    handed["secrets"][1] = load(good.handed[2], 1 << 20)["secrets"][1]

    assert (
        refused(ceremony.share, V1, good.certificates, 1, good.seeds[0], dump(handed), chance()) == "letter"
    )


def test_trustee_with_a_wrong_key():
    good, other = Ceremony("Ed25519"), Ceremony("Ed25519")
    answers = [good.answers[0], other.answers[1], good.answers[2]]

    assert refused(ceremony.parameters, V1, good.certificates, good.polynomials, answers) == "trustee-key"


def test_trustee_who_rushes():
    good, other = Ceremony("Ed25519"), Ceremony("Ed25519")
    told = [ceremony.commitment(one) for one in good.polynomials]

    ceremony.check_revealed(told, good.polynomials)
    late = [*good.polynomials[:2], other.polynomials[2]]
    assert refused(ceremony.check_revealed, told, late) == "commitment"
    assert refused(ceremony.check_revealed, [told[0], told[1], told[1]], good.polynomials) == "commitment"


def test_trustee_who_is_absent_or_decrypts_wrongly():
    voted, _board = made("Ed25519")
    tally = encrypted_tally(voted.election, voted.roll, last_ones(voted.checked()))
    offered = {
        owner: partial_decryption(voted.election, tally, voted.ceremony.secret(owner), chance())
        for owner in (1, 3)
    }
    offered[2] = partial_decryption(voted.election, tally, 4711, chance())

    good, bad = valid_partials(voted.election, tally, voted.ceremony.trustees, offered)

    assert {owner: fault.check for owner, fault in bad.items()} == {2: "decryption-proof"}
    assert result_of(voted.election, tally, voted.ceremony.trustees, good, 3) == RESULT
    del good[1]
    assert refused(result_of, voted.election, tally, voted.ceremony.trustees, good, 3) == "threshold"


def test_result_that_is_made_up():
    _voted, board = made("Ed25519")
    before = replace(board, events=board.events[:-1])

    report = verify(before.with_result(b'{"result":[[3,0,0],[2,1,1,0]]}').archive())

    assert [(one.height, one.check) for one in report.errors] == [(len(board.events) - 1, "result")]


def test_denial_of_service_by_a_huge_ballot(here):
    most = here.election.longest_ballot

    assert refused(check_ballot, here.election, b"[" * (most + 1)) == "size"
    assert refused(check_ballot, here.election, b"[" * most) == "canonical"


def test_denial_of_service_the_signature_is_looked_at_before_the_proofs(here):
    ballot = resigned(here, 1, here.ballot(0, [1, 0, 0], [1, 0, 0, 0]))
    told = load(ballot, 1 << 20)
    told["credential"] = here.public[2]

    assert refused(check_ballot, here.election, dump(told), here.roll.weights) == "signature"
