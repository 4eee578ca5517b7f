"""Whether an answer keeps the promise: no error, nothing half written, a clear sentence, nothing typed lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.forms import BaseForm
from django.forms.widgets import CheckboxInput, FileInput, HiddenInput, Input, PasswordInput, Textarea
from django.test import Client

from tests.input.nasty import MARK, OVERRIDES
from tests.input.reading import CHOSEN
from tests.matrix.answers import Changes, body_of, contexts_of, word_for
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.kit.forms import typed as kept_on_page
from unionhall.kit.typed_text import as_typed
from unionhall.people import limits
from unionhall.record.models import Entry, Head, Opening

NEVER_SHOWN = (PasswordInput, HiddenInput, FileInput, CheckboxInput)


def asked(
    browser: Callable[[], Client],
    ask: Callable[[Client], Any],
    follow: Callable[[Any], list[str]] = lambda _response: [],
) -> tuple[str, Any, list[str]]:
    """
    Ask once, undo what it did. Gives the answer's word, the answer, and what is wrong with what was written.

    `browser`: makes the browser it is asked in, and does what has to come first. `follow`: the addresses to look at
    afterwards, while what was done still stands.
    """
    for one in (limits.passphrases, limits.second_factors, limits.codes, asked_often):
        one.forget_all()
    cache.clear()
    changes, mark = Changes(), transaction.savepoint()
    try:
        client = browser()
        with connection.execute_wrapper(changes):
            response = ask(client)
            if getattr(response, "streaming", False):
                response.content_read = b"".join(response.streaming_content)
        said = word_for(response, changes.kept)
        wrong = _badly_written(response, changes.kept) if response.status_code < 500 else []
        if response.status_code < 500:
            wrong += [fault for path in follow(response) for fault in _broken_after(client, path)]
        return said, response, wrong
    finally:
        transaction.savepoint_rollback(mark)


_READING = re.compile(r'"record_(entry|opening|head|seal|checkpoint)')
"""To read a list of members is an act of its own: it is in the record, whatever becomes of the form."""


def _badly_written(response: Any, changes: list[str]) -> list[str]:
    """Whether a refusal wrote something, and whether the record and the tables are at odds."""
    wrong = []
    changes = [one for one in changes if not _READING.search(one)]
    if changes and (response.status_code >= 400 or word_for(response, []) == "refused"):
        wrong.append(f"refused ({response.status_code}), and wrote: {changes[0][:80]}")
    if changes:
        heads = dict(Head.objects.values_list("hall_id", "size"))
        for hall, size in heads.items():
            if (
                Entry.objects.filter(hall=hall).count() != size
                or Opening.objects.filter(entry__hall=hall).count() > size
            ):
                wrong.append("the record's head and its entries are at odds")
        connection.check_constraints()
    return wrong


def _broken_after(client: Client, path: str) -> list[str]:
    after = client.get(path)
    if getattr(after, "streaming", False):
        b"".join(after.streaming_content)
    return [f"and then {path} cannot be shown: {_why(after)}"] if after.status_code >= 500 else []


def _why(response: Any) -> str:
    info = getattr(response, "exc_info", None)
    return f"{response.status_code} {info[1]!r}"[:300] if info else str(response.status_code)


def faults(said: str, response: Any, typed: dict[str, str], expected: str) -> list[str]:
    """
    What is wrong with one answer. `typed`: what was sent under which name; `expected`: what the form in order is answered.
    """
    if response.status_code >= 500:
        return [f"an error: {_why(response)}"]
    body = body_of(response)
    wrong = []
    if "text/html" in response.get("Content-Type", "") and MARK in body:
        wrong.append("shows what was typed without escaping it")
    refused = response.status_code == 400 or (
        bool(typed) and (said == "refused" or (said in ("page", "goes") and expected == "acts"))
    )
    if refused and not sentence(response):
        wrong.append(f"{said} ({response.status_code}) without a sentence that says why")
    if refused and response.status_code != 400:
        wrong += [f"loses what was typed in {name!r}" for name in lost(response, body, typed)]
    return wrong


def sentence(response: Any) -> str:
    """The sentence that says why something was not done, "" where there is none."""
    if response.status_code in (400, 403, 404) and "<h1" in body_of(response):
        return "the page itself"
    found = [str(one) for one in get_messages(response.wsgi_request)]
    for each in contexts_of(response):
        found += [str(each[name]) for name in ("refusal", "sentence") if each.get(name)]
        found += [
            str(value.errors)
            for value in each.values()
            if isinstance(value, BaseForm) and value.is_bound and value.errors
        ]
    return next((one for one in found if one.strip()), "")


def lost(response: Any, body: str, typed: dict[str, str]) -> list[str]:
    """The names under which something was typed that the answer no longer carries."""
    shown = {one.html_name: one.field for form in _forms_in(response) for one in form}
    page = _plain(html.unescape(body))
    gone = []
    for name, given in typed.items():
        if name in CHOSEN or not _plain(given):
            continue
        if name in shown:
            widget = shown[name].widget
            if isinstance(widget, NEVER_SHOWN) or not isinstance(widget, Textarea | Input):
                continue
        elif not _worth_keeping(name, as_typed(given)):
            continue
        if _plain(given) not in page:
            gone.append(name)
    return gone


def _worth_keeping(name: str, given: str) -> bool:
    """Whether the house's own rule says that what was typed here is worth giving back."""
    return bool(kept_on_page(type("Sent", (), {"POST": {name: given}})()))


def _forms_in(response: Any) -> list[BaseForm]:
    values = [value for each in contexts_of(response) for value in each.values()]
    return [value for value in values if isinstance(value, BaseForm) and value.is_bound]


_GONE = re.compile(f"[\0{OVERRIDES}]")


def _plain(text: str) -> str:
    """A text without what nobody types, its lines ended in one way."""
    return "\n".join(_GONE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
