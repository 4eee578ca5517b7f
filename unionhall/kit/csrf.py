"""Forms are taken from our own pages only, though our pages tell nobody where one comes from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from unionhall.kit.broken import to_send_again
from unionhall.kit.forms import typed

UNTOLD = "null"


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    The page for a form whose token is not ours any more. It gives back what was written; where the browser says that the form
    stood on a page of ours, one press sends it again with a token of today. From elsewhere nothing is sent again.
    """
    ours = request.META.get("HTTP_SEC_FETCH_SITE") == "same-origin"
    again = [one for one in to_send_again(request) if not one[0].startswith("csrf")] if ours else []
    context = {"typed": typed(request), "again": again, "path": request.get_full_path()}
    return render(request, "403_csrf.html", context, status=403)


class FormsFromOurPages(CsrfViewMiddleware):
    """
    Django's check of forms, for pages that send no referrer.

    Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with our own forms too (Fetch standard, "append a
    request `Origin` header"). Such a form is taken where the browser says itself that it comes from this
    site's own pages (`Sec-Fetch-Site: same-origin`), or, in a browser too old to say, on the form's token alone: the token's
    cookie is SameSite and, over https, `__Host-`, so neither another site nor another host can set or send it.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == UNTOLD:
            return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))
