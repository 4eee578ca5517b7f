"""A rule of the charter names the text it follows, or, where we changed it ourselves, the decision that did."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.stories.telling import decided
from unionhall.bodies import rules
from unionhall.bodies.actions import charters as actions
from unionhall.bodies.forms.effects.charters import change_to, preset_in
from unionhall.bodies.rules import charters
from unionhall.conftest import browser
from unionhall.core.charters import Rule
from unionhall.core.charters.presets import PRESETS
from unionhall.core.thresholds import TWO_THIRDS
from unionhall.kit import clock
from unionhall.kit.actor import Actor

pytestmark = pytest.mark.django_db
UNION = "Alphabet Workers Union articles: an assembly"
OURS = "Changed by us:"


@pytest.fixture
def union():
    """A ready-made charter whose ordinary rule names the text it follows."""
    return next(key for key, one in PRESETS.items() if one.charter.ordinary.source.startswith(UNION))


def becomes(hall, new, title):
    old = rules.charter(hall.pk, clock.now())
    return decided(hall, {"kind": "charter.change", "params": change_to(old, new)}, title=title)


def read(member):
    page = browser(member).get(reverse("bodies:charter", kwargs={"hall": member.hall.slug}))
    return page.content.decode()


def test_what_a_ready_made_charter_brought_names_its_text(hall, ana, union):
    assert OURS not in read(ana), "the starter agreement is nobody's change"
    becomes(hall, preset_in(union, "en"), "Live by it")

    assert UNION in read(ana)
    assert OURS not in read(ana)


def test_a_rule_we_changed_names_our_decision_and_no_text(hall, ana, union):
    taken = preset_in(union, "en")
    motion = decided(hall, title="Stricter")
    becomes(hall, taken, "Live by it")
    # As a hall may have it from before: changed, and still naming the text.
    stricter = taken.with_rule("ordinary", Rule(threshold=TWO_THIRDS, source=taken.ordinary.source))
    actions.adopt_charter(by=Actor.the_clock(hall.pk), warrant=motion.decision, **change_to(taken, stricter))

    page = read(ana)
    assert UNION not in page
    link = reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": motion.pk})
    assert f'{OURS} <a href="{link}" dir="auto">motion 1, “Stricter”</a>' in page


def test_what_we_changed_as_we_took_it_is_ours_too(hall, ana, union):
    becomes(hall, preset_in(union, "en").with_rule("strike", Rule(notice_hours=48)), "Ours from the start")
    page = read(ana)
    assert page.count(OURS) == 1 and page.index('id="strike"') < page.index(OURS)


def test_a_later_charter_taken_as_it_is_is_no_change_of_ours(hall, union):
    old = rules.charter(hall.pk, clock.now())
    becomes(hall, old.with_rule("strike", Rule(notice_hours=48)), "Notice")
    becomes(hall, preset_in(union, "en"), "Live by it")
    assert charters.changed_by_us(hall.charters.order_by("version")) == {}
    assert charters.changed_by_us(hall.charters.filter(version__lte=2).order_by("version")).keys() == {
        "strike"
    }


def test_a_version_says_by_which_decision(hall, ana, union):
    motion = becomes(hall, preset_in(union, "en"), "Live by it")
    page = (
        browser(ana)
        .get(reverse("bodies:charter_version", kwargs={"hall": hall.slug, "number": 2}))
        .content.decode()
    )
    assert (
        f'{reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": motion.pk})}" dir="auto">motion 1'
        in page
    )
