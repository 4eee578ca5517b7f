"""
The page for what went wrong on our side. It needs no database: that may be what is not there.

It gives back what was sent, to copy or to send again. Whether something was stored nobody knows here: the answer may
have been lost after the act, so the page never says that it was not.
"""

from __future__ import annotations

import errno
import sys
from contextlib import suppress

from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from unionhall.kit.forms import is_secret, typed

NO_STORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG})
"""What the machine says when a disk is full, failing, or not to be written to."""


def page(request: HttpRequest) -> HttpResponse:
    """
    Django's `handler500`: 503 with its reason where the database or the disk is not there, else 500.

    Called while the exception is being handled. Reads nothing but the request.
    """
    away = is_away(sys.exc_info()[1])
    context = {"away": away, "typed": [], "again": [], "path": request.get_full_path()}
    with suppress(OSError, SuspiciousOperation, TooManyFilesSent):  # a form that never arrived whole
        context |= {"typed": typed(request), "again": to_send_again(request)}
    return HttpResponse(render_to_string("500.html", context), status=503 if away else 500)


def is_away(wrong: BaseException | None) -> bool:
    """Whether `wrong` says that the database or the disk could not be reached, was full or failed."""
    if isinstance(wrong, OSError):
        return wrong.errno in NO_STORE
    return isinstance(wrong, OperationalError | InterfaceError)


def to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """
    All that a form sent, as (name, value), so that one press sends it once more; its own token goes along.

    Nothing where it held a secret, which may stand on no page, or a file, which a page cannot give back.
    """
    if request.method != "POST" or request.FILES or any(is_secret(name) for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]
