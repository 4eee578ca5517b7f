"""Other people's programs that ours are held against, in environments of their own: `.cache/NAME`, from requirements/NAME.txt."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from tests.machine import parts

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Aside:
    """One such environment. `name`: of its lock file in requirements/. `costs`: what making it costs, in words."""

    name: str
    costs: str

    @property
    def lock(self) -> Path:
        """The lock file."""
        return ROOT / "requirements" / f"{self.name}.txt"

    def folder(self) -> Path:
        """Where the environment for this lock file and this Python lies."""
        text = self.lock.read_bytes() + sys.version.encode()
        return ROOT / ".cache" / self.name / hashlib.sha256(text).hexdigest()[:12]

    def is_there(self) -> bool:
        """Whether the environment was made already."""
        return (self.folder() / "whole").exists()

    def python(self) -> Path:
        """The Python of the environment, made now where it is not there. Raises `parts.Missing`."""
        if not self.is_there():
            named = f"requirements/{self.lock.name}"
            sys.stderr.write(f"Installing what {named} names, checked by hash ({self.costs}) …\n")
            venv.create(self.folder(), clear=True, with_pip=True)
            words = ["-q", "--require-hashes", "--only-binary", ":all:", "-r", str(self.lock)]
            done = subprocess.run(
                [str(self.folder() / "bin" / "python"), "-m", "pip", "install", *words],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise parts.Missing(f"what {named} names could not be installed: {done.stderr[-300:]}")
            (self.folder() / "whole").touch()
        return self.folder() / "bin" / "python"
