"""Roles of an evening: taken or offered, first to whoever had them least, without power and without ceremony."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import HeldRole, Meeting, Presence
from unionhall.conftest import browser, joins
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import pdf
from unionhall.record.models import Entry

from .evening import FRIDAY, come
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def held_before(evening, weeks, role, *people):
    """A meeting of the same body so many weeks earlier, at which these had a role."""
    begins = FRIDAY - timedelta(days=7 * weeks)
    made = Meeting.objects.create(
        hall=evening.hall,
        body=evening.body,
        begins_at=begins,
        called_at=begins,
        convened_at=begins,
        opened_at=begins,
        closed_at=begins + timedelta(hours=2),
    )
    for one in people:
        HeldRole.objects.create(hall=evening.hall, meeting=made, role=role, member=one, taken_at=begins)
    return made


def test_one_takes_a_role_and_lays_it_down_and_the_record_has_nothing_of_it(evening, ana, bilal):
    before = Entry.objects.count()
    held = actions.take_role(by=ana.actor, meeting=evening, role="minutes")
    with pytest.raises(OutOfOrder, match="have this role already"):
        actions.take_role(by=ana.actor, meeting=evening, role="minutes")
    actions.take_role(by=bilal.actor, meeting=evening, role="minutes")
    with pytest.raises(NotAuthorised, match="in the room"):
        actions.lay_down_role(by=bilal.actor, held=held)
    actions.lay_down_role(by=ana.actor, held=held)
    assert [one.member for one in evening.roles.all()] == [bilal]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", ["", "king"])
def test_only_a_role_there_is(open_now, ana, bilal, role):
    for act in (
        lambda: actions.take_role(by=ana.actor, meeting=open_now, role=role),
        lambda: actions.offer_role(by=ana.actor, meeting=open_now, member=bilal, role=role),
    ):
        with pytest.raises(OutOfOrder, match="which role"):
            act()


def test_members_only_and_until_it_is_closed(open_now, ana, bilal, dora):
    with pytest.raises(NotAuthorised):
        actions.take_role(by=dora.actor, meeting=open_now, role="door")
    offered = actions.offer_role(by=ana.actor, meeting=open_now, member=bilal, role="door")
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    with pytest.raises(OutOfOrder, match="closed"):
        actions.take_role(by=ana.actor, meeting=closed, role="door")
    with pytest.raises(OutOfOrder, match="closed"):
        actions.answer_offer(by=bilal.actor, held=offered, yes=True)


def test_one_is_offered_a_role_and_says_yes_or_no(open_now, ana, bilal, chidi):
    with pytest.raises(OutOfOrder, match="not checked in"):
        actions.offer_role(by=ana.actor, meeting=open_now, member=chidi, role="time")
    with pytest.raises(NotAuthorised, match="in the room"):
        actions.offer_role(by=chidi.actor, meeting=open_now, member=bilal, role="time")
    offered = actions.offer_role(by=ana.actor, meeting=open_now, member=bilal, role="time")
    assert offered.taken_at is None
    with pytest.raises(OutOfOrder, match="asked already"):
        actions.offer_role(by=ana.actor, meeting=open_now, member=bilal, role="time")
    with pytest.raises(NotAuthorised, match="somebody else"):
        actions.answer_offer(by=ana.actor, held=offered, yes=True)
    with pytest.raises(OutOfOrder, match="Nobody has taken"):
        actions.lay_down_role(by=ana.actor, held=offered)
    assert actions.answer_offer(by=bilal.actor, held=offered, yes=False).taken_at is None
    with pytest.raises(OutOfOrder, match="answered already"):
        actions.answer_offer(by=bilal.actor, held=offered, yes=True)
    assert actions.take_role(by=bilal.actor, meeting=open_now, role="time").pk == offered.pk

    other = actions.offer_role(by=ana.actor, meeting=open_now, member=bilal, role="care")
    taken = actions.answer_offer(by=bilal.actor, held=other, yes=True)
    assert taken.taken_at is not None
    actions.lay_down_role(by=ana.actor, held=taken)
    assert actions.offer_role(by=ana.actor, meeting=open_now, member=ana, role="care").taken_at is not None


def test_first_to_whoever_had_it_least_then_whoever_had_least_at_all(evening, ana, bilal, chidi):
    held_before(evening, 3, "minutes", ana, bilal)
    last = held_before(evening, 2, "minutes", ana)
    HeldRole.objects.create(hall=evening.hall, meeting=last, role="door", member=chidi, taken_at=FRIDAY)
    come(evening, ana, bilal, chidi)

    def order(role):
        return [(one.name, one.times) for one in rules.had_it_least(evening, role)]

    assert order("minutes") == [("Chidi", 0), ("Bilal", 1), ("Ana", 2)]
    assert order("door")[-1] == ("Chidi", 1)
    assert [name for name, _times in order("time")] == ["Chidi", "Bilal", "Ana"] or order("time")[-1][
        0
    ] == "Ana"
    actions.offer_role(by=ana.actor, meeting=evening, member=chidi, role="minutes")
    assert order("minutes") == [("Bilal", 1), ("Ana", 2)]
    actions.check_out(by=bilal.actor, meeting=evening)
    assert order("minutes") == [("Ana", 2)]


def test_nobody_facilitates_a_third_meeting_in_a_row_unless_nobody_else_will(evening, ana, bilal, chidi):
    held_before(evening, 2, "facilitates", ana)
    held_before(evening, 1, "facilitates", ana, bilal)
    with pytest.raises(OutOfOrder, match="rests at this one"):
        actions.take_role(by=ana.actor, meeting=evening, role="facilitates")
    assert actions.take_role(by=ana.actor, meeting=evening, role="minutes")
    come(evening, ana, bilal, chidi)
    assert ana not in rules.had_it_least(evening, "facilitates")
    with pytest.raises(OutOfOrder, match="rests at this one"):
        actions.offer_role(by=bilal.actor, meeting=evening, member=ana, role="facilitates")
    for one in (bilal, chidi):
        with pytest.raises(OutOfOrder, match="rests at this one"):
            actions.take_role(by=ana.actor, meeting=evening, role="facilitates")
        offered = actions.offer_role(by=ana.actor, meeting=evening, member=one, role="facilitates")
        actions.answer_offer(by=one.actor, held=offered, yes=False)
    assert actions.take_role(by=ana.actor, meeting=evening, role="facilitates")


def test_after_a_meeting_of_rest_one_facilitates_again(evening, ana, bilal):
    held_before(evening, 3, "facilitates", ana)
    held_before(evening, 2, "facilitates", ana)
    held_before(evening, 1, "facilitates", bilal)
    assert actions.take_role(by=ana.actor, meeting=evening, role="facilitates")


def test_who_did_what_is_forgotten_after_ninety_days(evening, ana, noon):
    actions.take_role(by=ana.actor, meeting=evening, role="minutes")
    noon.forward(timedelta(days=89))
    actions.settle(evening.hall_id)
    assert HeldRole.objects.exists()
    noon.forward(timedelta(days=1))
    actions.settle(evening.hall_id)
    assert not HeldRole.objects.exists()


def test_by_phone(hall, open_now, ana, bilal, monkeypatch):
    anas, bilals, page = browser(ana), browser(bilal), at("roles", hall, pk=open_now.pk)
    assert "Nobody yet." in said(anas.get(page))
    assert "The role is yours" in said(anas.post(page, {"kind": "minutes"}, follow=True))
    again = anas.post(page, {"kind": "minutes"})
    assert again.status_code == 409 and "You have this role already." in said(again)
    sent = {"kind": "time", "member": bilal.pk}
    offered = said(anas.post(at("role_offer", hall, pk=open_now.pk), sent, follow=True))
    assert "It is offered to Bilal." in offered and "was asked" in offered
    assert "You were asked: keeps the time." in said(bilals.get(at("meeting", hall, pk=open_now.pk)))
    bilals_page = said(bilals.get(page))
    assert "Yes, I do it" in bilals_page
    assert 'small" name="kind" value="time"' not in bilals_page, "one way to say yes is enough"
    held = open_now.roles.get(role="time")
    answer = at("role_answer", hall, pk=held.pk)
    assert "The role is yours" in said(bilals.post(answer, {"choice": "yes"}, follow=True))
    for name in ("meeting", "floor"):
        shown = said(anas.get(at(name, hall, pk=open_now.pk)))
        assert "Keeps the time" in shown and "Takes the minutes" in shown
    given: dict[str, list[str]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))
    anas.get(at("agenda", hall, pk=open_now.pk))
    assert "Keeps the time: Bilal" in given["lines"]
    assert "The role is free again." in said(anas.post(at("role_down", hall, pk=held.pk), follow=True))


def test_who_may_not_is_told_why_and_offered_nobody(hall, evening, ana, bilal, chidi):
    held_before(evening, 2, "facilitates", ana)
    held_before(evening, 1, "facilitates", ana)
    page = said(browser(ana).get(at("roles", hall, pk=evening.pk)))
    assert "rests at this one" in page and "Offer it" not in page
    come(evening, ana, bilal)
    assert "Offer it" in said(browser(ana).get(at("roles", hall, pk=evening.pk)))


def test_more_people_make_no_more_queries(hall, evening, ana, bilal):
    anas = browser(ana)
    come(evening, ana, bilal)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            anas.get(at("roles", hall, pk=evening.pk))
            anas.get(at("meeting", hall, pk=evening.pk))
        return len(asked)

    actions.take_role(by=ana.actor, meeting=evening, role="tells")
    queries()
    few = queries()
    for name in ("Tina", "Uwe", "Vera"):
        one = joins(ana, name, seconder=bilal)
        Presence.objects.create(hall=hall, meeting=evening, member=one, came_at=FRIDAY)
        actions.take_role(by=one.actor, meeting=evening, role="tells")
    assert queries() == few
