"""Calling a mandate back: a call with the names it needs goes to the vote at once, without further seconding."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Method, Motion, Support
from unionhall.decisions.rules.motions import gathers_names, giver_of
from unionhall.kit.actor import Actor
from unionhall.mandates.actions import rest_mandate
from unionhall.mandates.models import Mandate
from unionhall.record.book import action, write

from .making import add_effects, make_motion, say_in_every_language, title_of
from .motions import locked, second_now
from .polls import open_poll


@action
def start_recall(
    *, by: Actor, mandate: Mandate, at: datetime, grounds: str = "", language: str = "en"
) -> Motion:
    """
    Call for a mandate to be taken back. `grounds`: why, beside which the holder's answer stands with the same room.

    The trigger is the charter's (names, their share, or none); once it is met the call is before the body, and where
    the charter asks for no notice and lets us vote by phone, the poll opens in the same moment.
    """
    rules.may_start_recall(by, mandate, at).enforce()
    mandate = (
        Mandate.objects.select_for_update(of=("self",), no_key=True)
        .select_related("holder")
        .get(pk=mandate.pk)
    )
    rules.may_start_recall(by, mandate, at).enforce()
    body = giver_of(mandate)
    bodies.may_decide(body, "recall", at).enforce()

    params = {"mandate": str(mandate.pk)}
    motion = make_motion(
        by=by,
        body=body,
        matter="recall",
        title=title_of(body.hall, body, "mandate.recall", params),
        text=grounds,
        language=language,
        at=at,
        recalls=mandate,
    )
    add_effects(motion, [("mandate.recall", params)])
    say_in_every_language(by, motion, "mandate.recall", params, at)
    _name_under(by, motion, at)
    entry_text = rules.text_in(motion).digest
    _bring_to_the_vote(by, motion, at)

    write(
        "recall.called",
        by=by,
        at=at,
        about=motion,
        body=body.pk,
        number=motion.number,
        recalls=str(mandate.pk),
        text=entry_text,
    )
    motion_changed(motion)
    return motion


@action
def add_name(*, by: Actor, motion: Motion, at: datetime) -> Motion:
    """Put one's name under a call for recall, or a petition for a vote of all members."""
    motion = locked(motion)
    if not gathers_names(motion):
        raise OutOfOrder(_("No names are gathered under this motion: second it."))
    rules.may_second(by, motion, at).enforce()

    _name_under(by, motion, at)
    enough = _bring_to_the_vote(by, motion, at)

    write("name.added", by=by, at=at, about=motion, body=motion.body_id, enough=enough)
    motion_changed(motion)
    return motion


def _name_under(by: Actor, motion: Motion, at: datetime) -> None:
    Support.objects.create(hall_id=motion.hall_id, motion=motion, member_id=by.member_id, at=at)


def _bring_to_the_vote(by: Actor, motion: Motion, at: datetime) -> bool:
    """
    Where the names suffice: before the body, and to the vote if nothing stands in the way.

    It opens by itself only where everybody can vote by phone: nobody is left out of a vote that nobody chose how to hold.
    """
    if not rules.has_enough_seconds(motion, bodies.charter(motion.hall_id, at), at):
        return False
    second_now(motion, at, by)
    _rest_meanwhile(by, motion, at)
    if not rules.without_a_phone(motion.body, at) and rules.may_open_poll(by, motion, at, Method.OPEN):
        open_poll(by=by, motion=motion, method=Method.OPEN)
        motion.refresh_from_db()
    return True


def _rest_meanwhile(by: Actor, motion: Motion, at: datetime) -> None:
    """Where the charter says that the holder does not act until the result, the mandate rests, for its days at most."""
    recall = bodies.charter(motion.hall_id, at).recall
    if motion.recalls is None or recall.acts_meanwhile or not motion.recalls.lives(at):
        return
    rest_mandate(by=by, mandate=motion.recalls, until=at + timedelta(days=recall.pause_days))
