"""
Canonical JSON: one value, one text, so that a commitment to it can be checked for ever.

RFC 8785 (JCS) without its numbers past integers: fractions are refused, as floating point has several
spellings.
"""

from __future__ import annotations

import json
from typing import Any

from unionhall.core.words import Sentence, _

from .faults import NotProven

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 7493)."""


def dumps(value: Any) -> bytes:
    """
    The canonical UTF-8 bytes of `value`: None, bool, int, str, or lists and string-keyed dicts of them.

    Keys are sorted by UTF-16 code units, no blanks. Raises `TypeError` for any other type (floats, dates) and
    `ValueError` for an integer past 2⁵³−1 or a text with half a surrogate pair.

    >>> dumps({"v": 1, "day": "2026-05-01", "said": ["é", None, True]}).decode()
    '{"day":"2026-05-01","said":["é",null,true],"v":1}'
    >>> dumps({"share": 0.5})
    Traceback (most recent call last):
    TypeError: float has no canonical form here
    """
    return _text(value).encode("utf-8")


def loads(data: bytes | str) -> Any:
    """
    The value of canonical JSON; anything that `dumps` would have written differently raises `NotProven`.

    >>> loads('{"a":1,"b":[]}')
    {'a': 1, 'b': []}
    >>> loads('{"a": 1}')
    Traceback (most recent call last):
    unionhall.core.log.faults.NotProven: This is not canonical JSON.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        value = _READ.decode(text)
        if _written(value, text) == text:
            return value
    except (ValueError, TypeError, RecursionError):
        pass
    raise NotProven(Sentence(_("This is not canonical JSON.")))


def _integer(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST:
        raise ValueError(f"{number} is past what every JSON reader keeps exactly")
    return number


def _refused(number: str) -> None:
    raise ValueError(f"{number} has no canonical form here")


_READ = json.JSONDecoder(parse_int=_integer, parse_float=_refused, parse_constant=_refused)
_WRITE = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_FIRST_OF_TWO = "\ud800"
"""Below it, code points and UTF-16 code units are in the same order."""


def _written(value: Any, text: str) -> str:
    """
    What `dumps` makes of a value that was read from `text`. There are no types in it that JSON does not have, and nearly
    always no keys that only UTF-16 orders otherwise: then the standard library writes the same, several times as fast.
    """
    if text.isascii() or max(text) < _FIRST_OF_TWO:
        return _WRITE.encode(value)
    return dumps(value).decode("utf-8")


def _text(value: Any) -> str:
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is past what every JSON reader keeps exactly")
        return str(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(one) for one in value) + "]"
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{type(key).__name__} cannot be a key here")
        ordered = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_text(key)}:{_text(value[key])}" for key in ordered) + "}"
    raise TypeError(f"{type(value).__name__} has no canonical form here")
