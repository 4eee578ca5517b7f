"""Taking over a person with a code: a first account, or let back in; always the same person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.core.rulings import OutOfOrder
from unionhall.kit import live
from unionhall.people import actions, codes, keyring
from unionhall.people.models import Account, Claim, Person

from .helpers import PASSPHRASE, browser, somebody
from .test_keyring import asking

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]
PAGE = "/claim/"


def claim_as(client: Client, code: str, name: str = "dora", passphrase: str = PASSPHRASE):
    """Type the code, and a name and passphrase for a new account."""
    return client.post(PAGE, {"code": code, "sign_in_name": name, "passphrase": passphrase})


@pytest.fixture
def dora(bakery):
    """Dora, a member of the bakery without an account."""
    return actions.new_person()


def test_a_member_without_an_account_claims_one_and_is_the_same_person(noon, bakery, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    client = Client()

    answer = claim_as(client, issued.code)

    assert answer["Location"] == "/"
    assert keyring.person_in(asking(client), bakery.pk) == dora
    assert Person.objects.count() == 1
    issued.claim.refresh_from_db()
    assert issued.claim.consumed_at == noon.at


def test_opening_the_page_uses_nothing_up(noon, bakery, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)

    page = Client().get(PAGE, {"code": issued.code})

    assert f'value="{issued.code}"' in page.content.decode()
    assert "bakery" not in page.content.decode()
    assert Claim.objects.get().consumed_at is None


def test_it_works_once(noon, bakery, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    claim_as(Client(), issued.code)

    answer = claim_as(Client(), issued.code, name="eshe")

    assert b"opens nothing" in answer.content and not Account.objects.filter(sign_in_name="eshe").exists()


def test_a_wrong_a_used_and_a_run_out_code_get_the_same_answer(noon, bakery, dora):
    used = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM).code
    claim_as(Client(), used)
    late = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.LET_BACK_IN).code
    noon.later(hours=72)

    def page(code: str) -> str:
        said = claim_as(Client(), code, name="eshe").content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", said).replace(code, "CODE")

    assert page(used) == page(late) == page(codes.new_code())
    assert Account.objects.count() == 1


def test_it_can_be_typed_as_people_type(noon, bakery, dora):
    code = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM).code

    assert (
        claim_as(Client(), code.lower().replace("-", " ").replace("0", "o").replace("1", "l")).status_code
        == 302
    )


def test_whoever_is_signed_in_adds_it_to_their_own_keyring(noon, bakery, dairy):
    eshe = somebody("eshe", dairy.pk)
    person = actions.new_person()
    issued = actions.make_claim(person=person, hall=bakery, purpose=Claim.Purpose.CLAIM)
    client = browser(eshe)

    answer = client.post(PAGE, {"code": issued.code})

    assert answer.status_code == 302
    assert dict(keyring.halls(asking(client))) == {bakery.pk: person.pk, dairy.pk: eshe.person.pk}
    assert Account.objects.count() == 1


def test_whoever_has_a_place_there_already_is_told_so_and_the_code_stays_good(noon, bakery, ana, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)

    answer = browser(ana).post(PAGE, {"code": issued.code})

    assert b"already have a place" in answer.content
    assert claim_as(Client(), issued.code).status_code == 302


def test_whoever_lost_everything_is_let_back_into_this_hall_and_no_other(noon, bakery, dairy, ana):
    elsewhere = actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=dairy.pk)
    lost_phone = browser(ana, proved=True)
    issued = actions.make_claim(person=ana.person, hall=bakery, purpose=Claim.Purpose.LET_BACK_IN)
    assert keyring.person_in(asking(lost_phone), bakery.pk) == ana.person, "until the code is used"
    new_phone = Client()

    claim_as(new_phone, issued.code, name="ana again")

    assert keyring.person_in(asking(new_phone), bakery.pk) == ana.person
    assert keyring.person_in(asking(new_phone), dairy.pk) is None
    assert keyring.person_in(asking(lost_phone), bakery.pk) is None, (
        "whoever found the phone is nobody here now"
    )
    assert keyring.person_in(asking(lost_phone), dairy.pk) == elsewhere.person


def test_a_code_with_a_days_notice_works_after_the_day(noon, bakery, ana):
    issued = actions.make_claim(
        person=ana.person,
        hall=bakery,
        purpose=Claim.Purpose.LET_BACK_IN,
        valid_from=noon.at + timedelta(days=1),
    )

    early = claim_as(Client(), issued.code)
    assert b"This code works from 2 March 2027, 12:00 UTC on" in early.content

    noon.later(days=1)
    assert claim_as(Client(), issued.code).status_code == 302


def test_a_new_code_makes_the_old_one_worthless_and_it_can_be_taken_back(noon, bakery, dora):
    first = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    second = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    assert b"opens nothing" in claim_as(Client(), first.code).content

    assert actions.withdraw_claims(person_id=dora.pk) == 1

    assert b"opens nothing" in claim_as(Client(), second.code).content


def test_who_left_cannot_come_back_by_an_old_code(noon, bakery, ana):
    issued = actions.make_claim(person=ana.person, hall=bakery, purpose=Claim.Purpose.LET_BACK_IN)

    actions.let_go(person=ana.person)

    assert b"opens nothing" in claim_as(Client(), issued.code).content


def test_a_bad_name_keeps_the_code_typed_and_unused(noon, bakery, ana, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)

    answer = claim_as(Client(), issued.code, name="ana")

    assert b"already signs in with this name" in answer.content and issued.code.encode() in answer.content
    assert claim_as(Client(), issued.code).status_code == 302


def test_the_code_lies_nowhere_and_has_eighty_random_bits(noon, bakery, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)

    kept = str(list(Claim.objects.values()))
    assert issued.code not in kept and codes.settled(issued.code) not in kept
    assert codes.code_hash(issued.code) in kept
    assert len(codes.ALPHABET) ** codes.LENGTH == 2**80
    assert len({codes.new_code() for _ in range(500)}) == 500


def test_used_and_run_out_codes_are_cleared_away_after_thirty_days(noon, bakery, dora):
    actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    noon.later(days=32)
    actions.purge()
    assert Claim.objects.count() == 1

    noon.later(days=1)
    actions.purge()

    assert not Claim.objects.exists()


def test_two_at_once_and_only_one_is_let_in(noon, bakery, dora):
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.CLAIM)
    actions.take_over(holder=keyring.holder_new("dora", PASSPHRASE), code=issued.code)

    with pytest.raises(OutOfOrder, match="opens nothing"):
        actions.take_over(holder=keyring.holder_new("eshe", PASSPHRASE), code=issued.code)

    assert Account.objects.count() == 1, "the refused one leaves no account behind"


def test_guessing_codes_grows_slower(noon, bakery, db):
    client = Client()
    for _ in range(5):
        assert b"opens nothing" in claim_as(client, codes.new_code()).content

    assert b"nothing is locked" in claim_as(client, codes.new_code()).content


def test_the_address_of_the_page_is_the_one_that_is_printed():
    assert reverse("people:claim") == PAGE


def test_what_the_lost_phone_has_open_ends_with_the_code(
    noon, bakery, dora, monkeypatch, django_capture_on_commit_callbacks
):
    ended = []
    monkeypatch.setattr(live.hub, "end", ended.append)
    issued = actions.make_claim(person=dora, hall=bakery, purpose=Claim.Purpose.LET_BACK_IN)
    assert not ended

    with django_capture_on_commit_callbacks(execute=True):
        claim_as(Client(), issued.code)

    phone = live.Ticket(str(bakery.pk), "hall", "en", str(dora.pk), since=0, until=0)
    assert [picks(phone) for picks in ended] == [True]
