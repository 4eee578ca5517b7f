"""
Changes the core and the gate a little, one place at a time, and counts which changes the tests notice: `make mutants`.

    make mutants                            all parts, some hours, counts in docs/proof/mutants.json
    make mutants ARGS="--only gate"         one part
    make mutants ARGS="--only core --again" only the changes that survived last time, after writing a test
    make mutants ARGS="--only core --show"  the surviving changes as differences

The mutation tester is mutmut. It works on a copy in .cache/mutants/, so that nothing here is ever changed. It makes no
mutants of what stands outside functions (tables, presets) nor of decorated functions (properties).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.proving import PROOFS

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "mutants"
WANTED = 0.85
NOTICED = ("killed", "timeout")
WITHOUT_DJANGO = ("-p", "no:django", "--override-ini=addopts=--doctest-modules --import-mode=importlib")
"""The core knows no Django, and its tests are twice as fast without."""


@dataclass(frozen=True)
class Part:
    """What is changed, and the tests that are to notice. Both are paths in the checkout."""

    changed: tuple[str, ...]
    tests: tuple[str, ...]
    but_not: tuple[str, ...] = ()
    """Tests that read the code as text and would fail on any mutant, and such as take seconds for each."""
    left_alone: tuple[str, ...] = ()
    """What is a part of its own."""
    on_a_database: bool = False

    def config(self) -> str:
        """How mutmut is told, as the text of a setup.cfg."""
        told = {
            "source_paths": ("unionhall",),
            "only_mutate": self.changed,
            "do_not_mutate": ("*/tests/*", *self.left_alone),
            "also_copy": ("tests",),
            "pytest_add_cli_args": (
                *("-p", "tests.mutants.plugin", "-p", "no:cacheprovider"),
                *(("-p", "tests.mutants.one_database") if self.on_a_database else WITHOUT_DJANGO),
                *(f"--deselect={test}" for test in self.but_not),
            ),
            "pytest_add_cli_args_test_selection": self.tests,
        }
        lists = "".join(
            f"{key} =\n" + "".join(f"    {one}\n" for one in listed) for key, listed in told.items()
        )
        return f"[mutmut]\n{lists}use_git_change_detection = false\ntrack_dependencies = false\ntimeout_multiplier = 8\n"


PARTS = {
    "core": Part(
        changed=("unionhall/core/*",),
        left_alone=("unionhall/core/counting/*",),
        tests=(
            "unionhall/core",
            "unionhall/record/tests/test_log.py",
            "unionhall/record/tests/test_signed_documents.py",
            "tests/unionhall/test_long_differences.py",
        ),
        but_not=(
            "unionhall/core/tests/test_sentences.py::test_every_text_is_marked",
            "unionhall/core/tests/test_charters.py::"
            "test_a_charter_with_anything_in_any_place_is_read_or_refused_in_words",
        ),
    ),
    "counting": Part(
        changed=("unionhall/core/counting/*",),
        tests=(
            "unionhall/core/counting",
            "unionhall/core/tests/test_ballot_files.py",
            "unionhall/core/tests/test_counting_properties.py",
            "unionhall/core/tests/test_ranked_rules.py",
            "unionhall/core/tests/test_sheets.py",
        ),
    ),
    "gate": Part(
        changed=("unionhall/mandates/gate.py",),
        tests=("tests/stories/test_the_gate.py",),
        on_a_database=True,
    ),
}


def laid_out(part: str, *, anew: bool) -> Path:
    """The folder where a part is worked on, with today's code in it; without what an earlier run found where `anew`."""
    folder = CACHE / part
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for old in (folder / "mutants" / "unionhall").rglob("*.*"):
        if old.is_file() and old.suffix not in (".py", ".meta", ".spans"):
            old.unlink()  # mutmut copies what is not Python only where it is not there yet: catalogues, templates
    for name in ("unionhall", "tests"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    if not PARTS[part].on_a_database:
        (folder / "unionhall" / "conftest.py").unlink()
        (folder / "tests" / "conftest.py").unlink()
    shutil.copy2(ROOT / "pyproject.toml", folder)
    (folder / "setup.cfg").write_text(PARTS[part].config())
    return folder


def mutmut(folder: Path, *words: str) -> None:
    """Run the mutation tester in a part's folder, on a data folder that outlives all its processes."""
    from tests.surroundings import fast_folder

    with tempfile.TemporaryDirectory(prefix="unionhall-mutants-", dir=fast_folder()) as data:
        (Path(data) / "static").mkdir()
        env = {
            **os.environ,
            "UNIONHALL_DATA": data,
            "UNIONHALL_DATABASE": "",
            "UNIONHALL_SECRET_KEY": "only for changing the code",
            "UNIONHALL_SURROUNDED": "1",
            "DJANGO_SETTINGS_MODULE": "unionhall.site.settings",
        }
        # By its own name and not with -m: it must not be loaded twice.
        tester = str(Path(sys.executable).with_name("mutmut"))
        subprocess.run([tester, *words], cwd=folder, env=env, check=True)


def noticed(code: int | None) -> bool:
    """Whether a mutant that ended with `code` was noticed by a test, or ran on for ever."""
    from mutmut.stats import status_by_exit_code

    return status_by_exit_code[code] in NOTICED


def outcomes(folder: Path) -> dict[str, dict[str, str]]:
    """What became of each mutant: by module (as a path), by the mutant's name: killed, survived, timeout, …"""
    from mutmut.stats import status_by_exit_code

    found: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        codes = json.loads(path.read_text())["exit_code_by_key"]
        module = path.relative_to(folder / "mutants").as_posix().removesuffix(".meta")
        if codes:
            found[module] = {name: status_by_exit_code[code] for name, code in codes.items()}
    return found


def forget_what_survived(folder: Path) -> None:
    """Let the next run try again what the last one did not kill; what was killed stays so while its function stays."""
    for path in (folder / "mutants").rglob("*.py.meta"):
        kept = json.loads(path.read_text())
        codes = kept["exit_code_by_key"]
        kept["exit_code_by_key"] = {name: code if noticed(code) else None for name, code in codes.items()}
        path.write_text(json.dumps(kept))
    # Which tests reach what is asked anew: a test may have been changed.
    (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)


def counts(statuses: list[str]) -> dict[str, Any]:
    """How many of these mutants were killed, how many survived, and what share was noticed, running on for ever among it."""
    each = Counter(statuses)
    rest = {status: number for status, number in sorted(each.items()) if status not in NOTICED}
    return {
        "mutants": len(statuses),
        "killed": each["killed"],
        "timeout": each["timeout"],
        "survived": rest.pop("survived", 0),
        **rest,
        "share": round((each["killed"] + each["timeout"]) / len(statuses), 4) if statuses else 1.0,
    }


def summary(folder: Path) -> dict[str, Any]:
    """What came out in a part's folder when it was last worked on: `whole`, and each of the `modules`."""
    found = outcomes(folder)
    return {
        "whole": counts([status for names in found.values() for status in names.values()]),
        "modules": {module: counts(list(names.values())) for module, names in found.items()},
    }


def main(words: list[str]) -> int:
    """Do what is asked; gives 1 where a part is below the share that is wanted."""
    parser = argparse.ArgumentParser(prog="tests.mutants")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone")
    parser.add_argument("--again", action="store_true", help="only what survived last time")
    parser.add_argument("--show", action="store_true", help="show what survived last time, change nothing")
    parser.add_argument("--at-once", type=int, default=1, help="so many mutants side by side")
    asked = parser.parse_args(words)
    for part in asked.only or PARTS:
        folder = CACHE / part
        if asked.show:
            for names in outcomes(folder).values():
                for name in (name for name, status in names.items() if status not in NOTICED):
                    mutmut(folder, "show", name)
            continue
        if asked.again:
            forget_what_survived(folder)
        mutmut(laid_out(part, anew=not asked.again), "run", "--max-children", str(asked.at_once))
    told = {part: summary(CACHE / part) for part in PARTS if outcomes(CACHE / part)}
    for part in told:
        print(json.dumps({"part": part, **told[part]["whole"]}), flush=True)
    whole = len(told) == len(PARTS) and not any("not checked" in told[part]["whole"] for part in told)
    if whole and not asked.show:
        made_by = {"promise": "mutants", "mutmut": version("mutmut"), "python": platform.python_version()}
        PROOFS.mkdir(parents=True, exist_ok=True)
        (PROOFS / "mutants.json").write_text(json.dumps({**made_by, **told}, indent=2) + "\n")
    return 1 if any(told[part]["whole"]["share"] < WANTED for part in asked.only or told) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
