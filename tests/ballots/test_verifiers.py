"""`unionhall ballot verify`, the verifier in one file, and Debian's: all agree, on what is good and on what is not."""

from __future__ import annotations

import gzip
import importlib.util
import json
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.ballots.elections import RESULT, VECTORS, WHOLE, finished
from tests.machine import parts
from tests.proving import note, times
from unionhall.site import cli

ROOT = Path(__file__).resolve().parents[2]
ALONE = ROOT / "docs" / "verify_ballots.py"
both = pytest.mark.parametrize("group", list(WHOLE))
made = cache(finished)


@cache
def alone():
    """The verifier in one file, as a module."""
    found = importlib.util.spec_from_file_location("verify_ballots", ALONE)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def file_of(folder, board, name="board.bel"):
    path = folder / name
    path.write_bytes(board if isinstance(board, bytes) else board.archive())
    return str(path)


@both
def test_the_command_says_what_it_found(group, tmp_path, capsys):
    assert cli.main(["ballot", "verify", file_of(tmp_path, made(group)[1]), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["state"], told["ballots"], told["result"], told["errors"]) == (
        True,
        "tallied",
        4,
        RESULT,
        [],
    )


def test_the_command_speaks_to_people_too(tmp_path, capsys):
    assert cli.main(["ballot", "verify", file_of(tmp_path, made("Ed25519")[1])]) == 0

    told = capsys.readouterr().out
    assert "      1  (blank)" not in told
    assert "      2  (blank)" in told
    assert told.endswith("Good.\n")


def test_the_command_ends_with_1_where_something_is_wrong_and_names_the_event(tmp_path, capsys):
    town, _board = made("Ed25519")
    wrong = town.voted(town.ballot(3, [1, 0, 0], [1, 0, 0, 0]).replace(b'"response":"', b'"response":"1', 1))

    assert cli.main(["ballot", "verify", file_of(tmp_path, wrong.board), "--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["ballots"], told["result"]) == (False, 4, None)
    assert [one["height"] for one in told["errors"]] == [5]


@pytest.mark.parametrize("words", [["verify"], ["look", "a.bel"], ["verify", "no-such.bel"]], ids=" ".join)
def test_the_command_ends_with_2_when_wrongly_asked(words):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["ballot", *words])

    assert stopped.value.code == 2


def test_a_large_board_is_checked_on_all_cores_with_the_same_report(tmp_path, capsys):
    raw = gzip.decompress((VECTORS / "v1-ed-200.bel.gz").read_bytes())

    assert cli.main(["ballot", "verify", file_of(tmp_path, raw), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["result"] == [[120, 40, 40]]


def test_an_older_copy_is_continued_and_one_with_a_ballot_more_is_not(tmp_path, capsys):
    town, board = made("Ed25519")
    new = file_of(tmp_path, board)
    more = town.voted(town.ballot(3, [1, 0, 0], [1, 0, 0, 0])).board

    assert cli.main(["ballot", "verify", new, "--since", file_of(tmp_path, town.board, "a.bel")]) == 0
    assert cli.main(["ballot", "verify", new, "--since", file_of(tmp_path, more, "b.bel"), "--json"]) == 1

    assert '"check": "since"' in capsys.readouterr().out
    assert alone().check(board.archive(), town.board.archive())[0] == []
    assert alone().check(board.archive(), more.archive())[0] != []


@both
def test_the_verifier_in_one_file_finds_the_same(group):
    errors, found = alone().check(made(group)[1].archive())

    assert (errors, found["state"], found["ballots"], found["result"]) == ([], "tallied", 4, RESULT)
    assert found["head"] == made(group)[1].head


def test_the_verifier_in_one_file_runs_without_the_hall(tmp_path):
    shutil.copy(ALONE, tmp_path / "verify_ballots.py")
    file_of(tmp_path, made("Ed25519")[1])
    (tmp_path / "unionhall.py").write_text("raise ImportError('this is to work alone')\n")

    words = [sys.executable, "verify_ballots.py"]
    good = subprocess.run([*words, "board.bel"], cwd=tmp_path, capture_output=True, text=True, check=False)
    bad = subprocess.run([*words], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (good.returncode, good.stdout.splitlines()[-1], bad.returncode) == (0, "Good.", 2)
    assert "import unionhall" not in ALONE.read_text()
    assert "from unionhall" not in ALONE.read_text()


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "negative" / "v1-ed25519.json").read_text()), ids=lambda case: case["name"]
)
def test_the_verifier_in_one_file_gives_each_ballot_its_verdict(case):
    verifier = alone()
    _moment, events = verifier.read_board((WHOLE["Ed25519"] / "archive.bel").read_bytes())
    election = verifier.Election(events[0][1])
    if case["reference"] == "accept" and case["name"] != "alpha-uppercase-hex":
        election.ballot(case["ballot"].encode())
        return
    with pytest.raises(verifier.Bad):
        election.ballot(case["ballot"].encode())


@both
def test_the_verifier_in_one_file_refuses_one_bit_changed_anywhere(group):
    raw = made(group)[1].archive()
    flips = random.Random(f"flips {group}")
    count = times(30, 500)
    passed = []
    for _each in range(count):
        at, bit = flips.randrange(len(raw)), flips.randrange(8)
        changed = bytearray(raw)
        changed[at] ^= 1 << bit
        if not alone().check(bytes(changed))[0]:
            passed.append((at, bit))

    note(f"ballots-flips-alone-{group}", flips=count, refused=count - len(passed))
    assert passed == []


def debians(folder: Path, raw: bytes, uuid: str) -> bool:
    """Whether Debian's belenios-tool finds the board good."""
    tool = parts.found_or_installed(
        lambda: shutil.which("belenios-tool"), ("belenios-tool",), "belenios-tool"
    )
    folder.mkdir(exist_ok=True)
    (folder / f"{uuid}.bel").write_bytes(raw)
    done = subprocess.run(
        [tool, "election", "verify", f"--dir={folder}"], capture_output=True, text=True, check=False
    )
    return done.returncode == 0


def test_debians_own_verifier_finds_ours_good_and_no_bit_changed(tmp_path):
    town, board = made("BELENIOS-2048")
    raw, uuid = board.archive(), town.election.uuid
    try:
        good = debians(tmp_path / "good", raw, uuid)
    except parts.Missing as missing:
        if parts.nothing_may_be_missing():
            raise
        pytest.skip(f"left out: {missing}")
    flips = random.Random("flips for Debian")
    count = times(10, 500)
    passed = []
    for _each in range(count):
        at, bit = flips.randrange(len(raw)), flips.randrange(8)
        changed = bytearray(raw)
        changed[at] ^= 1 << bit
        if debians(tmp_path / "bad", bytes(changed), uuid):
            passed.append((at, bit))

    note("ballots-flips-debian", flips=count, refused=count - len(passed))
    assert (good, passed) == (True, [])
