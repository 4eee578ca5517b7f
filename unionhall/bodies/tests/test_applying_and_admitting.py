"""Somebody asks at the public door; a mandate, two members or a decision lets them in."""

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.models import Application, Member
from unionhall.bodies.rules import is_voter
from unionhall.bodies.rules.doors import may_read_contact
from unionhall.conftest import kinds, mandated, proved, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.mandates.actions import recall_mandate
from unionhall.mandates.gate import FactorNeeded
from unionhall.record.models import Opening


@pytest.fixture
def public(hall):
    """The bakery's organisation, once it has gone public."""
    organisation = hall.organisation
    organisation.public = True
    organisation.save()
    return organisation


@pytest.fixture
def asked(public):
    """Tina's application."""
    return actions.apply(organisation=public, name="Tina", contact="at the back door", affirms=True)


def test_asking_is_no_entry(asked):
    assert asked.answer == "open"
    assert kinds() == []


def test_a_quiet_hall_takes_no_applications(hall):
    with pytest.raises(NotAuthorised):
        actions.apply(organisation=hall.organisation, name="Tina", contact="here")


@pytest.mark.parametrize(("name", "contact"), [("", "here"), ("Tina", " ")])
def test_an_application_has_a_name_and_a_way_to_answer(public, name, contact):
    with pytest.raises(OutOfOrder):
        actions.apply(organisation=public, name=name, contact=contact)


def test_who_holds_the_mandate_admits_and_the_entry_names_it(asked, bakery, ana, noon):
    mandate = mandated(ana, "bodies.admit")

    tina = actions.admit_application(by=proved(ana.actor), application=asked)

    assert is_voter(tina, bakery, noon.at)
    said = Opening.objects.get(kind="member.joined", about_id=tina.pk)
    assert said.mandate_id == mandate.pk


def test_without_a_mandate_nobody_admits(asked, ana):
    with pytest.raises(NotAuthorised, match="no mandate"):
        actions.admit_application(by=proved(ana.actor), application=asked)

    assert kinds() == []


def test_admitting_is_grave_and_wants_the_second_factor(asked, ana):
    mandated(ana, "bodies.admit")

    with pytest.raises(FactorNeeded):
        actions.admit_application(by=ana.actor, application=asked)


def test_after_a_recall_the_next_use_is_refused_with_the_reason(asked, hall, ana):
    mandate = mandated(ana, "bodies.admit")
    recall_mandate(by=ana.actor, mandate=mandate, warrant=warrant_of(hall))

    with pytest.raises(NotAuthorised, match="was recalled on 4 May 2026"):
        actions.admit_application(by=proved(ana.actor), application=asked)


def test_a_suspended_holder_admits_nobody(asked, hall, ana):
    mandated(ana, "bodies.admit")
    actions.suspend_member(by=ana.actor, member=ana, days=5, warrant=warrant_of(hall))

    with pytest.raises(NotAuthorised, match="suspended"):
        actions.admit_application(by=proved(ana.actor), application=asked)


def test_two_members_vouch_without_any_mandate(asked, ana, bilal):
    actions.vouch_for(by=ana.actor, application=asked)
    actions.vouch_for(by=bilal.actor, application=asked)

    assert Member.objects.filter(name="Tina").exists()
    assert kinds() == ["member.joined"]


def test_a_decision_admits(asked, hall, ana):
    actions.admit_application(by=ana.actor, application=asked, warrant=warrant_of(hall))

    assert (
        Opening.objects.get(kind="member.joined", about_id=Member.objects.get(name="Tina").pk).said()[
            "warrant"
        ]
        == 0
    )


def test_nobody_is_admitted_twice(asked, hall, ana):
    actions.admit_application(by=ana.actor, application=asked, warrant=warrant_of(hall))

    with pytest.raises(OutOfOrder, match="answered already"):
        actions.admit_application(by=ana.actor, application=asked, warrant=warrant_of(hall))


def test_declined_under_the_mandate_and_erased_after_thirty_days(asked, hall, ana, noon):
    mandated(ana, "bodies.admit")
    actions.decline_application(by=proved(ana.actor), application=asked)

    noon.forward(timedelta(days=29))
    actions.settle(hall.pk)
    assert Application.objects.filter(pk=asked.pk).exists()

    noon.forward(timedelta(days=1))
    actions.settle(hall.pk)
    assert not Application.objects.filter(pk=asked.pk).exists()


def test_without_the_mandate_nobody_declines(asked, bilal):
    with pytest.raises(NotAuthorised):
        actions.decline_application(by=proved(bilal.actor), application=asked)


def test_how_somebody_is_reached_is_for_whoever_admits_and_for_voters_while_nobody_does(
    asked, ana, bilal, noon
):
    assert may_read_contact(bilal.actor, noon.at)

    mandated(ana, "bodies.admit", days=5)

    assert not may_read_contact(bilal.actor, noon.at)
    assert may_read_contact(proved(ana.actor), noon.at)
    noon.forward(timedelta(days=6))
    assert may_read_contact(bilal.actor, noon.at)
