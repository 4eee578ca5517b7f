"""U-1: an assembly of twelve, four of them without an account; one claims one, and they are twelve before and after."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.stories.telling import before_all, everybody, joins, mandate_for, on_paper
from unionhall.bodies.models import Member
from unionhall.conftest import browser
from unionhall.core.charters.presets import SYNDICATE
from unionhall.decisions import actions
from unionhall.decisions.tests.story import adopt, counted
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def twelve(hall, bakery, ana, bilal):
    """Eight with phones and four who came by paper cards."""
    for place in range(5):
        joins(ana, f"Phone {place}", seconder=bilal)
    for place in range(4):
        on_paper(ana, bilal, f"Paper {place}", card_number=str(place))
    return everybody(bakery)


def figures(hall, member):
    """What the members' page says: (of us, on paper)."""
    page = browser(member).get(reverse("bodies:members", kwargs={"hall": hall.slug}))
    return page.context["everybody"], page.context["paper"]


def claims(hall, name, helpers):
    """Two members give somebody a code face to face, on the pages; they open an account with it on a phone of their own."""
    one, other = (browser(helper) for helper in helpers)
    member = Member.objects.get(hall=hall, name=name)
    asked = one.post(reverse("bodies:ask_back_in", kwargs={"hall": hall.slug, "pk": member.pk}))
    assert asked.status_code == 302
    waiting = other.get(reverse("bodies:letting_in", kwargs={"hall": hall.slug})).content.decode()
    confirm = re.search(r'href="(/h/\w+/letting-in/[0-9a-f-]+/confirm/)"', waiting)
    page = other.post(confirm.group(1), follow=True).content.decode()
    code = re.search(r"\b([A-Z0-9]{4,5}(?:[- ][A-Z0-9]{4,5})+)\b", page).group(1)

    phone = Client()
    step = phone.post(reverse("people:claim"), {"code": code}, follow=True)
    typed = {"code": code, "sign_in_name": name, "name": name, "passphrase": "four warm loaves at dawn"}
    if reverse("desk:hall", kwargs={"hall": hall.slug}) != step.request["PATH_INFO"]:
        step = phone.post(reverse("people:claim"), typed, follow=True)
    return phone


def test_twelve_before_and_twelve_after(hall, bakery, ana, bilal, twelve):
    assert figures(hall, ana) == (12, 4)
    before = Member.objects.get(hall=hall, name="Paper 0")

    phone = claims(hall, "Paper 0", (ana, bilal))

    assert figures(hall, ana) == (12, 3)
    after = Member.objects.select_related("person").get(hall=hall, name="Paper 0")
    assert (after.pk, after.person_id, after.joined_on) == (before.pk, before.person_id, before.joined_on)
    assert phone.get(reverse("desk:hall", kwargs={"hall": hall.slug})).status_code == 200
    assert len(everybody(bakery)) == 12


def test_in_the_room_they_are_twelve(hall, ana, bilal, twelve):
    """Who has no account is on the register and raises a hand; two tellers count all of them."""
    poll = actions.open_poll(by=ana.actor, motion=before_all(hall), method="hands")

    assert poll.electorate == 12
    assert poll.rolls.filter(member__name__startswith="Paper").count() == 4
    assert counted(poll, (ana, bilal), {"yes": 7, "no": 5, "abstain": 0}, present=12).outcome == "carried"


def test_whoever_would_open_it_by_phone_is_told_whose_ballots_two_others_bring(hall, ana, twelve):
    motion = before_all(hall)
    page = browser(ana).get(reverse("decisions:open", kwargs={"hall": hall.slug, "pk": motion.pk}))
    assert "4 of us have no account, and vote on paper" in page.content.decode()


def test_on_paper_there_are_ballots_for_them_and_a_notice_for_the_wall(hall, bakery, ana, twelve, noon):
    adopt(bakery, SYNDICATE.charter)
    motion = before_all(hall, title="We strike", matter="strike")
    noon.forward(timedelta(hours=48))
    poll = actions.open_poll(by=ana.actor, motion=motion)
    phone = browser(ana)

    for page in (
        reverse("decisions:notice", kwargs={"hall": hall.slug, "pk": motion.pk}),
        reverse("decisions:ballot_papers", kwargs={"hall": hall.slug, "pk": poll.pk}),
        reverse("bodies:paper_card", kwargs={"hall": hall.slug}),
    ):
        sheet = phone.get(page)
        assert sheet["Content-Type"] == "application/pdf"
        assert sheet.content.startswith(b"%PDF-")


def test_a_paper_member_holds_every_right(hall, bakery, ana, bilal, twelve):
    """They can be given a mandate and can be a teller: nothing asks for a phone but a poll by phone."""
    paper = Member.objects.get(hall=hall, name="Paper 1")
    poll = actions.open_poll(
        by=ana.actor, motion=before_all(hall, mandate_for(hall, "Paper 1", "bodies.speak")), method="hands"
    )
    given = {"yes": 12, "no": 0, "abstain": 0}
    actions.type_figures(by=ana.actor, poll=poll, figures=given, present=12, teller=paper)
    actions.type_figures(by=ana.actor, poll=poll, figures=given, present=12, teller=bilal)
    actions.close_poll(by=bilal.actor, poll=poll)
    assert Mandate.objects.get().holder == paper.person
