"""One invite, one code, one card, one day's cap: used by two at the same moment, they still count once."""

from __future__ import annotations

import pytest

from tests.races.at_once import ROUNDS, at_once, done, refused
from unionhall.bodies import actions
from unionhall.bodies.models import Invite, Member
from unionhall.bodies.rules import doors
from unionhall.conftest import holder
from unionhall.kit import clock
from unionhall.people import actions as people
from unionhall.people.models import Account, Claim

pytestmark = pytest.mark.django_db(transaction=True)


def enters(token, name):
    who = holder(name)
    return lambda: actions.accept_invite(token=token, holder=who, name=name, way="affirms").member


def test_one_invite_lets_one_in(hall, ana, bilal):
    for turn in range(ROUNDS):
        made = actions.make_invite(by=ana.actor)
        actions.vouch(by=bilal.actor, invite=made.invite)
        before = Member.objects.filter(hall=hall).count()

        found = at_once(enters(made.token, f"Tina {turn}"), enters(made.token, f"Vera {turn}"))

        assert (len(done(found)), len(refused(found))) == (1, 1)
        assert Member.objects.filter(hall=hall).count() == before + 1
        Invite.objects.all().delete()  # the day's cap is another story


def test_one_name_goes_to_one(hall, ana, bilal, chidi):
    for turn in range(ROUNDS):
        name = f"Rosa {'abcdefghijklmnopqrstuvwxyz'[turn % 26] * (turn // 26 + 1)}"

        found = at_once(
            *[
                lambda who=who, name=name: actions.change_name(by=who.actor, name=name)
                for who in (ana, bilal, chidi)
            ]
        )

        assert (len(done(found)), len(refused(found))) == (1, 2)
        assert Member.objects.filter(hall=hall, name=name).count() == 1


def test_the_day_s_cap_holds_for_many_at_once(hall, ana):
    for _turn in range(ROUNDS):
        Invite.objects.all().delete()
        cap = doors.invites_left(ana, clock.now())
        for _made in range(cap - 1):
            actions.make_invite(by=ana.actor)

        found = at_once(*[lambda: actions.make_invite(by=ana.actor)] * 4)

        assert (len(done(found)), len(refused(found))) == (1, 3)
        assert Invite.objects.count() == cap


def test_two_vouch_for_a_card_and_one_member_comes_of_it(hall, ana, bilal, chidi):
    for turn in range(ROUNDS):
        card = actions.type_in_card(by=ana.actor, name=f"Karla {turn}")
        before = Member.objects.filter(hall=hall).count()

        found = at_once(
            lambda card=card: actions.vouch_for(by=bilal.actor, application=card),
            lambda card=card: actions.vouch_for(by=chidi.actor, application=card),
            lambda card=card: actions.vouch_for(by=bilal.actor, application=card),
        )

        assert len(done(found)) == 1
        assert len(refused(found)) == 2
        assert Member.objects.filter(hall=hall).count() == before + 1


def test_one_code_gives_one_account(hall, ana, bilal):
    for turn in range(ROUNDS):
        card = actions.type_in_card(by=ana.actor, name=f"Karla {turn}")
        member = actions.vouch_for(by=bilal.actor, application=card).member
        letting = actions.ask_back_in(by=ana.actor, member=member)
        code = actions.confirm_back_in(by=bilal.actor, letting=letting).code
        accounts = Account.objects.count()
        first, second = holder(f"first {turn}"), holder(f"second {turn}")

        found = at_once(
            lambda code=code, who=first: people.take_over(holder=who, code=code),
            lambda code=code, who=second: people.take_over(holder=who, code=code),
        )

        assert (len(done(found)), len(refused(found))) == (1, 1)
        assert Account.objects.count() == accounts + 1
        assert Claim.objects.filter(person=member.person, consumed_at__isnull=False).count() == 1
