"""`unionhall count`: the sheet for people, JSON for programs, and exit codes, without a hall."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from unionhall.site.cli import main

ROOT = Path(__file__).resolve().parents[2]
WARD = '4 2\n8 1 2 3 0\n3 3 0\n3 4 0\n2 0\n0\n"Ana"\n"Bilal"\n"Chidi"\n"Dora"\n"The committee"\n'
KEYS = [
    *("rule", "arithmetic", "seats", "candidates", "withdrawn", "valid", "blank", "spoilt"),
    *("quota", "winners", "order", "stages", "pairwise", "ties"),
]


@pytest.fixture
def ward(tmp_path):
    path = tmp_path / "ward.blt"
    path.write_text(WARD)
    return str(path)


def counted(capsys, *words: str) -> dict:
    """The report in JSON."""
    assert main(["count", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_report_in_json(ward, capsys):
    report = counted(capsys, ward, "--rule", "scottish-stv")

    assert list(report) == KEYS
    assert report["seats"] == 2 and report["valid"] == 14 and report["blank"] == 2
    assert report["spoilt"] == {"count": 0, "reasons": {}}
    assert report["quota"] == "5.00000" and report["winners"] == ["Ana", "Chidi"]
    assert report["order"] is report["pairwise"] is None
    assert [list(stage) for stage in report["stages"]] == [
        ["n", "votes", "exhausted", "elected", "excluded", "tie"]
    ] * 3
    assert report["stages"][2]["excluded"] == ["Bilal"]
    assert report["stages"][2]["tie"] == report["ties"][0]


@pytest.mark.parametrize(
    ("rule", "more", "quota", "votes"),
    [
        ("plurality", [], None, "8"),
        ("approval", [], None, "8"),
        ("irv", [], None, "8"),
        ("scottish-stv", [], "5.00000", "8.00000"),
        ("meek-stv", ["--ties", "1"], "4.666666667", "8.000000000"),
        ("meek-stv", ["--ties", "1", "--exact"], "4.666666666667", "8.000000000000"),
    ],
)
def test_each_rule_has_its_decimals(ward, capsys, rule, more, quota, votes):
    report = counted(capsys, ward, "--rule", rule, "--ties", "1", *more)

    assert report["quota"] == quota and report["stages"][0]["votes"]["Ana"] == votes


def test_schulze_has_an_order_and_pairs(ward, capsys):
    report = counted(capsys, ward, "--rule", "schulze", "--ties", "1")

    assert report["order"][0] == "Ana" and report["stages"] == []
    assert report["pairwise"]["Ana"]["Bilal"] == 8 and report["seats"] == 2


def test_seats_are_the_files_unless_said(ward, capsys):
    assert counted(capsys, ward, "--rule", "scottish-stv", "--seats", "1")["seats"] == 1
    assert counted(capsys, ward, "--rule", "irv")["seats"] == 1


def test_scores_from_a_table(tmp_path, capsys):
    path = tmp_path / "scores.csv"
    path.write_text("Ana,Bilal\n5,3\n0,4\n")

    assert counted(capsys, str(path), "--rule", "score")["stages"][0]["votes"] == {"Ana": "5", "Bilal": "7"}


def test_no_opinion_is_a_mode_of_its_own(tmp_path, capsys):
    path = tmp_path / "ranks.csv"
    path.write_text("Ana,Bilal\n1,\n1,\n2,1\n")

    assert counted(capsys, str(path), "--rule", "schulze")["winners"] == ["Ana"]
    assert counted(capsys, str(path), "--rule", "schulze", "--no-opinion")["winners"] == ["Bilal"]


def test_a_packed_file_is_counted_as_it_is(ward, tmp_path, capsys):
    packed = tmp_path / "ward.blt.gz"
    packed.write_bytes(gzip.compress(WARD.encode()))

    one, other = (counted(capsys, path, "--rule", "scottish-stv") for path in (ward, str(packed)))
    assert one == other


def test_the_sheet_reads_like_a_returning_officers(ward, capsys):
    assert main(["count", ward, "--rule", "scottish-stv"]) == 0

    assert (
        capsys.readouterr().out
        == """\
Single transferable vote, Scottish rules; seats 2; arithmetic: 5 decimals, any remainder ignored.
Ballots: 14 valid, 2 blank, 0 spoilt.
Quota: 5.00000.

Candidate   Stage 1             Stage 2             Stage 3
Ana         8.00000  -3.00000   5.00000             5.00000
Bilal       0.00000  +3.00000   3.00000  -3.00000   0.00000
Chidi       3.00000             3.00000  +3.00000   6.00000
Dora        3.00000             3.00000             3.00000
Exhausted   0.00000             0.00000             0.00000
Total      14.00000            14.00000            14.00000

Stage 1: Ana is elected.
Stage 2: the surplus of Ana is transferred.
Stage 3: Bilal, Chidi, Dora were level; an earlier stage chose Bilal.
Stage 3: Bilal is excluded.
Stage 3: Chidi is elected.

Elected: Ana, Chidi.
"""
    )


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("2 1\n1 3 0\n", ["--rule", "irv"], "line 2: expected a candidate from 1 to 2, not “3”"),
        (WARD, ["--rule", "score"], "These ballots hold ranks"),
        (WARD, ["--rule", "irv", "--seats", "2"], "fills one seat, not 2"),
        (WARD, ["--rule", "meek-stv"], "A lot is needed between"),
    ],
)
def test_a_file_or_a_rule_that_does_not_allow_it_ends_with_1(tmp_path, capsys, text, words, sentence):
    path = tmp_path / "bad.blt"
    path.write_text(text)

    assert main(["count", str(path), *words]) == 1
    said = capsys.readouterr()
    assert sentence in said.err and not said.out


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_bytes(b"\x1f\x8b\x08bad")]
)
def test_a_file_that_cannot_be_opened_or_unpacked_ends_with_1(tmp_path, capsys, make):
    make(tmp_path / "b.blt")

    assert main(["count", str(tmp_path / "b.blt"), "--rule", "irv"]) == 1
    assert "b.blt" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--rule", "borda"],
        ["--rule", "irv", "--seats", "0"],
        ["--rule", "irv", "--seats", "two"],
        ["--rule", "irv", "--exact"],
        ["--rule", "irv", "--no-opinion"],
    ],
)
def test_wrongly_asked_ends_with_2(ward, words):
    with pytest.raises(SystemExit) as left:
        main(["count", ward, *words])
    assert left.value.code == 2


def test_no_other_command_loads_what_counts():
    code = "import sys; from unionhall.site import cli; cli.parser(); sys.exit('numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_it_needs_no_hall_and_makes_none(ward, tmp_path):
    data = tmp_path / "nothing"
    env = {**os.environ, "UNIONHALL_DATA": str(data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "unionhall.site.cli", "count", ward, "--rule", "irv", "--json"]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["winners"] == ["Ana"]
    assert not data.exists()
