"""
Spoils sample files by chance and counts them: `python -m tests.counting.hostile FIRST HOW_MANY`.

Each must end in a count or in a sentence that names the file, within ten seconds and a gigabyte; the first that does not
ends this with a traceback. Prints what came out, as JSON.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import random
import re
import resource
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.counting import samples
from unionhall.core.counting.rules import Rule
from unionhall.site.cli import main

SECONDS = 10
MOST_MEMORY = 1 << 30
SIGNS = [
    *(b"0", b"-", b"=", b"\n", b" ", b'"', b"[", b"]", b"(", b"#", b"/*", b",", b"\0", b"\xff", b"\r", b"{"),
    *(b"\xef\xbb\xbf", b"V:", b"99999999999999999999999", b"4000000000", b"-1", b"1e9", b"\xd9\xa3"),
    *(b"No opinion", b"overvote", b"\x1b[2J"),
]
SENTENCES = (
    "line ",
    "There is no valid ballot",
    "fills one seat",
    "a rank is no score",
    "below zero",
    "packed with gzip",
)


def spoilt(text: bytes, chance: random.Random) -> bytes:
    """The file with one to three things wrong in it."""
    for _each in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(9)
        if kind == 0:
            text = text[:at] + chance.choice(SIGNS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + chance.randint(1, 20) :]
        elif kind == 2:
            text = text[:at]
        elif kind == 3:
            text = text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        elif kind == 4:
            lines = text.split(b"\n")
            chance.shuffle(lines)
            text = b"\n".join(lines)
        elif kind == 5:
            text = text[:at] + text[max(0, at - chance.randint(1, 400)) :]
        elif kind == 6:
            text = text.replace(
                chance.choice([b" ", b"\n", b",", b"0", b"1"]), chance.choice(SIGNS), chance.randint(1, 3)
            )
        elif kind == 7:
            text = text[:at] + chance.choice(SIGNS) * chance.choice([3, 300, 30000]) + text[at:]
        else:
            digits = [found.start() for found in re.finditer(rb"[0-9]", text[:3000])] or [0]
            at = chance.choice(digits)
            text = (
                text[:at]
                + str(chance.choice([0, 127, 128, 255, 256, 10**6, 2**31, 2**63])).encode()
                + text[at + 1 :]
            )
    return text


def too_long(_signal: int, _frame: object) -> None:
    """Nothing may take so long."""
    raise TimeoutError(f"a count took more than {SECONDS} seconds")


def one(number: int, files: list[Path], folder: Path) -> str:
    """Spoil and count once; says how it ended."""
    chance = random.Random(number)
    path = chance.choice(files)
    text = spoilt(path.read_bytes(), chance)
    name = f"spoilt-{number}{path.suffix}"
    if chance.random() < 0.15:
        text, name = gzip.compress(text), name + ".gz"
        if chance.random() < 0.5:
            text = spoilt(text, chance)
    (folder / name).write_bytes(text)
    rule = chance.choice(list(Rule))
    words = ["count", str(folder / name), "--rule", rule.value, "--ties", "7"]
    if rule is Rule.MEEK_STV and len(text) < 4000:
        words.append("--exact")
    if chance.random() < 0.7:
        words.append("--json")
    out, err = io.StringIO(), io.StringIO()
    signal.alarm(SECONDS)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    signal.alarm(0)
    (folder / name).unlink()
    if code == 0:
        if "--json" in words:
            report = json.loads(out.getvalue())
            assert report["winners"], (number, report)
        assert "\x1b" not in out.getvalue(), number
        return "counted"
    said = err.getvalue()
    assert code == 1 and not out.getvalue(), (number, code)
    assert any(sentence in said for sentence in SENTENCES), (number, said)
    assert "\x1b" not in said, number
    return "line named" if "line " in said else "refused by the rule"


def run(first: int, many: int) -> Counter[str]:
    """Spoil and count `many` times."""
    resource.setrlimit(resource.RLIMIT_AS, (2 * MOST_MEMORY, 2 * MOST_MEMORY))
    signal.signal(signal.SIGALRM, too_long)
    ended: Counter[str] = Counter()
    files = samples.sample_files()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + many):
            ended[one(number, files, Path(folder))] += 1
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert most < MOST_MEMORY, most
    ended["megabytes"] = most >> 20
    return ended


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
