"""A further hall on a server is founded by whoever its keeper's setting lets, and nothing keeps who that was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from unionhall.bodies import actions
from unionhall.bodies.models import FoundingLink, Member
from unionhall.conftest import browser
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.record.models import Hall
from unionhall.site import places

FORM = {
    "organisation": "Mill",
    "kind": "collective",
    "time_zone": "UTC",
    "name": "Millie",
    "sign_in_name": "millie",
    "passphrase": "four loaves under one oven",
}


@pytest.mark.parametrize("way", ["get", "post"])
def test_unless_the_keeper_opened_it_there_is_nothing_here(hall, ana, way):
    for one in (Client(), browser(ana)):
        assert getattr(one, way)("/found/").status_code == 404
    assert not FoundingLink.objects.filter(used_at=None).exists()
    with pytest.raises(NotAuthorised):
        actions.take_founding_link(signed_in=True)


def test_a_member_founds_another_and_the_two_do_not_know_each_other(hall, ana, settings):
    settings.OPEN_HALLS = "members"
    phone = browser(ana)
    assert Client().get("/found/").status_code == 404  # a stranger finds nothing

    page = phone.post("/found/")
    typed = {key: FORM[key] for key in ("organisation", "kind", "time_zone", "name")}
    answer = phone.post(page["Location"], typed)

    assert answer.status_code == 302, answer.content.decode()
    millie = Member.objects.get(name="Millie")
    assert millie.hall != hall and millie.person != ana.person
    assert "Found a hall here" in phone.get("/").content.decode()
    for other, name in ((hall, "Mill"), (millie.hall, "Bakery")):
        assert name not in phone.get(f"/h/{other.slug}/").content.decode()


def test_anybody_founds_one_where_the_keeper_says_so(db, settings):
    settings.OPEN_HALLS = "anybody"
    phone = Client()
    assert phone.get("/found/").status_code == 200
    assert not FoundingLink.objects.exists()  # looking uses nothing up

    link = phone.post("/found/")["Location"]

    assert phone.post(link, FORM).status_code == 302
    assert Hall.objects.count() == 1
    assert phone.get(link).status_code == 404  # once


def test_a_sheet_that_was_handed_out_stays_good_and_a_flood_ends(db, settings):
    settings.OPEN_HALLS = "anybody"
    sheet = actions.make_founding_links(base_url="", count=100)
    with pytest.raises(OutOfOrder, match="come back tomorrow"):
        for _ in range(200):
            actions.take_founding_link(signed_in=False)

    assert all(Client().get(link).status_code == 200 for link in sheet[:3])
    FoundingLink.objects.update(made_at=clock.now() - timedelta(days=2))
    assert actions.take_founding_link(signed_in=False)


def test_another_word_is_refused(monkeypatch):
    monkeypatch.setenv("UNIONHALL_OPEN_HALLS", "everyone")

    with pytest.raises(places.BadSetting, match="UNIONHALL_OPEN_HALLS"):
        places.open_halls()
