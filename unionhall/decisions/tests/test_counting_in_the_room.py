"""Hands and paper: two tellers who do not see each other's figure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies import actions as bodies
from unionhall.conftest import joins, kinds, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.people.models import Person
from unionhall.record.models import Opening

from .story import counted, grown, seconded

pytestmark = pytest.mark.django_db
TWO_TO_ONE = {"yes": 2, "no": 1, "abstain": 0}


@pytest.fixture
def poll(bakery, ana, bilal):
    return actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")


def test_two_tellers_agree_and_the_result_is_declared(poll, ana, bilal):
    closed = counted(poll, (ana, bilal), TWO_TO_ONE, present=3)

    assert (closed.outcome, closed.present, closed.tally["yes"]) == ("carried", 3, 2)
    assert kinds()[-2:] == ["poll.opened", "poll.declared"]
    assert sorted(Opening.objects.get(kind="poll.declared").said()["facts"]["tellers"]) == sorted(
        [str(ana.pk), str(bilal.pk)]
    )


def test_one_teller_alone_is_not_enough(poll, ana):
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    with pytest.raises(OutOfOrder, match="Two tellers"):
        actions.close_poll(by=ana.actor, poll=poll)
    with pytest.raises(OutOfOrder, match="now the other one"):
        actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3)


def test_figures_that_differ_are_counted_again(poll, ana, bilal):
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    actions.type_figures(by=bilal.actor, poll=poll, figures={"yes": 1, "no": 2}, present=3)
    with pytest.raises(OutOfOrder, match="Two tellers"):
        actions.close_poll(by=ana.actor, poll=poll)

    assert counted(poll, (ana, bilal), {"yes": 1, "no": 2}, present=3).outcome == "lost"
    assert poll.figures.values("round").distinct().count() == 2


def test_on_one_device_one_types_for_both_in_turn(poll, ana, bilal, chidi):
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, teller=bilal)
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, teller=chidi)
    with pytest.raises(NotAuthorised, match="somebody else"):
        actions.close_poll(by=ana.actor, poll=poll)
    assert actions.close_poll(by=chidi.actor, poll=poll).outcome == "carried"


def test_nobody_makes_a_result_alone_at_night(poll, ana, bilal, chidi, noon):
    actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 3}, present=3, teller=bilal)
    actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 3}, present=3, teller=chidi)
    noon.forward(timedelta(hours=12))
    with pytest.raises(NotAuthorised, match="somebody else"):
        actions.close_poll(by=ana.actor, poll=poll)

    actions.settle(poll.hall_id)

    poll.refresh_from_db()
    poll.motion.refresh_from_db()
    assert (poll.outcome, poll.tally, poll.motion.status) == ("stopped", None, "seconded")


@pytest.mark.parametrize("hour", [1, 13])
def test_neither_a_guest_nor_whoever_is_suspended_confirms_what_one_person_typed_in(
    poll, ana, bilal, chidi, noon, hour
):
    tina = joins(ana, "Tina", way="not_yet", seconder=bilal)
    for teller in (ana, bilal):
        actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 3}, present=3, teller=teller)
    bodies.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(poll.hall))
    noon.forward(timedelta(hours=hour))

    for other in (tina, chidi):
        with pytest.raises(NotAuthorised):
            actions.close_poll(by=other.actor, poll=poll)

    assert "poll.declared" not in kinds()
    assert actions.close_poll(by=bilal.actor, poll=poll).outcome == "carried"


def test_where_nobody_else_has_an_account_one_is_enough(poll, ana, bilal, chidi):
    Person.objects.filter(pk__in=[bilal.person_id, chidi.person_id]).update(key_hash="")
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, teller=bilal)

    assert actions.close_poll(by=ana.actor, poll=poll).outcome == "carried"


def test_below_seven_one_counts_aloud_if_nobody_objects(poll, ana, bilal, chidi):
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, aloud=True)
    actions.refuse_aloud(by=chidi.actor, poll=poll)
    with pytest.raises(OutOfOrder, match="Two tellers"):
        actions.close_poll(by=ana.actor, poll=poll)
    with pytest.raises(OutOfOrder, match="objected"):
        actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, aloud=True)

    assert counted(poll, (ana, bilal), TWO_TO_ONE, present=3).outcome == "carried"


def test_counted_aloud_with_nobody_objecting(poll, ana, bilal):
    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, aloud=True)
    with pytest.raises(NotAuthorised, match="somebody else"):
        actions.close_poll(by=ana.actor, poll=poll)
    assert actions.close_poll(by=bilal.actor, poll=poll).outcome == "carried"


def test_from_seven_on_two_count(bakery, ana, bilal):
    grown(ana, bilal, 4)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    with pytest.raises(OutOfOrder, match="two tellers count"):
        actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 7}, present=7, aloud=True)


@pytest.mark.parametrize(
    ("figures", "present", "why"),
    [
        ({"yes": 3, "no": 1}, 3, "count again"),
        ({"yes": 2, "no": 1}, 2, "count again"),
        ({"yes": -1}, 3, "cannot be"),
        ({"yes": 1}, 4, "more present"),
        ({"yes": 1, "blank": 1}, 3, "not counted here"),
    ],
)
def test_figures_that_cannot_be_are_refused(poll, ana, figures, present, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.type_figures(by=ana.actor, poll=poll, figures=figures, present=present)


def test_dora_does_not_count_for_us(poll, ana, dora):
    with pytest.raises(NotAuthorised):
        actions.type_figures(by=dora.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    with pytest.raises(OutOfOrder, match="members of this body"):
        actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, teller=dora)


def test_a_count_never_brought_in_brings_no_result_and_the_motion_comes_back(poll, bakery, ana, noon):
    noon.forward(timedelta(hours=13))
    actions.settle(bakery.hall_id)

    poll.refresh_from_db()
    poll.motion.refresh_from_db()
    assert (poll.outcome, poll.motion.status) == ("stopped", "seconded")
    assert actions.open_poll(by=ana.actor, motion=poll.motion).call == 2


def test_a_guest_counts_no_votes(poll, ana, bilal):
    tina = joins(ana, "Tina", way="not_yet", seconder=bilal)

    with pytest.raises(NotAuthorised):
        actions.type_figures(by=tina.actor, poll=poll, figures=TWO_TO_ONE, present=3)


def test_a_grave_matter_is_never_counted_by_one_alone(bakery, ana, bilal, chidi):
    grave = seconded(ana, bakery, bilal, matter="strike")
    poll = actions.open_poll(by=ana.actor, motion=grave, method="hands")

    with pytest.raises(OutOfOrder, match="two tellers count, however few"):
        actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, aloud=True)
    assert counted(poll, (ana, bilal), TWO_TO_ONE, present=3).outcome == "carried"


def test_where_only_two_vote_one_counts_a_grave_matter_aloud(bakery, ana, bilal, chidi):
    bodies.leave_hall(by=chidi.actor)
    grave = seconded(ana, bakery, bilal, matter="strike")
    poll = actions.open_poll(by=ana.actor, motion=grave, method="hands")

    assert actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 2}, present=2, aloud=True)
