"""Nothing needs more people than there are: admission and being let back in, for 1 to 12 members (S2-2.2)."""

from datetime import timedelta

import pytest

from unionhall.bodies import actions, rules
from unionhall.bodies.models import Member
from unionhall.conftest import holder, joins
from unionhall.people import actions as people


def _grown(hall, first, size):
    """The hall with so many members."""
    members = [first]
    while len(members) < size:
        seconder = members[1] if len(members) >= 3 else None
        members.append(joins(members[0], f"Member {len(members)}", seconder=seconder))
    return members


@pytest.mark.parametrize("size", range(1, 13))
def test_somebody_can_always_be_brought_in(other_hall, dora, size):
    members = _grown(other_hall, dora, size)

    # Not always the same one: invites have a cap a day, and there are others.
    seconder = members[0] if size >= 3 else None
    joins(members[-1], "New", seconder=seconder)

    card = actions.type_in_card(by=members[0].actor, name="Zzyzx")
    if card.answer == "open":
        actions.vouch_for(by=members[-1].actor, application=card)
    assert Member.objects.filter(hall=other_hall).count() == size + 2


@pytest.mark.parametrize("size", range(2, 13))
def test_one_lost_phone_bars_nobody_for_longer_than_a_day(other_hall, dora, size, noon):
    members = _grown(other_hall, dora, size)
    lost, asker = members[-1], members[0]

    letting = actions.ask_back_in(by=asker.actor, member=lost)
    second = members[1] if size > 2 else asker
    code = actions.confirm_back_in(by=second.actor, letting=letting).code
    noon.forward(timedelta(days=1))

    assert people.take_over(holder=holder("found again"), code=code).person.pk == lost.person_id


@pytest.mark.parametrize("size", range(2, 13))
def test_one_departure_bars_nothing(other_hall, dora, size, noon):
    members = _grown(other_hall, dora, size)
    actions.leave_hall(by=members[0].actor)

    rest = members[1:]
    assert len(rules.voters(rules.assembly(other_hall.pk), noon.at)) == size - 1
    joins(rest[0], "New", seconder=rest[1] if len(rest) >= 3 else None)
