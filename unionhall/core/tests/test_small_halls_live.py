"""For every preset and 1 to 12 members: nothing needs more people than there are."""

from __future__ import annotations

import pytest

from unionhall.core.charters import (
    FAILED_BEFORE_REPAIR,
    MATTERS,
    Charter,
    Method,
    Outcome,
    is_a_repair,
    judge,
    repaired,
)
from unionhall.core.charters.presets import KINDS, PRESETS, suggest
from unionhall.core.consensus import Positions
from unionhall.core.tallies import Tally

cases = [(key, n) for key in PRESETS for n in range(1, 13)]


def all_for(rule, people: int) -> Tally | Positions:
    return Positions(agree=people) if rule.method is Method.CONSENSUS else Tally(yes=people)


def carried_at_call(charter: Charter, matter: str, members: int, present: int) -> int | None:
    """After how many failed calls `present` people, all in favour, carry it; None where it takes a repair first."""
    rule = charter.rule_for(matter)
    for failed in range(FAILED_BEFORE_REPAIR + 1):
        verdict = judge(
            rule, all_for(rule, present), electorate=members, present=present, calls_failed=failed
        )
        if verdict.is_carried:
            return failed
        assert verdict.outcome is Outcome.NOT_QUORATE
    return None


def carried_in_the_end(charter: Charter, matter: str, members: int, present: int) -> bool:
    """By a second call, or else by repairing the quorum first and calling again."""
    if carried_at_call(charter, matter, members, present) is not None:
        return True
    assert carried_at_call(charter, "quorum_repair", members, present) == FAILED_BEFORE_REPAIR
    mended = repaired(charter)
    is_a_repair(charter, mended, members).enforce()
    return carried_at_call(mended, matter, members, present) is not None


@pytest.mark.parametrize(("key", "members"), cases)
def test_with_all_present_every_matter_can_be_decided(key, members):
    charter = PRESETS[key].charter
    undecidable = [one for one in MATTERS if not carried_in_the_end(charter, one, members, members)]
    assert undecidable == []


@pytest.mark.parametrize(("key", "members"), [case for case in cases if case[1] >= PRESETS[case[0]].smallest])
def test_where_a_preset_is_suggested_all_present_decide_at_the_first_call(key, members):
    charter = PRESETS[key].charter
    later = [one for one in MATTERS if carried_at_call(charter, one, members, members) != 0]
    assert later == []


@pytest.mark.parametrize(("key", "members"), [case for case in cases if case[1] >= 2])
def test_one_absence_bars_nothing(key, members):
    charter = PRESETS[key].charter
    barred = [one for one in MATTERS if not carried_in_the_end(charter, one, members, members - 1)]
    assert barred == []


@pytest.mark.parametrize(("key", "members"), cases)
def test_after_three_failed_quorums_whoever_comes_repairs_it(key, members):
    charter = PRESETS[key].charter
    verdict = judge(
        charter.rule_for("quorum_repair"), Tally(yes=1), electorate=members, present=1, calls_failed=3
    )
    assert verdict.is_carried
    assert is_a_repair(charter, repaired(charter), members)


@pytest.mark.parametrize(("key", "members"), cases)
def test_recall_seconding_vouching_and_calling_never_need_more_than_there_are(key, members):
    charter = PRESETS[key].charter
    others = max(1, members - 1)
    assert charter.recall.needs(members_now=members, members_at_year_start=members) <= others
    assert charter.options.seconds_needed(members) <= members - 1
    assert charter.options.callers_needed(members) <= members
    assert charter.options.vouchers_needed(members) <= members


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("members", range(1, 13))
def test_something_fitting_is_always_suggested(kind, members):
    found = suggest(kind, members)
    assert found[-1].key == "starter"
    assert all(kind in preset.kinds and preset.smallest <= members for preset in found)
