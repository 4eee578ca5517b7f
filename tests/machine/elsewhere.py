"""
Two hosts on a network of their own: a server with Caddy before it, and phones that reach it by HTTPS and no other way.

The hosts are network namespaces of this machine, joined by a cable (veth); each has its own addresses, ports and routes,
and there is no way from either to anything else. The certificate comes from a test authority (Caddy's own) that the phones'
browser is told to trust as anybody would tell it, and nothing else is relaxed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import parts, server
from tests.machine.server import ROOT

NAME = "notes.example.org"
SERVER, PHONE = "10.213.7.1", "10.213.7.2"
"""The two hosts' addresses; nobody else shares their network, so they may be the same in every run."""
CADDYFILE, SETTINGS = "etc/caddy/Caddyfile", "etc/unionhall/unionhall.env"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise parts.Missing(
            f"A second network host cannot be made here (ip {' '.join(words)}: {done.stderr.strip()}); that needs root."
        )


@contextmanager
def two_hosts() -> Iterator[tuple[str, str]]:
    """
    The names of two hosts joined by a cable, the server's and the phones', until the block ends.

    Raises `parts.Missing` where namespaces are not allowed.
    """
    parts.found_or_installed(
        lambda: shutil.which("ip", path=f"{os.environ['PATH']}:/usr/sbin:/sbin"), ("iproute2",), "ip"
    )
    hosts = (f"uh-server-{os.getpid()}", f"uh-phone-{os.getpid()}")
    cable = (f"uhs{os.getpid()}", f"uhp{os.getpid()}")
    try:
        for host in hosts:
            _ip("netns", "add", host)
        _ip("link", "add", cable[0], "type", "veth", "peer", "name", cable[1])
        for host, end, address in zip(hosts, cable, (SERVER, PHONE), strict=True):
            _ip("link", "set", end, "netns", host)
            _ip("-n", host, "addr", "add", f"{address}/24", "dev", end)
            _ip("-n", host, "link", "set", end, "up")
            _ip("-n", host, "link", "set", "lo", "up")
        yield hosts
    finally:
        for host in hosts:
            subprocess.run(["ip", "netns", "del", host], capture_output=True, check=False)


def on(host: str) -> tuple[str, ...]:
    """The words before a command that is to run on a host."""
    return ("ip", "netns", "exec", host)


def installed(root: Path) -> dict[str, str]:
    """Have the installer write what a server gets below `root`, with a test authority; gives the settings."""
    command = [sys.executable, "bin/install.py", "--root", str(root), "--own-authority", "--no-start", NAME]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(ROOT / "bin"))
    import install_files

    return install_files.read_settings((root / SETTINGS).read_text())


class FarServer(server.Server):
    """A server as installed, on a host of its own, with its tables made."""

    url = f"https://{NAME}"  # type: ignore[assignment]

    def __init__(self, folder: Path, host: str) -> None:
        settings = installed(folder)
        data = server.copied(folder / "data")
        for taken in ("UNIONHALL_DATA", "UNIONHALL_PUBLIC_URL"):
            settings.pop(taken)
        super().__init__(data, int(settings["UNIONHALL_PORT"]), **settings)
        self.before = on(host)
        self.more = {**settings, "UNIONHALL_PUBLIC_URL": self.url}

    def answers(self) -> bool:
        """It is on a host that this one cannot reach: ask what it says itself."""
        return "Unionhall is at" in self.said

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `unionhall …` beside it."""
        public = self.more.pop("UNIONHALL_PUBLIC_URL")
        try:
            return super().command(*words)
        finally:
            self.more["UNIONHALL_PUBLIC_URL"] = public


class Caddy:
    """The web server before it, with the very file that was installed; `edit` may change that (a planted fault)."""

    def __init__(self, folder: Path, host: str, edit=lambda text: text) -> None:
        self.program, self.host, self.home = parts.caddy(), host, folder / "caddy"
        self.home.mkdir(exist_ok=True)
        self.file = self.home / "Caddyfile"
        self.file.write_text(edit((folder / CADDYFILE).read_text()))
        self.log = self.home / "log"
        self.log.write_bytes(b"")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        """All that it has logged."""
        return self.log.read_text(errors="replace")

    @property
    def authority(self) -> Path:
        """The certificate of its own authority."""
        return self.home / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def start(self, seconds: float = 30) -> Caddy:
        """Start it, and wait for the authority and the open port."""
        env = {**os.environ, "HOME": str(self.home), "XDG_DATA_HOME": str(self.home / "data")}
        command = [*on(self.host), self.program, "run", "--adapter", "caddyfile", "--config", str(self.file)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=env, cwd=self.home, stdout=log, stderr=log)
        until = time.monotonic() + seconds
        while not (self.authority.exists() and "serving initial configuration" in self.said):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Caddy does not serve:\n{self.said}")
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Stop it; for open streams it would wait as long as somebody looks, and is not let."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(20)
            self.process = None


def phone_browser(folder: Path, host: str, chromium: str, trusts: Path | None) -> Path:
    """
    A Chromium that runs on a host; gives the program. `trusts`: the certificate of an authority it is told to trust.

    It has a home of its own, so that what it is told stays there.
    """
    home = folder / ("phone" if trusts else "wary-phone")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    if trusts is not None:
        certutil = parts.found_or_installed(lambda: shutil.which("certutil"), ("libnss3-tools",), "certutil")
        base = [certutil, "-d", f"sql:{store}"]
        subprocess.run([*base, "-N", "--empty-password"], check=True, capture_output=True)
        subprocess.run(
            [*base, "-A", "-t", "C,,", "-n", "test", "-i", str(trusts)], check=True, capture_output=True
        )
    program = home / "chromium"
    program.write_text(f'#!/bin/sh\nexport HOME="{home}"\nexec {" ".join(on(host))} "{chromium}" "$@"\n')
    program.chmod(0o755)
    return program
