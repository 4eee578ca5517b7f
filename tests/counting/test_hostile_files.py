"""Spoilt files end in a count or in a sentence that names the line: never a traceback, never a hang, never a gigabyte."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time

import pytest

from tests import proving
from tests.counting import hostile, samples
from tests.machine import peers
from unionhall.core.counting.files import gathering
from unionhall.core.counting.files.errors import Unreadable
from unionhall.core.counting.files.reading import read

SPOILT = proving.times(check=200, prove=2000)


def test_spoilt_files_are_counted_or_refused_in_words():
    samples.sample_files()
    command = [sys.executable, "-m", "tests.counting.hostile", "0", str(SPOILT)]
    done = subprocess.run(
        command, cwd=peers.ROOT, env=os.environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    ended = json.loads(done.stdout)
    assert ended["counted"] and ended["line named"] and ended["megabytes"] < 1024
    proving.note("hostile-ballot-files", **{name.replace(" ", "_"): many for name, many in ended.items()})


@pytest.mark.parametrize("fault", ["a traceback", "an empty report", "a wordless refusal"])
def test_a_planted_fault_is_seen(fault, monkeypatch, tmp_path):
    def broken(words):
        if fault == "a traceback":
            raise IndexError(words)
        if fault == "an empty report":
            print('{"winners": []}' if "--json" in words else "\x1b[31mred")
            return 0
        return 1

    monkeypatch.setattr(hostile, "main", broken)
    with pytest.raises((IndexError, AssertionError)):
        hostile.one(3, samples.sample_files(), tmp_path)


def test_what_would_fill_the_memory_is_refused_at_its_line(monkeypatch):
    monkeypatch.setattr(gathering, "most_lines", lambda _candidates: 1_000)
    bomb = gzip.decompress(gzip.compress(b"1 1\n" + b"1 1 0\n" * 5_000))

    with pytest.raises(Unreadable, match=r"line \d+: more than 1000 lines do not fit"):
        read([bomb], "bomb.blt")


LARGEST = """
import resource, sys
import numpy as np
from unionhall.core.counting.ballots import Ballots, most_lines
from unionhall.core.counting.rules import count
candidates, rule = int(sys.argv[1]), sys.argv[2]
lines = most_lines(candidates) // 10
marks = np.empty((candidates, lines), dtype=np.int8)
for number in range(candidates):
    marks[number] = np.arange(lines) * (number + 1) % candidates + 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - marks.nbytes // 1024
weights = np.ones(lines, dtype=np.int64)
count(Ballots(tuple(map(str, range(candidates))), marks.T, weights), rule, seed="7")
print(before // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
"""Counts a tenth of the most there can be, ranks given twice or left out; prints megabytes before and at the peak."""


@pytest.mark.parametrize(
    ("candidates", "rule"),
    [
        *((127, rule) for rule in ("plurality", "irv", "scottish-stv", "schulze")),
        *((1, rule) for rule in ("meek-stv", "scottish-stv", "score")),
        (4, "meek-stv"),
    ],
)
def test_the_largest_count_there_can_be_stays_under_a_gigabyte(candidates, rule):
    command = [sys.executable, "-c", LARGEST, str(candidates), rule]
    done = subprocess.run(command, cwd=peers.ROOT, capture_output=True, text=True, check=True)

    before, peak = map(int, done.stdout.split())
    assert before + 10 * (peak - before) < 1024


def test_one_long_line_takes_no_longer_than_many_short_ones():
    """Two megabytes in one line; what copied the rest of the line at each word took a minute and a half for it."""
    for middle in (b"1 1 0 " * 300_000 + b"- ", b"/**/ " * 400_000, b"[nick " + b"a " * 400_000 + b"]"):
        began = time.process_time()
        with pytest.raises(Unreadable, match="line 2"):
            read([b"1 1\n" + middle + b"\n"], "long.blt")
        assert time.process_time() - began < 20
    began = time.process_time()
    read([b'1 1\n1 1 0\n0\n"A" "Title"' + b' "x"' * 400_000 + b"\n"], "long.blt")
    assert time.process_time() - began < 20


def test_a_line_without_an_end_is_refused():
    with pytest.raises(Unreadable, match="line 1: expected the number of candidates"):
        read((b"\0" * (1 << 20) for _each in range(40)), "endless.blt")
