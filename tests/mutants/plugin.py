"""
What a run of mutants asks of pytest: no copies of an example, the same draws each time, the quick tests first.

Loaded with `-p tests.mutants.plugin` by the mutation tester, in the process that all others come from.
"""

from __future__ import annotations

import resource
from doctest import DocTestFinder
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

MEMORY = 3 * 2**30
"""Bytes a mutant may take: one that gathers for ever must fail, and not take the machine along."""

_look_inside = DocTestFinder._find  # type: ignore[attr-defined]


def _find(self: Any, tests: Any, obj: Any, name: str, *more: Any) -> None:
    """Without the copies of an example that stand in each mutant's own copy of a docstring."""
    if "__mutmut_" not in name:
        _look_inside(self, tests, obj, name, *more)


def pytest_configure() -> None:
    """Set the limits: when the plugin is loaded, not when something looks into this file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),  # a busy machine must not count as noticing
    )
    settings.load_profile("mutants")
    DocTestFinder._find = _find  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Let the tests that draw many cases come last."""
    items.sort(key=draws)


def draws(item: Any) -> bool:
    """Whether a test is a property, tried on many cases."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))
