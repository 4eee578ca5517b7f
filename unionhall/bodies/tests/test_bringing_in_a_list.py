"""An existing list of members comes in at once, whole or not at all."""

import pytest

from unionhall.bodies import actions
from unionhall.bodies.actions.lists import Row
from unionhall.bodies.models import Body, Household, Member
from unionhall.bodies.rules import is_voter
from unionhall.conftest import kinds, mandated, proved
from unionhall.core.rulings import NotAuthorised, OutOfOrder


def test_under_the_mandate_sixty_come_in_with_one_entry(hall, bakery, ana, noon):
    mandated(ana, "bodies.admit")
    rows = [Row(f"Member {number}") for number in range(60)]

    actions.bring_in_list(by=proved(ana.actor), rows=rows)

    assert Member.objects.filter(hall=hall).count() == 63
    assert kinds() == ["mandate.given", "members.listed"]
    assert is_voter(Member.objects.get(name="Member 7"), bakery, noon.at)


def test_sections_and_households_are_taken_from_the_list(hall, ana, noon):
    mandated(ana, "bodies.admit")
    ovens = Body.objects.create(hall=hall, kind="section", name="Ovens", made_at=noon.at)

    actions.bring_in_list(
        by=proved(ana.actor),
        rows=[Row("Tina", "ovens", "", "Mill Lane 3"), Row("Uwe", "", "", "mill lane 3"), Row("Vera")],
    )

    assert Member.objects.get(name="Tina").memberships.filter(body=ovens).exists()
    assert Household.objects.get().members.count() == 2


def test_without_a_mandate_nobody_brings_in_a_list(hall, ana):
    with pytest.raises(NotAuthorised):
        actions.bring_in_list(by=proved(ana.actor), rows=[Row("Tina")])


def test_while_there_are_fewer_than_three_one_member_is_enough(other_hall, dora):
    actions.bring_in_list(by=dora.actor, rows=[Row("Emil"), Row("Finn"), Row("Gita")])

    assert Member.objects.filter(hall=other_hall).count() == 4


def test_one_bad_line_brings_in_nobody(hall, ana):
    mandated(ana, "bodies.admit")

    with pytest.raises(OutOfOrder, match="no section called Moon"):
        actions.bring_in_list(by=proved(ana.actor), rows=[Row("Tina"), Row("Uwe", "Moon")])

    assert Member.objects.filter(hall=hall).count() == 3


def test_an_empty_list_is_none(other_hall, dora):
    with pytest.raises(OutOfOrder):
        actions.bring_in_list(by=dora.actor, rows=[])
