"""A member without a phone vouches aloud, and another takes it down; and a hall of one phone gets its second."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from unionhall.bodies import actions, rules
from unionhall.bodies.models import Member
from unionhall.bodies.rules.without_phone import MOST_NAMED, may_take_down, sayers
from unionhall.conftest import _founded as founded
from unionhall.conftest import _named as named
from unionhall.conftest import browser, joins
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def on_a_card(inviter, name):
    return actions.type_in_card(by=inviter.actor, name=name).member


def kitchen_of(hall):
    amina = named(hall, "Amina")
    return SimpleNamespace(hall=hall, amina=amina, assembly=rules.assembly(hall.pk))


@pytest.fixture
def kitchen(noon):
    """Amina founded it, and holds the only phone; Boris and Carmen came by card."""
    found = kitchen_of(founded("Kitchen", "Amina", ()))
    found.boris, found.carmen = on_a_card(found.amina, "Boris"), on_a_card(found.amina, "Carmen")
    return found


@pytest.fixture
def two_phones(noon):
    """Amina and Bilal have phones; Boris came by card."""
    found = kitchen_of(founded("Kitchen", "Amina", ()))
    found.bilal, found.boris = joins(found.amina, "Badr"), on_a_card(found.amina, "Boris")
    return found


def names(kitchen):
    return set(Member.objects.filter(hall=kitchen.hall).values_list("name", flat=True))


def test_the_fourth_comes_in_by_two_words_though_there_is_one_phone(kitchen):
    card = actions.type_in_card(by=kitchen.amina.actor, name="Dilek")
    assert "Dilek" not in names(kitchen)  # Amina's own word is one
    with pytest.raises(OutOfOrder, match="vouched for them already"):
        actions.vouch_for(by=kitchen.amina.actor, application=card)

    actions.vouch_for(by=kitchen.amina.actor, application=card, whose=kitchen.boris)

    assert "Dilek" in names(kitchen)
    assert {one.member.name for one in card.vouchers.all()} == {"Amina", "Boris"}


def test_where_another_has_a_phone_it_is_they_who_take_it_down(two_phones):
    card = actions.type_in_card(by=two_phones.amina.actor, name="Dilek")
    with pytest.raises(NotAuthorised, match="somebody else with a phone"):
        actions.vouch_for(by=two_phones.amina.actor, application=card, whose=two_phones.boris)
    assert "Dilek" not in names(two_phones)

    actions.vouch_for(by=two_phones.bilal.actor, application=card, whose=two_phones.boris)
    assert "Dilek" in names(two_phones)
    assert {one.member.name for one in card.vouchers.all()} == {"Amina", "Boris"}


def test_nobody_speaks_for_who_has_a_phone_or_no_vote(two_phones, hall):
    card = actions.type_in_card(by=two_phones.amina.actor, name="Dilek")
    guest = actions.type_in_card(by=two_phones.amina.actor, name="Gus", affirms=False)
    actions.vouch_for(by=two_phones.bilal.actor, application=guest)
    guest.refresh_from_db()
    for whose, why in (
        (two_phones.amina, "They have a phone"),
        (guest.member, "They do not vote here"),
        (named(hall, "Chidi"), "They have a phone"),
    ):
        with pytest.raises(OutOfOrder, match=why):
            actions.vouch_for(by=two_phones.bilal.actor, application=card, whose=whose)
    stranger = named(hall, "Ana")
    assert not may_take_down(stranger.actor, two_phones.boris, two_phones.assembly, clock.now())
    assert "Dilek" not in names(two_phones)


def test_they_are_named_to_the_only_one_with_a_phone_while_they_are_few(kitchen):
    at = clock.now()
    assert sayers(kitchen.amina.actor, kitchen.assembly, at) == [kitchen.boris, kitchen.carmen]
    assert sayers(kitchen.amina.actor, kitchen.assembly, at, but=[kitchen.boris.pk]) == [kitchen.carmen]
    for number in range(MOST_NAMED - 1):
        card = actions.type_in_card(by=kitchen.amina.actor, name=f"Paper {number}")
        actions.vouch_for(by=kitchen.amina.actor, application=card, whose=kitchen.boris)
    assert sayers(kitchen.amina.actor, kitchen.assembly, at) == []


def test_where_others_have_phones_they_are_found_by_name_and_no_page_names_them(two_phones):
    card = actions.type_in_card(by=two_phones.bilal.actor, name="Dilek")
    at = clock.now()
    assert sayers(two_phones.bilal.actor, two_phones.assembly, at) == []
    assert sayers(two_phones.bilal.actor, two_phones.assembly, at, beside=two_phones.bilal.pk) is None
    assert sayers(two_phones.bilal.actor, two_phones.assembly, at, but=[two_phones.boris.pk]) is None

    where = {"hall": two_phones.hall.slug}
    answer = browser(two_phones.amina).post(
        reverse("bodies:vouch_for_cards", kwargs=where), {"card": str(card.pk), "name": "boris"}, follow=True
    )
    assert "Boris vouches: that is taken down. Dilek is in." in answer.content.decode()
    unknown = browser(two_phones.amina).post(
        reverse("bodies:vouch_for_cards", kwargs=where), {"card": str(card.pk), "name": "Zoe"}
    )
    assert unknown.status_code == 409


def test_on_the_page_the_fourth_card_is_ticked_and_somebody_says_so(kitchen):
    card = actions.type_in_card(by=kitchen.amina.actor, name="Dilek")
    amina, where = browser(kitchen.amina), {"hall": kitchen.hall.slug}
    page = amina.get(reverse("bodies:cards", kwargs=where)).content.decode()
    assert "Somebody without a phone vouches for them" in page
    vouch = reverse("bodies:vouch_for_cards", kwargs=where)

    assert amina.post(vouch, {"card": str(card.pk), "member": "nobody"}).status_code == 409
    assert "Dilek" not in names(kitchen)
    answer = amina.post(vouch, {"card": str(card.pk), "member": str(kitchen.boris.pk)}, follow=True)

    assert "Boris vouches: that is taken down. Dilek is in." in answer.content.decode()
    assert "Dilek" in names(kitchen)


def test_a_hall_of_one_phone_gets_its_second(kitchen):
    """Nobody else could say so on a phone, and a first account takes nothing from anybody."""
    letting = actions.ask_back_in(by=kitchen.amina.actor, member=kitchen.boris)

    assert actions.confirm_back_in(by=kitchen.amina.actor, letting=letting).code


def test_with_two_phones_two_say_so(two_phones):
    letting = actions.ask_back_in(by=two_phones.amina.actor, member=two_phones.boris)

    with pytest.raises(NotAuthorised, match="a second member must say so"):
        actions.confirm_back_in(by=two_phones.amina.actor, letting=letting)
    assert actions.confirm_back_in(by=two_phones.bilal.actor, letting=letting).code
