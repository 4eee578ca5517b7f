"""The pages of a delegation: what was said beside what was done; what a phone sends twice is there once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.conftest import browser
from unionhall.delegates import actions
from unionhall.delegates.models import Act

from .test_bound_by_instructions import act, recalled

pytestmark = pytest.mark.django_db


def at(name, row):
    return reverse(f"delegates:{name}", kwargs={"hall": row.hall.slug, "pk": row.pk})


def read(member, row):
    answer = browser(member).get(at("delegation", row))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def sent(key=None, **more):
    return {"key": str(key or uuid4()), "what": "vote", "votes": "yes 7, no 3", **more}


def test_the_instruction_stands_beside_the_act_with_the_reason(council, point, tell, ana, bilal):
    tell(point, "split", yes="7/10", no="3/10")
    act(bilal, point, votes={"yes": 10})

    page = read(ana, council)

    assert "Split the votes: yes 70 %, no 30 %." in page
    assert "Outside the instruction." in page
    assert "The instruction is yes 7, no 3 of 10 votes; cast were: yes 10." in page
    assert "It binds nobody until we have decided on it." in page
    assert "Note what we did" not in page


def test_a_delegate_notes_asks_and_changes_on_their_page(council, point, tell, bilal):
    tell(point, "imperative", ["yes"])
    phone = browser(bilal)
    assert "Note what we did" in read(bilal, council)

    assert phone.post(at("act", point), sent(votes="no 2")).status_code == 302
    assert phone.post(at("text", point), {"new": "Each gives two."}).status_code == 302
    assert "No instruction." in read(bilal, council)
    assert phone.post(at("ask", point)).status_code == 302

    page = read(bilal, council)
    assert "They ask home." in page
    assert phone.post(at("explain", Act.objects.get()), {"words": "All had left"}).status_code == 302
    assert "All had left" in read(bilal, council)


def test_what_the_script_sends_twice_is_there_once_and_what_is_refused_says_why(council, point, bilal):
    phone, key = browser(bilal), uuid4()

    answers = [phone.post(at("act", point), sent(key, part="1")).status_code for _turn in range(2)]
    assert answers == [204, 204]
    assert Act.objects.get().votes == {"yes": 7, "no": 3}

    recalled(council, bilal)
    late = phone.post(at("act", point), sent(part="1"))
    assert (late.status_code, "recalled on" in late.content.decode()) == (409, True)
    assert phone.post(at("act", point), sent()).status_code == 403
    assert Act.objects.count() == 1


def test_a_key_that_is_none_is_refused_in_words(council, point, bilal):
    answer = browser(bilal).post(at("act", point), {**sent(), "key": "x", "part": "1"})

    assert (answer.status_code, Act.objects.count()) == (409, 0)


def test_who_was_there_is_named_where_an_employer_is_met(send, bilal, chidi):
    talks = send("Talks", employer=True)
    point = talks.points.first()
    phone = browser(bilal)

    assert phone.post(at("act", point), sent(part="1")).status_code == 409
    assert phone.post(at("act", point), sent(part="1", second=str(chidi.pk))).status_code == 204
    assert "with <bdi>Chidi</bdi>" in read(bilal, talks)


def test_all_delegations_stand_in_one_list(council, ana, hall):
    page = browser(ana).get(reverse("delegates:delegations", kwargs={"hall": hall.slug}))

    assert "The council" in page.content.decode()


def test_nobody_of_another_hall_finds_it(council, point, dora):
    stranger = browser(dora)

    assert stranger.get(at("delegation", council)).status_code == 404
    assert stranger.post(at("act", point), sent()).status_code == 404


def test_a_page_asks_as_much_of_the_database_however_many_acts_there_are(council, point, tell, ana, bilal):
    def queries():
        client = browser(ana)
        client.get(at("delegation", council))
        with CaptureQueriesContext(connection) as found:
            client.get(at("delegation", council))
        return len(found)

    tell(point, "imperative", ["yes"])
    act(bilal, point, votes={"yes": 1})
    few = queries()
    for _turn in range(5):
        act(bilal, point, votes={"no": 1})
    actions.ask_home(by=bilal.actor, point=council.points.get(number=2))
    act(bilal, council.points.get(number=2), votes={"no": 1})

    assert queries() == few
