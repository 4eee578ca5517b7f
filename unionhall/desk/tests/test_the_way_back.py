"""Whoever pressed a button that came too late is led back to the page it stood on, and not to an address that shows nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.bodies.actions.applications import apply
from unionhall.bodies.models import Application, Organisation
from unionhall.conftest import browser, mandated
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Motion
from unionhall.desk.waiting import waiting_for
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def asks(hall):
    Organisation.objects.filter(hall=hall).update(public=True, front="We bake.")
    return apply(organisation=Organisation.objects.get(hall=hall), name="Gloria", contact="at the back door")


def back(answer):
    return re.search(r'href="([^"]*)">Back to where you were', answer.content.decode())[1]


def test_from_a_button_to_the_nearest_page_above(hall, ana, bilal):
    asked = asks(hall)
    phone = browser(ana)

    late = phone.post(reverse("bodies:admit", kwargs={"hall": hall.slug, "pk": asked.pk}))

    assert late.status_code == 403
    assert back(late) == reverse("bodies:applications", kwargs={"hall": hall.slug})
    assert phone.get(back(late)).status_code == 200


def test_from_a_form_that_sends_to_itself_to_the_form(hall, ana, bilal, chidi):
    where = reverse("bodies:bring_in_list", kwargs={"hall": hall.slug})
    mandated(ana, "bodies.admit")

    refused = browser(ana).post(where, {"text": "Tina", "bring": "yes", "seen": "1"})

    assert back(refused) == where


def test_a_buttons_address_that_is_opened_says_so_and_leads_to_its_page(hall, ana):
    asked = asks(hall)
    where = reverse("bodies:admit", kwargs={"hall": hall.slug, "pk": asked.pk})
    phone = browser(ana)

    shown = phone.get(where)

    assert shown.status_code == 405 and shown.headers["Allow"] == "POST"
    assert "nothing was done by opening it" in shown.content.decode()
    assert f'href="{reverse("bodies:applications", kwargs={"hall": hall.slug})}"' in shown.content.decode()
    assert phone.head(where).content == b""


def test_who_proves_their_second_factor_or_signs_in_comes_back_to_a_page(hall, ana):
    asked, page = asks(hall), reverse("bodies:applications", kwargs={"hall": hall.slug})
    where = reverse("bodies:admit", kwargs={"hall": hall.slug, "pk": asked.pk})
    mandated(ana, "bodies.admit")

    assert f"?next={page}" in browser(ana).post(where).content.decode()
    assert Client().post(where)["Location"].endswith(f"?next={page}")
    assert Client().get(f"{page}?x=1")["Location"].endswith(f"?next={page}%3Fx%3D1")


def test_who_was_signed_out_while_writing_gets_it_back(hall, ana):
    where = reverse("decisions:put", kwargs={"hall": hall.slug})
    page = Client().post(
        where, {"title": "We close on Sundays", "text": "From January on.", "passphrase": "hidden one"}
    )

    said = page.content.decode()
    assert page.status_code == 403 and "You are signed out" in said
    assert "We close on Sundays" in said and "From January on." in said and "hidden one" not in said
    assert f"?next={where}" in said


def test_the_same_sheet_is_put_once(hall, ana):
    where = reverse("decisions:put", kwargs={"hall": hall.slug})
    phone = browser(ana)
    sheet = re.search(r'name="paper" value="([^"]+)"', phone.get(where).content.decode())[1]
    told = {"title": "We close on Sundays", "text": "", "effects": "", "paper": sheet}

    first = phone.post(where, told)
    again = phone.post(where, told)

    assert Motion.objects.count() == 1 and again["Location"] == first["Location"]
    assert "You have put this already" in phone.get(again["Location"]).content.decode()
    fetched_anew = phone.post(where, {**told, "paper": "another"})
    assert Motion.objects.count() == 1 and fetched_anew["Location"] == first["Location"]

    phone.post(where, {**told, "paper": "another", "text": "From June on."})
    assert Motion.objects.count() == 2
    decisions.withdraw_motion(by=ana.actor, motion=Motion.objects.get(number=1))
    phone.post(where, {**told, "paper": "a third"})
    assert Motion.objects.count() == 3, "what was withdrawn may be put again"


def test_where_nobody_may_admit_all_see_that_somebody_waits(hall, ana, bilal):
    asks(hall)
    said = "Somebody asks to join us"

    assert all(said in [one.text for one in waiting_for(who, clock.now())] for who in (ana, bilal))
    mandated(bilal, "bodies.admit")
    assert said not in [one.text for one in waiting_for(ana, clock.now())]
    assert said in [one.text for one in waiting_for(bilal, clock.now())]
    assert Application.objects.get().answer == "open"
