"""A committee drawn by lot, from the call to the draw: each state of its page, on a phone and a desk, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.looking import faults_on, sizes_for
from tests.browser.test_a_choice import phone
from unionhall.decisions import actions
from unionhall.decisions.models import Lot
from unionhall.decisions.tests.test_drawing_a_committee import called, read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


def at(lot: Lot) -> str:
    return reverse("decisions:lot", kwargs={"hall": lot.hall.slug, "pk": lot.pk})


def test_by_the_page_alone_without_a_script(live_server, chromium, bakery, ana, bilal, chidi, noon):
    lot = called(ana, bakery, bilal, chidi, size=1)
    anas, watched = phone(chromium, live_server.url, ana, java_script_enabled=False)
    bilals, also = phone(chromium, live_server.url, bilal, java_script_enabled=False)

    for page in (anas, bilals):
        page.goto(at(lot))
        page.get_by_role("button", name="I am willing").click()
        assert page.get_by_role("heading", name="You are willing").is_visible()
    noon.forward(timedelta(days=7))
    anas, watched = phone(chromium, live_server.url, ana, java_script_enabled=False)
    bilals, also = phone(chromium, live_server.url, bilal, java_script_enabled=False)
    anas.goto(at(lot))
    anas.get_by_role("button", name="Write down who is willing").click()
    for page in (anas, bilals):
        page.goto(at(lot))
        page.get_by_label("What it says").fill("4 2 6 6 1")
        page.get_by_role("button", name="Type in what I read").click()
    bilals.get_by_role("button", name="Draw").click()

    assert bilals.get_by_role("heading", name="Who was drawn").is_visible()
    assert watched.faults + also.faults == []
    assert Lot.objects.get().made is not None


def stages(lot: Lot, noon: Any, people: tuple[Any, Any, Any]) -> list[tuple[str, Callable[[], object]]]:
    """The states of a draw, and what leads to each."""
    ana, bilal, chidi = people
    return [
        ("open", lambda: None),
        ("willing", lambda: [actions.be_willing(by=one.actor, lot=lot, willing=True) for one in people]),
        ("due", lambda: noon.forward(timedelta(days=7))),
        ("closed", lambda: actions.close_pool(by=ana.actor, lot=lot)),
        ("half read", lambda: read(lot, "4 2 6 6 1", bilal)),
        ("differs", lambda: read(lot, "4 2 6 6 2", chidi)),
        ("read", lambda: read(lot, "4 2 6 6 1", chidi, bilal)),
        ("drawn", lambda: actions.draw_lot(by=chidi.actor, lot=lot)),
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_state_is_in_order(live_server, chromium, bakery, ana, bilal, chidi, noon, language):
    lot = called(ana, bakery, bilal, chidi)
    wrong: list[str] = []
    for state, lead in stages(lot, noon, (ana, bilal, chidi)):
        lead()
        page, watch = phone(chromium, live_server.url, ana, language=language)
        for size in sizes_for(language):
            page.set_viewport_size(size)
            page.goto(at(lot))
            for folded in page.locator("main details > summary").all():
                folded.click()
            wrong += [f"{state}, {size['width']} px: {one}" for one in faults_on(page, language)]

            assert page.get_by_role("heading", name="Feast committee").is_visible()
        wrong += watch.faults

    assert wrong == []


def test_where_nobody_came_forward_the_page_says_what_now(
    live_server, chromium, bakery, ana, bilal, chidi, noon
):
    lot = called(ana, bakery, bilal, chidi)
    noon.forward(timedelta(days=7))
    actions.close_pool(by=ana.actor, lot=lot)
    page, watch = phone(chromium, live_server.url, ana)
    page.goto(at(lot))

    assert page.get_by_text("Nobody came forward: there is nothing to draw.").is_visible()
    assert faults_on(page, "en") + watch.faults == []
