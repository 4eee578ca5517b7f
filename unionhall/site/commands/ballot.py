"""`unionhall ballot verify`: check the board of a secret vote wholly. Needs no hall."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionhall.site.commands.speaking import give, progress

if TYPE_CHECKING:
    from unionhall.core.ballots.checking import Checker
    from unionhall.core.ballots.verifying import Found, Report

MOST_BYTES = 1 << 30
"""Of one archive."""
WORTH_IT = 100
"""From so many ballots on, other processes are worth their beginning."""
AT_ONCE = 25
"""Ballots sent to a process together."""


def add_to(commands: Any) -> None:
    """Add `ballot` to the command line."""
    words = commands.add_parser(
        "ballot",
        help="verify a secret vote from its public board; needs no hall",
        usage="unionhall ballot verify FILE.bel [--since OLDER.bel] [--json]",
        description="FILE.bel is the public board of a secret vote. Everything is checked that can be without a secret: the "
        "chain of events, the trustees' keys, each ballot, the tally, the decryptions, the result; and with --since that nothing "
        "of an older copy is missing. Ends with 0 where all of it holds, with 1 where something does not, with 2 when wrongly "
        "asked.",
    )
    words.add_argument("what", choices=["verify"], help="verify")
    words.add_argument("file", metavar="FILE.bel", help="the board")
    words.add_argument("--since", metavar="OLDER.bel", help="an older copy of the board")
    words.add_argument("--json", action="store_true", help="print the report for another program")
    words.set_defaults(do=do_ballot, wrongly_asked=words.error)


def do_ballot(asked: argparse.Namespace) -> int:
    """Verify and print."""
    from unionhall.core.ballots.verifying import verify

    raw = _read(asked.file, asked.wrongly_asked)
    older = _read(asked.since, asked.wrongly_asked) if asked.since else None
    with progress("Verifying") as tell:
        report = verify(raw, older, mapper=on_all_cores, tell=tell)
    give(report.to_data(), asked.json, "" if asked.json else told(report))
    return 0 if report.ok else 1


def _read(name: str, wrongly_asked: Callable[[str], Any]) -> bytes:
    """The bytes of a file that was named; one that cannot be read was wrongly asked for."""
    try:
        path = Path(name)
        if path.stat().st_size > MOST_BYTES:
            wrongly_asked(f"{name}: expected no more than {MOST_BYTES >> 20} megabytes")
        return path.read_bytes()
    except OSError as error:
        wrongly_asked(f"{name}: {error.strerror or error}")
        raise


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_all_cores(check: Checker, ballots: Sequence[bytes]) -> Iterator[Found]:
    """Check ballots in as many processes as there are cores, in their order; a few are checked here."""
    if len(ballots) < WORTH_IT or cores() == 1:
        yield from map(check, ballots)
        return
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as others:
        yield from others.map(check, ballots, chunksize=AT_ONCE)


def told(report: Report) -> str:
    """A report as a person reads it."""
    lines = []
    if report.fingerprint:
        lines.append(f"{report.name}: {report.voters} on the roll, fingerprint {report.fingerprint}")
    if report.state:
        states = {"open": "is open", "closed": "is closed", "tallied": "is counted"}
        lines.append(
            f"The vote {states[report.state]}; {report.ballots} ballots hold, {report.counted} of them count."
        )
        lines.append(f"Head of the board: {report.head}")
    if report.ok and report.result is not None:
        for question, line in zip(report.questions, report.result, strict=True):
            answers = [*(["(blank)"] if question.get("blank") else []), *question["answers"]]
            lines += ["", question["question"]]
            lines += [f"{number:>7}  {answer}" for answer, number in zip(answers, line, strict=True)]
        lines.append("")
    for one in report.errors:
        where = "The file" if one.height is None else f"Event {one.height}"
        lines.append(f"{where}: {one.message} ({one.check})")
    lines.append("Good." if report.ok else "Bad.")
    return "\n".join(lines)
