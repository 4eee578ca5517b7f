"""S0-4.3: affiliation is a decision of both sides, and the affiliate's members stay its own."""

from __future__ import annotations

import pytest

from tests.stories.telling import before_all, decided, effect, founded, rows_of, voted
from unionhall.bodies.actions.affiliations import bring_their_decision
from unionhall.bodies.models import Affiliation, Member
from unionhall.conftest import joins
from unionhall.record import signer
from unionhall.record.export import export
from unionhall.record.models import Head
from unionhall.record.proofs import signed_document
from unionhall.record.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def federation(noon):
    """The wider organisation."""
    return founded("Federation", "Dora", ("Emil", "Fay"))


def agreement(hall, other, name, wider):
    typed = {"name": name, "vkey": signer.verifier_key(other), "wider": "yes" if wider else "no"}
    return effect("affiliation.agree", hall, **typed)


@pytest.fixture
def edges(hall, federation):
    """(the bakery's side, the federation's): both motions carried."""
    decided(hall, agreement(hall, federation, "Federation", False), title="We join")
    decided(federation, agreement(federation, hall, "Bakery", True), title="The bakers join")
    return Affiliation.objects.get(hall=hall), Affiliation.objects.get(hall=federation)


def stand(edges, ana, federation):
    ours, theirs = edges
    dora = Member.objects.get(hall=federation, name="Dora")
    from unionhall.bodies.rules import actor_of

    bring_their_decision(by=ana.actor, affiliation=ours, text=signed_document(theirs.our_decision))
    bring_their_decision(by=actor_of(dora), affiliation=theirs, text=signed_document(ours.our_decision))
    for edge in edges:
        edge.refresh_from_db()


def test_both_motions_carry_and_an_edge_appears(edges, ana, federation):
    assert [edge.since for edge in edges] == [None, None]
    stand(edges, ana, federation)
    assert all(edge.since for edge in edges)


def test_a_motion_that_is_lost_makes_no_edge(hall, federation):
    lost = voted(before_all(hall, agreement(hall, federation, "Federation", False)), against=3)
    assert lost.outcome == "lost"
    assert not Affiliation.objects.filter(hall=hall).exists()


def test_the_federations_whole_database_holds_no_member_of_the_affiliate(edges, hall, ana, bilal, federation):
    joins(ana, "Zacharias", seconder=bilal)
    stand(edges, ana, federation)

    rows = rows_of(federation)

    assert "Dora" in rows and hall.origin in rows
    for one in Member.objects.filter(hall=hall):
        for word in (one.name, str(one.pk), one.pk.hex, str(one.person_id), one.person_id.hex):
            assert word not in rows
    assert str(hall.pk) not in rows


def test_each_keeps_its_own_record_and_its_own_key(edges, hall, federation, ana, tmp_path):
    stand(edges, ana, federation)

    for one, other in ((hall, federation), (federation, hall)):
        export(one, tmp_path / one.slug)
        said = (tmp_path / one.slug / "openings.jsonl").read_text()
        assert verify(tmp_path / one.slug, key=signer.verifier_key(one)).good
        assert not verify(tmp_path / one.slug, key=signer.verifier_key(other)).good
        for member in Member.objects.filter(hall=other):
            assert str(member.pk) not in said
    assert Head.objects.filter(hall__in=[hall, federation]).count() == 2
