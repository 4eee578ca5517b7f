"""
One database for all mutants, made once: it is in memory, and comes along into each process that is forked.

Loaded with `-p tests.mutants.one_database` where the tests need a database.
"""

from __future__ import annotations

from typing import Any

from django.test import utils

_make = utils.setup_databases
_made: list[Any] = []


def _setup_databases(*how: Any, **named: Any) -> Any:
    if not _made:
        _made.append(_make(*how, **named))
    return _made[0]


utils.setup_databases = _setup_databases
utils.teardown_databases = lambda *_how, **_named: None
