"""
JSON in its one form: UTF-8, no spaces, fields in the order of the specification, nothing twice and nothing more.

What is read is written again and compared, so two different texts never mean the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from unionhall.core.ballots.faults import Fault, insist


def dump(value: Any) -> bytes:
    """
    A value in its one form. A DEL is written as an escape, as the reference does.

    >>> dump({"b": [1, "ñ"], "a": None})
    b'{"b":[1,"\\xc3\\xb1"],"a":null}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f").encode("utf-8", "surrogatepass")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    insist(len(found) == len(pairs), "canonical", "A field stands twice.")
    return found


def _no_fraction(text: str) -> Any:
    raise Fault("canonical", f"A number is no whole one: {text[:20]}")


def load(raw: bytes, most: int, what: str = "The text") -> Any:
    """
    Read JSON that is in its one form and no longer than `most` bytes; the length is looked at before anything is parsed.

    Raises `Fault`: `size`, `canonical`.

    >>> load(b'{"a":1}', 20)
    {'a': 1}
    >>> load(b'{"a": 1}', 20)
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The text is not in its one form.
    >>> load(b'[0]', 2)
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The text has 3 bytes; no more than 2 are possible here.
    """
    insist(len(raw) <= most, "size", f"{what} has {len(raw)} bytes; no more than {most} are possible here.")
    try:
        value = json.loads(
            raw.decode(), object_pairs_hook=_once, parse_float=_no_fraction, parse_constant=_no_fraction
        )
    except (ValueError, RecursionError) as error:
        raise Fault("canonical", f"{what} is no JSON in UTF-8.") from error
    try:
        same = dump(value) == raw
    except (ValueError, RecursionError):
        same = False
    insist(same, "canonical", f"{what} is not in its one form.")
    return value


def fields(
    value: Any, names: Sequence[str], optional: Sequence[str] = (), what: str = "The value"
) -> dict[str, Any]:
    """
    `value` as an object with exactly these fields in exactly this order; those in `optional` may be missing.

    Raises `Fault("shape", …)`.

    >>> fields({"a": 1, "c": 2}, ["a", "b", "c"], optional=["b"])
    {'a': 1, 'c': 2}
    >>> fields({"c": 1, "a": 2}, ["a", "c"])
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The value must have the fields a, c in this order.
    """
    right = isinstance(value, dict) and list(value) == [
        name for name in names if name in value or name not in optional
    ]
    insist(right, "shape", f"{what} must have the fields {', '.join(names)} in this order.")
    found: dict[str, Any] = value
    return found


def row(value: Any, length: int | None, what: str, most: int | None = None) -> list[Any]:
    """
    `value` as a list of exactly `length` (or any number up to `most`). Raises `Fault("shape", …)`.

    >>> row([1, 2], 2, "The pair")
    [1, 2]
    >>> row([1, 2], 3, "The triple")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The triple must be a list of 3.
    """
    insist(isinstance(value, list), "shape", f"{what} must be a list.")
    found: list[Any] = value
    insist(length is None or len(found) == length, "shape", f"{what} must be a list of {length}.")
    insist(most is None or len(found) <= most, "shape", f"{what} must have no more than {most}.")
    return found


def text(value: Any, most: int, what: str) -> str:
    """
    `value` as a text of no more than `most` signs. Raises `Fault("shape", …)`.

    >>> text("yes", 10, "The answer")
    'yes'
    """
    insist(isinstance(value, str) and len(value) <= most, "shape", f"{what} must be a text of up to {most}.")
    found: str = value
    return found


def whole(value: Any, least: int, most: int, what: str) -> int:
    """
    `value` as a whole number from `least` to `most`. Raises `Fault("shape", …)`.

    >>> whole(3, 1, 5, "The threshold")
    3
    >>> whole(True, 1, 5, "The threshold")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The threshold must be a whole number from 1 to 5.
    """
    right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    insist(right, "shape", f"{what} must be a whole number from {least} to {most}.")
    found: int = value
    return found
