"""Every address of the house, from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Address:
    """One pattern: its name with its namespaces (its route where it has none), and what its route asks for."""

    name: str
    route: str
    takes: frozenset[str]

    @property
    def is_inside(self) -> bool:
        """Whether it lies inside a hall."""
        return "hall" in self.takes


def addresses(patterns: Iterable[Any] | None = None) -> list[Address]:
    """All addresses below `patterns`, by name; those of the running house unless others are given."""
    found = {
        one.name: one
        for one in _walk(get_resolver().url_patterns if patterns is None else patterns, "", (), ())
    }
    return [found[name] for name in sorted(found)]


def _walk(
    patterns: Iterable[Any], route: str, spaces: tuple[str, ...], takes: tuple[str, ...]
) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        asked = (*takes, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, here, (*spaces, one.namespace) if one.namespace else spaces, asked
            )
        elif isinstance(one, URLPattern):
            yield Address(":".join((*spaces, one.name)) if one.name else here, here, frozenset(asked))
