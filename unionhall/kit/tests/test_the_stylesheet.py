"""The stylesheet and the scripts keep their promises: small, readable in light and dark, ours alone."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

STATIC = Path(__file__).parents[1] / "static" / "kit"
CSS = (STATIC / "kit.css").read_text(encoding="utf-8")


def tokens(scheme: str) -> dict[str, str]:
    """The colours of `scheme`: dark overrides light, as in the browser."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.S)[:2]
    found = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("words", "ground", "least"),
    [
        ("--ink", "--sheet", 7),  # votes and amounts
        ("--ink", "--paper", 7),
        ("--ink", "--straw", 7),
        ("--ink", "--red-wash", 7),
        ("--ink", "--well", 7),
        ("--ink-soft", "--paper", 4.5),
        ("--ink-soft", "--sheet", 4.5),
        ("--ink-soft", "--well", 4.5),
        ("--red-text", "--sheet", 4.5),
        ("--red-text", "--paper", 4.5),
        ("--red-text", "--red-wash", 4.5),
        ("--on-red", "--red", 4.5),
        ("--line-firm", "--sheet", 3),  # edges of fields
        ("--line-firm", "--paper", 3),
        ("--straw-line", "--straw", 3),
    ],
)
def test_words_stand_out_from_their_ground(scheme, words, ground, least):
    colours = tokens(scheme)

    assert contrast(colours[words], colours[ground]) >= least


def test_the_styles_of_a_first_visit_stay_under_15_kilobytes():
    assert len(gzip.compress(CSS.encode(), 9)) < 15_000


def test_the_scripts_of_a_first_visit_stay_under_20_kilobytes():
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-4.min.js"
    scripts = [htmx, STATIC / "kit.js", STATIC / "live.js"]

    assert sum(len(gzip.compress(script.read_bytes(), 9)) for script in scripts) < 20_000


def test_nothing_is_fetched_from_anywhere_else():
    for file in [*STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        assert "://" not in re.sub(r"http://www\.w3\.org/\S+", "", file.read_text(encoding="utf-8")), (
            file.name
        )


def test_every_file_the_stylesheet_names_is_there():
    named = set(re.findall(r'url\("([^"]+)"\)', CSS))

    assert named
    assert [name for name in named if not (STATIC / name).is_file()] == []


def test_sides_are_named_by_the_reading_direction():
    without_prefixes = re.sub(r"-webkit-[\w-]+", "", CSS)

    sided = r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|text-align:\s*(?:left|right)|[;{]\s*(?:left|right):"
    assert re.findall(sided, without_prefixes) == []


def test_the_faces_come_with_their_licences():
    licences = [file.read_text(encoding="utf-8") for file in (STATIC / "fonts").glob("OFL-*.txt")]

    assert len(licences) == 2
    assert all("SIL Open Font License" in licence for licence in licences)
