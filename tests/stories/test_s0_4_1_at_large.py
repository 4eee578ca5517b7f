"""S0-4.1: somebody who belongs to no section is in at large, with voice and vote, and votes in a referendum once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.stories.telling import decided, effect, joins
from unionhall.bodies.models import Membership
from unionhall.core.charters.presets import STARTER
from unionhall.core.petitions import Petition, Referendum
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot
from unionhall.decisions.tests.story import adopt, counted, seconded

pytestmark = pytest.mark.django_db


@pytest.fixture
def referendum(hall, bakery, ana, bilal, chidi, noon):
    """A vote of all members that Bilal, of the ovens, asked for; Ana and Bilal are in that section, Chidi and Tina in none."""
    joins(ana, "Tina", seconder=bilal)
    section = effect("body.make", hall, kind="section", name="Ovens", members="Ana\nBilal")
    decided(hall, section, title="Our sections")
    adopt(bakery, replace(STARTER.charter, referendum=Referendum(Petition(number=1), 0, 7, 14)))
    motion = actions.put_motion(by=bilal.actor, body=bakery, title="Do we move the ovens?", referendum=True)
    assert motion.status == "seconded"
    return actions.open_poll(by=bilal.actor, motion=motion, hours=7 * 24)


def cast(member, poll, choice):
    return actions.cast_ballot(by=member.actor, poll=poll, choice=choice, client_id=uuid4())


def test_who_is_in_no_section_is_on_the_register_with_one_line(bakery, referendum, chidi):
    assert not Membership.objects.filter(member=chidi, until=None).exclude(body=bakery).exists()
    assert (referendum.method, referendum.electorate) == ("paper", 4)
    assert referendum.rolls.get(member=chidi).weight == 1
    assert (
        referendum.rolls.filter(member__name="Ana").count() == 1
    )  # in the section and the assembly: one line


def test_their_paper_is_one_of_as_many_as_there_are_lines(referendum, ana, bilal, noon):
    noon.forward(timedelta(days=7))
    with pytest.raises(OutOfOrder, match="more present than there are on the register"):
        actions.type_figures(by=ana.actor, poll=referendum, figures={"yes": 3, "no": 2}, present=5)

    assert counted(referendum, (ana, bilal), {"yes": 3, "no": 1}, present=4).outcome == "carried"


def test_by_phone_they_vote_once_however_often_they_send_it(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    for choice in ("yes", "yes", "no"):
        cast(chidi, poll, choice)
    assert Ballot.objects.filter(poll=poll).count() == 1

    cast(ana, poll, "yes")
    cast(bilal, poll, "yes")
    closed = actions.close_poll(by=chidi.actor, poll=poll)

    assert (closed.outcome, closed.tally["yes"], closed.tally["no"]) == ("carried", 2, 1)


def test_they_have_a_voice_too(bakery, chidi, bilal):
    motion = actions.put_motion(by=chidi.actor, body=bakery, title="From nobody's section")
    actions.ask_question(by=chidi.actor, motion=motion, text="And we?")
    assert actions.second_motion(by=bilal.actor, motion=motion).status == "seconded"


def test_who_is_no_member_is_not_at_large(bakery, ana, bilal, dora):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    with pytest.raises(NotAuthorised):
        cast(dora, poll, "yes")
