"""
The bound: how evenly the turns could be shared if only availability counted, and neither skills nor rests nor pairs.

Water-filling in whole turns: each turn goes to whoever would then carry least, as long as everybody who was given one can still
have theirs somewhere. Whether they can is a maximum flow from people through their periods to the places, so that a turn moves on
where another makes room for it. For sets of this kind (bases of an integral polymatroid) the greedy choice is exact for every
cost that grows faster and faster (Federgruen and Groenevelt 1986; A. Frank and K. Murota, "Decreasing minimization on M-convex
sets", 2018), and therefore for the loads compared from the largest down.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from heapq import heapify, heappop, heappush

from unionhall.core.rotas.asked import Asked, Place


class Flow:
    """Turns given so far, and room for one more: people take turns at places where they are free, one a period."""

    def __init__(self, asked: Asked, *, skilled: bool = False) -> None:
        self.asked, self.skilled = asked, skilled
        self.places = list(asked.places())
        self.room = [asked.needed(place) for place in self.places]
        self.by_period: dict[int, list[int]] = {}
        for number, place in enumerate(self.places):
            self.by_period.setdefault(place.period, []).append(number)
        self.periods = [
            [
                period
                for period, there in self.by_period.items()
                if any(self._free(person, one) for one in there)
            ]
            for person in range(len(asked.people))
        ]
        self.at: dict[tuple[int, int], int] = {}
        """(person, period): the place they are given there, by its number."""
        self.who: list[set[int]] = [set() for _place in self.places]
        self.given = [0] * len(asked.people)

    def _free(self, person: int, number: int) -> bool:
        place: Place = self.places[number]
        return self.asked.can(person, place) if self.skilled else place not in self.asked.people[person].away

    def give(self, person: int) -> bool:
        """Give `person` one turn more, moving others' turns about where that makes room; False where there is none."""
        came_from: dict[int, tuple[int, int | None]] = {}
        """Place by number: who would come to it, and the place they would leave for it, None for the new turn."""
        waiting: deque[int] = deque()

        def reach(number: int, one: int, leaves: int | None) -> None:
            """`one` may come to that place, if they are free there; the first way to it is kept."""
            if number not in came_from and self._free(one, number):
                came_from[number] = (one, leaves)
                waiting.append(number)

        tried: set[tuple[int, int]] = set()

        def spread(one: int, leaves: int | None, period: int) -> None:
            """`one` may come to any place of a period in which they have none, or leave their place in it for another."""
            if (one, period) not in tried:
                tried.add((one, period))
                for number in self.by_period[period]:
                    reach(number, one, leaves)

        for period in self.periods[person]:
            if (person, period) not in self.at:
                spread(person, None, period)
        while waiting:
            number = waiting.popleft()
            if len(self.who[number]) < self.room[number]:
                self._move(number, came_from)
                self.given[person] += 1
                return True
            for other in self.who[number]:
                # Whoever stands here goes elsewhere in this period, or gives this turn up for one in another.
                spread(other, number, self.places[number].period)
                for period in self.periods[other]:
                    if (other, period) not in self.at:
                        spread(other, number, period)
        return False

    def loads(self) -> list[Fraction]:
        """What everybody carries with the turns given, the largest first."""
        return sorted((self.asked.load(person, many) for person, many in enumerate(self.given)), reverse=True)

    def _move(self, number: int | None, came_from: dict[int, tuple[int, int | None]]) -> None:
        while number is not None:
            one, leaves = came_from[number]
            if leaves is not None:
                self.who[leaves].discard(one)
                del self.at[one, self.places[leaves].period]
            self.who[number].add(one)
            self.at[one, self.places[number].period] = number
            number = leaves


def bound(asked: Asked) -> list[Fraction] | None:
    """
    The loads, the largest first, that no rota can better: compared one after the other from the largest, the first that differs
    decides. None where the places cannot be filled at all, or the posts' hours differ, for then no such bound is known exactly.

    >>> from unionhall.core.rotas.asked import Person, Post
    >>> people = (Person("Ana", before=Fraction(3)), Person("Bilal"), Person("Chidi"))
    >>> [str(one) for one in bound(Asked(("May", "June"), (Post("Door", (2, 1)),), people))]
    ['3', '2', '1']
    """
    flow = filled(asked) if len(set(asked.weights)) == 1 else None
    return None if flow is None else flow.loads()


def filled(asked: Asked, *, skilled: bool = False) -> Flow | None:
    """
    All places filled as evenly as can be, where people are free, or (`skilled`) where they can take the post too; None where
    they cannot be filled.
    """
    flow = Flow(asked, skilled=skilled)
    for person, one in enumerate(asked.people):
        for _turn in range(one.least):
            if not flow.give(person):
                return None
    # Of two who would then carry the same, whoever carries more now takes the smaller step.
    queue = [_step(asked, person, many) for person, many in enumerate(flow.given)]
    heapify(queue)
    wanted = sum(flow.room)
    while sum(flow.given) < wanted:
        if not queue:
            return None
        *_loads, person = heappop(queue)
        one = asked.people[person]
        if (one.most is None or flow.given[person] < one.most) and flow.give(person):
            heappush(queue, _step(asked, person, flow.given[person]))
        # Whoever can have no further turn now never can.
    return flow


def _step(asked: Asked, person: int, many: int) -> tuple[Fraction, Fraction, int]:
    return (asked.load(person, many + 1), -asked.load(person, many), person)
