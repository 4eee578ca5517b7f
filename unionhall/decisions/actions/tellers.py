"""Figures counted in the room and typed in by tellers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import adds_up
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Method, Poll, TellerFigure
from unionhall.decisions.rules.counting import FIGURES, figures_count
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded


@unrecorded(
    "one teller's figure is half of a count; the declaration names both tellers and what they agree on"
)
def type_figures(
    *,
    by: Actor,
    poll: Poll,
    figures: Mapping[str, Any],
    present: int,
    at: datetime,
    teller: Member | None = None,
    not_counted: int = 0,
    aloud: bool = False,
) -> TellerFigure:
    """
    Type in what one teller counted.

    `teller`: who counted, where another types for them on one device; whoever acts otherwise. `figures`: votes by name as
    `rules.counting.FIGURES` lists them for the method. `present`: people in the room who may vote; `not_counted`: how
    many of them the charter leaves out of the quorum. `aloud`: counted aloud by one, nobody objecting.
    """
    poll = (
        Poll.objects.select_for_update(of=("self",), no_key=True)
        .select_related("motion__body", "body__hall")
        .get(pk=poll.pk)
    )
    teller_id = teller.pk if teller is not None else by.member_id
    rules.may_type_figures(by, poll, teller_id, present=present, aloud=aloud, at=at).enforce()
    if teller is not None and (teller.hall_id != poll.hall_id or not bodies.is_member(teller, poll.body)):
        raise OutOfOrder(_("Tellers are members of this body."))
    clean = _clean(poll, figures)
    count = figures_count(poll.method, clean)
    adds_up(count.took_part, poll.electorate).enforce()
    if present < 0 or count.took_part > present:
        raise OutOfOrder(
            _("There are %(votes)d votes and %(present)d present: please count again.")
            % {"votes": count.took_part, "present": present}
        )
    if not 0 <= not_counted <= present:
        raise OutOfOrder(_("Those not counted for the quorum are among those present."))

    figure = TellerFigure.objects.create(
        hall_id=poll.hall_id,
        poll=poll,
        teller_id=teller_id,
        typed_by_id=by.member_id,
        round=rules.current_round(poll),
        figures=clean,
        present=present,
        not_counted=not_counted,
        aloud=aloud,
        at=at,
    )
    motion_changed(poll.motion)
    return figure


def _clean(poll: Poll, figures: Mapping[str, Any]) -> dict[str, Any]:
    names = FIGURES[Method(poll.method)]
    if unknown := set(figures) - {*names, "irrelevant"}:
        raise OutOfOrder(_("This is not counted here: %(what)s.") % {"what": ", ".join(sorted(unknown))})
    clean: dict[str, Any] = {name: figures.get(name, 0) for name in names}
    if poll.method == Method.SLIPS:
        clean["irrelevant"] = list(figures.get("irrelevant", ()))
    return clean


@unrecorded("an objection changes how it is counted, which the declaration says")
def refuse_aloud(*, by: Actor, poll: Poll, at: datetime) -> Poll:
    """Object to one teller counting aloud: two count instead."""
    poll = (
        Poll.objects.select_for_update(of=("self",), no_key=True)
        .select_related("motion__body", "body__hall")
        .get(pk=poll.pk)
    )
    rules.may_refuse_aloud(by, poll, at).enforce()
    poll.aloud_refused = True
    poll.save(update_fields=["aloud_refused"])
    motion_changed(poll.motion)
    return poll
