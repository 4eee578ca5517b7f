"""The server's first page: one's hall, a public door, or a page that tells nothing."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import unionhall
from unionhall.bodies.actions.founding import may_open_halls
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
        context = {"halls": mine, "may_found": may_open_halls(True), "page_title": _("My halls")}
        return render(request, "desk/my_halls.html", context)
    doors = list(Organisation.objects.filter(public=True).select_related("hall").order_by("name")[:200])
    if not doors:
        return redirect("account_login")
    if len(doors) == 1:
        return redirect("door:front", slug=doors[0].hall.slug)
    return render(request, "desk/doors.html", {"doors": doors, "page_title": _("Welcome")})


@login_required
@require_safe
def source(request: HttpRequest) -> FileResponse:
    """
    The source of the software that is running, as its licence promises everybody who uses it over a network (AGPL 3, section 13).

    For those signed in: to outsiders this server does not say what it runs.
    """
    return FileResponse(io.BytesIO(_packed_source()), as_attachment=True, filename="unionhall-source.zip")


@cache
def _packed_source() -> bytes:
    """The package with its licence as a zip; made once, for it does not change while it runs."""
    home = Path(unionhall.__file__).parent
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(home.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("unionhall") / file.relative_to(home))
        for name in ("LICENSE", "README.md", "pyproject.toml", "CHANGELOG.md"):
            if (home.parent / name).is_file():
                archive.write(home.parent / name, name)
    return packed.getvalue()
