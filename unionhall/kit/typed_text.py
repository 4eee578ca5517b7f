"""What nobody types: a NUL in a form or an address, which PostgreSQL keeps in no text. It is taken out before a page reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\0"


class WithoutNuls:
    """Takes the NULs out of what a page is sent, so that all pages mean the same text on both databases."""

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
        NUL in text for name, values in sent.lists() for text in (name, *values) if isinstance(text, str)
    )


def _cleaned(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in values])
    clean._mutable = False
    return clean
