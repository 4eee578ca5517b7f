"""What must hold after every step of a walk, asked of the tables from outside the rules that made them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from tests.walks.known import OPTIONS, Asked, Known, Voting, chosen_by_hand, root_of
from unionhall.bodies.models import Member
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.files.writing import written_csv
from unionhall.core.counting.rules import count
from unionhall.decisions.models import IN_THE_ROOM, Ballot, Motion, Poll, Roll
from unionhall.decisions.rules import choosing as choosing_rules
from unionhall.mandates.models import Grant, Mandate
from unionhall.record import signer
from unionhall.record.keeper import SignedHead, SignerRefuses
from unionhall.record.models import Checkpoint, Entry, Hall, Opening

CANARY = "canary"
POWER_OF = {"member.joined": "bodies.admit", "application.declined": "bodies.admit"}
"""The power each kind of entry in a walk was written under, where one names a mandate."""


def a_name() -> str:
    """A name found nowhere else in the world."""
    return f"{CANARY}{secrets.token_hex(8)}"


def everything(walk: Any) -> None:
    """All of it, for a walk as it is now."""
    entries = list(Opening.objects.select_related("entry").order_by("entry__index"))
    the_record_is_whole(entries)
    the_log_only_grows(walk.hall, walk.known, entries)
    every_act_had_a_live_mandate(entries)
    ballots_are_those_who_voted(walk.known)
    mandates_are_as_given(walk.known, walk.at)
    people_are_as_known(walk.known)
    decisions_happen_once()
    nothing_forgotten_is_left(walk)


def the_record_is_whole(entries: list[Opening]) -> None:
    """No gap, no second entry, and each leaf is the commitment to what is written; nobody's name in it."""
    assert [one.entry.index for one in entries] == list(range(len(entries)))
    assert Entry.objects.count() == len(entries)
    for one in entries:
        leaf = json.loads(one.entry.leaf)
        assert set(leaf) == {"v", "day", "commit"}
        assert leaf["commit"] == hashlib.sha256(bytes(one.salt) + one.content.encode()).hexdigest()
        assert CANARY not in one.content and CANARY not in one.entry.leaf
        content = json.loads(one.content)
        assert content["kind"] == one.kind and content["mandate"] == (
            str(one.mandate_id) if one.mandate_id else None
        )
    days = [json.loads(one.entry.leaf)["day"] for one in entries]
    assert days == sorted(days), "the record's days go forward"


def the_log_only_grows(hall: Hall, known: Known, entries: list[Opening]) -> None:
    """Every head signed so far is the root of the first entries, today as then."""
    leaves = [one.entry.leaf.encode() for one in entries]
    assert leaves[: len(known.leaves)] == known.leaves, "what was entered has changed"
    known.leaves = leaves
    rows = {head.size: head.root for head in Checkpoint.objects.filter(hall=hall)}
    for size, root in rows.items():
        if size not in known.heads:
            assert root_of(leaves[:size]).hex() == root, f"the first {size} entries are not what was signed"
            known.heads[size] = root
    assert known.heads == {size: rows.get(size) for size in known.heads}, "a signed head has changed"


def every_act_had_a_live_mandate(entries: list[Opening]) -> None:
    """An entry that names a mandate was written while it lived, by its holder, with its power, before its end was entered."""
    mandates = Mandate.objects.in_bulk()
    powers = Grant.objects.values_list("mandate_id", "power")
    for one in entries:
        if one.mandate_id is None:
            continue
        mandate = mandates[one.mandate_id]
        assert one.member_id == mandate.member
        assert mandate.since <= one.at < mandate.until
        assert (mandate.pk, POWER_OF[one.kind]) in powers
        if mandate.ended_by_id is not None:
            assert one.entry.index < mandate.ended_by.index, "an act after the end of its mandate"
    # And none of the kinds that need one does without, unless a decision, or vouchers, let somebody in.
    for one in entries:
        if one.kind == "application.declined":
            assert one.mandate_id is not None


def ballots_are_those_who_voted(known: Known) -> None:
    """On each poll's register as many voted as there are ballots, and the ballots are what each voter was told is in."""
    for poll in Poll.objects.all():
        if poll.method in IN_THE_ROOM or poll.judges_id is not None:
            continue
        voting = known.polls[poll.pk]
        ballots = {
            one.roll.member_id: one.choice for one in Ballot.objects.filter(poll=poll).select_related("roll")
        }
        rolls = Roll.objects.filter(poll=poll)
        assert rolls.filter(voted=True).count() == len(ballots)
        if poll.declared_at is not None and not rolls.exists():
            continue  # destroyed 30 days after the declaration; the result stays
        assert frozenset(rolls.values_list("member_id", flat=True)) == voting.register
        assert ballots == voting.ballots


def result_is_right(poll: Poll, voting: Voting) -> None:
    """What was declared is the count of what the voters were told is in, and comes to what the agreement says."""
    if poll.method in IN_THE_ROOM or poll.judges_id is not None:
        return
    counted = Counter(voting.ballots.values())
    assert poll.root == sealed(poll), "the ballots are sealed as they are"
    if voting.asked is not None:
        choice_is_right(poll, voting.asked, list(voting.ballots.values()))
        counted = Counter()
    declared = {name: votes for name, votes in (poll.tally or {}).items() if isinstance(votes, int) and votes}
    assert voting.asked is not None or declared == dict(counted), "the tally is the recount"
    assert poll.electorate == len(voting.register) >= len(voting.ballots)
    if voting.outcome() is not None:
        assert poll.outcome == voting.outcome(), "the result is what the agreement says"


def choice_is_right(poll: Poll, asked: Asked, ballots: list[str]) -> None:
    """What was chosen is what comes of the ballots that the voters were told are in, by hand where a hand can count them."""
    tally = poll.tally or {}
    assert tally["handed_in"] == len(ballots), "every ballot was handed in"
    opened = Opening.objects.filter(kind="poll.opened").values_list("entry__leaf", flat=True)
    assert tally["seed"] in [json.loads(leaf)["commit"] for leaf in opened], (
        "lots fall by what was in the record before"
    )
    valid = [text for text in ballots if text.strip("0,")]
    report = tally["report"]
    if not valid:
        assert report is None, "nothing is chosen by nobody"
        return
    assert (report["valid"], report["blank"]) == (len(valid), len(ballots) - len(valid))
    by_hand = chosen_by_hand(asked, ballots, tally["seed"])
    assert by_hand is None or sorted(by_hand) == sorted(report["winners"]), (
        "what is chosen is what a hand counts"
    )
    rows = [list(map(int, text.split(","))) for text in reversed(ballots)]
    again = count(Ballots.of(OPTIONS, rows), asked.rule, asked.seats, seed=tally["seed"])
    assert again.to_data() == report, "the report is the recount"
    told = choosing_rules.stack_kept(poll).ballots(poll.motion.choice.question())  # type: ignore[union-attr]
    carried_away = read(["".join(written_csv(told)).encode()], "ballots.csv")
    assert count(carried_away, asked.rule, asked.seats, seed=tally["seed"]).to_data() == report, (
        "and so is the file's"
    )


def sealed(poll: Poll) -> str:
    """The root over the poll's ballots in hex, from their rows, as docs/verifying.md says it is made."""
    leaves = []
    for ballot in Ballot.objects.filter(poll=poll).select_related("roll"):
        words = hashlib.sha256(f"{ballot.pk}{ballot.words}".encode()).hexdigest() if ballot.words else ""
        said = {
            "ballot": str(ballot.pk),
            "choice": ballot.choice,
            "poll": str(poll.pk),
            "weight": ballot.roll.weight,
            "words": words,
        }
        leaves.append(json.dumps(said, sort_keys=True, separators=(",", ":")).encode())
    return root_of(sorted(leaves)).hex()


def mandates_are_as_given(known: Known, at: Any) -> None:
    """Who lives under which mandate is what everybody heard, no more and no less."""
    live = set(Mandate.objects.live(at).values_list("pk", "member"))
    heard = {
        (pk, held.member)
        for pk, held in known.mandates.items()
        if not held.ended and held.since <= at < held.until
    }
    resting = set(Mandate.objects.filter(rests_until__gt=at, ended_at=None).values_list("pk", "member"))
    assert live == heard - resting


def people_are_as_known(known: Known) -> None:
    """The members are those who came and did not go, under the names they have; whoever was erased has none."""
    there = {member.pk: member for member in Member.objects.all()}
    assert set(there) == set(known.people)
    for pk, person in known.people.items():
        assert there[pk].left_on == person.left_on
        assert there[pk].name == ("" if person.erased else person.name)


def decisions_happen_once() -> None:
    """What a decision did, it did once: no more mandates and no more charters than decisions that gave them."""
    warrants = Counter(Mandate.objects.values_list("warrant_id", flat=True))
    assert all(times == 1 for times in warrants.values()), "one decision, one mandate"
    for motion in Motion.objects.exclude(status__in=("carried", "ended", "overturned")):
        assert not motion.effects.filter(state="done").exists(), "done without a decision"


def nothing_forgotten_is_left(walk: Any) -> None:
    """Of whoever was erased no name is left in the write-ahead log, and a day later in any file of the server."""
    people = walk.known.people.values()
    _insist_on_none(walk.place.log_kept(), [one.name for one in people if one.erased])
    gone = [one.name for one in people if one.wiped]
    if gone:
        _insist_on_none(walk.place.bytes_kept(), gone)


def _insist_on_none(kept: bytes, names: Iterable[str]) -> None:
    for name in names:
        at = kept.find(name.encode())
        assert at < 0, f"a name that was erased is still there, in {kept[max(0, at - 200) : at + 100]!r}"


def signed_last(hall: Hall) -> SignedHead | None:
    """What the signer put its name to last, None where it has no key."""
    keeper = signer.keeper_of(hall.pk)
    return keeper.head() if keeper.has_key() else None


def signs_only_what_continues(hall: Hall, before: SignedHead | None) -> None:
    """
    After a restore nothing is signed that contradicts what was signed `before`, until a person reconciles; then it goes on.

    A signer that agrees with what came back signs at once, and then there is nothing to reconcile. What is entered meanwhile is
    signed at once, so that the signer cannot be asked afterwards what it had signed.
    """
    try:
        signer.checkpoint(hall)
    except SignerRefuses:
        signer.reconcile(hall)
        signer.checkpoint(hall)
        return
    assert before is not None, "a new key was made for a record that had been signed"
    leaves = [leaf.encode() for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    assert before.size <= len(leaves) and root_of(leaves[: before.size]) == before.root
    with pytest.raises(SignerRefuses):
        signer.reconcile(hall)
