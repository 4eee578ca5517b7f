"""Charters as documents: carried away and read back, compared, warned of, and tried on past decisions."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.core.chains import MACHINISTS
from unionhall.core.charters import (
    MATTERS,
    Article,
    Band,
    BandedTable,
    Charter,
    Emergency,
    Interpretation,
    Method,
    NeedsInterpretation,
    NotACharter,
    Options,
    Outcome,
    Rule,
    SecondCall,
    Steps,
    Terms,
    Tie,
    difference,
    is_a_repair,
    judge,
    quorum_way_out,
    repaired,
    sentences,
)
from unionhall.core.charters.presets import (
    CONSENSUS_TABLING,
    IWW_BRANCH,
    PRESETS,
    STARTER,
    STARTER_SENTENCES,
    begun_with,
    suggest,
)
from unionhall.core.consensus import ConsensusStyle, Positions
from unionhall.core.petitions import Petition
from unionhall.core.quorums import Quorum
from unionhall.core.recall import RecallRule
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import TWO_THIRDS, Base, Threshold

bakery = Charter("Bakery")
strict = Rule(threshold=TWO_THIRDS)


# To data and back


@pytest.mark.parametrize("key", PRESETS)
def test_a_charter_survives_json(key):
    charter = PRESETS[key].charter
    assert Charter.from_data(json.loads(json.dumps(charter.to_data()))) == charter


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], ""),
        ({}, "schema"),
        ({"schema": 2, "title": "x"}, "schema"),
        ({"schema": 1}, ""),
        ({"schema": 1, "title": " "}, ""),
        ({"schema": 1, "title": 3}, "title"),
        ({"schema": 1, "title": "x", "colour": "red"}, "colour"),
        ({"schema": 1, "title": "x", "rules": []}, "rules"),
        ({"schema": 1, "title": "x", "rules": {"strike": {"tie": "mine"}}}, "rules.strike.tie"),
        ({"schema": 1, "title": "x", "rules": {"strike": {"threshold": {}}}}, "rules.strike.threshold"),
        (
            {"schema": 1, "title": "x", "rules": {"strike": {"threshold": {"share": "3/2"}}}},
            "rules.strike.threshold",
        ),
        (
            {"schema": 1, "title": "x", "rules": {"strike": {"threshold": {"share": 0.5}}}},
            "rules.strike.threshold.share",
        ),
        (
            {"schema": 1, "title": "x", "rules": {"strike": {"threshold": {"share": "1/0"}}}},
            "rules.strike.threshold.share",
        ),
        ({"schema": 1, "title": "x", "ordinary": {"threshold": None}}, ""),
        ({"schema": 1, "title": "x", "options": {"proxies": 2}}, "options"),
        ({"schema": 1, "title": "x", "options": {"proxies": True}}, "options.proxies"),
        ({"schema": 1, "title": "x", "options": {"trial_days": 2**31}}, "options.trial_days"),
        ({"schema": 1, "title": "x", "articles": [{"anchor": "A b", "heading": "", "text": ""}]}, ""),
        (
            {
                "schema": 1,
                "title": "x",
                "rules": {"strike": {"threshold": None}},
                "interpretations": [{"anchor": "strike.threshold", "value": "often"}],
            },
            "strike.threshold",
        ),
    ],
)
def test_what_is_no_charter_is_refused_with_the_place(data, path):
    with pytest.raises(NotACharter) as refused:
        Charter.from_data(data)
    assert refused.value.path == path
    assert (path or "charter") in refused.value.sentence


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PRESETS)), st.data())
def test_a_charter_with_anything_in_any_place_is_read_or_refused_in_words(key, data):
    document = PRESETS[key].charter.to_data()
    place, name = document, "title"
    while isinstance(place, dict) and place:
        name = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[name], dict) or not place[name] or data.draw(st.booleans()):
            break
        place = place[name]
    place[name] = data.draw(anything)
    try:
        charter = Charter.from_data(document)
    except NotACharter as refusal:
        assert refusal.sentence
    else:
        assert sentences(charter)
        assert Charter.from_data(charter.to_data()) == charter


# Read aloud


@pytest.mark.parametrize("key", PRESETS)
def test_every_charter_reads_as_sentences_with_a_name_for_each_paragraph(key):
    told = sentences(PRESETS[key].charter)
    assert len({one.anchor for one in told}) == len(told)
    said = [str(one) for paragraph in told for one in paragraph.sentences]
    assert said
    assert all(one[0].isupper() and one[-1] in ".:" and "{" not in one for one in said)


def test_every_preset_cites_its_text():
    assert all(preset.source for preset in PRESETS.values())
    named = [rule for preset in PRESETS.values() for rule in preset.charter.rules.values()]
    assert all(rule.source for rule in named)


@pytest.mark.parametrize(
    "change, gone",
    [
        ({"ordinary": Rule(threshold=TWO_THIRDS)}, [0]),
        ({"ordinary": Rule(quorum_present=None)}, [1]),
        ({"options": Options(callers=3)}, [2]),
        ({"rules": {"charter_change": Rule(threshold=TWO_THIRDS)}}, [4]),
        ({"entrenched": {"strike": Rule(threshold=TWO_THIRDS)}}, [4]),
        ({"rules": {"strike": Rule(threshold=TWO_THIRDS)}}, []),
    ],
)
def test_a_founding_sentence_stands_until_it_is_changed(change, gone):
    told = begun_with(replace(STARTER.charter, **change))

    assert [at for at, (_sentence, holds) in enumerate(told) if not holds] == gone
    assert [one for one, _holds in told] == list(STARTER_SENTENCES)


def test_a_charter_of_another_text_does_not_begin_with_the_founding_sentences():
    assert begun_with(PRESETS["assembly"].charter) == ()


def test_the_starter_agreement_has_five_sentences_and_its_charter_keeps_them():
    charter = STARTER.charter
    assert len(STARTER_SENTENCES) == 5
    assert judge(charter.ordinary, Tally(yes=3, no=2, abstain=9), electorate=20).is_carried
    assert [charter.ordinary.quorum_present.needs(n) for n in (1, 2, 3, 7, 20, 21, 500)] == [
        1,
        1,
        2,
        4,
        10,
        10,
        10,
    ]
    assert charter.options.callers == 2
    assert {matter: charter.rule_for(matter) for matter in ("strike", "spending")} == {
        "strike": charter.ordinary,
        "spending": charter.ordinary,
    }
    assert charter.rule_for("charter_change") == charter.ordinary


def test_a_charter_is_written_in_its_own_language():
    spanish = IWW_BRANCH.in_language("es", str.upper)
    assert spanish.language == "es"
    assert spanish.title == "BRANCH OF THE IWW"
    assert spanish.ordinary == IWW_BRANCH.charter.ordinary


# Judging


def test_a_tie_is_lost_or_voted_again():
    again = replace(bakery.ordinary, tie=Tie.AGAIN)
    assert judge(bakery.ordinary, Tally(yes=2, no=2), electorate=4).outcome is Outcome.LOST
    assert judge(again, Tally(yes=2, no=2), electorate=4).outcome is Outcome.TIED
    assert judge(again, Tally(abstain=4), electorate=4).outcome is Outcome.LOST


def test_more_votes_than_voters_is_a_wrong_count():
    with pytest.raises(OutOfOrder, match="count again"):
        judge(bakery.ordinary, Tally(yes=5), electorate=4)


def test_votes_are_not_judged_by_consensus_nor_positions_by_votes():
    with pytest.raises(OutOfOrder):
        judge(CONSENSUS_TABLING.charter.ordinary, Tally(yes=4), electorate=4)
    with pytest.raises(OutOfOrder):
        judge(bakery.ordinary, Positions(agree=4), electorate=4)


def test_a_quorum_of_participation_counts_ballots_and_not_people():
    rule = replace(bakery.ordinary, quorum_participation=Quorum(share=Fraction(1, 2)))
    assert judge(rule, Tally(yes=4), electorate=10, present=9).outcome is Outcome.NOT_QUORATE
    assert judge(rule, Tally(yes=4, blank=1), electorate=10, present=9).is_carried
    assert judge(rule, Tally(yes=3), electorate=10, present=9, calls_failed=1).is_carried


def test_a_second_call_with_its_own_number():
    rule = replace(bakery.ordinary, second_call=SecondCall(Quorum(number=1), notice_days=7))
    assert judge(rule, Tally(yes=1), electorate=40).outcome is Outcome.NOT_QUORATE
    assert judge(rule, Tally(yes=1), electorate=40, calls_failed=1).is_carried


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_one_more_vote_in_favour_never_hurts(yes, no, abstain):
    for rule in (bakery.ordinary, strict, Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT))):
        before = judge(rule, Tally(yes, no, abstain), electorate=200, present=120)
        after = judge(rule, Tally(yes + 1, no, abstain), electorate=200, present=120)
        assert after.is_carried or not before.is_carried


# Changing


def test_a_change_is_shown_paragraph_by_paragraph():
    new = bakery.with_rule("strike", replace(strict, method=Method.SECRET_PAPER))
    (change,) = difference(bakery, new)
    assert (change.anchor, change.before) == ("strike", ())
    assert "We vote in secret, on paper, counted by two tellers." in [str(one) for one in change.after]
    assert difference(new, new) == []
    assert [one.after for one in difference(new, bakery)] == [()]


def test_an_entrenched_part_needs_its_own_threshold_as_well():
    unanimous = Rule(threshold=Threshold(Fraction(1), at_least=True))
    charter = replace(bakery, entrenched={"calling-recall": unanimous})
    harmless = replace(charter, options=Options(proxies=1))
    grave = replace(charter, recall=RecallRule(Petition(number=9)))
    nine_to_one = Tally(yes=9, no=1)
    assert judge(charter.rule_to_change(harmless), nine_to_one, electorate=10).is_carried
    assert judge(charter.rule_to_change(grave), nine_to_one, electorate=10).outcome is Outcome.LOST
    assert judge(charter.rule_to_change(grave), Tally(yes=10), electorate=10).is_carried


def test_what_entrenches_a_part_is_entrenched_with_it():
    charter = replace(bakery, entrenched={"strike": strict})
    freed = replace(charter, entrenched={})
    assert charter.touched(freed) == ["strike"]
    assert judge(charter.rule_to_change(freed), Tally(yes=5, no=4), electorate=9).outcome is Outcome.LOST


def test_the_ordinary_sentence_cannot_change_an_entrenched_matter_behind_its_back():
    charter = replace(bakery, entrenched={"strike": strict})
    sly = charter.with_rule("ordinary", Rule(quorum_present=Quorum(number=1)))
    assert "strike" in charter.touched(sly)
    assert judge(charter.rule_to_change(sly), Tally(yes=5, no=4), electorate=9).outcome is Outcome.LOST


def test_a_part_entrenched_by_consensus_is_asked_by_positions_and_can_be_decided():
    charter = replace(bakery, entrenched={"calling-recall": CONSENSUS_TABLING.charter.ordinary})
    rule = charter.rule_to_change(replace(charter, recall=RecallRule(Petition(number=9))))
    assert rule.method is Method.CONSENSUS
    assert judge(rule, Positions(agree=9, aside=1), electorate=10).is_carried
    assert judge(rule, Positions(agree=9, block=1), electorate=10).outcome is Outcome.TABLED


def test_a_charter_changed_by_consensus_still_counts_the_votes_an_entrenched_part_asks_for():
    charter = replace(CONSENSUS_TABLING.charter, entrenched={"calling-recall": strict})
    rule = charter.rule_to_change(replace(charter, recall=RecallRule(Petition(number=9))))
    assert judge(rule, Positions(agree=7, aside=3), electorate=10).is_carried
    loose = replace(
        CONSENSUS_TABLING.charter,
        entrenched={"calling-recall": Rule(threshold=Threshold(Fraction(4, 5), at_least=True))},
    )
    rule = loose.rule_to_change(replace(loose, recall=RecallRule(Petition(number=9))))
    assert judge(rule, Positions(agree=7, aside=3), electorate=10).outcome is Outcome.LOST


def test_a_part_entrenched_in_secret_is_voted_on_in_secret():
    secret = replace(strict, method=Method.SECRET_PAPER, notice_hours=48)
    charter = replace(bakery, entrenched={"strike": secret})
    rule = charter.rule_to_change(charter.with_rule("strike", Rule(notice_days=1)))
    assert (rule.method, rule.notice_hours) == (Method.SECRET_PAPER, 48)


def test_a_longer_notice_of_an_entrenched_part_holds():
    charter = replace(bakery, entrenched={"strike": replace(strict, notice_days=30)})
    assert charter.rule_to_change(replace(charter, entrenched={})).notice_days == 30


def test_a_repair_lowers_and_does_nothing_else():
    charter = IWW_BRANCH.charter
    mended = repaired(charter)
    assert is_a_repair(charter, mended, 4)
    assert not is_a_repair(charter, mended.with_rule("spending", Rule()), 4)
    assert not is_a_repair(charter, replace(mended, terms=Terms(longest_days=0)), 4)
    raised = charter.with_rule("ordinary", replace(charter.ordinary, quorum_present=Quorum(number=9)))
    assert is_a_repair(charter, raised, 4).sentence.endswith("never raise it.")
    weaker = charter.with_rule(
        "recall", replace(charter.rules["recall"], threshold=Threshold(Fraction(1, 4)))
    )
    assert not is_a_repair(charter, weaker, 4)


def test_a_decided_case_becomes_a_rule():
    told = bakery.with_article(Article("keys", "Keys", "Two of us hold keys."))
    told = told.with_article(Article("bins", "Bins", "They go out on Mondays."))
    again = told.with_article(Article("keys", "Keys", "Three of us hold keys."))
    assert [one.text for one in again.articles] == ["Three of us hold keys.", "They go out on Mondays."]
    assert [one.anchor for one in difference(bakery, told)] == ["article-keys", "article-bins"]


# Tables and interpretations


def test_bands_may_not_overlap():
    with pytest.raises(ValueError, match="overlaps"):
        BandedTable("votes", (Band(1, 10, 1), Band(10, 20, 2)))


def test_an_interpretation_of_one_rule_leaves_another_hole_open():
    holed = replace(bakery, rules={"strike": Rule(threshold=None), "spending": Rule(threshold=None)})
    told = holed.interpreted(Interpretation("strike.threshold", {"share": "1/2"}))
    assert told.rule_for("strike").threshold == Threshold(Fraction(1, 2))
    with pytest.raises(NeedsInterpretation):
        told.rule_for("spending")


def test_the_repair_is_never_measured_by_those_who_stay_away_nor_stopped_by_a_block():
    for rule in (
        Rule(threshold=Threshold(Fraction(2, 3), Base.ELECTORATE)),
        Rule(threshold=Threshold(Fraction(1, 2), minimum_yes=5)),
        CONSENSUS_TABLING.charter.ordinary,
    ):
        repair = replace(bakery, rules={"quorum_repair": rule}).rule_for("quorum_repair")
        assert judge(repair, Tally(yes=1), electorate=100, present=1, calls_failed=3).is_carried


def test_every_matter_has_a_title():
    assert all(str(matter.title) for matter in MATTERS.values())


# Options, terms and emergencies


def test_a_motion_of_two_members_can_be_seconded_by_the_other():
    assert [Options(seconds=2).seconds_needed(members) for members in (0, 1, 2, 3, 4)] == [0, 0, 1, 2, 2]
    assert Options(seconds=0).seconds_needed(9) == 0


@pytest.mark.parametrize(
    ("terms", "served", "others", "may"),
    [
        (Terms(consecutive=0), 9, 5, True),
        (Terms(consecutive=2), 0, 5, True),
        (Terms(consecutive=2), 1, 5, True),
        (Terms(consecutive=2), 2, 5, False),
        (Terms(consecutive=2), 3, 0, False),
        (Terms(consecutive=2, last_resort=True), 2, 0, True),
        (Terms(consecutive=2, last_resort=True), 2, 1, False),
    ],
)
def test_who_served_so_many_terms_stands_again_only_where_the_charter_lets_them(terms, served, others, may):
    assert terms.may_stand(served, others=others, places=1) is may


def test_an_emergency_has_the_ordinary_line_its_own_votes_and_no_notice_or_quorum():
    ordinary = replace(
        strict, notice_days=7, notice_hours=8, quorum_participation=Quorum(number=9), source="the old text"
    )
    told = Emergency(hours=24, minimum_yes=5, source="Article 9").rule(ordinary)
    assert told.threshold == replace(TWO_THIRDS, minimum_yes=5)
    assert (told.notice_days, told.notice_hours, told.poll_hours, told.source) == (0, 0, 24, "Article 9")
    assert (told.quorum_present, told.quorum_participation) == (None, None)
    seven = Rule(threshold=Threshold(Fraction(1, 2), minimum_yes=7))
    assert Emergency(hours=24, minimum_yes=5).rule(seven).threshold.minimum_yes == 7


def test_where_the_ordinary_sentence_has_no_line_an_emergency_needs_a_majority():
    told = Emergency(hours=1, minimum_yes=1).rule(CONSENSUS_TABLING.charter.ordinary)
    holed = Emergency(hours=1, minimum_yes=1).rule(Rule(threshold=None))
    assert holed.threshold == Threshold(Fraction(1, 2), minimum_yes=1)
    assert told.poll_hours == 1


def test_a_preset_is_suggested_from_its_smallest_number_on():
    for kind in {kind for preset in PRESETS.values() for kind in preset.kinds}:
        for preset in (one for one in PRESETS.values() if kind in one.kinds and one is not STARTER):
            assert preset in suggest(kind, preset.smallest)
            assert preset not in suggest(kind, preset.smallest - 1)


def test_of_those_present_only_the_kinds_that_do_not_count_are_left_out():
    rule = Rule(not_counted=("paid_secretary", "on_trial"))
    assert [
        rule.counted_present(5),
        rule.counted_present(5, {}),
        rule.counted_present(5, {"supervisors": 2}),
        rule.counted_present(5, {"paid_secretary": 1, "on_trial": 2, "supervisors": 1}),
    ] == [5, 5, 5, 2]


def test_positions_are_kept_by_their_names():
    assert Positions(7, 1, 2, 3, 4, (5, 6)).to_data() == {
        "agree": 7,
        "reservations": 1,
        "aside": 2,
        "block": 3,
        "abstain": 4,
        "irrelevant": [5, 6],
    }


# Positions, repairs, tables and parts, each at its edges


def test_a_verdict_on_positions_says_the_line_the_quorum_and_who_was_there():
    style = ConsensusStyle(
        Threshold(Fraction(1, 2), Base.PRESENT), once_tabled=Threshold(Fraction(3, 4), Base.NON_BLOCKING)
    )
    rule = Rule(method=Method.CONSENSUS, consensus=style, quorum_present=Quorum(number=4))
    first = judge(rule, Positions(agree=6, aside=1), electorate=20, present=11)
    assert (first.outcome, first.threshold_line, first.needed, first.there) == (Outcome.CARRIED, 6, 4, 11)
    assert [str(one) for one in first.reasons] == ["6 agree, and 6 were needed."]
    assert judge(rule, Positions(agree=6), electorate=20, present=12).outcome is Outcome.LOST
    later = judge(rule, Positions(agree=8, block=1), electorate=20, present=11, tabled_before=True)
    assert (later.outcome, later.weaker, later.threshold_line, later.there) == (Outcome.CARRIED, True, 8, 11)
    assert judge(rule, Positions(agree=8, block=1), electorate=20, present=11).outcome is Outcome.TABLED
    at_home = judge(rule, Positions(agree=5), electorate=20)
    assert (at_home.threshold_line, at_home.there, at_home.weaker) == (3, 5, False)


def test_a_consensus_of_all_who_may_vote_counts_them():
    style = ConsensusStyle(Threshold(Fraction(1, 2), Base.ELECTORATE))
    rule = Rule(method=Method.CONSENSUS, consensus=style, quorum_present=None)
    assert judge(rule, Positions(agree=5), electorate=9).threshold_line == 5
    assert not judge(rule, Positions(agree=5), electorate=10).is_carried


def test_a_block_is_set_aside_by_exactly_the_share_of_those_who_do_not_block():
    style = ConsensusStyle(TWO_THIRDS, override=Fraction(4, 5))
    assert style.standing_blocks(Positions(agree=10, block=1, irrelevant=(8,))) == 0
    assert style.standing_blocks(Positions(agree=10, block=1, irrelevant=(7,))) == 1
    assert style.standing_blocks(Positions(agree=10, block=1, irrelevant=(8,)), 21) == 1
    assert style.standing_blocks(Positions(block=1, irrelevant=(0,))) == 1
    rule = Rule(method=Method.CONSENSUS, consensus=style, quorum_present=None)
    judged = Positions(agree=10, block=1, irrelevant=(8,))
    assert judge(rule, judged, electorate=30).is_carried
    assert judge(rule, judged, electorate=30, present=21).outcome is Outcome.TABLED


def test_a_repair_eases_every_rule_there_is():
    everybody = Threshold(Fraction(2, 3), Base.ELECTORATE)
    here = replace(everybody, base=Base.PRESENT)
    five, style = Quorum(number=5), ConsensusStyle(everybody, once_tabled=everybody)
    also = Rule(threshold=everybody, quorum_present=five)
    rule = Rule(threshold=everybody, quorum_present=five, quorum_participation=five, also=(also,))
    positions = Rule(method=Method.CONSENSUS, consensus=style, quorum_present=None)
    charter = replace(
        bakery, ordinary=rule, rules={"strike": positions, "spending": rule}, entrenched={"recall": rule}
    )
    mended, half = repaired(charter), Quorum(5, Fraction(1, 2))
    for one in (mended.ordinary, mended.rules["spending"], mended.entrenched["recall"]):
        assert (one.threshold, one.quorum_present, one.quorum_participation) == (here, half, None)
        assert [(more.threshold, more.quorum_present) for more in one.also] == [(here, half)]
    eased = mended.rules["strike"]
    assert (eased.consensus.support, eased.consensus.once_tabled) == (here, here)
    assert eased.quorum_present is None
    assert is_a_repair(charter, mended, 4)


def test_of_two_shares_a_repair_takes_the_lesser_and_of_two_numbers_too():
    more = Quorum(share=Fraction(1, 2), more_than=True)
    charter = replace(bakery, ordinary=Rule(quorum_present=more))
    assert repaired(charter).ordinary.quorum_present == Quorum(share=Fraction(1, 2))
    assert repaired(charter, Quorum(share=Fraction(2, 3))).ordinary.quorum_present == more
    five = replace(bakery, ordinary=Rule(quorum_present=Quorum(number=5)))
    assert repaired(five, Quorum(number=3)).ordinary.quorum_present == Quorum(number=3)
    assert repaired(five, Quorum(number=7)).ordinary.quorum_present == Quorum(number=5)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (Rule(), Rule(quorum_present=None), None),
        (Rule(quorum_present=None), Rule(), "may lower what is needed, never raise it"),
        (Rule(), Rule(quorum_participation=Quorum(number=1)), "may lower what is needed, never raise it"),
        (Rule(), Rule(second_call=SecondCall(Quorum(number=1))), None),
        (
            Rule(second_call=SecondCall(Quorum(number=1))),
            Rule(second_call=SecondCall(Quorum(number=2))),
            "may lower what is needed, never raise it",
        ),
        (Rule(not_counted=("supervisors",)), Rule(), None),
        (Rule(), Rule(poll_hours=3), "may change nothing else"),
        (
            Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE)),
            Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT)),
            None,
        ),
        (
            Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT)),
            Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE)),
            "may lower what is needed, never raise it",
        ),
        (
            Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE)),
            Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE), quorum_present=None),
            None,
        ),
    ],
)
@pytest.mark.parametrize("where", ["ordinary", "strike", "entrenched", "also"])
def test_a_repair_lowers_in_each_part_of_a_charter_and_does_nothing_else(was, becomes, said, where):
    def written(rule):
        if where == "ordinary":
            return replace(bakery, ordinary=rule)
        if where == "strike":
            return bakery.with_rule("strike", rule)
        if where == "also":
            return bakery.with_rule("strike", Rule(also=(rule,)))
        return replace(bakery, entrenched={"strike": rule})

    ruling = is_a_repair(written(was), written(becomes), 12)

    assert bool(ruling) is (said is None)
    assert (said or "") in ruling.sentence
    assert ruling.rule == ("quorum_repair" if said else "")


@pytest.mark.parametrize("name", ["support", "once_tabled"])
def test_a_repair_lets_no_consensus_wait_for_those_who_stay_away(name):
    here, everybody = (Threshold(Fraction(2, 3), base) for base in (Base.PRESENT, Base.ELECTORATE))
    style = ConsensusStyle(here, once_tabled=here)
    old = bakery.with_rule("strike", Rule(method=Method.CONSENSUS, consensus=style))
    rule = Rule(method=Method.CONSENSUS, consensus=replace(style, **{name: everybody}))
    new = bakery.with_rule("strike", rule)
    assert "never raise it" in is_a_repair(old, new, 4).sentence
    assert is_a_repair(new, old, 4)
    assert is_a_repair(new, new, 4)


def test_only_what_is_said_of_a_table_fills_it():
    table = BandedTable("votes", (Band(0, 9, 1),), Steps(9, 1, 10))
    charter = replace(
        bakery,
        tables={"votes": table},
        interpretations=(
            Interpretation("article-x", 7),
            Interpretation("tables-votes", 4, of=12),
            Interpretation("tables-votes", "started"),
            Interpretation("tables-votes", 5, of=13),
        ),
    )
    assert [charter.table("votes", number) for number in (5, 11, 12, 13, 20)] == [1, 2, 4, 5, 3]
    with pytest.raises(NeedsInterpretation) as hole:
        replace(charter, interpretations=()).table("votes", 12)
    assert (hole.value.anchor, hole.value.rule) == ("tables-votes", "tables-votes")


@pytest.mark.parametrize(("value", "of"), [("many", 12), ("twice", None)])
def test_an_interpretation_that_is_no_answer_names_its_place(value, of):
    charter = replace(bakery, tables={"votes": BandedTable("votes", (), Steps(9, 1, 10))})
    with pytest.raises(NotACharter) as refused:
        charter.interpreted(Interpretation("tables-votes", value, of=of))
    assert refused.value.path == "tables-votes"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"options": Options(seconds=2)}, "options"),
        ({"terms": Terms(longest_days=3)}, "terms"),
        ({"recall": RecallRule(Petition(number=9))}, "calling-recall"),
        ({"emergency": Emergency(hours=2, minimum_yes=3)}, "emergency"),
        ({"tables": {"votes": BandedTable("votes", (Band(0, 1, 2),))}}, "tables-votes"),
        ({"articles": (Article("keys", "Keys", "Three."),)}, "article-keys"),
        ({"interpretations": (Interpretation("keys", 4),)}, "interpretations"),
    ],
)
def test_an_entrenched_part_is_touched_by_its_own_change_alone(change, part):
    old = replace(
        bakery,
        emergency=Emergency(hours=1, minimum_yes=3),
        tables={"votes": BandedTable("votes", (Band(0, 1, 1),))},
        articles=(Article("keys", "Keys", "Two."),),
        interpretations=(Interpretation("keys", 3),),
        entrenched={part: strict},
    )
    assert old.touched(replace(old, **change)) == [part]
    assert part not in old.touched(replace(old, title="Another", ordinary=strict))


def test_the_longest_notice_and_poll_of_what_is_touched_hold():
    slow = replace(strict, notice_hours=48, notice_days=3, poll_hours=96)
    charter = replace(bakery, entrenched={"terms": slow})
    rule = charter.rule_to_change(replace(charter, terms=Terms(longest_days=3)))
    assert (rule.notice_hours, rule.notice_days, rule.poll_hours) == (48, 3, 96)


HERE, ALL = Threshold(Fraction(1, 2), Base.PRESENT), Threshold(Fraction(1, 2), Base.ELECTORATE)


@pytest.mark.parametrize(
    ("rule", "tally", "outcome", "why", "line", "there"),
    [
        (Rule(), Tally(3, 2, 1), "carried", "3 in favour, and 3 were needed.", 3, 6),
        (Rule(), Tally(2, 3, 1), "lost", "2 in favour, and 3 were needed.", 3, 6),
        (Rule(), Tally(1, 5), "lost", "1 in favour, and 4 were needed.", 4, 6),
        (Rule(), Tally(0, 5, 1), "lost", "Nobody was in favour.", 3, 6),
        (Rule(), Tally(3, 3), "lost", "It is a tie, and a tie is lost: 3 in favour, 4 needed.", 4, 6),
        (Rule(tie=Tie.AGAIN), Tally(3, 3), "tied", "It is a tie: we vote again.", 4, 6),
        (Rule(threshold=HERE), Tally(4, 1, 1), "carried", "4 in favour, and 4 were needed.", 4, 6),
        (
            Rule(threshold=ALL),
            Tally(5, 1),
            "not_quorate",
            "6 took part, and 7 votes in favour were needed: too few came to carry anything.",
            7,
            6,
        ),
    ],
)
def test_a_verdict_on_votes_says_why_the_line_the_quorum_and_who_was_there(
    rule, tally, outcome, why, line, there
):
    verdict = judge(rule, tally, electorate=12)
    assert (verdict.outcome.value, [str(one) for one in verdict.reasons]) == (outcome, [why])
    needed = 7 if outcome == "not_quorate" else 6
    assert (verdict.threshold_line, verdict.needed, verdict.there) == (line, needed, there)


def test_in_a_meeting_those_in_the_room_are_counted_and_not_only_those_who_voted():
    verdict = judge(Rule(threshold=HERE), Tally(4, 1), electorate=12, present=9)
    assert (verdict.outcome, verdict.threshold_line, verdict.there) == (Outcome.LOST, 5, 9)
    verdict = judge(Rule(threshold=ALL), Tally(7), electorate=12, present=9)
    assert (verdict.outcome, verdict.there) == (Outcome.CARRIED, 9)


def test_a_rule_without_a_quorum_needs_nobody_there():
    assert judge(Rule(quorum_present=None), Tally(), electorate=12).needed == 0


# Holes and the repair of a quorum


def test_a_hole_in_a_consensus_is_filled_by_a_way_of_counting_positions():
    holed = replace(bakery, rules={"strike": Rule(method=Method.CONSENSUS)})
    with pytest.raises(NeedsInterpretation) as hole:
        holed.rule_for("strike")
    assert hole.value.anchor == "strike.consensus"
    told = holed.interpreted(
        Interpretation("strike.consensus", {"support": {"share": "2/3", "at_least": True}})
    )
    assert told.rule_for("strike").consensus == ConsensusStyle(TWO_THIRDS)
    assert told.rule_for("strike").method is Method.CONSENSUS
    with pytest.raises(NotACharter) as refused:
        holed.interpreted(Interpretation("strike.consensus", {"support": 3}))
    assert refused.value.path == "strike.consensus.support"


def test_the_repair_follows_its_own_rule_where_that_can_be_met():
    own = Rule(threshold=Threshold(Fraction(2, 3)), method=Method.HANDS, also=(strict,), poll_hours=5)
    repair = bakery.with_rule("quorum_repair", own).rule_for("quorum_repair")
    assert repair == replace(own, repair=True, also=())
    with_ordinary = replace(bakery, ordinary=strict).rule_for("quorum_repair")
    assert with_ordinary == replace(strict, repair=True)
    consensus = replace(bakery, ordinary=CONSENSUS_TABLING.charter.ordinary).rule_for("quorum_repair")
    assert (consensus.method, consensus.threshold) == (Method.OPEN, Threshold(Fraction(1, 2)))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"rules": {"lunch": Rule()}}, "lunch"),
        ({"rules": {"ordinary": Rule()}}, "ordinary"),
        ({"articles": (Article("a", "A", "x"), Article("a", "B", "y"))}, "two articles have one name"),
        (
            {"tables": {"Votes": BandedTable("x", ())}},
            "a name is small letters, figures and hyphens, 40 at most, not “Votes”",
        ),
        ({"rules": {"strike": Rule(repair=True)}}, "does without one"),
    ],
)
def test_a_charter_that_cannot_be_says_why(values, why):
    with pytest.raises(ValueError) as refused:
        replace(bakery, **values)
    assert why in str(refused.value)


def test_there_is_no_rule_for_what_is_no_matter():
    with pytest.raises(KeyError, match="lunch"):
        bakery.rule_for("lunch")


def test_the_repair_alone_may_say_that_it_is_one():
    assert bakery.with_rule("quorum_repair", Rule(repair=True)).rules["quorum_repair"].repair


def test_what_was_tabled_needs_its_own_line_of_all_who_may_vote():
    style = ConsensusStyle(TWO_THIRDS, once_tabled=Threshold(Fraction(1, 2), Base.ELECTORATE))
    asked = Positions(agree=6, block=1)
    assert str(style.find(asked, electorate=11, tabled_before=True)[0]) == "weaker"
    assert str(style.find(asked, electorate=12, tabled_before=True)[0]) == "lost"
    assert str(style.find(asked, electorate=11)[0]) == "tabled"


def test_a_chain_is_a_part_that_can_be_entrenched():
    old = replace(bakery, chains={"offer": MACHINISTS}, entrenched={"chains-offer": strict})
    new = replace(old, chains={"offer": replace(MACHINISTS, title="Accept it, or not")})
    assert old.touched(new) == ["chains-offer"]


def test_a_repair_may_not_make_votes_of_positions_wait_for_all():
    style = ConsensusStyle(HERE)
    both = Rule(method=Method.CONSENSUS, consensus=style, threshold=HERE)
    sly = bakery.with_rule("strike", replace(both, threshold=ALL))
    assert "never raise it" in is_a_repair(bakery.with_rule("strike", both), sly, 4).sentence


# The way out of a quorum, call by call

TWO_QUORUMS = Rule(
    quorum_present=Quorum(number=6),
    quorum_participation=Quorum(number=8),
    second_call=SecondCall(notice_days=4),
    notice_days=9,
)


def calls(rule, electorate=20):
    """What the first, the second and the fourth call of a rule need."""
    told = [quorum_way_out(rule, failed, electorate) for failed in (0, 1, 3)]
    return [
        (one.failed, one.present, one.participation, one.notice_days, one.only_repair, str(one.sentence))
        for one in told
    ]


LAST = "Three calls came to no quorum: whoever comes may repair the quorum, and nothing else unless"


def test_each_call_says_what_it_needs():
    assert calls(TWO_QUORUMS) == [
        (0, 6, 8, 9, False, "6 members must take part."),
        (1, 3, 4, 4, False, "This is a second call: 4 must take part."),
        (3, 3, 4, 4, True, f"{LAST} 4 take part."),
    ]
    assert calls(replace(TWO_QUORUMS, repair=True))[2][1:3] == (0, 0)
    assert calls(replace(TWO_QUORUMS, repair=True))[1][1:3] == (3, 4)


@pytest.mark.parametrize("name", ["quorum_present", "quorum_participation"])
def test_a_quorum_that_there_is_not_is_needed_by_no_call(name):
    place = 1 if name == "quorum_present" else 2
    assert [call[place] for call in calls(replace(TWO_QUORUMS, **{name: None}))] == [0, 0, 0]
    assert calls(Rule(quorum_present=Quorum(number=1)))[0][-1] == "One member must take part."


def test_too_few_is_said_with_what_was_needed_and_who_was_there():
    few = judge(TWO_QUORUMS, Tally(yes=5), electorate=20)
    assert (few.outcome, few.needed, few.there) == (Outcome.NOT_QUORATE, 8, 5)
    assert [str(one) for one in few.reasons] == ["5 took part, and 6 were needed."]
    idle = judge(TWO_QUORUMS, Tally(yes=7), electorate=20, present=12)
    assert (idle.outcome, idle.needed, idle.there) == (Outcome.NOT_QUORATE, 8, 12)
    assert [str(one) for one in idle.reasons] == ["7 ballots were handed in, and 8 were needed."]


def test_a_rule_that_must_be_met_as_well_is_asked_of_the_same_meeting():
    also = Rule(threshold=HERE, quorum_present=Quorum(number=8))
    rule = Rule(also=(also,))
    assert judge(rule, Tally(yes=6), electorate=20, present=11).is_carried
    assert judge(rule, Tally(yes=6), electorate=20, present=12).outcome is Outcome.LOST
    assert judge(rule, Tally(yes=6, no=1), electorate=12).outcome is Outcome.NOT_QUORATE
    assert judge(rule, Tally(yes=6, no=1), electorate=12, calls_failed=1).is_carried
    lost = judge(Rule(also=(replace(also, quorum_present=Quorum(number=50)),)), Tally(2, 9), electorate=20)
    assert (lost.outcome, [str(one) for one in lost.reasons]) == (
        Outcome.LOST,
        ["2 in favour, and 6 were needed."],
    )


def test_a_consensus_that_must_be_met_as_well_remembers_what_was_tabled():
    style = ConsensusStyle(TWO_THIRDS, once_tabled=TWO_THIRDS)
    one = Rule(method=Method.CONSENSUS, consensus=style, quorum_present=None)
    both = replace(one, also=(one,))
    asked = Positions(agree=9, block=1)
    assert judge(both, asked, electorate=10, tabled_before=True).is_carried
    assert judge(both, asked, electorate=10).outcome is Outcome.TABLED


def test_a_hole_is_named_and_a_count_of_the_wrong_kind_refused_in_words():
    with pytest.raises(NeedsInterpretation) as hole:
        judge(Rule(threshold=None), Tally(yes=4), electorate=4)
    assert hole.value.anchor == "threshold"
    with pytest.raises(OutOfOrder, match="This count is not of the kind the rule asks for"):
        judge(Rule(), Positions(agree=4), electorate=4)
