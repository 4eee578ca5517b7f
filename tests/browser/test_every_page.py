"""
Every page of the house in a real Chromium: nothing breaks the policy, nothing is asked of another origin, and nothing
is amiss for a screen reader, a thumb, or a window of 360 pixels.

The pages come from the URL configuration by way of the reviewed table, the things on them from its world.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import path

from tests.browser.conftest import DESK, PHONE, Watch
from tests.browser.looking import WATCH_BREACHES, faults_on
from tests.matrix import world as worlds
from tests.matrix.addresses import addresses
from tests.matrix.cells import path_of
from tests.matrix.places import Clock
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from tests.proving import note, proving
from unionhall.kit import clock
from unionhall.people import sealing

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_VISIT = 30_000
"""Bytes of HTML that a first visit may cost."""
SEEN_BY = ("anonymous", "invited", "carded", "live", "member", "guest", "suspended")


@pytest.fixture
def world(transactional_db, monkeypatch) -> worlds.World:
    """The matrix's world, lived through anew and kept."""
    standing = Clock()
    monkeypatch.setattr(clock, "now", standing)
    monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 1)
    monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
    return worlds.build(standing)


def pages_of(world: worlds.World, role: str) -> Iterator[str]:
    """The addresses of all pages that the table shows to a role."""
    asking = Asking(world, world.here, role)
    for address in addresses():
        row = TABLE.get(address.name)
        if row is not None and row.expected("GET")[role] == "page":
            yield path_of(address, row, asking)


def walks(world: worlds.World) -> Iterator[tuple[str, str, dict[str, int], list[str]]]:
    """Who looks at what: role, language, size, addresses. Each page once in each language, and once on a desk."""
    done: set[str] = set()
    for role in SEEN_BY:
        own = [one for one in pages_of(world, role) if proving() or one not in done]
        done.update(own)
        for language in ("en", "es"):
            yield role, language, PHONE, own
        yield role, "en", DESK, own
        if proving():
            yield role, "es", DESK, own


def test_every_page(live_server, chromium, world):
    wrong: list[str] = []
    looked = 0
    for role, language, size, own in walks(world):
        context = chromium.new_context(
            base_url=live_server.url, viewport=size, locale=language, reduced_motion="reduce"
        )
        context.set_default_timeout(30_000)
        context.add_init_script(WATCH_BREACHES)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in world.cookies[role].items()
            ]
        )
        watch, page = Watch(context, live_server.url), context.new_page()
        for where in own:
            given = context.request.get(where)
            if not given.headers.get("content-type", "").startswith("text/html"):
                continue
            if given.status != 200:
                wrong.append(f"{role}: {where}: {given.status}")
                continue
            if len(given.body()) > FIRST_VISIT and size is PHONE:
                wrong.append(f"{role}: {where}: {len(given.body())} bytes of HTML")
            page.goto(where, wait_until="load")
            found = faults_on(page, language)
            wrong += [f"{role}, {language}, {size['width']} px: {one}" for one in found]
            looked += 1
        context.close()
        wrong += [f"{role}, {language}, {size['width']} px: {one}" for one in watch.faults]
    assert looked > 100
    note("every-page-in-the-browser", looked=looked, languages=["en", "es"], widths=[360, 1280], faults=wrong)
    assert not wrong, "\n".join(sorted(set(wrong)))


def _bad_page(request) -> HttpResponse:
    return HttpResponse(
        """<!doctype html><html lang="de"><head><title>x</title></head><body><h1>One</h1><h3>Three</h3>
        <script>window.ran = 1</script><form><input name="unnamed"><button style="width:9px">x</button></form>
        <div id="wide">"""
        + "wide" * 300
        + """</div><img src="http://127.0.0.1:9/x.png" alt=""></body></html>"""
    )


urlpatterns = [path("bad/", _bad_page)]


@pytest.mark.urls("tests.browser.test_every_page")
def test_a_bad_page_is_caught(live_server, chromium):
    """The planted faults: each is found."""
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE)
    context.add_init_script(WATCH_BREACHES)
    watch, page = Watch(context, live_server.url), context.new_page()
    page.goto("/bad/")
    found = "\n".join(faults_on(page, "en"))
    page.wait_for_timeout(300)
    context.close()

    for fault in ("label", "wider than its window", "not in en", "too small for a thumb", "level 3 follows"):
        assert fault in found, fault
    assert any("policy breach" in one for one in watch.faults)
