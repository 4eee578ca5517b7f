"""A meeting kept by keyboard alone: Tab, Enter and Space, with whoever presses them seeing all the time where they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions
from unionhall.assemblies.tests.evening import FRIDAY, come, seconded
from unionhall.decisions.models import Poll

MOST_TABS = 120
_FOCUS = """() => {
    const one = document.activeElement;
    const label = one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || one.name || "";
    const drawn = [one, ...(one.labels || [])].some(shown => {
        const how = getComputedStyle(shown), box = shown.getBoundingClientRect();
        return box.width > 2 && ((how.outlineStyle !== "none" && parseFloat(how.outlineWidth) >= 2) || how.boxShadow !== "none");
    });
    const box = one.getBoundingClientRect();
    const inside = box.top >= -1 && box.bottom <= innerHeight + 1;
    return {tag: one.tagName, name: label.trim().replace(/\\s+/g, " "), drawn, inside};
}"""


class Keys:
    """Somebody with a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: list[str] = []

    def focus(self) -> dict[str, Any]:
        """Where they are: `tag`, `name`, whether it is `drawn` and `inside` the window."""
        found: dict[str, Any] = self.page.evaluate(_FOCUS)
        return found

    def press(self, key: str) -> None:
        """Press one key."""
        assert key in {"Tab", "Enter", "Space"} or key.isdigit()
        self.page.keyboard.press(key)
        self.pressed.append(key)

    def tabs_to(self, name: str, tag: str = "") -> None:
        """Press Tab until they are at what is called so; each step on the way is drawn, and in the window."""
        for _step in range(MOST_TABS):
            self.press("Tab")
            at = self.focus()
            if at["tag"] != "BODY":
                assert at["drawn"], f"nothing shows that one is at {at}"
                assert at["inside"], f"{at} is out of the window"
            if at["name"].startswith(name) and tag in ("", at["tag"]):
                return
        raise AssertionError(f"no Tab leads to “{name}” on {self.page.url}")

    def enters(self, name: str, key: str = "Enter", tag: str = "") -> None:
        """Go to a button or a link and press it; wait for the page it leads to."""
        self.tabs_to(name, tag)
        with self.page.expect_navigation():
            self.press(key)

    def stays(self, name: str, said: str, key: str = "Enter", tag: str = "") -> None:
        """Press what is answered on the same page; then one is still where it was, and not at the top."""
        self.tabs_to(name, tag)
        self.press(key)
        expect(self.page.locator("main")).to_contain_text(said)
        assert self.focus()["tag"] != "BODY", f"after “{name}” one is nowhere"

    def uses(self, name: str, key: str = "Space") -> None:
        """Go to what stays on the page, a fold or a tick, and press it."""
        self.tabs_to(name)
        self.press(key)

    def types(self, name: str, figures: int) -> None:
        """Type a number into a field."""
        self.tabs_to(name, "INPUT")
        for figure in str(figures):
            self.press(figure)


@pytest.mark.django_db(transaction=True)
def test_a_floor_is_kept_and_a_vote_counted(
    transactional_db, live_server, chromium, bakery, ana, bilal, chidi, noon
):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Yard", agenda="short")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(FRIDAY - noon.at)
    come(made, ana, bilal, chidi)
    actions.open_meeting(by=ana.actor, meeting=made)
    motion = seconded(made, ana, bilal)
    page, watch = phone(chromium, live_server.url, ana, size=DESK)
    keys = Keys(page)
    page.goto(reverse("assemblies:floor", kwargs={"hall": bakery.hall.slug, "pk": made.pk}))

    keys.press("Tab")
    assert keys.focus()["tag"] == "A"  # past the mast, straight to what the page is about
    keys.press("Enter")
    keys.stays("Raise my hand", "Your hand is up")
    keys.enters("Call who is next", key="Space")
    expect(page.locator(".speaker")).to_contain_text("Ana")
    keys.stays("I have ended", "Raise my hand")
    keys.enters("Next on the agenda: How is work?")
    keys.uses("Something that cannot wait")
    keys.stays("A point of order", "Your hand is up: a point of order", key="Space")
    expect(page.locator("#floor-now")).to_contain_text("point of order", ignore_case=True)

    page.goto(reverse("decisions:motion", kwargs={"hall": bakery.hall.slug, "pk": motion.pk}))
    keys.enters("Open the vote")
    keys.enters("Open the vote", tag="BUTTON")
    keys.types("In the room, with a vote", 3)
    keys.types("In favour", 2)
    keys.types("Against", 1)
    keys.types("Abstaining", 0)
    keys.uses("One of us counted aloud")
    keys.enters("Type it in")
    assert Poll.objects.get().figures.get().figures["yes"] == 2
    assert watch.faults == []
    assert set(keys.pressed) <= {"Tab", "Enter", "Space", *"0123456789"}
    page.context.close()
