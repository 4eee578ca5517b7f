"""Stepping into the open, wording the public door, and the stages of the founding."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies.models import Organisation
from unionhall.bodies.rules import charters
from unionhall.bodies.rules import publicity as rules
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.record.book import action, write
from unionhall.record.models import Entry


@action
def go_public(
    *,
    by: Actor,
    warrant: Entry,
    front: str,
    at: datetime,
    name: str = "",
    reach: str = "",
    place: str = "",
    industry: str = "",
) -> Organisation:
    """
    Open the public door, with what it says (`front`, Markdown) and how outsiders reach us (`reach`). `name`: the one we go by
    in the open, our own where "". From now on outsiders may know us.
    """
    organisation = Organisation.objects.select_for_update().get(hall_id=by.hall_id)
    rules.may_go_public(organisation, front).enforce()

    entry = write(
        "organisation.went_public",
        by=by,
        at=at,
        about=organisation.hall,
        body=charters.assembly(by.hall_id).pk,
        warrant=warrant,
    )
    organisation.name = name.strip() or organisation.name
    _say(organisation, front=front, reach=reach, place=place, industry=industry)
    organisation.public, organisation.public_since, organisation.public_by = True, at, entry
    organisation.save()
    return organisation


@action
def word_the_door(
    *, by: Actor, front: str, at: datetime, reach: str = "", place: str = "", industry: str = ""
) -> Organisation:
    """Change what the public door says, under the mandate to speak (`bodies.speak`)."""
    organisation = Organisation.objects.select_for_update().get(hall_id=by.hall_id)
    rules.may_word_the_door(by, organisation, at).enforce()
    body = charters.assembly(by.hall_id)
    mandate = pass_through(by, rules.SPEAK, body.pk, at)

    _say(organisation, front=front, reach=reach, place=place, industry=industry)
    organisation.save(update_fields=["front", "reach", "place", "industry"])
    write("organisation.door_worded", by=by, at=at, about=organisation.hall, body=body.pk, mandate=mandate.pk)
    return organisation


def _say(organisation: Organisation, **words: str) -> None:
    for name, said in words.items():
        setattr(organisation, name, said.strip())


@action
def reach_stage(*, by: Actor, warrant: Entry, stage: str, at: datetime) -> Organisation:
    """Enter that the founding has come to a new stage, as the body decided."""
    organisation = Organisation.objects.select_for_update().get(hall_id=by.hall_id)
    rules.may_reach(organisation, stage).enforce()

    organisation.stage = stage
    organisation.save(update_fields=["stage"])
    write(
        "organisation.reached",
        by=by,
        at=at,
        about=organisation.hall,
        body=charters.assembly(by.hall_id).pk,
        warrant=warrant,
        stage=stage,
    )
    return organisation
