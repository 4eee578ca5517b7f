#!/usr/bin/env python3
"""
Sets Unionhall up on a Debian server for real: a service behind Caddy, by HTTPS, on SQLite.

    sudo bin/install.py notes.example.org        the first time
    sudo bin/install.py                          an upgrade, from a newer checkout

It may be run as often as one likes: what is there is kept, what is older is brought forward. Standard library only.
`--dry-run` shows all that would be written and done, and does nothing. Two parts, so that a machine without
systemd can have the first alone: writing the files, and starting (`--no-start` leaves that out).
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house
import install_files as files

NEEDED = {"caddy": "caddy", "python3-venv": "", "adduser": "adduser"}
"""Debian packages, and the program each is known by ("": asked of Python itself)."""
CARRIED = (
    "bin",
    "docs",
    "requirements",
    "unionhall",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "pyproject.toml",
)
"""What of a checkout a server needs."""
NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")
"""An age X25519 recipient, in Bech32."""
BACKUP_TO = "UNIONHALL_BACKUP_TO"
STARTS_WITHIN = 180
"""Seconds within which the server must answer; the first start and an upgrade prepare the database."""


class Hands:
    """
    Does things, or only says them (`dry`). `root`: a folder that stands for the whole machine, "" for the machine.

    Under another root no user is made, no owner changed and nothing installed or started.
    """

    def __init__(self, dry, root):
        self.dry = dry
        self.root = root.rstrip("/")

    def at(self, path):
        """Where `path` is on this machine."""
        return self.root + path

    def read(self, path):
        """The text of a file, "" where there is none."""
        try:
            with open(self.at(path), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def write(self, path, text, mode=0o644):
        """Write a file as a whole, or leave it where it says the same."""
        if self.dry:
            print(f"── {path} ({mode:04o})\n{text}")
            return
        os.makedirs(os.path.dirname(self.at(path)), mode=0o755, exist_ok=True)
        draft = self.at(path) + ".new"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, mode)
            file.write(text)
            file.flush()
            os.fsync(handle)
        os.replace(draft, self.at(path))

    def run(self, *words, sentence="", **more):
        """Run a command on this machine. Ends everything with `sentence` where it fails."""
        if self.dry or self.root:
            print("$ " + " ".join(words))
            return
        done = subprocess.run(words, check=False, **more)
        if done.returncode != 0:
            house.stop(sentence or f"This did not work: {' '.join(words)}")


def settled_name(name):
    """
    An address as it is used. Ends with a sentence where it is none.

    >>> settled_name("https://Notes.Example.org/")
    'notes.example.org'
    """
    bare = name.strip().lower()
    bare = bare.removeprefix("https://").rstrip("/")
    if not NAME.fullmatch(bare):
        house.stop(f"{name} is no address that members could type: say it like notes.example.org")
    return bare


def insist_on_machine(hands):
    """Stop with one sentence where this machine cannot be set up."""
    house.insist_on_python()
    if hands.dry or hands.root:
        return
    if os.geteuid() != 0:
        house.stop("Setting a server up needs root: sudo bin/install.py …   (--dry-run shows it all without)")
    if not shutil.which("apt-get"):
        house.stop(
            "This works on Debian and Ubuntu, with apt-get; on others docs/running.md says what to write by hand."
        )


def planned(asked, hands):
    """What is to be set up: what the settings file says already, and what was asked now."""
    settings = files.read_settings(hands.read(files.SETTINGS))
    before = settings.get("UNIONHALL_PUBLIC_URL", "").removeprefix("https://")
    if not (asked.name or before):
        house.stop("Say the address at which members will find it: sudo bin/install.py notes.example.org")
    name = settled_name(asked.name or before)
    if before and before != name:
        house.say(
            f"The address changes from {before} to {name}: passkeys and links made for {before} stop working."
        )
    own = asked.own_authority or "\ttls internal\n" in hands.read(files.CADDYFILE)
    settings.setdefault("UNIONHALL_DATA", files.DATA)
    settings["UNIONHALL_PUBLIC_URL"] = f"https://{name}"
    settings.setdefault("UNIONHALL_LISTEN", "127.0.0.1")
    settings["UNIONHALL_PORT"] = str(asked.port or settings.get("UNIONHALL_PORT") or 8000)
    settings.setdefault("UNIONHALL_PROXY", "127.0.0.1")
    settings["UNIONHALL_SETTINGS"] = files.SETTINGS
    if asked.database is not None:
        if asked.database and not asked.database.startswith(("postgresql://", "postgres://")):
            house.stop("--database begins with postgresql://, or is empty for SQLite.")
        settings["UNIONHALL_DATABASE"] = asked.database
    settings.setdefault("UNIONHALL_DATABASE", "")
    for key in asked.backup_to:
        if key and not AGE_KEY.fullmatch(key):
            house.stop(f"{key} is no age recipient: age-keygen prints one, age1 and 58 letters and figures.")
    if asked.backup_to:
        settings[BACKUP_TO] = ",".join(filter(None, asked.backup_to))
    plan = files.Plan(name, settings, own)
    try:
        files.settings_text(plan)
    except ValueError as wrong:
        house.stop(str(wrong))
    return plan


def install_packages(hands):
    """Install what of Debian's packages is missing."""

    def has(package, program):
        if program:
            return shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
        return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], check=False).returncode == 0

    missing = [package for package, program in NEEDED.items() if not has(package, program)]
    if missing:
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        hands.run("apt-get", "update", "-q", env=env)
        words = ("apt-get", "install", "-q", "-y", "--no-install-recommends", *missing)
        hands.run(
            *words,
            env=env,
            sentence=f"apt-get could not install {', '.join(missing)}; its reason stands above.",
        )


def make_user(hands):
    """Make the user that the server runs as, who can do nothing else, and its folder."""
    adduser = (
        "adduser",
        "--system",
        "--group",
        "--quiet",
        "--no-create-home",
        "--home",
        files.DATA,
        files.USER,
    )
    hands.run(*adduser, sentence="The user unionhall could not be made; adduser's reason stands above.")
    if not hands.dry:
        os.makedirs(hands.at(files.DATA), mode=0o700, exist_ok=True)
    hands.run("chown", f"{files.USER}:{files.USER}", files.DATA)
    hands.run("chmod", "0700", files.DATA)


def put_program(hands):
    """Copy this checkout to /opt/unionhall/app as a whole, and make its environment beside it."""
    app, venv = files.PROGRAM + "/app", files.PROGRAM + "/venv"
    if hands.dry:
        print(
            f"── {app}: a copy of {', '.join(CARRIED)}\n── {venv}: what requirements/run.txt names, by hash"
        )
        return
    os.umask(0o022)
    if os.path.realpath(house.ROOT) != os.path.realpath(hands.at(app)):
        fresh, old = hands.at(app) + ".new", hands.at(app) + ".old"
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        os.makedirs(fresh)
        aside = shutil.ignore_patterns("__pycache__", "*.pyc", "tests", ".*")
        for name in CARRIED:
            source = os.path.join(house.ROOT, name)
            if os.path.isdir(source):
                shutil.copytree(source, os.path.join(fresh, name), ignore=aside)
            else:
                shutil.copy2(source, os.path.join(fresh, name))
        if os.path.exists(hands.at(app)):
            os.rename(hands.at(app), old)
        os.rename(fresh, hands.at(app))
        shutil.rmtree(old, ignore_errors=True)
    env = dict(os.environ, UNIONHALL_VENV=venv)
    hands.run(
        sys.executable,
        app + "/bin/house.py",
        "parts",
        env=env,
        sentence="The program's parts could not be installed.",
    )
    hands.run(venv + "/bin/python", "-m", "compileall", "-q", app + "/unionhall")


def put_settings(plan, hands):
    """Write the settings (which may hold a password), the unit and the command."""
    hands.write(files.SETTINGS, files.settings_text(plan), 0o600)
    hands.write(files.UNIT, files.unit(plan))
    hands.write(files.BACKUP_UNIT, files.backup_unit(plan))
    hands.write(files.BACKUP_TIMER, files.backup_timer())
    hands.write(files.COMMAND, files.command(), 0o755)


def put_caddyfile(plan, hands):
    """Write Caddy's file where it is ours to write; where it serves something else, beside it, and say what to do."""
    there = hands.read(files.CADDYFILE)
    if not there or there.startswith(files.MARK) or is_debians_own(there):
        hands.write(files.CADDYFILE, files.caddyfile(plan))
        return
    hands.write(files.CADDY_ASIDE, f"{files.MARK}\n{files.caddy_site(plan)}")
    if f"import {files.CADDY_ASIDE}" not in there:
        house.say(
            f"{files.CADDYFILE} serves something else already and is left as it is: add the line `import "
            f"{files.CADDY_ASIDE}` to it, and what docs/running.md says about Caddy's log."
        )


def is_debians_own(text):
    """Whether a Caddyfile is the one that Debian's package brings: a sample page, nobody's work."""
    bare = [line.split("#")[0].strip() for line in text.splitlines()]
    return [line for line in bare if line] == [":80 {", "root * /usr/share/caddy", "file_server", "}"]


def start(plan, hands):
    """Start the server and the web server before it, now and whenever the machine starts."""
    if not (hands.dry or hands.root):
        if not os.path.isdir("/run/systemd/system"):
            house.stop(
                "Everything is written, and nothing was started: systemd does not run here (a container?). Start it by "
                f"hand: {files.COMMAND} run --no-link, and caddy run --config {files.CADDYFILE}"
            )
        insist_on_ports()
    hands.run(
        "caddy",
        "validate",
        "--adapter",
        "caddyfile",
        "--config",
        files.CADDYFILE,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        sentence=f"Caddy refuses {files.CADDYFILE}: caddy validate --config {files.CADDYFILE}",
    )
    hands.run("systemctl", "daemon-reload")
    hands.run("systemctl", "enable", "--quiet", "unionhall", "caddy")
    night = "enable" if plan.settings.get(BACKUP_TO) else "disable"
    hands.run("systemctl", night, "--quiet", "--now", "unionhall-backup.timer")
    hands.run("systemctl", "restart", "unionhall")
    wait_until_it_answers(plan, hands)
    hands.run("systemctl", "restart", "caddy")


def insist_on_ports():
    """Stop with a sentence where something other than Caddy holds the ports of the web."""
    if subprocess.run(["systemctl", "is-active", "--quiet", "caddy"], check=False).returncode == 0:
        return
    for port in (80, 443):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", port))
            except OSError:
                house.stop(
                    f"Something else listens on port {port} (ss -ltnp shows what, perhaps Apache or nginx): "
                    "stop it for good, or write its own file as docs/running.md says."
                )


def wait_until_it_answers(plan, hands):
    """Wait for the first page. Ends with a sentence where none comes."""
    if hands.dry or hands.root:
        return
    asked = urllib.request.Request(f"http://127.0.0.1:{plan.port}/", headers={"Host": plan.name})
    asked.add_header("X-Forwarded-Proto", "https")
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(asked, timeout=5).close()  # noqa: S310 - this machine's own port
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
        else:
            return
    house.stop("The server does not answer. What it says: journalctl -u unionhall -n 50")


def last_words(plan, hands):
    """Say where it is and how it is opened."""
    house.say(f"Unionhall is at https://{plan.name}, and its keeper's command is: sudo unionhall")
    house.say("What could be safer: sudo unionhall doctor")
    hands.run(files.COMMAND, "found", "--first")


def main(words):
    """Set a server up; gives nothing and ends with 1 and one sentence where something is missing."""
    says = argparse.ArgumentParser(
        prog="install.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    says.add_argument(
        "name", nargs="?", help="the address members will type, like notes.example.org; kept for upgrades"
    )
    says.add_argument("--database", metavar="ADDRESS", help="a PostgreSQL, postgresql://…; kept for upgrades")
    says.add_argument(
        "--backup-to",
        metavar="AGE1…",
        action="append",
        default=[],
        help="back up each night, encrypted to this age key; may be repeated; kept for upgrades; empty for none",
    )
    says.add_argument("--port", type=int, help="where the server listens on this machine (8000)")
    says.add_argument(
        "--own-authority",
        action="store_true",
        help="certificates of Caddy's own making, for a network without the internet",
    )
    says.add_argument("--no-start", action="store_true", help="write everything and start nothing")
    says.add_argument(
        "--dry-run", action="store_true", help="show what would be written and done, and do nothing"
    )
    says.add_argument(
        "--root", default="", metavar="DIR", help="write below this folder instead of the machine itself"
    )
    asked = says.parse_args(words)
    hands = Hands(asked.dry_run, asked.root)
    insist_on_machine(hands)
    plan = planned(asked, hands)
    install_packages(hands)
    make_user(hands)
    put_program(hands)
    put_settings(plan, hands)
    put_caddyfile(plan, hands)
    if asked.no_start:
        house.say("Everything is written; nothing was started.")
        return
    start(plan, hands)
    last_words(plan, hands)


if __name__ == "__main__":
    main(sys.argv[1:])
