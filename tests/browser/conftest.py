"""
A real server and a real Chromium for stories.

Every page any story opens is watched: a breach of the Content-Security-Policy, a request to another origin, an
error in a script or a server error fails the story at its end, whatever else it looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.conftest import left_out
from tests.machine import parts, server

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 860}
BARE = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
T = TypeVar("T")
SERIOUS = {"serious", "critical"}


def pytest_collection_modifyitems(items) -> None:
    """Everything here drives the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def hall_server() -> Iterator[server.Server]:
    """A running server without a hall; `hall_server.founding_link` founds one."""
    one = server.fresh()
    one.start()
    yield one
    server.throw_away(one)


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory) -> Iterator[server.Server]:
    """A running server with the demo hall, shared by the stories that only look."""
    one = server.Server(server.copied(tmp_path_factory.mktemp("demo") / "data"))
    one.start("demo", seconds=300)
    yield one
    one.stop()


def needed(find: Callable[[], T]) -> T:
    """What `find()` finds of the machine; where it is missing the story is left out, and fails under CI=true."""
    try:
        return find()
    except parts.Missing as missing:
        left_out(missing)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers, started once."""
    # The driver's loop runs in this thread for the rest of the run, beside which stories still write their few rows.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="session")
def chromium(playwright) -> Iterator[Browser]:
    """Chromium, started once."""
    browser = playwright.chromium.launch(executable_path=needed(parts.chromium), args=BARE)
    yield browser
    browser.close()


class Watch:
    """What went wrong on the pages of one context."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = urlsplit(home)
        self.faults: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _request(self, request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in {"data", "blob", "about"} and asked.netloc != self.home.netloc:
            self.faults.append(f"another origin was asked: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")

    def _console(self, message) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(f"policy breach: {message.text}")


@contextmanager
def devices(browser: Browser) -> Iterator[Callable[..., Page]]:
    """
    Opens devices of their own (cookies and all) in `browser`: `device(server, **how)` gives the page of one.

    `how`: `size` (PHONE unless said), `script` (False: without JavaScript), `language`, `dark`. At the end of
    the story every device must have gone without a fault.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def open_one(at: server.Server | str, size=PHONE, script=True, language="en", dark=False) -> Page:
        home = at if isinstance(at, str) else at.url
        context = browser.new_context(
            base_url=home,
            viewport=size,
            java_script_enabled=script,
            locale=language,
            color_scheme="dark" if dark else "light",
            has_touch=size is PHONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        watches.append(Watch(context, home))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def device(chromium) -> Iterator[Callable[..., Page]]:
    """`device(server, **how)`: the page of a device of its own, as `devices` opens them."""
    with devices(chromium) as open_one:
        yield open_one


def axe_faults(page: Page) -> list[str]:
    """What axe-core finds on the page that is serious or worse, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{urlsplit(page.url).path}: {one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def overflows(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)`: what is serious."""
    return axe_faults


@pytest.fixture
def passkey() -> Callable[[Page], None]:
    """`passkey(page)`: gives the device a passkey of its own (a virtual authenticator with a checked user)."""

    def give(page: Page) -> None:
        line = page.context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        line.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    return give


@pytest.fixture
def screens() -> Path | None:
    """Where pictures go when UNIONHALL_SCREENS names a folder; None otherwise."""
    named = os.environ.get("UNIONHALL_SCREENS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
