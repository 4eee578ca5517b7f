"""
What nobody types, taken out of forms and addresses before a page reads them.

A NUL, which PostgreSQL keeps in no text; and the signs that turn the reading order round (Unicode Bidirectional Algorithm,
2.1 and 2.2: embeddings, overrides, isolates). They are not seen, they come with what is pasted, and with them a name
or a motion reads as something else than it says ("pay 001" for "pay 100"). Texts in Hebrew or Arabic need none of them: each is
shown in its own direction (`dir=auto`). The marks U+200E, U+200F and U+061C, which keyboards have, stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

UNTYPED = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
"""What is taken out."""


def as_typed(text: str) -> str:
    r"""
    The text without what nobody types; for what does not come in a form's field: a file's content, its name.

    >>> as_typed("wage \u202e001\u202c")
    'wage 001'
    """
    return UNTYPED.sub("", text)


class AsTyped:
    """Takes out of what a page is sent what nobody typed, so that a text is the same on both databases and to every eye."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Before the page is asked, and after the form's token was looked at."""
        if _has_one(request.GET):
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and _has_one(request.POST):
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _has_one(sent: QueryDict) -> bool:
    return any(
        UNTYPED.search(text)
        for name, values in sent.lists()
        for text in (name, *values)
        if isinstance(text, str)
    )


def _cleaned(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(as_typed(name), [as_typed(text) for text in values])
    clean._mutable = False
    return clean
