"""
What waits for one member: the few things that they can do next, each one tap away.

For nearly everybody nearly all of it is nothing. One prepared question (decision 23) says of which sections there is anything;
only those are looked into, by the same queryset that the question was made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.assemblies.models import Caller, Coming, Meeting
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Application, Invite, LettingBackIn, Member, Voucher
from unionhall.bodies.rules import doors
from unionhall.decisions import rules
from unionhall.decisions.models import (
    IN_THE_ROOM,
    Effect,
    EffectState,
    Lot,
    Motion,
    MotionText,
    PaperBallot,
    Poll,
    Question,
    Roll,
    Status,
    Support,
    TellerFigure,
)
from unionhall.decisions.rules import LIVE, READY
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.polls import may_count
from unionhall.kit import moments
from unionhall.kit.rows import Prepared
from unionhall.mandates.gate import FactorNeeded
from unionhall.mandates.models import Ending, Mandate

MOST = 12
"""Lines shown at most: what presses less comes up when something above it is done."""
LATELY = timedelta(days=7)
"""For so long whoever held a mandate is told that it was taken back."""


@dataclass(frozen=True)
class Waiting:
    """
    One thing to do: where, in which words, until when, and the drawing beside it.

    `motion`: whose title stands in the words where `TITLE` does, `untitled` where it has none.
    """

    href: str
    text: str
    icon: str
    until: datetime | None = None
    motion: UUID | None = None
    untitled: str = ""

    def called(self, title: MotionText | None) -> Waiting:
        """The same with the motion's title in its words."""
        return replace(self, text=self.text.replace(TITLE, str(title or self.untitled)))


TITLE = "\0"
"""Stands for a motion's title until all titles are looked up at once: no text that anybody typed has it in it."""


@dataclass(frozen=True)
class _Me:
    """Who looks, and when."""

    member: Member
    at: datetime

    @cached_property
    def votes(self) -> bool:
        """Whether they have a vote in the assembly at all."""
        return bool(bodies.is_voter(self.member, bodies.assembly(self.member.hall_id), self.at))

    def to(self, name: str, pk: UUID | None = None) -> str:
        """The address of the page called `name`, of the row `pk`."""
        kwargs: dict[str, Any] = {"hall": self.member.hall.slug}
        return reverse(name, kwargs=kwargs if pk is None else {**kwargs, "pk": pk})


@dataclass(frozen=True)
class _Section:
    """
    One sort of thing that may wait. `rows(hall, member, at)`: where it is empty, nothing of it waits; ids and a moment, or what
    stands for them in a prepared query. `lines`: what is said of these rows.
    """

    rows: Callable[[Any, Any, Any], QuerySet[Any]]
    lines: Callable[[_Me, QuerySet[Any]], Iterator[Waiting]]


def waiting_for(member: Member, at: datetime) -> list[Waiting]:
    """
    Everything that waits for `member` at the moment `at`, most pressing first. One query says what there is, and each section
    in which there is anything makes a fixed number more, however much it is.
    """
    me = _Me(member, at)
    there = _question.one(hall=member.hall_id, member=member.pk, at=at)
    found = [*_guest(me)]
    for name, section in _SECTIONS.items():
        if getattr(there, f"any_{name}", False):
            found += section.lines(me, section.rows(member.hall_id, member.pk, at))
    found += _principles(me)
    shown = found[:MOST]
    titles = MotionText.objects.for_reader({one.motion for one in shown if one.motion is not None})
    return [one if one.motion is None else one.called(titles.get(one.motion)) for one in shown]


def _guest(me: _Me) -> Iterator[Waiting]:
    if me.member.guest:
        yield Waiting(
            me.to("bodies:affirm"),
            _("You are a guest, without a vote: read what we agreed on, and affirm it"),
            "charter",
        )


# Votes ---------------------------------------------------------------------------------------------------


def _ballots_rows(hall: Any, member: Any, at: Any) -> QuerySet[Roll]:
    mine = Roll.objects.filter(
        member_id=member, voted=False, poll__in=Poll.objects.filter(hall_id=hall).open_at(at)
    )
    return mine.exclude(poll__method__in=IN_THE_ROOM)


def _ballots(me: _Me, rows: QuerySet[Roll]) -> Iterator[Waiting]:
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
    )
    return polls.filter(Q(closes_at__gt=at) | Q(motion__referendum=True))


def _counts(me: _Me, rows: QuerySet[Poll]) -> Iterator[Waiting]:
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
    figures = [one for one in poll.figures.all() if one.round == rules.current_round(poll)]
    agreed = rules.agreed_figure(poll)
    if agreed is not None:
        typed = {one.typed_by_id for one in figures if agreed.aloud is False or one.pk == agreed.pk}
        if typed == {member.pk}:  # whoever typed in all of it leaves the declaring to another
            return _("The result is still to be declared, the count is in: %(title)s")
        return _("Declare the result, the count is in: %(title)s")
    if figures and figures[0].teller_id != member.pk:
        return _("The count needs a second teller: %(title)s")
    if not figures and rules.current_round(poll) > 1:
        return _("The figures differ, two tellers count again: %(title)s")
    return _("Voted on in the room: %(title)s")


def _lots_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Lot]:
    return Lot.objects.filter(hall_id=hall, drawn_at=None, body__in=bodies.with_a_place(member))


def _lots(me: _Me, rows: QuerySet[Lot]) -> Iterator[Waiting]:
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


def _called_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings that others have called and that wait for more names."""
    ahead = Meeting.objects.standing().filter(
        hall_id=hall, body__in=bodies.with_a_place(member), begins_at__gt=at
    )
    mine = Caller.objects.filter(member_id=member)
    return ahead.filter(convened_at=None).exclude(pk__in=mine.values("meeting"))


def _called(me: _Me, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.order_by("begins_at")[:2] if me.votes else []:
        text = _("A meeting is called for %(when)s, and waits for more names") % {"when": _when(me, meeting)}
        yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "calendar")


def _meetings_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings that stand, until one has said whether one comes."""
    ahead = Meeting.objects.standing().filter(
        hall_id=hall, body__in=bodies.with_a_place(member), begins_at__gt=at
    )
    said = Coming.objects.filter(member_id=member)
    return ahead.filter(convened_at__isnull=False).exclude(pk__in=said.values("meeting"))


def _meetings(me: _Me, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.order_by("begins_at")[:2]:
        text = _("We meet on %(when)s. Are you coming?") % {"when": _when(me, meeting)}
        yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "calendar")


def _when(me: _Me, meeting: Meeting) -> str:
    return moments.appointed(meeting.begins_at, me.member.hall.time_zone)


def _told_for_me_rows(hall: Any, member: Any, at: Any) -> QuerySet[TellerFigure]:
    typed = TellerFigure.objects.filter(hall_id=hall, teller_id=member, at__gt=at - LATELY)
    return typed.exclude(typed_by_id=member)


def _told_for_me(me: _Me, rows: QuerySet[TellerFigure]) -> Iterator[Waiting]:
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


def _results(me: _Me, rows: QuerySet[Poll]) -> Iterator[Waiting]:
    for poll in rows.order_by("closes_at")[:5]:
        text = _("Declare the result, everybody has voted: %(title)s") % {"title": TITLE}
        yield Waiting(me.to("decisions:poll", poll.pk), text, "motions", motion=poll.motion_id)


def _papers_rows(hall: Any, member: Any, at: Any) -> QuerySet[PaperBallot]:
    polls = Poll.objects.filter(hall_id=hall, rolls__member_id=member).open_at(at)
    waiting = PaperBallot.objects.waiting().filter(poll__in=polls)
    return waiting.exclude(typed_by_id=member).exclude(roll__member_id=member)


def _papers(me: _Me, rows: QuerySet[PaperBallot]) -> Iterator[Waiting]:
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


def _misread(me: _Me, rows: QuerySet[PaperBallot]) -> Iterator[Waiting]:
    if not me.votes:
        return
    for poll in rows.values_list("poll", flat=True).order_by("poll__closes_at").distinct()[:1]:
        yield Waiting(
            me.to("decisions:on_paper", poll),
            _("Somebody read a ballot on paper otherwise than you: look at it again"),
            "hand",
        )


# Mandates ------------------------------------------------------------------------------------------------


def _recalls_rows(hall: Any, member: Any, at: Any) -> QuerySet[Motion]:
    held = Mandate.objects.filter(hall_id=hall, member=member).live(at)
    return Motion.objects.filter(recalls__in=held, status__in=LIVE, answer="")


def _recalls(me: _Me, rows: QuerySet[Motion]) -> Iterator[Waiting]:
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


def _against(me: _Me, rows: QuerySet[Motion]) -> Iterator[Waiting]:
    for motion in rows.prefetch_related("effects").order_by("put_at")[:20]:
        if rules.turned_against(motion) == str(me.member.pk):
            text = _("A motion is about you: read it. You may answer")
            yield Waiting(me.to("decisions:motion", motion.pk), text, "motions")


def _taken_back_rows(hall: Any, member: Any, at: Any) -> QuerySet[Mandate]:
    mine = Mandate.objects.filter(hall_id=hall, member=member)
    return mine.filter(ending=Ending.RECALLED, ended_at__gt=at - LATELY)


def _taken_back(me: _Me, rows: QuerySet[Mandate]) -> Iterator[Waiting]:
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


# Motions -------------------------------------------------------------------------------------------------


def _amendments_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Motion]:
    """Amendments that are seconded and not voted on, of motions that are not either."""
    here = Motion.objects.filter(hall_id=hall, body__in=bodies.with_a_place(member))
    return here.filter(status__in=READY, amends__status__in=UNDECIDED)


def _amendments(me: _Me, rows: QuerySet[Motion]) -> Iterator[Waiting]:
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


def _next_steps(me: _Me, rows: QuerySet[Motion]) -> Iterator[Waiting]:
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


def _questions(me: _Me, rows: QuerySet[Question]) -> Iterator[Waiting]:
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


def _seconds(me: _Me, rows: QuerySet[Motion]) -> Iterator[Waiting]:
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


def _amendments_alone(me: _Me, found: list[tuple[UUID, UUID]]) -> Iterator[Waiting]:
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


# The door ------------------------------------------------------------------------------------------------


def _applications_rows(hall: Any, _member: Any, _at: Any) -> QuerySet[Application]:
    ways = (Application.Way.FORM, *doors.LETTERS)
    return Application.objects.filter(hall_id=hall, way__in=ways, answer=Application.Answer.OPEN)


def _applications(me: _Me, rows: QuerySet[Application]) -> Iterator[Waiting]:
    """
    Who asks at the public door: for whoever holds the mandate to admit, with the second factor proved or not; where nobody
    holds it, for all who vote, so that nobody waits there unseen.
    """
    ruling = doors.may_admit(bodies.actor_of(me.member), me.at)
    admits = ruling or isinstance(ruling.refusal, FactorNeeded)
    if not admits and not (me.votes and not doors.somebody_admits(me.member.hall_id, me.at)):
        return
    asked = Counter(rows.values_list("way", flat=True))
    if count := asked.pop(Application.Way.FORM, 0):
        text = ngettext("Somebody asks to join us", "%(count)s people ask to join us", count)
        yield Waiting(me.to("bodies:applications"), text % {"count": count}, "members")
    if count := asked.total():
        text = ngettext("Somebody wrote to us at the door", "%(count)s people wrote to us at the door", count)
        yield Waiting(me.to("bodies:applications"), text % {"count": count}, "members")


def _invites_rows(hall: Any, member: Any, at: Any) -> QuerySet[Invite]:
    asked = Invite.objects.filter(
        hall_id=hall,
        seconder=None,
        vouchers_needed__gt=1,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    )
    return asked.exclude(inviter_id=member)


def _invites(me: _Me, rows: QuerySet[Invite]) -> Iterator[Waiting]:
    if not me.votes:
        return
    count = rows.count()
    text = ngettext("One invite needs a second voucher", "%(count)s invites need a second voucher", count)
    yield Waiting(me.to("bodies:invites"), text % {"count": count}, "key")


def _cards_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Application]:
    cards = Application.objects.filter(hall_id=hall, answer=Application.Answer.OPEN, way=Application.Way.CARD)
    return cards.exclude(Exists(Voucher.objects.filter(application=OuterRef("pk"), member_id=member)))


def _cards(me: _Me, rows: QuerySet[Application]) -> Iterator[Waiting]:
    if not me.votes:
        return
    count = rows.count()
    text = ngettext(
        "One paper card needs a second voucher", "%(count)s paper cards need a second voucher", count
    )
    yield Waiting(me.to("bodies:cards"), text % {"count": count}, "key")


def _back_in_rows(hall: Any, member: Any, _at: Any) -> QuerySet[LettingBackIn]:
    back = LettingBackIn.objects.filter(hall_id=hall, confirmed_at=None, stopped_at=None, done_at=None)
    return back.exclude(asked_by_id=member).exclude(member_id=member)


def _back_in(me: _Me, rows: QuerySet[LettingBackIn]) -> Iterator[Waiting]:
    if not me.votes:
        return
    for first in sorted(set(rows.values_list("first", flat=True))):
        text = _("A first account needs a second voucher") if first else _("Somebody asks to be let back in")
        yield Waiting(me.to("bodies:letting_in"), text, "key")


def _principles(me: _Me) -> Iterator[Waiting]:
    if bodies.principles_to_answer(me.member, me.at) is not None:
        yield Waiting(
            me.to("bodies:principles"),
            _("Our principles have a new version: do you affirm it?"),
            "charter",
        )


# All of it ----------------------------------------------------------------------------------------------

_SECTIONS = {
    "ballots": _Section(_ballots_rows, _ballots),
    "recalls": _Section(_recalls_rows, _recalls),
    "against": _Section(_against_rows, _against),
    "taken_back": _Section(_taken_back_rows, _taken_back),
    "counts": _Section(_counts_rows, _counts),
    "results": _Section(_results_rows, _results),
    "told_for_me": _Section(_told_for_me_rows, _told_for_me),
    "lots": _Section(_lots_rows, _lots),
    "called": _Section(_called_rows, _called),
    "meetings": _Section(_meetings_rows, _meetings),
    "papers": _Section(_papers_rows, _papers),
    "misread": _Section(_misread_rows, _misread),
    "amendments": _Section(_amendments_rows, _amendments),
    "next_steps": _Section(_next_steps_rows, _next_steps),
    "questions": _Section(_questions_rows, _questions),
    "seconds": _Section(_seconds_rows, _seconds),
    "applications": _Section(_applications_rows, _applications),
    "invites": _Section(_invites_rows, _invites),
    "cards": _Section(_cards_rows, _cards),
    "back_in": _Section(_back_in_rows, _back_in),
}
"""What may wait for somebody, most pressing first."""


def _asked(hall: Any, member: Any, at: Any) -> QuerySet[Member]:
    """The member, with `any_<section>` for each section: whether there is anything in it."""
    there = {f"any_{name}": Exists(section.rows(hall, member, at)) for name, section in _SECTIONS.items()}
    return Member.objects.filter(pk=member).only("pk").annotate(**there)


_question = Prepared(_asked)
