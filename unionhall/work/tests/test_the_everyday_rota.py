"""The everyday rota: whoever did it least goes next; swaps, offers, cannot; done or not; forgotten after 90 days."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from unionhall.assemblies import actions as assemblies
from unionhall.conftest import joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.people.models import Person
from unionhall.work import actions, burdens, rules
from unionhall.work.models import Every, InRota, Rota, Turn, Unable

pytestmark = pytest.mark.django_db


@pytest.fixture
def rota(bakery, ana, bilal, chidi):
    """Cleaning, begun by Ana on a Monday, with Bilal and Chidi in it."""
    return actions.begin_rota(by=ana.actor, body=bakery, title=" Cleaning  the hall ", others=[bilal, chidi])


def whose(rota):
    return [turn.member.name if turn.member else None for turn in rota.turns.select_related("member")]


def turn(rota, number):
    return rota.turns.get(number=number)


def had(rota):
    found = rules.counts(rota.people.all(), rota.turns.all())
    return {one.member.name: found[one.member_id] for one in rota.people.select_related("member")}


def test_everybody_has_a_turn_before_anybody_has_two(rota):
    assert rota.title == "Cleaning the hall"
    assert whose(rota) == ["Ana", "Bilal", "Chidi", "Ana"]
    assert [one.day.weekday() for one in rota.turns.all()] == [0] * 4
    assert turn(rota, 1).day - turn(rota, 0).day == timedelta(days=7)


def test_nothing_of_it_is_in_the_record(rota, ana):
    before = kinds()
    actions.say_cannot(by=ana.actor, turn=turn(rota, 0))
    assert kinds() == before


def test_it_has_a_name(bakery, ana):
    with pytest.raises(OutOfOrder, match="what it is"):
        actions.begin_rota(by=ana.actor, body=bakery, title="  ")
    with pytest.raises(OutOfOrder, match="80"):
        actions.begin_rota(by=ana.actor, body=bakery, title="x" * 81)
    with pytest.raises(OutOfOrder, match="Choose"):
        actions.begin_rota(by=ana.actor, body=bakery, title="x", every="year")


def test_nobody_of_another_hall_begins_or_is_put_in(bakery, rota, ana, dora):
    with pytest.raises(NotAuthorised):
        actions.begin_rota(by=dora.actor, body=bakery, title="x")
    with pytest.raises(OutOfOrder, match="no member"):
        actions.put_in(by=ana.actor, rota=rota, members=[dora])


def test_who_cannot_gives_no_reason_and_comes_up_again_sooner(rota, ana):
    first = actions.say_cannot(by=ana.actor, turn=turn(rota, 0))
    # Ana has one still, in the fourth week; Bilal and Chidi one each: of those who can, Bilal's is longer ago.
    assert first.member.name == "Bilal" and first.how == "instead"
    assert "nobody had had fewer" in rules.why(first)
    assert had(rota) == {"Ana": 1, "Bilal": 2, "Chidi": 1}


def test_a_turn_that_nobody_can_take_is_nobodys_until_somebody_takes_it(rota, ana, bilal, chidi):
    for name in ("ana", "bilal", "chidi"):
        who = {"ana": ana, "bilal": bilal, "chidi": chidi}[name]
        actions.say_cannot(by=who.actor, turn=turn(rota, 0))
    assert turn(rota, 0).member is None and "cannot" in rules.why(turn(rota, 0))
    taken = actions.take_turn(by=chidi.actor, turn=turn(rota, 0))
    assert taken.member == chidi and not Unable.objects.filter(member=chidi).exists()


def test_only_whose_turn_it_is_says_that_they_cannot(rota, bilal):
    with pytest.raises(NotAuthorised, match="themselves"):
        actions.say_cannot(by=bilal.actor, turn=turn(rota, 0))


def test_who_has_no_phone_is_in_it_like_anybody(rota, ana, bilal):
    Person.objects.filter(pk=ana.person_id).update(key_hash="")
    assert actions.say_cannot(by=bilal.actor, turn=turn(rota, 0)).member != ana


def test_an_offered_turn_is_ones_own_until_one_other_takes_it(rota, ana, bilal, chidi):
    with pytest.raises(OutOfOrder, match="not offered"):
        actions.take_turn(by=bilal.actor, turn=turn(rota, 0))
    assert actions.offer_turn(by=ana.actor, turn=turn(rota, 0)).member == ana
    assert not actions.keep_turn(by=ana.actor, turn=turn(rota, 0)).offered
    actions.offer_turn(by=ana.actor, turn=turn(rota, 0))
    with pytest.raises(OutOfOrder, match="yours"):
        actions.take_turn(by=ana.actor, turn=turn(rota, 0))
    assert actions.take_turn(by=bilal.actor, turn=turn(rota, 0)).member == bilal
    with pytest.raises(OutOfOrder, match="not offered"):
        actions.take_turn(by=chidi.actor, turn=turn(rota, 0))


def test_a_swap_is_asked_and_nothing_changes_before_the_yes(rota, ana, bilal, chidi):
    actions.ask_swap(by=ana.actor, turn=turn(rota, 0), for_turn=turn(rota, 1))
    assert whose(rota) == ["Ana", "Bilal", "Chidi", "Ana"]
    with pytest.raises(NotAuthorised):
        actions.answer_swap(by=chidi.actor, turn=turn(rota, 0), yes=True)
    with pytest.raises(NotAuthorised):
        actions.answer_swap(by=ana.actor, turn=turn(rota, 0), yes=True)
    actions.answer_swap(by=bilal.actor, turn=turn(rota, 0), yes=True)
    assert whose(rota) == ["Bilal", "Ana", "Chidi", "Ana"]
    assert "both said yes" in rules.why(turn(rota, 0))
    with pytest.raises(OutOfOrder, match="any more"):
        actions.answer_swap(by=bilal.actor, turn=turn(rota, 0), yes=True)


def test_a_no_leaves_all_as_it_was_and_is_kept_nowhere(rota, ana, bilal):
    actions.ask_swap(by=ana.actor, turn=turn(rota, 0), for_turn=turn(rota, 1))
    actions.answer_swap(by=bilal.actor, turn=turn(rota, 0), yes=False)
    assert whose(rota) == ["Ana", "Bilal", "Chidi", "Ana"] and turn(rota, 0).wants is None


def test_nobody_swaps_with_themselves(rota, ana):
    with pytest.raises(OutOfOrder, match="somebody else"):
        actions.ask_swap(by=ana.actor, turn=turn(rota, 0), for_turn=turn(rota, 3))


def test_who_is_asked_and_has_no_phone_has_their_yes_taken_down_by_another_than_who_asks(
    rota, ana, bilal, chidi
):
    Person.objects.filter(pk=bilal.person_id).update(key_hash="")
    actions.ask_swap(by=ana.actor, turn=turn(rota, 0), for_turn=turn(rota, 1))
    with pytest.raises(NotAuthorised):
        actions.answer_swap(by=ana.actor, turn=turn(rota, 0), yes=True)
    actions.answer_swap(by=chidi.actor, turn=turn(rota, 0), yes=True)
    assert whose(rota)[:2] == ["Bilal", "Ana"]


def test_what_was_not_done_is_no_turn_and_nothing_else_follows(rota, bilal):
    actions.say_done(by=bilal.actor, turn=turn(rota, 0), done=False)
    assert had(rota)["Ana"] == 1
    actions.say_done(by=bilal.actor, turn=turn(rota, 0), done=True)
    assert had(rota)["Ana"] == 2
    with pytest.raises(OutOfOrder, match="not yet"):
        actions.say_done(by=bilal.actor, turn=turn(rota, 1), done=True)


def test_a_learner_goes_beside_somebody_practised_and_then_alone(rota, ana, bilal):
    actions.learn(by=bilal.actor, rota=rota, learns=True)
    his = rota.turns.filter(member=bilal).first()
    assert his.beside is not None and his.beside != bilal
    Rota.objects.filter(pk=rota.pk).update(first=rota.first - timedelta(days=7))
    Turn.objects.filter(pk=his.pk).update(day=rota.first)
    actions.say_done(by=ana.actor, turn=his, done=True)
    assert not InRota.objects.get(member=bilal).learns


def test_who_comes_in_on_the_first_day_is_given_a_turn_at_once(rota, ana, bilal):
    eve = joins(ana, "Eve", seconder=bilal)
    actions.come_in(by=eve.actor, rota=rota)
    assert whose(rota) == ["Ana", "Bilal", "Chidi", "Eve"]
    with pytest.raises(OutOfOrder, match="You are in it"):
        actions.come_in(by=eve.actor, rota=rota)


def test_who_comes_in_later_pays_for_nothing_and_near_turns_stay(rota, ana, bilal, noon):
    noon.forward(timedelta(days=28))
    actions.settle(rota.hall_id)
    near = [(one.number, one.member_id) for one in rota.turns.all()[:6]]
    eve = joins(ana, "Eve", seconder=bilal)
    actions.come_in(by=eve.actor, rota=rota)
    assert [(one.number, one.member_id) for one in rota.turns.all()[:6]] == near
    assert InRota.objects.get(member=eve).before == 2  # of six turns three had each two
    assert max(had(rota).values()) - min(had(rota).values()) <= 1


def test_who_goes_out_leaves_their_turns_to_others(rota, ana, bilal):
    actions.go_out(by=ana.actor, rota=rota)
    assert whose(rota) == ["Bilal", "Bilal", "Chidi", "Chidi"] or "Ana" not in whose(rota)
    with pytest.raises(NotAuthorised, match="Only who is in"):
        actions.offer_turn(by=ana.actor, turn=turn(rota, 0))


def test_nobody_takes_out_another_who_has_a_phone(rota, ana, bilal):
    with pytest.raises(OutOfOrder, match="themselves"):
        actions.go_out(by=ana.actor, rota=rota, whose=bilal)


def test_a_rota_that_nobody_is_in_is_none(rota, ana, bilal, chidi):
    for one in (ana, bilal, chidi):
        actions.go_out(by=one.actor, rota=rota)
    assert not Rota.objects.exists() and not Turn.objects.exists()


def test_who_began_it_stops_it(rota, ana, bilal):
    with pytest.raises(NotAuthorised, match="Whoever began"):
        actions.stop_rota(by=bilal.actor, rota=rota)
    actions.stop_rota(by=ana.actor, rota=rota)
    assert not Rota.objects.exists()


def test_the_list_goes_on_by_itself_and_stays_even(rota, noon):
    for _week in range(30):
        noon.forward(timedelta(days=7))
        actions.settle(rota.hall_id)
    assert max(had(rota).values()) - min(had(rota).values()) <= 1
    assert rota.turns.last().day >= (noon.at + timedelta(days=14)).date()


def test_who_did_which_turn_is_forgotten_and_how_many_is_kept(rota, noon):
    noon.forward(timedelta(days=120))
    actions.settle(rota.hall_id)
    oldest = noon.at.date() - timedelta(days=90)
    assert not rota.turns.filter(day__lte=oldest).exists()
    assert sum(one.before for one in rota.people.all()) == sum(had(rota).values()) - rota.turns.count() > 0


def test_weeks_for_which_nobody_was_there_are_not_paid_back(rota, noon):
    noon.forward(timedelta(days=700))
    actions.settle(rota.hall_id)
    assert all(one.day >= noon.at.date() - timedelta(days=90) for one in rota.turns.all())


def test_at_meetings_turns_have_the_days_of_meetings(bakery, ana, bilal, noon):
    rota = actions.begin_rota(by=ana.actor, body=bakery, title="Minutes", every=Every.MEETING, others=[bilal])
    assert rules.days_of(rota) == {}
    for days in (3, 10):
        made = assemblies.call_meeting(
            by=ana.actor, body=bakery, begins_at=noon.at + timedelta(days=days), place="Back room"
        )
        if made.convened_at is None:
            assemblies.call_too(by=bilal.actor, meeting=made)
    days = rules.days_of(rota)
    assert [days.get(one.pk) for one in rota.turns.all()] == [
        (noon.at + timedelta(days=3)).date(),
        (noon.at + timedelta(days=10)).date(),
        None,
        None,
    ]
    with pytest.raises(OutOfOrder, match="not yet"):
        actions.say_done(by=bilal.actor, turn=turn(rota, 0), done=True)
    noon.forward(timedelta(days=4))
    done = actions.say_done(by=bilal.actor, turn=turn(rota, 0), done=True)
    assert done.day == (noon.at - timedelta(days=1)).date()
    assert rules.days_of(rota)[turn(rota, 1).pk] == (noon.at + timedelta(days=6)).date()


def test_how_turns_are_spread_is_counted_from_a_day_up_to_another(rota, ana, bilal, chidi, noon):
    week = timedelta(days=7)
    actions.learn(by=chidi.actor, rota=rota, learns=True)
    rota.turns.filter(number=1).update(fate="missed")
    given = Counter(
        key
        for turn in rota.turns.exclude(fate="missed").filter(number__lt=3)
        for key in (turn.member_id, turn.beside_id)
        if key
    )
    assert burdens.turns(rota.hall, noon.at, noon.at + 3 * week) == given and given[chidi.pk] == 1
    assert burdens.turns(rota.hall, noon.at + week, noon.at + 2 * week) == {}
    assert burdens.learners(rota.hall, noon.at) == 1
    assert [burdens.told(many) for many in (1, 2)] == ["1 turn", "2 turns"]


def test_a_list_that_everybody_left_meanwhile_does_not_go_on(rota, noon):
    rota.people.all().delete()
    noon.forward(timedelta(days=30))
    actions.settling.go_on(by=Actor.the_clock(rota.hall_id), rota=rota)
    assert rota.turns.count() == 4
