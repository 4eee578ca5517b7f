"""
The headers on every answer, whoever makes it: Django, the static files, the live stream or an error.

Nothing is loaded from another origin, nothing runs inline, no page can be framed, and what a member reads
is not kept in the browser's cache. Rules: OWASP ASVS 5.0 V3.4; RFC 6797 (HSTS is said over https only).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CSP: dict[str, list[str]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
"""The Content-Security-Policy, directive by directive, as django-csp takes it."""

CSP_LINE = "; ".join(f"{name} {' '.join(sources)}" for name, sources in CSP.items())

_CLOSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
_OWN = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")

ALWAYS: dict[str, str] = {
    "Content-Security-Policy": CSP_LINE,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([f"{name}=()" for name in _CLOSED] + [f"{name}=(self)" for name in _OWN]),
    "Cache-Control": "no-store",
}
"""Headers an answer carries unless it says something of its own (a static file's Cache-Control)."""

HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
"""Two years. Only where members come by https: over plain http the standard forbids it."""


def for_every_answer() -> dict[str, str]:
    """The headers of this server: `ALWAYS`, and `HSTS` when its public address begins with https."""
    return {**ALWAYS, **HSTS} if settings.PUBLIC_URL.startswith("https:") else dict(ALWAYS)


class HeadersMiddleware:
    """Puts the headers on everything Django answers, its own error pages and downloads included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = for_every_answer()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the headers set where the answer has none of its own."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class WithHeaders:
    """
    The same for a whole ASGI application: nothing leaves the server bare, not even what Django never saw.

    `app`: any ASGI application. Headers it has set itself are left as they are.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in for_every_answer().items()]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run the application, completing the headers of its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", [])]
                names = {name for name, _ in given}
                message = {**message, "headers": given + [h for h in self.headers if h[0] not in names]}
            await send(message)

        await self.app(scope, receive, complete)
