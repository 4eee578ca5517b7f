"""
A first meeting of four in a kitchen: one phone, a printer, and the five sentences they begin with.

Three of the four have no account. Whoever holds the phone takes down what the others say aloud; nothing that two must do is
done by one, and what comes out of the printer is opened and read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import PHONE, devices
from tests.browser.hands import Hands
from tests.browser.looking import faults_on
from tests.browser.screens import one_picture
from tests.browser.small_png import small_png
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Member
from unionhall.decisions.models import Poll
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db(transaction=True)

OTHERS = ("Boris", "Carmen", "Dilek")
ITEMS = (
    "Who we are, and what brought us",
    "What has to change, each in turn",
    "What we agree on: the five sentences",
    "What we do first, and who asks whom",
    "When we meet again",
)
BONUS = "We ask for the night bonus back"
TASK = "By Friday: Boris asks the night shift, Dilek the drivers."


def on_paper(printed: bytes) -> str:
    """What a printed PDF says, on one line."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages))


class Kitchen(Hands):
    """Amina's phone, and what she does on it for all four."""

    def __init__(self, page: Page, url: str, noon: Any, script: bool, screens: Path | None) -> None:
        super().__init__("Amina", page)
        self.url, self.noon, self.script, self.screens = url, noon, script, screens

    def is_sound(self, name: str) -> None:
        """Nothing is amiss on the page for a screen reader, a thumb or a narrow window; where wanted it is pictured."""
        if not self.script:
            return
        assert faults_on(self.page, "en") == []
        if self.screens is not None:
            picture = one_picture(self.page, "phone", PHONE, "light")
            (self.screens / f"first-meeting-{name}.png").write_bytes(small_png(picture))

    def prints(self, link: str) -> str:
        """Press a link to something to print; gives what the paper says, on one line."""
        address = self.page.locator("main").get_by_role("link", name=link, exact=True).get_attribute("href")
        given = self.page.context.request.get(f"{self.url}{address}")
        assert given.headers["content-type"] == "application/pdf"
        return on_paper(given.body())

    def takes_down(self, who: str) -> None:
        """Take down what somebody without a phone says, where the page asks for it."""
        self.page.get_by_label("Who says so").select_option(label=who)
        self.presses("I take it down")

    def founds_with_three_on_cards(self) -> str:
        """Found the hall, and type in the cards of the others; the fourth needs the word of two. Gives the card."""
        self.founds(bodies.make_founding_link(base_url=self.url), "The bakers of Mill Lane")
        self.follows("Bring in the others", within="main")
        self.page.locator("main a", has_text="Paper cards").click()
        card = self.prints("The card, to print")
        for name in OTHERS:
            self.types_in_a_card(name)
        self.reads("It waits for a second member")
        return card

    def calls_it(self) -> str:
        """Call a first meeting for this evening, with Carmen; gives its address."""
        self.goes("")
        self.follows("Call a first meeting", within="main")
        self.page.locator("[name=day]").fill(self.noon.at.strftime("%Y-%m-%d"))
        self.types("Hour", "18:00")
        self.types("Where", "Amina's kitchen")
        assert self.page.get_by_label("A first meeting").is_checked()
        self.presses("Call it")
        self.reads("1 of 2 have called it")
        self.takes_down("Carmen")
        self.reads("Called by enough of us")
        return self.page.url

    def opens_with_all_four(self, meeting: str) -> None:
        """At its hour: she checks in, ticks the others off, and opens it."""
        self.page.goto(meeting)
        self.presses("I am here")
        self.follows("Keep the door: tick others in and out", within="main")
        for name in OTHERS:
            self.page.locator("li", has_text=name).get_by_role("button", name="Is here").click()
            self.page.wait_for_load_state("load")
        self.reads("4 are here")
        self.is_sound("door")
        self.follows("To the meeting", within="main")
        self.presses("Open the meeting")
        self.follows("What is on now", within="main")

    def decides(self, meeting: str) -> None:
        """A motion from the floor, seconded aloud by Boris, its hands counted aloud, declared."""
        self.follows("Put a motion", within="main")
        self.says_what(BONUS)
        self.takes_down("Boris")
        self.reads("Boris seconds it: that is taken down.")
        self.is_sound("seconded")
        self.follows("Open the vote", within="main")
        assert self.page.get_by_label("by hands, counted in the room").is_checked()
        self.presses("Open the vote")
        self.reads("You are few: one of you counts aloud before everybody.")
        self.is_sound("count")
        for label, count in (("In the room, with a vote", 4), ("In favour", 3), ("Against", 1)):
            self.types(label, str(count))
        self.types("Abstaining", "0")
        self.ticks("One of us counted aloud before everybody, and nobody objects")
        self.presses("Type it in")
        self.reads("Amina counted aloud. Whoever objects says so now, and two count.")
        self.presses("Declare the result")
        self.reads("3 in favour, and 3 were needed.")
        self.is_sound("result")
        self.page.goto(f"{meeting}floor/")


@pytest.fixture
def kitchen(
    transactional_db: Any, live_server: Any, chromium: Any, noon: Any, screens: Path | None
) -> Iterator[Callable[..., Kitchen]]:
    """`kitchen(script=True)`: the one phone there is."""
    with devices(chromium) as device:
        yield lambda script=True: Kitchen(
            device(live_server.url, script=script), live_server.url, noon, script, screens
        )


def test_four_meet_around_one_phone_and_a_printer(kitchen):
    one = kitchen()

    # The cards; the word of two lets the fourth in
    card = one.founds_with_three_on_cards()
    for sentence in ("Any two of us may call one.", "We can replace this agreement at any time."):
        assert sentence in card
    one.is_sound("cards")
    one.takes_down("Boris")
    one.reads("Boris vouches: that is taken down. Dilek is in.")
    assert Member.objects.count() == 4

    # The call, and what hangs on the wall
    meeting = one.calls_it()
    one.is_sound("called")
    agenda = one.prints("Print the agenda")
    for item in ("Amina's kitchen", *ITEMS):
        assert item.replace("'", "’") in agenda or item in agenda, item
    assert "Name" in one.prints("Print a sign-in sheet")

    # The evening
    one.noon.forward(timedelta(hours=6))
    one.opens_with_all_four(meeting)
    for item in ITEMS[:4]:
        one.presses(f"Next on the agenda: {item}")
        one.reads(item)
    one.page.locator("summary", has_text="Raise a hand for who has no phone").click()
    one.page.get_by_label("Whose hand").select_option(label="Dilek")
    one.presses("Raise it")
    one.presses("Call who is next")
    one.reads("Dilek")
    one.is_sound("floor")
    one.decides(meeting)
    one.presses(f"Next on the agenda: {ITEMS[4]}")

    # The minutes and the tasks
    one.follows("Minutes", within="main")
    for item, words in ((ITEMS[3], TASK), (ITEMS[4], "On Monday at six, here.")):
        number = ITEMS.index(item) + 1
        one.page.get_by_label("Under which item").select_option(label=f"{number}. {item}")
        one.types("What was said and agreed", words)
        one.presses("Write it down")
    one.reads(TASK)

    # The close, and what goes home with them
    one.page.goto(f"{meeting}close/")
    one.presses("Close the meeting")
    one.reads(BONUS)
    one.follows("To the minutes", within="main")
    one.is_sound("minutes")
    minutes = one.prints("Print the minutes")
    for words in (f"Motion 1: {BONUS}", "carried", "3 for, 1 against", TASK, "On Monday at six, here."):
        assert words in minutes, words
    for name in ("Amina", "Carmen"):
        assert name not in minutes  # who came is nobody's to print; only a task names whom it asks
    one.page.locator("main a", has_text=BONUS).first.click()
    one.is_sound("decided")
    sheet = on_paper(one.page.pdf())  # as the button "Print this page" does it
    for words in ("What we decided", BONUS, "Carried", "3 in favour, and 3 were needed."):
        assert words.lower() in sheet.lower(), words
    assert "One line to paste" not in sheet
    said = [entry.said() for entry in Opening.objects.order_by("entry__index")]
    kinds = [entry["kind"] for entry in said]
    assert kinds.count("member.joined") == 3
    for kind in ("call.taken_down", "second.taken_down", "poll.declared", "meeting.closed"):
        assert kinds.count(kind) == 1, kind


def test_and_without_a_script(kitchen):
    """The same road, shorter: every step is a link or a form."""
    one = kitchen(script=False)
    one.founds_with_three_on_cards()
    one.takes_down("Carmen")
    meeting = one.calls_it()
    one.noon.forward(timedelta(hours=6))
    one.opens_with_all_four(meeting)
    one.presses(f"Next on the agenda: {ITEMS[0]}")
    one.decides(meeting)
    one.page.goto(f"{meeting}close/")
    one.presses("Close the meeting")
    assert Poll.objects.get().outcome == "carried"
    assert Member.objects.count() == 4
