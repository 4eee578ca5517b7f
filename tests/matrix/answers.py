"""
What the house may answer, in the few words in which the table is written.

page         what was asked for (200)
goes         on to another page, with nothing changed
acts         something was changed
refused      a sentence says why not; nothing was changed
sign-in      the neutral way to the sign-in page, with what was written given back
none         as if there were nothing (404)
not offered  this is not how one asks here (405, or an empty list of the ways to ask)
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.forms import BaseForm
from django.shortcuts import resolve_url
from django.template import Context
from django.test import Client

ANSWERS = ("page", "goes", "acts", "refused", "sign-in", "none", "not offered")
UNCOUNTED = ("people_session",)
"""Tables whose rows are no change of anything: what a browser is doing here."""
_CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Changes:
    """Counts what was changed and not undone: a savepoint that is rolled back takes its changes with it."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self._marks: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 4)
        first = words[0].upper()
        if first == "SAVEPOINT":
            self._marks[words[1]] = len(self.kept)
        elif first == "ROLLBACK" and len(words) > 3:
            del self.kept[self._marks.get(words[3], 0) :]
        result = execute(sql, params, many, context)
        if first in _CHANGES and not any(table in sql for table in UNCOUNTED) and context["cursor"].rowcount:
            self.kept.append(sql)
        return result


def ask(client: Client, method: str, path: str, data: Any = None, **extra: Any) -> tuple[str, Any]:
    """Ask once and undo what it did. Gives the answer's word and the answer."""
    changes = Changes()
    mark = transaction.savepoint()
    try:
        with connection.execute_wrapper(changes):
            given = {} if data is None else {"data": data}
            response = getattr(client, method.lower())(path, **given, **extra)
            if getattr(response, "streaming", False):
                response.content_read = b"".join(response.streaming_content)
            return word_for(response, changes.kept), response
    finally:
        transaction.savepoint_rollback(mark)


def word_for(response: Any, changes: list[str]) -> str:
    """The answer in one word of the table's."""
    if changes:
        return "acts"
    status = response.status_code
    if status in (301, 302, 303):
        return "sign-in" if response["Location"].split("?")[0] == resolve_url(settings.LOGIN_URL) else "goes"
    if status == 404:
        return "none"
    if status == 405 or (status == 200 and response.headers.get("Allow") and not response.content):
        return "not offered"
    if status == 403 and "bodies/sign_in_again.html" in {
        one.name for one in getattr(response, "templates", ())
    }:
        return "sign-in"
    if status in (400, 403, 409, 422, 429):
        return "refused"
    if status == 200 and _sent_back(response):
        return "refused"
    return "page" if status == 200 else str(status)


def _sent_back(response: Any) -> bool:
    """Whether the page shows a form again with what is wrong in it."""
    shown = [value for each in contexts_of(response) for value in each.values()]
    return any(isinstance(one, BaseForm) and one.is_bound and one.errors for one in shown)


def contexts_of(response: Any) -> list[dict[str, Any]]:
    """What the templates of an answer were given, whether it is made of one or of several."""
    context = response.context
    every = [context] if isinstance(context, Context) else context or ()
    return [each for one in every for each in one.dicts]


def body_of(response: Any) -> str:
    """What the answer says."""
    content = getattr(response, "content_read", None)
    if content is None:
        content = response.content
    return _unpacked(content).decode("utf-8", "replace")


def _unpacked(content: bytes) -> bytes:
    """What is in a packed answer: what is told by it stands in its files, and packed bytes spell words by chance."""
    if content.startswith(b"\x1f\x8b"):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            files = [archive.extractfile(one) for one in archive.getmembers() if one.isfile()]
            return b"\n".join(file.read() for file in files if file is not None)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(
                archive.read(name) for name in archive.namelist() if not name.endswith((".woff2", ".mo"))
            )
    return content
