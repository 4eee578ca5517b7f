"""A roll call: names are called, who hears the answers types them in, and who has a phone may press as well."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.conftest import browser, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Ballot, Poll
from unionhall.decisions.tests.story import grown, vote

from .evening import come, seconded
from .test_pages import at, said
from .test_voting_by_who_is_here import motion, of, without_a_phone

pytestmark = pytest.mark.django_db
assert motion  # the fixture


@pytest.fixture
def poll(motion, open_now, ana, bilal):
    """Ana, Bilal and Tina, who has no phone, are here; names are called."""
    without_a_phone(open_now, ana, bilal)
    return decisions.open_poll(by=ana.actor, motion=motion, method="live", by_name=True)


def line(poll, name):
    return poll.rolls.get(member__name=name)


def answers(by, poll, name, choice):
    decisions.type_answer(by=by.actor, poll=poll, line=line(poll, name), choice=choice)


def test_whoever_hears_the_answers_types_them_in(poll, ana, bilal):
    answers(bilal, poll, "Tina", "no")
    answers(bilal, poll, "Ana", "yes")
    vote(poll, "yes", bilal)
    closed = decisions.close_poll(by=ana.actor, poll=poll)
    assert (closed.outcome, closed.tally["yes"], closed.tally["no"]) == ("carried", 2, 1)
    assert kinds()[-2:] == ["poll.opened", "poll.declared"]
    page = said(browser(ana).get(of(poll, "poll")))
    assert "called aloud, typed in by Bilal" in page and page.count("called aloud") == 2


def test_an_answer_is_taken_back_and_typed_in_anew(poll, ana):
    answers(ana, poll, "Tina", "no")
    answers(ana, poll, "Tina", "yes")
    assert (Ballot.objects.get().choice, line(poll, "Tina").voted) == ("yes", True)
    answers(ana, poll, "Tina", "")
    assert not Ballot.objects.exists() and not line(poll, "Tina").voted
    answers(ana, poll, "Tina", "abstain")
    assert Ballot.objects.get().choice == "abstain"


def test_what_somebody_pressed_only_they_change_and_they_may_change_what_was_typed(poll, ana, bilal):
    vote(poll, "no", bilal)
    with pytest.raises(OutOfOrder, match="only they change that"):
        answers(ana, poll, "Bilal", "yes")
    with pytest.raises(OutOfOrder, match="only they change that"):
        answers(ana, poll, "Bilal", "")
    answers(bilal, poll, "Ana", "yes")
    vote(poll, "no", ana)
    with pytest.raises(OutOfOrder, match="only they change that"):
        answers(bilal, poll, "Ana", "yes")
    assert set(Ballot.objects.values_list("choice", flat=True)) == {"no"}


def test_only_who_is_here_and_only_while_it_is_open_and_only_what_is_on_the_paper(
    poll, open_now, ana, bilal, chidi
):
    with pytest.raises(NotAuthorised, match="check in first"):
        answers(chidi, poll, "Tina", "yes")
    with pytest.raises(OutOfOrder, match="not on the ballot paper"):
        answers(ana, poll, "Tina", "perhaps")
    for name in ("Ana", "Bilal", "Tina"):
        answers(ana, poll, name, "yes")
    decisions.close_poll(by=ana.actor, poll=poll)
    with pytest.raises(OutOfOrder, match="not open"):
        answers(ana, poll, "Tina", "no")


def test_names_are_called_where_it_was_said_so_and_not_in_a_choice(motion, open_now, ana, bilal):
    silent = decisions.open_poll(by=ana.actor, motion=motion, method="live")
    with pytest.raises(OutOfOrder, match="no names are called"):
        answers(ana, silent, "Bilal", "yes")
    other = seconded(open_now, ana, bilal)
    with pytest.raises(OutOfOrder, match="for or against"):
        decisions.open_poll(by=ana.actor, motion=other, method="hands", by_name=True)


def test_the_page_has_a_button_for_each_answer_and_who_is_not_here_reads_no_name(
    hall, motion, open_now, ana, bilal, chidi
):
    without_a_phone(open_now, ana, bilal)
    anas = browser(ana)
    anas.post(
        at("vote", hall, pk=open_now.pk),
        {"motion": str(motion.pk), "method": "live", "minutes": "5", "by_name": "yes"},
    )
    poll = Poll.objects.get()
    assert poll.by_name
    assert of(poll, "names") in said(anas.get(at("floor", hall, pk=open_now.pk)))
    page = said(anas.get(of(poll, "names")))
    assert "3 of 3 have not answered" in page and "Tina" in page
    tina = {"line": str(line(poll, "Tina").pk)}
    page = said(anas.post(of(poll, "names"), {**tina, "choice": "no"}, follow=True))
    assert "2 of 3 have not answered" in page and "Take it back" in page
    page = said(anas.post(of(poll, "names"), {**tina, "choice": ""}, follow=True))
    assert "3 of 3 have not answered" in page
    assert anas.post(of(poll, "names"), {"line": "x", "choice": "no"}).status_code == 409
    assert "Tina" not in said(browser(chidi).get(of(poll, "names")))
    assert "Tina" in said(anas.get(of(poll, "names"), {"name": "tin"}))
    assert "Bilal" not in said(anas.get(of(poll, "names"), {"name": "tin"}))


def test_a_long_register_is_called_from_its_head_by_as_many_queries(hall, poll, motion, open_now, ana, bilal):
    def asked(one):
        with CaptureQueriesContext(connection) as queries:
            browser(ana).get(of(one, "names"))
        return len(queries)

    few = asked(poll)
    come(open_now, *grown(ana, bilal, 50))
    other = decisions.open_poll(
        by=ana.actor, motion=seconded(open_now, ana, bilal), method="live", by_name=True
    )
    assert asked(other) == few
    assert said(browser(ana).get(of(other, "names"))).count('value="yes"') == 40


def test_who_came_later_is_on_no_list(poll, open_now, ana, chidi):
    come(open_now, chidi)
    assert "Chidi" not in said(browser(chidi).get(of(poll, "names")))
    answer = browser(chidi).post(of(poll, "cast_here"), {"choice": "yes", "client_id": str(uuid4())})
    assert answer.status_code == 409
