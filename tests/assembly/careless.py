"""
The planted faults: servers on which a big assembly goes wrong, each in one way. UNIONHALL_FAULT names it.

The same server as ever, with the fault planted once everything is ready to serve.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any


def drops_one_phone() -> None:
    """The hub forgets one of its streams at each push."""
    from unionhall.kit import hub

    put = hub.Hub._put
    hub.Hub._put = staticmethod(lambda streams, *what: put(streams[1:] if what[1] else streams, *what))  # type: ignore[method-assign]


def keeps_the_floor_to_itself() -> None:
    """A hand that goes up moves nothing on the others' pages."""
    from unionhall.assemblies.actions import floor

    floor.floor_moved = lambda _meeting: None  # type: ignore[attr-defined]


def forgets_the_last() -> None:
    """What moves while a topic rests is not pushed when it has rested."""
    from unionhall.kit import live

    flush, live.REST = live.flush, 1.0

    def forgetful(now: float | None = None) -> int:
        done = flush(now)
        with live._pending_guard:
            for topic in list(live._rests):
                live._pending.pop(topic, None)
        return done

    live.flush = forgetful


def hears_the_last_first() -> None:
    """The stack is in the wrong order."""
    from unionhall.assemblies.rules import floor

    in_order = floor.in_order  # type: ignore[attr-defined]
    floor.in_order = lambda *given: in_order(*given)[::-1]  # type: ignore[attr-defined]


def loses_a_ballot() -> None:
    """Each seventh ballot is acknowledged and not cast."""
    from uuid import uuid4

    from unionhall.decisions import actions

    cast, number = actions.cast_ballot, 0

    def losing(**given: Any) -> actions.Receipt:
        nonlocal number
        number += 1
        return cast(**given) if number % 7 else actions.Receipt(uuid4(), given["choice"], again=False)

    actions.cast_ballot = losing


FAULTS: dict[str, Callable[[], None]] = {
    "a phone is dropped": drops_one_phone,
    "the floor is not pushed": keeps_the_floor_to_itself,
    "the last push is forgotten": forgets_the_last,
    "the stack is in another order": hears_the_last_first,
    "a ballot is lost": loses_a_ballot,
}


def main() -> int:
    """The command line, with the fault planted once everything is ready to serve."""
    from unionhall.site import cli, preparing

    prepare = preparing.prepare

    def planted() -> None:
        prepare()
        FAULTS[os.environ["UNIONHALL_FAULT"]]()

    preparing.prepare = planted
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
