"""Lifecycles: which state may follow which, as a diagram that is the code."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

State = TypeVar("State", bound=Hashable)


class WrongDiagram(ValueError):
    """A lifecycle that does not hold together; raised when it is written, never when it is used."""


class Lifecycle(Generic[State]):
    """
    Where a thing begins (`start`) and, for each state, the states that may follow (`steps`).

    Raises `WrongDiagram` at once where the start is not among the states, a step leads to a state that is not
    described, a state leads to itself, or a state cannot be reached.

    >>> poll = Lifecycle(start="draft", steps={"draft": {"open"}, "open": {"carried", "lost"},
    ...                                        "carried": set(), "lost": set()})
    >>> poll.may("open", "carried"), poll.may("carried", "open")
    (True, False)
    >>> Lifecycle(start="draft", steps={"draft": {"opne"}})
    Traceback (most recent call last):
    unionhall.core.lifecycles.WrongDiagram: draft leads to opne, which is not described
    """

    def __init__(self, start: State, steps: Mapping[State, Iterable[State]]) -> None:
        self.start = start
        self.steps: dict[State, frozenset[State]] = {
            state: frozenset(after) for state, after in steps.items()
        }
        self._check()

    def _check(self) -> None:
        if self.start not in self.steps:
            raise WrongDiagram(f"it starts at {self.start}, which is not described")
        for state, after in self.steps.items():
            for follower in sorted(after, key=str):
                if follower not in self.steps:
                    raise WrongDiagram(f"{state} leads to {follower}, which is not described")
                if follower == state:
                    raise WrongDiagram(f"{state} leads to itself")
        reached, to_visit = {self.start}, [self.start]
        while to_visit:
            fresh = self.steps[to_visit.pop()] - reached
            reached |= fresh
            to_visit.extend(fresh)
        lost = sorted(str(state) for state in self.steps if state not in reached)
        if lost:
            raise WrongDiagram(f"{lost[0]} cannot be reached from {self.start}")

    def may(self, now: State, then: State) -> bool:
        """Whether `then` may follow `now`; an unknown state raises `KeyError`."""
        if then not in self.steps:
            raise KeyError(then)
        return then in self.steps[now]

    def after(self, now: State) -> frozenset[State]:
        """
        The states that may follow.

        >>> sorted(Lifecycle("a", {"a": {"b"}, "b": ()}).after("a"))
        ['b']
        """
        return self.steps[now]

    def is_end(self, now: State) -> bool:
        """
        Whether nothing follows.

        >>> Lifecycle("a", {"a": {"b"}, "b": ()}).is_end("b")
        True
        """
        return not self.steps[now]
