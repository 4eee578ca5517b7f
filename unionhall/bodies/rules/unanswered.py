"""How long what nobody answers is kept: an application at the door, a letter, a paper card that nobody else vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from unionhall.record.models import Opening

from ..models import Application, Voucher

UNANSWERED_KEPT = timedelta(days=90)
"""From when it was last heard of. As long as others keep what strangers report (GlobaLeaks' default), and then it goes."""
REOPENED = "letter.reopened"


def given_up(hall_id: Any, at: Any) -> QuerySet[Application]:
    """What has waited for its time: nobody answered it, vouched for it or said that it waits still."""
    before = at - UNANSWERED_KEPT
    # Of each application by itself: which hall it is in may be asked of all halls at once (decision 24).
    again = Opening.objects.filter(about_id=OuterRef("pk"), kind=REOPENED, at__gt=before)
    vouched = Voucher.objects.filter(application=OuterRef("pk"), at__gt=before)
    waiting = Application.objects.filter(hall_id=hall_id, answer=Application.Answer.OPEN, made_at__lte=before)
    return waiting.filter(~Exists(again), ~Exists(vouched))


def kept_until(waiting: Iterable[Application]) -> dict[UUID, datetime]:
    """When each of these goes if nobody answers, by its id. Two queries, however many they are."""
    heard = {one.pk: one.made_at for one in waiting}
    again = Opening.objects.filter(about_id__in=heard, kind=REOPENED).values_list("about_id", "at")
    vouched = Voucher.objects.filter(application__in=heard).values_list("application", "at")
    for pk, at in (*again, *vouched):
        heard[pk] = max(heard[pk], at)
    return {pk: at + UNANSWERED_KEPT for pk, at in heard.items()}
