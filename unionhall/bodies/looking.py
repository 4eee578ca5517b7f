"""
Looking for a member: the one way from letters, or from an id in the record, to a name. Each look counts.

Membership is secret, and the record holds every member's id. So no page finds somebody by itself: it asks here, and who
asks too often in a minute waits (`tests/unionhall/test_every_look_counts.py`).
"""

from __future__ import annotations

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder

from .models import Member
from .rules import names

LOOKS_A_MINUTE = 30
"""Looks that one member may take in a minute: enough to find people, too few to copy a list."""
MOST_FOUND = 8


def count(reader: Member) -> None:
    """Count one look of `reader`. Raises `OutOfOrder` beyond so many in a minute; kept in memory only."""
    key = f"reads:{reader.pk}"
    cache.add(key, 0, 60)
    try:
        looks = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        looks = 1
    if looks > LOOKS_A_MINUTE:
        raise OutOfOrder(
            _(
                "That was many searches in a short time. Please wait a minute: lists of names are not for copying."
            )
        )


def found_by_name(
    reader: Member, typed: str, *, among: QuerySet[Member] | None = None, by_letters: bool = False
) -> list[Member]:
    """
    The members of the reader's hall whom what was typed finds, at least two letters; at most eight, exact names first.

    Who did not choose to be found is found by whole words of their name only, but by who keeps the list (`by_letters`).
    `among`: only these. Raises `OutOfOrder` for who looks too often; fewer than two letters are no look.
    """
    if len(names.plain(typed)) < 2:
        return []
    count(reader)
    return names.find_members(reader.hall_id, typed, most=MOST_FOUND, among=among, by_letters=by_letters)


def with_id(reader: Member, key: object, *, among: QuerySet[Member] | None = None) -> Member | None:
    """
    The member of the reader's hall with the id `key`, or None: where there is none, or they left.

    `among`: only these. Raises `OutOfOrder` for who looks too often; no key is no look.
    """
    return next(iter(with_ids(reader, [key] if key else [], among=among)), None)


def with_ids(reader: Member, keys: list[object], *, among: QuerySet[Member] | None = None) -> list[Member]:
    """The members of the reader's hall with these ids, each of them one look; what is no id is left out."""
    here = Member.objects.all() if among is None else among
    for _key in keys:
        count(reader)
    try:
        found = here.filter(hall_id=reader.hall_id, left_on=None, pk__in=keys)
        return names.told_apart(reader.hall_id, found.select_related("person", "hall"))
    except (ValidationError, ValueError, TypeError):
        return []


def alike(reader: Member, name: str) -> list[Member]:
    """
    The members whose names are like `name`, the likeliest first: one look where there is anybody.

    Where there is nobody, the card that was typed in lies before everybody, and tells of whoever tries names one by one;
    an evening's pile of cards is typed in without a wait.
    """
    found = names.doubles(reader.hall_id, name)
    if found:
        count(reader)
    return found


def taken_down_for(request: HttpRequest) -> Member | None:
    """
    The member without a phone whose word a form takes down: by their id in its field `member`, or by their name in its field
    `name`. None where it has neither, and one speaks oneself.
    """
    reader, typed = request.member, request.POST.get("name", "")[:80]  # type: ignore[attr-defined]
    if request.POST.get("member"):
        whose = with_id(reader, request.POST["member"])
    elif "name" in request.POST:
        hits = found_by_name(reader, typed)
        exact = [one for one in hits if names.plain(one.name) == names.plain(typed)] or hits
        whose = exact[0] if len(exact) == 1 else None
    else:
        return None
    if whose is None:
        raise OutOfOrder(_("Choose who it is."))
    return whose
