"""A row of the reviewed table, and what its functions are asked with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.matrix.places import Place
from tests.matrix.profiles import PROFILES, Profile, unoffered
from tests.matrix.world import World


@dataclass(frozen=True)
class Asking:
    """Who asks, in which role, about the things of which hall."""

    world: World
    place: Place
    role: str

    @property
    def things(self) -> Any:
        """One of each thing in the hall that is asked about."""
        return self.place.things

    @property
    def member(self) -> Any:
        """The member that asks; for who is none, somebody."""
        return self.world.members.get(self.role) or self.world.members["member"]


Made = Callable[[Asking], dict[str, Any]]


def nothing(_asking: Asking) -> dict[str, Any]:
    """Nothing more is needed."""
    return {}


@dataclass(frozen=True)
class Row:
    """
    One address in the table. `get`, `post`: profiles, `post` None where it is not offered. `at`: what stands in the
    address. `sends`: a form that is in order. `tells`: roles outside that may read the hall's words there.
    `reaches`: roles that may read there how somebody is reached. `query`: what follows the address. `other`: the profile
    of the ways of asking that are not offered, where it is not simply theirs who may not read the page.
    """

    get: str
    post: str | None = None
    at: Made = nothing
    sends: Made = nothing
    query: str = ""
    other: str | None = None
    tells: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()

    def expected(self, method: str) -> Profile:
        """What each role is answered."""
        reading = PROFILES[self.get]
        if method in ("GET", "HEAD"):
            return reading
        if method == "POST" and self.post is not None:
            return PROFILES[self.post]
        return unoffered(reading) if self.other is None else PROFILES[self.other]
