"""Who is let into a hall, and that nobody else can tell it is there."""

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.bodies import actions
from unionhall.bodies.models import Member, Organisation
from unionhall.conftest import browser, mandated, plain, warrant_of

PAGES = [
    "members",
    "invites",
    "cards",
    "applications",
    "bring_in_list",
    "letting_in",
    "notices",
    "pin",
    "me",
    "name",
    "absence",
    "proxy",
    "leave",
]


def page(name, hall, **more):
    return reverse(f"bodies:{name}", kwargs={"hall": hall.slug, **more})


@pytest.mark.parametrize("name", PAGES)
def test_a_member_reads_every_page(hall, ana, name):
    answer = browser(ana).get(page(name, hall))

    assert answer.status_code == 200
    assert "Bakery" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_to_somebody_from_another_hall_it_is_as_if_it_never_was(hall, ana, dora, name):
    address = page(name, hall)
    phone = browser(dora)
    phone.get("/sign-out/")  # the same state of the browser for both

    real, made_up = phone.get(address), phone.get(address.replace(hall.slug, "zzzzzzzz"))

    assert real.status_code == made_up.status_code == 404
    assert plain(real) == plain(made_up)


@pytest.mark.parametrize("name", PAGES)
def test_whoever_is_not_signed_in_is_sent_to_the_same_place_whatever_they_ask_for(hall, name):
    address = page(name, hall)

    for method in ("get", "post", "put", "delete", "head", "options"):
        real = getattr(Client(), method)(address)
        made_up = getattr(Client(), method)(address.replace(hall.slug, "zzzzzzzz"))
        nowhere = getattr(Client(), method)(f"/h/{hall.slug}/no-such-page/")
        assert real.status_code == made_up.status_code == nowhere.status_code == 302
        assert real["Location"].replace(hall.slug, "zzzzzzzz") == made_up["Location"]


def test_who_has_left_finds_nothing(hall, ana):
    phone = browser(ana)
    actions.leave_hall(by=ana.actor)

    assert phone.get(page("me", hall)).status_code == 404


def test_a_refused_act_says_why_and_keeps_what_was_typed(hall, ana, bilal):
    actions.suspend_member(by=ana.actor, member=bilal, days=9, warrant=warrant_of(hall))

    answer = browser(bilal).post(
        page("pin", hall),
        {"title": "Bread at six", "text": "come all", "language": "en", "until": "2026-05-06"},
    )

    assert "You are suspended" in answer.content.decode()
    assert "Bread at six" in answer.content.decode()


def test_a_grave_power_leads_to_the_second_factor_and_then_works(hall, ana):
    Organisation.objects.filter(hall=hall).update(public=True)
    hall.organisation.refresh_from_db()
    asked = actions.apply(organisation=hall.organisation, name="Tina", contact="here")
    mandated(ana, "bodies.admit")

    refused = browser(ana).post(page("admit", hall, pk=asked.pk))
    assert refused.status_code == 403
    assert "/second-factor/prove/" in refused.content.decode()

    assert browser(ana, proved=True).post(page("admit", hall, pk=asked.pk)).status_code == 302
    assert Member.objects.filter(name="Tina").exists()


def test_without_the_mandate_the_refusal_names_it(hall, bilal):
    Organisation.objects.filter(hall=hall).update(public=True)
    hall.organisation.refresh_from_db()
    asked = actions.apply(organisation=hall.organisation, name="Tina", contact="here")

    answer = browser(bilal, proved=True).post(page("admit", hall, pk=asked.pk))

    assert answer.status_code == 403
    assert "You hold no mandate to admit members." in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "vouch",
        "withdraw_invite",
        "admit",
        "decline",
        "vouch_for",
        "take_card_back",
        "confirm_back_in",
        "stop_back_in",
        "take_down",
        "end_proxy",
    ],
)
def test_ids_of_another_hall_are_ids_that_never_existed(hall, ana, dora, other_hall, name):
    from uuid import uuid4

    foreign = {
        "vouch": lambda: actions.make_invite(by=dora.actor).invite.pk,
        "withdraw_invite": lambda: actions.make_invite(by=dora.actor).invite.pk,
    }.get(name, lambda: dora.pk)()
    phone = browser(ana, proved=True)

    real, never = phone.post(page(name, hall, pk=foreign)), phone.post(page(name, hall, pk=uuid4()))

    assert real.status_code == never.status_code == 404
    assert plain(real) == plain(never)


def test_the_list_is_kept_by_nobody_without_the_mandate(hall, ana, bilal):
    for name in ("keep", "new_household"):
        assert browser(bilal, proved=True).get(page(name, hall)).status_code == 403
    assert browser(bilal, proved=True).get(page("standing", hall, pk=ana.pk)).status_code == 403

    mandated(bilal, "bodies.keep_list")

    for name in ("keep", "new_household"):
        assert browser(bilal, proved=True).get(page(name, hall)).status_code == 200
    assert browser(bilal, proved=True).get(page("standing", hall, pk=ana.pk)).status_code == 200
