"""A temperature check: how warm the room is; it decides nothing, and nothing of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.assemblies import actions, rules
from unionhall.assemblies.live import floor
from unionhall.assemblies.models import Felt, Meeting, TemperatureCheck, Warmth
from unionhall.conftest import browser, joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder

from .evening import come
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def asked(meeting):
    """The check that is on, as it stands now."""
    return rules.temperature(Meeting.objects.get(pk=meeting.pk))


def counts(meeting):
    return {str(warmth): many for warmth, many in asked(meeting).counts}


def feel(meeting, **people):
    for one, warmth in people.values():
        actions.say_temperature(by=one.actor, meeting=meeting, warmth=warmth)


def test_three_say_how_warm_they_are_and_when_it_is_ended_nothing_is_left(
    hall, open_now, ana, bilal, chidi, noon
):
    come(open_now, chidi)
    before = kinds(hall)
    actions.ask_temperature(by=ana.actor, meeting=open_now, words="Strike  on Friday?")
    feel(open_now, a=(ana, "warm"), b=(bilal, "cold"))
    assert (asked(open_now).answers, asked(open_now).counts) == (2, ())
    feel(open_now, c=(chidi, "so_so"))
    assert counts(open_now) == {"warm": 1, "so_so": 1, "cold": 1}
    feel(open_now, b=(bilal, "warm"))
    assert counts(open_now) == {"warm": 2, "so_so": 1, "cold": 0}
    assert TemperatureCheck.objects.get().words == "Strike on Friday?"

    actions.end_temperature(by=bilal.actor, meeting=open_now)
    assert asked(open_now) is None
    assert not Felt.objects.exists() and not TemperatureCheck.objects.exists()
    assert kinds(hall) == before
    with pytest.raises(OutOfOrder, match="Nothing is asked now"):
        actions.say_temperature(by=ana.actor, meeting=open_now, warmth="warm")
    with pytest.raises(OutOfOrder, match="Nothing is asked now"):
        actions.end_temperature(by=ana.actor, meeting=open_now)


def test_in_a_room_of_two_it_is_shown_when_both_have_answered(open_now, ana, bilal):
    actions.ask_temperature(by=ana.actor, meeting=open_now)
    feel(open_now, a=(ana, "cold"))
    assert asked(open_now).counts == ()
    feel(open_now, b=(bilal, "cold"))
    assert counts(open_now) == {"warm": 0, "so_so": 0, "cold": 2}


def test_hands_of_those_without_a_phone_count_with_the_others(open_now, ana, bilal):
    actions.ask_temperature(by=ana.actor, meeting=open_now)
    actions.count_temperature(by=bilal.actor, meeting=open_now, warm=4, so_so=0, cold=1)
    feel(open_now, a=(ana, "warm"))
    assert counts(open_now) == {"warm": 5, "so_so": 0, "cold": 1}
    with pytest.raises(OutOfOrder, match="from 0 to"):
        actions.count_temperature(by=bilal.actor, meeting=open_now, warm=-1, so_so=0, cold=0)
    assert counts(open_now) == {"warm": 5, "so_so": 0, "cold": 1}


def test_who_leaves_takes_their_answer_with_them(open_now, ana, bilal, chidi):
    come(open_now, chidi)
    actions.ask_temperature(by=ana.actor, meeting=open_now)
    feel(open_now, a=(ana, "warm"), b=(bilal, "warm"), c=(chidi, "cold"))
    actions.check_out(by=chidi.actor, meeting=open_now)
    assert counts(open_now) == {"warm": 2, "so_so": 0, "cold": 0}


def test_another_item_another_question_and_the_close_each_end_it(open_now, ana, bilal):
    items = [actions.put_item(by=ana.actor, meeting=open_now, title=title) for title in ("Flour", "Rota")]
    actions.go_to(by=ana.actor, meeting=open_now, item=items[0])
    actions.ask_temperature(by=ana.actor, meeting=open_now)
    feel(open_now, a=(ana, "warm"))
    actions.go_to(by=bilal.actor, meeting=open_now, item=items[0])
    assert Felt.objects.count() == 1

    actions.ask_temperature(by=bilal.actor, meeting=open_now, words="And now?")
    assert not Felt.objects.exists() and TemperatureCheck.objects.get().words == "And now?"
    feel(open_now, a=(ana, "cold"))
    actions.go_to(by=bilal.actor, meeting=open_now, item=items[1])
    assert not Felt.objects.exists() and not TemperatureCheck.objects.exists()

    actions.ask_temperature(by=ana.actor, meeting=open_now)
    feel(open_now, a=(ana, "cold"))
    open_now.refresh_from_db()
    actions.close_meeting(by=ana.actor, meeting=open_now)
    assert not Felt.objects.exists() and not TemperatureCheck.objects.exists()


def test_who_is_not_there_neither_asks_nor_answers(open_now, ana, chidi, dora):
    for asks in (chidi, dora):
        with pytest.raises((NotAuthorised, OutOfOrder)):
            actions.ask_temperature(by=asks.actor, meeting=open_now)
    actions.ask_temperature(by=ana.actor, meeting=open_now)
    for answers in (chidi, dora):
        with pytest.raises((NotAuthorised, OutOfOrder)):
            actions.say_temperature(by=answers.actor, meeting=open_now, warmth="warm")
    with pytest.raises(OutOfOrder, match="one of the three"):
        actions.say_temperature(by=ana.actor, meeting=open_now, warmth="hot")
    with pytest.raises(OutOfOrder, match="160 characters"):
        actions.ask_temperature(by=ana.actor, meeting=open_now, words="x" * 161)
    assert not Felt.objects.exists()


# Its pages ------------------------------------------------------------------------------------------------------


def test_asked_on_one_phone_answered_on_another_with_and_without_a_script(hall, open_now, ana, bilal, chidi):
    come(open_now, chidi)
    where = at("floor", hall, pk=open_now.pk)
    page = said(browser(ana).get(where))
    assert "Ask how warm the room is" in page and "data-here" in page
    browser(ana).post(at("ask_temperature", hall, pk=open_now.pk), {"words": "More flour?"})
    phone = said(browser(bilal).get(where))
    assert "More flour?" in phone and "once three have answered" in phone

    say = at("say_temperature", hall, pk=open_now.pk)
    line = browser(bilal).post(say, {"warmth": "so_so", "part": "1"})
    assert line.status_code == 200 and "You said: So-so." in said(line)
    assert browser(bilal).post(say, {"warmth": "hot", "part": "1"}).status_code == 409
    for one, warmth in ((ana, "warm"), (chidi, "warm")):
        answer = browser(one).post(say, {"warmth": warmth}, follow=True)
        assert "You said: Warm." in said(answer)
    assert "You said: So-so." in said(browser(bilal).get(where))

    for region in (floor(str(open_now.pk)), said(browser(ana).get(at("screen", hall, pk=open_now.pk)))):
        assert "More flour?" in region and "3 have answered." in region
        assert "Ana" not in region.partition("More flour?")[2].partition("</section>")[0]
        assert "You said" not in region

    ended = browser(chidi).post(at("ask_temperature", hall, pk=open_now.pk), {"end": "yes"}, follow=True)
    assert "Nothing of it is kept" in said(ended) and "More flour?" not in said(ended)
    gone = browser(ana).post(say, {"warmth": "cold", "part": "1"})
    assert gone.status_code == 409 and "Nothing is asked now" in said(gone)


def test_many_answers_make_no_more_queries(open_now, ana, bilal, noon):
    actions.ask_temperature(by=ana.actor, meeting=open_now)

    def queries():
        with CaptureQueriesContext(connection) as made:
            floor(str(open_now.pk))
        return len(made)

    feel(open_now, a=(ana, "warm"))
    few = queries()
    for name in ("Gül", "Hana", "Ivo", "Jun"):
        one = joins(ana, name, seconder=bilal)
        come(open_now, one)
        feel(open_now, one=(one, str(Warmth.COLD)))
        noon.forward(timedelta(seconds=1))
    assert counts(open_now)["cold"] == 4
    assert queries() == few
