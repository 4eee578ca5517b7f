"""What a delegate, an infiltrator or somebody shown the door might try."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.actions.mandates import make_office
from unionhall.bodies.models import Invite, Member, Standing
from unionhall.bodies.rules import today, voters
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
