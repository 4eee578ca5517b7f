"""
One evening of a big assembly on a real server: all come in, the chair goes through the agenda, hands go up, a vote is taken.

Each part insists on what must be so whatever the machine: everybody's phone shows what moved last, each hand stands once where
the core puts it, each ballot that was acknowledged counts once. What it gives beside that are times, for whoever measures.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any
from uuid import uuid4

from tests.assembly.phones import Phone
from tests.machine import server

AT_THE_DOOR = 32
"""Phones that load a page at once while people come in."""
SETTLES = 60.0
"""Seconds after which a push that has not come is missed, on any machine."""
CHOICES = ("yes", "no", "abstain")


class Missed(AssertionError):
    """A phone that does not show what moved, a hand out of its place, or a ballot lost or counted twice."""


class Evening:
    """The assembly of `hall` (as `tests.assembly.town` makes it) on the server `of`, with a phone for everybody and a wall."""

    def __init__(self, of: server.Server, hall: dict[str, Any], seed: int = 1936) -> None:
        self.of, self.hall = of, hall
        self.chance = random.Random(seed)
        self.phones = [Phone(**one, port=of.port) for one in hall["voters"]]
        first = hall["voters"][0]
        self.chair, self.wall = self.phones[0], Phone(**first, port=of.port)
        self.count = Phone(**first, port=of.port)  # the part of the wall that says how many have voted
        inside = f"/h/{hall['hall']}/"
        self.meeting = f"{inside}meetings/{hall['meeting']}/"
        self.votes = f"{inside}motions/votes/"
        self.floor, self.screen = f"{self.meeting}floor/", f"{self.meeting}screen/"

    @property
    def everybody(self) -> list[Phone]:
        """All phones, and the page on the wall."""
        return [*self.phones, self.wall]

    async def held(self) -> dict[str, Any]:
        """What the database holds of the meeting."""
        return await self._told("tests.assembly.town", "--of", self.hall["meeting"])

    async def _told(self, *words: str) -> dict[str, Any]:
        """What a module says, asked beside this loop: what arrives at the phones meanwhile is noted when it does."""
        return await asyncio.to_thread(server.told, self.of, *words)

    # Coming in ----------------------------------------------------------------------------------------------------

    async def all_come(self) -> float:
        """Everybody checks in by the code and opens the floor; gives how long that took. Raises `Missed` where one is missing."""
        began = time.perf_counter()
        await self.wall.opens(self.screen, "floor")
        await self.chair.opens(self.floor, "floor")

        async def comes(phone: Phone) -> None:
            await phone.opens(f"{self.meeting}here/", leaves=False)
            await phone.presses(f"{self.meeting}here/", code=self.hall["code"])
            await phone.opens(self.floor, "floor")

        await few_at_once(AT_THE_DOOR, comes, self.phones[1:])
        took = time.perf_counter() - began
        if (here := (await self.held())["here"]) != len(self.phones):
            raise Missed(f"{here} are checked in of {len(self.phones)} who were told so")
        return took

    # What moves ---------------------------------------------------------------------------------------------------

    async def goes_through_the_agenda(self, steps: int, pause: float = 0.0) -> list[float]:
        """The chair says what is on, item after item; gives the seconds from each tap until each phone showed it."""
        took: list[float] = []
        for step in range(steps):
            item = self.hall["items"][step % len(self.hall["items"])]
            began = time.time()
            await self.chair.presses(f"{self.meeting}item/", item=item)
            await self.all_have_what_moved_since(began, self.everybody)
            took += [(one.came_after(began) or 0.0) - began for one in self.everybody]
            await asyncio.sleep(pause)
        self.chair.hangs_up()
        return took

    async def all_have_what_moved_since(self, moment: float, phones: Iterable[Phone]) -> None:
        """Wait until each phone has a push of that moment or later. Raises `Missed` where one gets none."""
        waiting = list(phones)
        until = time.monotonic() + SETTLES
        while waiting := [one for one in waiting if one.came_after(moment) is None]:
            if time.monotonic() > until:
                raise Missed(f"{len(waiting)} phones were not told what moved, {waiting[0].name} first")
            await asyncio.sleep(0.02)

    async def all_show(self, words: str, phones: Iterable[Phone]) -> None:
        """Wait until each phone was pushed these words. Raises `Missed` where one was not."""
        waiting = list(phones)
        until = time.monotonic() + SETTLES
        while waiting := [one for one in waiting if one.showed(words) is None]:
            if time.monotonic() > until:
                raise Missed(f"{len(waiting)} phones do not show {words}: {waiting[0].reads()[:800]}")
            await asyncio.sleep(0.02)

    # Hands --------------------------------------------------------------------------------------------------------

    async def hands_go_up(self, many: int, within: float) -> dict[str, Any]:
        """
        So many raise their hands in `within` seconds, the others look on. Gives how long it took from each hand until each of
        these showed it, and how many pushes that were. Raises `Missed` where the stack is wrong in the database or on a phone.
        """
        raising = self.chance.sample(self.phones[1:], many)
        others = [one for one in self.everybody if one not in raising]
        before = len(self.wall.pushes)
        told: dict[str, tuple[float, float]] = {}

        async def raises(phone: Phone) -> None:
            await asyncio.sleep(self.chance.uniform(0, within))
            sent = time.time()
            answer = await phone.sends(f"{self.meeting}hand/", kind="turn", part="1")
            told[phone.name] = (sent, time.time())
            if "Your hand is up" not in answer:
                raise Missed(f"{phone.name} raised a hand and reads {answer[:200]}")
            phone.hangs_up()

        began = time.perf_counter()
        await asyncio.gather(*map(raises, raising))
        took = time.perf_counter() - began
        held = await self.held()
        self._insist_on_the_stack(held, told)
        await self._all_show(others, held["stack"])
        raised = [held["raised"][name] for name in held["stack"]]
        waits = [wait for one in others for wait in waits_of(one, raised)]
        return {"hands": many, "seconds": took, "pushes": len(self.wall.pushes) - before, "waits": waits}

    @staticmethod
    def _insist_on_the_stack(held: dict[str, Any], told: dict[str, tuple[float, float]]) -> None:
        """Each hand that was acknowledged is there once, in the core's order; none is before one that was up when it was sent."""
        if sorted(held["stack"]) != sorted(told):
            raise Missed(f"{len(held['stack'])} hands are up of {len(told)} that were acknowledged")
        if held["listed"] != held["stack"]:
            raise Missed("the stack is not in the core's order")
        earliest = 0.0  # the latest moment at which a hand before this one was still being sent
        for name in held["stack"]:
            sent, answered = told[name]
            if answered < earliest:
                raise Missed(f"{name} stands behind a hand that went up later")
            earliest = max(earliest, sent)

    async def _all_show(self, phones: list[Phone], stack: list[str]) -> None:
        """Each phone shows the first of the stack, in its order, and how many there are."""
        until = time.monotonic() + SETTLES
        while wrong := [one for one in phones if not is_first_of(shown(one.reads()), stack)]:
            if time.monotonic() > until:
                raise Missed(
                    f"{len(wrong)} phones show {shown(wrong[0].reads())}, not {stack[:5]} of {len(stack)}"
                )
            await asyncio.sleep(0.05)

    async def calls_all(self, many: int) -> None:
        """The chair calls so many who are next; each is the first of the stack. Raises `Missed` where somebody is passed over."""
        stack: list[str] = (await self.held())["stack"]
        for _name in stack[:many]:
            await self.chair.presses(f"{self.meeting}following/")
        self.chair.hangs_up()
        held = await self.held()
        if held["stack"] != stack[many:] or set(held["turns"]) != set(stack[:many]):
            raise Missed("somebody of the stack was passed over")

    # A vote -------------------------------------------------------------------------------------------------------

    async def votes_on_it(self, share: float, within: float) -> dict[str, Any]:
        """
        The vote opens from the floor, `share` of all cast theirs there in `within` seconds, its time is up, it is declared. Gives
        the times. Raises `Missed` where a phone is not told of the vote or the tally, the wall not how many have voted, or the
        tally is not the ballots' sum.
        """
        await self.count.opens(self.screen, "voted")
        began = time.time()
        await self.chair.presses(f"{self.meeting}item/", item=self.hall["items"][-1])
        opening = {"motion": self.hall["motion"], "method": "live", "minutes": "20"}
        await self.chair.presses(f"{self.meeting}vote/", **opening)
        opened = time.time()
        self.chair.hangs_up()
        await self.all_show("/here/", self.everybody)
        shown_after = [one.showed("/here/") for one in self.everybody]
        vote = re.search(r"/votes/([0-9a-f-]{36})/here/", self.wall.reads())
        assert vote is not None

        voting = self.chance.sample(self.phones, round(len(self.phones) * share))
        ballots: dict[str, tuple[str, str]] = {}
        took: list[float] = []

        async def votes(phone: Phone) -> None:
            await asyncio.sleep(self.chance.uniform(0, max(0.0, within - 2)))
            paper, sent = (str(uuid4()), self.chance.choice(CHOICES)), time.time()
            answer = await phone.sends(f"{self.votes}{vote[1]}/here/", client_id=paper[0], choice=paper[1])
            took.append(time.time() - sent)
            if "Your ballot is in" not in answer:
                raise Missed(f"{phone.name} voted and reads {answer[:200]}")
            ballots[phone.member] = paper
            phone.hangs_up()

        await asyncio.gather(*map(votes, voting))
        cast = time.time() - opened
        await self.all_show(f"{len(ballots)} have voted of {len(self.phones)}", [self.count])
        ends = (await self._told("tests.assembly.town", "--shut", vote[1], "0.5"))["ends"]
        tally = Counter(choice for _id, choice in ballots.values())
        words = f"{tally['yes']} for, {tally['no']} against, {tally['abstain']} abstaining"
        await self.all_show(words, self.everybody)
        self._insist_on_the_tally(await self._told("tests.crashes.town", "--of", vote[1]), ballots)
        return {
            "ballots": len(ballots),
            "open_shown": [(one or 0.0) - began for one in shown_after],
            "cast_within": cast,
            "cast_took": took,
            "tally_shown": [(one.showed(words) or 0.0) - ends for one in self.phones],
            "tally_on_the_wall": (self.wall.showed(words) or 0.0) - ends,
        }

    @staticmethod
    def _insist_on_the_tally(held: dict[str, Any], ballots: dict[str, tuple[str, str]]) -> None:
        found = {
            member: [(one["id"], one["choice"]) for one in several]
            for member, several in held["ballots"].items()
        }
        if found != {member: [paper] for member, paper in ballots.items()}:
            raise Missed(
                f"{len(ballots)} ballots were acknowledged, {sum(map(len, found.values()))} are there"
            )
        wanted = Counter(choice for _id, choice in ballots.values())
        counted = {choice: held["tally"][choice] for choice in CHOICES}
        if counted != {choice: wanted[choice] for choice in CHOICES} or held["voted"] != len(ballots):
            raise Missed(f"counted {counted} of {held['voted']}, cast {dict(wanted)}")

    def all_leave(self) -> None:
        """Every phone lets go."""
        for one in [*self.everybody, self.count]:
            one.lets_go()
            one.hangs_up()


def shown(page: str) -> tuple[list[str], int]:
    """The names of who waits, as a page shows them, and how many wait in all."""
    waits = re.search(r'<ol class="stack-list">(.*?)</ol>', page, re.S)
    names = re.findall(r"<strong[^>]*>(.*?)</strong>", waits.group(1)) if waits else []
    more = re.search(r"(\d+) more wait", page)
    return names, len(names) + (int(more.group(1)) if more else 0)


def is_first_of(found: tuple[list[str], int], stack: list[str]) -> bool:
    """Whether these are the first of the stack in its order, none missing from its head, and their number is right."""
    names, many = found
    return names == stack[: len(names)] and many == len(stack) and len(names) >= min(10, many)


def waits_of(phone: Phone, raised: list[float]) -> list[float]:
    """How long after each hand went up, the first first, the phone showed that many. `raised`: seconds since 1970."""
    waits: list[float] = []
    for push in phone.pushes:
        many = _many_in(push.fragment)
        waits += [push.came - at for at in raised[len(waits) : many]]
    return waits


@cache
def _many_in(fragment: bytes) -> int:
    return shown(fragment.decode())[1]


async def few_at_once(most: int, act: Callable[[Phone], Awaitable[None]], phones: Iterable[Phone]) -> None:
    """Have each phone do something, so many at a time."""
    gate = asyncio.Semaphore(most)

    async def one(phone: Phone) -> None:
        async with gate:
            await act(phone)

    await asyncio.gather(*map(one, phones))
