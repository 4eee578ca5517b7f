"""What has run out goes within the hour, however often or seldom somebody asks."""

from __future__ import annotations

import pytest

from unionhall.people import tidying
from unionhall.people.models import Session

from .helpers import browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_done_yet():
    tidying._done.clear()
    yield
    tidying._done.clear()


def test_ended_sessions_go_within_the_hour(noon, ana):
    browser(ana)
    tidying.tidy()
    assert Session.objects.count() == 1

    noon.later(hours=13)
    tidying.tidy()

    assert not Session.objects.exists()


def test_asking_every_two_seconds_costs_nothing(noon, ana, django_assert_num_queries):
    tidying.tidy()
    with django_assert_num_queries(0):
        for _ in range(50):
            noon.later(seconds=2)
            tidying.tidy()


def test_what_somebody_held_is_rewritten_an_hour_later_and_then_a_day_later(noon, monkeypatch):
    answers, asked = [False, True, True], []
    monkeypatch.setattr(tidying.wiping, "rewrite", lambda: asked.append(noon.at) or answers[len(asked) - 1])

    for _ in range(30):
        tidying.tidy()
        noon.later(hours=1)

    assert [(at - asked[0]).total_seconds() / 3600 for at in asked] == [0, 1, 25]
