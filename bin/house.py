#!/usr/bin/env python3
"""
Makes the hall's own Python environment and runs something in it: the one road behind every `make` word.

    python3 bin/house.py run        (or another of `COMMANDS` below)

Standard library only, and readable by old Pythons far enough to say that they are too old. The environment
is `.venv` beside this folder, with exactly what the lock files name, checked by hash, wheels only; nothing is
fetched when the lock file has not changed.
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.environ.get("UNIONHALL_VENV") or os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)

COMMANDS = {
    # word: (lock file, what to run in the environment)
    "setup": ("test", None),
    "parts": ("run", None),
    "run": ("run", ["-m", "unionhall.site.cli", "run"]),
    "demo": ("run", ["-m", "unionhall.site.cli", "demo"]),
    "test": ("test", ["bin/suite.py", "test"]),
    "check": ("test", ["bin/suite.py", "check"]),
    "prove": ("test", ["bin/suite.py", "prove"]),
    "bench": ("test", ["bin/suite.py", "bench"]),
    "mutants": ("test", ["bin/suite.py", "mutants"]),
    "format": ("test", ["bin/suite.py", "format"]),
    "docs": ("test", ["bin/suite.py", "docs"]),
    "python": ("test", []),
    "words": ("test", ["bin/words.py"]),
    "lock": ("test", ["bin/suite.py", "lock"]),
}


def stop(sentence):
    """Say one sentence and end with 1."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def insist_on_python():
    """Stop with a sentence where Python is too old or cannot make an environment."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            "Unionhall needs Python 3.11 or newer, and this is "
            + found
            + " ("
            + sys.executable
            + "). Install a "
            "newer one (Debian 12 and Ubuntu 24.04 have it: sudo apt install python3 python3-venv), or name it: "
            "make PYTHON=python3.12 run"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "Python's venv module is missing. On Debian or Ubuntu it is a package of its own: "
            "sudo apt install python3-venv"
        )


def fingerprint(kind):
    """What an environment is known by: the lock file it was made from, the package and its Python."""
    digest = hashlib.sha256(ROOT.encode())
    for name in (lock_of(kind), os.path.join(ROOT, "pyproject.toml"), os.path.join(VENV, "pyvenv.cfg")):
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def lock_of(kind):
    """The lock file of that kind: `run` holds what a hall needs, `test` that and the tools."""
    return os.path.join(ROOT, "requirements", kind + ".txt")


def stamp_of(kind):
    """Where an environment notes that it holds all of a lock file."""
    return os.path.join(VENV, "unionhall-" + kind)


def is_made(kind):
    """Whether the environment holds what `kind` needs already, from its own lock or the larger one."""
    for name in ("run", "test") if kind == "run" else ("test",):
        if os.path.exists(stamp_of(name)):
            with open(stamp_of(name)) as file:
                if file.read() == fingerprint(name):
                    return True
    return False


def environment_works():
    """Whether `.venv` is there and its Python starts and is new enough."""
    if not os.path.exists(PYTHON):
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([PYTHON, "-c", check], stderr=subprocess.DEVNULL) == 0


def pip(*words):
    """
    Run pip inside the environment; show what it says only when it fails, and stop with a sentence then.

    What a machine's own pip settings make it warn of would bury what we say.
    """
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    running = subprocess.Popen(
        command + list(words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told = running.communicate()[0]
    if running.returncode != 0:
        sys.stderr.write(told.decode("utf-8", "replace"))
        stop(
            "The parts could not be installed; pip's reason stands above. The first time needs the network (or "
            "a folder of wheels named by PIP_FIND_LINKS, with PIP_NO_INDEX=1); after that nothing is fetched."
        )


def make_environment(kind):
    """Have `.venv` hold what requirements/<kind>.txt names; does nothing when it does already."""
    if not environment_works():
        say("Making a Python environment in .venv …")
        import venv

        venv.EnvBuilder(clear=os.path.exists(VENV), with_pip=True, symlinks=True).create(VENV)
    elif is_made(kind):
        return
    say(
        "Installing what requirements/"
        + kind
        + ".txt names, checked by hash (some minutes, the first time) …"
    )
    pip("--require-hashes", "--only-binary", ":all:", "-r", lock_of(kind))
    pip("--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
    with open(stamp_of(kind), "w") as file:
        file.write(fingerprint(kind))


def say(sentence):
    """Say where things are."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def main(words):
    """Make the environment and become the command asked for."""
    if not words or words[0] not in COMMANDS:
        stop("Say one of: " + ", ".join(sorted(COMMANDS)))
    insist_on_python()
    kind, command = COMMANDS[words[0]]
    make_environment(kind)
    if command is None:
        return
    os.chdir(ROOT)
    os.execv(PYTHON, [PYTHON, *command, *words[1:]])


if __name__ == "__main__":
    main(sys.argv[1:])
