"""
Members who vote over HTTP, each in a thread, until the server is gone; and what each was told.

Every ballot is `acknowledged` (the page that says it is in), `refused` (a sentence) or `unknown` (no answer, or a
server's error): an unknown one may be in or not, and sending the same paper again must settle which.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

CHOICES = ("yes", "no", "abstain")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def said_by(status: int, *, back: bool = True) -> str:
    """What an answer says. `back`: whether it leads to where a success leads; the sign-in page is none."""
    if status == 302:
        return "acknowledged" if back else "refused"
    return "refused" if status < 500 else "unknown"


@dataclass
class Paper:
    """One ballot sent: its id, what is on it, and what came back; `page`: the answer's text, or where it leads."""

    id: str
    choice: str
    said: str = "unknown"
    page: str = ""


@dataclass
class Voter:
    """A member with a browser signed in. `papers`: what they sent, in order."""

    member: str
    cookie: str
    papers: list[Paper] = field(default_factory=list)
    token: str = ""
    crumb: str = ""

    def opens(self, port: int, path: str) -> None:
        """Open the ballot paper: its form's token and the cookie that goes with it."""
        status, headers, body = self._asks(port, "GET", path)
        found = _TOKEN.search(body)
        if status != 200 or found is None:
            raise AssertionError(f"{path} answered {status}: {body[:300]}")
        self.token = found.group(1)
        self.crumb = next(one.split(";")[0] for one in headers if one.startswith("c="))

    def casts(self, port: int, path: str, paper: Paper) -> str:
        """Send a ballot; gives what came back."""
        try:
            status, paper.page = self.sends(port, f"{path}cast/", client_id=paper.id, choice=paper.choice)
        except (OSError, http.client.HTTPException):
            paper.said = "unknown"
        else:
            paper.said = said_by(status, back=paper.page == path)
        return paper.said

    def sends(self, port: int, path: str, **fields: str) -> tuple[int, str]:
        """Send a form; gives the answer's status and its text, or where it leads."""
        form = {"csrfmiddlewaretoken": self.token, **fields}
        status, _headers, page = self._asks(port, "POST", path, urlencode(form))
        return status, page

    def presses(self, port: int, path: str) -> int:
        """Send a form that has nothing but its token."""
        return self.sends(port, path)[0]

    def looks(self, port: int, path: str) -> str:
        """Look at a page."""
        return self._asks(port, "GET", path)[2]

    def _asks(self, port: int, method: str, path: str, body: str = "") -> tuple[int, list[str], str]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {
            "Host": f"localhost:{port}",
            "Origin": f"http://localhost:{port}",
            "Cookie": f"s={self.cookie}" + (f"; {self.crumb}" if self.crumb else ""),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body or None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
            return (
                answer.status,
                answer.headers.get_all("Set-Cookie") or [],
                text or answer.headers.get("Location", ""),
            )
        finally:
            line.close()


class Crowd:
    """All voters of a town at one vote, voting and voting again until they are stopped or the server is gone."""

    def __init__(self, town: dict[str, Any], vote: str, port: int, seed: int) -> None:
        self.voters = [Voter(**one) for one in town["voters"]]
        self.path = f"/h/{town['hall']}/motions/votes/{vote}/"
        self.port = port
        self.chance = random.Random(seed)
        self.enough = threading.Event()
        self.threads: list[threading.Thread] = []

    def open(self) -> None:
        """Everybody has the paper before them."""
        for voter in self.voters:
            voter.opens(self.port, self.path)

    def begin(self) -> None:
        """Let everybody vote, each with chances of their own."""
        for voter in self.voters:
            work = threading.Thread(target=self._votes, args=(voter, random.Random(self.chance.random())))
            self.threads.append(work)
            work.start()

    def wait_for(self, ballots: int, seconds: float = 60) -> None:
        """Wait until so many ballots were acknowledged, or until it has taken too long on this machine."""
        until = time.monotonic() + seconds
        while self.count("acknowledged") < ballots and time.monotonic() < until:
            time.sleep(0.002)

    def end(self) -> None:
        """Stop, and wait for every answer that still comes."""
        self.enough.set()
        for thread in self.threads:
            thread.join(60)

    def _votes(self, voter: Voter, chance: random.Random) -> None:
        while not self.enough.is_set():
            paper = Paper(str(uuid4()), chance.choice(CHOICES))
            voter.papers.append(paper)
            if voter.casts(self.port, self.path, paper) == "unknown":
                return

    def count(self, said: str) -> int:
        """How many ballots were answered so."""
        return sum(paper.said == said for voter in self.voters for paper in list(voter.papers))
