"""
The two small scripts, driven in a real browser on a page made for it: nothing typed is lost when a region changes,
the Escape key leaves at once and throws nothing typed away, a line is copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

import unionhall.kit

STATIC = Path(unionhall.kit.__file__).parent / "static" / "kit"
HOME = "http://localhost:8000"
AWAY = "https://www.wikipedia.org/"
PAGE = """<!doctype html><title>Notes</title><body data-said-copied="Copied" data-said-again="Press Esc again to leave">
<a data-leave href="https://www.wikipedia.org/">Leave</a>
<details data-menu><summary>Menu</summary>Things</details>
<select id="choose"><option>1</option></select> <input id="free">
<section id="talk" data-live="TICKET"><p id="count">COUNT</p>
<form id="say"><input id="words"><textarea id="long"></textarea><label><input type="radio" name="r" id="yes">Yes</label></form>
<ul id="people"><li id="ana">Ana</li><li id="bilal">Bilal</li></ul></section>
<span class="live">Live</span>
<output id="line" tabindex="-1">A line</output><button type="button" data-copy="line" hidden><span>Copy</span></button>
<script src="/static/kit/kit.js" defer></script><script src="/static/kit/live.js" defer></script>"""
FRAGMENT = (
    '<section id="talk"><p id="count">2</p><form id="say"><input id="words"><textarea id="long"></textarea>'
    '<label><input type="radio" name="r" id="yes">Yes</label></form>'
    '<ul id="people"><li id="bilal">Bilal</li><li id="chidi">Chidi</li></ul></section>'
)


class Stage:
    """A page, and the stream behind it: what each opening of the stream sends, in order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sends: list[str] = []
        self.tickets: list[str] = []
        self.loads = 0
        self.shows = PAGE
        page.context.route(f"{HOME}/**", self._answer)
        page.context.route(
            f"{AWAY}**", lambda route: route.fulfill(body="elsewhere", content_type="text/html")
        )

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOME)
        if path.startswith("/static/kit/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/kit/"))
        elif path.startswith("/live/"):
            self.tickets.append(path.removeprefix("/live/"))
            body = self.sends.pop(0) if self.sends else ": \n\n"
            route.fulfill(body="retry: 60000\n\n" + body, content_type="text/event-stream")
        else:
            self.loads += 1
            page = self.shows.replace("TICKET", f"ticket-{self.loads}").replace(
                "COUNT", "1" if self.loads == 1 else "7"
            )
            route.fulfill(body=page, content_type="text/html")

    def open(self) -> Page:
        """Load the page; type into it before anything can come down the stream."""
        self.page.goto(f"{HOME}/x/")
        return self.page


@pytest.fixture
def stage(chromium) -> Iterator[Stage]:
    """A stage in a browser of its own."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    yield Stage(context.new_page())
    context.close()


def type_something(page: Page) -> None:
    """Half a sentence, the start of a text, a choice."""
    page.fill("#words", "half a sent")
    page.fill("#long", "Dear landlord,")
    page.check("#yes")


def typed(page: Page) -> tuple[str, str, bool]:
    """What stands in the fields."""
    return page.input_value("#words"), page.input_value("#long"), page.is_checked("#yes")


def test_a_push_changes_the_region_and_loses_nothing_typed(stage):
    page = stage.page
    page.add_init_script("window.EventSource = class { constructor() { window.stream = this } close() {} }")
    stage.open()
    type_something(page)
    page.focus("#words")

    page.evaluate("html => window.stream.onmessage({ data: html })", FRAGMENT)

    assert page.text_content("#count") == "2"
    assert page.locator("#people li").all_text_contents() == ["Bilal", "Chidi"]
    assert typed(page) == ("half a sent", "Dear landlord,", True)
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.get_attribute("#talk", "data-live") == "ticket-1"


def test_a_field_nobody_touched_takes_its_new_value(stage):
    page = stage.page
    page.add_init_script("window.EventSource = class { constructor() { window.stream = this } close() {} }")
    stage.open()

    page.evaluate(
        "html => window.stream.onmessage({ data: html })", FRAGMENT.replace("</textarea>", "Draft</textarea>")
    )

    assert page.input_value("#long") == "Draft"


def test_when_the_ticket_is_over_the_page_fetches_a_new_one_and_keeps_what_was_typed(stage):
    stage.sends = [f"data: {FRAGMENT}\n\n", "data: \n\n"]
    page = stage.page
    page.add_init_script(
        "const Real = EventSource; window.EventSource = class extends Real { constructor(u) { super(u); window.stream = this } }"
    )
    stage.open()
    page.wait_for_function("document.getElementById('count').textContent === '2'")
    type_something(page)

    page.evaluate("window.stream.dispatchEvent(new MessageEvent('over'))")
    page.wait_for_function("document.getElementById('count').textContent === '7'")

    assert typed(page) == ("half a sent", "Dear landlord,", True)
    page.wait_for_function("document.getElementById('talk').dataset.live === 'ticket-2'")
    assert stage.tickets[0] == "ticket-1"
    assert stage.loads == 2


def test_a_region_that_is_no_longer_ones_own_is_not_opened_again_by_its_old_ticket(stage):
    page = stage.page
    page.add_init_script(
        "window.opened = []; window.EventSource = class extends EventTarget {"
        " constructor(u) { super(); window.stream = this; window.opened.push(u) } close() {} }"
    )
    stage.open()
    stage.shows = PAGE.replace('<section id="talk" data-live="TICKET">', '<section id="talk">')

    page.evaluate("window.stream.dispatchEvent(new MessageEvent('over'))")
    page.wait_for_function("document.getElementById('talk').dataset.live === ''")
    page.wait_for_timeout(500)

    assert page.evaluate("window.opened") == ["/live/ticket-1"]


@pytest.mark.parametrize("where", ["#free", "#yes", "[data-copy]"])
def test_escape_leaves_at_once_also_from_a_field_with_nothing_in_it(stage, where):
    page = stage.open()
    page.focus(where)

    page.keyboard.press("Escape")

    page.wait_for_url(AWAY)


@pytest.mark.parametrize("where", ["#free", "#long"])
def test_escape_while_typing_first_leaves_the_field_and_says_so(stage, where):
    page = stage.open()
    page.fill(where, "Dear landlord,")

    page.keyboard.press("Escape")
    assert page.url == f"{HOME}/x/"
    assert page.text_content("[role=status].hint") == "Press Esc again to leave"
    assert page.evaluate("document.activeElement === document.body")
    assert page.input_value(where) == "Dear landlord,"

    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)


def test_the_browser_asks_before_a_text_is_lost_by_a_link_but_not_where_it_is_sent_or_one_leaves_in_haste(
    stage,
):
    page = stage.open()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.click("#long")
    page.keyboard.type("Dear landlord, the roof")
    page.goto(f"{HOME}/x/")
    assert asked == ["beforeunload"]

    page.click("#long")
    page.keyboard.type("Dear landlord, the roof")
    page.evaluate(
        "document.querySelector('#long').closest('form')?.dispatchEvent(new Event('submit', { bubbles: true }))"
    )
    page.goto(f"{HOME}/x/")
    page.click("#long")
    page.keyboard.type("Dear landlord, the roof")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)
    assert asked == ["beforeunload"]


def test_what_was_typed_does_not_stay_on_the_device(stage):
    page = stage.open()
    page.fill("#long", "Dear landlord,")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)

    page.goto(f"{HOME}/x/")
    assert page.input_value("#long") == ""
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_back_after_leaving_leads_away_again_and_the_address_opened_anew_does_not(stage):
    page = stage.open()
    page.goto(f"{HOME}/y/")
    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)

    for way in (page.go_back, page.go_forward, page.go_back):
        way()
        page.wait_for_url(AWAY)
        page.wait_for_function("document.body.textContent === 'elsewhere'")

    page.goto(f"{HOME}/x/")
    page.wait_for_timeout(300)
    assert page.url == f"{HOME}/x/"
    page.goto(f"{HOME}/y/")
    page.go_back()  # nobody left since: Back is Back
    page.wait_for_timeout(300)
    assert page.url == f"{HOME}/x/"


def test_escape_first_closes_what_is_open(stage):
    page = stage.open()
    page.click("summary")

    page.keyboard.press("Escape")
    assert page.get_attribute("details", "open") is None
    page.focus("#choose")
    page.keyboard.press("Escape")
    assert page.url == f"{HOME}/x/"

    page.keyboard.press("Escape")
    page.wait_for_url(AWAY)


def test_the_page_that_was_left_is_not_behind_the_back_button(stage):
    page = stage.page
    page.goto(AWAY)
    stage.open()

    page.click("[data-leave]")
    page.wait_for_url(AWAY)

    page.go_back()
    assert page.url == AWAY


def test_a_line_is_copied_and_says_so(stage):
    stage.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=HOME)
    page = stage.open()

    page.click("[data-copy]")

    page.wait_for_function("document.querySelector('[data-copy]').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == "A line"


def test_without_a_clipboard_the_line_is_marked_for_ones_own_copy(stage):
    page = stage.open()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")

    page.click("[data-copy]")

    assert page.evaluate("getSelection().toString()") == "A line"
