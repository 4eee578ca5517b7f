"""A prepared query gives the rows its queryset would, whatever stands in the places of its values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.kit import clock
from unionhall.kit.rows import Prepared
from unionhall.people.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def ends(noon):
    """Sessions that end in one, two and three hours, begun on as many days before today."""
    for hours in (1, 2, 3):
        Session.objects.create(
            key_hash=str(hours),
            data=b"",
            begun_on=noon.at.date() - timedelta(days=hours),
            expires_at=noon.at + timedelta(hours=hours),
        )
    return noon


def names(rows):
    return sorted(row.key_hash for row in rows)


def test_a_moment_may_be_asked_for_a_time_before_or_after_it(ends):
    sooner = Prepared(lambda at: Session.objects.filter(expires_at__lte=at + timedelta(hours=2)))
    later = Prepared(lambda at: Session.objects.filter(expires_at__gt=at - timedelta(hours=1)))

    assert names(sooner.all(at=ends.at)) == ["1", "2"]
    assert names(sooner.all(at=ends.at - timedelta(hours=1))) == ["1"]
    assert names(later.all(at=ends.at + timedelta(hours=3))) == ["3"]


def test_a_day_and_the_day_of_a_moment_are_compared_with_days(ends):
    by_day = Prepared(lambda day: Session.objects.filter(begun_on__lte=day - timedelta(days=2)))
    by_moment = Prepared(lambda at: Session.objects.filter(begun_on__lte=(at - timedelta(days=2)).date()))

    assert names(by_day.all(day=ends.at.date())) == ["2", "3"]
    assert names(by_moment.all(at=ends.at)) == ["2", "3"]
    assert names(by_moment.all(at=ends.at - timedelta(days=1))) == ["3"]


@pytest.mark.parametrize("given", [{}, {"at": None}, {"at": 3}, {"on": clock.now()}])
def test_what_it_was_not_prepared_for_is_refused(ends, given):
    asked = Prepared(lambda at: Session.objects.filter(expires_at__lte=at))

    with pytest.raises(TypeError):
        asked.all(**given)
