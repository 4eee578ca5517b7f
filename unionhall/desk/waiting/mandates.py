"""Mandates called or taken back, and motions against oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.decisions import rules
from unionhall.decisions.models import Effect, EffectState, Motion
from unionhall.decisions.rules import LIVE
from unionhall.mandates.models import Ending, Mandate

from .lines import LATELY, Reader, Section, Waiting


def _recalls_rows(hall: Any, member: Any, at: Any) -> QuerySet[Motion]:
    held = Mandate.objects.filter(hall_id=hall, member=member).live(at)
    return Motion.objects.filter(recalls__in=held, status__in=LIVE, answer="")


def _recalls(me: Reader, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    for motion in rows.order_by("put_at")[:3]:
        yield Waiting(
            me.to("decisions:motion", motion.pk),
            _("Your mandate is called back. You may answer"),
            "mandates",
        )


def _against_rows(hall: Any, _member: Any, _at: Any) -> QuerySet[Motion]:
    """Motions that would exclude or suspend somebody who has not answered: few, and whom they are about is in their effects."""
    return Motion.objects.filter(
        hall_id=hall, matter__in=("exclusion", "suspension"), status__in=LIVE, answer=""
    )


def _against(me: Reader, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    for motion in rows.prefetch_related("effects").order_by("put_at")[:20]:
        if rules.turned_against(motion) == str(me.member.pk):
            text = _("A motion is about you: read it. You may answer")
            yield Waiting(me.to("decisions:motion", motion.pk), text, "motions")


def _taken_back_rows(hall: Any, member: Any, at: Any) -> QuerySet[Mandate]:
    mine = Mandate.objects.filter(hall_id=hall, member=member)
    return mine.filter(ending=Ending.RECALLED, ended_at__gt=at - LATELY)


def _taken_back(me: Reader, rows: QuerySet[Mandate]) -> Iterator[Waiting]:
    """A mandate of theirs that a decision took back in the last days, with that decision."""
    gone = list(rows.order_by("-ended_at")[:3])
    done = Effect.objects.filter(
        hall=me.member.hall, kind="mandate.recall", state=EffectState.DONE, done_at__gt=me.at - LATELY
    )
    decided = {one.params.get("mandate"): one.motion for one in done.select_related("motion")} if gone else {}
    for mandate in gone:
        motion = decided.get(str(mandate.pk))
        if motion is None:
            yield Waiting(
                me.to("desk:mandate", mandate.pk), _("A mandate of yours was taken back"), "mandates"
            )
        else:
            text = _("A mandate of yours was taken back: read motion %(number)d") % {"number": motion.number}
            yield Waiting(me.to("decisions:motion", motion.pk), text, "mandates")


SECTIONS = {
    "recalls": Section(_recalls_rows, _recalls),
    "against": Section(_against_rows, _against),
    "taken_back": Section(_taken_back_rows, _taken_back),
}
