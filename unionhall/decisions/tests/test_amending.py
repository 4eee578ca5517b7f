"""Changing a motion's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.conftest import browser, kinds
from unionhall.core.charters.presets import STARTER
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, rules
from unionhall.decisions.actions.falling import overtake
from unionhall.decisions.live import region
from unionhall.record.models import Opening

from .story import adopt, put, seconded, vote

pytestmark = pytest.mark.django_db


def amendment_to(motion, by, title="Bread and soup for the strikers", **more):
    return actions.put_amendment(by=by.actor, motion=motion, title=title, **more)


def page_of(name, motion):
    return reverse(f"decisions:{name}", kwargs={"hall": motion.hall.slug, "pk": motion.pk})


def test_its_mover_words_it_anew_before_it_is_seconded(bakery, ana, bilal):
    motion = put(ana, bakery)
    actions.reword(by=ana.actor, motion=motion, title="Bread and roses", text="Both.")
    now = rules.text_in(motion)
    assert (now.version, now.title, now.text) == (2, "Bread and roses", "Both.")
    with pytest.raises(NotAuthorised):
        actions.reword(by=bilal.actor, motion=motion, title="Nothing")

    actions.second_motion(by=bilal.actor, motion=motion)
    with pytest.raises(OutOfOrder, match="put an amendment"):
        actions.reword(by=ana.actor, motion=motion, title="Nothing")


def test_an_amendment_that_carries_changes_the_text(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    poll = actions.open_poll(by=ana.actor, motion=amendment)
    with pytest.raises(OutOfOrder, match="first the words"):
        actions.open_poll(by=ana.actor, motion=motion)
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert rules.text_in(motion).title == "Bread and soup for the strikers"
    assert kinds()[-2:] == ["poll.declared", "motion.amended"]
    result = browser(ana).get(reverse("decisions:poll", kwargs={"hall": motion.hall.slug, "pk": poll.pk}))
    assert f'href="{page_of("motion", motion)}">On with the motion it amends' in result.content.decode()


def test_once_the_vote_is_open_the_words_stand(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    actions.open_poll(by=ana.actor, motion=motion, as_it_stands=True)
    with pytest.raises(OutOfOrder, match="can no longer change"):
        actions.open_poll(by=ana.actor, motion=amendment)
    with pytest.raises(OutOfOrder, match="can no longer change"):
        amendment_to(motion, chidi)


def test_a_seconded_amendment_is_not_passed_over_without_a_word(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    with pytest.raises(OutOfOrder, match="Amendment 2 is seconded and not decided"):
        actions.open_poll(by=ana.actor, motion=motion)

    poll = actions.open_poll(by=ana.actor, motion=motion, as_it_stands=True)
    assert "Once that is decided, this amendment falls" in region(amendment.pk)
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    amendment.refresh_from_db()
    assert (amendment.status, amendment.effects.get().state) == ("overtaken", "void")
    assert kinds()[-3:] == ["poll.opened", "poll.declared", "motion.overtaken"]
    assert Opening.objects.get(kind="motion.overtaken").about_id == amendment.pk


def test_a_motion_voted_on_without_a_result_leaves_its_amendment_as_it_was(bakery, ana, bilal, chidi, noon):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    actions.open_poll(by=ana.actor, motion=motion, method="hands", as_it_stands=True)
    noon.forward(timedelta(hours=13))
    actions.settle(bakery.hall_id)

    amendment.refresh_from_db()
    assert amendment.status == "seconded"


def test_an_unseconded_amendment_does_not_hold_the_vote_up(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = amendment_to(motion, chidi)
    page = browser(ana).get(page_of("open", motion)).content.decode()
    assert (
        "Does not hold up the vote" in page and "not seconded yet" in page and "Amendment to motion 1" in page
    )
    assert "as it stands" not in page
    poll = actions.open_poll(by=ana.actor, motion=motion)
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    amendment.refresh_from_db()
    assert amendment.status == "overtaken"


def test_an_amendment_to_words_that_have_changed_does_not_hold_the_vote_up(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    one, two = amendment_to(motion, chidi), amendment_to(motion, bilal, title="Soup")
    actions.second_motion(by=chidi.actor, motion=two)
    actions.take_in(by=ana.actor, amendment=one)

    assert actions.open_poll(by=ana.actor, motion=motion)


def test_only_a_decided_motion_overtakes_its_amendment(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = amendment_to(motion, chidi)
    for one in (amendment, motion):
        with pytest.raises(OutOfOrder, match="is not decided"):
            overtake(by=ana.actor, amendment=one, warrant=None)


def test_the_pages_send_to_the_amendment_first_and_ask_for_a_tick(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    anas = browser(ana)
    for name in ("motion", "open"):
        page = anas.get(page_of(name, motion)).content.decode()
        assert (
            f'<a class="button main" href="{page_of("open", amendment)}">Vote on the amendment first' in page
        )
        assert page.count("button main") == 1
    given = {"method": "open", "hours": "72"}
    answer = anas.post(page_of("open", motion), given)
    assert answer.status_code == 409
    assert "as it stands: the amendment falls" in answer.content.decode()
    assert not motion.polls.exists()

    assert anas.post(page_of("open", motion), {**given, "as_it_stands": "on"}).status_code == 302
    assert motion.polls.exists()
    vote(motion.polls.get(), "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=motion.polls.get())
    for one in (motion, amendment):
        assert (
            "Overtaken: what it would have changed was settled first."
            in anas.get(page_of("motion", one)).content.decode()
        )


def test_the_mover_takes_a_friendly_amendment_in(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = amendment_to(motion, chidi)
    with pytest.raises(NotAuthorised):
        actions.take_in(by=bilal.actor, amendment=amendment)

    actions.take_in(by=ana.actor, amendment=amendment)

    assert rules.text_in(motion).version == 2


def test_a_charter_may_know_no_friendly_amendments(bakery, ana, bilal, chidi):
    options = replace(STARTER.charter.options, friendly_amendments=False)
    adopt(bakery, replace(STARTER.charter, options=options))
    amendment = amendment_to(seconded(ana, bakery, bilal), chidi)
    with pytest.raises(OutOfOrder, match="without a vote"):
        actions.take_in(by=ana.actor, amendment=amendment)


def test_an_amendment_to_a_text_that_has_changed_is_written_anew(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    one, two = amendment_to(motion, chidi), amendment_to(motion, bilal, title="Soup")
    actions.take_in(by=ana.actor, amendment=one)
    with pytest.raises(OutOfOrder, match="write it anew"):
        actions.take_in(by=ana.actor, amendment=two)


def test_an_amendment_that_changes_nothing_is_none(bakery, ana, bilal):
    motion = seconded(ana, bakery, bilal)
    with pytest.raises(OutOfOrder, match="changes nothing"):
        amendment_to(motion, bilal, title="Bread for the strikers")


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        ("Soup", "One loaf each.", "Amendment to motion 1: Soup"),
        ("Bread for the strikers", "Two loaves each.", "Amendment to motion 1: Two loaves each."),
        ("Bread for the strikers", "One each.", "Amendment to motion 1: without “loaf”"),
        ("Bread " * 20, "", "Amendment to motion 1: " + "Bread " * 11 + "Bre…"),
    ],
)
def test_an_amendment_is_called_by_what_it_changes(bakery, ana, bilal, chidi, title, text, said):
    motion = seconded(ana, bakery, bilal, text="One loaf each.")
    assert amendment_to(motion, chidi, title=title, text=text).binding_text().title == said


def test_a_translation_is_shown_and_the_original_binds(bakery, ana, bilal):
    motion = put(ana, bakery)
    actions.translate(by=bilal.actor, motion=motion, language="es", title="Pan para la huelga")
    assert rules.text_in(motion, "es").title == "Pan para la huelga"
    assert not rules.text_in(motion, "es").binding
    assert rules.text_in(motion, "fr").title == "Bread for the strikers"

    actions.reword(by=ana.actor, motion=motion, title="Soup")
    assert rules.text_in(motion, "es").title == "Soup"  # the translation is behind
    with pytest.raises(OutOfOrder, match="written in"):
        actions.translate(by=bilal.actor, motion=motion, language="en", title="Bread")
