"""Several amendments to one text: which hold together, which do not, and amendments to an amendment."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.conftest import browser, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, rules
from unionhall.decisions.live import region
from unionhall.decisions.models import Motion

from .story import seconded, vote

pytestmark = pytest.mark.django_db

TITLE = "Bread for the strikers"
TEXT = "We bake at four. Who is late sweeps.\n\nThe oven is everybody's.\n\nOn Sundays it rests."


def page_of(name, motion):
    return reverse(f"decisions:{name}", kwargs={"hall": motion.hall.slug, "pk": motion.pk})


def swap(motion, by, old, new, second=None):
    """`by` puts an amendment that says `new` for `old`, which `second` seconds."""
    now = rules.wordings(motion)[-1].text
    assert old in now
    put = actions.put_amendment(by=by.actor, motion=motion, title=TITLE, text=now.replace(old, new))
    return actions.second_motion(by=second.actor, motion=put) if second else put


def decide(motion, choice, *voters, **more):
    """The vote on it is opened and closed."""
    poll = actions.open_poll(by=voters[0].actor, motion=motion, **more)
    vote(poll, choice, *voters)
    actions.close_poll(by=voters[0].actor, poll=poll)
    motion.refresh_from_db()
    return motion


@pytest.fixture
def motion(bakery, ana, bilal):
    return seconded(ana, bakery, bilal, text=TEXT)


def text_of(motion):
    return rules.wordings(motion)[-1].text


def test_an_amendment_moves_along_when_another_carries(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "We bake at four.", "Bread is a right.\n\nWe bake at five.", second=bilal)
    other = swap(motion, bilal, "it rests", "it sleeps", second=chidi)
    decide(one, "yes", ana, bilal, chidi)
    with pytest.raises(OutOfOrder, match=f"Amendment {other.number} is seconded"):
        actions.open_poll(by=ana.actor, motion=motion)
    assert "Paragraph 4" in browser(ana).get(page_of("motion", other)).content.decode()

    decide(other, "yes", ana, bilal, chidi)

    changed = TEXT.replace("four", "five").replace("rests", "sleeps")
    assert text_of(motion) == f"Bread is a right.\n\n{changed}"
    assert [text.version for text in motion.texts.order_by("version")] == [1, 2, 3]
    assert kinds()[-2:] == ["poll.declared", "motion.amended"]


def test_two_votes_on_amendments_at_one_time_are_both_carried_out(motion, ana, bilal, chidi):
    polls = [
        actions.open_poll(by=ana.actor, motion=swap(motion, chidi, old, new, second=bilal))
        for old, new in (("at four", "at five"), ("Who is late sweeps.", "Nobody sweeps."))
    ]
    for poll in polls:
        vote(poll, "yes", ana, bilal, chidi)
        actions.close_poll(by=ana.actor, poll=poll)

    assert text_of(motion).startswith("We bake at five. Nobody sweeps.\n\nThe oven")


def test_what_collides_is_said_on_every_page_and_has_to_be_put_anew(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "at four", "at five", second=bilal)
    other = swap(motion, bilal, "bake", "knead", second=chidi)
    apart = swap(motion, bilal, "Sundays", "Mondays", second=chidi)
    for name, where in (("motion", motion), ("amendments", motion), ("motion", one), ("motion", other)):
        assert "Collides with:" in browser(ana).get(page_of(name, where)).content.decode()
    assert "Collides with:" not in browser(ana).get(page_of("motion", apart)).content.decode()

    decide(one, "yes", ana, bilal, chidi)

    page = browser(ana).get(page_of("motion", other)).content.decode()
    assert "It can no longer be voted on" in page and "Collides with" not in page
    assert page_of("open", other) not in page and page_of("take_in", other) not in page
    assert f'href="{page_of("amend", motion)}">Write it anew' in page
    for act in (actions.open_poll, lambda by, motion: actions.take_in(by=by, amendment=motion)):
        with pytest.raises(OutOfOrder, match="write it anew"):
            act(by=ana.actor, motion=other)
    opening = browser(ana).get(page_of("open", motion)).content.decode()
    assert "nothing is left of it" in opening and f"{apart.number} · Amendment" in opening
    decide(apart, "yes", ana, bilal, chidi)
    assert decide(motion, "yes", ana, bilal, chidi).status == "carried"  # the other holds it up no more
    other.refresh_from_db()
    assert other.status == "overtaken"


def test_two_that_collide_and_both_carry_leave_the_words_of_the_first(motion, ana, bilal, chidi):
    polls = [
        actions.open_poll(by=ana.actor, motion=swap(motion, chidi, "four", hour, second=bilal))
        for hour in ("five", "six")
    ]
    for poll in polls:
        vote(poll, "yes", ana, bilal, chidi)
        actions.close_poll(by=ana.actor, poll=poll)

    assert "at five" in text_of(motion)
    effect = polls[1].motion.effects.get()
    assert effect.state == "refused" and "write it anew" in effect.reason
    assert kinds()[-2:] == ["poll.declared", "effects.refused"]


def test_the_same_change_twice_is_made_once_and_both_are_done(motion, ana, bilal, chidi):
    one, other = (swap(motion, who, "four", "five", second=bilal) for who in (chidi, ana))
    polls = [actions.open_poll(by=ana.actor, motion=each) for each in (one, other)]
    for poll in polls:
        vote(poll, "yes", ana, bilal, chidi)
        actions.close_poll(by=ana.actor, poll=poll)

    assert [poll.motion.effects.get().state for poll in polls] == ["done", "done"]
    assert motion.texts.count() == 2


def test_what_stands_there_already_is_not_voted_on(motion, ana, bilal, chidi):
    one, other = (swap(motion, who, "four", "five", second=bilal) for who in (chidi, ana))
    decide(one, "yes", ana, bilal, chidi)
    with pytest.raises(OutOfOrder, match="stands in the text already"):
        actions.open_poll(by=ana.actor, motion=other)
    assert "stands in the text already" in browser(ana).get(page_of("motion", other)).content.decode()


def test_blanks_alone_are_no_amendment(motion, bilal):
    with pytest.raises(OutOfOrder, match="changes nothing"):
        actions.put_amendment(
            by=bilal.actor, motion=motion, title=TITLE, text=TEXT.replace("\n\n", " \r\n\r\n\r\n")
        )


def test_an_amendment_is_amended_and_then_asks_for_other_words(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "at four", "at five", second=bilal)
    two = swap(one, bilal, "at five", "at six", second=chidi)
    assert two.binding_text().title == f"Amendment to amendment {one.number}: six. Who is late sweeps."
    assert "amendment 2 asks for what is shown here instead" in two.effects.get().said
    with pytest.raises(OutOfOrder, match=f"Amendment {two.number} is seconded"):
        actions.open_poll(by=ana.actor, motion=one)

    decide(two, "yes", ana, bilal, chidi)

    assert "at four" in text_of(motion) and "at six" in text_of(one)
    assert one.binding_text().title == "Amendment to motion 1: six. Who is late sweeps."
    assert kinds()[-2:] == ["poll.declared", "motion.amended"]
    decide(one, "yes", ana, bilal, chidi)
    assert text_of(motion) == TEXT.replace("four", "six")


def test_two_amendments_to_an_amendment_hold_together(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "The oven is everybody's.", "The oven is ours. So is the flour.", second=bilal)
    two = [swap(one, bilal, *words, second=chidi) for words in (("ours", "theirs"), ("flour", "salt"))]
    for each in two:
        decide(each, "yes", ana, bilal, chidi)
    decide(one, "yes", ana, bilal, chidi)
    assert "The oven is theirs. So is the salt." in text_of(motion)


def test_no_amendment_to_an_amendment_is_amended(motion, ana, bilal, chidi):
    two = swap(swap(motion, chidi, "four", "five"), bilal, "five", "six")
    with pytest.raises(OutOfOrder, match="An amendment to an amendment is not amended"):
        swap(two, ana, "six", "seven")
    assert "Put an amendment" not in browser(ana).get(page_of("motion", two)).content.decode()


def test_an_amendment_that_was_passed_over_takes_what_would_amend_it_along(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "four", "five", second=bilal)
    two = swap(one, bilal, "five", "six", second=chidi)
    decide(motion, "yes", ana, bilal, chidi, as_it_stands=True)
    for each in (one, two):
        each.refresh_from_db()
        assert (each.status, each.effects.get().state) == ("overtaken", "void")
    assert kinds()[-3:] == ["poll.declared", "motion.overtaken", "motion.overtaken"]


@pytest.mark.parametrize("way", ["taken in", "withdrawn"])
def test_an_amendment_that_goes_without_a_vote_takes_what_would_amend_it_along(
    motion, ana, bilal, chidi, way
):
    one = swap(motion, chidi, "four", "five")
    two = swap(one, bilal, "five", "six", second=chidi)
    if way == "taken in":
        actions.take_in(by=ana.actor, amendment=one)
    else:
        actions.withdraw_motion(by=chidi.actor, motion=one)
    two.refresh_from_db()
    assert two.status == "overtaken"
    assert "was settled first" in region(two.pk)
    assert ("at five" in text_of(motion)) == (way == "taken in")


def test_whoever_put_the_amendment_takes_one_to_it_in(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "four", "five")
    two = swap(one, bilal, "five", "six")
    with pytest.raises(NotAuthorised):
        actions.take_in(by=ana.actor, amendment=two)
    actions.take_in(by=chidi.actor, amendment=two)
    assert "at six" in text_of(one) and "at four" in text_of(motion)
    assert kinds()[-1] == "motion.amended"


def test_no_vote_above_begins_while_one_beneath_is_open_nor_the_other_way(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "four", "five", second=bilal)
    two = swap(one, bilal, "five", "six", second=chidi)
    poll = actions.open_poll(by=ana.actor, motion=two)
    for above in (one, motion):
        with pytest.raises(OutOfOrder, match="A vote on an amendment is open"):
            actions.open_poll(by=ana.actor, motion=above, as_it_stands=True)
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    three = swap(one, bilal, "five", "seven", second=chidi)
    actions.open_poll(by=ana.actor, motion=motion, as_it_stands=True)
    with pytest.raises(OutOfOrder, match="has begun"):
        actions.open_poll(by=ana.actor, motion=three)
    with pytest.raises(OutOfOrder, match="has begun"):
        swap(one, bilal, "five", "eight")
    with pytest.raises(OutOfOrder, match="too late"):
        actions.take_in(by=chidi.actor, amendment=three)


def test_only_changed_paragraphs_are_shown_and_not_by_colour_alone(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "four", "five")
    swap(one, bilal, "five", "six")
    for name, where in (("motion", motion), ("amendments", motion), ("motion", one)):
        page = browser(ana).get(page_of(name, where)).content.decode()
        shown = page[page.index("Paragraph 1") :]
        assert '<del><span class="hidden-words">[taken out: </span>four' in shown
        assert '<ins><span class="hidden-words">[put in: </span>five' in shown
        assert "Paragraph 3" not in shown
    writing = browser(ana).get(page_of("amend", one)).content.decode()
    assert "We bake at five." in writing and "We bake at four." not in writing


def test_an_opening_names_amendments_to_the_amendment_and_asks_for_the_tick(motion, ana, bilal, chidi):
    one = swap(motion, chidi, "four", "five", second=bilal)
    two = swap(one, bilal, "five", "six", second=chidi)
    page = browser(ana).get(page_of("open", one)).content.decode()
    assert f'href="{page_of("open", two)}">Vote on the amendment first' in page
    assert "as it stands: the amendment falls" in page
    decide(one, "yes", ana, bilal, chidi, as_it_stands=True)
    two.refresh_from_db()
    assert two.status == "overtaken" and "at five" in text_of(motion)


def many(motion, by, second, count):
    """So many amendments, each to a paragraph of its own or to one that another changes too."""
    for number in range(count):
        swap(
            motion,
            by,
            f"Point {number % (count * 2 // 3)} ",
            f"Item {number} ",
            second=second if number % 2 else None,
        )


@pytest.mark.parametrize("name", ["motion", "amendments", "open"])
def test_pages_ask_as_often_with_many_amendments_as_with_few(bakery, ana, bilal, name):
    asked = []
    for count in (4, 60):
        text = "\n\n".join(f"Point {number} says something." for number in range(40))
        motion = seconded(ana, bakery, bilal, title=TITLE, text=text)
        many(motion, ana, bilal, count)
        me, last = browser(ana), Motion.objects.filter(amends=motion).latest("number")
        for where in (motion, last) if name == "motion" else (motion,):
            me.get(page_of(name, where))
            with CaptureQueriesContext(connection) as queries:
                page = me.get(page_of(name, where)).content.decode()
            asked.append((count, len(queries)))
    assert {number for count, number in asked if count == 4} == {
        number for count, number in asked if count == 60
    }
    assert name != "amendments" or "Page 1 of 3" in page
    assert name != "motion" or f"{last.number}" in page
