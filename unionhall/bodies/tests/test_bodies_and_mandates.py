"""The assembly makes bodies and gives mandates; every power ends, and the charter says who may hold one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from unionhall.bodies import rules
from unionhall.bodies.actions.bodies import join_body, leave_body
from unionhall.bodies.actions.declarations import declare
from unionhall.bodies.actions.membership import show_in_directory
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.models import Body, Membership, Office, Remit
from unionhall.bodies.rules import charters, offices
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import joins, kinds, proved
from unionhall.core.charters import Independence, Terms
from unionhall.core.rulings import NotAuthorised, OutOfOrder, Refusal
from unionhall.kit.registries import effects
from unionhall.mandates.gate import FactorNeeded, may_use
from unionhall.mandates.models import Mandate


def found(hall):
    carry("organisation.found", hall, filled("organisation.found", hall, {"stage": "founded"}))


def make(hall, kind="committee", name="Oven committee", **typed):
    given = {"kind": kind, "name": name, "until": "2026-07-01", "members": "", **typed}
    carry("body.make", hall, filled("body.make", hall, given))
    return Body.objects.get(hall=hall, name=name)


def give(hall, who="Bilal", powers=("bodies.admit",), until="2026-07-01", **typed):
    typed.setdefault("for_body", str(rules.assembly(hall.pk).pk))
    return filled("mandate.give", hall, {"who": who, "powers": list(powers), "until": until, **typed})


def test_a_committee_is_made_with_its_members_and_an_end(hall, ana, bilal, chidi, noon):
    body = make(hall, members="ana\nChidi")

    assert {one.member_id for one in Membership.objects.filter(body=body)} == {ana.pk, chidi.pk}
    assert body.until.isoformat() == "2026-07-01T22:00:00+00:00"  # the end of 1 July, in Vienna
    assert kinds(hall) == ["body.made"]
    assert Body.objects.filter(hall=hall).standing(body.until).count() == 1


def test_a_name_that_fits_nobody_is_said_and_nothing_typed_is_lost(hall, ana, noon):
    form = effects.get("body.make").form(hall, rules.assembly(hall.pk))(
        {"kind": "group", "name": "Reading", "members": "Zoe", "until": ""}, reader=ana
    )
    assert not form.is_valid()
    assert "Zoe" in str(form.errors["members"])
    assert "Reading" in str(form)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "assembly", "name": "Another"}, "one general assembly"),
        ({"kind": "group", "name": " "}, "needs a name"),
        ({"kind": "committee", "name": "Ovens"}, "say until when"),
        ({"kind": "committee", "name": "Ovens", "until": "2026-09-01"}, "90 days"),
        ({"kind": "committee", "name": "Ovens", "until": "2026-05-01"}, "past"),
    ],
)
def test_a_body_that_may_not_be_made_is_refused_with_the_reason(hall, noon, typed, words):
    with pytest.raises(OutOfOrder, match=words):
        effects.get("body.make").check(hall, rules.assembly(hall.pk), typed)


def test_two_bodies_of_one_name_are_refused(hall, noon):
    make(hall, kind="group", name="Readers")
    with pytest.raises(OutOfOrder, match="already"):
        carry("body.make", hall, {"kind": "group", "name": "READERS"})


def test_only_the_assembly_makes_bodies(hall, noon):
    committee = make(hall)
    with pytest.raises(NotAuthorised, match="assembly"):
        effects.get("body.make").check(hall, committee, {"kind": "group", "name": "More"})


def test_dissolving_a_body_takes_its_mandates_and_matters_back_in_the_same_act(hall, bilal, noon):
    body = make(hall, members="Bilal")
    carry("mandate.give", hall, give(hall, for_body=str(body.pk)))
    carry(
        "remit.give",
        hall,
        filled("remit.give", hall, {"which": str(body.pk), "matter": "spending", "until": "2026-06-01"}),
    )
    assert rules.may_decide(body, "spending", noon.at)
    assert may_use(proved(bilal.actor), "bodies.admit", body.pk, noon.at)

    carry("body.dissolve", hall, filled("body.dissolve", hall, {"which": str(body.pk)}))

    body.refresh_from_db()
    assert not rules.may_decide(body, "spending", noon.at)
    assert not may_use(proved(bilal.actor), "bodies.admit", body.pk, noon.at)
    assert not Remit.objects.filter(body=body, ended_at=None).exists()
    assert kinds(hall)[-2:] == ["mandate.recalled", "body.dissolved"]


def test_the_assembly_is_not_dissolved_and_keeps_the_charter_to_itself(hall, bakery, noon):
    body = make(hall)
    with pytest.raises(OutOfOrder, match="all of us"):
        effects.get("body.dissolve").check(hall, bakery, {"body": str(bakery.pk)})
    with pytest.raises(OutOfOrder, match="stays with the assembly"):
        effects.get("remit.give").check(
            hall, bakery, {"body": str(body.pk), "matter": "charter_change", "until": "2026-06-01"}
        )


def test_whoever_wants_joins_a_working_group_and_leaves_it_but_not_a_committee(hall, ana, bilal, dora, noon):
    group, committee = make(hall, kind="group", name="Readers"), make(hall)

    join_body(by=ana.actor, member=ana, body=group)
    assert rules.is_member(ana, group)
    with pytest.raises(OutOfOrder, match="in it already"):
        join_body(by=ana.actor, member=ana, body=group)
    with pytest.raises(OutOfOrder, match="named by decision"):
        join_body(by=bilal.actor, member=bilal, body=committee)
    with pytest.raises(NotAuthorised):
        join_body(by=bilal.actor, member=ana, body=group)
    with pytest.raises(NotAuthorised):
        join_body(by=dora.actor, member=dora, body=group)

    leave_body(by=ana.actor, member=ana, body=group)
    assert not rules.is_member(ana, group)
    join_body(by=ana.actor, member=ana, body=group)
    assert kinds(hall) == ["body.made", "body.made", "body.joined", "body.left", "body.joined"]


def test_leaving_a_group_ends_the_mandates_held_for_it(hall, bakery, bilal, noon):
    group = make(hall, kind="group", name="Readers", members="Bilal")
    carry("mandate.give", hall, give(hall, for_body=str(group.pk)))

    leave_body(by=bilal.actor, member=bilal, body=group)

    assert Mandate.objects.get(hall=hall).ending == "resigned"
    with pytest.raises(OutOfOrder, match="leaves the hall"):
        leave_body(by=bilal.actor, member=bilal, body=bakery)


def test_a_mandate_is_given_by_name_used_and_recalled(hall, bakery, bilal, noon):
    carry("mandate.give", hall, give(hall, purpose="Let the night shift in."))
    assert may_use(proved(bilal.actor), "bodies.admit", bakery.pk, noon.at)
    assert isinstance(may_use(bilal.actor, "bodies.admit", bakery.pk, noon.at).refusal, FactorNeeded)

    mandate = Mandate.objects.get(hall=hall)
    carry("mandate.recall", hall, filled("mandate.recall", hall, {"mandate": str(mandate.pk)}))

    ruling = may_use(proved(bilal.actor), "bodies.admit", bakery.pk, noon.at)
    assert "recalled" in ruling.sentence
    assert kinds(hall) == ["mandate.given", "mandate.recalled"]
    with pytest.raises(OutOfOrder, match="ended already"):
        carry("mandate.recall", hall, {"mandate": str(mandate.pk)})


def test_a_mandate_may_begin_later_and_gives_nothing_before(hall, bakery, bilal, noon):
    carry("mandate.give", hall, give(hall, powers=["bodies.speak"], since="2026-05-10"))

    assert "begins on" in may_use(bilal.actor, "bodies.speak", bakery.pk, noon.at).sentence
    assert may_use(bilal.actor, "bodies.speak", bakery.pk, noon.at + timedelta(days=6))


def test_before_the_founding_a_mandate_lasts_ninety_days_and_afterwards_as_the_charter_says(hall, noon):
    within, beyond = give(hall, until="2026-08-02"), give(hall, until="2026-08-03")
    carry("mandate.give", hall, within)  # 90 days, the day it is given not counted
    with pytest.raises(OutOfOrder, match="90 days") as refused:
        carry("mandate.give", hall, beyond)
    assert refused.value.rule == "terms"

    found(hall)
    old = charters.charter(hall.pk, noon.at)
    carry("charter.change", hall, change_to(old, replace(old, terms=Terms(longest_days=365))))
    carry("mandate.give", hall, beyond)
    with pytest.raises(OutOfOrder, match="365 days"):
        carry("mandate.give", hall, give(hall, until="2027-05-05"))


def test_who_may_not_hold_a_mandate_is_refused_with_the_reason(hall, bakery, dora, noon):
    check = effects.get("mandate.give").check
    with pytest.raises(OutOfOrder, match="not in the hall"):
        check(hall, bakery, {**give(hall), "member": str(dora.pk)})
    with pytest.raises(OutOfOrder, match="what it allows"):
        check(hall, bakery, {**give(hall), "powers": {}})
    with pytest.raises(OutOfOrder, match="Nothing here is called"):
        check(hall, bakery, {**give(hall), "powers": {"everything": {}}})
    with pytest.raises(OutOfOrder, match="without an end"):
        check(hall, bakery, {**give(hall), "until": None})


def test_several_who_fit_are_offered_and_one_is_chosen(hall, ana, bilal, chidi, noon):
    anabel = joins(ana, "Anabel", seconder=bilal)
    for one in (ana, anabel):
        show_in_directory(by=one.actor, shown=True)
    form_class = effects.get("mandate.give").form(hall, rules.assembly(hall.pk))
    typed = {"who": "an", "powers": ["bodies.speak"], "until": "2026-07-01"}

    asked = form_class(typed, reader=ana)
    assert not asked.is_valid()
    assert "Several" in str(asked.errors["who"])
    assert "Anabel" in str(asked["member"])

    chosen = form_class({**typed, "member": str(anabel.pk)}, reader=ana)
    assert chosen.is_valid(), chosen.errors
    assert chosen.params()["member"] == str(anabel.pk)
    assert form_class({**typed, "who": "Ana"}, reader=ana).is_valid()
    assert not form_class({**typed, "who": "a"}, reader=ana).is_valid()
    assert not form_class({**typed, "who": "Dora"}, reader=ana).is_valid()


def test_a_committee_gives_mandates_for_itself_only(hall, bakery, noon):
    committee = make(hall)
    params = {**give(hall), "body": str(bakery.pk)}
    with pytest.raises(NotAuthorised, match="for itself"):
        effects.get("mandate.give").check(hall, committee, params)


def test_nothing_given_for_a_body_outlasts_it(hall, bakery, ana, noon):
    committee = make(hall, until="2026-06-01")
    with pytest.raises(OutOfOrder, match="ends on 1 June 2026"):
        carry("mandate.give", hall, give(hall, for_body=str(committee.pk), until="2026-06-02"))
    with pytest.raises(OutOfOrder, match="ends on 1 June 2026"):
        effects.get("remit.give").check(
            hall, bakery, {"body": str(committee.pk), "matter": "spending", "until": "2026-06-02"}
        )
    carry("mandate.give", hall, give(hall, for_body=str(committee.pk), until="2026-06-01"))
    form = effects.get("mandate.give").form(hall, bakery)(initial={"for_body": str(committee.pk)}, reader=ana)
    assert form.fields["until"].initial.isoformat() == "2026-06-01"


def test_an_office_gives_its_powers_and_its_terms_in_a_row_are_counted(hall, bakery, bilal, noon):
    found(hall)
    old = charters.charter(hall.pk, noon.at)
    carry("charter.change", hall, change_to(old, replace(old, terms=Terms(longest_days=90, consecutive=2))))
    typed = {"name": "Door keeper", "powers": ["bodies.speak"], "term_days": "60"}
    carry("office.make", hall, filled("office.make", hall, typed))
    office = Office.objects.get(hall=hall)

    for until in ("2026-07-01", "2026-08-25"):
        carry("mandate.give", hall, give(hall, powers=[], office=str(office.pk), until=until))
        assert may_use(bilal.actor, "bodies.speak", bakery.pk, noon.at)
        noon.at = Mandate.objects.filter(hall=hall).latest("until").until

    with pytest.raises(OutOfOrder, match="2 terms in a row") as refused:
        carry("mandate.give", hall, give(hall, powers=[], office=str(office.pk), until="2026-10-01"))
    assert refused.value.rule == "terms"
    carry("mandate.give", hall, give(hall, who="Ana", powers=[], office=str(office.pk), until="2026-10-01"))


def test_an_office_says_what_it_asks_and_whoever_is_given_it_answers_to_that(hall, bakery, ana, bilal, noon):
    found(hall)
    carry(
        "office.make",
        hall,
        filled("office.make", hall, {"name": "Till", "powers": ["bodies.speak"], "term_days": "60"}),
    )
    till = Office.objects.get(name="Till")
    typed = {"name": "Door", "powers": ["bodies.speak"], "term_days": "60", "seats": "2", "member_days": "9"}
    params = filled("office.make", hall, {**typed, "excludes": [str(till.pk)]})

    said = effects.get("office.make").describe(hall, bakery, params)
    carry("office.make", hall, params)

    door = Office.objects.get(name="Door")
    assert said.endswith(
        "2 hold it at a time. Whoever stands has been a member for 9 days. Nobody holds beside it: Till."
    )
    assert (door.seats, door.member_days, door.excludes) == (2, 9, [str(till.pk)])
    carry("mandate.give", hall, give(hall, powers=[], office=str(till.pk), until="2026-06-01"))
    with pytest.raises(OutOfOrder, match="asks for 9 days as a member"):
        carry("mandate.give", hall, give(hall, powers=[], office=str(door.pk), until="2026-06-01"))
    noon.forward(timedelta(days=9))
    with pytest.raises(OutOfOrder, match="holds “Till” in that time"):
        carry("mandate.give", hall, give(hall, powers=[], office=str(door.pk), until="2026-06-01"))
    carry("mandate.give", hall, give(hall, who="Ana", powers=[], office=str(door.pk), until="2026-06-01"))
    with pytest.raises(OutOfOrder, match="holds “Door” in that time"):  # also the other way round
        carry("mandate.give", hall, give(hall, who="Ana", powers=[], office=str(till.pk), until="2026-06-01"))


def test_what_an_office_asks_lies_within_its_bounds(hall, bakery, noon):
    params = filled("office.make", hall, {"name": "Door", "powers": ["bodies.speak"], "term_days": "60"})
    for wrong in ({"seats": 30}, {"seats": True}, {"pause_days": "30"}, {"member_days": -1}):
        with pytest.raises(OutOfOrder, match="is not between"):
            effects.get("office.make").check(hall, bakery, {**params, **wrong})
    with pytest.raises(OutOfOrder, match="is no more"):
        effects.get("office.make").check(hall, bakery, {**params, "excludes": [str(hall.pk)]})


def test_a_paid_party_officer_stands_and_is_refused_with_the_paragraph(hall, bilal, noon):
    old = charters.charter(hall.pk, noon.at)
    rule = Independence(declarations=("I am not paid by a political party.",), barred=("party_officials",))
    carry("charter.change", hall, change_to(old, replace(old, independence=rule)))
    barred, declares = offices.questions(charters.charter(hall.pk, noon.at))
    with pytest.raises(OutOfOrder, match="not yet answered"):
        carry("mandate.give", hall, give(hall))

    declare(by=bilal.actor, member=bilal, key=barred.key, says=True)
    declare(by=bilal.actor, member=bilal, key=declares.key, says=True)
    with pytest.raises(OutOfOrder, match="keeps Bilal from holding") as refused:
        carry("mandate.give", hall, give(hall))
    assert refused.value.rule == "independence"

    declare(by=bilal.actor, member=bilal, key=barred.key, says=False)
    carry("mandate.give", hall, give(hall))


def test_everybody_declares_for_themselves_and_only_what_is_asked(hall, ana, bilal, noon):
    with pytest.raises(OutOfOrder, match="does not ask"):
        declare(by=ana.actor, member=ana, key="party_officials", says=False)
    with pytest.raises(Refusal, match="for themselves"):
        declare(by=ana.actor, member=bilal, key="party_officials", says=False)


def test_a_member_is_suspended_reinstated_and_excluded_by_effects(hall, bakery, chidi, noon):
    carry("member.suspend", hall, filled("member.suspend", hall, {"who": "Chidi", "days": "30"}))
    assert not rules.is_voter(chidi, bakery, noon.at)
    carry("member.reinstate", hall, filled("member.reinstate", hall, {"member": str(chidi.pk)}))
    assert rules.is_voter(chidi, bakery, noon.at)
    carry("member.exclude", hall, filled("member.exclude", hall, {"who": "Chidi"}))

    chidi.refresh_from_db()
    assert chidi.left_on is not None
    assert kinds(hall) == ["member.suspended", "member.reinstated", "member.excluded"]
    with pytest.raises(OutOfOrder, match="not in the hall"):
        carry("member.exclude", hall, {"member": str(chidi.pk)})


def test_the_stages_of_a_founding_only_go_on(hall, noon):
    found(hall)
    with pytest.raises(OutOfOrder, match="come that far"):
        carry("organisation.found", hall, {"stage": "committee"})
    with pytest.raises(OutOfOrder, match="three stages"):
        carry("organisation.found", hall, {"stage": "empire"})
