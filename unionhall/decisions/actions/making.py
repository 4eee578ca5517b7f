"""The rows of a new motion: its number, its first text, its effects in plain words. No action by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from unionhall.bodies.models import Body
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.models import Effect, Motion, MotionText, Served, Way
from unionhall.decisions.rules.motions import LONGEST_TEXT
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.record.models import Hall

LONGEST_TITLE = 160
MOST_EFFECTS = 20


def digest_of(title: str, text: str) -> str:
    """SHA-256 in hex of a motion's title and text, by which the record names them."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


def cleaned(title: str, text: str) -> tuple[str, str]:
    """Title and text without blanks around. Raises `OutOfOrder` where the title is missing or either is too long."""
    title, text = " ".join(title.split()), text.strip().replace("\r\n", "\n")
    if not title:
        raise OutOfOrder(_("A motion needs a title: what shall be decided, in one line."))
    if len(title) > LONGEST_TITLE:
        raise OutOfOrder(
            _("A title has %(most)d characters at most; say the rest in the text.") % {"most": LONGEST_TITLE}
        )
    if len(text) > LONGEST_TEXT:
        raise OutOfOrder(_("A text has %(most)d characters at most.") % {"most": LONGEST_TEXT})
    return title, text


def title_of(hall: Hall, body: Body, kind: str, params: Mapping[str, Any]) -> str:
    """A title to begin with for a motion that does this by itself. It names no member: titles stay in the record."""
    declared = effect_kinds.get(kind)
    try:
        said = declared.heading(hall, body, params) if declared.heading else str(declared.title)
    except Refusal:
        said = str(declared.title)
    return Truncator(capfirst(said)).chars(LONGEST_TITLE)


def make_motion(
    *, by: Actor, body: Body, matter: str, title: str, text: str, language: str, at: datetime, **more: Any
) -> Motion:
    """A new motion with its first text; the hall's head is locked, so that numbers are without a gap."""
    title, text = cleaned(title, text)
    last = Motion.objects.filter(hall_id=by.hall_id).aggregate(last=Max("number"))["last"] or 0
    motion = Motion.objects.create(
        hall_id=by.hall_id,
        body=body,
        number=last + 1,
        matter=matter,
        put_by_id=by.member_id,
        put_at=at,
        **more,
    )
    add_text(by, motion, version=1, language=language, binding=True, title=title, text=text, at=at)
    return motion


def say_in_every_language(
    by: Actor, motion: Motion, kind: str, params: Mapping[str, Any], at: datetime
) -> None:
    """Where the motion bears the title it was offered, and nothing else, say that in our other languages too."""
    now = motion.texts.get(binding=True)
    with override(now.language):
        if now.text or now.title != title_of(motion.hall, motion.body, kind, params):
            return
    for language, _name in settings.LANGUAGES:
        if language != now.language:
            with override(language):
                title = title_of(motion.hall, motion.body, kind, params)
            add_text(by, motion, version=1, language=language, binding=False, title=title, text="", at=at)


def add_text(
    by: Actor,
    motion: Motion,
    *,
    version: int,
    language: str,
    binding: bool,
    title: str,
    text: str,
    at: datetime,
) -> MotionText:
    """One version of the motion's words."""
    return MotionText.objects.create(
        hall_id=motion.hall_id,
        motion=motion,
        version=version,
        language=language,
        binding=binding,
        title=title,
        text=text,
        digest=digest_of(title, text),
        by_id=by.member_id,
        at=at,
    )


def add_effects(motion: Motion, effects: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """What the motion does if it carries, each checked and said in plain words now, before anyone votes."""
    if len(effects) > MOST_EFFECTS:
        raise OutOfOrder(_("One motion does %(most)d things at most: put several.") % {"most": MOST_EFFECTS})
    made = []
    for place, (kind, params) in enumerate(effects):
        declared = effect_kinds.get(kind)
        declared.check(motion.hall, motion.body, params)
        said = declared.describe(motion.hall, motion.body, params)
        made.append(
            Effect(
                hall_id=motion.hall_id, motion=motion, place=place, kind=kind, params=params, said=str(said)
            )
        )
    Effect.objects.bulk_create(made)


def pin_effects(motion: Motion) -> None:
    """As a vote on the motion opens, fix what its effects are about where that could be put right until now."""
    for effect in motion.effects.all():
        pin = effect_kinds.get(effect.kind).pin
        if pin is not None:
            effect.params = dict(pin(motion.hall, motion.body, effect.params))
            effect.save(update_fields=["params"])


def note_service(motion: Motion, by: Actor, way: Way, at: datetime) -> None:
    """Keep how and when notice of the motion was served."""
    Served.objects.create(hall_id=motion.hall_id, motion=motion, way=way, by_id=by.member_id, at=at)
