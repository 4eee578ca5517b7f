"""An evening: members check in on their phones and at the door, speak in turn, and vote by hands upon who is there."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import mirrored
from tests.browser.conftest import PHONE
from tests.browser.hands import Hands
from tests.browser.looking import faults_on, sizes_for
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting
from unionhall.assemblies.tests.evening import FRIDAY, come, seconded
from unionhall.core.charters.presets import STARTER
from unionhall.core.procedure import Procedure
from unionhall.core.stack import Way
from unionhall.decisions import actions as decisions
from unionhall.decisions.tests.story import adopt
from unionhall.kit import clock


def test_phones_follow_each_other_without_being_asked(hall_server, device):
    """Three phones on a real server: whoever checks in, speaks or waits is on the others' pages at once."""
    ana, bilal, chidi = people = [Hands(name, device(hall_server)) for name in ("Ana", "Bilal", "Chidi")]
    ana.founds(hall_server.founding_link, "The bakery")
    links = [ana.invites(), ana.invites()]
    bilal.joins(links[0])
    chidi.joins(links[1])

    begins = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    if begins - clock.now() < timedelta(seconds=12):
        begins += timedelta(minutes=1)
    ana.goes("meetings/call/")
    ana.page.locator("[name=day]").fill(begins.strftime("%Y-%m-%d"))
    ana.page.locator("[name=hour]").fill(begins.strftime("%H:%M"))
    ana.page.locator("[name=place]").fill("Back room")
    ana.presses("Call it")
    meeting = ana.page.url
    bilal.page.goto(meeting)
    bilal.presses("I call it too")

    ana.page.goto(meeting)
    ana.presses("I am here")
    expect(ana.page.locator("#turnout-now")).to_contain_text("1 present of 3")
    code = ana.page.locator(".code-aloud").inner_text().strip()
    bilal.page.goto(meeting)
    bilal.page.locator("#code").fill(code)
    bilal.presses("I am here")
    expect(ana.page.locator("#turnout-now")).to_contain_text("2 present of 3", timeout=10_000)

    time.sleep(max(0.0, (begins - clock.now()).total_seconds()) + 0.5)
    ana.page.goto(meeting)
    ana.presses("Open the meeting")
    floors = [f"{meeting}floor/"] * 2
    for one, where in zip((ana, bilal), floors, strict=True):
        one.page.goto(where)
    ana.page.get_by_role("button", name="Call who is next").focus()
    bilal.presses("Raise my hand")
    expect(ana.page.locator("#floor-now")).to_contain_text("Bilal", timeout=10_000)
    assert (
        ana.page.evaluate("document.activeElement.innerText") == "Call who is next"
    )  # whoever is at it stays
    ana.page.keyboard.press("Enter")
    expect(bilal.page.locator(".speaker")).to_contain_text("Bilal", timeout=10_000)
    for one in (ana, bilal):
        one.page.goto(f"{meeting}minutes/")
    bilal.page.locator("#text").fill("And the flour is dear")
    ana.page.locator("#text").fill("Oven two is out.")
    ana.presses("Write it down")
    expect(bilal.page.locator("#minutes-now")).to_contain_text("Oven two is out.", timeout=10_000)
    expect(bilal.page.locator("#text")).to_have_value("And the flour is dear")
    _how_warm_the_room_is(ana, bilal, meeting)
    _vote_on_the_floor(ana, bilal, meeting, device, hall_server)
    for one in people:
        assert "Internal" not in one.page.content()


def _how_warm_the_room_is(ana: Hands, bilal: Hands, meeting: str) -> None:
    """It is asked on both phones at once, answered with one tap and no page, counted, and gone when it ends."""
    for one in (ana, bilal):
        one.page.goto(f"{meeting}floor/")
    bilal.page.evaluate("window.stillHere = true")
    ana.page.locator("details > summary", has_text="Ask how warm the room is").click()
    ana.page.locator("[name=words]").fill("Do we bake on Sunday?")
    ana.presses("Ask the room")
    expect(bilal.page.locator("#floor-now")).to_contain_text("Do we bake on Sunday?", timeout=10_000)
    bilal.page.get_by_role("button", name="Cold").click()
    expect(bilal.page.locator("#my-temperature")).to_contain_text("You said: Cold.")
    expect(ana.page.locator("#floor-now")).to_contain_text("once three have answered")
    ana.page.locator("#floor-now").get_by_role("button", name="Warm").click()
    for one in (ana, bilal):
        expect(one.page.locator("#floor-now")).to_contain_text("2 have answered.", timeout=10_000)
    expect(bilal.page.locator("#my-temperature")).to_contain_text("You said: Cold.")
    assert faults_on(bilal.page, "en") == [] and bilal.page.evaluate("window.stillHere")
    ana.presses("End the check")
    expect(bilal.page.locator("#floor-now")).not_to_contain_text("Do we bake on Sunday?", timeout=10_000)


def _vote_on_the_floor(ana: Hands, bilal: Hands, meeting: str, device: Any, hall_server: Any) -> None:
    """The vote opens on both floors, each votes with one press, no page is loaded, and the result is there."""
    ana.goes("motions/put/")
    ana.page.locator("[name=title]").fill("Bread for the strikers")
    ana.presses("Put the motion")
    motion = ana.page.url
    bilal.page.goto(motion)
    bilal.presses("Second it")
    ana.page.goto(meeting)
    ana.page.locator("details > summary", has_text="Put something on the agenda").click()
    ana.page.locator("[name=motion]").select_option(index=1)
    ana.presses("Put it on")
    ana.page.goto(f"{meeting}floor/")
    ana.page.locator("details > summary", has_text="Another item").click()
    ana.page.locator("details[open] button", has_text="Bread for the strikers").click()
    bilal.page.goto(f"{meeting}floor/")
    bilal.page.evaluate("window.stillHere = true")

    ana.presses("Vote by phone now")
    buttons = bilal.page.locator(".vote-here button")
    expect(buttons.first).to_be_visible(timeout=10_000)
    expect(bilal.page.locator(".vote-here .ticks-down")).to_have_text(re.compile(r"^[45]:[0-5]\d$"))
    bilal.page.get_by_role("button", name="Against").click()
    expect(bilal.page.locator("[data-own]")).to_contain_text("Your ballot is in: Against.")
    bilal.page.get_by_role("button", name="In favour").click()
    expect(bilal.page.locator("[data-own]")).to_contain_text("Your ballot is in: In favour.")
    ana.page.get_by_role("button", name="In favour").click()
    expect(bilal.page.locator(".vote-here")).to_contain_text("Everybody has voted.", timeout=10_000)
    expect(bilal.page.locator("[data-own]")).to_contain_text("Your ballot is in: In favour.")
    bilal.page.get_by_role("button", name="Close and declare the result").click()
    for one in (ana, bilal):
        expect(one.page.locator("#floor-now")).to_contain_text("2 for, 0 against", timeout=10_000)
        expect(one.page.locator(".vote-here")).to_have_count(0)
    assert bilal.page.evaluate("window.stillHere")


@pytest.fixture
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es", mirrored.LANGUAGE])
def test_each_page_of_it_is_in_order(
    cast, live_server, chromium, hall, bakery, ana, bilal, chidi, noon, settings, screens, language
):
    if language == mirrored.LANGUAGE:
        mirrored.speaks(settings)
    adopt(bakery, replace(STARTER.charter, options=replace(STARTER.charter.options, procedure=Procedure.IWW)))
    made = actions.call_meeting(
        by=ana.actor,
        body=bakery,
        begins_at=FRIDAY,
        place="Hinterzimmer",
        link="https://call.example/1",
        agenda="short",
    )
    wrong: list[str] = []

    def look(state: str, *names: str, by: Any = ana) -> None:
        page, watch = phone(chromium, live_server.url, by, language=language)
        for name in names:
            address = reverse(
                f"assemblies:{name}",
                kwargs={"hall": hall.slug} | ({} if name in ("meetings", "call") else {"pk": made.pk}),
            )
            for size in sizes_for(language):
                page.set_viewport_size(size)
                page.goto(address)
                if language == mirrored.LANGUAGE:
                    wrong.extend(mirrored.mirrored_faults_on(page))  # also while it is folded
                for folded in page.locator("main details > summary").all():
                    folded.click()
                found = faults_on(page, language)
                if language == mirrored.LANGUAGE:
                    found += mirrored.mirrored_faults_on(page)
                wrong.extend(f"{state}, {size['width']} px: {one}" for one in found)
                if screens and size is PHONE:
                    page.screenshot(
                        path=screens / f"{language}-{state}-{name}.png".replace(" ", "-"), full_page=True
                    )
        wrong.extend(watch.faults)
        page.context.close()

    look("waits for names", "meetings", "meeting", "call", "call_off")
    actions.call_too(by=bilal.actor, meeting=made)
    look("called", "meetings", "meeting", "word", "roles", by=bilal)
    noon.forward(FRIDAY - noon.at)
    look("nobody there", "meeting", "here", "door", "floor")
    come(made, ana)
    look("one there", "meeting", "door", "close")
    look("one there, another looks", "meeting", "here", "door", by=chidi)
    come(made, bilal, chidi)
    actions.open_meeting(by=ana.actor, meeting=made)
    made.refresh_from_db()
    actions.take_role(by=bilal.actor, meeting=made, role="facilitates")
    look("open", "meetings", "meeting", "door", "floor", "screen", "close", "roles", "minutes")
    motion = seconded(made, ana, bilal)
    item = made.items.create(hall=hall, place=99, kind="motion", motion=motion, by=ana)
    actions.go_to(by=ana.actor, meeting=made, item=item)
    for one in (ana, bilal, chidi):
        actions.raise_hand(by=one.actor, meeting=made)
    actions.call_hand(by=ana.actor, meeting=made)
    actions.raise_hand(by=bilal.actor, meeting=made, kind="order")
    for way in Way:
        made = actions.set_stack(by=ana.actor, meeting=made, way=str(way), turn_minutes=3)
        look(f"the floor, {way}", "floor")
    look("the floor", "screen", "procedure")
    moved = actions.move(by=ana.actor, meeting=made, what="refer", words="Werkzeuggruppe")
    first = actions.move(by=bilal.actor, meeting=made, what="recess", minutes=10)
    look("moved", "floor", "procedure")
    for one, by in ((moved, bilal), (first, ana)):
        actions.second_move(by=by.actor, motion=one)
    look("seconded", "procedure", by=chidi)
    for one in (first, moved):
        actions.note_hands(by=ana.actor, motion=one, yes=2, no=1)
    look("decided", "floor", "procedure", "meeting")
    for one in (item, None):
        actions.write_line(by=ana.actor, meeting=made, text="Lange geredet.", item=one)
    look("written", "minutes")
    poll = decisions.open_poll(by=ana.actor, motion=seconded(made, ana, bilal), method="hands")
    look("voting", "floor", "screen", "close", "meeting")
    for one in (ana, bilal):
        figures = {"yes": 2, "no": 1, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=3)
    decisions.close_poll(by=ana.actor, poll=poll)
    look("voted", "floor", "screen")
    actions.close_meeting(by=ana.actor, meeting=Meeting.objects.get())
    actions.write_line(by=bilal.actor, meeting=Meeting.objects.get(), text="Und einig.")
    look("closed", "meetings", "meeting", "floor", "door", "minutes", "roles", "procedure")
    noon.forward(timedelta(hours=1))
    to_approve = actions.put_minutes(by=ana.actor, meeting=Meeting.objects.get())
    look("before us", "minutes")
    decisions.second_motion(by=bilal.actor, motion=to_approve)
    poll = decisions.open_poll(by=ana.actor, motion=to_approve, method="hands")
    look("voted on", "minutes")
    for one in (ana, bilal):
        figures = {"yes": 2, "no": 0, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=2)
    decisions.close_poll(by=ana.actor, poll=poll)
    look("approved", "minutes")

    assert wrong == []
    assert re.fullmatch(r"[0-9A-Z]{6}", made.code)
