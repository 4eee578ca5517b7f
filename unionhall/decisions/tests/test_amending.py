"""Changing a motion's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unionhall.conftest import kinds
from unionhall.core.charters.presets import STARTER
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, rules

from .story import adopt, put, seconded, vote

pytestmark = pytest.mark.django_db


def amendment_to(motion, by, title="Bread and soup for the strikers", **more):
    return actions.put_amendment(by=by.actor, motion=motion, title=title, **more)


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


def test_once_the_vote_is_open_the_words_stand(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))
    poll = actions.open_poll(by=ana.actor, motion=motion)
    with pytest.raises(OutOfOrder, match="can no longer change"):
        actions.open_poll(by=ana.actor, motion=amendment)
    with pytest.raises(OutOfOrder, match="can no longer change"):
        amendment_to(motion, chidi)
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    amendment.refresh_from_db()
    assert amendment.status == "withdrawn"


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
