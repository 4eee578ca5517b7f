"""The server is killed in the middle of an evening and started again: the phones go on where they were, by themselves."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.machine import server

SECONDS = 40_000
"""Milliseconds in which a page has to be there again: it tries after three seconds, and then ever later."""
WORDS = "Farid asks who has the keys."


@pytest.fixture
def evening() -> Iterator[tuple[server.Server, dict[str, Any]]]:
    """A server with a hall of four, the meeting open."""
    one = server.fresh()
    hall = server.told(one, "tests.assembly.town", "4")
    one.start()
    yield one, hall
    server.throw_away(one)


def phone(device: Any, of: server.Server, hall: dict[str, Any], place: int) -> Page:
    """The phone of a member, checked in and on the floor."""
    page: Page = device(of)
    page.context.add_cookies([{"name": "s", "value": hall["voters"][place]["cookie"], "url": of.url}])
    meeting = f"/h/{hall['hall']}/meetings/{hall['meeting']}/"
    if place:
        page.goto(f"{meeting}here/")
        page.locator("#code").fill(hall["code"])
        page.get_by_role("button", name="I am here").click()
    page.goto(f"{meeting}floor/")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")


def held(of: server.Server, hall: dict[str, Any]) -> dict[str, Any]:
    return server.told(of, "tests.assembly.town", "--of", hall["meeting"])


def test_phones_go_on_where_they_were_when_the_server_was_killed(evening, device):
    of, hall = evening
    first, second, third = (phone(device, of, hall, place) for place in range(3))
    press(second, "Raise my hand")
    press(third, "Raise my hand")
    press(first, "Call who is next")
    floor = first.locator("#floor-now")
    expect(floor.locator(".speaker")).to_contain_text("Second")
    before = held(of, hall)
    fetched: list[str] = []
    first.on("framenavigated", lambda frame: fetched.append(frame.url))

    of.stop(signal.SIGKILL)
    of.start()

    assert held(of, hall) == before and before["here"] == 3
    press(second, "Take it down")  # on the page that was open all the while: who speaks has ended
    expect(floor).to_contain_text("Nobody.", timeout=SECONDS)
    expect(floor.locator(".stack-list li")).to_have_count(1)
    assert fetched == []  # the floor came back without the page being loaded anew
    press(first, "Call who is next")
    expect(third.locator(".speaker")).to_contain_text("Member 0", timeout=SECONDS)
    assert held(of, hall)["turns"] == {"Second": 1, "Member 0": 1}


def test_whoever_loses_the_line_while_writing_minutes_keeps_the_words(evening, device):
    of, hall = evening
    page = phone(device, of, hall, 1)
    page.goto(f"/h/{hall['hall']}/meetings/{hall['meeting']}/minutes/")
    page.locator("textarea[name=text]").first.fill(WORDS)

    page.context.set_offline(True)
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    of.stop(signal.SIGKILL)
    of.start()

    assert page.locator("textarea[name=text]").first.input_value() == WORDS
    page.locator("form:has(textarea[name=text]) button.main").first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
