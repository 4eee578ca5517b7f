"""Putting, seconding and withdrawing a motion, and serving notice of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.bodies.rules.without_phone import may_take_down
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Motion, Status, Support, Way
from unionhall.decisions.rules.matters import matter_of
from unionhall.decisions.rules.motions import (
    as_effects,
    may_ask_for_referendum,
    may_put_in_emergency,
    may_step,
)
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write

from .making import add_effects, make_motion, note_service, say_in_every_language


def locked(motion: Motion) -> Motion:
    """The motion's row, locked until the transaction ends."""
    return (
        Motion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body", "hall")
        .get(pk=motion.pk)
    )


@action
def put_motion(
    *,
    by: Actor,
    body: Body,
    title: str,
    at: datetime,
    text: str = "",
    language: str = "en",
    effects: Sequence[Mapping[str, Any]] = (),
    matter: str = "",
    emergency: bool = False,
    referendum: bool = False,
    takes_effect_at: datetime | None = None,
    trial_until: datetime | None = None,
) -> Motion:
    """
    Put a motion before `body`.

    `effects`: what it does by itself if it carries, each `{"kind", "params"}` as `kit.registries.effects` declares; the
    matter follows from them, `matter` says it where there are none. `emergency`: between meetings (R45).
    `takes_effect_at`: when the effects are carried out, where not at the declaration. `trial_until`: a decision on
    trial, without effects, which ends then by itself. `referendum`: a petition for a vote of all members (R32), under which
    names are put. Raises a `Refusal` where it may not be put or an effect makes no sense.
    """
    body = Body.objects.select_related("hall").get(pk=body.pk)
    wanted = as_effects(effects)
    kinds = [kind for kind, _params in wanted]
    matter = matter_of(wanted, matter)
    rules.may_put_motion(by, body, matter, at).enforce()
    rules.may_put_recalls(body.hall_id, wanted, at).enforce()
    if emergency:
        may_put_in_emergency(body, matter, kinds, at).enforce()
    if referendum:
        may_ask_for_referendum(body, at).enforce()
    _check_times(takes_effect_at, trial_until, bool(kinds), at)

    motion = make_motion(
        by=by,
        body=body,
        matter=matter,
        title=title,
        text=text,
        language=language,
        at=at,
        emergency=emergency,
        referendum=referendum,
        takes_effect_at=takes_effect_at,
        trial_until=trial_until,
    )
    add_effects(motion, wanted)
    if wanted:
        say_in_every_language(by, motion, *wanted[0], at)
    if referendum:
        Support.objects.create(hall_id=motion.hall_id, motion=motion, member_id=by.member_id, at=at)
    enter_put(by, motion, kinds, at)
    return motion


def enter_put(by: Actor, motion: Motion, kinds: Sequence[str], at: datetime) -> None:
    """
    A new motion with all its rows is before the body at once where it needs no seconder, and goes into the record.
    `kinds`: of its effects. Part of an action.
    """
    if rules.has_enough_seconds(motion, bodies.charter(motion.hall_id, at), at):
        second_now(motion, at, by)
    write(
        "motion.put",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        number=motion.number,
        matter=motion.matter,
        text=rules.text_in(motion).digest,
        effects=list(kinds),
        amends=str(motion.amends_id) if motion.amends_id else None,
        emergency=motion.emergency,
        referendum=motion.referendum,
    )
    motion_changed(motion.amends or motion)


def _check_times(
    takes_effect_at: datetime | None, trial_until: datetime | None, has_effects: bool, at: datetime
) -> None:
    if takes_effect_at is not None and takes_effect_at <= at:
        raise OutOfOrder(_("A decision takes effect after it is put, or at once: leave the moment out."))
    if takes_effect_at is not None and not has_effects:
        raise OutOfOrder(_("This motion does nothing by itself: say in its text from when it holds."))
    if trial_until is not None and trial_until <= at:
        raise OutOfOrder(_("A trial must end after it begins."))
    if trial_until is not None and has_effects:
        raise OutOfOrder(
            _("What a motion does by itself is not undone by time: give the mandate or the body its own end.")
        )


def second_now(motion: Motion, at: datetime, by: Actor) -> None:
    """Enough names stand under the motion: it is before the body, and the hall's page serves notice of it."""
    may_step(motion, Status.SECONDED).enforce()
    motion.status, motion.seconded_at = Status.SECONDED, at
    motion.save(update_fields=["status", "seconded_at"])
    note_service(motion, by, Way.PAGE, at)


@action
def second_motion(*, by: Actor, motion: Motion, whose: Member | None = None, at: datetime) -> Motion:
    """
    Second a motion. With as many seconders as the charter asks for it is before the body. `whose`: a member without a phone who
    seconds it aloud, and `by` takes that down.
    """
    motion = locked(motion)
    if rules.gathers_names(motion):
        raise OutOfOrder(_("Put your name under it instead."))
    if whose is not None:
        may_take_down(by, whose, motion.body, at, beside=motion.put_by_id).enforce()
    seconder = by if whose is None else bodies.actor_of(whose)
    rules.may_second(seconder, motion, at).enforce()
    charter = bodies.charter(motion.hall_id, at)

    Support.objects.create(hall_id=motion.hall_id, motion=motion, member_id=seconder.member_id, at=at)
    enough = rules.has_enough_seconds(motion, charter, at)
    if motion.seconded_by_id is None:
        motion.seconded_by_id = seconder.member_id
        motion.save(update_fields=["seconded_by"])
    if enough:
        second_now(motion, at, by)

    if whose is None:
        write("motion.seconded", by=by, at=at, about=motion, body=motion.body_id, enough=enough)
    else:
        write(
            "second.taken_down",
            by=by,
            at=at,
            about=motion,
            body=motion.body_id,
            enough=enough,
            whose=str(whose.pk),
        )
    motion_changed(motion)
    return motion


@action
def serve_notice(*, by: Actor, motion: Motion, way: str, at: datetime) -> Motion:
    """Enter that notice of a motion was served in another way than on the hall's page, as proof of it."""
    motion = locked(motion)
    rules.voter(by, motion.body, at).enforce()
    if way not in Way.values:
        raise OutOfOrder(_("Say how notice was served."))
    if motion.status not in (*rules.READY, Status.POLLING):
        raise OutOfOrder(_("Notice is served of a motion that is seconded and not decided."))

    note_service(motion, by, Way(way), at)

    write("notice.served", by=by, at=at, about=motion, body=motion.body_id, way=str(way))
    return motion
