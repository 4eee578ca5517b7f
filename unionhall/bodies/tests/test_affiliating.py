"""S0-4.3: two halls on one server affiliate; both decide, both stay their own."""

from __future__ import annotations

import json

import pytest
from django.apps import apps

from unionhall.bodies.actions.affiliations import bring_their_decision
from unionhall.bodies.models import Affiliation, Member
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import kinds
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.registries import effects
from unionhall.record import signer
from unionhall.record.proofs import signed_document

pytestmark = pytest.mark.django_db(transaction=True)


def decide(hall, other, name, wider):
    typed = {"name": name, "vkey": signer.verifier_key(other), "wider": "yes" if wider else "no"}
    carry("affiliation.agree", hall, filled("affiliation.agree", hall, typed))
    return Affiliation.objects.get(hall=hall, ended_at=None)


@pytest.fixture
def ours(hall, other_hall):
    """The bakery joins the laundry's federation, as the bakery decided it."""
    return decide(hall, other_hall, "Federation", wider=False)


@pytest.fixture
def theirs(hall, other_hall):
    """The same, as the federation decided it."""
    return decide(other_hall, hall, "Bakery", wider=True)


def test_both_motions_carry_and_an_edge_appears_on_both_sides(hall, other_hall, ours, theirs, ana, dora):
    bring_their_decision(by=ana.actor, affiliation=ours, text=signed_document(theirs.our_decision))
    bring_their_decision(by=dora.actor, affiliation=theirs, text=signed_document(ours.our_decision))

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.since and theirs.since
    assert ours.origin == other_hall.origin and theirs.origin == hall.origin
    assert kinds(hall) == kinds(other_hall) == ["affiliation.decided", "affiliation.stood"]


def test_one_side_alone_makes_no_edge(ours):
    assert ours.since is None


def test_the_wider_halls_whole_database_holds_no_member_of_the_affiliate(
    hall, other_hall, ours, theirs, ana, dora
):
    bring_their_decision(by=dora.actor, affiliation=theirs, text=signed_document(ours.our_decision))

    bakers = Member.objects.filter(hall=hall)
    secrets = [word for one in bakers for word in (one.name, str(one.pk), str(one.person_id), one.pk.hex)]
    theirs_rows = rows_of(other_hall)
    assert "Dora" in theirs_rows and hall.origin in theirs_rows
    assert [word for word in secrets if word in theirs_rows] == []


def rows_of(hall) -> str:
    """Every row that belongs to a hall, as text."""
    told = []
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if "hall" in names:
            told += [
                [value.hex() if isinstance(value, (bytes, memoryview)) else str(value) for value in row]
                for row in model.objects.filter(hall=hall).values_list()
            ]
    return json.dumps(told)


def test_a_document_with_one_letter_changed_is_refused(ours, theirs, ana):
    document = json.loads(signed_document(theirs.our_decision))
    document["opening"]["content"] = document["opening"]["content"].replace("true", "false")
    with pytest.raises(OutOfOrder, match="does not prove itself"):
        bring_their_decision(by=ana.actor, affiliation=ours, text=json.dumps(document))
    with pytest.raises(OutOfOrder, match="does not prove itself"):
        bring_their_decision(by=ana.actor, affiliation=ours, text="Dear comrades, we said yes.")


def test_a_decision_of_somebody_else_or_about_somebody_else_is_refused(hall, ours, theirs, ana, noon):
    from unionhall.record.models import Entry

    with pytest.raises(OutOfOrder):  # our own decision is not theirs
        bring_their_decision(by=ana.actor, affiliation=ours, text=signed_document(ours.our_decision))
    founding = Entry.objects.get(hall_id=theirs.hall_id, index=0)
    with pytest.raises(OutOfOrder, match="something else"):
        bring_their_decision(by=ana.actor, affiliation=ours, text=signed_document(founding))


def test_both_sides_cannot_be_the_wider_one(hall, other_hall, ours, ana):
    wrong = decide(other_hall, hall, "Bakery", wider=False)
    with pytest.raises(OutOfOrder, match="wider"):
        bring_their_decision(by=ana.actor, affiliation=ours, text=signed_document(wrong.our_decision))


def test_what_is_no_key_our_own_key_or_decided_already_is_refused(hall, other_hall, bakery, ours):
    check = effects.get("affiliation.agree").check
    with pytest.raises(OutOfOrder, match="no key"):
        check(hall, bakery, {"name": "X", "vkey": "x+y+z", "ours_is_wider": True})
    with pytest.raises(OutOfOrder, match="our own key"):
        check(hall, bakery, {"name": "X", "vkey": signer.verifier_key(hall), "ours_is_wider": True})
    for wider, words in ((False, "decided already"), (True, "at once")):
        with pytest.raises(OutOfOrder, match=words):
            check(
                hall, bakery, {"name": "X", "vkey": signer.verifier_key(other_hall), "ours_is_wider": wider}
            )


def test_either_side_ends_it_and_an_old_document_does_not_bring_it_back(
    hall, other_hall, ours, theirs, ana, dora
):
    first = signed_document(theirs.our_decision)
    bring_their_decision(by=ana.actor, affiliation=ours, text=first)
    bring_their_decision(by=dora.actor, affiliation=theirs, text=signed_document(ours.our_decision))

    carry(
        "affiliation.end", other_hall, filled("affiliation.end", other_hall, {"affiliation": str(theirs.pk)})
    )
    theirs.refresh_from_db()
    ended = signed_document(theirs.ended_by)
    bring_their_decision(by=ana.actor, affiliation=ours, text=ended)

    ours.refresh_from_db()
    assert ours.ended_at is not None
    assert kinds(hall)[-1] == "affiliation.ended"
    again = decide(hall, other_hall, "Federation", wider=False)
    for old in (first, ended):
        with pytest.raises(OutOfOrder):
            bring_their_decision(by=ana.actor, affiliation=again, text=old)


def test_an_edge_ends_once(hall, ours):
    carry("affiliation.end", hall, {"affiliation": str(ours.pk)})
    with pytest.raises(OutOfOrder, match="ended already"):
        carry("affiliation.end", hall, {"affiliation": str(ours.pk)})
