"""Dissent stands in the minutes in its own words, under its own name, and nobody writes it for another who can."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.assemblies import actions, rules
from unionhall.conftest import browser
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Roll
from unionhall.kit import pdf
from unionhall.record.models import Opening

from .evening import come
from .test_approving_the_minutes import put, voted
from .test_minutes import by_hands
from .test_pages import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(open_now, ana, bilal, noon):
    """Decided by hands by Ana and Bilal, a minute before Chidi comes."""
    made = by_hands(open_now, ana, bilal, yes=2)
    noon.forward(timedelta(minutes=1))
    return made


@pytest.fixture
def chidi_came(poll, open_now, chidi):
    """Chidi came late, and is not on that poll's register."""
    come(open_now, chidi)
    Roll.objects.filter(poll=poll, member=chidi).delete()
    return chidi


def without_a_phone(member):
    """The same member, with no account."""
    member.person.key_hash = ""
    member.person.save(update_fields=["key_hash"])
    return member


def test_whoever_was_there_has_it_though_on_no_register(poll, open_now, chidi_came):
    made = decisions.dissent(by=chidi_came.actor, poll=poll, text="I came too late to vote.")
    assert made.member == chidi_came
    assert Opening.objects.latest("entry__index").kind == "dissent.minuted"


def test_whoever_was_neither_has_none(poll, chidi, dora):
    Roll.objects.filter(poll=poll, member=chidi).delete()
    for one in (chidi, dora):
        with pytest.raises(NotAuthorised, match="register"):
            decisions.dissent(by=one.actor, poll=poll, text="x")


def test_not_to_what_was_decided_at_another_meeting(poll, open_now, chidi_came, ana, bilal, noon):
    noon.forward(timedelta(minutes=1))
    actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(minutes=1))
    other = by_hands(open_now, ana, bilal, yes=2)
    Roll.objects.filter(poll=other, member=chidi_came).delete()
    with pytest.raises(NotAuthorised, match="register"):
        decisions.dissent(by=chidi_came.actor, poll=other, text="x")


def test_until_the_minutes_are_approved_and_not_while_they_are_voted_on(poll, open_now, ana, bilal, noon):
    open_now = actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    motion = put(open_now, ana, bilal)
    assert decisions.dissent(by=bilal.actor, poll=poll, text="Aprons are not the point.")
    decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    with pytest.raises(OutOfOrder, match="vote on these minutes is open"):
        decisions.dissent(by=ana.actor, poll=poll, text="x")


def test_not_in_approved_minutes(poll, open_now, ana, bilal, noon):
    open_now = actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    voted(put(open_now, ana, bilal), ana, bilal)
    with pytest.raises(OutOfOrder, match="are approved"):
        decisions.dissent(by=ana.actor, poll=poll, text="x")


def test_nobody_writes_it_for_another_but_for_who_has_no_phone(poll, ana, bilal, chidi_came):
    with pytest.raises(NotAuthorised, match="have a phone"):
        decisions.dissent(by=ana.actor, poll=poll, text="x", whose=chidi_came)
    without_a_phone(chidi_came)
    decisions.dissent(by=ana.actor, poll=poll, text="Nobody asked us.", whose=chidi_came)

    assert poll.dissents.get().member == chidi_came
    entry = Opening.objects.latest("entry__index").said()
    assert entry["kind"] == "dissent.taken_down" and entry["facts"] == {"whose": str(chidi_came.pk)}
    with pytest.raises(OutOfOrder, match="already"):
        decisions.dissent(by=bilal.actor, poll=poll, text="x", whose=chidi_came)


def test_both_were_there(poll, open_now, ana, bilal, chidi):
    without_a_phone(chidi)
    with pytest.raises(NotAuthorised, match="Somebody who was at the meeting"):
        decisions.dissent(by=ana.actor, poll=poll, text="x", whose=chidi)
    come(open_now, chidi)
    open_now.presences.filter(member=ana).delete()
    with pytest.raises(NotAuthorised, match="Somebody who was at the meeting"):
        decisions.dissent(by=ana.actor, poll=poll, text="x", whose=chidi)


def test_the_page_leads_to_it_and_the_paper_has_it(hall, poll, open_now, ana, bilal, chidi_came, monkeypatch):
    page, vote = at("minutes", hall, pk=open_now.pk), reverse("decisions:poll", args=[hall.slug, poll.pk])
    for one in (ana, chidi_came):
        assert f'{vote}#dissent"' in said(browser(one).get(page))
        assert 'id="dissent"' in said(browser(one).get(vote))
    assert "Take down a dissent" not in said(browser(ana).get(page))

    without_a_phone(chidi_came)
    anas = browser(ana)
    assert "Take down a dissent" in said(anas.get(page))
    sent = {"member": chidi_came.pk, "text": "Nobody asked us."}
    done = said(anas.post(reverse("decisions:dissent", args=[hall.slug, poll.pk]), sent, follow=True))
    assert "Their dissent is minuted." in done and "Nobody asked us." in done
    assert "Dissent, Chidi" in said(anas.get(page))
    given: dict[str, list[dict[str, list[str]]]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))
    anas.get(at("minutes_printed", hall, pk=open_now.pk))
    assert any("Dissent, Chidi: Nobody asked us." in one["paragraphs"] for one in given["sections"])


def test_whoever_is_chosen_is_one_of_ours(hall, poll, ana):
    sent = {"member": str(poll.pk), "text": "x"}
    answer = browser(ana).post(reverse("decisions:dissent", args=[hall.slug, poll.pk]), sent)
    assert answer.status_code == 409 and "Choose who it is." in said(answer)


def test_the_page_says_nothing_of_it_to_who_was_not_there_nor_once_approved(
    hall, poll, open_now, ana, bilal, chidi, noon
):
    Roll.objects.filter(poll=poll, member=chidi).delete()
    page = at("minutes", hall, pk=open_now.pk)
    assert "Have my dissent minuted" not in said(browser(chidi).get(page))
    open_now = actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    voted(put(open_now, ana, bilal), ana, bilal)
    assert rules.motion_to_approve(open_now) is None
    assert "Have my dissent minuted" not in said(browser(ana).get(page))
