"""The draw: from a pool and quotas to a list of tickets, of which a seed picks one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unionhall.core.lots.dealing import dealt
from unionhall.core.lots.dual import proof_of
from unionhall.core.lots.impossible import impossible
from unionhall.core.lots.leximin import leximin
from unionhall.core.lots.panels import panels_of
from unionhall.core.lots.pools import Pool
from unionhall.core.lots.proof import bound
from unionhall.core.lots.reports import Draw, chances_of
from unionhall.core.lots.tickets import rounded
from unionhall.core.lots.types import types_of
from unionhall.core.words import Wrong, _

MOST_TYPES = 5_000
Tell = Callable[[int, int | None], None]


def draw(
    pool: Pool,
    size: int,
    seed: str,
    tickets: int = 1000,
    *,
    inputs: Mapping[str, str] | None = None,
    together: str | None = None,
    tell: Tell = lambda done, of: None,
) -> Draw:
    """
    Draw a panel of `size` people by the leximin lottery, as one of so many equal `tickets`.

    The tickets follow from the pool, its quotas and the two numbers alone; the seed picks the winning one. `inputs` (SHA-256 by
    file) and `together` (the column) go into the report; `tell(done, of)` hears how far it has come.

    Raises `Impossible` where no panel meets the quotas, `Wrong` where there are too few people or too many types.

    >>> from unionhall.core.lots.pools import Category, Quota
    >>> gender = Category("gender", (Quota("gender", "female", 1, 1), Quota("gender", "male", 1, 1)))
    >>> found = draw(Pool((gender,), ("ana", "bilal", "chidi"), ((0,), (1,), (1,))), 2, "4 2 6", 10)
    >>> [str(one) for one in found.chances], found.ticket_counts(), found.panel
    (['1', '1/2', '1/2'], [10, 5, 5], ('ana', 'chidi'))
    """
    types = types_of(pool)
    if len(types.types) > MOST_TYPES:
        raise Wrong(
            _(
                "These people are of {types} types, and lots are drawn between {most} at most; a category fewer makes fewer."
            ),
            types=len(types.types),
            most=MOST_TYPES,
        )
    panels = panels_of(pool, types, size)
    if panels.any() is None:
        raise impossible(pool, types, panels, size)
    lottery = leximin(panels, tell)
    proof = proof_of(panels, lottery)
    counts = rounded(panels, lottery, tickets, tell)
    shares = tuple(
        (share, tuple(int(one) for one in panel))
        for share, panel in zip(lottery.shares, lottery.panels, strict=True)
    )
    of_type = chances_of(shares, [one.people for one in types.types])
    type_of = types.type_of()
    return Draw(
        size=size,
        seed=seed,
        names=pool.names,
        tickets=tuple(tuple(pool.names[one] for one in ticket) for ticket in dealt(types, counts)),
        chances=tuple(of_type[type_of[person]] for person in range(len(pool.names))),
        bound=bound(proof, types, panels.rows),
        lottery=shares,
        proof=proof,
        inputs=dict(inputs or {}),
        together=together,
    )
