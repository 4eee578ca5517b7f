"""`unionhall draw`: draw a panel by lot from those who came forward, and verify a draw. Needs no hall."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionhall.core.words import Wrong
from unionhall.site.commands.speaking import give, progress, say

if TYPE_CHECKING:
    from unionhall.core.lots.pools import Pool

BLOCK = 1 << 20
"""Bytes read at once."""
MOST_BYTES = 1 << 28
"""Of one file."""
NO_SOLVER = (
    "Drawing needs OR-tools, which is not installed here: python -m pip install ortools. There are wheels for Linux with glibc, "
    "macOS and Windows on 64-bit machines. Verifying a draw needs none."
)


def add_to(commands: Any) -> None:
    """Add `draw` to the command line."""
    words = commands.add_parser(
        "draw",
        help="draw a panel by lot, as fairly as its quotas allow; needs no hall",
        usage="unionhall draw RESPONDENTS.csv CATEGORIES.csv --size N --seed S [--tickets N] [--together COLUMN] [--json]\n"
        "       unionhall draw verify REPORT.json RESPONDENTS.csv CATEGORIES.csv [--json]\n"
        "       unionhall draw verify LOT.csv --seed S [--json]",
        description="RESPONDENTS.csv has a row a person, a column a category, and an id where there is one; CATEGORIES.csv "
        "has the columns category, feature, min and max. The smallest chance of anybody is made as large as it can be, then the "
        "next, and so on; the tickets follow from the files alone, and the seed picks the winner. Print it with --json > "
        "REPORT.json, and anybody can verify it. LOT.csv is the order that a hall "
        "hands out of a committee it drew by lot. Ends with 0, with 1 where a file or its quotas do not allow it or a report "
        "is bad, with 2 when wrongly asked.",
    )
    words.add_argument("files", metavar="FILE", nargs="+", help="as above")
    words.add_argument("--size", metavar="N", type=whole, help="how many to choose")
    words.add_argument(
        "--seed", metavar="S", help="what nobody could choose: dice thrown in the meeting, say, “4 2 6 1”"
    )
    words.add_argument("--tickets", metavar="N", type=whole, help="how many equal tickets (default: 1000)")
    words.add_argument(
        "--together",
        metavar="COLUMN",
        help="who has the same there, such as a household, is not chosen together; empty is nobody's",
    )
    words.add_argument("--json", action="store_true", help="print the report for another program")
    words.set_defaults(do=do_draw, wrongly_asked=words.error)


def whole(word: str) -> int:
    """A whole number from 1 to 100,000."""
    if not word.isascii() or not word.isdigit() or len(word) > 6 or not 1 <= int(word) <= 100_000:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 100000, not {word}")
    return int(word)


def blocks(path: Path, digest: Any) -> Iterator[bytes]:
    """The bytes of a file, hashed on the way. Raises `Wrong` where there are too many."""
    done = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            done += len(block)
            if done > MOST_BYTES:
                raise Wrong(
                    "{file}: expected no more than {most} megabytes", file=str(path), most=MOST_BYTES >> 20
                )
            digest.update(block)
            yield block


def pool_of(respondents: str, categories: str, together: str | None) -> tuple[Pool, dict[str, str]]:
    """Who came forward, and the hashes of the two files."""
    from unionhall.core.lots.files import read_categories, read_respondents

    of_people, of_quotas = hashlib.sha256(), hashlib.sha256()
    quotas = read_categories(blocks(Path(categories), of_quotas), categories)
    pool = read_respondents(blocks(Path(respondents), of_people), respondents, quotas, together)
    return pool, {"respondents": of_people.hexdigest(), "categories": of_quotas.hexdigest()}


def do_draw(asked: argparse.Namespace) -> int:
    """Draw and print, or verify."""
    # Small systems of equations are solved quicker by one thread than by as many as there are cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    of_a_hall = (
        asked.files[0] == "verify" and len(asked.files) == 2 and asked.files[1].casefold().endswith(".csv")
    )
    verifying = asked.files[0] == "verify" and len(asked.files) == 4
    if of_a_hall and (
        asked.size or asked.tickets or asked.together is not None or not (asked.seed or "").strip()
    ):
        asked.wrongly_asked("to verify the lot of a hall give its order and --seed, and nothing else")
    if verifying and (asked.size or asked.tickets or asked.together is not None or asked.seed is not None):
        asked.wrongly_asked("verify reads size, seed, tickets and column from the report")
    if not verifying and not of_a_hall and len(asked.files) != 2:
        asked.wrongly_asked("expected two files, or verify and three files")
    if not verifying and not of_a_hall and (not asked.size or not (asked.seed or "").strip()):
        asked.wrongly_asked("the following arguments are required: --size, --seed")
    try:
        if of_a_hall:
            return do_verify_a_hall(asked)
        return do_verify(asked) if verifying else do_the_draw(asked)
    except Wrong as wrong:
        say(str(wrong))
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        say(f"{error.filename}: {error.strerror or error}")
        return 1


def do_the_draw(asked: argparse.Namespace) -> int:
    """Read, draw and print."""
    with progress("Drawing") as tell:
        pool, inputs = pool_of(asked.files[0], asked.files[1], asked.together)
        try:
            from unionhall.core.lots.draw import draw
        except ModuleNotFoundError as missing:
            if (missing.name or "").split(".")[0] != "ortools":
                raise
            say(NO_SOLVER)
            return 1
        found = draw(
            pool,
            asked.size,
            asked.seed,
            asked.tickets or 1000,
            inputs=inputs,
            together=asked.together,
            tell=tell,
        )
    from unionhall.core.lots.sheets import sheet

    wide = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    give(found.to_data(), asked.json, "" if asked.json else "\n".join(sheet(found, pool, width=wide)))
    return 0


def do_verify(asked: argparse.Namespace) -> int:
    """Read a report and its files, and say what holds or what does not."""
    from unionhall.core.lots.verify import Bad, verify

    _word, file, respondents, categories = asked.files
    try:
        report = json.loads(b"".join(blocks(Path(file), hashlib.sha256())))
    except (ValueError, RecursionError):
        say(f"{file}: expected a report of a draw in JSON")
        return 1
    together = report.get("together") if isinstance(report, dict) else None
    if not isinstance(report, dict) or not isinstance(together, str | None):
        say(f"{file}: expected a report of a draw in JSON")
        return 1
    pool, inputs = pool_of(respondents, categories, together)
    try:
        checked = [str(one) for one in verify(report, pool, inputs)]
    except Bad as bad:
        give({"good": False, "wrong": str(bad)}, asked.json, f"Bad: {bad}")
        return 1
    give({"good": True, "checked": checked}, asked.json, "\n".join([*checked, "Good."]))
    return 0


def do_verify_a_hall(asked: argparse.Namespace) -> int:
    """Check the order of those willing with the seed, and print the seal that the record must hold of them."""
    from unionhall.core.lots.order import checked, pool_digest

    people, drawn = checked(
        blocks(Path(asked.files[1]), hashlib.sha256()), asked.files[1], " ".join(asked.seed.split())
    )
    skipped = len([one for one in people[: people.index(drawn[-1])] if one not in drawn]) if drawn else 0
    told = [
        f"{len(people)} were willing, each at the place that the seed gives them; {len(drawn)} were drawn.",
        f"Seal of those willing, as the record has it from before the seed was known: {pool_digest(people)}",
    ]
    if skipped:
        told.append(
            f"{skipped} before the last one drawn were passed over, which is right where they had left meanwhile."
        )
    result = {
        "good": True,
        "willing": len(people),
        "drawn": drawn,
        "passed_over": skipped,
        "pool": pool_digest(people),
    }
    give(result, asked.json, "\n".join([*told, "Good."]))
    return 0
