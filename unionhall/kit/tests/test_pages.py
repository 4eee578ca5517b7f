"""The base page and every component: valid under the strict policy, neutral where it must be, whole without a request."""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from unionhall.kit import views
from unionhall.kit.templatetags.kit import _mark_current
from unionhall.kit.views import SampleForm

ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


def style_page() -> str:
    return views.style(RequestFactory().get("/style/")).content.decode()


@pytest.mark.parametrize("name", [*ERRORS, "kit/outside.html", "kit/sheet.html", "kit/style.html"])
def test_no_page_holds_an_inline_style_script_or_handler(name):
    page = style_page() if name == "kit/style.html" else render_to_string(name)

    assert not re.search(r"\sstyle\s*=", page)
    assert not re.search(r"<style", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\son[a-z]+\s*=", page)


@pytest.mark.parametrize("name", [*ERRORS, "kit/outside.html"])
def test_pages_for_outsiders_say_nothing_about_the_hall(name):
    page = render_to_string(
        name, {"hall": SimpleNamespace(name="Bakers' Local 12", slug="abc"), "page_owner": "Bakers"}
    )

    assert "Bakers" not in page
    assert not re.search(r"union|hall|member|assembl", re.sub(r"<[^>]+>", "", page), re.I)


def test_the_title_is_neutral_unless_the_page_has_an_owner():
    assert "<title>Notes</title>" in render_to_string("base.html")
    assert "<title>Motions · Bakers</title>" in render_to_string(
        "base.html", {"page_owner": "Bakers", "page_title": "Motions"}
    )


def test_the_style_page_has_no_id_twice():
    counts = Counter(re.findall(r'\sid="([^"]+)"', style_page()))

    # the same form stands there twice, once as it is and once with errors
    twice = {name for name, count in counts.items() if count > 1 and not re.match(r"id_|p[67]$", name)}
    assert twice == set()


def test_a_page_stays_under_30_kilobytes_before_its_own_words():
    assert len(render_to_string("base.html").encode()) < 6_000


def test_the_bar_is_only_for_those_inside():
    bar = Template("{% load kit %}{% hall_bar %}")
    hall = SimpleNamespace(name="Bakers", slug="abc")
    request = RequestFactory().get("/h/abc/")

    assert bar.render(Context({"request": request, "hall": hall})).strip() == ""


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("", "hall"),
        ("motions/put/", "motions"),
        ("propose/mandate.give/", "motions"),
        ("invites/", "members"),
        ("cards/paper/", "members"),
        ("applications/", "members"),
        ("charter/change/", "charter"),
        ("record/", "more"),
        ("mandates/", "more"),
    ],
)
def test_the_place_one_came_from_is_lit_in_the_bar(page, place):
    names = ("hall", "motions", "charter", "members", "more")
    places = [{"href": f"/h/abc/{'' if name == 'hall' else name + '/'}", "icon": name} for name in names]

    _mark_current(places, f"/h/abc/{page}")

    assert [one["icon"] for one in places if "current" in one] == [place]


def test_an_error_is_tied_to_its_field_and_the_summary_leads_there():
    form = SampleForm({"title": "", "text": "x"})
    page = Template("{% load kit %}{% form_fields form %}").render(Context({"form": form}))

    assert 'href="#id_title"' in page
    field = re.search(r'<input[^>]*id="id_title"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    described = re.search(r'aria-describedby="([^"]+)"', field[0])
    assert described is not None
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert re.search(r">\s*x</textarea>", page)


def test_every_described_field_names_something_that_is_there():
    page = style_page()
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    named = {one for several in re.findall(r'aria-describedby="([^"]+)"', page) for one in several.split()}

    assert named
    assert named <= ids


def test_a_difference_is_said_as_well_as_coloured():
    page = Template("{% load kit %}{% diff 'at six' 'at seven' %}").render(Context())

    assert "[taken out:" in page
    assert "[put in:" in page
    assert "<del>" in page
    assert "<ins>" in page


def test_a_sentence_of_core_is_said_and_escaped():
    page = Template("{% load kit %}{% said one %}").render(Context({"one": "<b>no</b>"}))

    assert page == "&lt;b&gt;no&lt;/b&gt;"
