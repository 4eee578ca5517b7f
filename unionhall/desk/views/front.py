"""The server's first page: one's hall, a public door, or a page that tells nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.models import Organisation
from unionhall.bodies.rules import halls_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """
    Members go to their hall (or choose among theirs); others see the public doors there are, or a neutral sign-in page.

    A quiet hall leaves no trace here: a server with none but quiet halls answers as one with no hall at all.
    """
    if request.user.is_authenticated:
        mine = halls_of(request)
        if len(mine) == 1:
            return redirect("desk:hall", hall=mine[0].hall.slug)
        return render(request, "desk/my_halls.html", {"halls": mine, "page_title": _("My halls")})
    doors = list(Organisation.objects.filter(public=True).select_related("hall").order_by("name")[:200])
    if not doors:
        return redirect("account_login")
    if len(doors) == 1:
        return redirect("door:front", slug=doors[0].hall.slug)
    return render(request, "desk/doors.html", {"doors": doors, "page_title": _("Welcome")})
