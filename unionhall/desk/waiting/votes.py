"""Votes that wait for one's ballot, its count, its result; and lots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.decisions import rules
from unionhall.decisions.models import IN_THE_ROOM, Lot, PaperBallot, Poll, Roll, RollState, TellerFigure
from unionhall.decisions.rules.tellers import may_count

from .lines import LATELY, TITLE, Reader, Section, Waiting


def _ballots_rows(hall: Any, member: Any, at: Any) -> QuerySet[Roll]:
    mine = Roll.objects.filter(
        member_id=member, voted=False, poll__in=Poll.objects.filter(hall_id=hall).open_at(at)
    )
    return mine.exclude(poll__method__in=IN_THE_ROOM)


def _ballots(me: Reader, rows: QuerySet[Roll]) -> Iterator[Waiting]:
    for roll in rows.select_related("poll__motion").order_by("poll__closes_at")[:10]:
        poll = roll.poll
        yield Waiting(
            me.to("decisions:poll", poll.pk),
            _("Vote: %(title)s") % {"title": TITLE},
            "motions",
            poll.closes_at,
            motion=poll.motion_id,
            untitled=str(poll.motion.number),
        )


def _counts_rows(hall: Any, member: Any, at: Any) -> QuerySet[Poll]:
    polls = Poll.objects.filter(
        hall_id=hall,
        declared_at=None,
        closed_at=None,
        method__in=IN_THE_ROOM,
        opened_at__lte=at,
        rolls__member_id=member,
        rolls__state=RollState.OPEN,
    )
    return polls.filter(Q(closes_at__gt=at) | Q(motion__referendum=True))


def _counts(me: Reader, rows: QuerySet[Poll]) -> Iterator[Waiting]:
    """Votes in the room: that they are open; and once the counting has begun, what it waits for."""
    for poll in rows.select_related("motion").prefetch_related("figures").order_by("-opened_at")[:5]:
        if may_count(poll, me.at):
            where, text, until = "decisions:tell", _count_of(poll, me.member), None
        elif poll.is_open(me.at):
            where, text, until = "decisions:poll", _("Voted on in the room: %(title)s"), poll.closes_at
        else:
            continue
        yield Waiting(
            me.to(where, poll.pk),
            text % {"title": TITLE},
            "hand",
            until,
            motion=poll.motion_id,
            untitled=str(poll.motion.number),
        )


def _count_of(poll: Poll, member: Member) -> str:
    """What a count in the room waits for, as `member` reads it."""
    if poll.through is not None:  # what a sitting waits for, it says itself
        return _("Voted on at our sittings, in the room: %(title)s")
    figures = [one for one in poll.figures.all() if one.round == rules.current_round(poll)]
    agreed = rules.agreed_figure(poll)
    if agreed is not None:
        typed = {one.typed_by_id for one in figures if agreed.aloud is False or one.pk == agreed.pk}
        if typed == {member.pk}:  # whoever typed in all of it leaves the declaring to another
            return _("The result is still to be declared, the count is in: %(title)s")
        return _("Declare the result, the count is in: %(title)s")
    if figures and figures[0].teller_id != member.pk:
        return _("The count needs a second teller: %(title)s")
    if rules.counts_again(poll):
        return _("The figures differ, two tellers count again: %(title)s")
    return _("Voted on in the room: %(title)s")


def _lots_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Lot]:
    return Lot.objects.filter(hall_id=hall, drawn_at=None, body__in=bodies.with_a_place(member))


def _lots(me: Reader, rows: QuerySet[Lot]) -> Iterator[Waiting]:
    """Lots one may come forward for, and those that wait to be read and drawn."""
    if not me.votes:
        return
    open_ = rows.filter(closed_at=None, closes_at__gt=me.at).exclude(willing__member=me.member)
    for lot in open_.order_by("closes_at")[:3]:
        text = _("Drawn by lot: %(name)s. Are you willing?") % {"name": lot.name}
        yield Waiting(me.to("decisions:lot", lot.pk), text, "hand", lot.closes_at)
    for lot in rows.exclude(closed_at=None).exclude(pool=[]).order_by("closed_at")[:3]:
        yield Waiting(
            me.to("decisions:lot", lot.pk), _("Read the lot and draw: %(name)s") % {"name": lot.name}, "hand"
        )


def _told_for_me_rows(hall: Any, member: Any, at: Any) -> QuerySet[TellerFigure]:
    typed = TellerFigure.objects.filter(hall_id=hall, teller_id=member, at__gt=at - LATELY)
    return typed.exclude(typed_by_id=member)


def _told_for_me(me: Reader, rows: QuerySet[TellerFigure]) -> Iterator[Waiting]:
    """Counts that somebody else typed in under their name as a teller, of late: whoever did not count hears of it."""
    for one in rows.select_related("typed_by", "poll__motion").order_by("-at")[:2]:
        text = _("%(who)s typed in a count under your name as a teller: motion %(number)d. Was it yours?") % {
            "who": one.typed_by.name if one.typed_by else _("a former member"),
            "number": one.poll.motion.number,
        }
        yield Waiting(me.to("decisions:poll", one.poll_id), text, "warning")


def _results_rows(hall: Any, member: Any, at: Any) -> QuerySet[Poll]:
    polls = Poll.objects.filter(hall_id=hall, judges=None).open_at(at)
    polls = polls.filter(rolls__member_id=member).exclude(method__in=IN_THE_ROOM)
    # Asked of each open vote, not of all registers at once: the first line that has not voted answers it.
    return polls.exclude(Exists(Roll.objects.filter(poll=OuterRef("pk"), voted=False)))


def _results(me: Reader, rows: QuerySet[Poll]) -> Iterator[Waiting]:
    for poll in rows.order_by("closes_at")[:5]:
        text = _("Declare the result, everybody has voted: %(title)s") % {"title": TITLE}
        yield Waiting(me.to("decisions:poll", poll.pk), text, "motions", motion=poll.motion_id)


def _papers_rows(hall: Any, member: Any, at: Any) -> QuerySet[PaperBallot]:
    polls = Poll.objects.filter(hall_id=hall, rolls__member_id=member).open_at(at)
    waiting = PaperBallot.objects.waiting().filter(poll__in=polls)
    return waiting.exclude(typed_by_id=member).exclude(roll__member_id=member)


def _papers(me: Reader, rows: QuerySet[PaperBallot]) -> Iterator[Waiting]:
    """Ballots on paper beside the phones that one has read, and nobody else yet; nobody's own, and no names."""
    if not me.votes:
        return
    for row in rows.values("poll", "poll__motion").annotate(n=Count("pk")).order_by("poll__closes_at")[:3]:
        text = ngettext(
            "A ballot on paper needs a second reader: %(title)s",
            "%(count)s ballots on paper need a second reader: %(title)s",
            row["n"],
        )
        words = text % {"count": row["n"], "title": TITLE}
        yield Waiting(me.to("decisions:on_paper", row["poll"]), words, "hand", motion=row["poll__motion"])


def _misread_rows(hall: Any, member: Any, at: Any) -> QuerySet[PaperBallot]:
    polls = Poll.objects.filter(hall_id=hall, rolls__member_id=member).open_at(at)
    return PaperBallot.objects.differing().filter(poll__in=polls, typed_by_id=member)


def _misread(me: Reader, rows: QuerySet[PaperBallot]) -> Iterator[Waiting]:
    if not me.votes:
        return
    for poll in rows.values_list("poll", flat=True).order_by("poll__closes_at").distinct()[:1]:
        yield Waiting(
            me.to("decisions:on_paper", poll),
            _("Somebody read a ballot on paper otherwise than you: look at it again"),
            "hand",
        )


SECTIONS = {
    "ballots": Section(_ballots_rows, _ballots),
    "counts": Section(_counts_rows, _counts),
    "results": Section(_results_rows, _results),
    "told_for_me": Section(_told_for_me_rows, _told_for_me),
    "lots": Section(_lots_rows, _lots),
    "papers": Section(_papers_rows, _papers),
    "misread": Section(_misread_rows, _misread),
}
