"""
By chance, through everything a hall does; whatever the walk, nothing that must hold is broken. And faults planted one at
a time in the rules, the count, the gate and the log are each found by it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from tests.proving import note, times
from tests.walks.faults import FAULTS, planted
from tests.walks.hall_walk import COUNTED, HallWalk
from tests.walks.place import Template

STEPS = times(check=30, prove=50)
SOON = ("carried",)
SELDOM = (
    "lost",
    "restored",
    "refused",
    "mandate.give",
    "not_quorate",
    "used",
    "mandate.recall",
    "member.suspend",
    "member.exclude",
    "member.admit",
    "charter.change",
    "erased",
    "wiped",
    "same paper",
    *(f"chosen by {rule}" for rule in COUNTED),
)
ON_POSTGRESQL = bool(os.environ.get("UNIONHALL_DATABASE"))
ON_SQLITE_ONLY = ("nothing is wiped",)
QUICKLY_FOUND = (
    "leaves are hashed like branches",
    "equal ballots of a choice are one",
    "abstaining is voting for",
)


@pytest.fixture
def template(transactional_db) -> Iterator[Template]:
    """Places to walk in."""
    one = Template()
    try:
        yield one
    finally:
        one.close()


def walk(template: Template, runs: int, seed: int = 0) -> None:
    """Walk `runs` times; stops at the first that breaks something, without looking for a shorter one. `seed`: which walks."""
    HallWalk.template = template
    HallWalk._hypothesis_internal_use_seed = seed
    run_state_machine_as_test(
        HallWalk,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


PARTS = times(check=1, prove=1 if ON_POSTGRESQL else 10)


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_everything_holds(template, part):
    runs = times(check=6 if ON_POSTGRESQL else 8, prove=50)
    walk(template, runs, seed=part)
    it_got_to(SOON)
    note(f"walks-on-{template.of_the_run.vendor}", runs=runs * (part + 1), steps=STEPS, seen=HallWalk.seen)
    if part == 9:
        it_got_to(SELDOM)


def it_got_to(what: tuple[str, ...]) -> None:
    """A walk that never decides, recalls or erases anything would hold for ever."""
    never = [one for one in what if not HallWalk.seen[one]]
    assert not never, f"no walk ever came to: {', '.join(never)}"


@pytest.mark.parametrize("name", times(check=QUICKLY_FOUND[: 1 if ON_POSTGRESQL else 3], prove=tuple(FAULTS)))
def test_a_planted_fault_is_found(template, name):
    if name in ON_SQLITE_ONLY and not template.on_sqlite:
        pytest.skip("PostgreSQL's files are its own")
    with planted(FAULTS[name]), pytest.raises((AssertionError, Flaky)):
        walk(template, runs=times(check=60, prove=300))
