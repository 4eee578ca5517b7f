"""The headers stand on every answer: pages, refusals, errors, static files, live streams, and what is no page."""

from __future__ import annotations

import asyncio
import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from unionhall.kit import headers
from unionhall.kit.headers import WithHeaders

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def breaks(request):
    raise RuntimeError("planted")


def forbids(request):
    raise PermissionDenied


def suspects(request):
    raise SuspiciousOperation("planted")


def downloads(request):
    return HttpResponse(b"x", content_type="application/pdf", headers={"Content-Disposition": "attachment"})


urlpatterns = [
    path("breaks/", breaks),
    path("forbids/", forbids),
    path("suspects/", suspects),
    path("downloads/", downloads),
]


def faults(given) -> list[str]:
    """What is missing or too weak in the headers `given` (names in any case)."""
    found = {name.lower(): value for name, value in given.items()}
    wanted = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    wrong = [name for name, value in wanted.items() if found.get(name) != value]
    if set(found.get("content-security-policy", "").split("; ")) != CSP:
        wrong.append("content-security-policy")
    for word in ("camera=()", "geolocation=()", "microphone=()"):
        if word not in found.get("permissions-policy", ""):
            wrong.append(f"permissions-policy {word}")
    if "cache-control" not in found:
        wrong.append("cache-control")
    return wrong


@pytest.mark.parametrize(
    "where", ["/", "/sign-in/", "/no-such-page/", "/h/none/", "/static/no-such-file.css"]
)
@pytest.mark.django_db
def test_a_page_carries_them(where):
    answer = Client().get(where)

    assert faults(answer.headers) == []
    assert answer.headers["Cache-Control"].find("no-store") >= 0


@pytest.mark.urls("tests.unionhall.test_headers")
@pytest.mark.parametrize(
    ("where", "status"),
    [("/breaks/", 500), ("/forbids/", 403), ("/suspects/", 400), ("/downloads/", 200), ("/none/", 404)],
)
@pytest.mark.django_db
def test_an_error_and_a_download_carry_them(where, status):
    answer = Client(raise_request_exception=False).get(where)

    assert answer.status_code == status
    assert faults(answer.headers) == []


@pytest.mark.django_db
def test_a_forged_form_is_refused_with_them():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "ana"})

    assert answer.status_code == 403
    assert faults(answer.headers) == []


def answered(app, where: str, method: str = "GET") -> tuple[int, dict[str, str]]:
    """The status and headers that an ASGI application gives for an address."""

    async def ask():
        sent = []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": where,
            "raw_path": where.encode(), "query_string": b"", "headers": [(b"host", b"localhost")], "scheme": "http",
            "root_path": "", "server": ("localhost", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await app(scope, receive, send)
        start = next(message for message in sent if message["type"] == "http.response.start")
        return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}

    return asyncio.run(ask())


def test_a_live_stream_carries_them():
    from unionhall.kit import live

    status, given = answered(WithHeaders(live.application), "/live/forged")

    assert status == 404
    assert faults(given) == []


def test_an_application_that_knows_nothing_of_them_carries_them():
    async def bare(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert faults(answered(WithHeaders(bare), "/")[1]) == []
    assert faults(answered(bare, "/")[1]) != []


def test_each_header_is_looked_for():
    whole = dict(headers.ALWAYS)

    assert faults(whole) == []
    for name in whole:
        assert faults({other: value for other, value in whole.items() if other != name}) != [], name


def test_the_browser_is_told_to_come_by_https_for_two_years(settings):
    settings.PUBLIC_URL = "https://hall.example.org"
    said = headers.for_every_answer()["Strict-Transport-Security"]

    assert int(re.search(r"max-age=(\d+)", said)[1]) >= 365 * 24 * 3600


def test_over_plain_http_it_is_not(settings):
    settings.PUBLIC_URL = "http://localhost:8000"

    assert "Strict-Transport-Security" not in headers.for_every_answer()


def test_no_script_reads_a_cookie(client):
    client.get("/sign-in/")
    client.post("/language/", {"language": "es"})

    assert {"c", "l"} <= set(client.cookies)
    assert all(one["httponly"] for one in client.cookies.values())
