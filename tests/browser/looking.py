"""What is looked at on every page, whoever made it."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESK, PHONE, axe_faults, overflows
from tests.proving import proving

THUMB = 44
"""Pixels that a finger needs, either way."""

_SMALL = f"""() => [...document.querySelectorAll("button, .button, summary, select, input[type=submit]")]
    .filter(one => one.checkVisibility({{checkVisibilityCSS: true}}) && one.getClientRects().length)
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 1 && box.height > 1 && (box.height < {THUMB} - 0.5 || box.width < {THUMB} - 0.5))
    .map(([one, box]) => `${{(one.innerText || one.name || one.className).trim().slice(0, 30)}} ` +
        `${{Math.round(box.width)}}x${{Math.round(box.height)}}`)"""

_HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"""

WATCH_BREACHES = """addEventListener("securitypolicyviolation",
    breach => console.error("Content Security Policy: " + breach.violatedDirective + " " + breach.blockedURI))"""


def headings_out_of_order(levels: list[int]) -> str:
    """
    What is wrong with the order of a page's headings, "" for nothing.

    >>> headings_out_of_order([1, 2, 3, 2]), headings_out_of_order([1, 3]), headings_out_of_order([2])
    ('', 'a heading of level 3 follows one of level 1', 'there are 0 main headings')
    """
    if levels.count(1) != 1:
        return f"there are {levels.count(1)} main headings"
    for before, after in pairwise(levels):
        if after > before + 1:
            return f"a heading of level {after} follows one of level {before}"
    return ""


def sizes_for(language: str) -> tuple[ViewportSize, ...]:
    """The windows a page is looked at in: longer words are tight on a phone, so `make check` looks at a desk in English only."""
    return (PHONE, DESK) if proving() or language == "en" else (PHONE,)


def faults_on(page: Page, language: str) -> list[str]:
    """
    Everything that is wrong with the page as it stands, one line each.

    axe takes half the time of a look, and what it reads (names, roles, contrast) is the same in every language and nearly so at
    every size: `make check` runs it on a phone in English, `make prove` everywhere.
    """
    where = urlsplit(page.url).path
    wrong = axe_faults(page) if proving() or (language == "en" and page.viewport_size == PHONE) else []
    if overflows(page):
        wrong.append(f"{where}: wider than its window")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(f"{where}: not in {language}")
    wrong += [f"{where}: too small for a thumb: {one}" for one in page.evaluate(_SMALL)]
    if disorder := headings_out_of_order(page.evaluate(_HEADINGS)):
        wrong.append(f"{where}: {disorder}")
    return wrong
