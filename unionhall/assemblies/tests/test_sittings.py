"""One assembly in several sittings: one agenda, one register, counts sealed until the last, and nobody counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import ItemState, Meeting, Presence
from unionhall.bodies import actions as bodies
from unionhall.conftest import joins, kinds
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions import rules as deciding
from unionhall.decisions import sealed
from unionhall.decisions.models import Outcome, Pile, Roll, TellerFigure
from unionhall.decisions.rules.sittings import sittings_of
from unionhall.decisions.tests.story import adopt
from unionhall.record.models import Opening

from .evening import FRIDAY, come, seconded

pytestmark = pytest.mark.django_db
NIGHT = FRIDAY + timedelta(hours=12)
OF_FOUR = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=4))


def call(by: Any, second: Any, body: Any, *further: Any, **more: Any) -> Meeting:
    """A meeting for Friday with these further sittings, called by two."""
    made = actions.call_meeting(
        by=by.actor, body=body, begins_at=FRIDAY, place="Back room", further=further, **more
    )
    return actions.call_too(by=second.actor, meeting=made)


def begin(meeting: Any, *people: Any) -> Any:
    """These check in, and the first of them opens it."""
    come(meeting, *people)
    return actions.open_meeting(by=people[0].actor, meeting=meeting)


def hands(poll: Any, tellers: Any, present: int, yes: int, no: int, **more: Any) -> None:
    """Two tellers type in the same."""
    for one in tellers:
        decisions.type_figures(
            by=one.actor, poll=poll, figures={"yes": yes, "no": no}, present=present, **more
        )


@pytest.fixture
def five(bakery: Any, ana: Any, bilal: Any, chidi: Any) -> list[Any]:
    """Five vote in the bakery, and four of them make a quorum."""
    people = [
        ana,
        bilal,
        chidi,
        joins(ana, "Davi", seconder=bilal),
        joins(ana, "Eun", seconder=bilal),
    ]
    adopt(bakery, replace(STARTER.charter, ordinary=OF_FOUR))
    return people


@pytest.fixture
def day_and_night(bakery: Any, five: Any, noon: Any) -> tuple[Any, Any]:
    """An assembly called for Friday evening and for the night shift twelve hours later; it is Friday's hour."""
    ana, bilal, *_others = five
    first = call(ana, bilal, bakery, (NIGHT, "Gate 2"))
    noon.forward(FRIDAY - noon.at)
    first.refresh_from_db()
    return first, first.further.get()


@pytest.fixture
def polled(day_and_night: Any, five: Any) -> Any:
    """At the first sitting Ana, Bilal and Chidi are there, and a vote by hands is open; Davi and Eun come at night."""
    ana, bilal, chidi, *_others = five
    begin(day_and_night[0], ana, bilal, chidi)
    motion = seconded(day_and_night[0], ana, bilal)
    return decisions.open_poll(by=ana.actor, motion=motion, method="hands")


def to_the_night(first: Any, night: Any, noon: Any, ana: Any) -> Any:
    """The first sitting is closed, and it is the hour of the second."""
    first.refresh_from_db()
    actions.close_meeting(by=ana.actor, meeting=first)
    noon.forward(NIGHT - noon.at)
    night.refresh_from_db()
    return night


# Calling ----------------------------------------------------------------------------------------------------------


def test_the_sittings_are_called_with_the_first_and_stand_and_fall_with_it(hall, bakery, ana, bilal):
    made = actions.call_meeting(
        by=ana.actor,
        body=bakery,
        begins_at=FRIDAY,
        place="Back room",
        further=[(NIGHT, ""), (FRIDAY, "Mill")],
    )
    here, night = made.further.order_by("begins_at")
    assert (here.place, night.place) == ("Mill", "Back room") and night.convened_at is None
    assert kinds(hall)[-3:] == ["meeting.called", "sitting.called", "sitting.called"]

    actions.call_too(by=bilal.actor, meeting=made)
    night.refresh_from_db()
    assert night.convened_at is not None
    with pytest.raises(OutOfOrder, match="on the page of the first one"):
        actions.call_too(by=bilal.actor, meeting=night)
    with pytest.raises(NotAuthorised, match="Those who called"):
        actions.call_off(by=ana.actor, meeting=night)

    for one in (ana, bilal):
        actions.call_off(by=one.actor, meeting=made)
    night.refresh_from_db()
    assert night.called_off_at is not None


@pytest.mark.parametrize(
    ("further", "why"),
    [
        ([(FRIDAY - timedelta(hours=1), "Mill")], "the earliest"),
        ([(FRIDAY + timedelta(days=7, minutes=1), "Mill")], "within 7 days"),
        ([(FRIDAY, " ")], "say where"),
        ([(NIGHT, "Mill"), (NIGHT, "Mill")], "same place at the same hour"),
        ([(NIGHT + timedelta(hours=n), "") for n in range(4)], "4 sittings at most"),
    ],
)
def test_sittings_that_cannot_be_are_refused(bakery, ana, further, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room", further=further)
    assert not Meeting.objects.exists()


def test_once_a_sitting_was_opened_the_assembly_is_not_called_off(day_and_night, five, noon):
    first, night = day_and_night
    begin(first, *five[:2])
    with pytest.raises(OutOfOrder, match="was opened"):
        actions.call_off(by=five[0].actor, meeting=first)

    Meeting.objects.filter(pk=first.pk).update(opened_at=None)
    Meeting.objects.filter(pk=night.pk).update(opened_at=noon.at)
    with pytest.raises(OutOfOrder, match="was opened"):
        actions.call_off(by=five[0].actor, meeting=first)


# What is shared, and what is each one's --------------------------------------------------------------------------


def test_the_agenda_is_one_and_each_sitting_goes_through_it(bakery, five, noon):
    ana, bilal, chidi, davi, _eun = five
    first = call(ana, bilal, bakery, (NIGHT, "Gate 2"), agenda="short")
    night = first.further.get()
    actions.put_item(by=ana.actor, meeting=night, title="Ovens")
    assert [one.title for one in first.items.all()][-1] == "Ovens" and not night.items.exists()

    noon.forward(FRIDAY - noon.at)
    begin(first, ana, bilal)
    item = first.items.last()
    actions.go_to(by=ana.actor, meeting=first, item=item)
    type(item).objects.filter(pk=item.pk).update(state=ItemState.TABLED)
    night = to_the_night(first, night, noon, ana)
    begin(night, davi, chidi)
    item.refresh_from_db()
    assert item.state == ItemState.OPEN  # what one sitting laid aside is before the next again

    moved = actions.go_to(by=davi.actor, meeting=night, item=item)
    assert moved.now == item
    added = actions.put_item(by=davi.actor, meeting=night, title="Lockers")
    assert added.meeting_id == first.pk


def test_each_sitting_has_its_own_door_and_nobody_is_in_two_rooms(bakery, five, noon):
    ana, bilal, chidi, *_others = five
    first = call(ana, bilal, bakery, (FRIDAY, "Mill"))
    mill = first.further.get()
    noon.forward(FRIDAY - noon.at)
    come(first, ana, bilal)
    come(mill, chidi)
    with pytest.raises(OutOfOrder, match="at another sitting"):
        actions.tick_in(by=chidi.actor, meeting=mill, member=bilal)

    come(mill, bilal)  # and goes over
    assert {one.member.name for one in rules.here(first)} == {"Ana"}
    assert Presence.objects.filter(member=bilal, left_at=None).get().meeting_id == mill.pk


def test_a_quorum_is_counted_over_all_sittings(day_and_night, five, noon):
    first, night = day_and_night
    ana, bilal, chidi, davi, _eun = five
    begin(first, ana, bilal)
    assert rules.turned_out(first, noon.at).lacking == 0  # another one is to come
    night = to_the_night(first, night, noon, ana)
    begin(night, chidi)
    assert rules.turned_out(night, noon.at).lacking == 1  # of four
    come(night, davi)
    assert rules.turned_out(night, noon.at).lacking == 0 and rules.turned_out(night, noon.at).many == 2


def test_who_says_they_come_to_one_sitting_counts_for_the_whole(day_and_night, five, noon):
    first, night = day_and_night
    for one, where in zip(five, (first, night, night, first, night), strict=True):
        actions.say_coming(by=one.actor, meeting=where, yes=True)
    assert rules.forecast(first, noon.at).many == rules.forecast(night, noon.at).many == 5


# A vote through all of them ---------------------------------------------------------------------------------------


def test_a_vote_goes_through_both_and_is_declared_after_the_last(
    hall, day_and_night, polled, five, noon, django_capture_on_commit_callbacks
):
    first, night = day_and_night
    ana, bilal, chidi, davi, eun = five
    assert polled.through == first.pk and polled.closes_at == NIGHT + timedelta(hours=12)
    assert polled.electorate == 5
    hands(polled, (ana, bilal), 3, 2, 1)
    told = decisions.close_poll(by=chidi.actor, poll=polled)
    assert told.declared_at is None and kinds(hall)[-1] == "sitting.counted"

    night = to_the_night(first, night, noon, ana)
    begin(night, davi, eun)
    hands(polled, (davi, eun), 2, 0, 2)
    assert sealed.place_of(polled.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = decisions.close_poll(by=davi.actor, poll=polled)

    assert done.tally == {"yes": 2, "no": 3, "abstain": 0, "blank": 0, "spoilt": 0}
    assert (done.outcome, done.present, done.there) == (Outcome.LOST, 5, 5)
    assert kinds(hall)[-2:] == ["sittings.opened", "poll.declared"]
    assert [one.counted for one in deciding.told_sittings(done, noon.at)] == [3, 2]
    assert [one.figures["yes"] for one in deciding.told_sittings(done, noon.at)] == [2, 0]
    assert not sealed.place_of(polled.pk).exists() and not TellerFigure.objects.exclude(sealed=b"").exists()


def test_what_the_record_kept_sealed_fits_what_it_opens(polled, day_and_night, five, noon):
    ana, bilal, chidi, davi, eun = five
    hands(polled, (ana, bilal), 3, 2, 1)
    decisions.close_poll(by=chidi.actor, poll=polled)
    seal = Opening.objects.get(kind="sitting.counted").said()["facts"]["seal"]
    begin(to_the_night(*day_and_night, noon, ana), davi, eun)
    hands(polled, (davi, eun), 2, 2, 0)
    decisions.close_poll(by=davi.actor, poll=polled)

    counts = Opening.objects.get(kind="sittings.opened").said()["facts"]["counts"]
    assert counts[0]["seal"] == seal and counts[0]["figures"]["yes"] == 2
    assert all(sealed.digest_of(one, one["present"]) == one["seal"] for one in counts)
    assert sealed.digest_of({**counts[0], "figures": {"yes": 3}}, 3) != seal


def test_quorum_is_judged_at_the_end_and_too_few_over_all_of_them_is_no_result(day_and_night, five, noon):
    ana, bilal, chidi, davi, _eun = five
    first, night = day_and_night
    begin(first, ana, bilal)  # two of the four that a quorum asks for
    motion = seconded(first, ana, bilal)
    with pytest.raises(OutOfOrder, match="Another sitting is to come"):
        decisions.note_too_few(by=ana.actor, motion=motion)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    hands(poll, (ana, bilal), 2, 2, 0)
    decisions.close_poll(by=ana.actor, poll=poll)
    begin(to_the_night(first, night, noon, ana), chidi)
    for teller in (chidi, davi):  # whoever is alone at a sitting counts for two
        decisions.type_figures(
            by=chidi.actor, poll=poll, figures={"yes": 1, "no": 0}, present=1, teller=teller
        )
    done = decisions.close_poll(by=chidi.actor, poll=poll)
    assert (done.outcome, done.there, done.needed) == (Outcome.NOT_QUORATE, 3, 4)


# Nobody twice -----------------------------------------------------------------------------------------------------


def test_who_was_counted_at_one_sitting_is_in_no_other_count(day_and_night, polled, five, noon):
    first, night = day_and_night
    ana, bilal, chidi, davi, eun = five
    hands(polled, (ana, bilal), 3, 2, 1)
    decisions.close_poll(by=chidi.actor, poll=polled)
    begin(to_the_night(first, night, noon, ana), davi, ana, eun)

    here = deciding.where_is(davi.actor, polled, noon.at)
    assert [one.member.name for one in deciding.counted_before(polled, here)] == ["Ana"]
    with pytest.raises(OutOfOrder, match="2 are checked in who were counted at no other"):
        decisions.type_figures(by=davi.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3)
    hands(polled, (davi, ana), 2, 2, 0)  # she may count others
    done = decisions.close_poll(by=eun.actor, poll=polled)
    assert done.present == 5 and done.tally["yes"] == 4


def test_no_more_can_be_counted_than_there_are_whatever_is_typed(day_and_night, polled, five):
    ana, *_others = five
    for yes, present, why in ((4, 4, "3 are checked in"), (4, 3, "count again"), (2, 2, "3 are checked in")):
        with pytest.raises(OutOfOrder, match=why):
            decisions.type_figures(by=ana.actor, poll=polled, figures={"yes": yes, "no": 0}, present=present)


def test_who_is_in_a_count_is_settled_with_its_first_figure(day_and_night, polled, five):
    first, _night = day_and_night
    ana, bilal, chidi, davi, _eun = five
    decisions.type_figures(by=ana.actor, poll=polled, figures={"yes": 2, "no": 1}, present=3)
    come(first, davi)
    actions.check_out(by=chidi.actor, meeting=first)
    with pytest.raises(OutOfOrder, match="it was 3"):
        decisions.type_figures(by=bilal.actor, poll=polled, figures={"yes": 2, "no": 1}, present=4)
    decisions.type_figures(by=bilal.actor, poll=polled, figures={"yes": 2, "no": 1}, present=3)
    decisions.close_poll(by=bilal.actor, poll=polled)

    counted = Roll.objects.filter(poll=polled, sitting=first.pk).values_list("member__name", flat=True)
    assert set(counted) == {"Ana", "Bilal", "Chidi"}  # not Davi, who came after it: he votes at night


def test_figures_that_differ_are_counted_anew_with_who_is_there_then(day_and_night, polled, five):
    first, _night = day_and_night
    ana, bilal, _chidi, davi, _eun = five
    decisions.type_figures(by=ana.actor, poll=polled, figures={"yes": 2, "no": 1}, present=3)
    decisions.type_figures(by=bilal.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3)
    assert deciding.counts_again(polled, first.pk) and deciding.agreed_figure(polled, first.pk) is None
    come(first, davi)
    hands(polled, (ana, bilal), 4, 3, 1)
    decisions.close_poll(by=davi.actor, poll=polled)
    with pytest.raises(OutOfOrder, match="has been counted"):
        decisions.type_figures(by=ana.actor, poll=polled, figures={"yes": 4, "no": 0}, present=4)


def test_who_is_at_no_sitting_counts_nothing_and_one_alone_does_not_end_it(day_and_night, polled, five):
    ana, bilal, chidi, davi, _eun = five
    with pytest.raises(NotAuthorised, match="check in first"):
        decisions.type_figures(by=davi.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3)
    with pytest.raises(OutOfOrder, match="two tellers count"):
        decisions.type_figures(by=ana.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3, aloud=True)
    with pytest.raises(OutOfOrder, match="Two tellers must"):
        decisions.close_poll(by=ana.actor, poll=polled)
    for teller in (ana, bilal):
        decisions.type_figures(
            by=ana.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3, teller=teller
        )
    with pytest.raises(NotAuthorised, match="somebody else who was there"):
        decisions.close_poll(by=ana.actor, poll=polled)
    with pytest.raises(OutOfOrder, match="Another sitting has still to count"):
        decisions.close_poll(by=davi.actor, poll=polled)  # who was not there says nothing of it
    decisions.close_poll(by=chidi.actor, poll=polled)


def test_who_left_or_was_let_go_in_between_is_in_no_later_count_and_what_they_voted_stays(
    day_and_night, polled, five, noon
):
    first, night = day_and_night
    ana, bilal, chidi, davi, eun = five
    hands(polled, (ana, bilal), 3, 3, 0)
    decisions.close_poll(by=chidi.actor, poll=polled)
    night = to_the_night(first, night, noon, ana)
    begin(night, davi, eun)
    bodies.leave_hall(by=eun.actor)
    bodies.leave_hall(by=chidi.actor)
    joined = joins(ana, "Fay", seconder=bilal)  # since the register was frozen
    come(night, joined, bilal)
    hands(polled, (davi, bilal), 1, 0, 1)
    done = decisions.close_poll(by=davi.actor, poll=polled)
    assert done.present == 4 and (done.tally["yes"], done.tally["no"]) == (3, 1)


# Two buildings at the same hour ------------------------------------------------------------------------------------


def test_two_buildings_count_beside_each_other_and_the_later_declares(bakery, five, noon):
    ana, bilal, chidi, davi, eun = five
    first = call(ana, bilal, bakery, (FRIDAY, "Mill"))
    mill = first.further.get()
    noon.forward(FRIDAY - noon.at)
    begin(first, ana, bilal)
    begin(mill, chidi, davi, eun)
    poll = decisions.open_poll(by=ana.actor, motion=seconded(first, ana, bilal), method="hands")

    decisions.type_figures(by=ana.actor, poll=poll, figures={"yes": 2, "no": 0}, present=2)
    decisions.type_figures(by=chidi.actor, poll=poll, figures={"yes": 0, "no": 3}, present=3)
    decisions.type_figures(by=davi.actor, poll=poll, figures={"yes": 0, "no": 3}, present=3)
    decisions.close_poll(by=eun.actor, poll=poll)
    decisions.type_figures(by=bilal.actor, poll=poll, figures={"yes": 2, "no": 0}, present=2)
    done = decisions.close_poll(by=ana.actor, poll=poll)
    assert (done.outcome, done.present, done.tally["no"]) == (Outcome.LOST, 5, 3)


# The end ---------------------------------------------------------------------------------------------------------


def test_a_sitting_closes_once_it_has_counted_and_the_vote_goes_on(day_and_night, polled, five):
    first, _night = day_and_night
    first.refresh_from_db()
    ana, bilal, chidi, *_others = five
    with pytest.raises(OutOfOrder, match="first its result"):
        actions.close_meeting(by=ana.actor, meeting=first)
    assert rules.before(first).voting
    hands(polled, (ana, bilal), 3, 3, 0)
    decisions.close_poll(by=chidi.actor, poll=polled)
    assert not rules.before(first).voting
    assert actions.close_meeting(by=ana.actor, meeting=first).closed_at is not None


def test_a_sitting_that_never_opens_ends_the_vote_with_what_was_counted(
    hall, day_and_night, polled, five, noon
):
    first, _night = day_and_night
    ana, bilal, chidi, *_others = five
    hands(polled, (ana, bilal), 3, 3, 0)
    decisions.close_poll(by=chidi.actor, poll=polled)
    actions.close_meeting(by=ana.actor, meeting=first)
    noon.forward(NIGHT + timedelta(hours=12) - noon.at)
    decisions.settle(hall.pk)

    polled.refresh_from_db()
    assert (polled.outcome, polled.present, polled.needed) == (Outcome.NOT_QUORATE, 3, 4)
    assert "Counted at 1 of 2 sittings" in str(deciding.counting.sentence_from(polled.reasons[-1]))


def test_nothing_counted_anywhere_is_no_result_and_the_motion_comes_back(
    hall, day_and_night, polled, five, noon, django_capture_on_commit_callbacks
):
    ana, bilal, *_others = five
    for teller in (ana, bilal):  # both by Ana: it would rest on her alone
        decisions.type_figures(
            by=ana.actor, poll=polled, figures={"yes": 3, "no": 0}, present=3, teller=teller
        )
    noon.forward(NIGHT + timedelta(hours=12) - noon.at)
    with django_capture_on_commit_callbacks(execute=True):
        decisions.settle(hall.pk)
    polled.refresh_from_db()
    assert polled.outcome == Outcome.STOPPED and polled.tally is None
    assert not sealed.place_of(polled.pk).exists()


def test_two_who_agree_count_though_nobody_ended_it(hall, day_and_night, polled, five, noon):
    ana, bilal, *_others = five
    hands(polled, (ana, bilal), 3, 3, 0)
    noon.forward(NIGHT + timedelta(hours=12) - noon.at)
    decisions.settle(hall.pk)
    polled.refresh_from_db()
    assert polled.outcome == Outcome.NOT_QUORATE and polled.present == 3


def test_a_lost_key_is_said_and_no_result_is_made_up(hall, day_and_night, polled, five, noon):
    ana, bilal, chidi, *_others = five
    hands(polled, (ana, bilal), 3, 3, 0)
    decisions.close_poll(by=chidi.actor, poll=polled)
    sealed.place_of(polled.pk).unlink()
    noon.forward(NIGHT + timedelta(hours=12) - noon.at)
    decisions.settle(hall.pk)
    polled.refresh_from_db()
    assert polled.outcome == Outcome.STOPPED
    assert "could not be opened on this server" in str(deciding.counting.sentence_from(polled.reasons[0]))


def test_a_vote_opened_at_the_last_sitting_is_that_ones_alone(day_and_night, five, noon):
    first, night = day_and_night
    begin(first, *five[:2])
    night = to_the_night(first, night, noon, five[0])
    begin(night, *five[1:])
    poll = decisions.open_poll(by=five[1].actor, motion=seconded(night, *five[:2]), method="hands")
    assert poll.through is None and poll.policy == "meeting"


def test_by_phone_a_vote_is_as_always(day_and_night, five):
    ana, bilal, *_others = five
    begin(day_and_night[0], ana, bilal)
    poll = decisions.open_poll(by=ana.actor, motion=seconded(day_and_night[0], ana, bilal), method="open")
    assert poll.through is None


def test_an_election_on_paper_goes_through_them_too(bakery, day_and_night, five, noon):
    from unionhall.core.counting.names import Rule
    from unionhall.core.counting.stacks import Stack

    first, night = day_and_night
    ana, bilal, chidi, davi, eun = five
    begin(first, ana, bilal, chidi)
    motion = decisions.put_choice(
        by=ana.actor, body=bakery, title="Which oven", options="Wood\nGas", rule=Rule.APPROVAL
    )
    decisions.second_motion(by=bilal.actor, motion=motion)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="paper")
    for one in (ana, bilal):
        decisions.type_papers(by=one.actor, poll=poll, stack=Stack({"1,0": 2, "0,1": 1}), present=3)
    assert not Pile.objects.exists()
    decisions.close_poll(by=chidi.actor, poll=poll)
    begin(to_the_night(first, night, noon, ana), davi, eun)
    for one in (davi, eun):
        decisions.type_papers(by=one.actor, poll=poll, stack=Stack({"0,1": 2}), present=2)
    done = decisions.close_poll(by=davi.actor, poll=poll)

    assert done.outcome == Outcome.CARRIED and done.tally["handed_in"] == 5
    assert deciding.stored_report(done).winners == ("Gas",)
    assert deciding.stack_kept(done).to_data()["lines"] == {"0,1": 3, "1,0": 2}


# Minutes ---------------------------------------------------------------------------------------------------------


def test_there_is_one_set_of_minutes_and_it_waits_for_the_last_sitting(day_and_night, polled, five, noon):
    first, night = day_and_night
    ana, bilal, chidi, davi, eun = five
    hands(polled, (ana, bilal), 3, 3, 0)
    decisions.close_poll(by=chidi.actor, poll=polled)
    night = to_the_night(first, night, noon, ana)
    with pytest.raises(OutOfOrder, match="once their meeting is over"):
        actions.put_minutes(by=ana.actor, meeting=first)
    begin(night, davi, eun)
    line = actions.write_line(by=davi.actor, meeting=night, text="The ovens are cold.")
    assert line.meeting_id == first.pk and not line.late
    hands(polled, (davi, eun), 2, 2, 0)
    decisions.close_poll(by=davi.actor, poll=polled)
    actions.close_meeting(by=davi.actor, meeting=night)

    assert [one.pk for one in rules.decided_at(first)] == [polled.pk]
    motion = actions.put_minutes(by=ana.actor, meeting=night)
    assert rules.motion_to_approve(first) == motion
    assert sittings_of(first.body, noon.at) is None and sittings_of(first.body, noon.at, first.pk) is not None
