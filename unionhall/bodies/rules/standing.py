"""Votes by household and by proxy: who casts for whom, and where a third is refused."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.charters import Rule
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.kit.registries import Electorate

from ..models import Body, Member, Proxy
from .charters import charter
from .membership import is_voter, voters


def may_give_proxy(giver: Member, holder: Member, body: Body, at: datetime) -> Ruling:
    """Whether `giver` may let `holder` cast their vote in `body`: one vote carried beside one's own, never a third."""
    allowed = charter(body.hall_id, at).options.proxies
    if not allowed:
        return Ruling(
            OutOfOrder(_("The charter knows no proxies: whoever votes does so themselves."), rule="options")
        )
    if giver.pk == holder.pk:
        return Ruling(OutOfOrder(_("A proxy is somebody else."), rule="options"))
    if not (ruling := is_voter(giver, body, at)):
        return ruling
    if not is_voter(holder, body, at):
        return Ruling(
            NotAuthorised(
                _("Whoever carries your vote must have one of their own in this body."), rule="options"
            )
        )
    live = live_proxies(body, at)
    if live.filter(giver=giver).exists():
        return Ruling(
            OutOfOrder(_("You have given your vote to somebody already. Take it back first."), rule="options")
        )
    if live.filter(holder=holder).count() >= allowed:
        return Ruling(
            OutOfOrder(
                _("They carry another member's vote already: beside one's own, nobody casts a third."),
                rule="options",
            )
        )
    if live.filter(holder=giver).exists():
        return Ruling(OutOfOrder(_("You carry another member's vote: give that back first."), rule="options"))
    return IN_ORDER


def live_proxies(body: Body, at: datetime):  # type: ignore[no-untyped-def]
    """The proxies in `body` that stand at the moment `at`."""
    return Proxy.objects.filter(body=body, ended_at=None, since__lte=at, until__gt=at)


def electorate(
    body: Body, at: datetime, rule: Rule | None = None, *, here: Collection[UUID] | None = None
) -> Electorate:
    """
    Members in standing when asked, by member id, households and proxies applied as the charter says.

    Where a household has one vote, its speaker casts it, or whoever joined first; a proxy then moves a line to its
    holder, at most as many as the charter allows each. `here`: ids of those who have come, where nobody else casts a vote: a
    household's is then cast by one of it who is here, and whoever gave a proxy to somebody who stayed away votes themselves.
    """
    options = charter(body.hall_id, at).options
    people = voters(body, at, rule)
    casts: dict[object, list[Member]] = {}
    for line in _households(people) if options.one_household_one_vote else [[member] for member in people]:
        if here is not None:
            line.sort(key=lambda one: one.pk not in here)
        casts[line[0].pk] = line
    weights = dict.fromkeys(casts, 1)
    if options.proxies:
        for proxy in live_proxies(body, at).order_by("since", "pk"):
            carried = weights.get(proxy.holder_id, 0) - 1
            away = here is not None and proxy.holder_id not in here
            if proxy.giver_id in weights and 0 <= carried < options.proxies and not away:
                weights[proxy.holder_id] += weights.pop(proxy.giver_id)
                casts[proxy.holder_id] += casts.pop(proxy.giver_id)
    if here is not None:
        weights = {key: weight for key, weight in weights.items() if key in here}
        casts = {key: line for key, line in casts.items() if key in here}
    speaks = {key: tuple(one.pk for one in line[1:]) for key, line in casts.items() if len(line) > 1}
    return Electorate(weights=weights, speaks_for=speaks)  # type: ignore[arg-type]


def _households(people: list[Member]) -> list[list[Member]]:
    """The voters by household, whoever casts its vote coming first; those of no household each alone."""
    lines: dict[UUID, list[Member]] = {}
    speakers = {
        one.household_id: one.household.speaker_id for one in _with_households(people) if one.household
    }
    for one in people:
        lines.setdefault(one.household_id or one.pk, []).append(one)
    for key, line in lines.items():
        line.sort(key=lambda one: one.pk != speakers.get(key))
    return list(lines.values())


def _with_households(people: list[Member]) -> list[Member]:
    ids = {one.household_id for one in people if one.household_id}
    return list(Member.objects.filter(household_id__in=ids).select_related("household")) if ids else []
