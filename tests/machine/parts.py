"""
Finding parts of the machine, installing what is missing where that is allowed, and saying what was left out.

Under `CI=true` nothing may be left out: what is missing is an error there, and one line elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")


class Missing(Exception):
    """A part of the machine is not there and could not be installed; the message says which and how to get it."""


def nothing_may_be_missing() -> bool:
    """Whether a missing part is an error (`CI=true`)."""
    return os.environ.get("CI", "").lower() == "true"


@cache
def apt_install(*packages: str) -> bool:
    """Install Debian packages where this is a Debian and we are root; whether it was tried and went well."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    sys.stderr.write(f"Installing {' '.join(packages)} …\n")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *words], env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0 and words[0] == "install":
            sys.stderr.write(done.stderr[-2000:])
            return False
    return True


def found_or_installed(find: Callable[[], Found | None], packages: tuple[str, ...], what: str) -> Found:
    """
    What `find()` finds, if need be after installing `packages`.

    Raises `Missing` with a sentence about `what` where it stays missing.
    """
    found = find()
    if not found and apt_install(*packages):
        found = find()
    if not found:
        raise Missing(f"{what} is not on this machine. On Debian: sudo apt install {' '.join(packages)}")
    return found


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    named = os.environ.get("UNIONHALL_CHROMIUM")
    return named or next(filter(None, map(shutil.which, names)), None)


def chromium() -> str:
    """The path of a Chromium. Raises `Missing`."""
    return found_or_installed(_chromium, ("chromium",), "Chromium")


def _fiu() -> tuple[str, ...] | None:
    control = shutil.which("fiu-ctrl")
    libraries = [Path("/usr/lib/fiu", name) for name in ("fiu_run_preload.so", "fiu_posix_preload.so")]
    whole = control and all(library.exists() for library in libraries)
    return (str(control), *map(str, libraries)) if whole else None


def fiu() -> tuple[str, ...]:
    """libfiu, which makes a program's calls fail: its control program and the libraries to preload. Raises `Missing`."""
    return found_or_installed(_fiu, ("fiu-utils",), "libfiu")


def _faketime() -> str | None:
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else None


def faketime() -> str:
    """libfaketime, which tells a program another date: the library to preload. Raises `Missing`."""
    return found_or_installed(_faketime, ("faketime",), "libfaketime")


def caddy() -> str:
    """The path of Caddy, Debian's own. Raises `Missing`."""
    return found_or_installed(lambda: shutil.which("caddy"), ("caddy",), "Caddy")
