"""
A rehearsal that is over has left no word behind: not in the database's files nor its log, not among the papers, nor with the
signer.

Every text of its rows gets words found nowhere else, whatever room it is in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import models

from tests.erasure.test_nothing_is_left import Town, found, place, time_passes  # noqa: F401
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.models import Meeting
from unionhall.bodies import actions as bodies
from unionhall.bodies import belongings, rules
from unionhall.bodies.models import Member
from unionhall.conftest import holder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Motion
from unionhall.decisions.stripping import stripped
from unionhall.kit import clock
from unionhall.record.models import Hall

PAPER = b"Practised words on a paper, found nowhere else"


def rehearsal_of(town: Town) -> Any:
    """The meeting of a rehearsal in which something was said, written and decided; its hall's founder acts."""
    by = rules.actor_of(town.ana)
    called = assemblies.call_meeting(
        by=by, body=rules.assembly(town.hall.pk), begins_at=clock.now() + timedelta(days=2), place="Back room"
    )
    called = assemblies.call_too(by=rules.actor_of(town.bilal), meeting=called)
    made = assemblies.rehearse(by=by, meeting=called, holder=holder("practising"), with_ours=False)
    return made.meeting


def live_in(meeting: Any) -> Any:
    """Somebody comes, raises a hand, writes a line, lays a paper, votes; gives the actor who does all that."""
    me = Member.objects.select_related("hall", "person").exclude(person__key_hash="").get(hall=meeting.hall)
    by = rules.actor_of(me)
    motion = Motion.objects.get(hall=meeting.hall)
    assemblies.check_in(by=by, meeting=meeting)
    meeting.refresh_from_db()
    for one in Member.objects.filter(hall=meeting.hall).exclude(pk=me.pk):
        assemblies.tick_in(by=by, meeting=meeting, member=one)
    Meeting.objects.filter(pk=meeting.pk).update(begins_at=clock.now())
    meeting = assemblies.open_meeting(by=by, meeting=meeting)
    assemblies.raise_hand(by=by, meeting=meeting)
    assemblies.write_line(by=by, meeting=meeting, text="So it was.")
    decisions.lay_paper(by=by, motion=motion, name="paper.txt", file=stripped(PAPER))
    poll = decisions.open_poll(by=by, motion=motion)
    decisions.cast_ballot(by=by, poll=poll, choice="yes", client_id=uuid4())
    return by


def planted_in(hall: Hall) -> dict[str, list[bytes]]:
    """Put words found nowhere else into each text of each row of the hall but its own; gives them by field."""
    planted: dict[str, list[bytes]] = {}
    for rows in belongings.of_hall(hall):
        if rows.model is Hall:
            continue  # it has to know its hours until the end
        for field in rows.model._meta.concrete_fields:
            if not isinstance(field, (models.CharField, models.TextField)) or field.choices or field.unique:
                continue
            for row in list(rows):
                words = f"w{uuid4().hex}"[: min(field.max_length or 33, 33)]
                if len(words) >= 16:
                    rows.model._base_manager.filter(pk=row.pk).update(**{field.name: words})
                    planted.setdefault(f"{rows.model.__name__}.{field.name}", []).append(words.encode())
    return planted


@pytest.mark.parametrize("ended", ["by a button", "by itself"])
def test_no_word_of_it_is_left(place, noon, ended):  # noqa: F811
    town = Town()
    meeting = rehearsal_of(town)
    by = live_in(meeting)
    hall = Hall.objects.get(pk=meeting.hall_id)
    planted = planted_in(hall)
    assert len(planted) > 20 and found(place.bytes_kept(), planted) == sorted(planted)

    if ended == "by a button":
        bodies.end_rehearsal(by=by)
    time_passes(noon, days=1)

    assert found(place.bytes_kept(), planted) == []
    assert not place.signer.joinpath(str(hall.pk)).exists()
    files = [one for one in place.folder.rglob("*") if one.is_file()]
    assert not [one for one in files if hall.pk.hex in one.name.replace("-", "")]
    assert not [one for one in files if "papers" in one.parts]
    assert Hall.objects.get() == town.hall
