"""The page of an office: standing, putting the election, and who holds it then."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.bodies.models import Alternate
from unionhall.conftest import browser
from unionhall.decisions import actions
from unionhall.decisions.models import Motion
from unionhall.mandates.models import Mandate

from .story import grown
from .test_electing_to_an_office import made

pytestmark = pytest.mark.django_db


def at(name, office):
    return reverse(f"decisions:{name}", kwargs={"hall": office.hall.slug, "pk": office.pk})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_nobody_stands_to_who_holds_it(hall, ana, bilal, chidi):
    office = made(hall)
    page = said(browser(ana).get(at("office", office)))
    assert (
        "Nobody. Until somebody is elected" in page
        and "Nobody yet." in page
        and "Put the election" not in page
    )
    body = reverse("bodies:body", kwargs={"hall": hall.slug, "pk": office.body_id})
    assert at("office", office) in said(browser(ana).get(body))

    for one in (ana, bilal):
        answer = browser(one).post(at("stand", office), {"stands": "yes"}, follow=True)
        assert "You stand." in said(answer) and "I do not stand after all" in said(answer)
    browser(chidi).post(at("stand", office), {"stands": "yes"})
    answer = browser(chidi).post(at("stand", office), {"stands": "no"}, follow=True)
    assert "You do not stand." in said(answer)

    page = said(browser(chidi).get(at("office", office)))
    assert "Ana" in page and "Bilal" in page and "Put the election" in page
    put = browser(chidi).post(at("elect", office), {"rule": "plurality"}, follow=True)
    assert "Now it needs a second member." in said(put)
    page = said(browser(ana).get(at("office", office)))
    assert "To the election" in page and "I stand" not in page

    motion = actions.second_motion(by=ana.actor, motion=Motion.objects.get(matter="election"))
    poll = actions.open_poll(by=ana.actor, motion=motion)
    for one in (ana, bilal, chidi):
        actions.cast_ballot(by=one.actor, poll=poll, choice="1,0,0", client_id=uuid4())
    actions.close_poll(by=ana.actor, poll=poll)

    assert Mandate.objects.get(office=office.pk).member == ana.pk
    assert Alternate.objects.get().member_id == bilal.pk
    page = said(browser(bilal).get(at("office", office)))
    assert "Next in line, in the order of the vote" in page and "Nobody. Until" not in page


def test_a_rule_that_is_none_is_refused_and_nothing_is_put(hall, ana):
    office = made(hall)
    browser(ana).post(at("stand", office), {"stands": "yes"})
    assert browser(ana).post(at("elect", office), {"rule": "by the chair"}).status_code == 409
    assert not Motion.objects.filter(matter="election").exists()


def test_many_who_stand_make_no_more_queries(hall, ana, bilal):
    office = made(hall)
    browser(ana).post(at("stand", office), {"stands": "yes"})

    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser(bilal).get(at("office", office))
        return len(asked)

    queries()
    few = queries()
    for one in grown(ana, bilal, 4):
        actions.stand(by=one.actor, office=office, stands=True)
    assert queries() == few
