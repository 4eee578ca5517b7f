"""How long what nobody answers is kept: an application at the door, a letter, a paper card that nobody else vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from unionhall.record.models import Opening

from ..models import Application, Voucher

UNANSWERED_KEPT = timedelta(days=90)
"""From when it was last heard of. As long as others keep what strangers report (GlobaLeaks' default), and then it goes."""
REOPENED = "letter.reopened"


def given_up(hall_id: UUID, at: datetime) -> QuerySet[Application]:
    """What has waited for its time: nobody answered it, vouched for it or said that it waits still."""
    before = at - UNANSWERED_KEPT
    again = Opening.objects.filter(hall_id=hall_id, kind=REOPENED, at__gt=before)
    vouched = Voucher.objects.filter(hall_id=hall_id, at__gt=before)
    return (
        Application.objects.filter(hall_id=hall_id, answer=Application.Answer.OPEN, made_at__lte=before)
        .exclude(pk__in=again.values("about_id"))
        .exclude(pk__in=vouched.values("application"))
    )


def kept_until(waiting: Iterable[Application]) -> dict[UUID, datetime]:
    """When each of these goes if nobody answers, by its id. Two queries, however many they are."""
    heard = {one.pk: one.made_at for one in waiting}
    again = Opening.objects.filter(about_id__in=heard, kind=REOPENED).values_list("about_id", "at")
    vouched = Voucher.objects.filter(application__in=heard).values_list("application", "at")
    for pk, at in (*again, *vouched):
        heard[pk] = max(heard[pk], at)
    return {pk: at + UNANSWERED_KEPT for pk, at in heard.items()}
