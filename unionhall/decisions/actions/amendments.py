"""Changing a motion's words: by its mover, by amendment, and into other languages."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.diffs import Op, difference
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import EffectState, Motion, MotionText, Status
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.motions import may_step
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry

from .making import add_effects, add_text, cleaned, make_motion
from .motions import locked, second_now

GIST = 70
"""Characters of an amendment's change that its title holds."""


@action
def reword(*, by: Actor, motion: Motion, title: str, at: datetime, text: str = "") -> Motion:
    """The mover words the motion anew before it is seconded. The earlier version stays to be read."""
    motion = locked(motion)
    rules.may_edit(by, motion, at).enforce()

    new = _new_version(by, motion, title, text, at)

    write(
        "motion.amended",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        version=new.version,
        text=new.digest,
    )
    motion_changed(motion)
    return motion


@action
def put_amendment(
    *, by: Actor, motion: Motion, title: str, at: datetime, text: str = "", reason: str = ""
) -> Motion:
    """
    Put an amendment: a motion about the motion's words, which become `title` and `text` if it carries. What the motion
    does by itself stays as it is.
    """
    motion = locked(motion)
    rules.may_amend(by, motion, at).enforce()
    now = rules.text_in(motion)
    title, text = cleaned(title, text)
    if (title, text) == (now.title, now.text):
        raise OutOfOrder(_("This changes nothing in the motion's words."))
    bodies.may_decide(motion.body, "ordinary", at).enforce()

    amendment = make_motion(
        by=by,
        body=motion.body,
        matter="ordinary",
        title=_("Amendment to motion %(number)d: %(gist)s")
        % {"number": motion.number, "gist": _gist(now, title, text)},
        text=reason,
        language=now.language,
        at=at,
        amends=motion,
    )
    params = {"motion": str(motion.pk), "version": now.version, "title": title, "text": text}
    add_effects(amendment, [("motion.amend", params)])
    if rules.has_enough_seconds(amendment, bodies.charter(motion.hall_id, at), at):
        second_now(amendment, at, by)

    write(
        "motion.put",
        by=by,
        at=at,
        about=amendment,
        body=motion.body_id,
        number=amendment.number,
        matter="ordinary",
        text=rules.text_in(amendment).digest,
        effects=["motion.amend"],
        amends=str(motion.pk),
        emergency=False,
        referendum=False,
    )
    motion_changed(motion)
    return amendment


def _gist(now: MotionText, title: str, text: str) -> str:
    """
    An amendment in a few words, to tell it from others: the title it would give; else the new text from the first word that
    is put in on, or the first words that are cut.
    """
    if title != now.title:
        return Truncator(title).chars(GIST)
    stretches = [(op, piece) for op, piece in difference(now.text, text) if op is Op.SAME or piece.strip()]
    place = next((place for place, (op, _piece) in enumerate(stretches) if op is not Op.SAME), 0)
    said = stretches[place : place + 2]
    if said and said[0][0] is Op.CUT and all(op is not Op.ADDED for op, _piece in said):
        words = Truncator(" ".join(said[0][1].split())).chars(GIST)
        return _("without “%(words)s”") % {"words": words}
    rest = "".join(piece for op, piece in stretches[place:] if op is not Op.CUT)
    return Truncator(" ".join(rest.split()) or title).chars(GIST)


@action
def take_in(*, by: Actor, amendment: Motion, at: datetime) -> Motion:
    """The mover of the motion takes an amendment in without a vote, where the charter allows it."""
    amendment = locked(amendment)
    rules.may_take_in(by, amendment, at).enforce()
    motion = locked(amendment.amends)  # type: ignore[arg-type]
    params = amendment.effects.get().params
    _insist_on_version(motion, params["version"])

    new = _new_version(by, motion, params["title"], params["text"], at)
    may_step(amendment, Status.WITHDRAWN).enforce()
    amendment.status = Status.WITHDRAWN
    amendment.ending = _("taken in by the mover")
    amendment.save(update_fields=["status", "ending"])

    write(
        "motion.amended",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        version=new.version,
        text=new.digest,
    )
    motion_changed(motion)
    return motion


@action
def overtake(*, by: Actor, amendment: Motion, warrant: Entry, at: datetime) -> Motion:
    """The motion was decided before its amendment was voted on, which falls, on the `warrant` of that declaration."""
    amendment = locked(amendment)
    may_step(amendment, Status.OVERTAKEN).enforce()
    if amendment.amends is None or amendment.amends.decided_at is None:
        raise OutOfOrder(_("The motion this would change is not decided."))

    amendment.status = Status.OVERTAKEN
    amendment.save(update_fields=["status"])
    amendment.effects.update(state=EffectState.VOID)

    write("motion.overtaken", by=by, at=at, about=amendment, body=amendment.body_id, warrant=warrant)
    motion_changed(amendment)
    return amendment


@action
def amend_text(
    *, by: Actor, warrant: Entry, motion: Motion, version: int, title: str, text: str, at: datetime
) -> Motion:
    """Change a motion's words on the `warrant` of the amendment that carried."""
    motion = locked(motion)
    _insist_on_version(motion, version)
    if motion.status not in UNDECIDED:
        raise OutOfOrder(_("The vote on the motion itself has begun: its text can no longer change."))

    new = _new_version(by, motion, title, text, at)

    write(
        "motion.amended",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        warrant=warrant,
        version=new.version,
        text=new.digest,
    )
    motion_changed(motion)
    return motion


@unrecorded("a translation binds nobody: the binding text is in the record")
def translate(
    *, by: Actor, motion: Motion, language: str, title: str, at: datetime, text: str = ""
) -> MotionText:
    """Add or mend a translation of the motion's newest version. Any member of the body may; the original stays binding."""
    rules.may_ask(by, motion, at).enforce()
    binding = motion.binding_text()
    if language == binding.language:
        raise OutOfOrder(_("This is the language the motion is written in."))
    if not language.strip():
        raise OutOfOrder(_("Say which language this is."))
    title, text = cleaned(title, text)
    there = MotionText.objects.filter(motion=motion, version=binding.version, language=language)
    if motion.status not in (Status.PUT, *UNDECIDED) and there.exists():
        raise OutOfOrder(_("The vote is open: the text can no longer change."))
    there.delete()
    return add_text(
        by, motion, version=binding.version, language=language, binding=False, title=title, text=text, at=at
    )


def _new_version(by: Actor, motion: Motion, title: str, text: str, at: datetime) -> MotionText:
    title, text = cleaned(title, text)
    now = motion.binding_text()
    if (title, text) == (now.title, now.text):
        raise OutOfOrder(_("This changes nothing in the motion's words."))
    return add_text(
        by,
        motion,
        version=now.version + 1,
        language=now.language,
        binding=True,
        title=title,
        text=text,
        at=at,
    )


def _insist_on_version(motion: Motion, version: int) -> None:
    if motion.binding_text().version != version:
        raise OutOfOrder(
            _("The text has changed since this amendment was written: write it anew against the new text.")
        )
