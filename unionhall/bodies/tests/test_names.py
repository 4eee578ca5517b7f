"""No two members are called the same if it can be helped, and where they are, they can be told apart."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from unionhall.bodies import actions
from unionhall.bodies.forms.effects.base import MembersField
from unionhall.bodies.models import Member
from unionhall.bodies.rules import names
from unionhall.bodies.views.members import READS_A_MINUTE
from unionhall.conftest import browser, holder, joins, kinds
from unionhall.core.rulings import OutOfOrder

TAKEN = "Somebody here is called that already: add a letter or another word."
SAFE = "seven loaves on a cold sill"


def page(name, hall, **more):
    return reverse(f"bodies:{name}", kwargs={"hall": hall.slug, **more})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def link(hall, ana, bilal):
    """An invite that opens: the address behind the link."""
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    return reverse("door:join", kwargs={"token": made.token})


@pytest.mark.parametrize("name", ["Bilal", "  bilal ", "BILÁL", "Bilal."])
def test_nobody_takes_the_name_of_another_member(hall, ana, name):
    with pytest.raises(names.NameTaken, match=TAKEN):
        actions.change_name(by=ana.actor, name=name)

    ana.refresh_from_db()
    assert (ana.name, kinds()) == ("Ana", [])


def test_one_s_own_name_is_written_anew(hall, ana):
    assert actions.change_name(by=ana.actor, name="ANA").name == "ANA"


def test_the_page_says_so_beside_the_name(hall, ana):
    answer = browser(ana).post(page("name", hall), {"name": "Bilal"})

    assert TAKEN in said(answer) and 'value="Bilal"' in said(answer)


def test_names_are_not_tried_one_after_the_other(hall, ana):
    phone = browser(ana)
    for _turn in range(READS_A_MINUTE):
        phone.post(page("name", hall), {"name": "Bilal"})

    answer = phone.post(page("name", hall), {"name": "Bilal"})

    assert answer.status_code == 409 and TAKEN not in said(answer)


def test_a_name_is_free_again_once_its_member_has_left(hall, ana, bilal):
    actions.leave_hall(by=bilal.actor)

    assert actions.change_name(by=ana.actor, name="Bilal").name == "Bilal"


def test_the_name_of_somebody_in_another_hall_is_free(hall, ana, dora):
    assert actions.change_name(by=ana.actor, name="Dora").name == "Dora"


def test_whoever_joins_takes_a_name_of_their_own(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)

    with pytest.raises(OutOfOrder, match="called that already"):
        actions.accept_invite(token=made.token, holder=holder("chidi2"), name="chidi", way="affirms")
    assert actions.accept_invite(
        token=made.token, holder=holder("chidi2"), name="Chidi from nights", way="affirms"
    )


def test_whoever_joins_is_asked_one_thing_at_a_time(hall, link):
    phone = Client()

    answer = phone.post(link, {"name": "Bilal", "passphrase": SAFE, "way": "affirms"})
    assert TAKEN in said(answer) and "Please mend one thing" in said(answer)
    assert "Somebody here already signs in" not in said(answer)

    assert phone.post(link, {"name": "Bilal B.", "passphrase": SAFE, "way": "affirms"}).status_code == 302


def test_a_link_is_no_place_to_try_a_list_of_names_at(hall, link, noon):
    for _turn in range(5):
        Client().post(link, {"name": "Bilal", "passphrase": SAFE, "way": "affirms"})

    answer = Client().post(link, {"name": "Chidi", "passphrase": SAFE, "way": "affirms"})
    assert TAKEN not in said(answer) and "Please wait" in said(answer)

    noon.forward(timedelta(minutes=1))
    assert Client().post(link, {"name": "Tina", "passphrase": SAFE, "way": "affirms"}).status_code == 302


def namesakes(hall, ana, bilal, noon):
    """A second Chidi, whose card two members typed in though they were asked, two days after the first."""
    noon.forward(timedelta(days=2))
    card = actions.type_in_card(by=ana.actor, name="Chidi")
    return actions.vouch_for(by=bilal.actor, application=card).member


def test_where_a_picker_finds_two_of_a_name_it_says_who_is_who(hall, ana, bilal, chidi, noon):
    other = namesakes(hall, ana, bilal, noon)
    phone = browser(ana)

    found = said(phone.get(page("letting_in", hall) + "?q=chidi"))
    assert "joined 4 May 2026" in found and "on paper, joined 6 May 2026" in found
    assert "joined" not in said(phone.get(page("letting_in", hall) + "?q=bilal")).split("Who is it?")[1]

    offered = said(phone.post(page("propose", hall, kind="member.exclude"), {"who": "Chidi"}))
    assert "Chidi (joined 4 May 2026)" in offered and "Chidi (on paper, joined 6 May 2026)" in offered
    assert str(other.pk) in offered and str(chidi.pk) in offered


def test_a_line_of_a_list_names_one_of_two_by_what_tells_them_apart(hall, ana, bilal, noon):
    other = namesakes(hall, ana, bilal, noon)
    field = MembersField(required=False)
    field.reader = ana

    assert field.clean("Chidi (on paper, joined 6 May 2026)") == [str(other.pk)]
    with pytest.raises(ValidationError, match="fits several") as wrong:
        field.clean("Chidi")
    assert "Chidi (joined 4 May 2026)" in str(wrong.value)
    assert "Chidi (on paper, joined 6 May 2026)" in str(wrong.value)


def test_a_line_that_fits_several_offers_them_and_keeps_what_was_typed(hall, ana, bilal, chidi, noon):
    other = namesakes(hall, ana, bilal, noon)
    phone, typed = browser(ana), {"kind": "group", "name": "Reading", "members": "Chidi\nBilal"}

    offered = said(phone.post(page("propose", hall, kind="body.make"), typed))
    for one in (chidi, other):
        assert f'name="which" value="{one.pk}"' in offered
    assert 'value="Reading"' in offered and str(bilal.pk) not in offered

    answer = phone.post(page("propose", hall, kind="body.make"), {**typed, "which": [str(other.pk)]})
    assert answer.status_code == 302
    kept = phone.session["draft_effects"][0]["params"]["members"]
    assert kept == [str(other.pk), str(bilal.pk)]


def test_who_was_not_offered_is_not_chosen(hall, ana, bilal, chidi, noon):
    namesakes(hall, ana, bilal, noon)
    typed = {"kind": "group", "name": "Reading", "members": "Chidi", "which": [str(bilal.pk)]}

    assert browser(ana).post(page("propose", hall, kind="body.make"), typed).status_code == 422


def test_telling_apart_asks_as_often_for_two_as_for_twenty(hall, ana, bilal, django_assert_num_queries):
    for _turn in range(20):
        Member.objects.create(hall=hall, person=joins_paper(), name="Chidi", joined_on=ana.joined_on)

    with django_assert_num_queries(3):
        assert all(one.apart for one in names.find_members(hall.pk, "chidi", most=20))


def joins_paper():
    from unionhall.people.actions import new_person

    return new_person()


def test_a_member_of_that_name_who_came_by_invite_is_told_apart_from_nobody(hall, ana, bilal):
    assert joins(ana, "Chidi from nights", seconder=bilal).name == "Chidi from nights"
    assert [one.apart for one in names.find_members(hall.pk, "chidi")] == ["", ""]


def test_some_letters_find_only_who_chose_to_be_found(hall, ana, bilal, chidi):
    actions.change_name(by=chidi.actor, name="Chidi Okafor")
    found = lambda typed, **how: [one.name for one in names.find_members(hall.pk, typed, **how)]  # noqa: E731

    assert (found("ch"), found("chid"), found("okafo")) == ([], [], [])
    assert found("chidi") == found("OKAFOR") == found("okafor, chidi") == ["Chidi Okafor"]
    assert found("ch", by_letters=True) == ["Chidi Okafor"]

    actions.show_in_directory(by=chidi.actor, shown=True)
    assert found("ch") == ["Chidi Okafor"]


def test_no_page_completes_two_letters_to_the_name_of_who_did_not_choose_to_be_found(hall, ana, chidi):
    phone = browser(ana)

    for said_there in (
        said(phone.get(page("letting_in", hall) + "?q=ch")),
        said(phone.post(page("propose", hall, kind="mandate.give"), {"who": "ch"})),
        said(
            phone.post(
                page("propose", hall, kind="body.make"), {"kind": "group", "name": "R", "members": "ch"}
            )
        ),
    ):
        assert "Chidi" not in said_there and str(chidi.pk) not in said_there


@pytest.mark.parametrize("name", ["Аna", "Bеn Miller", "Αna"])
def test_nobody_passes_for_another_by_letters_that_look_alike(hall, ana, link, name):
    with pytest.raises(OutOfOrder, match="two alphabets"):
        actions.change_name(by=ana.actor, name=name)
    answer = Client().post(link, {"name": name, "passphrase": SAFE, "way": "affirms"})
    assert "two alphabets" in said(answer)


@pytest.mark.parametrize("name", ["Аня", "Άννα Miller", "José", "あな", "Ana Ковальская"])
def test_every_alphabet_is_welcome(hall, ana, name):
    assert actions.change_name(by=ana.actor, name=name).name == name
