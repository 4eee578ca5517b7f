"""What waits for one member: the few things that only they can do next, each one tap away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Application, Invite, LettingBackIn, Member
from unionhall.decisions.models import IN_THE_ROOM, Motion, MotionText, Poll, Roll, Status
from unionhall.decisions.rules import LIVE
from unionhall.mandates.models import Mandate


@dataclass(frozen=True)
class Waiting:
    """One thing to do: where, in which words, until when, and the drawing beside it."""

    href: str
    text: str
    icon: str
    until: datetime | None = None


def waiting_for(member: Member, at: datetime) -> list[Waiting]:
    """Everything that waits for `member` at the moment `at`, most pressing first; a fixed number of queries."""
    slug = member.hall.slug
    return [
        *_guest(member, slug),
        *_ballots(member, slug, at),
        *_recalls(member, slug, at),
        *_results(member, slug, at),
        *_next_steps(member, slug),
        *_seconds(member, slug),
        *_doors(member, slug, at),
        *_principles(member, slug, at),
    ]


def _guest(member: Member, slug: str) -> Iterator[Waiting]:
    if member.guest:
        yield Waiting(
            reverse("bodies:affirm", kwargs={"hall": slug}),
            _("You are a guest, without a vote: read what we agreed on, and affirm it"),
            "charter",
        )


def _ballots(member: Member, slug: str, at: datetime) -> Iterator[Waiting]:
    mine = Roll.objects.filter(
        member=member, voted=False, poll__in=Poll.objects.filter(hall=member.hall).open_at(at)
    )
    found = list(mine.select_related("poll__motion").order_by("poll__closes_at")[:10])
    titles = MotionText.objects.for_reader([roll.poll.motion_id for roll in found])
    for roll in found:
        poll = roll.poll
        if poll.method in ("hands", "paper"):
            continue
        yield Waiting(
            reverse("decisions:poll", kwargs={"hall": slug, "pk": poll.pk}),
            _("Vote: %(title)s") % {"title": titles.get(poll.motion_id, poll.motion.number)},
            "motions",
            poll.closes_at,
        )


def _recalls(member: Member, slug: str, at: datetime) -> Iterator[Waiting]:
    held = Mandate.objects.filter(hall=member.hall, member=member.pk).live(at)
    for motion in Motion.objects.filter(recalls__in=held, status__in=LIVE, answer="").order_by("put_at")[:3]:
        yield Waiting(
            reverse("decisions:motion", kwargs={"hall": slug, "pk": motion.pk}),
            _("Your mandate is called back. You may answer"),
            "mandates",
        )


def _results(member: Member, slug: str, at: datetime) -> Iterator[Waiting]:
    polls = Poll.objects.filter(hall=member.hall, judges=None).open_at(at).filter(rolls__member=member)
    polls = polls.exclude(method__in=IN_THE_ROOM).exclude(
        pk__in=Roll.objects.filter(poll__hall=member.hall, poll__declared_at=None, voted=False).values("poll")
    )
    found = list(polls.order_by("closes_at")[:5])
    titles = MotionText.objects.for_reader([poll.motion_id for poll in found])
    for poll in found:
        yield Waiting(
            reverse("decisions:poll", kwargs={"hall": slug, "pk": poll.pk}),
            _("Everybody has voted: %(title)s. Declare the result")
            % {"title": titles.get(poll.motion_id, "")},
            "motions",
        )


def _next_steps(member: Member, slug: str) -> Iterator[Waiting]:
    mine = list(
        Motion.objects.filter(hall=member.hall, put_by=member, status=Status.SECONDED, amends=None)[:5]
    )
    titles = MotionText.objects.for_reader(mine)
    for motion in mine:
        yield Waiting(
            reverse("decisions:motion", kwargs={"hall": slug, "pk": motion.pk}),
            _("Before us: %(title)s. Next, open the vote") % {"title": titles.get(motion.pk, "")},
            "motions",
        )


def _seconds(member: Member, slug: str) -> Iterator[Waiting]:
    alone = Motion.objects.filter(hall=member.hall, status=Status.PUT, amends=None).exclude(put_by=member)
    if count := alone.count():
        text = ngettext("One motion looks for a seconder", "%(count)s motions look for a seconder", count)
        yield Waiting(reverse("decisions:motions", kwargs={"hall": slug}), text % {"count": count}, "hand")


def _doors(member: Member, slug: str, at: datetime) -> Iterator[Waiting]:
    asked = Invite.objects.filter(
        hall=member.hall,
        seconder=None,
        vouchers_needed__gt=1,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    ).exclude(inviter=member)
    if count := asked.count():
        text = ngettext("One invite needs a second voucher", "%(count)s invites need a second voucher", count)
        yield Waiting(reverse("bodies:invites", kwargs={"hall": slug}), text % {"count": count}, "key")
    cards = Application.objects.filter(
        hall=member.hall, answer=Application.Answer.OPEN, way=Application.Way.CARD
    )
    if count := cards.exclude(vouchers__member=member).count():
        text = ngettext(
            "One paper card needs a second voucher", "%(count)s paper cards need a second voucher", count
        )
        yield Waiting(reverse("bodies:cards", kwargs={"hall": slug}), text % {"count": count}, "key")
    back = LettingBackIn.objects.filter(hall=member.hall, confirmed_at=None, stopped_at=None, done_at=None)
    if back.exclude(asked_by=member).exclude(member=member).exists():
        yield Waiting(
            reverse("bodies:letting_in", kwargs={"hall": slug}), _("Somebody asks to be let back in"), "key"
        )


def _principles(member: Member, slug: str, at: datetime) -> Iterator[Waiting]:
    if bodies.principles_to_answer(member, at) is not None:
        yield Waiting(
            reverse("bodies:principles", kwargs={"hall": slug}),
            _("Our principles have a new version: do you affirm it?"),
            "charter",
        )
