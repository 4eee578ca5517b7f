"""
A member's hands on a phone: what somebody does in a hall, in the words of its pages.

Every field typed into and every tap is counted, so that a story can say how much a page asks of a person.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from hashlib import sha1
from pathlib import Path

from playwright.sync_api import Page, expect


class Hands:
    """Somebody called `name` with a device of their own. `typed`: fields typed into; `taps`: buttons, links and ticks."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self.page = name, page
        self.passphrase = f"{name} keeps four warm loaves"
        self.typed: list[str] = []
        self.taps: list[str] = []
        self.hall = ""
        self.secret = ""
        self.sheet: list[str] = []

    # The two things a hand does

    def types(self, label: str, words: str) -> None:
        """Type `words` into the field called `label`."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first.fill(words)
        self.typed.append(label)

    def presses(self, name: str, *, within: str = "main") -> None:
        """Press a button, and wait for the page it leads to."""
        self._tap(self.page.locator(within).get_by_role("button", name=name, exact=True).first, name)

    def follows(self, name: str, *, within: str = "body") -> None:
        """Follow a link, and wait for its page."""
        self._tap(self.page.locator(within).get_by_role("link", name=name, exact=True).first, name)

    def ticks(self, label: str) -> None:
        """Tick a box or choose one of several."""
        self.page.get_by_label(label).first.check()
        self.taps.append(label)

    def _tap(self, what, name: str) -> None:
        what.scroll_into_view_if_needed()
        what.click()
        self.page.wait_for_load_state("load")
        self.taps.append(name)

    # Looking

    def goes(self, where: str) -> None:
        """Go to an address inside the hall: "" is its first page."""
        self.page.goto(f"/h/{self.hall}/{where}")

    def reads(self, words: str | re.Pattern[str]) -> None:
        """These words stand on the page, to be seen."""
        expect(self.page.locator("main")).to_contain_text(words, ignore_case=True)

    def opens_again(self) -> None:
        """Look at the page anew."""
        self.page.reload()

    # Coming in

    def founds(self, link: str, organisation: str) -> None:
        """Found a hall by the one-use link."""
        self.page.goto(link)
        self.types("What are you called together?", organisation)
        self._account()
        self.presses("Affirm the agreement and found the hall")
        self._is_in()

    def joins(self, link: str) -> None:
        """Come in by an invite's link."""
        self.page.goto(link)
        self.presses("Open it")
        self._account()
        self.ticks("I affirm it")
        self.presses("Come in")
        self._is_in()

    def _account(self) -> None:
        self.types("Your name here", self.name)
        self.types("Passphrase", self.passphrase)

    def _is_in(self) -> None:
        self.page.wait_for_url(re.compile(r"/h/[a-z]{8}/$"))
        self.hall = self.page.url.rstrip("/").rsplit("/", 1)[-1]

    def signs_in(self, code: str = "") -> None:
        """Sign in on another device; `code`: of the second factor, where there is one."""
        self.page.goto("/sign-in/")
        self.types("Sign-in name", self.name)
        self.types("Passphrase", self.passphrase)
        self.presses("Sign in")
        if code:
            self.page.locator("input[name=code]").first.fill(code)
            self.presses("Sign in")

    def claims(self, code: str) -> None:
        """Open an account with a code that was handed over face to face."""
        self.page.goto("/claim/")
        self.types("Your code", code)
        self.types("Sign-in name", self.name)
        self.types("Passphrase", self.passphrase)
        self.presses("Use the code")

    def invites(self) -> str:
        """Make an invite; gives the link that its page shows as a picture and in letters."""
        self.goes("invites/")
        self.presses("Make an invite")
        link = self.page.get_by_label("Only the link").inner_text()
        assert "/join/" in link
        return link

    def vouches(self) -> None:
        """Vouch as the second member for the invite that waits."""
        self.goes("invites/")
        self.presses("I vouch")

    def types_in_a_card(self, name: str) -> None:
        """Type in the paper card of somebody without a phone, and vouch for them."""
        self.goes("cards/")
        self.types("Name", name)
        self.page.get_by_label("They affirm it", exact=True).check()
        self.taps.append("They affirm it")
        self.presses("Type it in and vouch")

    def vouches_for_cards(self, *names: str) -> None:
        """Vouch for those whose cards others typed in."""
        self.goes("cards/")
        for name in names:
            self.ticks(name)
        self.presses("I vouch for those ticked")

    # Deciding

    def puts(self, title: str) -> str:
        """Put a motion of one line; gives its address."""
        self.goes("")
        self.follows("Put a motion", within="main")
        return self.says_what(title)

    def says_what(self, title: str) -> str:
        """Give the motion its title and put it; gives its address."""
        self.types("What shall be decided, in one line", title)
        self.presses("Put the motion")
        self.page.wait_for_url(re.compile(r"/motions/[0-9a-f-]{36}/$"))
        return self.page.url

    def finds(self, title: str) -> None:
        """Go to the hall's first page and from there to the motion, or its ballot paper, by its title."""
        self.goes("")
        link = self.page.locator("main").get_by_role("link", name=re.compile(re.escape(title)))
        self._tap(link.first, title)

    def seconds(self, title: str) -> None:
        """Second a motion."""
        self.finds(title)
        self.presses("Second it")

    def opens_the_vote(self, title: str, how: str = "") -> None:
        """Open the vote as the charter says; `how` chooses, where it leaves that to us."""
        self.finds(title)
        self.follows("Open the vote", within="main")
        if how:
            self.page.get_by_label(re.compile(how, re.I)).first.check()
            self.taps.append(how)
        self.presses("Open the vote")

    def tells(self, title: str, *, present: int, yes: int, no: int) -> None:
        """Type in what one counted in the room; the first page leads there at once, while a count waits."""
        self.finds(title)
        if not self.page.url.endswith("/tell/"):
            self.follows("Type in the count", within="main")
        for label, count in (
            ("In the room, with a vote", present),
            ("In favour", yes),
            ("Against", no),
            ("Abstaining", 0),
        ):
            self.types(label, str(count))
        self.page.locator("main form[autocomplete=off] button.main").click()
        self.page.wait_for_load_state("load")
        self.taps.append("Type in")

    def looks_for_the_preset(self, title: str) -> None:
        """Read a ready-made charter."""
        card = self.page.get_by_role("link", name=title)
        if not card.is_visible():
            self.page.get_by_text("Others, which suit other kinds or sizes").click()
        self._tap(card.first, title)

    def votes(self, title: str, choice: str = "Yes") -> None:
        """Cast a ballot."""
        self.finds(title)
        self.chooses(choice)
        self.presses("Cast my ballot")
        self.reads("Your ballot is in")

    def chooses(self, choice: str) -> None:
        """Tick a choice on the ballot paper, as a finger does: on its words."""
        self.page.locator("label.ballot-choice", has_text=re.compile(rf"^\s*{choice}", re.I)).first.click()
        self.taps.append(choice)

    def declares(self, title: str) -> None:
        """Close the vote once all have voted, and declare its result."""
        self.finds(title)
        self.presses("Close and declare the result")

    # A second factor

    def adds_an_app(self) -> None:
        """Set up an authenticator app, whose codes this hand computes as an app does; from the page of second factors."""
        self.follows("Add an app", within="main")
        if self.page.get_by_label("Passphrase").count():  # asked for again before what is this grave
            self.types("Passphrase", self.passphrase)
            self.presses("Go on")
        self.secret = self.page.locator("main code").inner_text().strip()
        self.types_the_code()
        self.presses("Add the app")

    def code_from_the_sheet(self) -> str:
        """A code of the printed sheet, which its owner crosses out."""
        if not self.sheet:
            self.page.goto("/account/second-factor/sheet/")
            self.sheet = self.page.locator("ol.codes li code").all_inner_texts()
        return self.sheet.pop(0)

    def types_the_code(self) -> None:
        """Type the six figures the app shows now."""
        self.page.locator("input[name=code]").first.fill(code_of(self.secret, int(time.time()) // 30))
        self.typed.append("Code")

    # Taking away

    def carries_the_record_away(self, folder: Path) -> Path:
        """Download the record; gives the archive."""
        self.goes("record/")
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name="Carry the record away").click()
        archive = folder / "record.tar.gz"
        coming.value.save_as(archive)
        return archive


def code_of(secret: str, step: int) -> str:
    """
    The six figures of RFC 6238 for a base32 secret (SHA-1, steps of 30 s): an app that is not the hall's own code.

    >>> code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59 // 30)  # RFC 6238, appendix B, its last six figures
    '287082'
    """
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret) % 8))
    seal = hmac.new(key, struct.pack(">Q", step), sha1).digest()
    place = seal[-1] & 15
    return f"{(struct.unpack('>I', seal[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
