"""One long word, typed by anybody, widens nobody's page."""

from __future__ import annotations

from tests.browser.conftest import overflows
from tests.browser.hands import Hands

WORD = "Donaudampfschifffahrtselektrizitaeten" * 4
PAGES = ("", "motions/", "motions/register/", "record/", "members/", "charter/", "more/", "search/?q=Donau")


def test_a_word_as_long_as_a_title_fits_a_phone(hall_server, device):
    ana = Hands("Ana", device(hall_server))
    ana.founds(hall_server.founding_link, WORD[:70])
    motion = ana.puts(WORD[:150])

    wide = []
    for where in (motion, f"{motion}open/", *(f"/h/{ana.hall}/{page}" for page in PAGES)):
        ana.page.goto(where)
        wide += [where] if overflows(ana.page) else []

    assert wide == []
