"""Several people acting at the same moment, each in a thread and on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DatabaseError, connections

from tests.proving import times
from unionhall.core.rulings import Refusal

ROUNDS = times(4, 60)
"""How often each race is run: a lock that is missing is not missed by every pair of threads."""


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """
    Run the acts together, let go at one moment. Gives what each gave, or the `Refusal` it met, in their order.

    A database that breaks off one of two that lock each other out is met as its error; anything else is raised.
    """
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)
    broken: list[BaseException] = []

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(60)
            found[place] = act()
        except (Refusal, DatabaseError) as refused:
            found[place] = refused
        except BaseException as wrong:
            broken.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if broken:
        raise broken[0]
    return found


def done(found: Sequence[Any]) -> list[Any]:
    """What came of the acts that were not refused."""
    return [one for one in found if not isinstance(one, BaseException)]


def refused(found: Sequence[Any]) -> list[Any]:
    """The refusals, each a sentence somebody could be told; a database's own error is none."""
    errors = [one for one in found if isinstance(one, DatabaseError)]
    assert not errors, errors
    return [one for one in found if isinstance(one, Refusal)]
