"""S0-1.1: groups and individuals are in before there is any structure, and can decide all the same."""

from __future__ import annotations

import pytest

from tests.stories.telling import before_all, decided, effect, everybody, founded, joins, voted
from unionhall.bodies import rules
from unionhall.bodies.actions.affiliations import bring_their_decision
from unionhall.bodies.models import Affiliation, Body
from unionhall.core.charters import MATTERS
from unionhall.kit import clock
from unionhall.record import signer
from unionhall.record.proofs import signed_document

pytestmark = pytest.mark.django_db(transaction=True)
GROUPS = ("Bakers", "Cleaners", "Drivers", "Tenants of Mill Lane")


@pytest.fixture
def initiative(noon):
    """Six individuals who belong to nothing else."""
    hall = founded("Initiative", "Ida", ("Jo", "Kim"))
    ida, jo, _kim = everybody(rules.assembly(hall.pk))
    for name in ("Lea", "Max", "Noor"):
        joins(ida, name, seconder=jo)
    return hall


def edge(hall, other, name, *, wider):
    typed = {"name": name, "vkey": signer.verifier_key(other), "wider": "yes" if wider else "no"}
    decided(hall, effect("affiliation.agree", hall, **typed), title=f"{name} and we")
    return Affiliation.objects.get(hall=hall, origin=other.origin)


def affiliate(initiative, name):
    """A group of one hall joins the initiative: both decide by their own motion, and hand each other the decision."""
    group = founded(name, f"{name}'s first", ())
    theirs, ours = (
        edge(group, initiative, "Initiative", wider=False),
        edge(initiative, group, name, wider=True),
    )
    for side, other in ((theirs, ours), (ours, theirs)):
        somebody = everybody(rules.assembly(side.hall_id))[0]
        bring_their_decision(by=somebody.actor, affiliation=side, text=signed_document(other.our_decision))
    return group


def test_four_groups_and_six_individuals_decide_by_the_starter_agreement(initiative):
    groups = [affiliate(initiative, name) for name in GROUPS]

    standing = Affiliation.objects.filter(hall=initiative, since__isnull=False, ended_at=None)
    assert {one.origin for one in standing} == {group.origin for group in groups}
    assert len(everybody(rules.assembly(initiative.pk))) == 6
    assert list(Body.objects.filter(hall=initiative).values_list("kind", flat=True)) == ["assembly"]
    row = rules.charter_row(initiative.pk, clock.now())
    assert (row.version, row.warrant) == (1, None)  # no charter yet: the agreement the hall was founded on

    poll = voted(before_all(initiative, title="A common leaflet"), against=2)
    assert (poll.outcome, poll.electorate) == ("carried", 6)


def test_whatever_the_agreement_does_not_name_is_decided_in_the_same_way(initiative):
    for matter in ("spending", "strike", "election", "affiliation"):
        assert matter in MATTERS
        assert voted(before_all(initiative, title=matter, matter=matter), against=2).outcome == "carried"
        assert voted(before_all(initiative, title=matter, matter=matter), against=3).outcome == "lost"
