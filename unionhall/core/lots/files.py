"""Files: who came forward, and the quotas, from two tables in CSV."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from unionhall.core.counting.files.rows import Rows
from unionhall.core.counting.names import collapsed
from unionhall.core.lots.pools import MOST_PEOPLE, MOST_QUOTAS, Category, Pool, Quota
from unionhall.core.words import _

COLUMNS = ("category", "feature", "min", "max")
SHOWN = 12
"""Features named in an error."""
_WHOLE = re.compile(r"[0-9]{1,9}$")


def read_categories(blocks: Iterable[bytes], file: str) -> tuple[Category, ...]:
    """
    The quotas of a table with the columns `category`, `feature`, `min` and `max`; others are passed over.

    `blocks`: the file in blocks of bytes; `file`: its name, for errors. Raises `Unreadable`.

    >>> found = read_categories([b"category,feature,min,max\\ngender,female,9,20\\ngender,male,9,20\\n"], "c.csv")
    >>> [(one.name, len(one.quotas)) for one in found]
    [('gender', 2)]
    """
    rows = Rows(blocks, file)
    header = _header(rows, _("the file is empty; expected the columns category, feature, min and max"))
    places = []
    for column in COLUMNS:
        if column not in header:
            raise rows.wrong(_("expected a column “{column}”, and there is none"), column=column)
        places.append(header.index(column))
    quotas: dict[str, list[Quota]] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        _insist_on_width(rows, row, header)
        if sum(map(len, quotas.values())) >= MOST_QUOTAS:
            raise rows.wrong(_("expected no more than {most} quotas"), most=MOST_QUOTAS)
        category, feature = (collapsed(row[place]) for place in places[:2])
        if not category:
            raise rows.wrong(_("expected the name of a category"))
        least, most = (_whole(rows, row[place]) for place in places[2:])
        if least > most:
            raise rows.wrong(
                _("expected a min no larger than the max, not {least} and {most}"), least=least, most=most
            )
        known = quotas.setdefault(category, [])
        if any(quota.feature == feature for quota in known):
            raise rows.wrong(_("expected “{found}” once in its category"), feature)
        known.append(Quota(category, feature, least, most))
    if not quotas:
        raise rows.wrong(_("the file ends here; expected at least one quota"))
    return tuple(Category(name, tuple(each)) for name, each in quotas.items())


def read_respondents(
    blocks: Iterable[bytes], file: str, categories: tuple[Category, ...], together: str | None = None
) -> Pool:
    """
    Who came forward, a person a row: a column for each category, one `id` where there is one; others are passed over.

    `blocks`: the file in blocks of bytes; `file`: its name, for errors. `together`: the column of what people have in common
    who may not be chosen together; who has nothing there has it with nobody. Raises `Unreadable`.

    >>> gender = Category("gender", (Quota("gender", "female", 0, 1), Quota("gender", "male", 0, 1)))
    >>> read_respondents([b"id,gender\\nana,female\\nbilal,male\\n"], "r.csv", (gender,)).names
    ('ana', 'bilal')
    >>> read_respondents([b"gender\\nmale\\nother\\n"], "r.csv", (gender,))
    Traceback (most recent call last):
    unionhall.core.counting.files.errors.Unreadable: r.csv, line 3: expected a feature of “gender” (female, male), not “other”
    """
    rows = Rows(blocks, file)
    header = _header(rows, _("the file is empty; expected a row of names of columns, then a row a person"))
    places = [_place(rows, header, category.name) for category in categories]
    home = None if together is None else _place(rows, header, collapsed(together))
    lowered = [name.casefold() for name in header]
    own = lowered.index("id") if "id" in lowered and lowered.index("id") not in places else None
    numbers = [{quota.feature: number for number, quota in enumerate(one.quotas)} for one in categories]
    names: list[str | int] = []
    seen: dict[str, int] = {}
    people: list[tuple[int, ...]] = []
    homes: list[str] = []
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        _insist_on_width(rows, row, header)
        if len(people) >= MOST_PEOPLE:
            raise rows.wrong(_("expected no more than {most} people"), most=MOST_PEOPLE)
        if own is None:
            names.append(len(people) + 1)
        else:
            name = collapsed(row[own])
            if not name:
                raise rows.wrong(_("expected an id"))
            if name in seen:
                raise rows.wrong(
                    _(
                        "expected an id of their own, not “{found}”, which stands on line {line_before} already"
                    ),
                    name,
                    line_before=seen[name],
                )
            seen[name] = rows.line
            names.append(name)
        found = []
        for category, place, number in zip(categories, places, numbers, strict=True):
            feature = collapsed(row[place])
            if feature not in number:
                raise rows.wrong(
                    _("expected a feature of “{category}” ({features}), not “{found}”"),
                    feature,
                    category=category.name,
                    features=tuple(number)[:SHOWN],
                )
            found.append(number[feature])
        people.append(shared.setdefault(tuple(found), tuple(found)))
        if home is not None:
            homes.append(collapsed(row[home]))
    if not people:
        raise rows.wrong(_("the file ends here; expected at least one person"))
    return Pool(categories, tuple(names), tuple(people), tuple(homes))


def _header(rows: Rows, if_empty: str) -> list[str]:
    """The names of the columns, each once."""
    first = next(rows, None)
    if first is None:
        raise rows.wrong(if_empty)
    names = [collapsed(cell) for cell in first]
    while names and not names[-1]:
        names.pop()
    for name, times in Counter(names).items():
        if name and times > 1:
            raise rows.wrong(_("expected the column “{found}” once"), name)
    return names


def _place(rows: Rows, header: list[str], column: str) -> int:
    if column not in header:
        raise rows.wrong(_("expected a column “{column}”, and there is none"), column=column)
    return header.index(column)


def _insist_on_width(rows: Rows, row: list[str], header: list[str]) -> None:
    """A row has a cell for each column; more are none where they are empty."""
    while len(row) > len(header) and not row[-1].strip():
        row.pop()
    if len(row) != len(header):
        raise rows.wrong(_("expected {many} cells, not {found_many}"), many=len(header), found_many=len(row))


def _whole(rows: Rows, cell: str) -> int:
    word = cell.strip()
    if not word.isascii() or not _WHOLE.match(word):
        raise rows.wrong(_("expected a whole number of people, not “{found}”"), word)
    return int(word)
