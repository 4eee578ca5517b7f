"""
The pages from right to left.

No translation of ours reads that way yet, so the words stay English; the page is Arabic by its settings, and everything in it is
laid out as it will be.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

LANGUAGE = "ar"

_OVERLAPS = """() => {
    const held = "main :is(a, button, input, select, textarea, summary, label, h1, h2, h3, p, dt, dd)";
    const seen = [...document.querySelectorAll(held)]
        .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.closest(".hidden-words, .visually-hidden"));
    const boxes = seen.map(one => [one, [...one.getClientRects()].filter(box => box.width > 2 && box.height > 2)]);
    const found = [];
    for (const [place, [one, ours]] of boxes.entries())
        for (const [other, theirs] of boxes.slice(place + 1)) {
            if (one.contains(other) || other.contains(one)) continue;
            for (const a of ours) for (const b of theirs) {
                const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (wide > 3 && high > 3)
                    found.push(`${one.innerText || one.name} / ${other.innerText || other.name}`.slice(0, 120));
            }
        }
    return [...new Set(found)];
}"""

_STRAY = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility({checkVisibilityCSS: true}) && !one.closest(".hidden-words, .skip, svg, .scrolls, pre"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 2 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1))
    .map(([one]) => `${one.tagName} ${one.className} ${(one.innerText || "").slice(0, 40)}`)"""

_UNTURNED = """() => [
    ...[...document.querySelectorAll("svg.icon-turns")].filter(one => one.checkVisibility())
        .filter(one => !getComputedStyle(one).transform.startsWith("matrix(-1")).map(() => "an arrow"),
    ...[...document.querySelectorAll("details:not([open]) > summary")].filter(one => one.checkVisibility())
        .filter(one => {
            const [a, b] = getComputedStyle(one, "::before").transform.match(/-?[\\d.]+/g).map(Number);
            return !(a < 0 && b > 0);  // 135 degrees: it points to the left
        }).map(one => `the fold “${one.innerText}”`)]"""

_LOOSE = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) {
        const words = walk.currentNode.data, holder = walk.currentNode.parentElement;
        if (!/https?:\\/\\/|\\b[0-9a-f]{8}-[0-9a-f]{4}/.test(words) || !holder.checkVisibility()) continue;
        if (!holder.closest("bdi, [dir=ltr], [dir=auto], code, textarea, script")) found.push(words.trim().slice(0, 60));
    }
    return found;
}"""


def speaks(settings: Any) -> None:
    """Let the hall offer Arabic, for a test."""
    settings.LANGUAGES = [*settings.LANGUAGES, (LANGUAGE, "العربية")]


def mirrored_faults_on(page: Page) -> list[str]:
    """What is wrong with a page that is read from right to left, one line each."""
    where = urlsplit(page.url).path
    if page.evaluate("getComputedStyle(document.body).direction") != "rtl":
        return [f"{where}: reads from left to right"]
    wrong = [f"{where}: one over the other: {one}" for one in page.evaluate(_OVERLAPS)]
    wrong += [f"{where}: out of the window: {one}" for one in page.evaluate(_STRAY)]
    wrong += [f"{where}: points the wrong way: {one}" for one in page.evaluate(_UNTURNED)]
    return wrong + [f"{where}: an address that may be turned round: {one}" for one in page.evaluate(_LOOSE)]
