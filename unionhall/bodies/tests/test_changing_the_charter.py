"""A charter is changed by a motion, in versions; what two changes touch apart, both keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from unionhall.bodies import rules
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.forms.rules import RuleForm, initial_of
from unionhall.bodies.models import Charter as Row
from unionhall.bodies.models import Principles
from unionhall.bodies.rules import charters
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import kinds
from unionhall.core.charters import MATTERS, Charter, Counting, NeedsInterpretation, Rule
from unionhall.core.charters.presets import PRESETS
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import Threshold
from unionhall.kit.registries import effects

TWO_DAYS = Rule(notice_hours=48)


def now_of(hall, noon):
    return charters.charter(hall.pk, noon.at)


def test_a_hall_lives_on_the_starter_agreement_and_every_matter_falls_to_its_ordinary_sentence(hall, noon):
    current = now_of(hall, noon)

    assert charters.charter_row(hall.pk, noon.at).version == 1
    assert all(
        current.rule_for(matter) == current.ordinary for matter in MATTERS if matter != "quorum_repair"
    )


def test_a_carried_change_is_the_next_version_in_force_at_once(hall, noon):
    old = now_of(hall, noon)

    carry("charter.change", hall, change_to(old, old.with_rule("strike", TWO_DAYS)))

    row = charters.charter_row(hall.pk, noon.at)
    assert row.version == 2
    assert charters.read(row).notice_for("strike") == (0, 48)
    assert kinds(hall) == ["charter.adopted"]


def test_a_change_may_wait_for_its_day_in_the_halls_own_calendar(hall, noon):
    old = now_of(hall, noon)

    carry("charter.change", hall, change_to(old, old.with_rule("strike", TWO_DAYS), in_days=2))

    assert charters.charter_row(hall.pk, noon.at).version == 1
    begins = Row.objects.get(hall=hall, version=2).in_force_from
    assert begins.isoformat() == "2026-05-05T22:00:00+00:00"  # midnight before the 6th, in Vienna
    assert charters.charter_row(hall.pk, begins - timedelta(seconds=1)).version == 1
    assert charters.charter_row(hall.pk, begins).version == 2


def test_a_later_change_never_begins_before_an_earlier_one_and_keeps_it(hall, noon):
    old = now_of(hall, noon)
    carry("charter.change", hall, change_to(old, old.with_rule("strike", TWO_DAYS), in_days=5))

    carry("charter.change", hall, change_to(old, old.with_rule("spending", Rule(notice_days=1))))

    third = Row.objects.get(hall=hall, version=3)
    assert third.in_force_from == Row.objects.get(hall=hall, version=2).in_force_from
    assert charters.read(third).notice_for("strike") == (0, 48)
    assert charters.read(third).notice_for("spending") == (1, 0)


def test_two_changes_of_the_same_place_collide_and_the_second_is_refused(hall, noon):
    old = now_of(hall, noon)
    mine = change_to(old, old.with_rule("strike", TWO_DAYS))
    carry("charter.change", hall, change_to(old, old.with_rule("strike", Rule(notice_hours=24))))

    with pytest.raises(OutOfOrder, match="same place"):
        effects.get("charter.change").check(hall, rules.assembly(hall.pk), mine)


def test_a_change_that_changes_nothing_or_is_no_charter_is_refused(hall, noon):
    old, check = now_of(hall, noon), effects.get("charter.change").check
    body = rules.assembly(hall.pk)

    with pytest.raises(OutOfOrder, match="changes nothing"):
        check(hall, body, change_to(old, old))
    with pytest.raises(OutOfOrder):
        check(hall, body, {"base": old.to_data(), "document": {**old.to_data(), "rules": {"picnic": {}}}})
    with pytest.raises(OutOfOrder):
        check(hall, body, {"document": 5})


@pytest.mark.parametrize("key", [key for key in PRESETS if key != "starter"])
def test_every_preset_can_be_adopted_through_its_form(hall, noon, key):
    params = filled("charter.change", hall, {"preset": key, "in_days": "0"})

    carry("charter.change", hall, params)

    assert now_of(hall, noon) == PRESETS[key].charter


def test_an_entrenched_part_needs_its_own_threshold_too(hall, noon):
    old = now_of(hall, noon)
    strict = Rule(threshold=Threshold(Fraction(3, 4), at_least=True))
    carry("charter.change", hall, change_to(old, replace(old, entrenched={"calling-recall": strict})))
    entrenched = now_of(hall, noon)

    recall = replace(entrenched.recall, within_days=14)
    touching = charters.rule_for_motion(
        entrenched,
        "charter_change",
        [{"kind": "charter.change", "params": change_to(entrenched, replace(entrenched, recall=recall))}],
    )
    other = charters.rule_for_motion(
        entrenched,
        "charter_change",
        [
            {
                "kind": "charter.change",
                "params": change_to(entrenched, entrenched.with_rule("strike", TWO_DAYS)),
            }
        ],
    )

    assert strict in touching.also
    assert strict not in other.also
    assert not strict.threshold.is_met_by(Tally(yes=2, no=1))


def test_a_quorum_nobody_can_meet_is_repaired_and_nothing_else(hall, noon):
    old = now_of(hall, noon)
    five = replace(old.ordinary, quorum_present=Quorum(number=5))
    carry("charter.change", hall, change_to(old, old.with_rule("ordinary", five)))

    carry("quorum.repair", hall, filled("quorum.repair", hall, {"quorum": "number", "number": "2"}))

    repaired = now_of(hall, noon)
    assert repaired.ordinary.quorum_present.needs(3) == 2
    assert repaired.ordinary.threshold == old.ordinary.threshold
    with pytest.raises(OutOfOrder, match="lowers no quorum"):
        carry("quorum.repair", hall, filled("quorum.repair", hall, {"quorum": "number", "number": "3"}))


def test_repairing_a_quorum_may_not_raise_one(hall, noon):
    with pytest.raises(OutOfOrder):
        carry("quorum.repair", hall, filled("quorum.repair", hall, {"quorum": "number", "number": "40"}))


def test_r3_a_hole_at_130_is_refused_until_the_assembly_interprets(hall, noon):
    carry("charter.change", hall, filled("charter.change", hall, {"preset": "iww_branch", "in_days": "0"}))
    branch = now_of(hall, noon)
    (name,) = branch.tables
    with pytest.raises(NeedsInterpretation, match="the assembly must interpret"):
        branch.table(name, 130)

    typed = {"anchor": f"tables-{name}", "words": "130 is still six.", "of": "130", "number": "6"}
    carry("rule.interpret", hall, filled("rule.interpret", hall, typed))

    assert now_of(hall, noon).table(name, 130) == 6
    assert kinds(hall)[-1] == "charter.interpreted"


def test_a_hole_in_a_named_rule_is_filled_by_an_interpretation(hall, noon):
    old = now_of(hall, noon)
    carry("charter.change", hall, change_to(old, old.with_rule("strike", Rule(threshold=None))))
    with pytest.raises(NeedsInterpretation):
        now_of(hall, noon).rule_for("strike")

    typed = {"anchor": "strike.threshold", "words": "Two thirds.", "share": "third2", "base": "present"}
    carry("rule.interpret", hall, filled("rule.interpret", hall, typed))

    assert now_of(hall, noon).rule_for("strike").threshold.share == Fraction(2, 3)


def test_what_the_charter_says_is_not_interpreted_but_changed(hall, noon):
    params = {"anchor": "ordinary.threshold", "of": None, "value": {}, "words": "x"}
    with pytest.raises(OutOfOrder, match="says this already"):
        effects.get("rule.interpret").check(hall, rules.assembly(hall.pk), params)


def test_principles_are_asked_again_at_a_new_version_and_nobody_loses_by_waiting(hall, bakery, ana, noon):
    from unionhall.bodies.actions.principles import answer_principles

    carry(
        "principles.adopt", hall, filled("principles.adopt", hall, {"text": "No bosses.", "language": "en"})
    )
    first = rules.principles_to_answer(ana, noon.at)
    assert first.text == "No bosses."
    answer_principles(by=ana.actor, member=ana, principles=first, way="affirms")
    assert rules.principles_to_answer(ana, noon.at) is None

    carry(
        "principles.adopt",
        hall,
        filled("principles.adopt", hall, {"text": "No bosses, no borders.", "language": "en"}),
    )

    assert rules.principles_to_answer(ana, noon.at).version == 2
    assert rules.is_voter(ana, bakery, noon.at)
    assert kinds(hall) == ["principles.adopted", "principles.adopted"]


def test_a_reservation_needs_words_and_nobody_answers_for_another(hall, ana, bilal, noon):
    from unionhall.bodies.actions.principles import answer_principles

    carry("principles.adopt", hall, {"text": "No bosses.", "language": "en"})
    text = Principles.objects.get(hall=hall)

    with pytest.raises(Refusal, match="reservation"):
        answer_principles(by=ana.actor, member=ana, principles=text, way="reserves")
    with pytest.raises(Refusal, match="for themselves"):
        answer_principles(by=bilal.actor, member=ana, principles=text, way="affirms")


def test_the_same_principles_are_not_adopted_twice(hall, noon):
    carry("principles.adopt", hall, {"text": "No bosses.", "language": "en"})
    with pytest.raises(OutOfOrder, match="already"):
        carry("principles.adopt", hall, {"text": "No bosses.", "language": "en"})


def test_merging_data_keeps_both_changes_and_takes_out_what_one_took_out():
    base = {"a": 1, "b": {"c": 1, "d": 2}, "e": [1]}

    assert charters.merged(base, {**base, "a": 2}, {**base, "e": [2]}) == {**base, "a": 2, "e": [2]}
    assert charters.merged(base, {"a": 1, "e": [1]}, {**base, "a": 3}) == {"a": 3, "e": [1]}
    with pytest.raises(OutOfOrder):
        charters.merged(base, {**base, "a": 2}, {**base, "a": 3})
    with pytest.raises(OutOfOrder):
        charters.merged(base, {"a": 1, "e": [1]}, {**base, "b": {"c": 9, "d": 2}})


def test_a_charter_of_the_past_is_read_as_it_was(hall, noon):
    old = now_of(hall, noon)
    then = noon.at
    noon.forward(timedelta(days=1))
    carry("charter.change", hall, change_to(old, old.with_rule("strike", TWO_DAYS)))

    assert charters.charter(hall.pk, then) == old
    assert charters.charter(hall.pk, noon.at) != old
    assert Charter.from_data(Row.objects.get(hall=hall, version=1).document) == old


def test_a_rule_names_how_a_choice_between_several_is_counted():
    rule = Rule()
    data = {name: "" if value is None else value for name, value in initial_of(rule).items()}
    form = RuleForm({**data, "counting": "scottish-stv"}, rule=rule)

    assert form.is_valid(), form.errors
    assert form.new_rule == replace(rule, counting=Counting.SCOTTISH_STV)
    assert initial_of(form.new_rule)["counting"] == "scottish-stv"
    told = [str(one) for one in form.new_rule.said(beside=rule)]
    assert told[0].startswith("A choice between options: Single transferable vote, Scottish rules.")
