"""
A whole evening: six phones, two people without, one who keeps the stack, one the door, one the minutes, and a screen for the
wall; and a week later its minutes are approved. Everybody acts on their own page; only the hours that pass between are not
waited for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import faults_on
from tests.browser.screens import one_picture
from tests.browser.small_png import small_png
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.models import Item, Meeting
from unionhall.assemblies.tests.evening import come
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Member
from unionhall.conftest import browser, joins
from unionhall.core.charters.presets import STARTER
from unionhall.core.procedure import Procedure
from unionhall.core.quorums import Quorum
from unionhall.decisions.models import Motion, Poll
from unionhall.decisions.tests.story import adopt

pytestmark = pytest.mark.django_db(transaction=True)

QUORUM = 7
PAPERS = "2 1 3\n" * 3 + "1 2\n" * 3 + "3 2\n" * 2
"""Eight, by the numbers of Ana, Chidi and Eli: three, three and two at first; Eli is struck out, and Chidi has five."""


class Phone:
    """One of those who come, with a phone of their own: what they do on the pages of the hall."""

    def __init__(self, name: str, page: Any, hall: Any) -> None:
        self.name, self.page, self.hall = name, page, hall

    def goes(self, where: str, **to: Any) -> None:
        """Go to a page by its name."""
        self.page.goto(reverse(where, kwargs={"hall": self.hall.slug, **to}))

    def presses(self, words: str) -> None:
        """Press a button, also where more is said to who hears the page."""
        self.page.locator("main").get_by_role(
            "button", name=re.compile(rf"^\s*{re.escape(words)}")
        ).first.click()
        self.page.wait_for_load_state("load")

    def types(self, **fields: Any) -> None:
        """Type into fields by their names."""
        for name, words in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(str(words))

    def is_pictured(self, screens: Path | None, name: str) -> None:
        """Where pictures are wanted, take the page for docs/screens, as a phone shows it and as a desk does."""
        if screens is None:
            return
        usual = self.page.viewport_size
        for screen, size in (("phone", PHONE), ("desk", DESK)):
            picture = one_picture(self.page, screen, size, "light")
            (screens / f"evening-{name}-{screen}-light.png").write_bytes(small_png(picture))
        self.page.set_viewport_size(usual)

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        assert words.lower() in self.page.locator("main").inner_text().lower(), (
            f"{self.name} does not read “{words}” on {self.page.url}: {self.page.locator('main').inner_text()[:1500]}"
        )


class Evening:
    """The hall, its people and their phones."""

    def __init__(self, hall: Any, people: dict[str, Any], give: Callable[[Any], Any]) -> None:
        self.hall = hall
        self.people = people
        self.phones = {name: Phone(name, give(one), hall) for name, one in people.items()}

    def __getattr__(self, name: str) -> Phone:
        return self.phones[name.capitalize()]

    def days_later(self, noon: Any, time: timedelta, url: str) -> None:
        """Time passes, more than a session lasts: everybody signs in again."""
        noon.forward(time)
        for name, one in self.phones.items():
            held = browser(self.people[name]).cookies
            cookies = [{"name": key, "value": value.value, "url": url} for key, value in held.items()]
            one.page.context.add_cookies(cookies)

    def motion(self, title: str) -> Motion:
        """The motion of that title."""
        return Motion.objects.get(texts__title=title, texts__binding=True, texts__version=1)

    def puts(self, who: Phone, title: str, text: str = "") -> Motion:
        """Somebody puts a motion and another seconds it, before the meeting."""
        who.goes("decisions:put")
        who.page.locator("[name=title]").fill(title)
        if text:
            who.page.locator("[name=text]").fill(text)
        who.presses("Put the motion")
        found = self.motion(title)
        second = self.bilal if who is not self.bilal else self.chidi
        second.goes("decisions:motion", pk=found.pk)
        second.presses("Second it")
        return found

    def amends(self, who: Phone, motion: Motion, text: str) -> Motion:
        """Somebody puts an amendment to a motion, or to an amendment, and another seconds it."""
        who.goes("decisions:amend", pk=motion.pk)
        who.types(text=text)
        who.presses("Put the amendment")
        made = Motion.objects.order_by("number").last()
        assert made is not None and made.amends_id == motion.pk
        other = self.ana if who is not self.ana else self.bilal
        other.goes("decisions:motion", pk=made.pk)
        other.presses("Second it")
        return made

    def moves(self, who: Phone, second: Phone, what: str, meeting: Meeting, yes: int, no: int) -> None:
        """One moves, another seconds, and the hands are written down."""
        who.goes("assemblies:procedure", pk=meeting.pk)
        who.page.locator("details > summary", has_text=what).first.click()
        who.page.locator("details[open] button", has_text="I move it").first.click()
        second.goes("assemblies:procedure", pk=meeting.pk)
        second.presses("Second it")
        second.types(yes=yes, no=no)
        second.presses("So it is decided")

    def opens_by_hands(self, who: Phone, motion: Motion) -> Poll:
        """Somebody opens a vote by hands."""
        who.goes("decisions:open", pk=motion.pk)
        who.page.locator("main [name=method][value=hands]").first.check()
        who.presses("Open the vote")
        return motion.polls.get(declared_at=None)

    def counts(self, poll: Poll, present: int, yes: int, no: int) -> None:
        """Two count the hands, each for themselves, and one of them declares."""
        for teller in (self.ana, self.chidi):
            teller.goes("decisions:tell", pk=poll.pk)
            teller.types(present=present, yes=yes, no=no, abstain=present - yes - no)
            teller.page.locator("main form[autocomplete=off] button.main").click()
            teller.page.wait_for_load_state("load")
        self.chidi.presses("Declare")

    def decides(self, motion: Motion, outcome: str, yes: int, no: int, present: int = 8) -> None:
        """A vote by hands, from its opening to its result."""
        poll = self.opens_by_hands(self.ana, motion)
        self.counts(poll, present, yes, no)
        assert Poll.objects.get(pk=poll.pk).outcome == outcome


@pytest.fixture
def evening(
    transactional_db: Any,
    live_server: Any,
    chromium: Any,
    hall: Any,
    bakery: Any,
    ana: Any,
    bilal: Any,
    chidi: Any,
) -> Iterator[Evening]:
    """Six with phones and two without, under a charter with a quorum of seven and the table of motions."""
    dana, eli, fay = (joins(ana, name, seconder=bilal) for name in ("Dana", "Eli", "Fay"))
    for name in ("Gus", "Hilde"):
        bodies.vouch_for(by=bilal.actor, application=bodies.type_in_card(by=ana.actor, name=name))
    ordinary = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=QUORUM))
    options = replace(STARTER.charter.options, procedure=Procedure.IWW)
    adopt(bakery, replace(STARTER.charter, ordinary=ordinary, options=options))
    pages: list[Any] = []

    def give(member: Any) -> Any:
        page, watch = phone(chromium, live_server.url, member)
        pages.append((page, watch))
        return page

    people = {one.name: one for one in (ana, bilal, chidi, dana, eli, fay)}
    yield Evening(hall, people, give)
    faults = [fault for _page, watch in pages for fault in watch.faults]
    for page, _watch in pages:
        page.context.close()
    assert faults == []


def test_from_the_call_to_the_approval_of_the_minutes(evening, live_server, chromium, noon, screens):
    ana, bilal, chidi, dana, eli, fay = (
        getattr(evening, name) for name in ("ana", "bilal", "chidi", "dana", "eli", "fay")
    )

    # Before
    oven = evening.puts(dana, "We buy an oven", "We buy an oven.\n\nIt stands in the yard.")
    wall = evening.puts(bilal, "We paint the wall")
    ana.goes("assemblies:call")
    day = noon.at + timedelta(days=3)
    ana.types(day=day.strftime("%Y-%m-%d"), hour="18:30", place="Back room")
    ana.page.locator("[name=agenda][value=rusty]").check()
    ana.presses("Call it")
    meeting = Meeting.objects.get()
    bilal.goes("assemblies:meeting", pk=meeting.pk)
    bilal.presses("I call it too")
    for one in (ana, bilal, chidi, dana, eli, fay):
        one.goes("assemblies:meeting", pk=meeting.pk)
        one.presses("I am coming")
    fay.reads("6 of 7 are coming")
    for motion in (oven, wall):
        dana.goes("assemblies:meeting", pk=meeting.pk)
        dana.page.locator("details > summary", has_text="Put something on the agenda").click()
        dana.page.locator("[name=motion]").select_option(str(motion.pk))
        dana.presses("Put it on")

    # Who is there
    meeting.refresh_from_db()
    evening.days_later(noon, meeting.begins_at - noon.at, live_server.url)
    ana.goes("assemblies:meeting", pk=meeting.pk)
    ana.presses("I am here")
    meeting.refresh_from_db()
    for one in (bilal, chidi, dana, eli, fay):
        one.goes("assemblies:here", pk=meeting.pk)
        one.types(code=meeting.code)
        one.presses("I am here")
    chidi.goes("assemblies:door", pk=meeting.pk)
    for name in ("Gus", "Hilde"):
        chidi.page.locator("li", has_text=name).get_by_role("button", name="Is here").click()
        chidi.page.wait_for_load_state("load")
    chidi.reads("8 are here")
    chidi.is_pictured(screens, "door")
    ana.goes("assemblies:meeting", pk=meeting.pk)
    ana.presses("Open the meeting")
    bilal.goes("assemblies:roles", pk=meeting.pk)
    bilal.presses("I do it")
    screen, watch = phone(chromium, live_server.url, evening.people["Ana"], size=DESK)
    wall_page = Phone("the wall", screen, evening.hall)
    wall_page.goes("assemblies:screen", pk=meeting.pk)
    wall_page.reads("Quorate")

    # The agenda is adopted by hands; reports
    agenda = evening.puts(chidi, "We adopt this agenda")
    chidi.goes("assemblies:floor", pk=meeting.pk)
    chidi.page.locator("details > summary", has_text="Another item").click()
    chidi.page.get_by_role("link", name="Put something on the agenda").click()
    chidi.page.locator("details > summary", has_text="Put something on the agenda").click()
    chidi.page.locator("[name=motion]").select_option(str(agenda.pk))
    chidi.presses("Put it on")
    chidi.reads("We adopt this agenda")
    evening.decides(agenda, "carried", 8, 0)
    reports = Item.objects.get(meeting=meeting, kind="report")
    bilal.goes("assemblies:floor", pk=meeting.pk)
    bilal.page.locator("details > summary", has_text="Another item").click()
    bilal.page.locator(f"button[name=item][value='{reports.pk}']").click()
    for one in (fay, eli):
        one.goes("assemblies:floor", pk=meeting.pk)
        one.presses("Raise my hand")
    bilal.goes("assemblies:floor", pk=meeting.pk)
    bilal.presses("Call who is next")
    fay.goes("assemblies:floor", pk=meeting.pk)
    fay.reads("You speak")
    eli.goes("assemblies:minutes", pk=meeting.pk)
    eli.types(text="The delegate reports: the flour is dearer.")
    eli.presses("Write it down")

    # A motion with two amendments, and an amendment to one of them
    on = Item.objects.get(meeting=meeting, motion=oven)
    bilal.goes("assemblies:floor", pk=meeting.pk)
    bilal.page.locator("details > summary", has_text="Another item").click()
    bilal.page.locator(f"button[name=item][value='{on.pk}']").click()
    used = evening.amends(eli, oven, "We buy a used oven.\n\nIt stands in the yard.")
    inside = evening.amends(fay, oven, "We buy an oven.\n\nIt stands inside.")
    kitchen = evening.amends(chidi, inside, "We buy an oven.\n\nIt stands in the kitchen.")
    dana.goes("assemblies:floor", pk=meeting.pk)
    dana.reads("Voted on before it")
    dana.is_pictured(screens, "floor")
    wall_page.goes("assemblies:screen", pk=meeting.pk)
    wall_page.is_pictured(screens, "wall")
    dana.goes("decisions:motion", pk=oven.pk)
    dana.is_pictured(screens, "amendments")
    eli.goes("assemblies:procedure", pk=meeting.pk)
    eli.is_pictured(screens, "procedure")
    evening.moves(eli, bilal, "To end the debate", meeting, 6, 2)
    fay.goes("assemblies:floor", pk=meeting.pk)
    fay.reads("the debate is over")
    evening.decides(kitchen, "carried", 5, 3)
    evening.decides(inside, "carried", 6, 2)
    evening.decides(used, "lost", 3, 5)
    evening.decides(oven, "carried", 7, 1)
    dana.goes("decisions:motion", pk=oven.pk)
    dana.reads("It stands in the kitchen.")

    # Two leave, and the next vote is lost for want of a quorum
    poll = evening.opens_by_hands(ana, wall)
    for one in (dana, eli):
        one.goes("assemblies:meeting", pk=meeting.pk)
        one.presses("I leave")
    evening.counts(poll, 6, 6, 0)
    assert Poll.objects.get(pk=poll.pk).outcome == "not_quorate"
    wall_page.goes("assemblies:screen", pk=meeting.pk)
    wall_page.reads("One more is wanted for a quorum")
    for one in (dana, eli):
        one.goes("assemblies:here", pk=meeting.pk)
        one.types(code=meeting.code)
        one.presses("I am here")

    # An election by ranking, on paper, so that who has no phone votes like everybody; two read all papers
    fay.goes("decisions:put_choice")
    fay.types(title="Who goes to the federation?", options="Ana\nChidi\nEli")
    fay.presses("Put the question")
    election = evening.motion("Who goes to the federation?")
    bilal.goes("decisions:motion", pk=election.pk)
    bilal.presses("Second it")
    bilal.goes("decisions:open", pk=election.pk)
    bilal.page.locator("main [name=method][value=paper]").first.check()
    bilal.presses("Open the vote")
    vote = election.polls.get()
    for teller in (ana, chidi):
        teller.goes("decisions:tell", pk=vote.pk)
        teller.types(present=8, papers=PAPERS)
        teller.page.locator("main form[autocomplete=off] button.main").click()
        teller.page.wait_for_load_state("load")
    chidi.presses("Declare")
    vote.refresh_from_db()
    assert vote.outcome == "carried"
    wall_page.goes("assemblies:screen", pk=meeting.pk)
    wall_page.reads("Who goes to the federation?")

    # The close, and what everybody reads before they leave
    ana.goes("assemblies:close", pk=meeting.pk)
    ana.presses("Close the meeting")
    fay.goes("assemblies:minutes", pk=meeting.pk)
    for words in ("What we decided", "the flour is dearer", "7 for, 1 against", "to end the debate"):
        fay.reads(words)
    for name in ("minutes", "meeting"):
        fay.goes(f"assemblies:{name}", pk=meeting.pk)
        assert faults_on(fay.page, "en") == []
        fay.is_pictured(screens, name)
    screen.context.close()
    assert watch.faults == []

    # A week later
    evening.days_later(noon, timedelta(days=7), live_server.url)
    later = assemblies.call_meeting(
        by=evening.people["Ana"].actor,
        body=meeting.body,
        begins_at=noon.at + timedelta(hours=3),
        agenda="rusty",
        place="Yard",
    )
    assemblies.call_too(by=evening.people["Bilal"].actor, meeting=later)
    evening.days_later(noon, timedelta(hours=3), live_server.url)
    come(later, *evening.people.values())
    for name in ("Gus", "Hilde"):
        assemblies.tick_in(
            by=evening.people["Ana"].actor, meeting=later, member=Member.objects.get(name=name)
        )
    assemblies.open_meeting(by=evening.people["Ana"].actor, meeting=later)
    eli.goes("assemblies:meeting", pk=later.pk)
    eli.presses("Put that they are approved")
    approval = Motion.objects.order_by("number").last()
    assert approval is not None
    ana.goes("decisions:motion", pk=approval.pk)
    ana.presses("Second it")
    evening.decides(approval, "carried", 8, 0)
    fay.goes("assemblies:minutes", pk=meeting.pk)
    fay.reads("Approved")
