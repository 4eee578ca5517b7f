"""Asking the database for rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)


def the_one(found: QuerySet[AnyModel, Row]) -> Row | None:
    """
    The row of `found`, or None; for conditions that at most one row can meet.

    `first()` would have the database put that one row in order, and Django work out by what: a tenth of what a ballot costs.
    """
    return next(iter(found[:1]), None)


class Prepared(Generic[AnyModel]):
    """
    A query whose SQL Django makes once, for what every page and every ballot asks: making it is nine tenths of asking.

    `rows`: a function that gives the queryset, called once; each of its parameters stands for a value that is given when
    it is asked, and is compared with a column of that kind (`=`, `<`, `>`): text, a UUID, a moment or a day. It must not look
    at them, and what it gives must not depend on anything else that changes; a time before or after a moment or a day, and
    the day of a moment, it may ask for (`now - timedelta(days=30)`).

        _session = Prepared(lambda key_hash, now: Session.objects.filter(key_hash=key_hash, expires_at__gt=now))
        _session.one(key_hash="…", now=clock.now())
    """

    def __init__(self, rows: Callable[..., QuerySet[AnyModel]]) -> None:
        self._rows = rows
        self._names = frozenset(signature(rows).parameters)

    def one(self, **given: Any) -> AnyModel | None:
        """The row, or None; for conditions that at most one row can meet. Raises `TypeError` as `all` does."""
        return next(iter(self.all(**given)), None)

    def all(self, **given: Any) -> list[AnyModel]:
        """The rows. Raises `TypeError` where a value is missing, unknown, or neither text nor a UUID nor a moment nor a day."""
        if given.keys() != self._names:
            raise TypeError(f"asked with {sorted(given)}, prepared for {sorted(self._names)}")
        made, database = self._made, connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(made.sql, made.values(given, database))
            return [made.read(line, database) for line in cursor.fetchall()]

    @cached_property
    def _made(self) -> _Made:
        return _Made(self._rows(**{name: _Given(name) for name in self._names}))


class _Given(Expression):
    """Stands in a query where a value comes later. `turned`: what becomes of the value called `name` before it is sent."""

    def __init__(self, name: str, turned: Callable[[Any], Any] = lambda value: value) -> None:
        super().__init__()
        self.name, self.turned = name, turned

    def __sub__(self, by: timedelta) -> _Given:  # type: ignore[override]
        return self._then(lambda value: value - by)

    def __add__(self, by: timedelta) -> _Given:  # type: ignore[override]
        return self._then(lambda value: value + by)

    def date(self) -> _Given:
        """The day of the moment that comes."""
        return self._then(lambda value: value.date())

    def _then(self, turn: Callable[[Any], Any]) -> _Given:
        before = self.turned
        return _Given(self.name, lambda value: turn(before(value)))

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place for the value, and this in the value's stead."""
        return "%s", (self,)


class _Made:
    """A query's SQL, what comes into its places, and how a line of the answer is read as a row: as `ModelIterable` does."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = compiler.as_sql()
        columns = [one[0] for one in compiler.select]
        first, last = compiler.klass_info["select_fields"][0], compiler.klass_info["select_fields"][-1]
        self.converters = compiler.get_converters(columns)
        self.own = slice(first, last + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.model = compiler.klass_info["model"]
        self.annotated = dict(compiler.annotation_col_map or {})
        self.related = get_related_populators(compiler.klass_info, compiler.select, rows.db)  # type: ignore[call-arg]

    def values(self, given: dict[str, Any], database: Any) -> list[Any]:
        """What is sent with the SQL."""
        return [
            _sent(one.turned(given[one.name]), database) if isinstance(one, _Given) else one
            for one in self.params
        ]

    def read(self, line: Sequence[Any], database: Any) -> Any:
        """The row that a line of the answer holds, with those it is selected with."""
        values = list(line)
        for place, (converters, column) in self.converters.items():
            for converter in converters:
                values[place] = converter(values[place], column, database)
        row = self.model.from_db(DEFAULT_DB_ALIAS, self.names, values[self.own])
        for one in self.related:
            one.populate(values, row)
        for name, place in self.annotated.items():
            setattr(row, name, values[place])
        return row


def _sent(value: Any, database: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return database.ops.adapt_datefield_value(value)
    raise TypeError(f"{type(value).__name__} is not for a prepared query")
