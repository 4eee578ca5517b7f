"""Leaving, leave of absence, another name, suspension, exclusion, and what is erased afterwards."""

from datetime import date, timedelta

import pytest

from unionhall.bodies import actions, rules
from unionhall.bodies.models import Member, Membership, Standing, State
from unionhall.bodies.rules import actor_of, is_voter, voters
from unionhall.conftest import browser, from_here, joins, kinds, mandated, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.people.models import Person
from unionhall.record import signer


def test_who_leaves_takes_every_power_and_key_with_them(hall, bakery, ana, noon):
    mandate = mandated(ana, "bodies.admit")

    actions.leave_hall(by=ana.actor)

    mandate.refresh_from_db()
    assert mandate.ending == "left"
    assert Person.objects.get(pk=ana.person_id).key_hash == ""
    assert kinds() == ["mandate.given", "mandate.ended", "member.left"]
    ana.refresh_from_db()
    assert not is_voter(ana, bakery, noon.at)


def test_who_has_left_does_not_leave_again(hall, ana):
    actions.leave_hall(by=ana.actor)

    with pytest.raises(NotAuthorised):
        actions.leave_hall(by=ana.actor)


def test_thirty_days_later_the_name_is_gone_and_the_record_stands(hall, ana, noon):
    actions.leave_hall(by=ana.actor)
    noon.forward(timedelta(days=29))
    actions.settle(hall.pk)
    ana.refresh_from_db()
    assert ana.name == "Ana"

    noon.forward(timedelta(days=1))
    actions.settle(hall.pk)
    actions.settle(hall.pk)

    ana.refresh_from_db()
    assert (ana.name, ana.erased_on) == ("", date(2026, 6, 3))
    assert kinds() == ["member.left", "member.erased"]


def test_only_the_clock_erases(hall, ana, bilal, noon):
    actions.leave_hall(by=ana.actor)
    noon.forward(timedelta(days=40))

    with pytest.raises(OutOfOrder):
        actions.erase_member(by=bilal.actor, member=ana)


def test_an_exclusion_shuts_the_door_at_the_next_request(hall, ana, bilal):
    phone = browser(bilal)
    address = f"/h/{hall.slug}/board/"
    assert phone.get(address).status_code == 200

    actions.exclude_member(by=ana.actor, member=bilal, warrant=warrant_of(hall))

    assert phone.get(address).status_code == 404
    assert kinds() == ["member.excluded"]
    assert Membership.objects.get(member=bilal, until=None).state == State.EXCLUDED


def test_who_is_out_is_not_excluded_again(hall, ana, bilal):
    actions.exclude_member(by=ana.actor, member=bilal, warrant=warrant_of(hall))

    with pytest.raises(OutOfOrder):
        actions.exclude_member(by=ana.actor, member=bilal, warrant=warrant_of(hall))


def test_somebody_of_another_hall_is_not_excluded_here(hall, ana, dora):
    with pytest.raises(type(dora).DoesNotExist):
        actions.exclude_member(by=ana.actor, member=dora, warrant=warrant_of(hall))


def test_a_suspension_keeps_the_vote_and_ends_on_its_day_even_if_nobody_enters_it(
    hall, bakery, ana, bilal, noon
):
    actions.suspend_member(by=ana.actor, member=bilal, days=10, warrant=warrant_of(hall))
    assert "suspended" in is_voter(bilal, bakery, noon.at).sentence

    at = noon.forward(timedelta(days=10))
    assert is_voter(bilal, bakery, at)
    actions.settle(hall.pk)
    actions.settle(hall.pk)

    assert is_voter(bilal, bakery, at)
    assert kinds() == ["member.suspended", "member.reinstated"]


def test_a_suspension_is_lifted_early_by_decision_only(hall, ana, bilal):
    actions.suspend_member(by=ana.actor, member=bilal, days=10, warrant=warrant_of(hall))
    with pytest.raises(OutOfOrder):
        actions.reinstate_member(by=ana.actor, member=bilal)

    actions.reinstate_member(by=ana.actor, member=bilal, warrant=warrant_of(hall))

    assert kinds() == ["member.suspended", "member.reinstated"]


@pytest.mark.parametrize("days", [0, 400])
def test_a_suspension_has_an_end_within_a_year(hall, ana, bilal, days):
    with pytest.raises(OutOfOrder):
        actions.suspend_member(by=ana.actor, member=bilal, days=days, warrant=warrant_of(hall))


def test_a_suspended_member_reads_and_pins_nothing(hall, ana, bilal):
    actions.suspend_member(by=ana.actor, member=bilal, days=10, warrant=warrant_of(hall))

    assert browser(bilal).get(f"/h/{hall.slug}/board/").status_code == 200
    with pytest.raises(NotAuthorised, match="suspended"):
        actions.pin_notice(by=bilal.actor, title="Bread", text="", language="en", until=date(2026, 5, 6))


def test_who_is_on_leave_is_in_no_register_until_they_come_back(hall, bakery, ana, noon):
    actions.take_leave(by=ana.actor, from_day=date(2026, 5, 4), until_day=date(2026, 5, 10))
    ana.refresh_from_db()
    assert "leave" in is_voter(ana, bakery, noon.at).sentence

    actions.come_back(by=ana.actor)
    ana.refresh_from_db()
    assert is_voter(ana, bakery, noon.at)
    assert kinds() == []


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(date(2026, 5, 3), None), (date(2026, 5, 9), date(2026, 5, 8)), (date(2026, 5, 9), date(2028, 5, 8))],
)
def test_leave_of_absence_that_makes_no_sense(hall, ana, begins, ends):
    with pytest.raises(OutOfOrder):
        actions.take_leave(by=ana.actor, from_day=begins, until_day=ends)


def test_somebody_takes_another_name(hall, ana):
    actions.change_name(by=ana.actor, name="  Anna   B. ")
    ana.refresh_from_db()
    assert ana.name == "Anna B."

    with pytest.raises(OutOfOrder):
        actions.change_name(by=ana.actor, name="\u200b ")
    with pytest.raises(OutOfOrder):
        actions.change_name(by=ana.actor, name="x" * 81)


def test_nobody_is_born_in_bad_standing_and_who_is_in_it_has_no_vote(hall, bakery, ana, bilal, noon):
    mandated(ana, "bodies.keep_list")
    assert is_voter(bilal, bakery, noon.at)
    from unionhall.conftest import proved

    actions.say_standing(
        by=proved(ana.actor), member=bilal, good=False, reason="arrears", since=date(2026, 5, 1)
    )
    assert "good standing" in is_voter(bilal, bakery, noon.at).sentence
    noon.forward(timedelta(minutes=1))
    actions.say_standing(by=proved(ana.actor), member=bilal, good=True, reason="paid", since=date(2026, 5, 4))

    assert is_voter(bilal, bakery, noon.at)
    assert Standing.objects.count() == 2


def test_standing_needs_the_mandate_a_reason_and_no_prophecy(hall, ana, bilal):
    from unionhall.conftest import proved

    with pytest.raises(NotAuthorised):
        actions.say_standing(
            by=proved(ana.actor), member=bilal, good=False, reason="arrears", since=date(2026, 5, 1)
        )
    mandated(ana, "bodies.keep_list")
    with pytest.raises(OutOfOrder):
        actions.say_standing(
            by=proved(ana.actor), member=bilal, good=False, reason=" ", since=date(2026, 5, 1)
        )
    with pytest.raises(OutOfOrder):
        actions.say_standing(
            by=proved(ana.actor), member=bilal, good=False, reason="x", since=date(2026, 5, 9)
        )


def test_one_rule_for_one_member_and_for_all_at_once(hall, bakery, ana, bilal, chidi, noon):
    joins(ana, "Guest", way="not_yet", seconder=bilal)
    joins(ana, "Reserved", way="reserves", seconder=bilal)
    actions.suspend_member(by=ana.actor, member=bilal, days=10, warrant=warrant_of(hall))
    actions.take_leave(by=chidi.actor, from_day=date(2026, 5, 6), until_day=None)
    for days in (0, 3, 20):
        at = noon.at + timedelta(days=days)
        everybody = list(type(ana).objects.select_related("hall").filter(hall=hall))
        assert {one.pk for one in voters(bakery, at)} == {
            one.pk for one in everybody if is_voter(one, bakery, at)
        }
    assert rules.headcount(hall.pk) == 5


def test_a_mandate_that_ran_out_is_entered_once(hall, ana, noon):
    mandate = mandated(ana, "bodies.admit", days=2)
    noon.forward(timedelta(days=3))

    actions.settle(hall.pk)
    actions.settle(hall.pk)

    mandate.refresh_from_db()
    assert mandate.ending == "ran_out"
    assert kinds() == ["mandate.given", "mandate.ended"]


def test_everything_kept_about_oneself_is_carried_away(hall, ana):
    mine = actions.carry_away_mine(by=ana.actor)

    assert mine["me"]["name"] == "Ana"
    assert mine["organisation"] == "Bakery"
    assert [one["state"] for one in mine["places"]] == ["admitted"]
    assert "hall.founded" in [one["kind"] for one in mine["record"]]


def test_who_is_let_in_with_another_person_id_is_nobody(hall, ana, eshe):
    from unionhall.kit.actor import Actor

    stranger = Actor(hall.pk, eshe.pk, eshe.pk)
    with pytest.raises(NotAuthorised):
        actions.leave_hall(by=stranger)
    assert actor_of(ana) == ana.actor


# What a backup brings back ------------------------------------------------------------------------------


def erased(member, noon):
    """`member` leaves, and 30 days later is erased."""
    actions.leave_hall(by=member.actor)
    noon.forward(timedelta(days=31))
    actions.settle(member.hall_id)
    member.refresh_from_db()
    assert member.name == ""


def test_whoever_was_erased_is_noted_beside_the_signer_by_their_id_alone(hall, chidi, noon):
    erased(chidi, noon)

    keeper = signer.keeper_of(hall.pk)
    assert keeper.erased() == {chidi.pk}
    assert (keeper.folder / "erased").read_text() == f"{chidi.pk}\n"


def test_whom_a_backup_brings_back_is_out_and_nameless_again_at_once(hall, bakery, bilal, chidi, noon):
    mandated(chidi, "bodies.admit")
    kept = {"name": "Chidi", "left_on": None, "erased_on": None}
    erased(chidi, noon)
    Member.objects.filter(pk=chidi.pk).update(**kept)
    from_here()

    actions.settle(hall.pk)

    chidi.refresh_from_db()
    assert (chidi.name, chidi.left_on, chidi.erased_on) == ("", date(2026, 6, 4), date(2026, 6, 4))
    assert chidi not in rules.voters(bakery, noon.at)
    assert kinds(hall) == ["member.erased"]
    actions.settle(hall.pk)
    assert kinds(hall) == ["member.erased"], "twice does nothing"


def test_nobody_else_is_erased_that_way(hall, bilal, noon):
    with pytest.raises(OutOfOrder, match="nothing to erase"):
        actions.membership.erase_again(by=Actor.the_clock(hall.pk), member=bilal)
    signer.keeper_of(hall.pk).note_erased([bilal.pk])
    with pytest.raises(OutOfOrder, match="nothing to erase"):
        actions.membership.erase_again(by=bilal.actor, member=bilal)
