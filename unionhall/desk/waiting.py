"""What waits for one member: the few things that they can do next, each one tap away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Application, Invite, LettingBackIn, Member
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
    TellerFigure,
)
from unionhall.decisions.rules import LIVE, READY
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.polls import may_count
from unionhall.mandates.gate import FactorNeeded
from unionhall.mandates.models import Ending, Mandate

MOST = 12
"""Lines shown at most: what presses less comes up when something above it is done."""
LATELY = timedelta(days=7)
"""For so long whoever held a mandate is told that it was taken back."""


@dataclass(frozen=True)
class Waiting:
    """One thing to do: where, in which words, until when, and the drawing beside it."""

    href: str
    text: str
    icon: str
    until: datetime | None = None


@dataclass(frozen=True)
class _Me:
    """Who looks, and when. `bodies`: where they have a place; `votes`: whether they have a vote there at all."""

    member: Member
    at: datetime
    bodies: list[UUID]
    votes: bool

    def to(self, name: str, pk: UUID | None = None) -> str:
        """The address of the page called `name`, of the row `pk`."""
        kwargs: dict[str, Any] = {"hall": self.member.hall.slug}
        return reverse(name, kwargs=kwargs if pk is None else {**kwargs, "pk": pk})


def waiting_for(member: Member, at: datetime) -> list[Waiting]:
    """Everything that waits for `member` at the moment `at`, most pressing first; a fixed number of queries."""
    me = _Me(
        member,
        at,
        [body.pk for body in bodies.bodies_of(member)],
        bool(bodies.is_voter(member, bodies.assembly(member.hall_id), at)),
    )
    found = [
        *_guest(me),
        *_ballots(me),
        *_recalls(me),
        *_taken_back(me),
        *_counts(me),
        *_results(me),
        *_told_for_me(me),
        *_lots(me),
        *_papers(me),
        *_amendments(me),
        *_next_steps(me),
        *_questions(me),
        *_seconds(me),
        *_applications(me),
        *_doors(me),
        *_principles(me),
    ]
    return found[:MOST]


def _guest(me: _Me) -> Iterator[Waiting]:
    if me.member.guest:
        yield Waiting(
            me.to("bodies:affirm"),
            _("You are a guest, without a vote: read what we agreed on, and affirm it"),
            "charter",
        )


# Votes ---------------------------------------------------------------------------------------------------


def _ballots(me: _Me) -> Iterator[Waiting]:
    mine = Roll.objects.filter(
        member=me.member, voted=False, poll__in=Poll.objects.filter(hall=me.member.hall).open_at(me.at)
    ).exclude(poll__method__in=IN_THE_ROOM)
    found = list(mine.select_related("poll__motion").order_by("poll__closes_at")[:10])
    titles = MotionText.objects.for_reader([roll.poll.motion_id for roll in found])
    for roll in found:
        poll = roll.poll
        yield Waiting(
            me.to("decisions:poll", poll.pk),
            _("Vote: %(title)s") % {"title": titles.get(poll.motion_id, poll.motion.number)},
            "motions",
            poll.closes_at,
        )


def _counts(me: _Me) -> Iterator[Waiting]:
    """Votes in the room: that they are open; and once the counting has begun, what it waits for."""
    polls = Poll.objects.filter(
        hall=me.member.hall,
        declared_at=None,
        closed_at=None,
        method__in=IN_THE_ROOM,
        opened_at__lte=me.at,
        rolls__member=me.member,
    )
    polls = polls.filter(closes_at__gt=me.at) | polls.filter(motion__referendum=True)
    found = list(polls.select_related("motion").prefetch_related("figures").order_by("-opened_at")[:5])
    titles = MotionText.objects.for_reader([poll.motion_id for poll in found])
    for poll in found:
        title = {"title": titles.get(poll.motion_id, poll.motion.number)}
        if may_count(poll, me.at):
            yield Waiting(me.to("decisions:tell", poll.pk), _count_of(poll, me.member) % title, "hand")
        elif poll.is_open(me.at):
            text = _("Voted on in the room: %(title)s") % title
            yield Waiting(me.to("decisions:poll", poll.pk), text, "hand", poll.closes_at)


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


def _lots(me: _Me) -> Iterator[Waiting]:
    """Lots one may come forward for, and those that wait to be read and drawn."""
    if not me.votes:
        return
    rows = Lot.objects.filter(hall=me.member.hall, drawn_at=None, body__in=me.bodies)
    open_ = rows.filter(closed_at=None, closes_at__gt=me.at).exclude(willing__member=me.member)
    for lot in open_.order_by("closes_at")[:3]:
        text = _("Drawn by lot: %(name)s. Are you willing?") % {"name": lot.name}
        yield Waiting(me.to("decisions:lot", lot.pk), text, "hand", lot.closes_at)
    for lot in rows.exclude(closed_at=None).exclude(pool=[]).order_by("closed_at")[:3]:
        yield Waiting(
            me.to("decisions:lot", lot.pk), _("Read the lot and draw: %(name)s") % {"name": lot.name}, "hand"
        )


def _told_for_me(me: _Me) -> Iterator[Waiting]:
    """Counts that somebody else typed in under their name as a teller, of late: whoever did not count hears of it."""
    typed = TellerFigure.objects.filter(hall=me.member.hall, teller=me.member, at__gt=me.at - LATELY)
    typed = typed.exclude(typed_by=me.member).select_related("typed_by", "poll__motion").order_by("-at")
    for one in typed[:2]:
        text = _("%(who)s typed in a count under your name as a teller: motion %(number)d. Was it yours?") % {
            "who": one.typed_by.name if one.typed_by else _("a former member"),
            "number": one.poll.motion.number,
        }
        yield Waiting(me.to("decisions:poll", one.poll_id), text, "warning")


def _results(me: _Me) -> Iterator[Waiting]:
    polls = Poll.objects.filter(hall=me.member.hall, judges=None).open_at(me.at)
    polls = polls.filter(rolls__member=me.member).exclude(method__in=IN_THE_ROOM)
    # Asked of each open vote, not of all registers at once: the first line that has not voted answers it.
    polls = polls.exclude(Exists(Roll.objects.filter(poll=OuterRef("pk"), voted=False)))
    found = list(polls.order_by("closes_at")[:5])
    titles = MotionText.objects.for_reader([poll.motion_id for poll in found])
    for poll in found:
        yield Waiting(
            me.to("decisions:poll", poll.pk),
            _("Declare the result, everybody has voted: %(title)s")
            % {"title": titles.get(poll.motion_id, "")},
            "motions",
        )


def _papers(me: _Me) -> Iterator[Waiting]:
    """Ballots on paper beside the phones that one has read, and nobody else yet; nobody's own, and no names."""
    polls = Poll.objects.filter(hall=me.member.hall, rolls__member=me.member).open_at(me.at)
    waiting = PaperBallot.objects.waiting().filter(poll__in=polls)
    waiting = waiting.exclude(typed_by=me.member).exclude(roll__member=me.member)
    rows = list(
        waiting.values("poll", "poll__motion").annotate(n=Count("pk")).order_by("poll__closes_at")[:3]
    )
    titles = MotionText.objects.for_reader([row["poll__motion"] for row in rows])
    for row in rows if me.votes else []:
        text = ngettext(
            "A ballot on paper needs a second reader: %(title)s",
            "%(count)s ballots on paper need a second reader: %(title)s",
            row["n"],
        )
        words = text % {"count": row["n"], "title": titles.get(row["poll__motion"], "")}
        yield Waiting(me.to("decisions:on_paper", row["poll"]), words, "hand")
    apart = PaperBallot.objects.differing().filter(poll__in=polls, typed_by=me.member)
    for poll in (
        apart.values_list("poll", flat=True).order_by("poll__closes_at").distinct()[:1] if me.votes else []
    ):
        yield Waiting(
            me.to("decisions:on_paper", poll),
            _("Somebody read a ballot on paper otherwise than you: look at it again"),
            "hand",
        )


# Mandates ------------------------------------------------------------------------------------------------


def _recalls(me: _Me) -> Iterator[Waiting]:
    held = Mandate.objects.filter(hall=me.member.hall, member=me.member.pk).live(me.at)
    for motion in Motion.objects.filter(recalls__in=held, status__in=LIVE, answer="").order_by("put_at")[:3]:
        yield Waiting(
            me.to("decisions:motion", motion.pk),
            _("Your mandate is called back. You may answer"),
            "mandates",
        )


def _taken_back(me: _Me) -> Iterator[Waiting]:
    """A mandate of theirs that a decision took back in the last days, with that decision."""
    mine = Mandate.objects.filter(
        hall=me.member.hall, member=me.member.pk, ending=Ending.RECALLED, ended_at__gt=me.at - LATELY
    )
    gone = list(mine.order_by("-ended_at")[:3])
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


def _waiting_amendments(me: _Me) -> list[Motion]:
    """Amendments that are seconded and not voted on, of motions that are not either, the first put coming first."""
    found = Motion.objects.filter(
        hall=me.member.hall, body__in=me.bodies, status__in=READY, amends__status__in=UNDECIDED
    )
    return list(found.select_related("amends").order_by("put_at")[:10])


def _amendments(me: _Me) -> Iterator[Waiting]:
    """Amendments to vote on, one line for each motion; whoever put the motion reads of it in its next step."""
    first: dict[UUID, Motion] = {}
    for one in _waiting_amendments(me) if me.votes else []:
        own = one.amends.put_by_id == me.member.pk and one.amends.status == Status.SECONDED  # type: ignore[union-attr]
        if not own:
            first.setdefault(one.amends_id, one)  # type: ignore[arg-type]
    titles = MotionText.objects.for_reader(first)
    for motion, one in list(first.items())[:3]:
        text = _("An amendment is waiting for its vote: %(title)s") % {"title": titles.get(motion, "")}
        yield Waiting(me.to("decisions:motion", one.pk), text, "motions")


def _next_steps(me: _Me) -> Iterator[Waiting]:
    mine = list(
        Motion.objects.filter(
            hall=me.member.hall, put_by=me.member, status=Status.SECONDED, amends=None
        ).prefetch_related("amendments")[:5]
    )
    titles = MotionText.objects.for_reader(mine)
    for motion in mine:
        title = {"title": titles.get(motion.pk, "")}
        waiting = [one for one in motion.amendments.all() if one.status in READY]
        if waiting:
            first = min(waiting, key=lambda one: one.put_at)
            text = _("An amendment is waiting, vote on it first: %(title)s") % title
            yield Waiting(me.to("decisions:motion", first.pk), text, "motions")
        else:
            text = _("Next, open the vote: %(title)s") % title
            yield Waiting(me.to("decisions:motion", motion.pk), text, "motions")


def _questions(me: _Me) -> Iterator[Waiting]:
    """Questions beside a motion of theirs that nobody has answered."""
    asked = Question.objects.filter(
        hall=me.member.hall, motion__put_by=me.member, motion__status__in=LIVE, answer=""
    ).exclude(by=me.member)
    rows = list(asked.values("motion").annotate(n=Count("pk")).order_by("motion__put_at")[:3])
    titles = MotionText.objects.for_reader([row["motion"] for row in rows])
    for row in rows:
        text = ngettext(
            "A question on your motion waits for an answer: %(title)s",
            "%(count)s questions on your motion wait for an answer: %(title)s",
            row["n"],
        )
        words = text % {"count": row["n"], "title": titles.get(row["motion"], "")}
        yield Waiting(f"{me.to('decisions:motion', row['motion'])}#questions", words, "hand")


def _seconds(me: _Me) -> Iterator[Waiting]:
    alone = Motion.objects.filter(hall=me.member.hall, body__in=me.bodies, status=Status.PUT)
    alone = alone.exclude(put_by=me.member).exclude(supports__member=me.member)
    if not me.votes:
        return
    motions = list(alone.filter(amends=None).values_list("pk", flat=True)[:100])
    if motions:
        text = ngettext(
            "One motion looks for a seconder", "%(count)s motions look for a seconder", len(motions)
        )
        # One is reached at once; of several, the list shows which they are.
        href = me.to("decisions:motion", motions[0]) if len(motions) == 1 else me.to("decisions:motions")
        yield Waiting(href, text % {"count": len(motions)}, "hand")
    amendments = alone.filter(amends__status__in=UNDECIDED).order_by("put_at").values_list("pk", "amends")
    yield from _amendments_alone(me, [(pk, motion) for pk, motion in amendments[:100] if motion is not None])


def _amendments_alone(me: _Me, found: list[tuple[UUID, UUID]]) -> Iterator[Waiting]:
    """Amendments that look for a seconder, one line for each motion they would change."""
    many, first = Counter(motion for _pk, motion in found), {motion: pk for pk, motion in reversed(found)}
    titles = MotionText.objects.for_reader(first)
    for motion, count in many.most_common(3):
        text = ngettext(
            "An amendment looks for a seconder: %(title)s",
            "%(count)s amendments look for a seconder: %(title)s",
            count,
        )
        where = first[motion] if count == 1 else motion
        yield Waiting(
            me.to("decisions:motion", where),
            text % {"count": count, "title": titles.get(motion, "")},
            "hand",
        )


# The door ------------------------------------------------------------------------------------------------


def _applications(me: _Me) -> Iterator[Waiting]:
    """
    Who asks at the public door: for whoever holds the mandate to admit, with the second factor proved or not; where nobody
    holds it, for all who vote, so that nobody waits there unseen.
    """
    ruling = doors.may_admit(bodies.actor_of(me.member), me.at)
    admits = ruling or isinstance(ruling.refusal, FactorNeeded)
    if not admits and not (me.votes and not doors.somebody_admits(me.member.hall_id, me.at)):
        return
    ways = (Application.Way.FORM, *doors.LETTERS)
    asked = Counter(
        Application.objects.filter(
            hall=me.member.hall, way__in=ways, answer=Application.Answer.OPEN
        ).values_list("way", flat=True)
    )
    if count := asked.pop(Application.Way.FORM, 0):
        text = ngettext("Somebody asks to join us", "%(count)s people ask to join us", count)
        yield Waiting(me.to("bodies:applications"), text % {"count": count}, "members")
    if count := asked.total():
        text = ngettext("Somebody wrote to us at the door", "%(count)s people wrote to us at the door", count)
        yield Waiting(me.to("bodies:applications"), text % {"count": count}, "members")


def _doors(me: _Me) -> Iterator[Waiting]:
    if not me.votes:
        return
    asked = Invite.objects.filter(
        hall=me.member.hall,
        seconder=None,
        vouchers_needed__gt=1,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=me.at,
    ).exclude(inviter=me.member)
    if count := asked.count():
        text = ngettext("One invite needs a second voucher", "%(count)s invites need a second voucher", count)
        yield Waiting(me.to("bodies:invites"), text % {"count": count}, "key")
    cards = Application.objects.filter(
        hall=me.member.hall, answer=Application.Answer.OPEN, way=Application.Way.CARD
    )
    if count := cards.exclude(vouchers__member=me.member).count():
        text = ngettext(
            "One paper card needs a second voucher", "%(count)s paper cards need a second voucher", count
        )
        yield Waiting(me.to("bodies:cards"), text % {"count": count}, "key")
    back = LettingBackIn.objects.filter(hall=me.member.hall, confirmed_at=None, stopped_at=None, done_at=None)
    asked_by_others = back.exclude(asked_by=me.member).exclude(member=me.member)
    for first in sorted(set(asked_by_others.values_list("first", flat=True))):
        text = _("A first account needs a second voucher") if first else _("Somebody asks to be let back in")
        yield Waiting(me.to("bodies:letting_in"), text, "key")


def _principles(me: _Me) -> Iterator[Waiting]:
    if bodies.principles_to_answer(me.member, me.at) is not None:
        yield Waiting(
            me.to("bodies:principles"),
            _("Our principles have a new version: do you affirm it?"),
            "charter",
        )
