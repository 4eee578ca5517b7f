"""A refusal becomes a page that says why, links the rule it comes from, and loses nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from unionhall.core.rulings import NotAuthorised, Refusal
from unionhall.kit.forms import typed
from unionhall.kit.whence import above, whence


class RefusalPages:
    """Answers a `Refusal` raised in a view: 403 for "not you", 409 for "not now, or not like this"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; where something was opened that is a button's, say so instead of nothing."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and request.method == "GET":
            shown = render(request, "not_a_page.html", {"back": above(request.path)}, status=405)
            shown.headers["Allow"] = response.headers["Allow"]
            return shown
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; None for anything else, which is then an error of ours."""
        return refused(request, exception) if isinstance(exception, Refusal) else None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """
    The page that says why something may not be done.

    It keeps what was typed, links to the charter's paragraph where the refusal names one (`refusal.rule`),
    and leads back to the page it came from.
    """
    status = 403 if isinstance(refusal, NotAuthorised) else 409
    context = {
        "refusal": refusal,
        "hall": getattr(request, "hall", None),
        "rule_href": _rule(request, refusal.rule),
        "typed": typed(request),
        "back": whence(request) if request.method == "POST" else "",
    }
    return render(request, "refused.html", context, status=status)


def _rule(request: HttpRequest, anchor: str) -> str:
    match = request.resolver_match
    if not anchor or match is None or "hall" not in match.kwargs:
        return ""
    try:
        return reverse("bodies:charter", kwargs={"hall": match.kwargs["hall"]}) + f"#{anchor}"
    except NoReverseMatch:
        return ""
