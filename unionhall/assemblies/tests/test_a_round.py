"""The round: what is counted of it, and the notes without a name; who may do what, and why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from unionhall.assemblies import actions, rules
from unionhall.assemblies.allowance import MOST_NOTES, Allowance
from unionhall.assemblies.models import NoteBox, RoundCount
from unionhall.conftest import browser, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder

from .evening import come
from .test_pages import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_on(open_now, ana, chidi):
    """A round that is on; Ana, Bilal and Chidi are there with their phones."""
    come(open_now, chidi)
    item = actions.put_item(by=ana.actor, meeting=open_now, title="How is work?", kind="round")
    actions.go_to(by=ana.actor, meeting=open_now, item=item)
    item.refresh_from_db()
    return item


def sends(one, item, text="The oven smokes."):
    actions.send_note(by=one.actor, item=item, text=text)


def notes():
    return NoteBox.objects.get().notes


# Counting -----------------------------------------------------------------------------------------------


def test_reports_are_counted_up_and_down_and_leave_no_entry(round_on, ana, bilal):
    before = kinds()
    for one in (ana, bilal):
        actions.count_report(by=one.actor, item=round_on, kind="pay")
    assert actions.count_report(by=ana.actor, item=round_on, kind="pay", more=False).many == 1
    assert actions.count_report(by=ana.actor, item=round_on, kind="safety", more=False).many == 0
    assert kinds() == before


def test_no_more_are_counted_than_a_page_can_say(round_on, ana):
    RoundCount.objects.create(hall=round_on.hall, item=round_on, kind="pay", many=rules.MOST_REPORTS)
    count = actions.count_report(by=ana.actor, item=round_on, kind="pay")
    assert count.many == rules.MOST_REPORTS


def test_they_are_counted_also_when_the_next_item_is_on(round_on, ana):
    actions.go_to(by=ana.actor, meeting=round_on.meeting, item=None)
    assert actions.count_report(by=ana.actor, item=round_on, kind="pay").many == 1


def test_who_is_not_there_counts_nothing_and_nobody_after_the_close(round_on, ana, chidi):
    actions.check_out(by=chidi.actor, meeting=round_on.meeting)
    with pytest.raises(NotAuthorised):
        actions.count_report(by=chidi.actor, item=round_on, kind="pay")
    actions.close_meeting(by=ana.actor, meeting=round_on.meeting)
    with pytest.raises(OutOfOrder, match="closed"):
        actions.count_report(by=ana.actor, item=round_on, kind="pay")


def test_in_another_item_nothing_is_counted(open_now, ana):
    item = actions.put_item(by=ana.actor, meeting=open_now, title="Aprons")
    with pytest.raises(OutOfOrder, match="no round"):
        actions.count_report(by=ana.actor, item=item, kind="pay")
    assert browser(ana).get(at("round", open_now.hall, pk=item.pk)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "counted", "not_counted"),
    [("collective", "pay", "rent"), ("tenants", "rent", "pay"), ("network", "rent", "vacation")],
)
def test_what_is_counted_hangs_on_what_they_are_together(kind, counted, not_counted, hall, round_on, ana):
    hall.organisation.kind = kind
    hall.organisation.save()
    assert actions.count_report(by=ana.actor, item=round_on, kind=counted).many == 1
    with pytest.raises(OutOfOrder, match="Choose"):
        actions.count_report(by=ana.actor, item=round_on, kind=not_counted)


def test_what_was_counted_before_stays_countable_when_they_become_something_else(hall, round_on, ana):
    actions.count_report(by=ana.actor, item=round_on, kind="pay")
    hall.organisation.kind = "tenants"
    hall.organisation.save()
    assert actions.count_report(by=ana.actor, item=round_on, kind="pay", more=False).many == 0


# Notes --------------------------------------------------------------------------------------------------


def test_a_note_of_somebody_who_is_not_there_is_not_taken(round_on, bilal, dora):
    actions.check_out(by=bilal.actor, meeting=round_on.meeting)
    for one in (bilal, dora):
        with pytest.raises((NotAuthorised, OutOfOrder)):
            sends(one, round_on)


def test_only_while_the_round_is_on(round_on, ana, bilal):
    actions.go_to(by=ana.actor, meeting=round_on.meeting, item=None)
    with pytest.raises(OutOfOrder, match="not on now"):
        sends(bilal, round_on)


def test_with_fewer_than_three_phones_a_note_would_say_whose_it_is(round_on, bilal, chidi):
    chidi.person.key_hash = ""
    chidi.person.save(update_fields=["key_hash"])
    with pytest.raises(OutOfOrder, match="Too few are here with a phone"):
        sends(bilal, round_on)


def test_each_sends_a_few(round_on, bilal, chidi):
    for place in range(MOST_NOTES):
        sends(bilal, round_on, f"Note {place}.")
    with pytest.raises(OutOfOrder, match="leave room"):
        sends(bilal, round_on)
    sends(chidi, round_on)
    assert len(notes()) == MOST_NOTES + 1


def test_how_many_each_sent_is_known_by_a_key_that_goes_with_the_round(round_on, bilal):
    counting = Allowance()
    counting.used(round_on.pk, bilal.pk)
    key, sent = counting._rounds[round_on.pk]
    assert str(bilal.pk).encode() not in b"".join(sent) and len(key) == 32
    counting.forget(round_on.pk)
    assert not counting._rounds


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (rules.LONGEST_NOTE + 1)])
def test_nothing_and_too_much_is_no_note_and_uses_up_none(text, round_on, bilal):
    with pytest.raises(OutOfOrder):
        sends(bilal, round_on, text)
    for place in range(MOST_NOTES):
        sends(bilal, round_on, f"Note {place}.")


def test_a_full_box_takes_no_more(round_on, bilal):
    NoteBox.objects.create(hall=round_on.hall, item=round_on, notes=["x"] * rules.BOX_HOLDS)
    with pytest.raises(OutOfOrder, match="full"):
        sends(bilal, round_on)


def test_the_box_keeps_them_by_their_letters_and_without_the_way_they_are_laid_out(round_on, bilal, chidi):
    sends(bilal, round_on, "The oven\n\n   smokes.")
    sends(chidi, round_on, "No gloves.")
    assert notes() == ["No gloves.", "The oven smokes."]


def test_the_box_is_opened_once_by_who_keeps_the_stack_and_takes_no_more(round_on, ana, bilal, chidi):
    sends(bilal, round_on)
    actions.check_out(by=chidi.actor, meeting=round_on.meeting)
    with pytest.raises(NotAuthorised):
        actions.open_box(by=chidi.actor, item=round_on)
    come(round_on.meeting, chidi)
    actions.open_box(by=ana.actor, item=round_on)
    with pytest.raises(OutOfOrder, match="open already"):
        actions.open_box(by=bilal.actor, item=round_on)
    with pytest.raises(OutOfOrder, match="being read"):
        sends(chidi, round_on)


def test_nothing_is_read_before_it_is_opened_nor_read_twice(round_on, ana, bilal):
    sends(bilal, round_on)
    sign = rules.to_read(NoteBox.objects.get())[0][0]
    with pytest.raises(OutOfOrder, match="has not been opened"):
        actions.note_was_read(by=ana.actor, item=round_on, sign=sign, kind="safety")
    actions.open_box(by=ana.actor, item=round_on)
    actions.note_was_read(by=ana.actor, item=round_on, sign=sign)
    with pytest.raises(OutOfOrder, match="read already"):
        actions.note_was_read(by=bilal.actor, item=round_on, sign=sign, kind="safety")
    assert notes() == [] and not RoundCount.objects.exists()


def test_two_who_wrote_the_same_are_read_as_two(round_on, ana, bilal, chidi):
    sends(bilal, round_on)
    sends(chidi, round_on)
    box = actions.open_box(by=ana.actor, item=round_on)
    sign = rules.to_read(box)[0][0]
    for _note in range(2):
        actions.note_was_read(by=ana.actor, item=round_on, sign=sign, kind="safety")
    assert RoundCount.objects.get().many == 2 and notes() == []


def test_the_order_of_reading_is_not_that_of_their_letters_in_every_box(round_on, bilal):
    orders = set()
    for _box in range(40):
        box = NoteBox(item=round_on, notes=["a", "b", "c"])
        orders.add("".join(note for _sign, note in rules.to_read(box)))
    assert len(orders) > 1


# Pages --------------------------------------------------------------------------------------------------


def test_a_note_that_is_refused_is_given_back(hall, round_on, ana, bilal):
    actions.open_box(by=ana.actor, item=round_on)
    answer = browser(bilal).post(at("round", hall, pk=round_on.pk), {"text": "No gloves."})
    assert answer.status_code == 409 and "No gloves." in said(answer) and "being read" in said(answer)


def test_what_a_note_is_about_is_one_of_the_kinds_or_none(hall, round_on, ana, bilal):
    sends(bilal, round_on)
    sign = rules.to_read(actions.open_box(by=ana.actor, item=round_on))[0][0]
    page = at("was_read", hall, pk=round_on.pk)
    assert browser(ana).post(page, {"sign": sign}).status_code == 409
    assert browser(ana).post(page, {"sign": sign, "kind": "rent"}).status_code == 409
    assert notes() == ["The oven smokes."]
    assert browser(ana).post(page, {"sign": sign, "kind": "none"}).status_code == 302
    assert notes() == []


def test_an_empty_box_says_so(hall, round_on, ana):
    answer = browser(ana).post(at("box", hall, pk=round_on.pk), follow=True)
    assert "The box is empty." in said(answer)


def test_who_is_not_there_is_told_so(hall, round_on, chidi):
    actions.check_out(by=chidi.actor, meeting=round_on.meeting)
    page = said(browser(chidi).get(at("round", hall, pk=round_on.pk)))
    assert "You are not checked in here." in page and "Put it in the box" not in page


def test_the_body_leads_to_what_its_rounds_report(hall, bakery, ana):
    page = said(browser(ana).get(reverse("bodies:body", args=[hall.slug, bakery.pk])))
    assert at("how_it_is", hall, pk=bakery.pk) in page
    assert "Nothing is counted yet." in said(browser(ana).get(at("how_it_is", hall, pk=bakery.pk)))


def test_the_chart_of_a_tenants_union_is_of_homes_and_is_mirrored_where_one_reads_from_the_right(
    hall, bakery, round_on, ana, monkeypatch
):
    hall.organisation.kind = "tenants"
    hall.organisation.save()
    actions.count_report(by=ana.actor, item=round_on, kind="repairs")
    page = said(browser(ana).get(at("how_it_is", hall, pk=bakery.pk)))
    assert "How our homes are" in page and 'x="3.0%"' in page
    with translation.override("ar"):
        from unionhall.assemblies.views.rounds import charts

        drawn = charts(bakery, [round_on.meeting])["kinds"][0]["picture"]
    assert 'x="86.33%"' in drawn


def test_older_meetings_are_a_page_further(hall, bakery, round_on, ana, noon):
    actions.count_report(by=ana.actor, item=round_on, kind="pay")
    begins = round_on.meeting.begins_at
    for place in range(1, 13):
        meeting = round_on.meeting.__class__.objects.create(
            hall=hall, body=bakery, begins_at=begins - timedelta(days=place), called_at=begins
        )
        item = meeting.items.create(hall=hall, place=1, kind="round", title="How is work?")
        RoundCount.objects.create(hall=hall, item=item, kind="pay", many=place)
    phone, page = browser(ana), at("how_it_is", hall, pk=bakery.pk)
    newest, oldest = said(phone.get(page)), said(phone.get(page + "?page=2"))
    assert newest.count("</text>") == 12 and "Older" in newest
    assert oldest.count("</text>") == 1 and ">12</text>" in oldest and "Newer" in oldest
