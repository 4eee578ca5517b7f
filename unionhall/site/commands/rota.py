"""`unionhall rota plan`: a fair rota from a file. Needs no hall."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from unionhall.core.words import Wrong
from unionhall.site.commands.speaking import give, progress, say

MOST_BYTES = 1 << 24
"""Of a file."""
NO_SOLVER = (
    "Planning a rota needs OR-tools, which is not installed here: python -m pip install ortools. There are wheels for Linux with "
    "glibc, macOS and Windows on 64-bit machines."
)


def add_to(commands: Any) -> None:
    """Add `rota` to the command line."""
    words = commands.add_parser("rota", help="plan a fair rota from a file; needs no hall")
    what = words.add_subparsers(dest="what", required=True)
    plan = what.add_parser(
        "plan",
        help="plan a rota",
        description="FILE.json has the periods, posts and people (docs/rotas.md). Everything asked for holds, the loads are as "
        "even as they can be, history included, and then as many wishes as possible are met. Ends with 0, with 1 where the file "
        "cannot be read or its rules conflict, with 2 when wrongly asked.",
    )
    plan.add_argument("file", metavar="FILE.json")
    plan.add_argument(
        "--effort",
        metavar="E",
        type=effort,
        default=10.0,
        help="about how many seconds to search (default: 10)",
    )
    plan.add_argument(
        "--seed", metavar="S", type=seed, default=0, help="where the search begins, a whole number"
    )
    plan.add_argument("--json", action="store_true", help="print the rota for another program")
    plan.set_defaults(do=do_plan)


def effort(word: str) -> float:
    """A number from 0.1 to 3600."""
    try:
        found = float(word)
    except ValueError:
        found = 0.0
    if not 0.1 <= found <= 3600:
        raise argparse.ArgumentTypeError(f"expected a number from 0.1 to 3600, not {word}")
    return found


def seed(word: str) -> int:
    """A whole number from 0 to 2147483647."""
    if not word.isascii() or not word.isdigit() or len(word) > 10 or int(word) > 2**31 - 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to {2**31 - 1}, not {word}")
    return int(word)


def do_plan(asked: argparse.Namespace) -> int:
    """Read, plan and print."""
    from unionhall.core.rotas.files import read_question

    try:
        path = Path(asked.file)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Wrong(
                "{file}: expected no more than {most} megabytes", file=asked.file, most=MOST_BYTES >> 20
            )
        question = read_question(data, asked.file)
        try:
            from unionhall.core.rotas import planning, reports
        except ModuleNotFoundError as missing:
            if (missing.name or "").split(".")[0] != "ortools":
                raise
            say(NO_SOLVER)
            return 1
        try:
            with progress("Planning"):
                found = planning.plan(question, effort=asked.effort, seed=asked.seed)
        except planning.Impossible as impossible:
            conflict = [str(one) for one in impossible.conflict]
            say("No rota can do all of this:")
            give({"conflict": conflict}, asked.json, "\n".join(f"  {one}" for one in conflict))
            return 1
        give(reports.data_of(found), asked.json, "" if asked.json else "\n".join(reports.sheet(found)))
        return 0
    except Wrong as wrong:
        say(str(wrong))
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        say(f"{error.filename}: {error.strerror or error}")
        return 1
