"""`unionhall draw`: the sheet for people, JSON for programs, verifying, and exit codes, without a hall."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from unionhall.core.lots.order import ordered, pool_digest, proof
from unionhall.site.cli import main
from unionhall.site.commands import draw as command

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = "id,gender,home,age\n" + "".join(
    f"{name},{gender},{home},{age}\n"
    for name, gender, home, age in [
        ("ana", "female", "mill", "young"),
        ("bilal", "male", "mill", "old"),
        ("chidi", "male", "", "young"),
        ("dora", "female", "yard", "old"),
        ("eshe", "female", "", "young"),
        ("farid", "male", "yard", "old"),
    ]
)
QUOTAS = "category,feature,min,max\ngender,female,1,2\ngender,male,1,2\nage,young,1,2\nage,old,1,2\n"
KEYS = [
    *("size", "seed", "together", "winner", "panel", "minimum", "bound", "largest_deviation", "inputs"),
    *("tickets_hash", "probabilities", "ticket_counts", "tickets", "lottery", "proof"),
]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    return [str(tmp_path / "people.csv"), str(tmp_path / "quotas.csv")]


def drawn(capsys, *words: str) -> dict:
    """The report in JSON."""
    assert main(["draw", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_report_in_json(files, capsys):
    report = drawn(capsys, *files, "--size", "3", "--seed", "4 2 6 1", "--tickets", "100")

    assert list(report) == KEYS
    assert report["size"] == 3 and report["seed"] == "4 2 6 1" and len(report["tickets"]) == 100
    assert report["panel"] == report["tickets"][report["winner"]] and len(report["panel"]) == 3
    assert report["probabilities"] == dict.fromkeys(["ana", "bilal", "chidi", "dora", "eshe", "farid"], 0.5)
    assert report["minimum"] == 0.5 and 0.5 <= report["bound"] < 0.500001
    assert sum(report["ticket_counts"].values()) == 300 and report["largest_deviation"] <= 0.01


def test_who_lives_together_is_not_chosen_together(files, capsys):
    report = drawn(capsys, *files, "--size", "3", "--seed", "1", "--together", "home")

    assert all(len({"ana", "bilal"} & set(ticket)) < 2 for ticket in report["tickets"])
    assert all(len({"dora", "farid"} & set(ticket)) < 2 for ticket in report["tickets"])
    assert report["together"] == "home"


def test_without_ids_people_are_their_rows(tmp_path, files, capsys):
    (tmp_path / "people.csv").write_text(
        "gender;age\r\nfemale;young\r\nmale;old\r\nmale;young\r\n", "utf-8-sig"
    )
    report = drawn(capsys, *files, "--size", "2", "--seed", "1")

    assert list(report["probabilities"]) == ["1", "2", "3"]
    assert all(type(one) is int for one in report["panel"])


def test_the_sheet_reads_like_a_facilitators(files, capsys):
    assert main(["draw", *files, "--size", "3", "--seed", "4 2 6 1", "--tickets", "4"]) == 0

    told = capsys.readouterr().out
    assert told.startswith(
        """\
A panel of 3 from 6 who came forward, as one of 4 equal tickets.

Category  Feature  Came forward  Quota  Drawn
gender    female              3    1–2      """
    )
    assert " Chance  People  Tickets\n50.0000 %       6        2\n" in told
    assert "The smallest chance is 50.0000 %; no lottery gives everybody more than 50.0000 %." in told
    tickets = told.split("All tickets:\n")[1].splitlines()
    assert [line.split()[0] for line in tickets] == ["0", "1", "2", "3"]


@pytest.fixture
def report(files, tmp_path, capsys):
    found = drawn(capsys, *files, "--size", "3", "--seed", "4 2 6 1", "--tickets", "20", "--together", "home")
    return found


def verified(report: object, files: list[str], tmp_path: Path) -> int:
    """The exit code of verifying a report."""
    (tmp_path / "report.json").write_text(json.dumps(report))
    return main(["draw", "verify", str(tmp_path / "report.json"), *files])


def test_a_good_report_is_verified_without_a_solver(report, files, tmp_path, capsys):
    (tmp_path / "report.json").write_text(json.dumps(report))
    code = (
        "import sys; sys.modules['ortools'] = None; from unionhall.site.cli import main;"
        f"sys.exit(main(['draw', 'verify', {str(tmp_path / 'report.json')!r}, *{files!r}, '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    said = json.loads(done.stdout)
    assert said["good"] and len(said["checked"]) == 6


def swapped(report: dict) -> None:
    """Two people of unlike types change places on a ticket that does not win."""
    ticket = report["tickets"][(report["winner"] + 1) % 20]
    ticket[0] = next(name for name in report["probabilities"] if name not in ticket)


FORGED = {
    "another winner": lambda one: one.update(winner=(one["winner"] + 1) % 20),
    "another panel": lambda one: one.update(panel=one["panel"][::-1]),
    "another seed": lambda one: one.update(seed="4 2 6 2" if one["winner"] else "4 2 6 3", winner=99),
    "a ticket too few": lambda one: one["tickets"].pop(),
    "a panel twice the same": lambda one: one["tickets"][0].__setitem__(0, one["tickets"][0][1]),
    "a stranger": lambda one: one["tickets"][0].__setitem__(0, "zoe"),
    "a swap": swapped,
    "a larger smallest chance": lambda one: one.update(minimum=one["minimum"] + 0.001),
    "a chance": lambda one: one["probabilities"].update(ana=0.51),
    "a smaller bound": lambda one: one.update(bound=one["bound"] - 1e-9),
    "a number of tickets": lambda one: one["ticket_counts"].update(ana=11),
    "a deviation": lambda one: one.update(largest_deviation=0.0001),
    "another file": lambda one: one["inputs"].update(respondents="0" * 64),
    "another hash": lambda one: one.update(tickets_hash="0" * 64),
    "shares that are not whole": lambda one: one["lottery"][0].update(share=one["lottery"][0]["share"] - 1),
    "a lottery's panel": lambda one: one["lottery"][0]["counts"].reverse(),
    "no proof": lambda one: one["proof"].update(weights=[0] * len(one["proof"]["weights"])),
    "nothing": lambda one: one.clear(),
    "a list for a number": lambda one: one.update(size=[3]),
}


@pytest.mark.parametrize("fault", FORGED)
def test_a_forged_report_is_found(fault, report, files, tmp_path, capsys):
    assert verified(report, files, tmp_path) == 0
    capsys.readouterr()
    forged = copy.deepcopy(report)
    FORGED[fault](forged)

    assert forged != report, "the fault is there"
    assert verified(forged, files, tmp_path) == 1
    assert capsys.readouterr().out.startswith("Bad: ")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '"draw"', '{"together": 7}', "[" * 100_000])
def test_no_report_is_said_in_words(text, files, tmp_path, capsys):
    (tmp_path / "report.json").write_text(text)

    assert main(["draw", "verify", str(tmp_path / "report.json"), *files]) == 1
    assert "expected a report of a draw in JSON" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("people", "quotas", "sentence"),
    [
        ("", QUOTAS, "people.csv, line 1: the file is empty; expected a row of names of columns"),
        (
            PEOPLE,
            "",
            "quotas.csv, line 1: the file is empty; expected the columns category, feature, min and max",
        ),
        ("id,gender\nana,female\n", QUOTAS, "people.csv, line 1: expected a column “age”, and there is none"),
        (PEOPLE, QUOTAS.replace("min", "least"), "quotas.csv, line 1: expected a column “min”"),
        (
            PEOPLE,
            QUOTAS.replace("male,1,2", "male,3,2"),
            "expected a min no larger than the max, not 3 and 2",
        ),
        (PEOPLE, QUOTAS + "age,old,1,2\n", "quotas.csv, line 6: expected “old” once in its category"),
        (PEOPLE, QUOTAS.replace("1,2", "1,two"), "line 2: expected a whole number of people, not “two”"),
        (PEOPLE, QUOTAS.replace("1,2", "-1,2"), "line 2: expected a whole number of people, not “-1”"),
        (PEOPLE, "category,feature,min,max\n", "expected at least one quota"),
        (
            PEOPLE + "gita,other,,old\n",
            QUOTAS,
            "line 8: expected a feature of “gender” (female, male), not “other”",
        ),
        (
            PEOPLE + "ana,male,,old\n",
            QUOTAS,
            "line 8: expected an id of their own, not “ana”, which stands on line 2",
        ),
        (PEOPLE + ",male,,old\n", QUOTAS, "line 8: expected an id"),
        (PEOPLE + "gita,male\n", QUOTAS, "line 8: expected 4 cells, not 2"),
        ("id,gender,age,age\nana,female,old,old\n", QUOTAS, "line 1: expected the column “age” once"),
        ("id,gender,age\n", QUOTAS, "expected at least one person"),
        (
            PEOPLE,
            QUOTAS.replace("old,1,2", "old,4,4"),
            "No panel of 3 can meet these quotas together: age “old” 4 to 4",
        ),
        ('id,"gender\nana\n', QUOTAS, "people.csv, line 1: "),
        ("\0\0\0\x1b[2J", QUOTAS, "people.csv, line 1: "),
    ],
)
def test_a_file_that_does_not_allow_it_ends_with_1(tmp_path, capsys, files, people, quotas, sentence):
    (tmp_path / "people.csv").write_text(people)
    (tmp_path / "quotas.csv").write_text(quotas)

    assert main(["draw", *files, "--size", "3", "--seed", "1"]) == 1
    said = capsys.readouterr()
    assert sentence in said.err and not said.out and "\x1b" not in said.err


def test_a_file_that_is_not_there_or_too_large_ends_with_1(files, capsys, monkeypatch, tmp_path):
    assert main(["draw", str(tmp_path / "none.csv"), files[1], "--size", "3", "--seed", "1"]) == 1
    assert "none.csv" in capsys.readouterr().err
    assert main(["draw", str(tmp_path), files[1], "--size", "3", "--seed", "1"]) == 1
    monkeypatch.setattr(command, "MOST_BYTES", 50)
    assert main(["draw", *files, "--size", "3", "--seed", "1"]) == 1
    assert "expected no more than" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--size", "3"],
        ["--seed", "1"],
        ["--size", "3", "--seed", " "],
        ["--size", "0", "--seed", "1"],
        ["--size", "three", "--seed", "1"],
        ["--size", "3", "--seed", "1", "--tickets", "0"],
        ["third.csv", "--size", "3", "--seed", "1"],
    ],
)
def test_wrongly_asked_ends_with_2(files, words):
    with pytest.raises(SystemExit) as left:
        main(["draw", *files, *words])
    assert left.value.code == 2


def test_verifying_takes_nothing_but_its_files(files):
    with pytest.raises(SystemExit) as left:
        main(["draw", "verify", "report.json", *files, "--size", "3"])
    assert left.value.code == 2


def test_without_the_solver_it_says_what_is_missing(files):
    code = (
        "import sys; sys.modules['ortools'] = None; from unionhall.site.cli import main;"
        f"sys.exit(main(['draw', *{files!r}, '--size', '3', '--seed', '1']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1 and "Drawing needs OR-tools" in done.stderr


def test_no_other_command_loads_the_solver():
    code = "import sys; from unionhall.site import cli; cli.parser(); sys.exit('ortools' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_it_needs_no_hall_and_makes_none(files, tmp_path):
    data = tmp_path / "nothing"
    env = {**os.environ, "UNIONHALL_DATA": str(data), "PYTHONPATH": str(ROOT)}
    words = [
        sys.executable,
        "-m",
        "unionhall.site.cli",
        "draw",
        *files,
        "--size",
        "3",
        "--seed",
        "1",
        "--json",
    ]
    done = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)

    report = json.loads(done.stdout)
    assert Fraction(report["minimum"]) == Fraction(1, 2)
    assert not data.exists()


@pytest.fixture
def lot(tmp_path):
    """The order that a hall hands out, of four willing of whom two were drawn and one had left."""
    people = ["ana", "bilal", "chidi", "dora"]
    order = ordered(people, "4 2 6")
    path = tmp_path / "lot.csv"
    path.write_text("".join(proof(people, "4 2 6", [order[0], order[2]])))
    return path


def test_the_lot_of_a_hall_is_checked_with_its_seed_alone(lot, capsys):
    assert main(["draw", "verify", str(lot), "--seed", " 4  2 6", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["good"], told["willing"], len(told["drawn"]), told["passed_over"]) == (True, 4, 2, 1)
    assert told["pool"] == pool_digest(["ana", "bilal", "chidi", "dora"])
    assert main(["draw", "verify", str(lot), "--seed", "4 2 6"]) == 0
    assert "4 were willing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spoil", "line", "why"),
    [
        (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], 2, "places from 1"),
        (lambda rows: [*rows[:2], *rows[3:]], 3, "places from 1"),
        (
            lambda rows: [*rows[:1], rows[1].replace(rows[1].split(",")[2], "eshe"), *rows[2:]],
            2,
            "not what the seed makes",
        ),
        (lambda rows: [rows[0], *(row.replace("yes", "maybe") for row in rows[1:])], 2, "yes or no"),
        (lambda rows: ["a,b", *rows[1:]], 1, "the columns place, drawn, person and mark"),
        (lambda rows: rows[:1], 1, "at least one person"),
    ],
)
def test_a_lot_that_was_touched_is_refused_at_its_line(lot, capsys, spoil, line, why):
    lot.write_text("\n".join(spoil(lot.read_text().splitlines())) + "\n")

    assert main(["draw", "verify", str(lot), "--seed", "4 2 6"]) == 1
    said = capsys.readouterr()
    assert f"line {line}: " in said.err
    assert why in said.err
    assert not said.out


def test_another_seed_makes_another_order(lot, capsys):
    assert main(["draw", "verify", str(lot), "--seed", "4 2 5"]) == 1
    assert "not what the seed makes of this person" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--seed", "1", "--size", "3"], ["--seed", " "]])
def test_the_lot_of_a_hall_is_checked_with_its_seed_and_nothing_else(lot, more):
    with pytest.raises(SystemExit) as left:
        main(["draw", "verify", str(lot), *more])
    assert left.value.code == 2
