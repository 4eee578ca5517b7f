"""Sheets: a draw as a facilitator would hand it out, in sentences and tables of plain text."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction

from unionhall.core.lots.pools import Pool
from unionhall.core.lots.reports import Draw
from unionhall.core.lots.verify import in_hundredths
from unionhall.core.words import Sentence, _

Say = Callable[[Sentence], str]


def sheet(draw: Draw, pool: Pool, say: Say = str, width: int = 100) -> Iterator[str]:
    """
    The whole draw, line after line: the pool and its quotas, the chances, the panel, and every ticket.

    `say` turns a sentence into the reader's language; names are broken into lines of `width`.
    """
    yield say(
        Sentence(
            _("A panel of {size} from {people} who came forward, as one of {tickets} equal tickets."),
            size=draw.size,
            people=len(draw.names),
            tickets=len(draw.tickets),
        )
    )
    if draw.together is not None:
        yield say(
            Sentence(_("Nobody is chosen with somebody who has the same “{column}”."), column=draw.together)
        )
    yield ""
    yield from table(_quotas(draw, pool, say), left=2)
    yield ""
    yield from table(_chances(draw, say), left=0)
    yield ""
    yield say(
        Sentence(
            _("The smallest chance is {minimum}; no lottery gives everybody more than {bound}."),
            minimum=in_hundredths(draw.minimum),
            bound=in_hundredths(draw.bound),
        )
    )
    yield say(
        Sentence(
            _(
                "The tickets are this lottery rounded: nobody's share of them is more than {largest} from their chance."
            ),
            largest=in_hundredths(draw.largest_deviation()),
        )
    )
    yield ""
    yield say(Sentence(_("Hash of the tickets: {hash}"), hash=draw.tickets_hash))
    yield say(Sentence(_("Seed: {seed}"), seed="".join(one for one in draw.seed if one.isprintable())))
    yield say(
        Sentence(
            _(
                "Winning ticket: {winner}, which is SHA-256 of the seed, a line feed and the hash, modulo {tickets}."
            ),
            winner=draw.winner,
            tickets=len(draw.tickets),
        )
    )
    yield ""
    yield say(Sentence(_("Drawn:")))
    yield from _names(draw.panel, "  ", "  ", width)
    yield ""
    yield say(Sentence(_("All tickets:")))
    digits = len(str(len(draw.tickets) - 1))
    for number, ticket in enumerate(draw.tickets):
        yield from _names(ticket, f"{number:>{digits}}  ", " " * (digits + 2), width)


def _names(names: tuple[str | int, ...], first: str, then: str, width: int) -> Iterator[str]:
    """Names parted by commas, broken into lines."""
    text = ", ".join(str(name).replace(" ", "\xa0") for name in names)
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        yield line.replace("\xa0", " ")


def _quotas(draw: Draw, pool: Pool, say: Say) -> list[list[str]]:
    """How many came forward of each kind, the quota, and how many were drawn."""
    heads = (_("Category"), _("Feature"), _("Came forward"), _("Quota"), _("Drawn"))
    told = [[say(Sentence(head)) for head in heads]]
    number_of = {name: number for number, name in enumerate(pool.names)}
    drawn = [pool.rows[number_of[name]] for name in draw.panel]
    for place, category in enumerate(pool.categories):
        for number, quota in enumerate(category.quotas):
            told.append(
                [
                    quota.category,
                    quota.feature,
                    str(sum(row[place] == number for row in pool.rows)),
                    str(quota.least) if quota.least == quota.most else f"{quota.least}–{quota.most}",
                    str(sum(row[place] == number for row in drawn)),
                ]
            )
    return told


def _chances(draw: Draw, say: Say) -> list[list[str]]:
    """How many people have which chance, and on how many tickets they are."""
    told = [[say(Sentence(head)) for head in (_("Chance"), _("People"), _("Tickets"))]]
    levels: dict[str, list[int]] = defaultdict(list)
    first: dict[str, Fraction] = {}
    for chance, count in zip(draw.chances, draw.ticket_counts(), strict=True):
        shown = in_hundredths(chance)
        levels[shown].append(count)
        first.setdefault(shown, chance)
    for shown in sorted(levels, key=lambda one: first[one]):
        least, most = min(levels[shown]), max(levels[shown])
        told.append([shown, str(len(levels[shown])), str(least) if least == most else f"{least}–{most}"])
    return told


def table(rows: list[list[str]], left: int) -> Iterator[str]:
    """
    Rows as lines, the first `left` columns ranged left and the others right.

    >>> list(table([["Name", "Seats"], ["Ana", "2"]], left=1))
    ['Name  Seats', 'Ana       2']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(wide) if place < left else cell.rjust(wide)
            for place, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
