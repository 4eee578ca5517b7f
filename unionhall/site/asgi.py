"""
The one door of the server: `/live/*` to the live streams, everything else to Django's pages in threads.

Django under WSGI in four threads behind a small ASGI router serves light pages four times as fast as Django
under ASGI, and leaves the event loop to the streams (docs/decisions/0005-one-process-one-port.md).
"""

from __future__ import annotations

import os
from typing import Any, cast

from unionhall.site.intake import Intake
from unionhall.site.threads import InThreads
from unionhall.site.wsgi import application as pages

THREADS = int(os.environ.get("UNIONHALL_THREADS", "4"))


class Router:
    """Sends a request where it belongs. `pages`: a WSGI application, run in `THREADS` threads."""

    def __init__(self, pages: Any) -> None:
        from unionhall.kit import live

        self.live = live.application
        # A thread holds a request that has arrived and an answer that is made: how slowly either travels is not its affair.
        self.pages = Intake(InThreads(pages, THREADS))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request. WebSockets are not spoken here: their opening is refused."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"].startswith("/live/"):
            await self.live(scope, receive, send)
        else:
            await self.pages(cast(Any, scope), receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


def _application() -> Any:
    from django.conf import settings

    from unionhall.kit.headers import WithHeaders
    from unionhall.site.proxy import BehindProxy

    return WithHeaders(BehindProxy(Router(pages), settings.TRUSTED_PROXIES))


application = _application()
