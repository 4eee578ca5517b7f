"""Whoever keeps the list reads what others do not: that they do stands in the record, once a day and without names."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.conftest import browser, from_here, kinds, mandated, plain
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db


def test_reading_the_list_leaves_one_entry_a_day_for_each_reader(hall, ana, bilal, chidi, noon):
    for one in (ana, bilal):
        mandated(one, "bodies.keep_list")
    from_here()

    for page in ("keep/?q=bil", "keep/", f"{chidi.pk}/standing/", f"keep/household/?member={chidi.pk}"):
        assert browser(ana, proved=True).get(f"/h/{hall.slug}/members/{page}").status_code == 200
    assert kinds() == ["list.read"]

    browser(bilal, proved=True).get(f"/h/{hall.slug}/members/keep/")
    noon.forward(timedelta(days=1))
    browser(ana, proved=True).get(f"/h/{hall.slug}/members/keep/")
    assert kinds() == ["list.read"] * 3


def test_the_entry_says_who_reads_and_not_whom_they_looked_at(hall, bakery, ana, chidi, noon):
    mandate = mandated(ana, "bodies.keep_list")
    browser(ana, proved=True).get(f"/h/{hall.slug}/members/{chidi.pk}/standing/")

    entry = Opening.objects.get(kind="list.read")
    assert (entry.member_id, entry.mandate_id, entry.about_id) == (ana.pk, mandate.pk, bakery.pk)
    assert str(chidi.pk) not in json.dumps(entry.said())
    assert "Ana read the list of members" in plain(browser(chidi).get(f"/h/{hall.slug}/record/"))


def test_whoever_may_not_read_it_leaves_no_entry(hall, ana, chidi):
    mandated(ana, "bodies.keep_list")
    from_here()

    assert browser(chidi, proved=True).get(f"/h/{hall.slug}/members/keep/").status_code == 403
    assert browser(ana).get(f"/h/{hall.slug}/members/keep/").status_code == 403
    with pytest.raises(Exception, match="mandate"):
        actions.read_list(by=chidi.actor)
    assert kinds() == []
