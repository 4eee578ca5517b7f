"""Spoilt files end in a count or in a sentence that names the line: never a traceback, never a hang, never a gigabyte."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys

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
    monkeypatch.setattr(gathering, "MOST_BYTES", 9_000)
    bomb = gzip.decompress(gzip.compress(b"1 1\n" + b"1 1 0\n" * 5_000))

    with pytest.raises(Unreadable, match=r"line \d+: more than 1000 lines do not fit"):
        read([bomb], "bomb.blt")


def test_a_line_without_an_end_is_refused():
    with pytest.raises(Unreadable, match="line 1: expected the number of candidates"):
        read((b"\0" * (1 << 20) for _each in range(40)), "endless.blt")
