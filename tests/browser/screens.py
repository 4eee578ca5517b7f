"""
The pictures in docs/screens: the main pages of the demo hall, on a phone and on a desk, light and dark.

`python -m tests.browser.screens [FOLDER [PICTURE…]]` builds a demo hall in a temporary folder, serves it, signs in with what
it printed, and writes all pictures, or those named. It shows the real pages of the real server; nothing is made up for it
but the hall.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import BARE, DESK, PHONE
from tests.browser.small_png import small_png
from tests.machine import parts, server

SCREENS = server.ROOT / "docs" / "screens"
TALLEST = {"phone": 2200, "desk": 1700}
"""Pixels of a page that are shown; a longer one is cut there."""

PAGES: dict[str, tuple[str, str]] = {
    "sign-in": ("", "/sign-in/"),
    "door": ("", "front"),
    "hall": ("ruth", ""),
    "motions": ("ruth", "motions/"),
    "vote": ("ruth", "Nobody works alone"),
    "motion": ("noor", "A letter: the schedule"),
    "recall": ("dario", "recall"),
    "put": ("ruth", "motions/put/"),
    "charter": ("ruth", "charter/"),
    "charter-change": ("ruth", "Half a year at most"),
    "mandates": ("ruth", "mandates/"),
    "members": ("lucia", "members/"),
    "invites": ("imani", "invites/"),
    "applications": ("lucia", "applications/"),
    "board": ("ruth", "board/"),
    "record": ("ruth", "record/"),
    "me": ("ruth", "me/"),
    "hall-es": ("ruth", ""),
    "vote-es": ("ruth", "Nobody works alone"),
    "charter-es": ("ruth", "charter/"),
}
"""
Picture → who looks ("" for an outsider), and where: a page of the hall, or the beginning of a motion's title. Those that end in
`-es` are in Spanish.
"""


def passphrases(said: str) -> dict[str, str]:
    """Sign-in name → passphrase, as the demo printed them."""
    return dict(re.findall(r"^\s+([a-z]+) +([a-z]+(?:-[a-z]+){4})$", said, re.M))


def sheet_codes(said: str) -> list[str]:
    """The codes of the sheet that the demo printed."""
    found = re.search(r"codes from the sheet, once each: ([\d, ]+)", said)
    return found.group(1).replace(" ", "").strip(",").split(",") if found else []


@contextmanager
def demo() -> Iterator[server.Server]:
    """A demo hall being served from a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="uh-screens-"))
    one = server.Server(folder / "data")
    try:
        one.start("demo", seconds=300)
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)


def signed_in(page: Page, one: server.Server, name: str, phrase: str, codes: list[str]) -> None:
    """Sign in through the page, with a code from the sheet where one is asked for."""
    page.goto(f"{one.url}/sign-in/")
    page.locator("input[type=text]").first.fill(name)
    page.locator("input[type=password]").first.fill(phrase)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))
    if "second-factor" in page.url:
        page.locator("input[name=code]").fill(codes.pop())
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "second-factor" not in url)


def hall_of(page: Page, one: server.Server) -> str:
    """The address of the hall that whoever is signed in is in."""
    page.goto(f"{one.url}/")
    found = re.search(r"/h/[a-z]{8}/", page.url + page.content())
    if found is None:
        raise LookupError(f"no hall on {page.url}")
    return one.url + found.group(0)


def address(page: Page, one: server.Server, hall: str, where: str) -> str:
    """The address a picture is of."""
    if where.startswith("/"):
        return one.url + where
    if where == "front":
        return hall.replace("/h/", "/at/")
    if where == "recall":
        return motion_called(page, hall, "Take back a mandate")
    return motion_called(page, hall, where) if " " in where else hall + where


def motion_called(page: Page, hall: str, title: str) -> str:
    """The address of the motion whose title begins like this, looked for as a member would."""
    for listing in ("motions/", "motions/register/"):
        page.goto(hall + listing)
        link = page.locator("main a", has_text=title).first
        if link.count():
            return hall.split("/h/")[0] + str(link.get_attribute("href"))
    raise LookupError(f"no motion called {title}")


def take(browser: Browser, one: server.Server, into: Path, wanted: list[str]) -> None:
    """The pictures `wanted`: each page for a phone and a desk, light and dark."""
    phrases, codes = passphrases(one.said), sheet_codes(one.said)
    kept: dict[str, dict[str, object]] = {"": {"cookies": [], "origins": []}}
    hall = ""
    for name in {who for who, _where in PAGES.values()} - {""}:
        context = browser.new_context(viewport=DESK)
        page = context.new_page()
        signed_in(page, one, name, phrases[name], codes)
        hall = hall_of(page, one)
        kept[name] = context.storage_state()  # type: ignore[assignment]
        context.close()
    for picture in wanted:
        who, where = PAGES[picture]
        context = browser.new_context(
            viewport=DESK, storage_state=kept[who], timezone_id="America/New_York", reduced_motion="reduce"
        )
        page = context.new_page()
        place = address(page, one, hall, where)
        if picture.endswith("-es"):
            context.add_cookies([{"name": "l", "value": "es", "url": one.url}])
        page.goto(place)
        for screen, size in (("phone", PHONE), ("desk", DESK)):
            for light in ("light", "dark"):
                target = into / f"{picture}-{screen}-{light}.png"
                target.write_bytes(small_png(one_picture(page, screen, size, light)))
                print(target.name, target.stat().st_size, flush=True)
        context.close()


def one_picture(page: Page, screen: str, size: dict[str, int], light: str) -> bytes:
    """The page as it is on a screen of that size, by day or by night, as tall as it is and no taller than `TALLEST`."""
    page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.wait_for_timeout(150)
    tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST[screen])
    page.set_viewport_size({"width": size["width"], "height": max(tall, size["height"])})
    page.wait_for_timeout(150)
    return page.screenshot()


def main(words: list[str]) -> int:
    """Take the pictures, all or those named after the folder, into docs/screens or into the folder named."""
    into = Path(words[0]) if words else SCREENS
    into.mkdir(parents=True, exist_ok=True)
    with demo() as one, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=parts.chromium(), args=BARE)
        take(browser, one, into, words[1:] or list(PAGES))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
