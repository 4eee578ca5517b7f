"""One household one vote, and one proxy each: the register shows who casts for whom and refuses a third (U-9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from unionhall.bodies import actions, rules
from unionhall.bodies.models import Charter, Household, Proxy
from unionhall.conftest import joins, kinds, mandated, proved
from unionhall.core.rulings import NotAuthorised, OutOfOrder


def option(hall, at, **changed):
    """Put another version of the charter into force, as a decision would."""
    now = rules.charter(hall.pk, at)
    Charter.objects.create(
        hall=hall,
        version=Charter.objects.filter(hall=hall).count() + 1,
        document=replace(now, options=replace(now.options, **changed)).to_data(),
        in_force_from=at,
    )


def test_without_the_option_everybody_casts_their_own(hall, bakery, ana, bilal, chidi, noon):
    register = rules.electorate(bakery, noon.at)

    assert register.weights == {ana.pk: 1, bilal.pk: 1, chidi.pk: 1}
    assert register.speaks_for == {}


def test_a_household_has_one_vote_and_the_register_shows_whose(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, one_household_one_vote=True)
    mandated(ana, "bodies.keep_list")
    actions.settle_household(by=proved(ana.actor), label="Mill Lane 3", members=[bilal, chidi])
    bilal.refresh_from_db()
    actions.choose_speaker(by=bilal.actor, speaker=type(chidi).objects.get(pk=chidi.pk))

    register = rules.electorate(bakery, noon.at)

    assert register.weights == {ana.pk: 1, chidi.pk: 1}
    assert register.speaks_for == {chidi.pk: (bilal.pk,)}
    assert kinds() == ["mandate.given", "household.settled"]


def test_a_household_of_two_with_one_on_leave_still_has_its_vote(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, one_household_one_vote=True)
    home = Household.objects.create(hall=hall, label="Mill Lane 3", speaker=chidi)
    type(chidi).objects.filter(pk__in=[bilal.pk, chidi.pk]).update(household=home)
    actions.take_leave(by=chidi.actor, from_day=noon.at.date(), until_day=None)

    assert rules.electorate(bakery, noon.at).weights == {ana.pk: 1, bilal.pk: 1}


def test_only_the_mandate_keeps_households_and_only_a_household_its_speaker(hall, ana, bilal, chidi):
    with pytest.raises(NotAuthorised):
        actions.settle_household(by=proved(ana.actor), label="x", members=[bilal])
    with pytest.raises(NotAuthorised):
        actions.choose_speaker(by=ana.actor, speaker=chidi)


def test_an_empty_household_is_none(hall, ana):
    mandated(ana, "bodies.keep_list")
    with pytest.raises(OutOfOrder):
        actions.settle_household(by=proved(ana.actor), label="x", members=[])


def test_a_proxy_moves_a_vote_and_a_third_is_refused_with_the_rule(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, proxies=1)
    actions.give_proxy(by=ana.actor, body=bakery, holder=chidi, until=noon.at + timedelta(days=3))

    register = rules.electorate(bakery, noon.at)
    assert register.weights == {bilal.pk: 1, chidi.pk: 2}
    assert register.speaks_for == {chidi.pk: (ana.pk,)}

    with pytest.raises(OutOfOrder, match="third") as refusal:
        actions.give_proxy(by=bilal.actor, body=bakery, holder=chidi, until=noon.at + timedelta(days=3))
    assert refusal.value.rule == "options"
    assert kinds() == ["proxy.given"]


def test_the_starter_agreement_knows_no_proxies(hall, bakery, ana, bilal, noon):
    with pytest.raises(OutOfOrder, match="no proxies"):
        actions.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=noon.at + timedelta(days=3))


def test_proxies_that_make_no_sense(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, proxies=1)
    soon = noon.at + timedelta(days=3)
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    with pytest.raises(OutOfOrder):
        actions.give_proxy(by=ana.actor, body=bakery, holder=ana, until=soon)
    with pytest.raises(NotAuthorised):
        actions.give_proxy(by=ana.actor, body=bakery, holder=guest, until=soon)
    with pytest.raises(NotAuthorised):
        actions.give_proxy(by=guest.actor, body=bakery, holder=ana, until=soon)
    with pytest.raises(OutOfOrder):
        actions.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=noon.at + timedelta(days=300))
    actions.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=soon)
    with pytest.raises(OutOfOrder, match="already"):
        actions.give_proxy(by=ana.actor, body=bakery, holder=chidi, until=soon)
    with pytest.raises(OutOfOrder, match="give that back"):
        actions.give_proxy(by=bilal.actor, body=bakery, holder=chidi, until=soon)


def test_a_proxy_is_taken_back_by_the_two_it_is_between(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, proxies=1)
    proxy = actions.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=noon.at + timedelta(days=3))
    with pytest.raises(NotAuthorised):
        actions.end_proxy(by=chidi.actor, proxy=proxy)

    actions.end_proxy(by=ana.actor, proxy=proxy)

    with pytest.raises(OutOfOrder):
        actions.end_proxy(by=ana.actor, proxy=proxy)
    assert rules.electorate(bakery, noon.at).weights[ana.pk] == 1


def test_a_proxy_that_ran_out_or_whose_holder_left_counts_for_nothing(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, proxies=1)
    actions.give_proxy(by=ana.actor, body=bakery, holder=bilal, until=noon.at + timedelta(days=3))
    assert rules.electorate(bakery, noon.at + timedelta(days=3)).weights[ana.pk] == 1

    actions.leave_hall(by=bilal.actor)

    assert rules.electorate(bakery, noon.at).weights == {ana.pk: 1, chidi.pk: 1}
    assert not Proxy.objects.filter(ended_at=None).exists()


def test_a_trial_has_no_vote_where_the_rule_says_so_and_ends_by_itself_where_none_says_otherwise(
    hall, bakery, ana, bilal, noon
):
    now = rules.charter(hall.pk, noon.at)
    changed = replace(
        now,
        options=replace(now.options, trial_days=30),
        ordinary=replace(now.ordinary, no_vote=("on_trial",)),
    )
    Charter.objects.create(hall=hall, version=2, document=changed.to_data(), in_force_from=noon.at)

    tina = joins(ana, "Tina", seconder=bilal)

    assert "on trial" in rules.is_voter(tina, bakery, noon.at).sentence
    assert tina.pk not in rules.electorate(bakery, noon.at).weights
    at = noon.forward(timedelta(days=30))
    assert rules.is_voter(tina, bakery, at)
    assert tina.pk in rules.electorate(bakery, at).weights
    actions.settle(hall.pk)
    actions.settle(hall.pk)
    assert kinds() == ["member.joined", "member.admitted"]


def test_where_the_charter_has_a_rule_for_admissions_a_trial_ends_by_decision_only(
    hall, bakery, ana, bilal, noon
):
    from unionhall.conftest import warrant_of

    now = rules.charter(hall.pk, noon.at)
    changed = replace(
        now,
        options=replace(now.options, trial_days=30),
        ordinary=replace(now.ordinary, no_vote=("on_trial",)),
        rules={"admission": now.ordinary},
    )
    Charter.objects.create(hall=hall, version=2, document=changed.to_data(), in_force_from=noon.at)
    tina = joins(ana, "Tina", seconder=bilal)
    noon.forward(timedelta(days=90))
    actions.settle(hall.pk)
    assert not rules.is_voter(tina, bakery, noon.at)

    actions.admit_from_trial(by=ana.actor, member=tina, warrant=warrant_of(hall))

    assert rules.is_voter(tina, bakery, noon.at)
    with pytest.raises(OutOfOrder):
        actions.admit_from_trial(by=ana.actor, member=tina, warrant=warrant_of(hall))
