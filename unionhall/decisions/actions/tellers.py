"""Figures counted in the room and typed in by tellers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import adds_up
from unionhall.decisions import rules, sealed
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Method, Pile, Poll, TellerFigure
from unionhall.decisions.rules.choosing import digest_of
from unionhall.decisions.rules.counting import FIGURES, figures_count
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

if TYPE_CHECKING:
    from unionhall.core.counting.stacks import Stack


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
    poll = _locked(poll)
    teller_id = _asked(by, poll, teller, present=present, aloud=aloud, at=at)
    if rules.question_of(poll.motion) is not None:
        raise OutOfOrder(_("In a choice between options the papers themselves are typed in."))
    clean = _clean(poll, figures)
    count = figures_count(poll.method, clean)
    _check_numbers(poll, count.took_part, present, not_counted)

    figure = _figure(by, poll, teller_id, present, not_counted, aloud, at)
    _keep(by, poll, figure, clean, None, at)
    motion_changed(poll.motion)
    return figure


@unrecorded(
    "one teller's papers are half of a count; the declaration names both tellers and the digest of what they agree on"
)
def type_papers(
    *,
    by: Actor,
    poll: Poll,
    stack: Stack,
    present: int,
    at: datetime,
    teller: Member | None = None,
    not_counted: int = 0,
    aloud: bool = False,
) -> TellerFigure:
    """
    Type in the papers of a choice between options as one teller reads them; `stack`: typed or from a file
    (`core.counting.stacks`). They agree with the other teller's when each paper is in both, in whatever order.

    `teller`, `present`, `not_counted`, `aloud`: as for `type_figures`.
    """
    poll = _locked(poll)
    teller_id = _asked(by, poll, teller, present=present, aloud=aloud, at=at)
    if rules.question_of(poll.motion) is None:
        raise OutOfOrder(_("This is no choice between options: type in the figures."))
    _check_numbers(poll, stack.handed_in, present, not_counted)
    papers = stack.to_data()

    figure = _figure(by, poll, teller_id, present, not_counted, aloud, at)
    figures = {
        "handed_in": stack.handed_in,
        "blank": stack.blank,
        "spoilt": sum(stack.spoilt.values()),
        "papers": digest_of(papers),
    }
    _keep(by, poll, figure, figures, papers, at)
    motion_changed(poll.motion)
    return figure


def _figure(
    by: Actor, poll: Poll, teller_id: Any, present: int, not_counted: int, aloud: bool, at: datetime
) -> TellerFigure:
    """A teller's figure with all but what was counted, not saved."""
    sitting = rules.key_of(rules.where_is(by, poll, at))
    return TellerFigure(
        hall_id=poll.hall_id,
        poll=poll,
        teller_id=teller_id,
        typed_by_id=by.member_id,
        round=rules.current_round(poll, sitting),
        present=present,
        not_counted=not_counted,
        aloud=aloud,
        at=at,
        sitting=sitting,
    )


def _keep(
    by: Actor,
    poll: Poll,
    figure: TellerFigure,
    figures: dict[str, Any],
    papers: dict[str, Any] | None,
    at: datetime,
) -> None:
    """Save what was counted: in plain where one count is all; of one sitting among several sealed, with who is in it."""
    if poll.through is None:
        figure.figures = figures
        figure.save()
        if papers is not None:
            Pile.objects.create(hall_id=poll.hall_id, poll=poll, figure=figure, papers=papers)
        return
    here = rules.where_is(by, poll, at)
    assert here is not None
    if not poll.figures.filter(round=figure.round).exists():
        poll.rolls.filter(sitting=here.key).update(sitting=None)
        rules.lines_there(poll, here).update(sitting=here.key)
    sealed.seal(figure, figures, papers)
    figure.save()


def _locked(poll: Poll) -> Poll:
    """The poll's row, locked until the transaction ends, so that two tellers take turns."""
    rows = Poll.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("motion__body", "body__hall").get(pk=poll.pk)


def _asked(by: Actor, poll: Poll, teller: Member | None, *, present: int, aloud: bool, at: datetime) -> Any:
    """Who counted, once it is in order that `by` types for them."""
    teller_id = teller.pk if teller is not None else by.member_id
    rules.may_type_figures(by, poll, teller_id, present=present, aloud=aloud, at=at).enforce()
    if teller is not None and (teller.hall_id != poll.hall_id or not bodies.is_member(teller, poll.body)):
        raise OutOfOrder(_("Tellers are members of this body."))
    return teller_id


def _check_numbers(poll: Poll, took_part: int, present: int, not_counted: int) -> None:
    """No more votes than people, and no more left out than there are."""
    adds_up(took_part, poll.electorate).enforce()
    if present < 0 or took_part > present:
        raise OutOfOrder(
            _("There are %(votes)d votes and %(present)d present: please count again.")
            % {"votes": took_part, "present": present}
        )
    if not 0 <= not_counted <= present:
        raise OutOfOrder(_("Those not counted for the quorum are among those present."))


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
    poll = _locked(poll)
    rules.may_refuse_aloud(by, poll, at).enforce()
    poll.aloud_refused = True
    poll.save(update_fields=["aloud_refused"])
    motion_changed(poll.motion)
    return poll
