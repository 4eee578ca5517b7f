"""The amendments beside a motion, each with what it changes, and which of them collide."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.core.amending import Wording
from unionhall.decisions import rules
from unionhall.decisions.models import Motion, MotionText
from unionhall.decisions.rules.amendments import Standing
from unionhall.decisions.rules.lifecycle import LIVE, UNDECIDED
from unionhall.kit import clock

from .finding import brought_up_to_date, motion_in
from .reading import change_between, with_titles

SHOWN = 8
"""Amendments that a motion's own page shows."""
NEWEST = 5
"""Versions of its text that a motion's own page shows."""
A_PAGE = 25


@members_only
@require_safe
def amendments(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """All amendments to a motion in the order of its text, each with what it changes and what it collides with."""
    brought_up_to_date(request)
    found = motion_in(request, pk)
    standing = of(found)
    page = Paginator(standing, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "motion": found,
        "words": rules.text_in(found),
        "cards": cards(standing, list(page)),
        "page": page,
        "may_amend": rules.may_amend(request.actor, found, clock.now()),  # type: ignore[attr-defined]
        "may_bundle": rules.may_bundle(request.actor, found, clock.now(), standing),  # type: ignore[attr-defined]
        "page_title": _("Amendments to motion %(number)d") % {"number": found.number},
    }
    return render(request, "decisions/amendments.html", context)


@members_only
@require_safe
def versions(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """How the motion's text has changed, the newest version first."""
    found = motion_in(request, pk)
    binding = list(found.texts.filter(binding=True).order_by("-version"))
    page = Paginator(binding[:-1], A_PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if binding[1:] else 0
    context = {
        "motion": found,
        "words": rules.text_in(found),
        "versions": steps(binding[start : start + A_PAGE + 1]),
        "page": page,
        "page_title": _("How motion %(number)d has changed") % {"number": found.number},
    }
    return render(request, "decisions/versions.html", context)


def steps(binding: Sequence[MotionText]) -> list[tuple[MotionText, dict[str, Any]]]:
    """Of the binding texts, the newest first, each with what it changed in the one before it; the last has none here."""
    words = [Wording(one.title, one.text) for one in binding]
    return [(new, change_between(old, now)) for new, now, old in zip(binding, words, words[1:], strict=False)]


def of(motion: Motion) -> list[Standing]:
    """
    How the motion's amendments stand: those not decided in the order of its text, those to be worded anew after them, and last
    those decided, the newest first. Four queries, however many.
    """
    beneath = Count("amendments", filter=Q(amendments__status__in=LIVE))
    rows = motion.amendments.annotate(beneath=beneath).order_by("-put_at").prefetch_related("effects")
    return sorted(rules.standings(motion, rows), key=_place)


def _place(one: Standing) -> tuple[Any, ...]:
    if one.amendment.status not in LIVE:
        return (2,)
    return (
        (0, one.wanted[0].claim[0], one.amendment.number) if one.wanted else (1, (inf,), one.amendment.number)
    )


def cards(standing: Sequence[Standing], shown: Sequence[Standing]) -> list[dict[str, Any]]:
    """What a list says of the amendments `shown` of those in `standing`."""
    collide = rules.which_collide(one for one in standing if one.amendment.status in LIVE)
    with_titles([one.amendment for one in shown])
    return [
        {"amendment": one.amendment, **told(one, in_list=True), "collides": collide.get(one.amendment.pk, [])}
        for one in shown
    ]


def told(one: Standing, *, in_list: bool = False) -> dict[str, Any]:
    """What an amendment changes: in the words as they are now while that can be, else in those it was put to."""
    is_live = one.amendment.status in LIVE
    old, new = (one.now, one.then) if is_live and one.applies else (one.base, one.new)
    return {
        "change": change_between(old, new, in_list=in_list),
        "anew": is_live and one.wanted is None,
        "is_in": is_live and one.wanted == (),
    }


def first_of(standing: Sequence[Standing]) -> dict[str, Any]:
    """Amendments that are seconded and come to the vote before their motion, and those that do not hinder it."""
    undecided = [one for one in standing if one.amendment.status in UNDECIDED]
    first, beside = rules.amendments_before(sorted(undecided, key=lambda one: one.amendment.put_at))
    anew = {one.amendment.pk for one in undecided if not one.applies}
    for one in with_titles([*first, *beside]):
        one.anew = one.pk in anew  # type: ignore[attr-defined]
    return {"amendments_first": first, "amendments_beside": beside}


def of_amendment(motion: Motion) -> dict[str, Any]:
    """Of an amendment: what it changes, and which others it collides with; nothing of another motion."""
    if motion.amends is None:
        return {"told": None}
    others = (
        motion.amends.amendments.filter(status__in=LIVE).exclude(pk=motion.pk).prefetch_related("effects")
    )
    standing = rules.standings(motion.amends, [motion, *others])
    mine = next((one for one in standing if one.amendment is motion), None)
    if mine is None:
        return {"told": None}
    collide = rules.which_collide(standing).get(motion.pk, []) if motion.status in LIVE else []
    return {
        "told": {
            **told(mine),
            "collides": collide,
            "whole": mine.then if mine.applies else mine.new,
        }
    }
