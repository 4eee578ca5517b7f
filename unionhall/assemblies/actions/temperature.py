"""Asking how warm the room is to something, answering, and ending it; nothing of it is kept."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..live import floor_moved
from ..models import Felt, Meeting, TemperatureCheck, Warmth
from .calling import locked
from .presence import as_it_is

FELT = "how a room feels about something binds nobody, and nothing of it is kept once the check has ended"


@unrecorded(FELT)
def ask_temperature(*, by: Actor, meeting: Meeting, words: str = "", at: datetime) -> TemperatureCheck:
    """
    Ask the room how warm it is to what is on, or to `words`, 160 characters at most; a check that was on is ended by it.

    Raises a `Refusal` for who is not there or has no vote, and for longer words.
    """
    meeting = locked(meeting)
    rules.may_ask_temperature(by, meeting, at).enforce()
    words = " ".join(words.split())
    longest = TemperatureCheck._meta.get_field("words").max_length or 0
    if len(words) > longest:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": longest})
    forget_temperature(meeting)
    check = TemperatureCheck.objects.create(hall_id=meeting.hall_id, meeting=meeting, words=words)
    floor_moved(meeting)
    return check


@unrecorded(FELT)
def say_temperature(*, by: Actor, meeting: Meeting, warmth: str, at: datetime) -> Felt:
    """
    Say how warm one is to what is asked, a `Warmth`; said again, the last counts.

    Raises a `Refusal` where nothing is asked, and for who is not there.
    """
    meeting = as_it_is(meeting)
    rules.may_say_temperature(by, meeting, at).enforce()
    if warmth not in set(Warmth):
        raise OutOfOrder(_("Choose one of the three."))
    check = TemperatureCheck.objects.select_for_update().get(meeting=meeting)
    felt, _made = Felt.objects.update_or_create(
        check_of=check,
        presence=rules.here(meeting).get(member_id=by.member_id),
        defaults={"hall_id": meeting.hall_id, "warmth": warmth},
    )
    floor_moved(meeting)
    return felt


@unrecorded(FELT)
def count_temperature(
    *, by: Actor, meeting: Meeting, warm: int, so_so: int, cold: int, at: datetime
) -> TemperatureCheck:
    """Say how many hands of people without a phone are up for each answer. Typed again, the last counts."""
    meeting = locked(meeting)
    rules.may_ask_temperature(by, meeting, at).enforce()
    rules.may_say_temperature(by, meeting, at).enforce()
    hands = {"warm": warm, "so_so": so_so, "cold": cold}
    if not all(0 <= many <= rules.MOST_BY_HAND for many in hands.values()):
        raise OutOfOrder(_("Type a number from 0 to %(most)d.") % {"most": rules.MOST_BY_HAND})
    TemperatureCheck.objects.filter(meeting=meeting).update(**hands)
    floor_moved(meeting)
    return TemperatureCheck.objects.get(meeting=meeting)


@unrecorded(FELT)
def end_temperature(*, by: Actor, meeting: Meeting, at: datetime) -> None:
    """End the check that is on: every answer is gone with it. Raises a `Refusal` where none is on."""
    meeting = locked(meeting)
    rules.may_ask_temperature(by, meeting, at).enforce()
    rules.may_say_temperature(by, meeting, at).enforce()
    forget_temperature(meeting)
    floor_moved(meeting)


def forget_temperature(meeting: Meeting) -> None:
    """Erase the check of a meeting, with every answer: another item is on, the meeting is closed, or it was ended."""
    TemperatureCheck.objects.filter(meeting=meeting).delete()
