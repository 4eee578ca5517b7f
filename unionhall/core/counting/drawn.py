"""A report as a page draws it: the bars with their line, and the table of stages row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from unionhall.core.counting.names import Rule
from unionhall.core.counting.reports import Report


@dataclass(frozen=True)
class Cell:
    """
    One option at one stage. `votes`: what it has then, and `moved`: what came or went, signed, both as decimal strings; both
    "" once it is out. `elected`, `excluded`: at just this stage.
    """

    votes: str
    moved: str = ""
    elected: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Row:
    """One option through all stages."""

    name: str
    cells: tuple[Cell, ...]
    chosen: bool


def stage_rows(report: Report) -> list[Row]:
    """
    The table of stages, as a returning officer's sheet has it: an option a row, a stage a column, those chosen first and the
    others by how long they stayed.

    >>> from unionhall.core.counting.reports import Stage
    >>> stages = (Stage(1, {"Mill": "2", "Barn": "1", "Shed": "2"}, "0", (), ("Barn",)),
    ...     Stage(2, {"Mill": "3", "Barn": "0", "Shed": "2"}, "0", ("Mill",)))
    >>> report = Report("irv", "integers", 1, ("Mill", "Barn", "Shed"), 5, ("Mill",), stages=stages)
    >>> [(row.name, [(cell.votes, cell.moved) for cell in row.cells]) for row in stage_rows(report)]
    [('Mill', [('2', ''), ('3', '+1')]), ('Shed', [('2', ''), ('2', '')]), ('Barn', [('1', ''), ('', '-1')])]
    """
    rows = []
    for name in report.stages[0].votes if report.stages else ():
        cells, out = [], False
        for place, stage in enumerate(report.stages):
            before = report.stages[place - 1].votes[name] if place else None
            cells.append(
                Cell(
                    "" if out and not Decimal(stage.votes[name]) else stage.votes[name],
                    _moved(before, stage.votes[name]),
                    name in stage.elected,
                    name in stage.excluded,
                )
            )
            out = out or name in stage.excluded
        rows.append(Row(name, tuple(cells), name in report.winners))
    return sorted(rows, key=lambda row: _standing(report, row.name))


def _moved(before: str | None, now: str) -> str:
    """What came or went, with its sign and without a tail of noughts; "" where nothing did."""
    if before is None or Decimal(before) == Decimal(now):
        return ""
    moved = f"{Decimal(now) - Decimal(before):+f}"
    return moved.rstrip("0").rstrip(".") if "." in moved else moved


def _standing(report: Report, name: str) -> tuple[int, Decimal]:
    """Where somebody stands in the table: chosen by their place, then by the last stage they were in and its votes."""
    if name in report.winners:
        return report.winners.index(name), Decimal(0)
    stayed = next((stage.n for stage in report.stages if name in stage.excluded), len(report.stages) + 1)
    votes = report.stages[min(stayed, len(report.stages)) - 1].votes[name]
    return len(report.winners) + len(report.stages) + 1 - stayed, -Decimal(votes)


def first_votes(report: Report) -> list[tuple[str, str]]:
    """
    What each has at the first stage, the most first: (name, votes as a decimal string). Empty where a rule has no stages.

    >>> from unionhall.core.counting.reports import Stage
    >>> first_votes(Report("plurality", "integers", 1, ("Mill", "Barn"), 4, ("Barn",),
    ...     stages=(Stage(1, {"Mill": "1", "Barn": "3"}, "0"),)))
    [('Barn', '3'), ('Mill', '1')]
    """
    if not report.stages:
        return []
    return sorted(report.stages[0].votes.items(), key=lambda one: -Decimal(one[1]))


def plain(report: Report) -> Report:
    """
    The same report for the eye: where no stage has a fraction of a vote, without the tail of noughts.

    >>> from unionhall.core.counting.reports import Stage
    >>> report = Report("scottish-stv", "5", 1, ("Mill",), 3, ("Mill",), quota="2.00000",
    ...     stages=(Stage(1, {"Mill": "3.00000"}, "0.00000"),))
    >>> plain(report).stages[0].votes, plain(report).quota
    ({'Mill': '3'}, '2')
    """
    told = [text for stage in report.stages for text in (*stage.votes.values(), stage.exhausted)]
    if any(text.partition(".")[2].strip("0") for text in told):
        return report
    stages = tuple(
        replace(
            stage,
            votes={name: text.partition(".")[0] for name, text in stage.votes.items()},
            exhausted=stage.exhausted.partition(".")[0],
        )
        for stage in report.stages
    )
    quota = report.quota
    if quota is not None and not quota.partition(".")[2].strip("0"):
        quota = quota.partition(".")[0]
    return replace(report, stages=stages, quota=quota)


def line_of(report: Report) -> str | None:
    """
    The line to be drawn across the bars, a decimal string: the quota; of a runoff more than half of the valid ballots; None
    where most is enough.

    >>> line_of(Report("irv", "integers", 1, ("Mill", "Barn"), 5, ("Barn",)))
    '3'
    >>> line_of(Report("plurality", "integers", 1, ("Mill", "Barn"), 5, ("Barn",))) is None
    True
    """
    if report.rule == Rule.IRV:
        return str(report.valid // 2 + 1)
    return report.quota
