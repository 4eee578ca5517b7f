"""What nobody answers at the door goes after 90 days from when it was last heard of, and the page says when."""

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.models import Application
from unionhall.bodies.rules.unanswered import given_up, kept_until
from unionhall.conftest import browser, kinds


@pytest.fixture
def public(hall):
    """The bakery's organisation, once it has gone public."""
    organisation = hall.organisation
    organisation.public = True
    organisation.save()
    return organisation


def tina_asks(public):
    """Tina asks to join."""
    return actions.apply(organisation=public, name="Tina", contact="at the back door", affirms=True)


def uwe_writes(public):
    """Uwe writes that he needs help."""
    way = Application.Way.HELP
    return actions.write_letter(organisation=public, way=way, name="Uwe", contact="?", words="Wages.")


def days_pass(noon, hall, days):
    """So many days go by; whether anything waits still."""
    noon.forward(timedelta(days=days))
    actions.settle(hall.pk)
    return Application.objects.exists()


@pytest.mark.parametrize("asks", [tina_asks, uwe_writes])
def test_it_stays_until_its_last_day_and_is_gone_then(hall, public, noon, asks):
    asks(public)

    assert days_pass(noon, hall, 89)
    assert not days_pass(noon, hall, 1)
    assert kinds() == [], "what was never the body's leaves no entry"


def test_a_paper_card_that_nobody_else_vouches_for_goes_too(hall, ana, noon):
    actions.type_in_card(by=ana.actor, name="Tina", contact="?")

    assert days_pass(noon, hall, 89)
    assert not days_pass(noon, hall, 1)


def test_who_is_vouched_for_is_kept_as_long_again(hall, public, ana, noon):
    asked = tina_asks(public)
    days_pass(noon, hall, 60)
    actions.vouch_for(by=ana.actor, application=asked)

    assert days_pass(noon, hall, 89)
    assert not days_pass(noon, hall, 1)


def test_a_letter_that_waits_again_is_kept_as_long_again(hall, public, ana, noon):
    letter = uwe_writes(public)
    days_pass(noon, hall, 85)
    actions.answer_letter(by=ana.actor, application=letter)
    days_pass(noon, hall, 20)
    actions.reopen_letter(by=ana.actor, application=letter)

    assert days_pass(noon, hall, 89), "105 days after it was written"
    assert not days_pass(noon, hall, 1)


def test_the_answered_are_not_given_up(hall, public, ana, noon):
    letter = uwe_writes(public)
    noon.forward(timedelta(days=89))
    actions.answer_letter(by=ana.actor, application=letter)

    assert days_pass(noon, hall, 29), "30 days from its answer"
    assert not days_pass(noon, hall, 1)


def test_the_page_says_when(hall, public, ana, bilal, noon):
    asked, letter = tina_asks(public), uwe_writes(public)
    noon.forward(timedelta(days=10))
    actions.vouch_for(by=ana.actor, application=asked)

    goes = kept_until([asked, letter])
    assert goes == {asked.pk: noon.at + timedelta(days=90), letter.pk: noon.at + timedelta(days=80)}
    seen = browser(bilal).get(f"/h/{hall.slug}/applications/").content.decode()
    for at in goes.values():
        assert f'Erased, if nobody answers, on <time datetime="{at.date().isoformat()}' in seen


def test_what_one_hall_gives_up_is_nothing_to_another(hall, public, other_hall, noon):
    tina_asks(public)
    at = noon.forward(timedelta(days=100))

    assert given_up(hall.pk, at).count() == 1
    assert not given_up(other_hall.pk, at).exists()
