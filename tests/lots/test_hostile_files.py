"""Spoilt files end in a draw or in a sentence that names the file: never a traceback, never a hang."""

from __future__ import annotations

import random

import pytest

from tests import proving
from tests.counting.hostile import spoilt
from tests.site.test_drawing_lots import PEOPLE, QUOTAS
from unionhall.site import cli

SPOILT = proving.times(check=150, prove=2000)
SENTENCES = (", line ", "No panel of 3 can meet", "A panel of 3 needs")


def one(number: int, folder, capsys) -> str:
    """Spoil one or both files and draw; says how it ended."""
    chance = random.Random(number)
    words = []
    for name, text in (("people.csv", PEOPLE), ("quotas.csv", QUOTAS)):
        content = text.encode()
        if chance.random() < 0.7:
            content = spoilt(content, chance)
        (folder / name).write_bytes(content)
        words.append(str(folder / name))
    code = cli.main(["draw", *words, "--size", "3", "--seed", "1", "--tickets", "20"])
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err, number
    if code == 0:
        assert "All tickets:" in said.out, number
        return "drawn"
    assert code == 1 and not said.out, (number, code)
    assert any(sentence in said.err for sentence in SENTENCES), (number, said.err)
    return "line named" if ", line " in said.err else "refused by the quotas"


def test_spoilt_files_are_drawn_from_or_refused_in_words(tmp_path, capsys):
    ended = [one(number, tmp_path, capsys) for number in range(SPOILT)]

    assert {"drawn", "line named"} <= set(ended)
    proving.note("hostile-pools", **{end.replace(" ", "_"): ended.count(end) for end in sorted(set(ended))})


@pytest.mark.parametrize("fault", ["a traceback", "an empty sheet", "a wordless refusal"])
def test_a_planted_fault_is_seen(fault, monkeypatch, tmp_path, capsys):
    def broken(words):
        if fault == "a traceback":
            raise IndexError(words)
        return 0 if fault == "an empty sheet" else 1

    monkeypatch.setattr(cli, "main", broken)
    with pytest.raises((IndexError, AssertionError)):
        one(3, tmp_path, capsys)
