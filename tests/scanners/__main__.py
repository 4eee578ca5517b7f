"""
`python -m tests.scanners [--tools FOLDER] [bandit wapiti sqlmap lighthouse forms]`: run them again, as docs/scanned.md says.

A demo hall is started on a free port and a data folder of its own, scanned signed in and not, and thrown away. `--tools`:
the folder of the scanners' programs, where they are not on the PATH. Nothing but that server is asked anything.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from tests.machine import parts
from tests.machine.server import ROOT, Server
from tests.scanners import visitor

SECONDS = 300
"""How long one scanner may take for one visitor."""
LEFT_OUT = "sign-out|leave|/close|sessions|language|carry|/own|passphrase"
"""Addresses that would end the scanner's own session or membership, and files that are only large."""
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,timesql,"
    "upload,xss"
)
"""Wapiti's modules, without those that ask a server elsewhere (ssrf, xxe, log4shell) or fetch lists (wapp, nikto)."""


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """A running demo hall: its address, and who may sign in (name -> passphrase)."""
    place = Path(tempfile.mkdtemp(prefix="uh-scanned-"))
    server = Server(place / "data")
    try:
        server.start("demo", seconds=900)
        yield server.url, people(server.said)
    finally:
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def people(said: str) -> dict[str, str]:
    """Who may sign in, from what the demo prints: name -> passphrase."""
    return dict(re.findall(r"^  (\w+) +(\w+(?:-\w+){4})$", said, re.M))


def run(command: list[str], where: Path, seconds: int = SECONDS) -> str:
    """Run one program for so many seconds at most; gives what it printed."""
    sys.stderr.write(f"  {' '.join(command)[:160]}\n")
    try:
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as late:
        return f"{_text(late.stdout)}\n(stopped after {seconds} s)"
    return done.stdout + done.stderr


def _text(said: bytes | str | None) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said or ""


def bandit(program: str, where: Path) -> dict[str, Any]:
    """Findings in our own code, tests apart: kind -> how many."""
    out = where / "bandit.json"
    skipped = "*/tests/*,*/conftest.py"
    run([program, "-q", "-r", str(ROOT / "unionhall"), "-x", skipped, "-f", "json", "-o", str(out)], where)
    found: dict[str, int] = {}
    for one in json.loads(out.read_text())["results"]:
        found[one["test_id"]] = found.get(one["test_id"], 0) + 1
    return {"findings": found}


def wapiti(program: str, where: Path, url: str, cookie: str) -> dict[str, Any]:
    """What wapiti reports, by its own headings."""
    out, place = where / "wapiti.json", where / "wapiti"
    url = url.replace("//localhost:", "//127.0.0.1:")  # its jar keeps no cookie for a name without a dot
    command = [program, "-u", f"{url}/", "--scope", "folder", "-m", MODULES, "-f", "json", "-o", str(out)]
    command += [
        "--flush-session",
        "--no-bugreport",
        "--store-session",
        str(place),
        "--store-config",
        str(place),
    ]
    command += [
        "-d",
        "4",
        "--max-links-per-page",
        "40",
        "--max-files-per-dir",
        "25",
        "--max-parameters",
        "12",
    ]
    command += ["--max-scan-time", str(SECONDS // 3), "--max-attack-time", "20", "--tasks", "2", "-v", "0"]
    for word in LEFT_OUT.split("|"):
        command += ["-x", f"{url}/*{word}*"]
    if cookie:
        command += ["-c", str(_jar(where / "cookies.json", cookie))]
    said = run(command, where, 2 * SECONDS)
    if not out.exists():
        return {"failed": said[-600:]}
    report = json.loads(out.read_text())
    kinds = {**report["vulnerabilities"], **report["anomalies"]}
    found = {
        name: [f"{one['method']} {one['path']} {one['info']}" for one in ones]
        for name, ones in kinds.items()
        if ones
    }
    return {"pages": report["infos"].get("crawled_pages_nbr"), "findings": found}


def _jar(place: Path, cookie: str) -> Path:
    """The cookies as wapiti reads them from a file."""
    kept = {"version": 0, "expires": None, "secure": False, "port": None}
    pairs = (one.split("=", 1) for one in cookie.split("; "))
    place.write_text(
        json.dumps({"127.0.0.1": {"/": {name: {"value": value, **kept} for name, value in pairs}}})
    )
    return place


def sqlmap(program: str, where: Path, url: str, cookie: str) -> dict[str, Any]:
    """Whether sqlmap finds a parameter of a form or an address that reaches the database as SQL."""
    command = [
        program,
        "-u",
        f"{url}/",
        "--batch",
        "--forms",
        "--crawl=3",
        "--level=1",
        "--risk=1",
        "--threads=4",
    ]
    command += [
        "--crawl-exclude",
        LEFT_OUT,
        "--skip=csrfmiddlewaretoken",
        "--output-dir",
        str(where / "sqlmap"),
    ]
    # Not by time: on a busy machine any page looks as if it had slept.
    command += ["--flush-session", "--technique=BEU", "--timeout=10", "--retries=1", "--disable-coloring"]
    if cookie:
        command += ["--cookie", cookie]
    said = run(command, where)
    (where / "sqlmap.txt").write_text(said)
    return {
        "forms": len(re.findall(r"^\[\d+/\d+\] (?:Form|URL)", said, re.M)),
        "errors of the server": len(re.findall(r"\b50\d \(", said)),
        "findings": re.findall(r"^Parameter: .*|.*appears to be .*injectable.*", said, re.M),
        "stopped": "(stopped after" in said,
    }


def lighthouse(program: str, where: Path, url: str, cookie: str) -> dict[str, Any]:
    """Accessibility and best practices of about six pages on a phone: page -> the two marks, and what is below one."""
    found = {}
    for number, page in enumerate(
        visitor.pages(url, cookie) if cookie else [f"{url}/sign-in/", f"{url}/claim/"]
    ):
        out = where / f"lighthouse-{number}.json"
        command = [
            program,
            page,
            "--quiet",
            "--only-categories=accessibility,best-practices",
            "--output=json",
        ]
        command += [f"--output-path={out}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        if cookie:
            command += ["--extra-headers", json.dumps({"Cookie": cookie})]
        said = run(command, where, 180)
        found[page.removeprefix(url)] = _marks(json.loads(out.read_text())) if out.exists() else said[-400:]
    return found


def _marks(report: dict[str, Any]) -> dict[str, Any]:
    marks: dict[str, Any] = {name: one["score"] for name, one in report["categories"].items()}
    audits = report["audits"].values()
    marks["below one"] = [one["id"] for one in audits if one["score"] is not None and one["score"] < 1]
    return marks


def forms(program: str, where: Path) -> dict[str, Any]:
    """Sqlmap on every form and address by itself, on both databases (tests/scanners/every_form.py): what pytest said last."""
    ran = {}
    for database in ("sqlite", "postgresql"):
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/scanners/every_form.py",
        ]
        if database == "postgresql":
            command = [sys.executable, "-m", "tests.machine.postgres", *command]
        kept = (where / f"{database}.txt").open("wb")
        env = {**os.environ, "UNIONHALL_SQLMAP": program}
        with kept:
            subprocess.run(command, cwd=ROOT, env=env, stdout=kept, stderr=kept, check=False)
        ran[database] = (where / f"{database}.txt").read_text(errors="replace").strip().splitlines()[-1]
    return ran


WITH_A_SERVER = {"wapiti": wapiti, "sqlmap": sqlmap, "lighthouse": lighthouse}


def main() -> int:
    """Run what was named, print one JSON line each; 1 where a scanner is missing and nothing may be (`CI=true`)."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tools", default="")
    asked.add_argument("--keep", type=Path, help="a folder for the scanners' own reports")
    asked.add_argument("--url", help="a demo hall that runs already on this machine; then --visitor too")
    asked.add_argument("--visitor", help="who is signed in there, as name:passphrase")
    asked.add_argument("names", nargs="*", default=[])
    given = asked.parse_args()
    names = given.names or ["bandit", *WITH_A_SERVER]
    path = os.pathsep.join([*filter(None, [given.tools]), os.environ.get("PATH", "")])
    programs = {name: shutil.which({"forms": "sqlmap"}.get(name, name), path=path) for name in names}
    missing = [name for name, program in programs.items() if program is None]
    for name in missing:
        sys.stderr.write(
            f"{name} is not on this machine and is left out (docs/scanned.md says where it comes from).\n"
        )
    if missing and parts.nothing_may_be_missing():
        return 1
    place = given.keep or Path(tempfile.mkdtemp(prefix="uh-scans-"))
    if programs.get("bandit"):
        _say("bandit", "", bandit(programs["bandit"], _folder(place, "bandit")))
    if programs.get("forms"):
        _say("forms", "", forms(programs["forms"], _folder(place, "forms")))
    served = [name for name in names if name in WITH_A_SERVER and programs[name]]
    if served:
        with demo() if given.url is None else nullcontext((given.url, _who(given.visitor))) as (url, who):
            name = next(iter(who))
            for scanner in served:
                for visiting in ("", name):
                    cookie = visitor.signed_in(url, visiting, who[visiting]) if visiting else ""
                    where = _folder(place, f"{scanner}-{visiting or 'outside'}")
                    _say(scanner, visiting, WITH_A_SERVER[scanner](programs[scanner], where, url, cookie))
    if not given.keep:
        shutil.rmtree(place, ignore_errors=True)
    return 0


def _who(visitor_: str) -> dict[str, str]:
    name, _colon, passphrase = visitor_.partition(":")
    return {name: passphrase}


def _folder(place: Path, name: str) -> Path:
    folder = place / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _say(scanner: str, visiting: str, result: dict[str, Any]) -> None:
    print(json.dumps({"scanner": scanner, "signed in as": visiting or None, **result}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
