"""Going through a whole board: the setup, every ballot, the tally, every partial decryption and the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionhall.core.ballots import board as boards
from unionhall.core.ballots.board import Board, Event, insist_continues, read_archive
from unionhall.core.ballots.canon import fields, load
from unionhall.core.ballots.checking import Checked, Checker
from unionhall.core.ballots.credentials import Roll, read_roll
from unionhall.core.ballots.faults import Fault, insist
from unionhall.core.ballots.questions import Election, read_election
from unionhall.core.ballots.tallying import (
    Tally,
    check_partial,
    encrypted_tally,
    last_ones,
    opened,
    read_result,
    read_tally,
)
from unionhall.core.ballots.trustees import Trustees, read_trustees

Found = Checked | tuple[str, str]
Mapper = Callable[[Checker, Sequence[bytes]], Iterable[Found]]
"""How the ballots are gone through: one after the other, or on many cores; in their order either way."""


def one_by_one(check: Checker, ballots: Sequence[bytes]) -> Iterator[Found]:
    """Check ballots one after the other."""
    return map(check, ballots)


@dataclass(frozen=True)
class Wrong:
    """What is wrong at which event; None where it is the file as a whole."""

    height: int | None
    check: str
    message: str

    def to_data(self) -> dict[str, Any]:
        """As the report has it."""
        return {"height": self.height, "check": self.check, "message": self.message}


@dataclass
class Report:
    """What came out. `state`: open, closed or tallied; `ballots`: accepted ones, `counted` of them count."""

    state: str | None = None
    ballots: int = 0
    counted: int = 0
    result: list[list[int]] | None = None
    head: str | None = None
    errors: list[Wrong] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    name: str = ""
    fingerprint: str | None = None
    voters: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.errors

    def to_data(self) -> dict[str, Any]:
        """As another program reads it. A result stands there only where everything holds."""
        return {
            "ok": self.ok,
            "state": self.state,
            "ballots": self.ballots,
            "result": self.result if self.ok else None,
            "errors": [one.to_data() for one in self.errors],
            "counted": self.counted,
            "voters": self.voters,
            "head": self.head,
            "fingerprint": self.fingerprint,
        }


def verify(
    raw: bytes,
    older: bytes | None = None,
    *,
    mapper: Mapper = one_by_one,
    tell: Callable[[int, int | None], None] = lambda done, of: None,
) -> Report:
    """
    Check an archive wholly. `older`: an earlier copy of it, of which nothing may be missing. `tell(done, of)`: ballots checked.

    Nothing is raised: what is wrong stands in the report, each with the height of its event.

    >>> report = verify(b"no archive")
    >>> report.ok, report.errors[0].check
    (False, 'archive')
    """
    report = Report()
    try:
        board = read_archive(raw)
    except Fault as fault:
        report.errors.append(Wrong(None, fault.check, str(fault)))
        return report
    report.head = board.head
    report.state = _state(board)
    if older is not None:
        _try(report, None, _insist_since, board, older)
    setup = _try(report, 0, _set_up, board.events[0])
    if setup is not None:
        election, trustees, roll = setup
        _go_on(board, election, trustees, roll, report, mapper, tell)
    return report


def _insist_since(newer: Board, raw: bytes) -> None:
    try:
        older = read_archive(raw)
    except Fault as fault:
        raise Fault("since", f"The older copy: {fault}") from fault
    insist_continues(newer, older)


def _state(board: Board) -> str:
    kinds = {event.kind for event in board.events[-1:]}
    if kinds & {boards.SETUP, boards.BALLOT}:
        return "open"
    return "tallied" if boards.RESULT in kinds else "closed"


def _try(report: Report, height: int | None, work: Callable[..., Any], *words: Any) -> Any:
    """What `work(*words)` gives; None, and a line in the report, where it finds something wrong."""
    try:
        return work(*words)
    except Fault as fault:
        report.errors.append(Wrong(height, fault.check, str(fault)))
        return None


def _set_up(event: Event) -> tuple[Election, Trustees, Roll]:
    raw_election, raw_trustees, raw_roll, _setup = event.files
    election = read_election(raw_election)
    trustees = read_trustees(election.version, election.group, raw_trustees)
    insist(
        trustees.key == election.key, "election-key", "The election's key is not the one the trustees made."
    )
    return election, trustees, read_roll(election, raw_roll)


def _go_on(
    board: Board,
    election: Election,
    trustees: Trustees,
    roll: Roll,
    report: Report,
    mapper: Mapper,
    tell: Callable[[int, int | None], None],
) -> None:
    report.name, report.fingerprint, report.voters = election.name, election.fingerprint, len(roll.weights)
    report.questions = [question.to_data() for question in election.questions]
    good = check_ballots(board, election, roll, report, mapper, tell)
    counted = last_ones(good)
    report.ballots, report.counted = len(good), len(counted)
    tally: Tally | None = None
    weight = sum(roll.weights[one.credential] for one in counted)
    factors: dict[int, Any] = {}
    for event in board.events:
        at = event.height
        if event.kind == boards.TALLY:
            told = (len(counted), weight)
            tally = _try(report, at, _tally, election, roll, counted, event, told)
        elif event.kind == boards.PARTIAL and tally is not None:
            _try(report, at, _partial, election, trustees, tally, event, factors)
        elif event.kind == boards.RESULT and tally is not None:
            report.result = _try(report, at, _result, election, trustees, tally, factors, weight, event)


def check_ballots(
    board: Board,
    election: Election,
    roll: Roll,
    report: Report,
    mapper: Mapper = one_by_one,
    tell: Callable[[int, int | None], None] = lambda done, of: None,
) -> list[Checked]:
    """The ballots of a board that hold, in their order; what is wrong with the others goes into the report."""
    events = [event for event in board.events if event.kind == boards.BALLOT]
    good = []
    results = mapper(Checker(election), [event.files[0] for event in events])
    for done, (event, found) in enumerate(zip(events, results, strict=True), start=1):
        if isinstance(found, tuple):
            report.errors.append(Wrong(event.height, *found))
        elif found.credential not in roll.weights:
            report.errors.append(
                Wrong(event.height, "eligibility", "The ballot's credential is not on the roll.")
            )
        else:
            good.append(found)
        tell(done, len(events))
    return good


def _tally(
    election: Election, roll: Roll, counted: Sequence[Checked], event: Event, told: tuple[int, int]
) -> Tally:
    tally = read_tally(election, event.files[0])
    names = [*boards.COUNTED, "encrypted_tally"]
    said = fields(load(event.files[1], 1000, "The tally's event"), names, what="The tally's event")
    numbers = tuple(said[name] for name in boards.COUNTED)
    right = all(type(one) is int for one in numbers) and numbers == told
    insist(right, "tally", f"{told[0]} ballots count, of weight {told[1]}; the board says otherwise.")
    same = tally == encrypted_tally(election, roll, counted)
    insist(same, "tally", "The encrypted tally is not the sum of the ballots that count.")
    return tally


def _partial(
    election: Election, trustees: Trustees, tally: Tally, event: Event, factors: dict[int, Any]
) -> None:
    said = fields(load(event.files[1], 1000, "The decryption's event"), ["owner", "payload"])
    owner = said["owner"]
    insist(type(owner) is int, "owner", "A trustee must be named by a number.")
    public = trustees.key_of(owner)
    insist(owner not in factors, "owner", f"Trustee {owner} has decrypted twice.")
    factors[owner] = check_partial(election, tally, public, event.files[0])


def _result(
    election: Election,
    trustees: Trustees,
    tally: Tally,
    factors: dict[int, Any],
    weight: int,
    event: Event,
) -> list[list[int]]:
    result = read_result(election, event.files[0])
    elements = opened(election, tally, trustees, factors)
    for line, told in zip(elements, result, strict=True):
        for element, number in zip(line, told, strict=True):
            same = number <= weight and election.group.base(number) == element
            insist(same, "result", "The result is not what the trustees opened.")
    return result
