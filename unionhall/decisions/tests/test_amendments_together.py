"""Several amendments decided with one vote, unless somebody asks that one be decided by itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from unionhall.conftest import browser, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, rules

from .story import seconded, vote
from .test_amendments_beside_each_other import TEXT, TITLE, decide, page_of, swap, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def motion(bakery, ana, bilal):
    return seconded(ana, bakery, bilal, title=TITLE, text=TEXT)


@pytest.fixture
def three(motion, bilal, chidi):
    """Three amendments that hold together."""
    swaps = (("at four", "at five"), ("everybody's", "ours"), ("Sundays", "Mondays"))
    return [swap(motion, chidi, *words, second=bilal) for words in swaps]


def bundled(by, motion, amendments, second=None):
    bloc = actions.put_together(by=by.actor, motion=motion, amendments=[str(one.pk) for one in amendments])
    return actions.second_motion(by=second.actor, motion=bloc) if second else bloc


def standing(*motions):
    for one in motions:
        one.refresh_from_db()
    return [one.shown_as for one in motions]


def test_one_vote_takes_all_of_them_in(motion, three, ana, bilal, chidi):
    bloc = bundled(ana, motion, three, second=bilal)
    assert bloc.binding_text().title == "Together, the amendments to motion 1: 2, 3, 4"
    assert bloc.effects.get().said == "the text of motion 1 is changed by all of these amendments: 2, 3, 4."
    decide(bloc, "yes", ana, bilal, chidi)

    changed = TEXT.replace("four", "five").replace("everybody's", "ours").replace("Sundays", "Mondays")
    assert text_of(motion) == changed
    assert [text.version for text in motion.texts.order_by("version")] == [1, 2]
    assert standing(*three) == ["taken_in"] * 3 and three[0].ending == "carried together with others"
    assert {one.effects.get().state for one in three} == {"done"}
    assert kinds()[-2:] == ["poll.declared", "motion.amended"]
    assert decide(motion, "yes", ana, bilal, chidi).status == "carried"


def test_voted_down_together_each_can_still_be_decided_by_itself(motion, three, ana, bilal, chidi):
    decide(bundled(ana, motion, three, second=bilal), "no", ana, bilal, chidi)
    assert text_of(motion) == TEXT and standing(*three) == ["seconded"] * 3
    decide(three[0], "yes", ana, bilal, chidi)
    assert "at five" in text_of(motion)


def test_a_seconded_bloc_comes_to_the_vote_in_the_place_of_its_amendments(motion, three, ana, bilal):
    bloc = bundled(ana, motion, three)
    assert rules.may_open_poll(ana.actor, three[0], bloc.put_at)
    actions.second_motion(by=bilal.actor, motion=bloc)
    with pytest.raises(OutOfOrder, match="Motion 5 is to decide it together with others"):
        actions.open_poll(by=ana.actor, motion=three[0])
    with pytest.raises(OutOfOrder, match="Amendment 5 is seconded"):
        actions.open_poll(by=ana.actor, motion=motion)
    page = browser(ana).get(page_of("open", motion)).content.decode()
    assert f'href="{page_of("open", bloc)}">Vote on the amendment first' in page


def test_anybody_has_one_decided_by_itself_and_the_rest_goes_on(motion, three, ana, bilal, chidi):
    fourth = swap(motion, bilal, "Who is late sweeps.", "Nobody sweeps.", second=chidi)
    bloc = bundled(ana, motion, [*three, fourth], second=bilal)
    part = reverse("decisions:by_itself", args=[motion.hall.slug, bloc.pk, fourth.pk])
    assert part in browser(chidi).get(page_of("motion", bloc)).content.decode()
    assert browser(chidi).post(part).status_code == 302

    assert kinds()[-1] == "amendment.parted"
    assert bloc.binding_text().title == "Together, the amendments to motion 1: 2, 3, 4"
    assert bloc.effects.get().said.endswith("2, 3, 4.")
    decide(bloc, "yes", ana, bilal, chidi)
    assert "Who is late sweeps." in text_of(motion) and "at five" in text_of(motion)
    decide(fourth, "yes", ana, bilal, chidi)
    assert "Nobody sweeps." in text_of(motion)


def test_with_one_left_there_is_nothing_to_decide_together(motion, three, ana, bilal, chidi):
    bloc = bundled(ana, motion, three, second=bilal)
    for one in three[:2]:
        actions.decide_by_itself(by=chidi.actor, bloc=bloc, amendment=one)
    bloc.refresh_from_db()
    assert (bloc.status, bloc.effects.get().state) == ("overtaken", "void")
    assert actions.open_poll(by=ana.actor, motion=three[2])


def test_once_their_vote_is_open_they_stay_together(motion, three, ana, bilal, dora):
    bloc = bundled(ana, motion, three, second=bilal)
    with pytest.raises(NotAuthorised):
        actions.decide_by_itself(by=dora.actor, bloc=bloc, amendment=three[0])
    with pytest.raises(NotAuthorised, match="not among them"):
        actions.decide_by_itself(by=ana.actor, bloc=bloc, amendment=motion)
    actions.open_poll(by=ana.actor, motion=bloc)
    with pytest.raises(OutOfOrder, match="has begun"):
        actions.decide_by_itself(by=ana.actor, bloc=bloc, amendment=three[0])
    page = browser(ana).get(page_of("motion", bloc)).content.decode()
    assert "Decided together here" in page and "Decide this one by itself" not in page


def test_what_collides_is_not_put_together_nor_are_two(motion, three, ana, bilal, chidi):
    with pytest.raises(OutOfOrder, match="three or more"):
        bundled(ana, motion, three[:2])
    other = swap(motion, bilal, "We bake", "They bake", second=chidi)
    with pytest.raises(OutOfOrder, match="These collide, so they are not decided together: 2, 5"):
        bundled(ana, motion, [*three, other])
    unseconded = swap(motion, bilal, "Who is late sweeps.", "Nobody sweeps.")
    with pytest.raises(OutOfOrder, match="three or more"):
        bundled(ana, motion, [*three, unseconded])
    assert bundled(ana, motion, three)


def test_fewer_than_three_are_not_offered(motion, ana, bilal, chidi):
    swap(motion, chidi, "at four", "at five", second=bilal)
    assert page_of("together", motion) not in browser(ana).get(page_of("motion", motion)).content.decode()
    with pytest.raises(OutOfOrder, match="Three amendments at least"):
        bundled(ana, motion, [])


def test_they_are_chosen_on_a_page_where_what_collides_is_not_ticked(motion, three, ana, bilal, chidi):
    other = swap(motion, bilal, "We bake", "They bake", second=chidi)
    for name in ("motion", "amendments"):
        assert page_of("together", motion) in browser(ana).get(page_of(name, motion)).content.decode()
    page = browser(ana).get(page_of("together", motion)).content.decode()
    assert page.count("checked") == 2 and page.count('name="amendments"') == 4
    everything = {"amendments": [str(one.pk) for one in (*three, other)]}
    assert "These collide" in browser(ana).post(page_of("together", motion), everything).content.decode()
    given = {"amendments": [str(one.pk) for one in three], "reason": "Small things."}
    assert browser(ana).post(page_of("together", motion), given).status_code == 302
    bloc = motion.amendments.latest("number")
    assert bloc.binding_text().text == "Small things."
    page = browser(ana).get(page_of("motion", bloc)).content.decode()
    assert "Put an amendment" not in page and "Take it into my motion" not in page
    for change in ("five", "ours", "Mondays"):
        assert f"[put in: </span>{change}" in page


def test_what_was_settled_otherwise_meanwhile_is_left_as_it_is(motion, three, ana, bilal, chidi):
    bloc = bundled(ana, motion, three, second=bilal)
    actions.take_in(by=ana.actor, amendment=three[0])
    decide(bloc, "yes", ana, bilal, chidi)
    assert standing(*three) == ["taken_in"] * 3
    assert three[0].ending == "taken in by the mover" and three[1].ending == "carried together with others"
    assert "at five" in text_of(motion) and "ours" in text_of(motion)


def test_one_whose_own_vote_is_open_waits_for_that(motion, three, ana, bilal, chidi):
    bloc = bundled(ana, motion, three)
    own = actions.open_poll(by=ana.actor, motion=three[0])
    decide(actions.second_motion(by=bilal.actor, motion=bloc), "yes", ana, bilal, chidi)
    assert "at four" in text_of(motion) and "ours" in text_of(motion)
    vote(own, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=own)
    assert "at five" in text_of(motion)


def test_one_that_no_longer_fits_is_to_be_parted_first(motion, three, ana, bilal, chidi):
    other = swap(motion, bilal, "We bake", "They bake", second=chidi)
    bloc = bundled(ana, motion, three, second=bilal)
    decide(other, "yes", ana, bilal, chidi)
    with pytest.raises(OutOfOrder, match="no longer fits"):
        actions.open_poll(by=ana.actor, motion=bloc)
    actions.decide_by_itself(by=ana.actor, bloc=bloc, amendment=three[0])
    decide(bloc, "yes", ana, bilal, chidi)
    assert text_of(motion).startswith("They bake at four.") and "ours" in text_of(motion)


def test_one_that_is_overtaken_while_they_are_voted_on_is_left_out(motion, three, ana, bilal, chidi):
    other = swap(motion, bilal, "We bake", "They bake", second=chidi)
    polls = [
        actions.open_poll(by=ana.actor, motion=one)
        for one in (bundled(ana, motion, three, second=bilal), other)
    ]
    for poll in reversed(polls):
        vote(poll, "yes", ana, bilal, chidi)
        actions.close_poll(by=ana.actor, poll=poll)
    assert text_of(motion).startswith("They bake at four.") and "ours" in text_of(motion)
    assert standing(*three) == ["seconded", "taken_in", "taken_in"]


def test_when_the_motion_is_decided_first_they_all_fall(motion, three, ana, bilal, chidi):
    bloc = bundled(ana, motion, three, second=bilal)
    decide(motion, "yes", ana, bilal, chidi, as_it_stands=True)
    assert standing(bloc, *three) == ["overtaken"] * 4
