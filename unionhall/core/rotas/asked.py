"""What a rota is asked for: periods, posts and people, and the rules between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

MOST_PERIODS = 120
MOST_POSTS = 200
MOST_PEOPLE = 2000
MOST_PLACES = 2_000_000
"""People times periods times posts."""


class Place(NamedTuple):
    """A period and a post, by their places in the question."""

    period: int
    post: int


class Turn(NamedTuple):
    """That a person has a post in a period, each by its place in the question; turns sort by period, post and person."""

    period: int
    post: int
    person: int

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.period, self.post)


@dataclass(frozen=True)
class Post:
    """
    Something to do. `needed`: people, one number a period. `skills`: what each of them has to be able to do. `hours`: what a
    turn counts for.
    """

    name: str
    needed: tuple[int, ...]
    skills: frozenset[str] = frozenset()
    hours: Fraction = Fraction(1)


@dataclass(frozen=True)
class Person:
    """
    Somebody who takes turns. `away`: where they cannot. `wishes`: places they would like (above 0) or rather not have (below).
    `before`: hours of turns they did before, for the load. `share`: of full availability, above 0. `least`, `most`: turns in
    the whole rota; `most_of`: turns by post. `in_a_row`: periods they may be on in a row. `rest`: free periods after a run of
    turns before the next; a run is one turn unless `in_a_row` says that it may be longer. None: no limit.
    """

    name: str
    skills: frozenset[str] = frozenset()
    away: frozenset[Place] = frozenset()
    wishes: Mapping[Place, int] = field(default_factory=dict)
    before: Fraction = Fraction(0)
    share: Fraction = Fraction(1)
    least: int = 0
    most: int | None = None
    most_of: Mapping[int, int] = field(default_factory=dict)
    in_a_row: int | None = None
    rest: int = 0

    @property
    def longest_run(self) -> int | None:
        """Periods in a row they may be on: as said; 1 where they want rest and nothing is said; None: any number."""
        return self.in_a_row if self.in_a_row is not None or not self.rest else 1


@dataclass(frozen=True)
class Asked:
    """
    A question for a rota. `apart`: two who are never at one post in one period; `together`: two who have their turns side by
    side or not at all; `not_after`: (first, second), posts of which nobody has the second right after the first. `learning`:
    (person, post): they take it without its skills, beside somebody who has them and is not learning it.
    """

    periods: tuple[str, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    apart: tuple[tuple[int, int], ...] = ()
    together: tuple[tuple[int, int], ...] = ()
    not_after: tuple[tuple[int, int], ...] = ()
    learning: frozenset[tuple[int, int]] = frozenset()

    def places(self) -> Iterator[Place]:
        """Where anybody is needed, in order."""
        for period in range(len(self.periods)):
            for number, post in enumerate(self.posts):
                if post.needed[period]:
                    yield Place(period, number)

    def needed(self, place: Place) -> int:
        """How many are needed there."""
        return self.posts[place.post].needed[place.period]

    def knows(self, person: int, post: int) -> bool:
        """Whether they have what the post asks for, and are not learning it."""
        return (person, post) not in self.learning and self.posts[post].skills <= self.people[person].skills

    def can(self, person: int, place: Place) -> bool:
        """Whether they are free there, and know the post or are learning it."""
        one = self.people[person]
        able = self.knows(person, place.post) or (person, place.post) in self.learning
        return able and place not in one.away and one.most_of.get(place.post, 1) > 0

    @cached_property
    def unit(self) -> Fraction:
        """The hours of which every post's are a whole number of times."""
        hours = {post.hours for post in self.posts}
        below = lcm(*(one.denominator for one in hours))
        whole = [int(one * below) for one in hours]
        return Fraction(whole[0], below) if len(hours) == 1 else Fraction(1, below)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """Each post's hours in units."""
        return tuple(int(post.hours / self.unit) for post in self.posts)

    def load(self, person: int, units: int) -> Fraction:
        """What they carry with so many units planned: hours done and planned, by their share of full availability."""
        one = self.people[person]
        return (one.before + units * self.unit) / one.share

    def units_at(self, person: int, load: Fraction) -> int:
        """
        The fewest units with which their load is `load` or more; 0 where it is so already.

        >>> ana = Person("Ana", share=Fraction(1, 2), before=Fraction(1))
        >>> Asked(("May",), (Post("Door", (1,)),), (ana,)).units_at(0, Fraction(5))
        2
        """
        one = self.people[person]
        wanted = (load * one.share - one.before) / self.unit
        return max(0, -(-wanted.numerator // wanted.denominator))
