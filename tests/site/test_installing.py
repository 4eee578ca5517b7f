"""What the installer writes on a server, and what it says where something is missing."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import left_out
from tests.machine import parts
from unionhall.bodies.actions import founding

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))

import install  # noqa: E402
import install_files as files  # noqa: E402


def installs(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run bin/install.py, writing below `root` instead of on this machine."""
    command = [sys.executable, "bin/install.py", "--root", str(root), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """A folder that stands for a machine, on which everything was written."""
    root = tmp_path_factory.mktemp("machine")
    done = installs(root, "notes.example.org", "--no-start")
    assert done.returncode == 0, done.stderr
    return root


def at(root: Path, path: str) -> Path:
    return Path(str(root) + path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_root_reads_the_settings_and_only_the_server_its_data(written):
    assert mode(at(written, files.SETTINGS)) == 0o600
    assert mode(at(written, files.DATA)) == 0o700
    assert mode(at(written, files.COMMAND)) == 0o755
    assert not [path for path in at(written, files.PROGRAM).rglob("*") if mode(path) & 0o022]


def test_the_program_is_carried_whole_and_without_its_tests(written):
    app = at(written, files.PROGRAM) / "app"

    assert (app / "unionhall" / "site" / "cli.py").read_text() == (ROOT / "unionhall/site/cli.py").read_text()
    assert not list(app.rglob("tests"))
    assert not list(app.rglob("__pycache__"))
    assert not (app / ".git").exists()


def test_the_same_command_again_changes_nothing(written):
    watched = [files.SETTINGS, files.UNIT, files.COMMAND, files.CADDYFILE]
    before = {path: at(written, path).read_text() for path in watched}
    again = installs(written, "--no-start")  # an upgrade need not say the address again

    assert again.returncode == 0, again.stderr
    assert {path: at(written, path).read_text() for path in watched} == before


def test_an_upgrade_keeps_what_the_keeper_changed(tmp_path):
    installs(tmp_path, "notes.example.org", "--no-start", "--own-authority")
    kept = at(tmp_path, files.SETTINGS)
    kept.write_text(kept.read_text() + "UNIONHALL_THREADS=6\n")
    stale = at(tmp_path, files.PROGRAM) / "app" / "unionhall" / "gone.py"
    stale.write_text("")
    done = installs(tmp_path, "--no-start", "--database", "postgresql:///unionhall?host=/run/postgresql")

    settings = files.read_settings(kept.read_text())
    assert done.returncode == 0, done.stderr
    assert settings["UNIONHALL_THREADS"] == "6"
    assert settings["UNIONHALL_DATABASE"] == "postgresql:///unionhall?host=/run/postgresql"
    assert settings["UNIONHALL_PUBLIC_URL"] == "https://notes.example.org"
    assert "tls internal" in at(tmp_path, files.CADDYFILE).read_text()
    assert not stale.exists()
    assert mode(kept) == 0o600


def test_the_shell_reads_the_settings_as_the_service_does(tmp_path):
    odd = 'postgresql://hall:p$ss w`rd"@localhost/hall'
    plan = files.Plan("notes.example.org", {"UNIONHALL_PORT": "8000", "UNIONHALL_DATABASE": odd})
    (tmp_path / "env").write_text(files.settings_text(plan))
    said = subprocess.run(
        ["sh", "-c", f'. {tmp_path}/env; printf %s "$UNIONHALL_DATABASE"'], capture_output=True, text=True
    )

    assert said.stdout == odd
    assert files.read_settings(files.settings_text(plan))["UNIONHALL_DATABASE"] == odd


@pytest.mark.parametrize("sign", ["'", "\\", "\n"])
def test_a_setting_that_neither_could_read_is_refused(tmp_path, sign):
    done = installs(tmp_path, "notes.example.org", "--no-start", "--database", f"postgresql://a{sign}b/c")

    assert done.returncode == 1
    assert "must not hold a quote" in done.stderr
    assert not at(tmp_path, files.SETTINGS).exists()


@pytest.mark.parametrize(
    "name", ["notes", "notes example.org", "-a.org", "a..org", "192.0.2.1", "ex_ample.org", "x" * 64 + ".org"]
)
def test_what_is_no_address_is_refused_in_one_sentence(tmp_path, name):
    done = installs(tmp_path, "--no-start", "--", name)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_shows_everything_and_writes_nothing(tmp_path):
    done = installs(tmp_path, "notes.example.org", "--dry-run")

    assert done.returncode == 0, done.stderr
    for path in (files.SETTINGS, files.UNIT, files.CADDYFILE, files.COMMAND):
        assert f"── {path}" in done.stdout
    for step in ("$ adduser --system", "$ systemctl enable --quiet unionhall caddy", "found --first"):
        assert step in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_caddyfile_is_left_alone(tmp_path):
    theirs = at(tmp_path, files.CADDYFILE)
    theirs.parent.mkdir(parents=True)
    theirs.write_text("other.example.org {\n\trespond hello\n}\n")
    done = installs(tmp_path, "notes.example.org", "--no-start")

    assert theirs.read_text().startswith("other.example.org")
    assert "notes.example.org {" in at(tmp_path, files.CADDY_ASIDE).read_text()
    assert f"import {files.CADDY_ASIDE}" in done.stderr


def test_debians_sample_page_makes_way(tmp_path):
    sample = at(tmp_path, files.CADDYFILE)
    sample.parent.mkdir(parents=True)
    sample.write_text("# The Caddyfile\n:80 {\n\t# here\n\troot * /usr/share/caddy\n\tfile_server\n}\n")
    installs(tmp_path, "notes.example.org", "--no-start")

    assert sample.read_text().startswith(files.MARK)


def test_without_root_one_sentence_says_so():
    code = "import os; os.geteuid = lambda: 1000; import install; install.main(['notes.example.org'])"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'bin'); {code}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("Setting a server up needs root")
    assert len(done.stderr.splitlines()) == 1


def test_without_systemd_it_says_what_is_left_to_do(monkeypatch, capsys):
    monkeypatch.setattr(install.os.path, "isdir", lambda path: False)
    plan = files.Plan("notes.example.org", {"UNIONHALL_PORT": "8000"})

    with pytest.raises(SystemExit):
        install.start(plan, install.Hands(dry=False, root=""))
    assert "systemd does not run here" in capsys.readouterr().err


# The unit ------------------------------------------------------------------------------------------------


def systemd_analyze(unit: str, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Ask systemd what it thinks of a unit, whose program is one that is there."""
    try:
        parts.found_or_installed(lambda: shutil.which("systemd-analyze"), ("systemd",), "systemd-analyze")
    except parts.Missing as missing:
        left_out(missing)
    path = tmp_path / "unionhall.service"
    path.write_text(unit.replace(f"{files.PROGRAM}/venv/bin/unionhall", "/bin/true"))
    return subprocess.run(["systemd-analyze", *words, str(path)], capture_output=True, text=True, check=False)


def test_systemd_understands_every_line_of_the_unit(written, tmp_path):
    unit = at(written, files.UNIT).read_text()

    assert systemd_analyze(unit, tmp_path, "verify", "--man=no").stderr == ""
    planted = systemd_analyze(unit.replace("PrivateTmp=", "PrivatTmp="), tmp_path, "verify", "--man=no")
    assert "PrivatTmp" in planted.stderr


def test_the_unit_is_closed_as_far_as_a_server_can_be(written, tmp_path):
    unit = at(written, files.UNIT).read_text()
    limit = ["security", "--offline=true", "--threshold=15"]  # tenths, of 100

    assert systemd_analyze(unit, tmp_path, *limit).returncode == 0
    opened = re.sub(r"(?m)^(ProtectSystem|NoNewPrivileges|CapabilityBoundingSet)=.*\n", "", unit)
    assert systemd_analyze(opened, tmp_path, *limit).returncode != 0


def test_the_nights_backup_is_as_closed_in_and_understood(written, tmp_path):
    unit, timer = (at(written, path).read_text() for path in (files.BACKUP_UNIT, files.BACKUP_TIMER))

    assert systemd_analyze(unit, tmp_path, "verify", "--man=no").stderr == ""
    assert systemd_analyze(unit, tmp_path, "security", "--offline=true", "--threshold=15").returncode == 0
    night = re.search(r"OnCalendar=(.*)", timer)[1]
    found = subprocess.run(
        ["systemd-analyze", "calendar", night], capture_output=True, text=True, check=False
    )
    assert "03:30:00" in found.stdout, found.stderr


def test_those_who_can_open_the_backup_are_named_once_and_kept(tmp_path):
    keys = [f"age1{sign * 58}" for sign in "qz"]
    first = installs(tmp_path, "notes.example.org", "--no-start", *(f"--backup-to={key}" for key in keys))
    again = installs(tmp_path, "--no-start")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    settings = files.read_settings(at(tmp_path, files.SETTINGS).read_text())
    assert settings["UNIONHALL_BACKUP_TO"] == ",".join(keys)
    assert "no age recipient" in installs(tmp_path, "--no-start", "--backup-to=AGE-SECRET-KEY-1").stderr


@pytest.mark.parametrize(("database", "closed"), [
    ("", True),
    ("postgresql:///unionhall?host=/run/postgresql", True),
    ("postgresql://hall@db.example.org/hall", False),
])  # fmt: skip
def test_the_network_is_closed_unless_the_database_is_elsewhere(database, closed):
    plan = files.Plan("notes.example.org", {"UNIONHALL_PORT": "8000", "UNIONHALL_DATABASE": database})

    assert ("IPAddressDeny=any" in files.unit(plan)) == closed


# Caddy ---------------------------------------------------------------------------------------------------


def test_caddy_understands_the_file(written):
    try:
        caddy = parts.caddy()
    except parts.Missing as missing:
        left_out(missing)
    for words in (["validate", "--adapter", "caddyfile", "--config"], ["fmt"]):
        done = subprocess.run(
            [caddy, *words, str(at(written, files.CADDYFILE))],
            capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(written)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert done.stdout == at(written, files.CADDYFILE).read_text()


# Opening halls -------------------------------------------------------------------------------------------


def opens(link: str) -> bool:
    return founding.link_opens(link.rstrip("/").rsplit("/", 1)[-1])


@pytest.mark.sqlite
def test_a_service_keeps_no_founding_link_in_its_journal(a_server):
    house = a_server()
    first, sheet = house.command("found"), house.command("found", "--links", "2")
    house.start("run", "--no-link")

    assert "/found/" not in house.said
    for link in (first.stdout.strip(), *sheet.stdout.split()):  # a restart leaves what was handed out
        urllib.request.urlopen(link).close()


@pytest.mark.django_db
def test_a_sheet_of_links_stands_beside_what_was_handed_out():
    first = founding.make_founding_link(base_url="https://notes.example.org")
    sheet = founding.make_founding_links(base_url="https://notes.example.org", count=3)

    assert len({first, *sheet}) == 4
    assert all(map(opens, (first, *sheet)))
    assert founding.withdraw_founding_links() == 4
    assert not any(map(opens, (first, *sheet)))
