"""What the counts in stages share."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Is told how many stages are done, of how many at most."""


def quietly(done: int, of: int) -> None:
    """
    Where nobody watches.

    >>> quietly(1, 2)
    """
