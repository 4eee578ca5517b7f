"""A choice between options on a phone of 360 pixels: filled in without a script, and looked at in each of its kinds."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE, Watch
from tests.browser.looking import WATCH_BREACHES, faults_on
from unionhall.conftest import browser
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot, Poll

pytestmark = pytest.mark.django_db(transaction=True)

OPTIONS = (
    "The old mill by the river\nThe barn\nFrancisca del Carmen Rodríguez-Villanueva, from the night shift"
)


@pytest.fixture(autouse=True)
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


def opened(ana: Any, bilal: Any, bakery: Any, rule: str, **more: Any) -> Poll:
    """A choice by `rule`, seconded and open."""
    motion = actions.put_choice(
        by=ana.actor,
        body=bakery,
        title=f"By {rule}: where shall we bake?",
        options=OPTIONS,
        rule=rule,
        **more,
    )
    actions.second_motion(by=bilal.actor, motion=motion)
    return actions.open_poll(by=ana.actor, motion=motion)


def phone(
    chromium: Any, url: str, member: Any, size: Any = PHONE, language: str = "en", **more: Any
) -> tuple[Any, Any]:
    """A page in which `member` is signed in, and what it is watched by."""
    context = chromium.new_context(
        base_url=url, viewport=size, locale=language, reduced_motion="reduce", **more
    )
    context.add_init_script(WATCH_BREACHES)
    held = browser(member).cookies
    context.add_cookies([{"name": name, "value": one.value, "url": url} for name, one in held.items()])
    return context.new_page(), Watch(context, url)


def at(name: str, poll: Poll) -> str:
    return reverse(f"decisions:{name}", kwargs={"hall": poll.hall.slug, "pk": poll.pk})


def test_a_ranking_without_a_script(live_server, chromium, bakery, ana, bilal):
    poll = opened(ana, bilal, bakery, "irv")
    page, watch = phone(chromium, live_server.url, ana, java_script_enabled=False)
    page.goto(at("poll", poll))

    page.get_by_label("The barn").select_option("1")
    page.get_by_label("The old mill by the river").select_option("1")
    page.get_by_role("button", name="Cast my ballot").click()

    assert page.get_by_role("alert").inner_text().splitlines()[-1].startswith("Place 1 is given twice")
    assert page.get_by_label("The barn").input_value() == "1"
    page.get_by_label("The old mill by the river").select_option("2")
    page.get_by_role("button", name="Cast my ballot").click()

    assert page.get_by_text("Your ballot is in: 1 The barn · 2 The old mill by the river.").is_visible()
    assert Ballot.objects.get().choice == "2,1,0"
    assert watch.faults == []


def test_points_by_the_keyboard_alone(live_server, chromium, bakery, ana, bilal):
    poll = opened(ana, bilal, bakery, "score")
    page, watch = phone(chromium, live_server.url, ana)
    page.goto(at("poll", poll))

    page.get_by_role("group", name="The barn").get_by_label("0").focus()
    for _each in range(4):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Cast my ballot").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Your ballot is in: 4 The barn.").wait_for()
    assert watch.faults == []


@pytest.mark.parametrize(
    "rule", ["plurality", "approval", "score", "irv", "scottish-stv", "meek-stv", "schulze"]
)
def test_its_paper_and_its_result_are_in_order(live_server, chromium, bakery, ana, bilal, chidi, rule):
    seats = 2 if rule.endswith("stv") else 1
    poll = opened(ana, bilal, bakery, rule, seats=seats)
    page, watch = phone(chromium, live_server.url, ana)
    page.goto(at("poll", poll))
    wrong = faults_on(page, "en")
    for who, marks in ((ana, "0,1,0"), (bilal, "1,0,0"), (chidi, "0,0,1")):
        actions.cast_ballot(by=who.actor, poll=poll, choice=marks, client_id=uuid4())
    actions.close_poll(by=ana.actor, poll=poll)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(at("poll", poll))
        for folded in page.locator("details > summary").all():
            folded.click()
        wrong += faults_on(page, "en")

    assert wrong + watch.faults == []


def test_the_papers_are_typed_in_on_a_page_that_is_in_order(live_server, chromium, bakery, ana, bilal):
    motion = actions.put_choice(by=ana.actor, body=bakery, title="Where?", options=OPTIONS)
    actions.second_motion(by=bilal.actor, motion=motion)
    poll = actions.open_poll(by=ana.actor, motion=motion, method="paper")
    page, watch = phone(chromium, live_server.url, ana)
    page.goto(at("tell", poll))

    assert faults_on(page, "en") + watch.faults == []
