"""Amendments beside a motion that comes to the vote: first the words, then the motion."""

from __future__ import annotations

from django.utils.translation import ngettext

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.decisions.models import Motion

from .lifecycle import READY, UNDECIDED


def amendments_before(motion: Motion) -> tuple[list[Motion], list[Motion]]:
    """
    The motion's undecided amendments, the oldest first: those that come to the vote before it, and those that do not hinder it,
    because nobody has seconded them or they were written against words that have changed since.
    """
    undecided = motion.amendments.filter(status__in=UNDECIDED).order_by("put_at").prefetch_related("effects")
    waiting: list[Motion] = []
    beside: list[Motion] = []
    version = 0
    for one in undecided:
        version = version or motion.binding_text().version
        (waiting if one.status in READY and is_written_against(one, version) else beside).append(one)
    return waiting, beside


def is_written_against(amendment: Motion, version: int) -> bool:
    """Whether the amendment would change this version of the motion's words."""
    return any(effect.params.get("version") == version for effect in amendment.effects.all())


def may_pass_over(motion: Motion, as_it_stands: bool) -> Ruling:
    """
    Whether the motion may come to the vote before its amendments: where none waits, or where whoever opens the vote says
    in so many words that it is on the motion `as_it_stands` and that they fall.
    """
    if as_it_stands:
        return IN_ORDER
    waiting, _others = amendments_before(motion)
    if not waiting:
        return IN_ORDER
    sentence = ngettext(
        "Amendment %(numbers)s is seconded and not decided: first the words, then the motion."
        " Whoever opens this vote all the same says that the amendment falls.",
        "Amendments %(numbers)s are seconded and not decided: first the words, then the motion."
        " Whoever opens this vote all the same says that the amendments fall.",
        len(waiting),
    )
    return Ruling(OutOfOrder(sentence % {"numbers": ", ".join(str(one.number) for one in waiting)}))
