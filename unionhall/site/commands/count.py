"""`unionhall count`: count a file of ballots by any rule. Needs no hall."""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from unionhall.core.counting.names import Rule
from unionhall.core.words import Wrong
from unionhall.site.commands.speaking import give, progress, say

BLOCK = 1 << 20
"""Bytes read at once."""


def add_to(commands: Any) -> None:
    """Add `count` to the command line."""
    words = commands.add_parser(
        "count",
        help="count a file of ballots; needs no hall",
        description="Reads BLT, PrefLib, CSV and tally sheets, packed with gzip or not, and prints the sheet of the count. "
        "Ends with 0, with 1 where the file or the rule does not allow it, with 2 when wrongly asked.",
    )
    words.add_argument("file", metavar="FILE", type=Path)
    words.add_argument("--rule", required=True, choices=[rule.value for rule in Rule])
    words.add_argument(
        "--seats", metavar="N", type=seats, help="how many to elect (default: as the file says, else 1)"
    )
    words.add_argument(
        "--ties", metavar="SEED", help="what lots are drawn by; published before the poll opens"
    )
    words.add_argument(
        "--no-opinion",
        action="store_true",
        help="schulze: a ballot says nothing about whom it does not rank (default: they are equal last)",
    )
    words.add_argument("--exact", action="store_true", help="meek-stv: count in fractions, omega 1e-10")
    words.add_argument("--json", action="store_true", help="print the result for another program")
    words.set_defaults(do=do_count, wrongly_asked=words.error)


def seats(word: str) -> int:
    """A number of seats, at least one."""
    if not word.isascii() or not word.isdigit() or len(word) > 9 or int(word) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of seats, at least 1, not {word}")
    return int(word)


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked where it is packed with gzip."""
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        file = gzip.GzipFile(fileobj=plain) if packed else plain
        while block := file.read(BLOCK):
            yield block


def do_count(asked: argparse.Namespace) -> int:
    """Read, count and print."""
    if asked.exact and asked.rule != Rule.MEEK_STV:
        asked.wrongly_asked("--exact goes with --rule meek-stv")
    if asked.no_opinion and asked.rule != Rule.SCHULZE:
        asked.wrongly_asked("--no-opinion goes with --rule schulze")
    from unionhall.core.counting.files.reading import read
    from unionhall.core.counting.rules import count
    from unionhall.core.counting.sheets import sheet

    try:
        with progress("Counting") as tell:
            ballots = read(blocks(asked.file), str(asked.file))
            report = count(
                ballots,
                asked.rule,
                asked.seats,
                seed=asked.ties,
                exact=asked.exact,
                no_opinion=asked.no_opinion,
                tell=tell,
            )
    except Wrong as wrong:
        say(str(wrong))
        return 1
    except (EOFError, zlib.error, gzip.BadGzipFile):
        say(f"{asked.file}: expected a whole file packed with gzip")
        return 1
    except OSError as error:
        say(f"{asked.file}: {error.strerror or error}")
        return 1
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    give(report.to_data(), asked.json, "\n".join(sheet(report, width=width)))
    return 0
