"""What `make mutants` works on is there, and its counts are right."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.mutants.__main__ import PARTS, ROOT, counts, forget_what_survived, outcomes


@pytest.mark.parametrize("part", PARTS)
def test_what_is_changed_and_what_is_run_is_there(part):
    for pattern in PARTS[part].changed:
        assert list(ROOT.glob(pattern))
    for path in PARTS[part].tests:
        assert (ROOT / path).exists()
    for test in PARTS[part].but_not:
        path, name = test.split("::")
        assert f"def {name}(" in (ROOT / path).read_text()


def test_what_runs_on_for_ever_was_noticed_and_what_no_test_reaches_was_not():
    told = counts(["killed"] * 6 + ["timeout"] * 2 + ["survived", "no tests"])
    assert told == {
        "mutants": 10,
        "killed": 6,
        "timeout": 2,
        "survived": 1,
        "no tests": 1,
        "share": 0.8,
    }


def test_only_what_was_not_killed_is_tried_again(tmp_path):
    kept = tmp_path / "mutants" / "core" / "a.py.meta"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"exit_code_by_key": {"a": 1, "b": 0, "c": 36, "d": 33}}))

    assert outcomes(tmp_path) == {
        "core/a.py": {"a": "killed", "b": "survived", "c": "timeout", "d": "no tests"}
    }
    forget_what_survived(tmp_path)

    assert json.loads(kept.read_text())["exit_code_by_key"] == {"a": 1, "b": None, "c": 36, "d": None}


def test_looking_into_the_plugin_limits_nobody():
    """Whoever gathers examples imports every file of the tests; a limit set then would hold for all that come after."""
    looks = "import resource; import tests.mutants.plugin; print(resource.getrlimit(resource.RLIMIT_AS))"
    done = subprocess.run([sys.executable, "-c", looks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(resource.getrlimit(resource.RLIMIT_AS))
