"""Changing a motion's words: by its mover, by amendment, and into other languages."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.amending import Wording, is_same, paragraphs_changed
from unionhall.core.diffs import Op, difference
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Motion, MotionText, Status
from unionhall.decisions.rules.amendments import AMENDS
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.motions import may_step
from unionhall.kit.actor import Actor
from unionhall.kit.languages import NAMES
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry

from .falling import let_fall
from .making import add_effects, add_text, cleaned, digest_of, make_motion
from .motions import enter_put, locked

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
    does by itself stays as it is. An amendment's words are those it would give the motion.
    """
    motion = locked(motion)
    rules.may_amend(by, motion, at).enforce()
    versions = rules.wordings(motion)
    now, new = versions[-1], Wording(*cleaned(title, text))
    if is_same(now, new):
        raise OutOfOrder(_("This changes nothing in the motion's words."))
    bodies.may_decide(motion.body, "ordinary", at).enforce()

    amendment = make_motion(
        by=by,
        body=motion.body,
        matter="ordinary",
        title=_name(motion, now, new),
        text=reason,
        language=motion.binding_text().language,
        at=at,
        amends=motion,
    )
    params = {"motion": str(motion.pk), "version": len(versions), "title": new.title, "text": new.text}
    add_effects(amendment, [(AMENDS, params)])
    enter_put(by, amendment, [AMENDS], at)
    return amendment


def _name(motion: Motion, now: Wording, new: Wording) -> str:
    """What an amendment to `motion` is called."""
    said = (
        _("Amendment to motion %(number)d: %(gist)s")
        if motion.amends_id is None
        else _("Amendment to amendment %(number)d: %(gist)s")
    )
    return said % {"number": motion.number, "gist": _gist(now, new)}


def _gist(now: Wording, new: Wording) -> str:
    """
    An amendment in a few words, to tell it from others: the title it would give; else the new text from the first word that
    is put in on, or the first words that are cut. Only the first paragraph that changes is looked at.
    """
    place = next(iter(paragraphs_changed(now, new)), None)
    if new.title != now.title or place is None:
        return Truncator(new.title).chars(GIST)
    stretches = [
        (op, piece) for op, piece in difference(place.old, place.new) if op is Op.SAME or piece.strip()
    ]
    first = next((place for place, (op, _piece) in enumerate(stretches) if op is not Op.SAME), 0)
    said = stretches[first : first + 2]
    if said and said[0][0] is Op.CUT and all(op is not Op.ADDED for op, _piece in said):
        words = Truncator(" ".join(said[0][1].split())).chars(GIST)
        return _("without “%(words)s”") % {"words": words}
    rest = "".join(piece for op, piece in stretches[first:] if op is not Op.CUT)
    return Truncator(" ".join(rest.split()) or new.title).chars(GIST)


@action
def take_in(*, by: Actor, amendment: Motion, at: datetime) -> Motion:
    """The mover of the motion takes an amendment in without a vote, where the charter allows it."""
    amendment = locked(amendment)
    rules.may_take_in(by, amendment, at).enforce()
    motion = locked(amendment.amends)  # type: ignore[arg-type]
    words = rules.standing(amendment).then

    may_step(amendment, Status.WITHDRAWN).enforce()
    amendment.status = Status.WITHDRAWN
    amendment.ending = _("taken in by the mover")
    amendment.save(update_fields=["status", "ending"])
    version, digest = give_words(by, motion, words, at)

    entry = write(
        "motion.amended", by=by, at=at, about=motion, body=motion.body_id, version=version, text=digest
    )
    let_fall(by, amendment, entry)
    motion_changed(motion)
    return motion


@action
def amend_text(*, by: Actor, warrant: Entry, motion: Motion, words: Wording, at: datetime) -> Motion:
    """Give a motion the `words` of an amendment that carried, on its `warrant`."""
    motion = locked(motion)
    rules.may_change_words(motion).enforce()

    version, digest = give_words(by, motion, words, at)

    write(
        "motion.amended",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        warrant=warrant,
        version=version,
        text=digest,
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
    if language not in NAMES:
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


def give_words(by: Actor, motion: Motion, words: Wording, at: datetime) -> tuple[int, str]:
    """Give the motion these words, or the amendment these for its motion. Gives the version's number and digest."""
    if motion.amends is None:
        new = _new_version(by, motion, words.title, words.text, at)
        return new.version, new.digest
    versions = rules.wordings(motion)
    effect = motion.effects.get(kind=AMENDS)
    effect.params = {
        **effect.params,
        "title": words.title,
        "text": words.text,
        "earlier": [[one.title, one.text] for one in versions],
    }
    effect.save(update_fields=["params"])
    base, said = rules.wordings(motion.amends)[effect.params["version"] - 1], motion.binding_text()
    add_text(
        by,
        motion,
        version=said.version + 1,
        language=said.language,
        binding=True,
        title=_name(motion.amends, base, words),
        text=said.text,
        at=at,
    )
    return len(versions) + 1, digest_of(words.title, words.text)
