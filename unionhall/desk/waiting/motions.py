"""Motions and what stands beside them: amendments, next steps, questions, seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.decisions.models import Motion, Question, Status, Support
from unionhall.decisions.rules import LIVE, READY
from unionhall.decisions.rules.lifecycle import UNDECIDED

from .lines import TITLE, Reader, Section, Waiting


def _amendments_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Motion]:
    """Amendments that are seconded and not voted on, of motions that are not either."""
    here = Motion.objects.filter(hall_id=hall, body__in=bodies.with_a_place(member))
    return here.filter(status__in=READY, amends__status__in=UNDECIDED)


def _amendments(me: Reader, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    """Amendments to vote on, one line for each motion; whoever put the motion reads of it in its next step."""
    if not me.votes:
        return
    first: dict[UUID, Motion] = {}
    for one in rows.select_related("amends").order_by("put_at")[:10]:
        own = one.amends.put_by_id == me.member.pk and one.amends.status == Status.SECONDED  # type: ignore[union-attr]
        if not own:
            first.setdefault(one.amends_id, one)  # type: ignore[arg-type]
    for motion, one in list(first.items())[:3]:
        text = _("An amendment is waiting for its vote: %(title)s") % {"title": TITLE}
        yield Waiting(me.to("decisions:motion", one.pk), text, "motions", motion=motion)


def _next_steps_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Motion]:
    return Motion.objects.filter(hall_id=hall, put_by_id=member, status=Status.SECONDED, amends=None)


def _next_steps(me: Reader, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    for motion in rows.prefetch_related("amendments")[:5]:
        waiting = [one for one in motion.amendments.all() if one.status in READY]
        first = min(waiting, key=lambda one: one.put_at) if waiting else motion
        if waiting:
            text = _("An amendment is waiting, vote on it first: %(title)s") % {"title": TITLE}
        else:
            text = _("Next, open the vote: %(title)s") % {"title": TITLE}
        yield Waiting(me.to("decisions:motion", first.pk), text, "motions", motion=motion.pk)


def _questions_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Question]:
    asked = Question.objects.filter(hall_id=hall, motion__put_by_id=member)
    return asked.filter(motion__status__in=LIVE, answer="").exclude(by_id=member)


def _questions(me: Reader, rows: QuerySet[Question]) -> Iterator[Waiting]:
    """Questions beside a motion of theirs that nobody has answered."""
    for row in rows.values("motion").annotate(n=Count("pk")).order_by("motion__put_at")[:3]:
        text = ngettext(
            "A question on your motion waits for an answer: %(title)s",
            "%(count)s questions on your motion wait for an answer: %(title)s",
            row["n"],
        )
        words, href = text % {"count": row["n"], "title": TITLE}, me.to("decisions:motion", row["motion"])
        yield Waiting(f"{href}#questions", words, "hand", motion=row["motion"])


def _seconds_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Motion]:
    alone = Motion.objects.filter(
        hall_id=hall, body__in=bodies.with_a_place(member), status=Status.PUT
    ).exclude(put_by_id=member)
    return alone.exclude(Exists(Support.objects.filter(motion=OuterRef("pk"), member_id=member)))


def _seconds(me: Reader, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    if not me.votes:
        return
    motions = list(rows.filter(amends=None).values_list("pk", flat=True)[:100])
    if motions:
        text = ngettext(
            "One motion looks for a seconder", "%(count)s motions look for a seconder", len(motions)
        )
        # One is reached at once; of several, the list shows which they are.
        href = me.to("decisions:motion", motions[0]) if len(motions) == 1 else me.to("decisions:motions")
        yield Waiting(href, text % {"count": len(motions)}, "hand")
    amendments = rows.filter(amends__status__in=UNDECIDED).order_by("put_at").values_list("pk", "amends")
    yield from _amendments_alone(me, [(pk, motion) for pk, motion in amendments[:100] if motion is not None])


def _amendments_alone(me: Reader, found: list[tuple[UUID, UUID]]) -> Iterator[Waiting]:
    """Amendments that look for a seconder, one line for each motion they would change."""
    many, first = Counter(motion for _pk, motion in found), {motion: pk for pk, motion in reversed(found)}
    for motion, count in many.most_common(3):
        text = ngettext(
            "An amendment looks for a seconder: %(title)s",
            "%(count)s amendments look for a seconder: %(title)s",
            count,
        )
        where = first[motion] if count == 1 else motion
        words = text % {"count": count, "title": TITLE}
        yield Waiting(me.to("decisions:motion", where), words, "hand", motion=motion)


SECTIONS = {
    "amendments": Section(_amendments_rows, _amendments),
    "next_steps": Section(_next_steps_rows, _next_steps),
    "questions": Section(_questions_rows, _questions),
    "seconds": Section(_seconds_rows, _seconds),
}
