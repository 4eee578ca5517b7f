"""
The installer on a machine that boots: `python -m tests.machine.booted` starts a whole Debian, systemd as its first process, and
sets Unionhall up in it with `bin/install.py`, behind Caddy. Prints one JSON object of what came out; 1 where something is wrong.

The machine is a container (`systemd-nspawn`, of Debian's package systemd-container) on a copy of this one's files in memory that
is thrown away: nothing of this machine is changed. It has no network of its own but loopback; only the program's parts are
fetched from outside before. Needs root, some minutes, and a Debian; no part of `make check` for that.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import parts
from tests.machine.server import ROOT
from tests.proving import note

NAME = "hall.example.org"
PYTHON = "/usr/bin/python3"
"""Debian's own: the service's user must be able to read it."""
BOOTS = """
set -e
mount --make-rprivate /
mount -t tmpfs -o size=4G tmpfs {place}
mkdir {place}/upper {place}/work {place}/root
mount -t overlay overlay -o lowerdir=/,upperdir={place}/upper,workdir={place}/work {place}/root
rm -rf {place}/root/etc/systemd/system/multi-user.target.wants/* {place}/root/etc/unionhall
echo 0123456789abcdef0123456789abcdef > {place}/root/etc/machine-id
for unit in systemd-udevd systemd-networkd systemd-networkd-wait-online systemd-resolved; do
  ln -sf /dev/null {place}/root/etc/systemd/system/$unit.service
done
exec systemd-nspawn -D {place}/root -b --register=no --keep-unit --private-network --machine=hall \\
  --bind-ro={checkout}:/checkout --console=pipe
"""
"""In a mount namespace of its own."""
BOOTED = ("running", "degraded")
"""What systemd says once everything is started, or all but something that we do not need (udev in a container)."""


class Machine:
    """A booted machine; `init` is its first process as this one numbers it."""

    def __init__(self, init: int) -> None:
        self.init = init

    def does(self, *words: str, outside: bool = False) -> str:
        """Run a command there; gives what it said. `outside`: with this machine's network, to fetch parts."""
        whole = [] if outside else ["-n", "-C"]
        done = subprocess.run(
            ["nsenter", "-t", str(self.init), "-m", "-u", "-i", "-p", *whole, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        return (done.stdout + done.stderr).strip()

    def says(self, unit: str, what: str) -> str:
        """A property of a unit."""
        return self.does("systemctl", "show", unit, "-p", what, "--value")

    def answers(self, path: str = "/sign-in/") -> str:
        """The status of a page, asked by HTTPS through Caddy, or "000"."""
        asks = [
            "curl",
            "-sk",
            "-m",
            "10",
            "--resolve",
            f"{NAME}:443:127.0.0.1",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
        ]
        return self.does(*asks, f"https://{NAME}{path}")

    def answers_within(self, seconds: float) -> float:
        """Wait until the sign-in page comes; gives how long that took. Raises TimeoutError."""
        began = time.monotonic()
        while self.answers() != "200":
            if time.monotonic() - began > seconds:
                raise TimeoutError(self.does("journalctl", "-q", "--no-pager", "-u", "unionhall", "-n", "20"))
            time.sleep(0.1)
        return round(time.monotonic() - began, 1)


@contextmanager
def booted() -> Iterator[Machine]:
    """A machine that has booted, until the block ends. Raises `parts.Missing` where none can be."""
    for program, package in (("systemd-nspawn", "systemd-container"), ("curl", "curl"), ("caddy", "caddy")):
        parts.found_or_installed(lambda one=program: shutil.which(one), (package,), program)
    place = Path(tempfile.mkdtemp(prefix="uh-booted-"))
    script = BOOTS.format(place=place, checkout=ROOT)
    with (place.with_suffix(".log")).open("wb") as log:
        starting = subprocess.Popen(["unshare", "-m", "sh", "-c", script], stdout=log, stderr=log, cwd="/")
    machine = Machine(0)
    try:
        until = time.monotonic() + 60
        while machine.init == 0 or machine.does("systemctl", "is-system-running") not in BOOTED:
            if starting.poll() is not None or time.monotonic() > until:
                raise parts.Missing(f"No machine boots here: {place.with_suffix('.log').read_text()[-600:]}")
            children = Path(f"/proc/{starting.pid}/task/{starting.pid}/children").read_text().split()
            machine.init = next((int(one) for one in children if _is_init(int(one))), 0)
            time.sleep(0.2)
        yield machine
    finally:
        if machine.init:
            machine.does("systemctl", "poweroff")
        try:
            starting.wait(60)
        except subprocess.TimeoutExpired:
            starting.kill()
        place.with_suffix(".log").unlink()
        place.rmdir()


def _is_init(process: int) -> bool:
    try:
        return b"systemd\0" in Path(f"/proc/{process}/cmdline").read_bytes() + b"\0"
    except OSError:
        return False


def kept_out(machine: Machine) -> dict[str, bool]:
    """What the service may touch, tried in its own view of the files: it must be its data folder alone."""
    inside = machine.says("unionhall", "MainPID")
    tried = {}
    for path in ("/etc/x", "/usr/x", "/opt/unionhall/x", "/var/lib/unionhall/x"):
        said = machine.does("nsenter", "-t", inside, "-m", "sh", "-c", f"touch {path} && rm {path}")
        tried[path] = said == ""
    return tried


def looked_at() -> dict[str, object]:
    """Set it up, end it, stop it, back it up; gives what came out. AssertionError where something is not as it should be."""
    out: dict[str, object] = {}
    with booted() as machine:
        install = ["sh", "-c"]
        written = machine.does(
            *install,
            f"cd /checkout && {PYTHON} bin/install.py --own-authority --no-start {NAME}",
            outside=True,
        )
        machine.does(*install, f"ip link set lo up; cd /checkout && {PYTHON} bin/install.py")
        assert machine.answers() == "200", written
        out["exposure"] = machine.does("systemd-analyze", "security", "unionhall").split()[-3]

        tried = kept_out(machine)
        assert tried.pop("/var/lib/unionhall/x") and not any(tried.values()), tried
        out["written outside its folder"] = sum(tried.values())

        machine.does("systemctl", "kill", "-s", "KILL", "unionhall")
        out["seconds until it answers after kill -9"] = machine.answers_within(60)
        assert machine.says("unionhall", "NRestarts") == "1"

        began = time.monotonic()
        machine.does("systemctl", "stop", "unionhall")
        out["seconds to stop"] = round(time.monotonic() - began, 1)
        assert machine.says("unionhall", "Result") == "success"
        assert machine.answers() == "502", "Caddy says that nobody answers"
        machine.does("systemctl", "start", "unionhall")
        machine.answers_within(60)

        made = "import pyrage; print(pyrage.x25519.Identity.generate().to_public())"
        recipient = machine.does("/opt/unionhall/venv/bin/python", "-c", made)
        machine.does(*install, f"cd /checkout && {PYTHON} bin/install.py --backup-to {recipient}")
        assert machine.does("systemctl", "is-active", "unionhall-backup.timer") == "active"
        machine.does("systemctl", "start", "unionhall-backup.service")
        assert machine.says("unionhall-backup", "Result") == "success"
        backups = machine.does(*install, "ls /var/lib/unionhall/backups").split()
        assert [one for one in backups if one.endswith(".age")], backups
        out["backups"] = len(backups)

        # The planted fault: a unit that forgot to name its folder, under which SQLite can write nothing.
        machine.does(
            *install,
            "sed -i '/^StateDirectory/d' /etc/systemd/system/unionhall.service; systemctl daemon-reload",
        )
        machine.does("systemctl", "restart", "unionhall")
        try:
            machine.answers_within(15)
        except TimeoutError:
            out["a unit without its folder is noticed"] = True
        assert out.get("a unit without its folder is noticed"), "a server that cannot write answers"
    return out


def main() -> int:
    """Look, and print it as one JSON line."""
    if os.geteuid() != 0:
        sys.stderr.write("A machine can be booted by root alone.\n")
        return 1
    out = looked_at()
    print(json.dumps(out))
    note("installed-and-booted", **out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
