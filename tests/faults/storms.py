"""One storm: members vote and put motions while the machine fails, and what came of it is held against what was said."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import uuid4

from tests.crashes.rounds import Lost, insist_on_the_result, insist_on_what_was_said, settle, town
from tests.crashes.voters import Crowd, Voter, said_by
from tests.machine import server

REASONS = ("Nothing can be stored just now", "Something broke on our side")
WORDS = "We bake for the strikers,\nand say so."
LONGEST = 10.0
"""Seconds that a storm lasts at most: on a lucky machine nobody meets the fault before."""
MET = 3
"""So many who met the fault are enough."""


@dataclass
class Sent:
    """One motion sent: its title, and what came back."""

    title: str
    said: str = "unknown"
    page: str = ""


@dataclass
class Mover(Voter):
    """A member who puts motions, again and again."""

    sent: list[Sent] = field(default_factory=list)

    def puts(self, port: int, path: str, one: Sent) -> str:
        """Send a motion; gives what came back."""
        try:
            status, one.page = self.sends(port, path, title=one.title, text=WORDS, language="en")
        except (OSError, http.client.HTTPException):
            one.said = "unknown"
        else:
            one.said = said_by(status, back=one.page.startswith(path.removesuffix("put/")))
        return one.said


class Storm:
    """
    All members of a town at one vote, and one of them who puts motions, until enough of them have met the fault.

    Unlike in a crash, who got no answer goes on with a new paper once the fault is over.
    """

    def __init__(self, of: server.Server, hall: dict[str, Any], vote: str, seed: int) -> None:
        self.of, self.vote, self.seed = of, vote, seed
        self.crowd = Crowd(hall, vote, of.port, seed)
        first = self.crowd.voters[0]
        self.mover = Mover(first.member, first.cookie)
        self.path = f"/h/{hall['hall']}/motions/put/"
        self.thread, self.first = threading.Thread(target=self._puts), threading.Event()

    def begin(self) -> None:
        """Let everybody begin, and wait until some ballots and a motion are in."""
        self.crowd.open()
        self.mover.opens(self.of.port, self.path)
        self.crowd.begin()
        self.thread.start()
        self.crowd.wait_for(random.Random(self.seed).randint(1, len(self.crowd.voters)))
        self.first.wait(LONGEST)

    def rages(self) -> None:
        """Wait until enough have met the fault, the one who puts motions among them."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            if self.crowd.count("unknown") >= MET and not self.thread.is_alive():
                return
            time.sleep(0.01)

    def end(self) -> Counter[str]:
        """Stop, and count what was said of ballots and of motions."""
        self.crowd.end()
        self.thread.join(60)
        told = Counter({said: self.crowd.count(said) for said in ("acknowledged", "refused", "unknown")})
        return told + Counter(f"motion {one.said}" for one in self.mover.sent)

    def _puts(self) -> None:
        for number in range(10_000):
            one = Sent(f"Motion {self.seed} {number} {uuid4().hex[:6]}")
            self.mover.sent.append(one)
            said = self.mover.puts(self.of.port, self.path, one)
            self.first.set()
            if said == "unknown" or self.crowd.enough.is_set():
                return
            time.sleep(0.02)


def storm(
    of: server.Server, hall: dict[str, Any], vote: str, seed: int, fault: AbstractContextManager[None]
) -> Counter[str]:
    """
    Let everybody act, have the machine fail, mend it, and settle what is unknown.

    Gives how often what was said. Raises `Lost` where an acknowledged ballot or motion is gone, something is there in part
    or twice, the record does not fit the tables, a page says nothing, or the declared result is not the ballots' sum.
    """
    now = Storm(of, hall, vote, seed)
    now.begin()
    with fault:
        now.rages()
    told = now.end()

    insist_on_pages(now)
    after = town(of, "--of", vote)
    for voter in now.crowd.voters:
        insist_on_what_was_said(voter, after["ballots"].get(voter.member, []))

    for voter in now.crowd.voters:
        voter.opens(of.port, now.crowd.path)
        settle(voter, of.port, now.crowd.path)
    insist_on_the_result(of, now.crowd, vote)
    insist_on_agreement(of, now.mover)
    return told


def insist_on_pages(now: Storm) -> None:
    """Who was not served read why, and has back what they sent."""
    for voter in now.crowd.voters:
        for paper in voter.papers:
            if paper.said == "unknown" and paper.page:
                _insist_on_page(paper.page, paper.id)
    for one in now.mover.sent:
        if one.said == "unknown" and one.page:
            _insist_on_page(one.page, one.title, WORDS)


def _insist_on_page(page: str, *kept: str) -> None:
    text = unescape(page)
    if not any(reason in text for reason in REASONS):
        raise Lost(f"a page that says nothing: {page[:500]}")
    if missing := [words for words in kept if words not in text]:
        raise Lost(f"what was sent is not on the page: {missing}")


def insist_on_agreement(of: server.Server, mover: Mover) -> None:
    """The record and the tables say the same; what was said to be put is put, once, and what was refused is not."""
    told = agreeing(of)
    if told["half"] or told["wrong"]:
        raise Lost("; ".join([*told["half"], *told["wrong"]]))
    for one in mover.sent:
        there = told["titles"].get(one.title, 0)
        if there not in {"acknowledged": {1}, "refused": {0}, "unknown": {0, 1}}[one.said]:
            raise Lost(f"a motion that was {one.said} is there {there} times")


def agreeing(of: server.Server) -> dict[str, Any]:
    """What `tests.faults.agreeing` says of the server's data."""
    return server.told(of, "tests.faults.agreeing")
