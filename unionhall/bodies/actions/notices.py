"""The noticeboard: pinned by any member, taken down by whoever pinned it, down by itself on its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..models import Notice
from .places import settled_name

LONGEST_DAYS = 92


@unrecorded("a note on the board is its writer's word, not the body's")
def pin_notice(*, by: Actor, title: str, text: str, language: str, until: date, at: datetime) -> Notice:
    """
    Pin a note to the hall's board until the day `until`. Any member may, guests too; suspended ones may not.

    Raises `OutOfOrder` without a title, or for a day in the past or more than three months away.
    """
    rules.may_act(by, at).enforce()
    member = rules.member_of(by)
    if member is None:
        raise NotAuthorised(_("Only members of this hall may do this."))
    today = rules.today(member, at)
    if until < today:
        raise OutOfOrder(_("A note stays until today at least."))
    if until > today + timedelta(days=LONGEST_DAYS):
        raise OutOfOrder(_("A note stays three months at most."))

    return Notice.objects.create(
        hall_id=by.hall_id,
        by=member,
        title=settled_name(title, most=120),
        text=text.strip()[:8000],
        language=language,
        posted_at=at,
        until=until,
    )


@unrecorded("a note on the board is its writer's word, not the body's")
def take_down_notice(*, by: Actor, notice: Notice, at: datetime) -> Notice:
    """Take down a note one pinned oneself."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk, hall_id=by.hall_id)
    if notice.by_id is None or notice.by_id != by.member_id:
        raise NotAuthorised(_("Whoever pinned a note takes it down."))
    if notice.taken_down_at is not None:
        raise OutOfOrder(_("This note was taken down already."))

    notice.taken_down_at = at
    notice.save(update_fields=["taken_down_at"])
    return notice
