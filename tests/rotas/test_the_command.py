"""`unionhall rota plan`: the sheet, JSON, exit codes, and the example of the documentation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rotas.checker import wrong_with
from unionhall.site.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "rota-example.json"
NINE = {
    "periods": ["week 1", "week 2", "week 3"],
    "posts": [{"name": "soup", "needed": 3}],
    "people": [{"name": f"baker {number}"} for number in range(9)],
}


def file(folder: Path, found: object) -> str:
    (folder / "rota.json").write_text(json.dumps(found))
    return str(folder / "rota.json")


def test_the_example_has_the_answer_that_is_printed(capsys):
    assert main(["rota", "plan", str(EXAMPLE), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == json.loads((ROOT / "docs" / "rota-example-answer.json").read_text())
    assert not wrong_with(json.loads(EXAMPLE.read_text()), answer["turns"])
    assert answer["proven"] and answer["reached"] and len(answer["reasons"]) == len(answer["turns"])


def test_nine_people_have_one_turn_each(capsys, tmp_path):
    assert main(["rota", "plan", file(tmp_path, NINE)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0].split() == ["soup"] and "Nothing is fairer" in said
    assert all(said.count(f"baker {number}") == 2 for number in range(9))  # their turn, and what they carry


def test_the_same_seed_gives_the_same_rota(capsys, tmp_path):
    told = []
    for seed in ("3", "3", "4"):
        assert main(["rota", "plan", file(tmp_path, NINE), "--seed", seed, "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1] and told[0]["loads"] == told[2]["loads"]


def test_rules_in_conflict_are_named(capsys, tmp_path):
    asked = {
        "periods": ["week 1"],
        "posts": [{"name": "keys", "needed": 1, "skills": ["first aid"]}, {"name": "soup", "needed": 1}],
        "people": [
            {"name": "Ana", "skills": ["first aid"], "unavailable": [["week 1"]]},
            {"name": "Bilal"},
            {"name": "Chidi"},
        ],
    }
    assert main(["rota", "plan", file(tmp_path, asked), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "conflict": ["keys needs 1 in week 1.", "keys asks for first aid.", "Ana is away: week 1."]
    }
    assert main(["rota", "plan", file(tmp_path, asked)]) == 1
    assert "  Ana is away: week 1." in capsys.readouterr().out


def test_a_file_that_cannot_be_read(capsys, tmp_path):
    assert main(["rota", "plan", str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err
    assert main(["rota", "plan", file(tmp_path, {**NINE, "people": [{"nam": "Ana"}]})]) == 1
    assert "expected something with a name" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--effort", "0"], ["--effort", "soon"], ["--seed", "-1"], ["x", "y"]])
def test_wrongly_asked(words):
    with pytest.raises(SystemExit) as ended:
        main(["rota", "plan", *words, *([] if words[:1] in ([], ["x"]) else [str(EXAMPLE)])])
    assert ended.value.code == 2


def test_without_a_hall_or_any_setting(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "unionhall.site.cli", "rota", "plan", file(tmp_path, NINE), "--json"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["proven"] and list(tmp_path.iterdir()) == [tmp_path / "rota.json"]
