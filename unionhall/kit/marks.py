"""
The mark: a sentence that stands on every page, paper and file made while it holds, so that nothing of it passes for real.

It holds for one request, as its language and its time zone do, and is set where the request finds out which hall it is in:
no page and no paper has to think of it, and so none can forget it.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

REHEARSAL = _("Rehearsal: nothing here counts")
FILE_PREFIX = "rehearsal-"
"""What the name of every file begins with that is made while a mark holds."""

_FILE_NAME = re.compile(r"""filename(=\"?|\*=utf-8'')""", re.IGNORECASE)
_now: ContextVar[Any] = ContextVar("mark", default="")


def activate(mark: Any) -> None:
    """Mark everything made from now on in this request with the sentence `mark`, lazily translated."""
    _now.set(mark)


def deactivate() -> None:
    """Mark nothing any more."""
    _now.set("")


def current() -> str:
    """The mark that holds, in the language being spoken; "" where none does."""
    return str(_now.get())


def name_files(response: HttpResponseBase) -> None:
    """Let the name of a file that `response` hands out say that a mark holds, where one does."""
    said = response.headers.get("Content-Disposition", "")
    if said and current():
        response.headers["Content-Disposition"] = _FILE_NAME.sub(rf"\g<0>{FILE_PREFIX}", said, count=1)


def heading(text: str) -> str:
    """A heading or a line as it is handed out now, the mark before it where one holds."""
    mark = current()
    return f"{mark} · {text}" if mark else text
