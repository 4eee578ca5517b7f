"""Pools to draw from: the one beside the checkout, made-up ones of any size, and tiny ones for Hypothesis."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from tests.conftest import left_out
from tests.machine import parts
from unionhall.core.lots.files import read_categories, read_respondents
from unionhall.core.lots.pools import Category, Pool, Quota

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "pools"
SIX = (2, 3, 4, 3, 4, 2)
"""How many features the categories of a made-up pool have."""


def files() -> tuple[Path, Path]:
    """The respondents and categories beside the checkout; says in one line what is left out where they are not there."""
    found = FOLDER / "respondents.csv", FOLDER / "categories.csv"
    if not all(path.exists() for path in found):
        left_out(parts.Missing("the pool to draw from is not beside the checkout: shared/data/pools"))
    return found


def published() -> Pool:
    """The 200 people of the replication package of Nature 596 (2021), for a panel of 20."""
    respondents, categories = files()
    quotas = read_categories([categories.read_bytes()], "categories.csv")
    return read_respondents([respondents.read_bytes()], "respondents.csv", quotas)


def times(pool: Pool, many: int) -> Pool:
    """Everybody so many times, and the quotas with them."""
    categories = tuple(
        Category(
            one.name,
            tuple(Quota(q.category, q.feature, q.least * many, q.most * many) for q in one.quotas),
        )
        for one in pool.categories
    )
    return Pool(categories, tuple(range(1, len(pool.names) * many + 1)), pool.rows * many)


def made_up(people: int, size: int, seed: int, resampled: int | None = None) -> Pool:
    """
    People by chance who are not like the public (some come forward more readily), six categories, quotas as narrow as the
    public allows; `resampled`: so many drawn again from the same people.
    """
    chance = np.random.default_rng(seed)
    public = [chance.dirichlet(np.ones(many) * 4) for many in SIX]
    columns = []
    for shares in public:
        skewed = shares * np.exp(chance.normal(0, 0.5, len(shares)))
        columns.append(chance.choice(len(shares), size=people, p=skewed / skewed.sum()))
    rows = np.array(columns).T
    if resampled:
        rows = rows[chance.integers(0, people, resampled)]
    categories = tuple(
        Category(
            f"c{place}",
            tuple(
                Quota(f"c{place}", f"f{number}", int(np.floor(share * size)), int(np.ceil(share * size)))
                for number, share in enumerate(shares)
            ),
        )
        for place, shares in enumerate(public)
    )
    return Pool(categories, tuple(range(1, len(rows) + 1)), tuple(map(tuple, rows.tolist())))


def crowded(seed: int) -> tuple[Pool, int]:
    """A small pool with many narrow quotas, some of whose people live together, and the size of a panel."""
    chance = random.Random(seed)
    people, size = chance.choice([15, 25, 40, 60]), chance.choice([4, 6, 8, 12])
    pool = made_up(people, size, seed)
    if chance.random() < 0.4:
        homes = tuple(chance.choice(["", f"a{chance.randrange(10)}"]) for _each in range(people))
        pool = dataclasses.replace(pool, homes=homes)
    return pool, size


def of_one_panel(seed: int) -> tuple[Pool, int]:
    """People by chance in three categories, and as quotas just the numbers of one panel of theirs; and the size of a panel."""
    chance = random.Random(seed)
    people, size = chance.choice([20, 60, 100, 200]), chance.choice([4, 8, 12])
    rows = tuple(tuple(chance.randrange(many) for many in (4, 4, 5)) for _each in range(people))
    panel = chance.sample(rows, size)
    categories = tuple(
        Category(
            f"c{place}",
            tuple(
                Quota(f"c{place}", f"f{number}", seats, seats)
                for number in range(many)
                for seats in [sum(row[place] == number for row in panel)]
            ),
        )
        for place, many in enumerate((4, 4, 5))
    )
    return Pool(categories, tuple(range(1, people + 1)), rows), size


@st.composite
def tiny(draw: st.DrawFn, homes: bool = True) -> tuple[Pool, int]:
    """A pool of up to seven people and the size of a panel, often with quotas that bite, and some that cannot be met."""
    people = draw(st.integers(2, 7))
    size = draw(st.integers(1, min(4, people)))
    categories, columns = [], []
    for place in range(draw(st.integers(1, 3))):
        features = draw(st.integers(1, 3))
        columns.append(draw(st.lists(st.integers(0, features - 1), min_size=people, max_size=people)))
        quotas = []
        for number in range(features):
            there = columns[-1].count(number)
            least = draw(st.integers(0, min(size, there, 2)))
            quotas.append(Quota(f"c{place}", f"f{number}", least, draw(st.integers(max(1, least), size))))
        categories.append(Category(f"c{place}", tuple(quotas)))
    rows = tuple(zip(*columns, strict=True))
    labels = ()
    if homes and draw(st.booleans()):
        labels = tuple(
            draw(st.lists(st.sampled_from(["", "mill", "yard"]), min_size=people, max_size=people))
        )
    return Pool(tuple(categories), tuple(f"p{one}" for one in range(people)), rows, labels), size


def shuffled(pool: Pool, order: list[int]) -> Pool:
    """The same people on other rows."""
    return dataclasses.replace(
        pool,
        names=tuple(pool.names[one] for one in order),
        rows=tuple(pool.rows[one] for one in order),
        homes=tuple(pool.homes[one] for one in order) if pool.homes else (),
    )


LARGE: dict[str, tuple[Callable[[], Pool], int, float]] = {
    "200 people, 20 seats, two categories": (published, 20, 0.2),
    "2,000 people, 200 seats": (lambda: times(published(), 10), 200, 1.0),
    "150 people of 115 types, 22 seats": (lambda: made_up(150, 22, 2), 22, 3.0),
    "2,000 resampled people, 150 seats": (lambda: made_up(150, 150, 2, resampled=2000), 150, 5.0),
}
"""By name a pool, the size of the panel, and the seconds a draw may take."""


def is_beside(name: str) -> bool:
    """Whether what the pool is made of is there."""
    return "resampled" in name or "types" in name or FOLDER.exists()
