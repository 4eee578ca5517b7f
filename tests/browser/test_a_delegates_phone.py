"""A delegate's phone with the network going in and out: what was noted is kept, and sent later, in order, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import faults_on
from tests.browser.test_a_choice import phone
from unionhall.bodies.rules import actor_of
from unionhall.conftest import warrant_of
from unionhall.core.delegation import digest
from unionhall.delegates import actions
from unionhall.delegates.models import Act
from unionhall.kit import clock
from unionhall.mandates.actions import recall_mandate
from unionhall.record.models import Opening


@pytest.fixture
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


@pytest.fixture
def council(cast: Any, hall: Any, bakery: Any, bilal: Any, chidi: Any) -> Any:
    """Bilal and Chidi are at a council; on its first point they split their votes, on its second there is no instruction."""
    by, warrant, text = actor_of(bilal), warrant_of(hall), "Each section gives one per cent of its dues."
    made = actions.send_delegates(
        by=by,
        warrant=warrant,
        body=bakery,
        to="Council of the bakeries, in May",
        members=[bilal, chidi],
        points=[("The strike fund", text), ("Who hosts the next one", "")],
        until=clock.now() + timedelta(days=30),
        employer=False,
    )
    actions.instruct(
        by=by,
        warrant=warrant,
        point=made.points.get(number=1),
        way="split",
        text=digest(text),
        positions=[],
        shares={"yes": "7/10", "no": "3/10"},
    )
    return made


def note(page: Any, number: int, votes: str, words: str = "") -> None:
    """Note a vote on a point."""
    card = page.locator("section.card").nth(number - 1)
    if card.locator("form[data-kept] textarea").is_hidden():
        card.get_by_text("Note what we did").click()
    card.get_by_label("For what").fill(votes)
    card.get_by_label("In a few words").fill(words)
    card.get_by_role("button", name="Note it").click()


def address(council: Any) -> str:
    return reverse("delegates:delegation", kwargs={"hall": council.hall.slug, "pk": council.pk})


@pytest.mark.django_db(transaction=True)
def test_acts_are_kept_without_a_network_and_sent_later_in_order_once(
    council, live_server, chromium, screens, bilal
):
    page, watch = phone(chromium, live_server.url, bilal)
    page.goto(address(council))
    page.context.set_offline(True)
    note(page, 1, "yes 10", "They would not count halves, and everybody else had left the room")
    note(page, 2, "Graz")
    note(page, 1, "yes 7, no 3")
    kept = page.locator("#kept li")
    expect(kept).to_have_count(3)
    assert faults_on(page, "en") == []
    if screens is not None:
        page.screenshot(path=screens / "kept-360.png", full_page=True)
    assert not Act.objects.exists()

    page.context.set_offline(False)
    expect(page.get_by_text("Everything is sent.")).to_be_visible()

    # The record has them in the order in which they were noted, each once, and what they are is said at once.
    entries = Opening.objects.filter(kind="delegate.acted").order_by("entry__index")
    acts = [Act.objects.get(pk=json.loads(one.content)["facts"]["act"]) for one in entries]
    assert [(one.votes, one.verdict) for one in acts] == [
        ({"yes": 10}, "outside"),
        ({"Graz": 1}, "nothing"),
        ({"yes": 7, "no": 3}, "within"),
    ]
    page.get_by_role("link", name="Show it").click()
    expect(page.get_by_text("Outside the instruction.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert watch.faults == []
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_lost_on_the_way_back_makes_no_second_act(council, live_server, chromium, bilal):
    page, _watch = phone(chromium, live_server.url, bilal)
    page.goto(address(council))

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/act/", lose)
    with page.expect_event("requestfailed"):
        note(page, 1, "yes 7, no 3")
    expect(page.locator("#kept li")).to_have_count(1)
    assert Act.objects.count() == 1

    # Closed and opened again, the phone finds what it kept, and sends it once more.
    page.unroute("**/act/")
    page.goto(address(council))
    expect(page.get_by_text("Everything is sent.")).to_be_visible()
    assert Act.objects.count() == 1
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_an_act_kept_until_after_a_recall_is_refused_and_said(council, live_server, chromium, bilal):
    page, _watch = phone(chromium, live_server.url, bilal)
    page.goto(address(council))
    page.context.set_offline(True)
    note(page, 1, "yes 10")
    mandate = council.delegates.get(mandate__member=bilal.pk).mandate
    recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant_of(council.hall))

    page.context.set_offline(False)
    expect(page.get_by_text("This was not taken:")).to_be_visible()
    expect(page.locator("#kept")).to_contain_text("recalled on")
    assert not Act.objects.exists()
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_its_pages_are_in_order(council, live_server, chromium, screens, hall, bilal):
    point = council.points.get(number=1)
    by = actor_of(bilal)
    actions.note_act(by=by, point=point, key=uuid4(), what="vote", votes={"yes": 10}, words="All had left")
    actions.ask_home(by=by, point=council.points.get(number=2))
    page, watch = phone(chromium, live_server.url, bilal)
    pages = {
        "delegation": address(council),
        "delegations": reverse("delegates:delegations", kwargs={"hall": hall.slug}),
    }
    wrong: list[str] = []
    for name, where in pages.items():
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.goto(where)
            if screens is not None:
                page.screenshot(path=screens / f"{name}-{size['width']}.png", full_page=True)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            wrong.extend(f"{name}, {size['width']} px: {one}" for one in faults_on(page, "en"))
            if screens is not None:
                page.screenshot(path=screens / f"{name}-open-{size['width']}.png", full_page=True)
    assert [*wrong, *watch.faults] == []
    page.context.close()
