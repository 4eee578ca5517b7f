"""
The server's clock is set forwards and backwards, across the end of a vote and of a mandate.

What has ended by the record stays ended when the clock goes back: nothing is done until it is right again. The real server,
told another date while it runs (libfaketime); a server that believes its clock must be caught.
"""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import left_out
from tests.crashes.rounds import Lost, town
from tests.crashes.voters import Paper, said_by
from tests.faults import machines
from tests.faults.hours import HOUR
from tests.faults.storms import Mover, Sent, agreeing
from tests.machine import parts, server
from tests.proving import note

MEMBERS = 4
YEAR = 365 * 24 * HOUR
BEHIND = "clock is behind the record"

pytestmark = pytest.mark.sqlite


class Evening:
    """A hall where things end within the hour, its server running, and a clock that can be set."""

    def __init__(self, of: server.Server) -> None:
        try:
            self.clock = machines.WrongClock(of)
        except parts.Missing as missing:
            left_out(missing)
        self.of = of
        self.hall = built(of)
        self.inside = f"/h/{self.hall['hall']}/"
        self.soon, self.late = (f"{self.inside}motions/votes/{self.hall[name]}/" for name in ("soon", "late"))
        self.ana, self.bilal = (Mover(**one) for one in self.hall["voters"][:2])
        of.start()
        self.ana.opens(of.port, self.soon)
        self.bilal.opens(of.port, f"{self.inside}publicity/")

    def votes(self, path: str, choice: str = "yes") -> Paper:
        """Ana votes in the poll at `path`."""
        paper = Paper(str(uuid4()), choice)
        self.ana.casts(self.of.port, path, paper)
        return paper

    def puts(self) -> Sent:
        """Ana puts a motion."""
        one = Sent(f"Bread {uuid4().hex[:6]}")
        self.ana.puts(self.of.port, f"{self.inside}motions/put/", one)
        return one

    def words_the_door(self) -> str:
        """Bilal uses his mandate; gives what came back."""
        path = f"{self.inside}publicity/"
        status, page = self.bilal.sends(self.of.port, path, front="We bake.", place="", industry="")
        return said_by(status, back=page == path)


def built(of: server.Server) -> dict[str, Any]:
    return server.told(of, "tests.faults.hours", str(MEMBERS))


def insist(found: str, wanted: str, what: str) -> None:
    if found != wanted:
        raise Lost(f"{what} was {found}")


def across_the_end(now: Evening) -> None:
    """Forwards across the end of the vote and of the mandate, back, and forwards again. Raises `Lost`."""
    last = now.votes(now.soon)
    insist(last.said, "acknowledged", "a ballot in time")
    insist(now.words_the_door(), "acknowledged", "an act under a live mandate")

    now.clock.by(2 * HOUR)
    insist(now.votes(now.soon, "no").said, "refused", "a ballot after the close")
    insist(now.words_the_door(), "refused", "an act after the mandate's end")
    now.ana.looks(now.of.port, now.soon)  # whoever looks has the clock declare what is due
    insist(now.puts().said, "acknowledged", "a motion by the later clock")

    for back in (0, -YEAR):
        insist_on_nothing(now, back)

    now.clock.by(2 * HOUR)
    insist(now.votes(now.late).said, "acknowledged", "a ballot by a clock set right")
    insist(now.puts().said, "acknowledged", "a motion by a clock set right")
    insist_on_the_end(now, last)


def insist_on_nothing(now: Evening, back: int) -> None:
    """By a clock put back to `back` seconds from the machine's, nothing that is sent is stored. Raises `Lost`."""
    now.clock.by(back)
    insist(now.words_the_door(), "refused", "an act after the mandate's end, by a clock put back")
    insist(now.votes(now.soon, "no").said, "refused", "a ballot after the close, by a clock put back")
    for behind in (now.votes(now.late), now.puts()):
        insist(behind.said, "refused", "what was sent by a clock that is behind")
        if BEHIND not in unescape(behind.page):
            raise Lost(f"a page that says nothing of the clock: {behind.page[:300]}")


def insist_on_the_end(now: Evening, last: Paper) -> None:
    """The one ballot that was acknowledged in time is the result, and the record fits."""
    after = town(now.of, "--of", now.hall["soon"])
    found = [(one["id"], one["choice"]) for ballots in after["ballots"].values() for one in ballots]
    if found != [(last.id, last.choice)] or not after["outcome"]:
        raise Lost(f"{found} and {after['outcome']!r}, where {last} was all that was acknowledged")
    told = agreeing(now.of)
    if told["half"] or told["wrong"]:
        raise Lost("; ".join([*told["half"], *told["wrong"]]))


def test_what_has_ended_stays_ended_when_the_clock_goes_back(lite):
    across_the_end(Evening(lite))
    note("wrong-clocks", by="libfaketime, the real process", hours_ahead=2, hours_back=YEAR // HOUR)


def test_a_server_that_believes_its_clock_is_caught(lite):
    """The planted fault."""
    lite.program = "tests.faults.timeless"

    with pytest.raises(Lost, match=r"by a clock (that is behind|put back) was acknowledged"):
        across_the_end(Evening(lite))
