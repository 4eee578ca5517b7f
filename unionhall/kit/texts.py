"""Members' texts as safe pages: Markdown to HTML, differences between two versions, QR codes."""

from __future__ import annotations

import functools
import re

import nh3
import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from unionhall.core import diffs

_TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6", "code", "pre", "hr",
    "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )


def html(value: str) -> SafeString:
    """
    Markdown to HTML that is safe to show: no raw HTML, no images, nothing loaded from elsewhere.

    Headings begin at the third level, under the page's own. Links are only http, https and mailto, and tell the
    other site nothing (`noreferrer`). Single line breaks are kept, as people expect who type on a phone.
    """
    made = _markdown().render(value)
    made = re.sub(r"<(/?)h([12])>", lambda m: f"<{m[1]}h{int(m[2]) + 2}>", made)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned just above


def block(value: str, lang: str = "", *, decided: bool = False) -> SafeString:
    """A member's text as a block in its own language (`lang`, a BCP 47 tag) and direction."""
    return format_html(
        '<div class="words{}"{} dir="auto">{}</div>',
        " decided" if decided else "",
        format_html(' lang="{}"', lang) if lang else "",
        html(value),
    )


def plain(value: str, most: int = 200) -> str:
    """The first `most` characters of a text without its marks, cut at a word: for a list or a title."""
    words = " ".join(re.sub(r"<[^>]+>", " ", nh3.clean(html(value), tags=set())).split())
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0] + "…"


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts as pieces (what became of it: "same", "cut" or "added"; the words), in reading order."""
    return [(str(op), words) for op, words in diffs.difference(old, new)]


def qr(url: str, words: str) -> SafeString:
    """`url` as a QR code in inline SVG (error level M, four modules of quiet margin), described by `words`."""
    code = segno.make(url, error="m", micro=False)
    size = code.symbol_size(border=4)[0]
    rows = []
    for y, line in enumerate(code.matrix_iter(border=4)):
        row, x = bytes(line), 0
        while x < size:
            run = 0
            while x + run < size and row[x + run]:
                run += 1
            if run:
                rows.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    return format_html(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges" width="{2}" height="{2}">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{3}" fill="#111"/></svg>',
        size,
        words,
        size * 5,
        "".join(rows),
    )
