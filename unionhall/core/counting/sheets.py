"""Sheets: a report as a returning officer would hand it out, in sentences and tables of plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from unionhall.core.counting.ballots import ONLY_WITHDRAWN, OVERVOTE, SKIPPED, UNREADABLE
from unionhall.core.counting.names import TITLES
from unionhall.core.counting.reports import Report, Stage
from unionhall.core.counting.ties import BY_FILE, BY_SEED, BY_STAGE, Tie
from unionhall.core.words import Sentence, _

_SPOILT = {
    UNREADABLE: Sentence(_("nobody can read them")),
    OVERVOTE: Sentence(_("two candidates were given the same place")),
    SKIPPED: Sentence(_("the first places were left out")),
    ONLY_WITHDRAWN: Sentence(_("only withdrawn candidates were named")),
}
_HOW = {
    BY_SEED: _("Stage {stage}: {among} were level; the lot of the seed chose {chosen}."),
    BY_FILE: _("Stage {stage}: {among} were level; the lot in the file chose {chosen}."),
    BY_STAGE: _("Stage {stage}: {among} were level; an earlier stage chose {chosen}."),
}


def reason_in_words(reason: str) -> Sentence:
    """
    Why ballots were spoilt.

    >>> str(reason_in_words("overvote"))
    'two candidates were given the same place'
    """
    return _SPOILT.get(reason, Sentence("{reason}", reason=reason))


def tie_in_words(tie: Tie) -> Sentence:
    """
    One tie, who was in it and how it was broken.

    >>> str(tie_in_words(Tie(2, ("Ana", "Bilal"), "Ana", BY_SEED)))
    'Stage 2: Ana, Bilal were level; the lot of the seed chose Ana.'
    """
    return Sentence(_HOW[tie.how], stage=tie.stage, among=tie.among, chosen=tie.chosen)


def opening(report: Report) -> list[Sentence]:
    """
    What was counted and how.

    >>> [str(one) for one in opening(Report("irv", "integers", 1, ("Ana",), valid=3, winners=("Ana",)))][1]
    'Ballots: 3 valid, 0 blank, 0 spoilt.'
    """
    told = [
        Sentence(
            _("{rule}; seats {seats}; arithmetic: {arithmetic}."),
            rule=TITLES[report.rule],
            seats=report.seats,
            arithmetic=report.arithmetic,
        ),
        Sentence(
            _("Ballots: {valid} valid, {blank} blank, {spoilt} spoilt."),
            valid=report.valid,
            blank=report.blank,
            spoilt=sum(report.spoilt.values()),
        ),
    ]
    for reason, count in report.spoilt.items():
        told.append(
            Sentence(_("Spoilt, because {reason}: {count}."), reason=reason_in_words(reason), count=count)
        )
    if report.withdrawn:
        told.append(Sentence(_("Withdrawn: {names}."), names=report.withdrawn))
    if report.quota is not None:
        told.append(Sentence(_("Quota: {quota}."), quota=report.quota))
    return told


def stage_in_words(report: Report, n: int) -> list[Sentence]:
    """
    What happened at stage `n` (from 1).

    >>> stage = Stage(1, {"Ana": "3"}, "0", ("Ana",))
    >>> report = Report("irv", "integers", 1, ("Ana",), valid=3, winners=("Ana",), stages=(stage,))
    >>> [str(one) for one in stage_in_words(report, 1)]
    ['Stage 1: Ana is elected.']
    """
    stage, told = report.stages[n - 1], []
    if stage.tie:
        told.append(tie_in_words(stage.tie))
    giver = _giver(report, n)
    if giver:
        told.append(Sentence(_("Stage {n}: the surplus of {name} is transferred."), n=n, name=giver))
    for name in stage.excluded:
        told.append(Sentence(_("Stage {n}: {name} is excluded."), n=n, name=name))
    for name in stage.elected:
        told.append(Sentence(_("Stage {n}: {name} is elected."), n=n, name=name))
    return told


def _giver(report: Report, n: int) -> str | None:
    """Whose surplus was transferred at stage `n` of a Scottish count: who was elected and has fewer votes than before."""
    stage = report.stages[n - 1]
    if n == 1 or stage.excluded or report.rule != "scottish-stv":
        return None
    before = report.stages[n - 2].votes
    return next((name for name in stage.votes if Decimal(stage.votes[name]) < Decimal(before[name])), None)


def sheet(report: Report, say: Callable[[Sentence], str] = str, width: int = 100) -> Iterator[str]:
    """
    The whole report, line after line, no table wider than `width` where that can be.

    `say` turns a sentence into the reader's language.

    >>> stage = Stage(1, {"Ana": "3", "Bilal": "1"}, "0", ("Ana",))
    >>> report = Report("plurality", "integers", 1, ("Ana", "Bilal"), 4, ("Ana",), stages=(stage,))
    >>> print("\\n".join(sheet(report)))
    Most votes; seats 1; arithmetic: integers.
    Ballots: 4 valid, 0 blank, 0 spoilt.
    <BLANKLINE>
    Candidate  Stage 1
    Ana              3
    Bilal            1
    Exhausted        0
    Total            4
    <BLANKLINE>
    Stage 1: Ana is elected.
    <BLANKLINE>
    Elected: Ana.
    """
    for sentence in opening(report):
        yield say(sentence)
    yield ""
    yield from _stages(report, say, width)
    if report.pairwise is not None:
        yield from _pairs(report, say)
    for stage in report.stages:
        for sentence in stage_in_words(report, stage.n):
            yield say(sentence)
    if not report.stages:
        for tie in report.ties:
            yield say(tie_in_words(tie))
    yield ""
    yield say(Sentence(_("Elected: {names}."), names=report.winners))


def _stages(report: Report, say: Callable[[Sentence], str], width: int) -> Iterator[str]:
    """The stage table, in parts as wide as fits: what moved and what each then has."""
    if not report.stages:
        return
    tails = [say(Sentence(_("Exhausted"))), say(Sentence(_("Lost to rounding"))), say(Sentence(_("Total")))]
    first = [say(Sentence(_("Candidate"))), *report.stages[0].votes, *tails]
    parts = [_columns(report, stage, say) for stage in report.stages]
    lost = any(part[-1][-2].strip("0.") for part in parts)
    if not lost:
        del first[-2]
        for part in parts:
            for column in part:
                del column[-2]
    wide = max(map(_width, first))
    block: list[list[str]] = []
    used = wide
    for part in parts:
        size = sum(2 + max(map(_width, column)) for column in part)
        if block and used + size > width:
            yield from _table([first, *block])
            yield ""
            block, used = [], wide
        block += part
        used += size
    yield from _table([first, *block])
    yield ""


def _columns(report: Report, stage: Stage, say: Callable[[Sentence], str]) -> list[list[str]]:
    """The column of one stage, and before it what moved, where something did."""
    votes = {name: Decimal(text) for name, text in stage.votes.items()}
    exhausted = Decimal(stage.exhausted)
    total = Decimal(report.valid)
    lost = total - sum(votes.values()) - exhausted
    place = Decimal(1).scaleb(-len(stage.exhausted.partition(".")[2]))
    title = say(Sentence(_("Stage {n}"), n=stage.n))
    tails = (exhausted, lost, total)
    columns = [[title, *stage.votes.values(), *(str(one.quantize(place)) for one in tails)]]
    if stage.n > 1:
        before = report.stages[stage.n - 2]
        moved = [votes[name] - Decimal(before.votes[name]) for name in votes]
        moved.append(exhausted - Decimal(before.exhausted))
        signs = [f"{one:+}" if one else "" for one in (each.quantize(place) for each in moved)]
        columns.insert(0, ["", *signs, "", ""])
    return columns


def _pairs(report: Report, say: Callable[[Sentence], str]) -> Iterator[str]:
    """How many rank the one on the left above the one at the top, and the order."""
    assert report.pairwise is not None and report.order is not None
    names = list(report.pairwise)
    heads = [f"{number}" for number in range(1, len(names) + 1)]
    first = ["", *(f"{head} {name}" for head, name in zip(heads, names, strict=True))]
    columns = [
        [head, *(str(report.pairwise[above].get(below, "·")) for above in names)]
        for head, below in zip(heads, names, strict=True)
    ]
    yield from _table([first, *columns])
    yield ""
    for place, group in enumerate(report.order, 1):
        yield say(Sentence(_("{place}. {names}"), place=place, names=group))


def _table(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns side by side, the first to the left, the others to the right."""
    widths = [max(map(_width, column)) for column in columns]
    for row in zip(*columns, strict=True):
        cells = [row[0] + " " * (widths[0] - _width(row[0]))]
        cells += [" " * (wide - _width(cell)) + cell for cell, wide in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """How many places a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
