"""A hall is founded with a one-use link; whoever does it has a member's rights and nothing more."""

import pytest
from django.utils import translation

from unionhall.bodies import actions
from unionhall.bodies.models import (
    Affirmation,
    Body,
    Charter,
    FoundingLink,
    Member,
    Organisation,
    Stage,
    State,
)
from unionhall.bodies.rules import assembly, is_voter, place_of
from unionhall.conftest import holder, kinds
from unionhall.core.rulings import OutOfOrder
from unionhall.mandates.models import Mandate
from unionhall.record.models import Hall

GIVEN = {
    "organisation": "Bakery",
    "kind": "collective",
    "name": "Ana",
    "language": "en",
    "time_zone": "Europe/Vienna",
}


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[-1]


def test_a_link_founds_a_hall_on_the_starter_agreement(db, noon):
    link = actions.founding_link("http://localhost:8000")

    made = actions.open_hall(token=token_of(link), holder=holder("ana"), **GIVEN)

    organisation = Organisation.objects.get(hall=made.hall)
    assert (organisation.name, organisation.stage, organisation.public) == ("Bakery", Stage.CORE_GROUP, False)
    assert Charter.objects.get(hall=made.hall).version == 1
    assert place_of(made.member, assembly(made.hall.pk)).state == State.ADMITTED
    assert Affirmation.objects.get(member=made.member).way == "affirms"
    assert is_voter(made.member, assembly(made.hall.pk), noon.at)
    assert kinds(made.hall) == ["hall.founded"]


def test_the_general_assembly_is_called_so_in_the_language_of_whoever_reads(bakery):
    here = Body.objects.filter(hall=bakery.hall_id)
    assert here.get().name == "General assembly"
    with translation.override("es"):
        assert here.get().name == "Asamblea general"
        assert dict(here.values_list("pk", "name")) == {bakery.pk: "Asamblea general"}
        assert list(here.called("asamblea")) == [bakery]
        assert not here.called("general assembly")


def test_the_founder_gets_nothing_beyond_membership(hall, ana):
    assert not Mandate.objects.filter(member=ana.pk).exists()
    assert {field.name for field in Member._meta.get_fields()} & {"is_staff", "is_founder", "role"} == set()


def test_a_link_works_once(db, noon):
    token = token_of(actions.founding_link("http://localhost:8000"))
    actions.open_hall(token=token, holder=holder("ana"), **GIVEN)

    with pytest.raises(OutOfOrder, match="founds nothing"):
        actions.open_hall(token=token, holder=holder("bilal"), **GIVEN)

    assert Hall.objects.count() == 1


def test_a_new_link_ends_the_one_before(db, noon):
    old = token_of(actions.founding_link("http://localhost:8000"))
    actions.founding_link("http://localhost:8000")

    with pytest.raises(OutOfOrder):
        actions.open_hall(token=old, holder=holder("ana"), **GIVEN)

    assert not Hall.objects.exists()


def test_only_a_hash_of_the_link_is_kept(db, noon):
    token = token_of(actions.founding_link("http://localhost:8000"))

    assert token not in str(FoundingLink.objects.values())


def test_a_hall_without_a_name_is_not_founded_and_the_link_still_works(db, noon):
    token = token_of(actions.founding_link("http://localhost:8000"))

    with pytest.raises(OutOfOrder, match="A name is needed"):
        actions.open_hall(token=token, holder=holder("ana"), **{**GIVEN, "organisation": "  "})

    assert actions.open_hall(token=token, holder=holder("ana"), **GIVEN)


def test_an_unknown_time_zone_counts_days_in_utc(db, noon):
    token = token_of(actions.founding_link("http://localhost:8000"))

    made = actions.open_hall(token=token, holder=holder("ana"), **{**GIVEN, "time_zone": "Mars/Olympus"})

    assert made.hall.time_zone == "UTC"


def test_a_hall_is_founded_once(hall, ana):
    with pytest.raises(OutOfOrder, match="founded already"):
        actions.found(by=ana.actor, hall=hall, organisation="Again", kind="local", name="Ana")
