"""What pages show of motions and polls: rows turned into words, without a rule of their own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.amending import Wording, paragraphs_changed
from unionhall.core.charters import MATTERS, Charter
from unionhall.core.consensus import Positions
from unionhall.core.rulings import Refusal
from unionhall.core.words import Sentence
from unionhall.decisions import rules
from unionhall.decisions.models import IN_THE_ROOM, Effect, EffectState, Motion, MotionText, Poll, Status
from unionhall.decisions.rules.counting import figures_count, sentence_from, stored_count
from unionhall.kit import clock
from unionhall.kit.registries import effects as effect_kinds

MOST_PLACES = 3
"""Changed paragraphs of each amendment that a list shows; its own page shows all."""
LONGEST_PLACE = 4_000
"""Characters before and after of a paragraph whose difference a list shows."""


def change_between(old: Wording, new: Wording, *, in_list: bool = False) -> dict[str, Any]:
    """
    What lies between two versions of a motion's words: the title then and now where it changes, and the changed paragraphs only.
    `more`: how many of these a list leaves out.
    """
    places = paragraphs_changed(old, new)
    shown = places[:MOST_PLACES] if in_list else places
    return {
        "title": (old.title, new.title) if old.title != new.title else None,
        "places": [
            {**one._asdict(), "long": in_list and len(one.old) + len(one.new) > LONGEST_PLACE}
            for one in shown
        ],
        "more": len(places) - len(shown),
    }


def tally_shown(poll: Poll) -> Any:
    """The count as pages may show it: once it is declared, never before (positions are collected before any is shown)."""
    return stored_count(poll) if poll.declared_at is not None else None


def rows_of(count: Any) -> list[tuple[str, int, str]]:
    """A count as rows for the bars: (word, votes, how it is drawn)."""
    if isinstance(count, Positions):
        return [
            (_("Agree"), count.agree, "yes"),
            (_("Agree with reservations"), count.reservations, "yes"),
            (_("Stand aside"), count.aside, "no"),
            (_("Block"), count.block, "no"),
            (_("No position"), count.abstain, "aside"),
        ]
    if count is None:
        return []
    rows = [
        (_("In favour"), count.yes, "yes"),
        (_("Against"), count.no, "no"),
        (_("Abstaining"), count.abstain, "aside"),
    ]
    if count.blank or count.spoilt:
        rows += [(_("Blank"), count.blank, "aside"), (_("Spoilt"), count.spoilt, "aside")]
    return rows


def sittings_in(poll: Poll) -> list[dict[str, Any]]:
    """What each sitting counted of a declared vote that went through several; nothing of any other vote."""
    if poll.through is None or poll.declared_at is None:
        return []
    return [
        {"told": one, "words": _figures_in_words(poll, one.figures)}
        for one in rules.told_sittings(poll, clock.now())
    ]


def _figures_in_words(poll: Poll, figures: dict[str, Any]) -> str:
    """One sitting's figures in a line; of a choice how many papers there were; nothing where nothing was counted."""
    if not figures:
        return ""
    if "handed_in" in figures:
        return _("papers in all %(many)d") % {"many": figures["handed_in"]}
    rows = rows_of(figures_count(poll.method, figures))
    return ", ".join(f"{word[:1].lower()}{word[1:]} {votes}" for word, votes, _drawn in rows)


def reasons_of(poll: Poll) -> list[Sentence]:
    """Why the poll came to its outcome, as sentences of core."""
    return [sentence_from(one) for one in poll.reasons]


def tellers_of(poll: Poll) -> list[str]:
    """Who counted a declared vote taken in the room, by the names they go by now."""
    if poll.declared_at is None or poll.method not in IN_THE_ROOM:
        return []
    figures = list(poll.figures.select_related("teller", "typed_by").order_by("at", "teller__name"))
    settled = next((one for one in figures if one.settled), None)
    if settled is None:
        return []
    if poll.through is not None:
        rounds = {one.round for one in figures if one.settled}
        several = [one.teller.name if one.teller else "" for one in figures if one.round in rounds]
        return [name or _("a former member") for name in dict.fromkeys(several)]
    counted = [settled] if settled.aloud else [one for one in figures if one.round == settled.round]
    names = [one.teller.name if one.teller and one.teller.name else _("a former member") for one in counted]
    if (
        len(counted) > 1
        and len(typists := {one.typed_by for one in counted}) == 1
        and (typist := typists.pop()) is not None
    ):
        names.append(_("(all typed in by %(name)s)") % {"name": typist.name or _("a former member")})
    return names


def perhaps_said(motion: Motion, charter: Charter) -> str:
    """The matters an ordinary motion may truly be (`rules.perhaps_another_matter`), by their titles; "" where there are none."""
    return ", ".join(
        MATTERS[matter].title.said(_) for matter in rules.perhaps_another_matter(motion, charter)
    )


def with_titles(motions: list[Motion]) -> list[Motion]:
    """The same motions, each with its `words`."""
    titles = MotionText.objects.for_reader(motions)
    for one in motions:
        one.words = titles.get(one.pk)  # type: ignore[attr-defined]
    return motions


def with_lines(motions: list[Motion]) -> list[Motion]:
    """
    The same motions, each with its `line` for a list: the body, and whom it is about, by the name they have now; of a recall
    whose mandate. Titles name nobody, because a title stays in the record and a name can be erased. Two queries, however many.
    """
    about: dict[Any, str] = {
        motion_id: str(params["member"])
        for motion_id, params in Effect.objects.filter(motion__in=motions).values_list("motion", "params")
        if isinstance(params, dict) and params.get("member")
    }
    about |= {one.pk: str(one.recalls.member) for one in motions if one.recalls is not None}
    found = Member.objects.filter(pk__in=set(about.values())).values_list("pk", "name") if about else []
    names = {str(pk): name for pk, name in found}
    for one in motions:
        whom = names.get(about[one.pk]) or _("a former member") if one.pk in about else ""
        if one.recalls is not None:
            one.line = _("The mandate of %(name)s") % {"name": whom}  # type: ignore[attr-defined]
        else:
            one.line = " · ".join(filter(None, (one.body.name, whom)))  # type: ignore[attr-defined]
    return motions


def effects_of(motion: Motion) -> list[dict[str, Any]]:
    """What the motion does if it carries: the sentence, what became of it, and all of it where a sentence is not enough."""
    return [
        {
            "said": _said(motion, effect),
            "state": effect.state,
            "state_word": EffectState(effect.state).label,
            "reason": effect.reason,
            "whole": _whole(motion, effect),
            "kind": effect.kind,
            "params": effect.params,
        }
        for effect in motion.effects.all()
    ]


def effects_title(motion: Motion, *, over: bool = False) -> str:
    """What stands over a motion's effects: what becomes of them by where the motion stands. `over`: on the page of a result."""
    if motion.status in (Status.CARRIED, Status.ENDED):
        return _("What it did by itself")
    if motion.status == Status.OVERTURNED:
        return _("What it did by itself (overturned)")
    if motion.status == Status.LOST or over:
        return _("What it would have done by itself")
    return _("If this carries")


def _said(motion: Motion, effect: Effect) -> str:
    """
    The effect's sentence in the reader's language. Once it is no longer to come, only where it still says in some language what
    was said before the vote; else the words of then stand.
    """
    if effect.kind not in effect_kinds:
        return effect.said
    try:
        said = _said_in(get_language() or settings.LANGUAGE_CODE, motion, effect)
        if effect.state == EffectState.PENDING or said == effect.said:
            return said
        others = [code for code, _name in settings.LANGUAGES if code != get_language()]
        return said if any(_said_in(code, motion, effect) == effect.said for code in others) else effect.said
    except (Refusal, ObjectDoesNotExist, LookupError, ValueError):
        return effect.said


def _said_in(language: str, motion: Motion, effect: Effect) -> str:
    with override(language):
        return str(effect_kinds.get(effect.kind).describe(motion.hall, motion.body, effect.params))


def _whole(motion: Motion, effect: Effect) -> str:
    if effect.kind not in effect_kinds:
        return ""
    whole = effect_kinds.get(effect.kind).whole
    return whole(motion.hall, motion.body, effect.params) if whole is not None else ""
