"""Somebody without a phone joins on a paper card, and may claim an account later: the same person."""

import pytest

from unionhall.bodies import actions
from unionhall.bodies.models import Application, Body, Member
from unionhall.bodies.rules import assembly, is_voter, names
from unionhall.conftest import holder, joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.people import actions as people


def test_a_card_typed_by_one_and_vouched_for_by_another_makes_a_member_without_an_account(
    hall, bakery, ana, bilal, noon
):
    card = actions.type_in_card(by=ana.actor, name="Tina", card_number="17")
    assert not Member.objects.filter(name="Tina").exists()

    actions.vouch_for(by=bilal.actor, application=card)

    tina = Member.objects.get(name="Tina")
    assert not tina.person.has_account
    assert is_voter(tina, bakery, noon.at)
    assert kinds() == ["member.joined"]


def test_with_fewer_than_three_a_card_needs_one_voucher(other_hall, dora):
    actions.type_in_card(by=dora.actor, name="Emil")

    assert Member.objects.filter(hall=other_hall, name="Emil").exists()


def test_who_typed_a_card_does_not_vouch_again(hall, ana):
    card = actions.type_in_card(by=ana.actor, name="Tina")

    with pytest.raises(OutOfOrder, match="vouched for them already"):
        actions.vouch_for(by=ana.actor, application=card)


def test_a_batch_is_vouched_for_at_once(hall, ana, bilal):
    cards = [actions.type_in_card(by=ana.actor, name=f"New {number}").pk for number in range(5)]
    own = actions.type_in_card(by=bilal.actor, name="Bilal's").pk

    vouched = actions.vouch_for_many(by=bilal.actor, applications=[*cards, own])

    assert len(vouched) == 5
    assert Member.objects.filter(hall=hall).count() == 8
    assert kinds() == ["member.joined"] * 5


def test_a_guest_types_in_nobody(hall, ana, bilal):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)

    with pytest.raises(NotAuthorised):
        actions.type_in_card(by=guest.actor, name="Tina")


def test_cards_of_another_hall_do_not_exist(hall, ana, dora):
    card = actions.type_in_card(by=ana.actor, name="Tina")

    with pytest.raises(Application.DoesNotExist):
        actions.vouch_for(by=dora.actor, application=card)
    assert actions.vouch_for_many(by=dora.actor, applications=[card.pk]) == []


def test_one_card_is_typed_in_once(hall, ana, bilal):
    actions.type_in_card(by=ana.actor, name="Tina", card_number="17")

    with pytest.raises(OutOfOrder, match="typed in already"):
        actions.type_in_card(by=bilal.actor, name="Tina", card_number="17")


def test_a_card_taken_back_waits_no_more(hall, ana, bilal):
    card = actions.type_in_card(by=ana.actor, name="Tina")
    with pytest.raises(OutOfOrder, match="Only whoever typed"):
        actions.take_card_back(by=bilal.actor, application=card)

    actions.take_card_back(by=ana.actor, application=card)

    with pytest.raises(OutOfOrder, match="answered already"):
        actions.vouch_for(by=bilal.actor, application=card)


def test_who_did_not_tick_that_they_agree_is_a_guest(hall, bakery, ana, bilal, noon):
    card = actions.type_in_card(by=ana.actor, name="Tina", affirms=False)
    actions.vouch_for(by=bilal.actor, application=card)

    assert not is_voter(Member.objects.get(name="Tina"), bakery, noon.at)


def test_somebody_joins_a_section_with_the_card(hall, ana, bilal, noon):
    ovens = Body.objects.create(hall=hall, kind="section", name="Ovens", made_at=noon.at)
    card = actions.type_in_card(by=ana.actor, name="Tina", section=ovens)
    actions.vouch_for(by=bilal.actor, application=card)

    assert Member.objects.get(name="Tina").memberships.filter(body=ovens, until=None).exists()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ana García", "garcia ana", True),
        ("Müller, Jürgen", "Jurgen Muller", True),
        ("Ana Petrova", "Ana Petrowa", True),
        ("Siobhán O'Neill", "Siobhan ONeill", True),
        ("Ana", "Ada", False),
        ("Maria Lopez", "Mario Gomez", False),
        ("Li Wei", "Wei Li", True),
    ],
)
def test_doubles_are_found_however_they_are_typed(one, other, alike):
    assert names.is_alike(names.settled(one), names.settled(other)) is alike


def test_a_double_is_shown_and_put_aside(hall, ana, bilal, chidi):
    assert names.doubles(hall.pk, "chidi ") == [chidi]

    actions.put_aside_double(by=ana.actor, name="chidi", card_number="4", double_of=chidi)

    assert Member.objects.filter(hall=hall).count() == 3
    with pytest.raises(OutOfOrder, match="typed in already"):
        actions.type_in_card(by=bilal.actor, name="chidi", card_number="4")


def test_twelve_before_and_twelve_after_one_of_four_without_an_account_claims_one(
    hall, bakery, ana, bilal, noon
):
    for number in range(5):
        joins(ana, f"Phone {number}", seconder=bilal)
    for number in range(4):
        card = actions.type_in_card(by=ana.actor, name=f"Paper {number}")
        actions.vouch_for(by=bilal.actor, application=card)
    assert Member.objects.filter(hall=hall, left_on=None).count() == 12
    paper = Member.objects.select_related("person").get(name="Paper 0")

    letting = actions.ask_back_in(by=ana.actor, member=paper)
    code = actions.confirm_back_in(by=bilal.actor, letting=letting).code
    taken = people.take_over(holder=holder("paper"), code=code)

    assert Member.objects.filter(hall=hall, left_on=None).count() == 12
    assert taken.person == paper.person
    assert taken.person.has_account
    assert assembly(hall.pk) == bakery
