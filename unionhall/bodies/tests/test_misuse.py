"""What a delegate, an infiltrator or somebody shown the door might try."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.actions.mandates import make_office
from unionhall.bodies.models import Invite, Member, Standing
from unionhall.bodies.rules import electorate, today, voters
from unionhall.bodies.tests.test_households_and_proxies import option
from unionhall.conftest import browser, holder, joins, mandated, proved, warrant_of
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.registries import effects

pytestmark = pytest.mark.django_db


def badly(keeper, member, at):
    by = proved(keeper.actor)
    return actions.say_standing(by=by, member=member, good=False, reason="unpaid", since=today(member, at))


def test_who_keeps_the_list_cannot_leave_nobody_to_recall_them(hall, bakery, ana, bilal, chidi, noon):
    mandated(chidi, "bodies.keep_list", days=80)
    badly(chidi, ana, noon.at)
    badly(chidi, ana, noon.at)  # the same member again is no one more

    with pytest.raises(OutOfOrder, match="Too many"):
        badly(chidi, bilal, noon.at)

    assert {one.name for one in voters(bakery, noon.at)} == {"Bilal", "Chidi"}
    actions.say_standing(
        by=proved(chidi.actor), member=bilal, good=True, reason="paid", since=today(bilal, noon.at)
    )
    noon.forward(timedelta(days=31))
    badly(chidi, bilal, noon.at)
    assert Standing.objects.filter(good=False).count() == 3


def test_nor_can_they_take_everybodys_vote_through_a_household(hall, bakery, ana, bilal, chidi, noon):
    option(hall, noon.at, one_household_one_vote=True)
    tina, uta, vera = (joins(ana, name, seconder=bilal) for name in ("Tina", "Uta", "Vera"))
    mandated(chidi, "bodies.keep_list", days=80)
    keeper = proved(chidi.actor)

    with pytest.raises(OutOfOrder, match="Too many"):
        actions.settle_household(by=keeper, label="all", members=[ana, bilal, tina, uta, vera])
    home = actions.settle_household(by=keeper, label="two", members=[ana, bilal])
    actions.settle_household(by=keeper, label="two more", members=[tina, uta])
    with pytest.raises(OutOfOrder, match="Too many"):
        actions.settle_household(by=keeper, label="two", members=[ana, bilal, vera], household=home)
    with pytest.raises(OutOfOrder, match="Too many"):
        badly(chidi, vera, noon.at)
    assert len(electorate(bakery, noon.at).weights) == 4

    actions.settle_household(by=keeper, label="another name", members=[ana, bilal], household=home)
    noon.forward(timedelta(days=31))
    actions.settle_household(by=proved(chidi.actor), label="two", members=[ana, bilal, vera], household=home)
    assert len(electorate(bakery, noon.at).weights) == 3


def test_where_a_household_has_no_vote_of_its_own_nobody_loses_one(hall, bakery, ana, bilal, chidi, noon):
    mandated(chidi, "bodies.keep_list")
    actions.settle_household(by=proved(chidi.actor), label="all", members=[ana, bilal, chidi])

    assert len(electorate(bakery, noon.at).weights) == 3


def test_whoever_was_excluded_vouches_for_nobody_any_more(hall, ana, bilal, chidi):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=chidi.actor, invite=made.invite)
    card = actions.type_in_card(by=chidi.actor, name="Karla")
    actions.exclude_member(by=ana.actor, member=chidi, warrant=warrant_of(hall))

    with pytest.raises(OutOfOrder, match="second member"):
        actions.accept_invite(token=made.token, holder=holder("tina"), name="Tina", way="affirms")
    assert actions.vouch_for(by=bilal.actor, application=card).answer == "open"
    assert actions.vouch_for(by=ana.actor, application=card).answer == "admitted"
    assert not Member.objects.filter(name="Tina").exists()
    assert Invite.objects.get(pk=made.invite.pk).used_at is None


def test_whoever_is_suspended_vouches_for_nobody_on_paper_either(hall, ana, bilal, chidi):
    card = actions.type_in_card(by=chidi.actor, name="Karla")
    actions.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(hall))

    assert actions.vouch_for(by=bilal.actor, application=card).answer == "open"
    assert actions.vouch_for(by=ana.actor, application=card).answer == "admitted"


@pytest.mark.parametrize("page", ["cards/", "list/"])
def test_names_are_not_guessed_by_bringing_them_in(hall, ana, bilal, page):
    guest = joins(ana, "Tina", way="not_yet", seconder=bilal)
    typed = {"name": "Chidi", "way": "affirms", "text": "name\nChidy\nChidi\nBilall"}

    said = browser(guest).post(f"/h/{hall.slug}/{page}", typed).content.decode()

    kept_back = said.replace("name\nChidy\nChidi\nBilall", "").replace('value="Chidi"', "")
    assert "Chidi" not in kept_back and "Bilal" not in kept_back


def test_nor_by_typing_in_one_card_after_the_other(hall, ana):
    anas = browser(ana)
    for _turn in range(30):
        assert (
            "Chidi"
            in anas.post(f"/h/{hall.slug}/cards/", {"name": "chidi", "way": "affirms"}).content.decode()
        )

    assert anas.post(f"/h/{hall.slug}/cards/", {"name": "bilal", "way": "affirms"}).status_code == 409


def test_a_mandate_says_the_body_of_its_office_and_no_other(hall, bakery, ana, bilal):
    warrant = warrant_of(hall)
    kitchen = make_body(by=ana.actor, warrant=warrant, kind="group", name="Kitchen")
    office = make_office(
        by=ana.actor,
        warrant=warrant,
        body=bakery,
        name="Clerk",
        powers={"bodies.keep_list": {}},
        term_days=30,
    )
    params = {
        "member": str(bilal.pk),
        "office": str(office.pk),
        "body": str(kitchen.pk),
        "until": "2026-05-20",
    }

    said = effects.get("mandate.give").describe(hall, bakery, params)

    assert bakery.name in said and "Kitchen" not in said
