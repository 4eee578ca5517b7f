"""Who waits at the door, or for a second member's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Application, Invite, LettingBackIn, Voucher
from unionhall.bodies.rules import doors
from unionhall.mandates.gate import FactorNeeded

from .lines import Reader, Section, Waiting


def _applications_rows(hall: Any, _member: Any, _at: Any) -> QuerySet[Application]:
    ways = (Application.Way.FORM, *doors.LETTERS)
    return Application.objects.filter(hall_id=hall, way__in=ways, answer=Application.Answer.OPEN)


def _applications(me: Reader, rows: QuerySet[Application]) -> Iterator[Waiting]:
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


def _invites(me: Reader, rows: QuerySet[Invite]) -> Iterator[Waiting]:
    if not me.votes:
        return
    count = rows.count()
    text = ngettext("One invite needs a second voucher", "%(count)s invites need a second voucher", count)
    yield Waiting(me.to("bodies:invites"), text % {"count": count}, "key")


def _cards_rows(hall: Any, member: Any, _at: Any) -> QuerySet[Application]:
    cards = Application.objects.filter(hall_id=hall, answer=Application.Answer.OPEN, way=Application.Way.CARD)
    return cards.exclude(Exists(Voucher.objects.filter(application=OuterRef("pk"), member_id=member)))


def _cards(me: Reader, rows: QuerySet[Application]) -> Iterator[Waiting]:
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


def _back_in(me: Reader, rows: QuerySet[LettingBackIn]) -> Iterator[Waiting]:
    if not me.votes:
        return
    for first in sorted(set(rows.values_list("first", flat=True))):
        text = _("A first account needs a second voucher") if first else _("Somebody asks to be let back in")
        yield Waiting(me.to("bodies:letting_in"), text, "key")


SECTIONS = {
    "applications": Section(_applications_rows, _applications),
    "invites": Section(_invites_rows, _invites),
    "cards": Section(_cards_rows, _cards),
    "back_in": Section(_back_in_rows, _back_in),
}
