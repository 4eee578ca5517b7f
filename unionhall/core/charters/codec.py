"""Charters to plain data and back: strict, and naming the place where something is wrong."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from unionhall.core.charters.errors import NotACharter
from unionhall.core.words import Wrong, _

Value = TypeVar("Value")

LONGEST_TEXT = 20_000
"""Signs a single text of a charter may have."""


def write(value: Any) -> Any:
    """
    `value` as data that JSON can hold: fractions as "2/3", enumerations as their names. Every field is
    written, so that a later default never changes an old charter.

    >>> from unionhall.core.thresholds import SIMPLE_MAJORITY
    >>> write(SIMPLE_MAJORITY)
    {'share': '1/2', 'base': 'cast', 'at_least': False, 'minimum_yes': 0}
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: write(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): write(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [write(item) for item in value]
    return value


def read(kind: type[Value], data: Any, path: str = "") -> Value:
    """
    A `kind` from data; raises `NotACharter` with the path of what is wrong: an unknown name, a missing one, a
    value of another kind, a number out of range.

    >>> from unionhall.core.thresholds import Threshold
    >>> read(Threshold, {"share": "2/3"}).share
    Fraction(2, 3)
    >>> read(Threshold, {"share": "2/3", "bsae": "cast"}, "strike.threshold")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    unionhall...NotACharter: At strike.threshold.bsae: there is nothing of this name here.
    """
    found: Value = _read(kind, data, path)
    return found


def _read(kind: Any, data: Any, path: str) -> Any:
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if data is None:
            return None
        return _read(next(one for one in inside if one is not type(None)), data, path)
    if origin is tuple:
        return _read_tuple(inside, data, path)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(data, Mapping):
            raise NotACharter(path, _("names with values are expected"))
        return {
            _text(key, path): _read(inside[1], item, f"{path}.{key}".lstrip("."))
            for key, item in data.items()
        }
    if kind is Any or kind is object:
        return data
    if is_dataclass(kind):
        return _read_dataclass(kind, data, path)
    return _read_plain(kind, data, path)


def _read_tuple(inside: tuple[Any, ...], data: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(data, (list, tuple)):
        raise NotACharter(path, _("a list is expected"))
    if len(inside) == 2 and inside[1] is Ellipsis:
        return tuple(_read(inside[0], item, f"{path}.{place}") for place, item in enumerate(data, start=1))
    if len(inside) != len(data):
        raise NotACharter(path, _("{count} values are expected"), count=len(inside))
    return tuple(_read(one, item, path) for one, item in zip(inside, data, strict=True))


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read_dataclass(kind: Any, data: Any, path: str) -> Any:
    if not isinstance(data, Mapping):
        raise NotACharter(path, _("names with values are expected"))
    known = {one.name for one in fields(kind)}
    for name in data:
        if name not in known:
            raise NotACharter(f"{path}.{name}".lstrip("."), _("there is nothing of this name here"))
    hints = _hints(kind)
    given = {name: _read(hints[name], item, f"{path}.{name}".lstrip(".")) for name, item in data.items()}
    try:
        return kind(**given)
    except TypeError:
        missing = [one.name for one in fields(kind) if one.name not in given]
        raise NotACharter(path, _("something is missing among: {names}"), names=", ".join(missing)) from None
    except Wrong as wrong:
        raise NotACharter(path, wrong.sentence) from None


def _read_plain(kind: Any, data: Any, path: str) -> Any:
    if kind is Fraction:
        return _share(data, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError:
            names = ", ".join(str(one.value) for one in kind)
            raise NotACharter(path, _("one of these is expected: {names}"), names=names) from None
    if kind is bool and isinstance(data, bool):
        return data
    if kind is int and isinstance(data, int) and not isinstance(data, bool):
        if abs(data) >= 2**31:
            raise NotACharter(path, _("the number is too large"))
        return data
    if kind is str:
        return _text(data, path)
    wanted = {bool: _("true or false is expected"), int: _("a whole number is expected")}
    raise NotACharter(path, wanted.get(kind, _("this cannot be read")))


def _text(data: Any, path: str) -> str:
    if not isinstance(data, str):
        raise NotACharter(path, _("a text is expected"))
    if len(data) > LONGEST_TEXT:
        raise NotACharter(path, _("a text has at most {longest} signs"), longest=LONGEST_TEXT)
    return data


def _share(data: Any, path: str) -> Fraction:
    try:
        above, below = _text(data, path).split("/")
        return Fraction(int(above), int(below))
    except (ValueError, ZeroDivisionError):
        raise NotACharter(path, _("a share is written like 2/3")) from None
