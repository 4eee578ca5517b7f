"""U-9: one household one vote, and proxies, as the charter chooses; the register shows who casts for whom and refuses a third."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.stories.telling import before_all, decided, joins, mandate_for
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.models import Member, Proxy
from unionhall.conftest import browser, proved
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def choose(hall, **options):
    """The assembly changes its charter's choices by motion."""
    old = rules.charter(hall.pk, clock.now())
    new = replace(old, options=replace(old.options, **options))
    decided(hall, {"kind": "charter.change", "params": change_to(old, new)}, title="How we vote")


def cast(member, poll, choice="yes"):
    return actions.cast_ballot(by=member.actor, poll=poll, choice=choice, client_id=uuid4())


def ballot_page(member, poll):
    return (
        browser(member)
        .get(reverse("decisions:poll", kwargs={"hall": poll.hall.slug, "pk": poll.pk}))
        .content.decode()
    )


@pytest.fixture
def household(hall, ana, bilal, chidi):
    """Bilal and Chidi live at Mill Lane 3, and a household has one vote; Bilal casts it."""
    choose(hall, one_household_one_vote=True)
    decided(hall, mandate_for(hall, "Ana", "bodies.keep_list"), title="Ana keeps the list")
    home = bodies.settle_household(by=proved(ana.actor), label="Mill Lane 3", members=[bilal, chidi])
    bodies.choose_speaker(by=chidi.actor, speaker=Member.objects.get(pk=bilal.pk))
    return home


def test_a_household_casts_one_ballot_and_the_register_says_for_whom(hall, household, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=before_all(hall))

    assert poll.electorate == 2
    line = poll.rolls.get(member=bilal)
    assert (line.weight, line.speaks_for) == (1, [str(chidi.pk)])
    assert "With your ballot you also cast the vote of: Chidi" in " ".join(ballot_page(bilal, poll).split())

    with pytest.raises(NotAuthorised, match="register"):
        cast(chidi, poll)
    cast(ana, poll, "no")
    cast(bilal, poll)
    closed = actions.close_poll(by=ana.actor, poll=poll)
    assert (closed.tally["yes"], closed.tally["no"], closed.outcome) == (1, 1, "lost")


def test_a_proxy_casts_two_votes_and_nobody_casts_three(hall, bakery, ana, bilal, chidi, noon):
    joins(ana, "Tina", seconder=bilal)
    choose(hall, proxies=1)
    until = noon.at + timedelta(days=3)
    bodies.give_proxy(by=ana.actor, body=bakery, holder=chidi, until=until)
    with pytest.raises(OutOfOrder, match="third") as refused:
        bodies.give_proxy(by=bilal.actor, body=bakery, holder=chidi, until=until)
    assert refused.value.rule == "options"

    poll = actions.open_poll(by=bilal.actor, motion=before_all(hall))

    line = poll.rolls.get(member=chidi)
    assert (line.weight, line.speaks_for, poll.electorate) == (2, [str(ana.pk)], 4)
    assert "also cast the vote of: Ana" in " ".join(ballot_page(chidi, poll).split())
    with pytest.raises(NotAuthorised):
        cast(ana, poll)
    cast(chidi, poll)
    assert poll.ballots.count() == 1


def test_a_third_is_refused_by_the_register_even_where_the_rows_say_otherwise(
    hall, bakery, ana, bilal, chidi, noon
):
    """Planted past the action: a second proxy to the same holder. The register takes one and leaves the other where it was."""
    choose(hall, proxies=1)
    later = noon.at + timedelta(days=3)
    for place, giver in enumerate((ana, bilal)):
        Proxy.objects.create(
            hall_id=hall.pk,
            body=bakery,
            giver=giver,
            holder=chidi,
            since=noon.at - timedelta(minutes=2 - place),
            until=later,
        )
    register = rules.electorate(bakery, noon.at)
    assert register.weights == {chidi.pk: 2, bilal.pk: 1}


def test_without_the_choice_there_are_neither(hall, bakery, ana, bilal, noon):
    with pytest.raises(OutOfOrder, match="no proxies"):
        bodies.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=noon.at + timedelta(days=3))
    poll = actions.open_poll(by=ana.actor, motion=before_all(hall))
    assert poll.electorate == 3
    assert all(not line.speaks_for for line in poll.rolls.all())
