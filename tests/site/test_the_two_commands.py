"""`make run` and `make test` on a fresh machine: what is missing is said in one sentence."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def house(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run bin/house.py's parts in a Python of their own, after `code`."""
    program = f"import sys; sys.path.insert(0, 'bin'); import house\n{code}"
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **env}
    )


def test_a_python_too_old_is_said_in_one_sentence():
    done = house("sys.version_info = (3, 9, 2)\nhouse.insist_on_python()")

    assert done.returncode == 1
    assert done.stderr.startswith("Unionhall needs Python 3.11 or newer, and this is 3.9.2")
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_venv_names_its_package():
    done = house("sys.modules['ensurepip'] = None\nhouse.insist_on_python()")

    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_this_python_will_do():
    assert house("house.insist_on_python()").returncode == 0


def test_an_old_python_can_read_it_far_enough():
    """No syntax newer than Python 3.6 stands in the way of the sentence."""
    import ast

    ast.parse((ROOT / "bin" / "house.py").read_text(), feature_version=(3, 6))


@pytest.fixture
def environment(tmp_path):
    """A pretended environment that works and holds what its stamp says."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11\n")
    return tmp_path


STAMP = "open(house.stamp_of('{kind}'), 'w').write(house.fingerprint('{kind}'))\n"
NO_PIP = "house.pip = lambda *words: print('pip', *words)\nhouse.environment_works = lambda: True\n"


@pytest.mark.parametrize(
    ("has", "wants", "installs"), [("test", "run", 0), ("run", "run", 0), ("run", "test", 2)]
)
def test_nothing_is_fetched_when_the_lock_has_not_changed(environment, has, wants, installs):
    done = house(
        NO_PIP + STAMP.format(kind=has) + f"house.make_environment('{wants}')",
        UNIONHALL_VENV=str(environment),
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("pip ") == installs


def test_a_changed_lock_is_installed_by_hash_and_as_wheels(environment):
    code = NO_PIP + "open(house.stamp_of('run'), 'w').write('an older lock')\nhouse.make_environment('run')"
    done = house(code, UNIONHALL_VENV=str(environment))

    assert "--require-hashes --only-binary :all:" in done.stdout


def test_every_word_of_the_makefile_is_one_the_house_knows():
    makefile = (ROOT / "Makefile").read_text()
    said = set(re.findall(r"\$\(HOUSE\) (\w+)", makefile))
    known = house("print(*house.COMMANDS)").stdout.split()

    assert said <= set(known)
    assert {"run", "test", "demo", "check", "prove", "bench", "lock"} <= said


def test_ci_runs_the_check():
    assert (ROOT / ".ci" / "run").read_text() == "#!/bin/sh\nexec make check\n"


def test_a_missing_part_is_left_out_with_a_line_or_fails_under_ci(monkeypatch):
    sys.path.insert(0, str(ROOT / "bin"))
    import suite

    from tests.machine import parts

    def lacks():
        raise parts.Missing("PostgreSQL is not on this machine.")

    outcomes = {}
    for ci in ("", "true"):
        monkeypatch.setenv("CI", ci)
        one = suite.Suite()
        one.step("Tests on PostgreSQL", lacks)
        outcomes[ci] = (one.finish(), one.left_out)

    assert outcomes[""] == (0, ["Tests on PostgreSQL: PostgreSQL is not on this machine."])
    assert outcomes["true"][0] == 1
