"""The golden cases of one body, each named after the rule or oracle it comes from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from unionhall.core.charters import (
    Charter,
    Interpretation,
    NeedsInterpretation,
    Outcome,
    judge,
    quorum_way_out,
)
from unionhall.core.charters.presets import (
    CONSENSUS_BLOCKS,
    CONSENSUS_TABLING,
    IWW_BRANCH,
    RATIFICATION,
    STARTER,
    SYNDICATE,
)
from unionhall.core.charters.tables import CNT_VOTES, IWW_DELEGATES
from unionhall.core.consensus import Positions
from unionhall.core.days import is_noticed
from unionhall.core.petitions import members_at_year_start
from unionhall.core.recall import RECALL_TABLE, RecallRule, may_act, may_be_called
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import Tally

branch = IWW_BRANCH.charter


# R9: five make a meeting, the paid secretary not counted; paid officials have no vote


def test_r9_five_members_make_a_meeting():
    assert judge(branch.ordinary, Tally(yes=5), electorate=20, present=5).is_carried


def test_r9_the_paid_secretary_does_not_make_the_fifth():
    present = branch.ordinary.counted_present(5, {"paid_secretary": 1})

    verdict = judge(branch.ordinary, Tally(yes=4), electorate=20, present=present)

    assert verdict.outcome is Outcome.NOT_QUORATE
    assert [str(one) for one in verdict.reasons] == ["4 took part, and 5 were needed."]


def test_r9_a_paid_official_has_no_vote_in_any_matter():
    for matter in ("ordinary", "charter_change", "election", "recall", "strike"):
        assert not branch.rule_for(matter).may_vote({"paid_officials"})
        assert branch.rule_for(matter).may_vote(set())


# R32: referendum by petition of 5 %, measured by the start of the year, 30 days' notice, open 30 to 45 days


def test_r32_five_percent_of_the_members_at_the_start_of_the_year():
    assert branch.referendum.petition.needs(now=300, at_year_start=100) == 5
    assert branch.referendum.petition.needs(now=100, at_year_start=300) == 15


def test_r32_a_part_of_a_member_is_a_whole_name():
    assert branch.referendum.petition.needs(now=300, at_year_start=101) == 6


def test_r32_notice_and_days_open():
    vote = branch.referendum
    assert vote.notice_days == 30
    assert [vote.may_be_open_for(days) for days in (29, 30, 45, 46)] == [False, True, True, False]


def test_oracle_5_petition_denominators_are_frozen_for_the_year():
    history = [
        (date(2025, 3, 1), 80),
        (date(2026, 1, 1), 100),
        (date(2026, 1, 2), 140),
        (date(2026, 9, 9), 400),
    ]
    by_day = {
        day: members_at_year_start(day, history)
        for day in (date(2026, 1, 1), date(2026, 1, 3), date(2026, 12, 31), date(2027, 1, 1))
    }
    assert list(by_day.values()) == [100, 100, 100, 400]


def test_oracle_5_a_hall_founded_this_year_is_measured_by_its_first_count():
    assert members_at_year_start(date(2026, 8, 1), [(date(2026, 6, 1), 4), (date(2026, 7, 1), 9)]) == 4


def test_oracle_5_nobody_counted_yet():
    with pytest.raises(ValueError, match="nobody counted"):
        members_at_year_start(date(2026, 8, 1), [(date(2026, 9, 1), 4)])


# R38 and oracle 9: an offer rejected, then a strike vote of two thirds, then acceptance by default


def test_r38_a_majority_of_those_attending_accepts():
    chain = RATIFICATION.charter.chains["offer"]
    assert chain.run({"ratify": Tally(yes=51, no=49)}, electorate=200, present=100).ending == "accepted"


def test_r38_half_of_those_attending_does_not_accept_and_the_strike_vote_follows():
    chain = RATIFICATION.charter.chains["offer"]
    result = chain.run({"ratify": Tally(yes=50, no=40, abstain=10)}, electorate=200, present=100)
    assert (result.ending, result.next_step) == ("", "strike")


def test_oracle_9_reject_then_sixty_percent_for_a_strike_gives_accepted():
    chain = RATIFICATION.charter.chains["offer"]
    counts = {"ratify": Tally(yes=40, no=60), "strike": Tally(yes=60, no=40)}
    result = chain.run(counts, electorate=100)
    assert result.ending == "accepted"
    assert result.path == (("ratify", False), ("strike", False))


def test_oracle_9_reject_then_sixty_seven_percent_for_a_strike_gives_strike():
    chain = RATIFICATION.charter.chains["offer"]
    counts = {"ratify": Tally(yes=40, no=60), "strike": Tally(yes=67, no=33)}
    assert chain.run(counts, electorate=100).ending == "struck"


def test_r38_the_rules_of_its_matters_say_the_same_as_the_chain():
    charter, chain = RATIFICATION.charter, RATIFICATION.charter.chains["offer"]
    assert charter.rule_for("ratification").threshold == chain.steps["ratify"].threshold
    assert charter.rule_for("strike").threshold == chain.steps["strike"].threshold


# R39: strike meeting, 48 hours' notice, secret paper ballot, majority of those present, a tie fails


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "outcome"),
    [
        (6, 4, 0, Outcome.CARRIED),
        (5, 5, 0, Outcome.LOST),
        (5, 3, 2, Outcome.LOST),
        (6, 0, 4, Outcome.CARRIED),
    ],
)
def test_r39_a_majority_of_those_present_strikes(yes, no, abstain, outcome):
    rule = SYNDICATE.charter.rule_for("strike")
    assert judge(rule, Tally(yes=yes, no=no, abstain=abstain), electorate=20, present=10).outcome is outcome


def test_r39_on_paper_in_secret_with_48_hours_notice():
    charter = SYNDICATE.charter
    served = datetime(2026, 5, 4, 18, tzinfo=UTC)
    days, hours = charter.notice_for("strike")
    held = [served + timedelta(hours=47, minutes=59), served + timedelta(hours=48)]
    assert charter.rule_for("strike").method == "secret_paper"
    assert [is_noticed(served, at, UTC, notice_days=days, notice_hours=hours) for at in held] == [False, True]


def test_r39_the_rest_falls_to_the_ordinary_sentence():
    charter = SYNDICATE.charter
    assert charter.rule_for("spending") == STARTER.charter.ordinary


# R45: the emergency motion of the Baltimore branch


def test_r45_an_emergency_motion_needs_five_votes_in_favour():
    rule = branch.emergency.rule(branch.ordinary)
    assert judge(rule, Tally(yes=5, no=1), electorate=40).is_carried
    assert judge(rule, Tally(yes=4), electorate=40).outcome is Outcome.LOST
    assert judge(rule, Tally(yes=5, no=5), electorate=40).outcome is Outcome.LOST


def test_r45_twenty_four_hours_a_seconder_and_a_hundred_dollars():
    emergency = branch.emergency
    assert emergency.rule(branch.ordinary).poll_hours == 24
    assert emergency.seconded
    assert (emergency.allows(10_000), emergency.allows(10_001)) == (True, False)


def test_r45_an_exception_to_the_rules_needs_two_thirds():
    rule = branch.rule_for("procedure")
    assert judge(rule, Tally(yes=4, no=2), electorate=20).is_carried
    assert judge(rule, Tally(yes=5, no=3), electorate=20).outcome is Outcome.LOST


# R49 and oracle 6: two ways of counting a consensus

house = CONSENSUS_BLOCKS.charter.ordinary
square = CONSENSUS_TABLING.charter.ordinary


def test_oracle_6_one_block_of_ten_is_not_enough_at_la_reunion():
    assert judge(house, Positions(agree=9, block=1), electorate=10).is_carried


def test_oracle_6_two_relevant_blocks_table_at_la_reunion():
    assert judge(house, Positions(agree=8, block=2), electorate=10).outcome is Outcome.TABLED


def test_oracle_6_ninety_percent_of_the_others_set_a_block_aside():
    overridden = Positions(agree=8, block=2, irrelevant=(8, 0))
    nearly = Positions(agree=8, block=2, irrelevant=(7, 7))
    assert judge(house, overridden, electorate=10).is_carried
    assert judge(house, nearly, electorate=10).outcome is Outcome.TABLED


def test_r49_la_reunion_needs_two_thirds_of_those_present():
    assert judge(house, Positions(agree=6, abstain=3), electorate=9).is_carried
    assert judge(house, Positions(agree=5, abstain=4), electorate=9).outcome is Outcome.LOST


def test_r49_la_reunion_needs_seven():
    assert judge(house, Positions(agree=6), electorate=12).outcome is Outcome.NOT_QUORATE


def test_oracle_6_a_third_standing_aside_tables_first_at_occupy_seattle():
    assert judge(square, Positions(agree=20, aside=10), electorate=40).outcome is Outcome.TABLED
    assert judge(square, Positions(agree=21, aside=9), electorate=40).is_carried


def test_oracle_6_eighty_percent_pass_it_afterwards_weaker_than_consensus():
    later = judge(square, Positions(agree=24, aside=6), electorate=40, tabled_before=True)
    short = judge(square, Positions(agree=23, aside=7), electorate=40, tabled_before=True)
    assert (later.outcome, later.weaker) == (Outcome.CARRIED, True)
    assert short.outcome is Outcome.LOST


def test_r49_a_block_tables_at_occupy_seattle():
    assert judge(square, Positions(agree=29, block=1), electorate=40).outcome is Outcome.TABLED


# R3 and oracle 3: the table with two holes


@pytest.mark.parametrize(
    ("members", "delegates"),
    [
        (9, 0),
        (10, 1),
        (19, 1),
        (20, 2),
        (29, 2),
        (30, 3),
        (49, 3),
        (50, 4),
        (69, 4),
        (70, 5),
        (89, 5),
        (90, 6),
        (129, 6),
    ],
)
def test_r3_bands(members, delegates):
    assert branch.table("delegates", members) == delegates


def test_r3_gap_exactly_130_needs_interpretation():
    with pytest.raises(NeedsInterpretation) as refused:
        branch.table("delegates", 130)
    assert refused.value.anchor == "tables-delegates"
    assert refused.value.sentence == "The text does not say (130); the assembly must interpret."
    assert isinstance(refused.value, OutOfOrder)


def test_r3_gap_a_recorded_interpretation_fills_it():
    told = branch.interpreted(
        Interpretation("tables-delegates", 6, of=130, words="130 is as 129.", day="2026-05-01")
    )
    assert told.table("delegates", 130) == 6
    with pytest.raises(NeedsInterpretation):
        told.table("delegates", 131)


def test_r3_gap_a_later_interpretation_takes_the_place_of_an_earlier_one():
    told = branch.interpreted(Interpretation("tables-delegates", 6, of=130))
    again = told.interpreted(Interpretation("tables-delegates", 7, of=130))
    assert again.table("delegates", 130) == 7
    assert len(again.interpretations) == 1


@pytest.mark.parametrize(
    ("reading", "at_131", "at_169", "at_170", "at_171"), [("started", 7, 7, 7, 8), ("completed", 6, 6, 7, 7)]
)
def test_r3_gap_one_more_for_each_forty_is_read_either_way(reading, at_131, at_169, at_170, at_171):
    told = branch.interpreted(Interpretation("tables-delegates", reading))
    assert [told.table("delegates", n) for n in (131, 169, 170, 171)] == [at_131, at_169, at_170, at_171]


def test_r3_gap_where_both_readings_agree_nothing_needs_interpreting():
    assert IWW_DELEGATES.value(170) == 7


def test_r1_bands_at_every_boundary():
    numbers = (1, 50, 51, 100, 101, 300, 301, 600, 601, 1000, 1001, 1500, 1501, 2500, 2501, 9000)
    assert [CNT_VOTES.value(n) for n in numbers] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    assert all(CNT_VOTES.value(n) <= CNT_VOTES.value(n + 1) for n in range(1, 3000))


def test_a_hole_in_a_named_rule_is_not_guessed_and_an_unnamed_matter_falls_to_the_ordinary_sentence():
    holed = Charter.from_data({"schema": 1, "title": "Bakery", "rules": {"strike": {"threshold": None}}})
    with pytest.raises(NeedsInterpretation) as refused:
        holed.rule_for("strike")
    assert (refused.value.anchor, refused.value.rule) == ("strike.threshold", "strike")
    assert holed.rule_for("spending") == holed.ordinary
    told = holed.interpreted(Interpretation("strike.threshold", {"share": "2/3", "at_least": True}))
    assert judge(told.rule_for("strike"), Tally(yes=2, no=1), electorate=3).is_carried


# Oracle 12 and section 2.6: recall


def test_oracle_12_in_office_until_the_result_is_declared_and_not_a_moment_longer():
    called = datetime(2026, 5, 1, 12, tzinfo=UTC)
    declared = called + timedelta(days=20)
    moments = [called, declared - timedelta(microseconds=1), declared, declared + timedelta(days=1)]
    rule = RECALL_TABLE["iww_general_officers"]
    acts = [may_act(rule, called_at=called, declared_at=declared, carried=True, at=at) for at in moments]
    assert acts == [True, True, False, False]


def test_oracle_12_a_recall_that_is_lost_changes_nothing():
    called = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert may_act(RecallRule(), called_at=called, declared_at=called, carried=False, at=called)


def test_a_pause_cannot_last_for_ever():
    called = datetime(2026, 5, 1, 12, tzinfo=UTC)
    rule = RecallRule(acts_meanwhile=False, pause_days=14)
    at = [called - timedelta(seconds=1), called, called + timedelta(days=13), called + timedelta(days=14)]
    acts = [may_act(rule, called_at=called, declared_at=None, carried=False, at=one) for one in at]
    assert acts == [True, False, False, True]


def test_recall_table_triggers():
    needs = {
        key: rule.needs(members_now=200, members_at_year_start=100) for key, rule in RECALL_TABLE.items()
    }
    assert needs == {
        "iww_general_officers": 5,
        "iww_branch": 5,
        "awu_executive": 40,
        "awu_steward": 1,
        "awu_others": 1,
    }


def test_a_call_with_too_few_names_says_how_many():
    ruling = may_be_called(RECALL_TABLE["awu_executive"], 39, members_now=200)
    assert (bool(ruling), ruling.sentence, ruling.rule) == (
        False,
        "This call for recall needs 40 names and has 39.",
        "calling-recall",
    )


# The way out of a quorum (U-5)


def test_u5_three_failed_meetings_and_the_fourth_repairs_the_rule():
    repair = branch.rule_for("quorum_repair")
    lone = Tally(yes=2)
    outcomes = [
        judge(repair, lone, electorate=20, present=2, calls_failed=failed).outcome for failed in (0, 1, 2, 3)
    ]
    assert outcomes == [Outcome.NOT_QUORATE, Outcome.NOT_QUORATE, Outcome.NOT_QUORATE, Outcome.CARRIED]


def test_u5_and_only_the_rule():
    lone = Tally(yes=2)
    for matter in ("spending", "charter_change", "exclusion", "strike"):
        verdict = judge(branch.rule_for(matter), lone, electorate=20, present=2, calls_failed=3)
        assert verdict.outcome is Outcome.NOT_QUORATE


def test_u5_the_second_call_is_content_with_less():
    calls = [quorum_way_out(branch.ordinary, failed, 20) for failed in (0, 1)]
    assert [(call.present, call.notice_days) for call in calls] == [(5, 0), (3, 3)]


def test_a_share_of_all_who_may_vote_is_a_quorum_in_disguise():
    rule = branch.rule_for("charter_change")
    assert rule.threshold.share == Fraction(1, 2)
    assert judge(rule, Tally(yes=9), electorate=20, present=9).outcome is Outcome.NOT_QUORATE
    assert judge(rule, Tally(yes=10, no=1), electorate=20, present=11).outcome is Outcome.LOST
    assert judge(rule, Tally(yes=11), electorate=20, present=11).outcome is Outcome.CARRIED
