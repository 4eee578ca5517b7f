"""What members write is shown safely, in its own language, and compared word by word."""

from __future__ import annotations

import re

import pytest
import segno

from unionhall.kit import texts


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("[come](javascript:alert(1))", 'javascript:alert(1)"'),
        ("![cat](https://elsewhere.example/cat.png)", "<img"),
        ('<a href="/" onclick="x()">x</a>', '<a href="/" onclick'),
        ("[x](data:text/html;base64,AAAA)", 'href="data:'),
        ('<p style="color:red">x</p>', "<p style"),
    ],
)
def test_nothing_dangerous_survives(written, never):
    assert never not in texts.html(written)


def test_marks_become_a_page():
    made = texts.html("# Rent\n\nWe **write**\nby Friday.\n\n- one\n- two")

    assert (
        made
        == "<h3>Rent</h3>\n<p>We <strong>write</strong><br>\nby Friday.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_a_link_tells_the_other_site_nothing():
    assert 'rel="noopener noreferrer nofollow"' in texts.html("[a](https://example.org/)")


def test_a_text_keeps_its_language_and_direction():
    assert texts.block("Hola", "es", decided=True).startswith(
        '<div class="words decided" lang="es" dir="auto">'
    )
    assert texts.block("Hola").startswith('<div class="words" dir="auto">')


def test_a_language_cannot_break_out_of_its_attribute():
    assert '"><script' not in texts.block("x", '"><script>')


def test_a_summary_is_cut_at_a_word_and_has_no_marks():
    assert texts.plain("**We** write to the _landlord_ today", 20) == "We write to the…"


def test_a_difference_gives_both_texts_back():
    old, new = "Two of us open at six.", "Three of us open at seven, on Sundays."
    pieces = texts.difference(old, new)

    assert "".join(words for op, words in pieces if op != "added") == old
    assert "".join(words for op, words in pieces if op != "cut") == new


def test_a_qr_code_is_drawn_module_for_module():
    url = "http://localhost:8000/i/9f2c41"
    drawn = str(texts.qr(url, "words"))
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn)
        for step in range(int(run))
    }
    matrix = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix_iter(border=4)]

    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert 'aria-label="words"' in drawn
