"""An invite opens the door once, for 72 hours, when enough members vouch."""

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.models import Affirmation, Invite, Member, State
from unionhall.bodies.rules import actor_of, assembly, doors, is_voter, place_of
from unionhall.conftest import holder, joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder


def comes(token, name="Tina", way="affirms", **more):
    return actions.accept_invite(token=token, holder=holder(name), name=name, way=way, **more).member


def test_two_vouch_and_somebody_joins(hall, bakery, ana, bilal, noon):
    made = actions.make_invite(by=ana.actor, hint="Tina from nights")
    actions.vouch(by=bilal.actor, invite=made.invite)

    tina = comes(made.token)

    assert place_of(tina, bakery).state == State.ADMITTED
    assert is_voter(tina, bakery, noon.at)
    assert kinds() == ["member.joined"]


def test_with_one_voucher_the_door_stays_shut_once_there_are_three(hall, ana):
    made = actions.make_invite(by=ana.actor)

    with pytest.raises(OutOfOrder, match="second member"):
        comes(made.token)

    assert kinds() == []


def test_one_voucher_is_enough_until_there_are_three(other_hall, dora):
    assert joins(dora, "Emil").left_on is None


def test_whoever_is_alone_does_not_bring_in_a_dozen_by_their_own_word(other_hall, dora, noon):
    first, second, third = [actions.make_invite(by=dora.actor) for _one in range(3)]
    assert [one.invite.vouchers_needed for one in (first, second, third)] == [1, 1, 2]

    emil = comes(first.token, "Emil")
    assert actions.make_invite(by=dora.actor).invite.vouchers_needed == 2
    with pytest.raises(OutOfOrder, match="second member"):
        comes(third.token)
    actions.vouch(by=actor_of(emil), invite=third.invite)
    assert comes(third.token).left_on is None


def test_an_invite_that_lets_nobody_in_any_more_makes_room_for_another(other_hall, dora, noon):
    first, second = [actions.make_invite(by=dora.actor) for _one in range(2)]
    actions.withdraw_invite(by=dora.actor, invite=first.invite)
    assert actions.make_invite(by=dora.actor).invite.vouchers_needed == 1
    noon.forward(doors.INVITE_LASTS)
    assert second.invite.vouchers_needed == 1
    assert actions.make_invite(by=dora.actor).invite.vouchers_needed == 1


def test_nobody_vouches_twice_for_one_invite(hall, ana):
    made = actions.make_invite(by=ana.actor)

    with pytest.raises(NotAuthorised, match="somebody else"):
        actions.vouch(by=ana.actor, invite=made.invite)


def test_a_third_voucher_is_one_too_many(hall, ana, bilal, chidi):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)

    with pytest.raises(OutOfOrder, match="already"):
        actions.vouch(by=chidi.actor, invite=made.invite)


def test_somebody_from_another_workplace_cannot_vouch(hall, ana, dora):
    made = actions.make_invite(by=ana.actor)

    with pytest.raises(Invite.DoesNotExist):
        actions.vouch(by=dora.actor, invite=made.invite)


def test_a_link_opens_once(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    comes(made.token)

    with pytest.raises(OutOfOrder, match="opens nothing"):
        comes(made.token, "Uwe")


def test_a_link_runs_out_after_72_hours(hall, ana, bilal, noon):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    noon.forward(timedelta(hours=72))

    with pytest.raises(OutOfOrder, match="opens nothing"):
        comes(made.token)


def test_an_invite_taken_back_opens_nothing_and_forgets_for_whom_it_was(hall, ana):
    made = actions.make_invite(by=ana.actor, hint="Tina from nights")

    actions.withdraw_invite(by=ana.actor, invite=made.invite)

    assert Invite.objects.get(pk=made.invite.pk).hint == ""
    with pytest.raises(OutOfOrder, match="opens nothing"):
        comes(made.token)


def test_only_who_vouched_takes_an_invite_back(hall, ana, chidi):
    made = actions.make_invite(by=ana.actor)

    with pytest.raises(NotAuthorised):
        actions.withdraw_invite(by=chidi.actor, invite=made.invite)


def test_a_wrong_link_gets_the_same_answer_as_a_used_one(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    comes(made.token)

    with pytest.raises(OutOfOrder) as used:
        comes(made.token, "Uwe")
    with pytest.raises(OutOfOrder) as wrong:
        comes("nonsense", "Uwe")

    assert used.value.sentence == wrong.value.sentence


def test_invites_of_who_has_left_open_nothing(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    actions.leave_hall(by=ana.actor)

    with pytest.raises(OutOfOrder):
        comes(made.token)


def test_the_cap_of_a_day(hall, ana, noon):
    for _ in range(doors.invites_left(ana, noon.at)):
        actions.make_invite(by=ana.actor)

    with pytest.raises(OutOfOrder, match="in a day"):
        actions.make_invite(by=ana.actor)

    noon.forward(timedelta(days=1))
    assert actions.make_invite(by=ana.actor)


def test_who_reserves_something_votes_and_who_says_not_yet_is_a_guest(hall, bakery, ana, bilal, noon):
    reserves = joins(ana, "Tina", way="reserves", seconder=bilal)
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)

    assert is_voter(reserves, bakery, noon.at)
    assert Affirmation.objects.get(member=reserves).reservation == "but"
    assert "guest" in is_voter(guest, bakery, noon.at).sentence


def test_a_guest_invites_nobody(hall, ana, bilal):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)

    with pytest.raises(NotAuthorised, match="guest"):
        actions.make_invite(by=guest.actor)


def test_a_reservation_has_words(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)

    with pytest.raises(OutOfOrder, match="reservation"):
        comes(made.token, way="reserves", reservation=" ")

    assert Member.objects.count() == 3


def test_an_account_that_has_a_place_here_does_not_join_twice(hall, ana, bilal):
    from unionhall.people.keyring import Holder

    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)

    with pytest.raises(OutOfOrder, match="already"):
        actions.accept_invite(
            token=made.token, holder=Holder(bilal.wrap_key, account=bilal.account), name="B", way="affirms"
        )


def test_one_account_in_two_halls_is_two_persons_whom_nothing_joins(hall, ana, bilal, dora):
    from unionhall.people.keyring import Holder

    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)

    joined = actions.accept_invite(
        token=made.token, holder=Holder(dora.wrap_key, account=dora.account), name="Dora here", way="affirms"
    )

    assert joined.member.person_id != dora.person_id
    assert joined.account == dora.account


def test_who_joins_stands_in_the_record_and_who_invited_them_does_not(hall, ana, bilal):
    joins(ana, "Tina", seconder=bilal)

    from unionhall.record.models import Opening

    said = Opening.objects.get(kind="member.joined", entry__index__gt=2).content
    assert str(ana.pk) not in said and str(bilal.pk) not in said and "Tina" not in said


def test_the_bakery_meets_as_its_assembly(bakery, ana, bilal, chidi):
    assert assembly(ana.hall_id) == bakery


def test_a_guest_affirms_and_votes_from_then_on(hall, bakery, ana, bilal, noon):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    with pytest.raises(OutOfOrder):
        actions.affirm(by=guest.actor, way="not_yet")
    with pytest.raises(OutOfOrder):
        actions.affirm(by=guest.actor, way="reserves", reservation=" ")

    actions.affirm(by=guest.actor, way="affirms")

    assert is_voter(guest, bakery, noon.at)
    assert Affirmation.objects.get(member=guest).way == "affirms"
    with pytest.raises(OutOfOrder):
        actions.affirm(by=ana.actor, way="affirms")


def test_who_was_in_before_a_new_version_loses_nothing_by_saying_not_yet(hall, bakery, ana, noon):
    from unionhall.bodies.actions.principles import adopt_principles, answer_principles
    from unionhall.conftest import warrant_of

    text = adopt_principles(by=ana.actor, warrant=warrant_of(hall), text="Bread for all.", language="en")
    answer_principles(by=ana.actor, member=ana, principles=text, way="not_yet")

    assert is_voter(ana, bakery, noon.at)
