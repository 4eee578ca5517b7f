"""Ending the count of one sitting, which stays sealed; and opening what all of them counted, when the result is declared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from unionhall.core.words import Sentence, _
from unionhall.decisions import rules, sealed
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Pile, Poll, RollState, TellerFigure
from unionhall.decisions.rules.choosing import chosen_by, question_of, stack_of_all
from unionhall.decisions.rules.counting import figures_count
from unionhall.decisions.rules.tellers import rests_on_one
from unionhall.kit.actor import Actor
from unionhall.record.book import action, entry_of, write

NO_COUNT = Sentence(_("The time was up, and no count had been agreed on."))
COUNTED_AT = _(
    "Counted at {counted} of {sittings} sittings: at the others nobody brought a count in before they were over."
)
UNREADABLE = Sentence(
    _("What was counted at a sitting could not be opened on this server, so there is no result.")
)


def count_sitting(by: Actor, poll: Poll, figure: TellerFigure, at: datetime) -> Poll:
    """End the count of the sitting that `figure` is of: who is in it is in no other, and what was counted stays sealed."""
    inside = sealed.opened(figure)
    assert inside is not None
    figure.settled = True
    figure.save(update_fields=["settled"])
    poll.rolls.filter(sitting=figure.sitting).update(state=RollState.CLOSED)
    told = poll.figures.filter(round=figure.round).order_by("at").values_list("teller_id", flat=True)
    write(
        "sitting.counted",
        by=by,
        at=at,
        about=poll,
        body=poll.body_id,
        present=figure.present,
        tellers=[str(one) for one in told if one],
        seal=sealed.digest_of(inside, figure.present),
    )
    motion_changed(poll.motion)
    return poll


def counted_through(by: Actor, poll: Poll, at: datetime) -> tuple[Any, int | None]:
    """
    What all sittings counted, together, and how many were present at them; None for both where none did, or where one that did
    cannot be opened. A count that two agree on counts though nobody ended it, unless it would rest on one person.
    """
    for key in {one.sitting for one in poll.figures.all()} - rules.counted_at(poll):
        figure = rules.agreed_figure(poll, key)
        if figure is not None and not rests_on_one(by, poll, figure):
            figure.settled = True
            figure.save(update_fields=["settled"])
    settled = list(poll.figures.filter(settled=True).order_by("at"))
    if not settled:
        sealed.destroy_key(poll)
        return None, None
    if not all(sealed.opened(one) is not None for one in settled):
        return None, None
    settled = open_counts(by=by, poll=poll)
    present = sum(one.present - one.not_counted for one in settled)
    question = question_of(poll.motion)
    if question is not None:
        stack = stack_of_all(settled)
        assert stack is not None
        return chosen_by(poll, question, stack), present
    first, *others = (figures_count(poll.method, one.figures) for one in settled)
    for one in others:
        first = first + one  # type: ignore[operator]
    return first, present


@action
def open_counts(*, by: Actor, poll: Poll, at: datetime) -> list[TellerFigure]:
    """Open what the tellers of all sittings typed in, and destroy its key; called by the declaration. Gives what counts."""
    opened = []
    for figure in poll.figures.exclude(sitting=None).order_by("at"):
        inside = sealed.opened(figure)
        if inside is not None:
            opened.append((figure, inside))

    for figure, inside in opened:
        figure.figures, figure.sealed = inside["figures"], b""
        figure.save(update_fields=["figures", "sealed"])
        if inside["papers"] is not None:
            Pile.objects.create(hall_id=poll.hall_id, poll=poll, figure=figure, papers=inside["papers"])
    sealed.destroy_key(poll)

    write(
        "sittings.opened",
        by=by,
        at=at,
        about=poll,
        body=poll.body_id,
        warrant=entry_of(poll, "poll.opened") if by.clock else None,
        counts=[_told(figure, inside) for figure, inside in opened if figure.settled],
    )
    return [figure for figure, _inside in opened if figure.settled]


def _told(figure: TellerFigure, inside: dict[str, Any]) -> dict[str, Any]:
    """One sitting's count as the record has it, with what its seal can be checked by."""
    return {
        "figures": inside["figures"],
        "present": figure.present,
        "salt": inside["salt"],
        "seal": sealed.digest_of(inside, figure.present),
    }
