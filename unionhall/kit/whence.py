"""Where somebody came from who pressed a button: browsers do not tell us (`Referrer-Policy: no-referrer`), addresses do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve


def whence(request: HttpRequest) -> str:
    """
    The page a form that was sent here stood on: this address itself where it can be looked at, else the nearest one above it that
    can (`motions/7/second/` → `motions/7/`). The address itself for what was not sent.
    """
    return request.path if request.method in ("GET", "HEAD") else above(request.path)


def above(path: str) -> str:
    """`path` itself where it can be looked at, else the nearest address above it that can; "/" at the last."""
    while path.count("/") > 1:
        if _can_be_looked_at(path):
            return path
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return "/"


def _can_be_looked_at(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return all("GET" in methods for methods in _methods(view))


def _methods(view: Callable[..., Any] | None) -> Iterator[list[str]]:
    """The methods a view was limited to, by each of Django's `require_http_methods` around it; nothing where it takes all."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if isinstance(cell.cell_contents, list) and {"GET", "POST"} & set(cell.cell_contents):
                yield cell.cell_contents
        view = getattr(view, "__wrapped__", None)
