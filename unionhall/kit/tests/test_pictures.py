"""Pictures say what the figures say: widths, the line's place, seats taken, and mirrored pages."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from unionhall.core.tallies import Tally
from unionhall.kit import pictures, standing


def test_a_bar_is_as_long_as_its_share_and_the_line_stands_at_the_threshold():
    drawn = pictures.bar(30, 60, "yes", line=45)

    assert 'class="pic-yes" x="0%" width="50.0%"' in drawn
    assert 'class="pic-line" x1="75.0%" x2="75.0%"' in drawn


def test_a_bar_that_reads_from_the_right_is_mirrored():
    drawn = pictures.bar(15, 60, "yes", line=45, mirrored=True)

    assert 'class="pic-yes" x="75.0%" width="25.0%"' in drawn
    assert 'class="pic-line" x1="25.0%"' in drawn


def test_all_rows_share_one_scale_and_only_the_first_has_the_line():
    rows = pictures.result_bars([("Yes", 5, "yes"), ("No", 10, "no")], line=20)

    assert 'width="25.0%"' in rows[0].picture
    assert 'width="50.0%"' in rows[1].picture
    assert "pic-line" in rows[0].picture
    assert "pic-line" not in rows[1].picture


def test_nobody_voted_and_nothing_is_divided_by_nothing():
    assert 'width="0.0%"' in pictures.result_bars([("Yes", 0, "yes")])[0].picture


@pytest.mark.parametrize(("value", "of", "taken"), [(3, 9, 3), (0, 4, 0), (12, 12, 12), (31, 30, 1)])
def test_seats_taken_are_filled(value, of, taken):
    assert pictures.meter(value, 5, of).count("pic-taken") == taken


def test_result_bars_come_with_words_and_a_table():
    page = Template("{% load kit %}{% bars tally 40 72 %}").render(Context({"tally": Tally(41, 19, 4)}))

    assert 'aria-label="Yes: 41, No: 19, Abstaining: 4. 40 votes in favour are needed"' in page
    assert re.search(r"<th scope=\"row\">Yes</th><td class=\"number\">41</td>", page)
    assert '<td class="number">64</td>' in page


@pytest.mark.parametrize("value", standing.known())
def test_every_standing_has_a_word_and_a_shape(value):
    drawn = Template("{% load kit %}{% status value %}").render(Context({"value": value}))

    assert "<svg" in drawn
    assert re.search(r"</svg>\w[^<]+</span>", drawn)


def test_an_unknown_standing_is_still_shown_by_its_name():
    assert "Half baked" in Template("{% load kit %}{% status 'half_baked' %}").render(Context())


def test_an_icon_nobody_drew_is_an_error():
    with pytest.raises(KeyError):
        pictures.icon("unicorn")


def test_on_a_page_from_right_to_left_the_meter_begins_at_the_right():
    with translation.override("ar"):
        drawn = Template("{% load kit %}{% meter 1 2 1 %}").render(Context())

    assert re.search(r'class="pic-taken" cx="75\.0%"', drawn)
