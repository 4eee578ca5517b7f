"""
The web server before this one: what it says of a sender is believed from it alone, and goes no further than memory.

Behind Caddy every request comes from 127.0.0.1, and the delays against guessing would take all members for one. From a
peer that `UNIONHALL_PROXY` names, the last address of X-Forwarded-For is the sender's: the one that peer saw itself,
whatever a sender wrote before it. From everybody else such headers are dropped before any page sees them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Collection
from typing import Any

SAID_BY_PROXIES = (b"x-forwarded-", b"x-real-ip", b"forwarded")
"""How the headers begin that only a web server before this one may set."""


class BehindProxy:
    """
    An ASGI application that gives `app` each request with its sender's address.

    `trusted`: the addresses of the web servers before this one. `scope["client"]` becomes what a trusted one says, and
    X-Forwarded-For is taken off; what an untrusted peer says about itself is taken off as a whole.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], trusted: Collection[str]) -> None:
        self.app = app
        self.trusted = frozenset(trusted)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass one request on."""
        if scope["type"] in ("http", "websocket"):
            scope = self._as_sent(scope)
        await self.app(scope, receive, send)

    def _as_sent(self, scope: dict[str, Any]) -> dict[str, Any]:
        peer = (scope.get("client") or ("", 0))[0]
        headers = [(bytes(name).lower(), bytes(value)) for name, value in scope["headers"]]
        if peer not in self.trusted:
            kept = [one for one in headers if not one[0].startswith(SAID_BY_PROXIES)]
            return {**scope, "headers": kept}
        said = [value for name, value in headers if name == b"x-forwarded-for"]
        kept = [one for one in headers if one[0] != b"x-forwarded-for"]
        return {**scope, "headers": kept, "client": (sender(said) or peer, 0)}


def sender(said: list[bytes]) -> str:
    """
    The last address of the X-Forwarded-For lines `said`, "" where that is none.

    >>> sender([b"192.0.2.66, 198.51.100.7"])
    '198.51.100.7'
    >>> sender([b"192.0.2.66", b"2001:db8::7"])
    '2001:db8::7'
    >>> sender([b"unknown"])
    ''
    """
    last = said[-1].decode("latin-1").rsplit(",", 1)[-1].strip() if said else ""
    try:
        return str(ipaddress.ip_address(last))
    except ValueError:
        return ""
