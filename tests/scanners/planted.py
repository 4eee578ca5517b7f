"""The site with a page that no hall has: it makes its SQL of what is sent. A scanner that does not find it looks at nothing."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from unionhall.site.urls import handler500  # noqa: F401
from unionhall.site.urls import urlpatterns as ours


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """How many members are called so, asked as nobody should."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM bodies_member WHERE name = '{request.POST['name']}'")
        return HttpResponse(f"<p>{len(cursor.fetchall())} are called so.</p>")


def list_page(request: HttpRequest) -> HttpResponse:
    """The same, where it stands in the address."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM bodies_member WHERE name LIKE '%{request.GET['q']}%'")
        return HttpResponse("".join(f"<p>{name}</p>" for (name,) in cursor.fetchall()))


urlpatterns = [path("planted/count/", count), path("planted/list/", list_page), *ours]
