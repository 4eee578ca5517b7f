"""
The whole site over HTTP, each request undone: a scanner may send a form a hundred times, and finds it in order every time.

It serves in the thread that holds the world's transaction, while the scanner runs in a process of its own.
"""

from __future__ import annotations

import secrets
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test.client import store_rendered_templates
from django.test.signals import template_rendered

from tests.input.reading import watching
from tests.input.sending import BOUNDARY, URLENCODED, Value, multipart, urlencoded
from tests.matrix.answers import Changes, word_for
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.people import limits

TOKEN = "csrfmiddlewaretoken"


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class Seen:
    """What came of one request: the status, its word in the table's language, and the names that a view read of the form."""

    status: int
    said: str
    read: set[str] = field(default_factory=set)


class Spelled:
    """Notes the statements whose very words hold something that was sent: what is sent belongs beside them, as a parameter."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.statements: list[str] = []

    def hears(self, request: Any) -> None:
        """From here on, of this request."""
        every = [
            one for name in ("GET", "POST") for values in getattr(request, name).lists() for one in values[1]
        ]
        # Bare words and figures stand in statements of ours too; a scanner's tries have signs between them.
        self.sent = [one.strip() for one in every if len(one) > 7 and not one.replace("-", "").isalnum()]

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if any(one in sql for one in self.sent):
            self.statements.append(sql)
        return execute(sql, params, many, context)


class _Site(WSGIHandler):
    """The site, which keeps its last request and answer to be looked at."""

    request: Any = None
    answered: Any = None

    def __init__(self, spelled: Spelled) -> None:
        super().__init__()
        self.spelled = spelled

    def get_response(self, request: Any) -> Any:
        self.request = request
        self.spelled.hears(request)
        self.answered = super().get_response(request)
        return self.answered


class House:
    """The site on a port of this machine; `statuses` counts its answers, `spelled` the statements made of what was sent."""

    def __init__(self) -> None:
        self.spelled = Spelled()
        self.site, self.statuses = _Site(self.spelled), Counter[int]()
        self.server: WSGIServer = make_server("127.0.0.1", 0, self._answer, handler_class=_Quiet)
        self.server.timeout = 0.05
        self.last: Seen | None = None

    @property
    def host(self) -> str:
        """Where it is."""
        return f"localhost:{self.server.server_port}"

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        for one in (limits.passphrases, limits.second_factors, limits.codes, asked_often):
            one.forget_all()
        cache.clear()
        shown: dict[str, Any] = {}
        changes, mark = Changes(), transaction.savepoint()
        template_rendered.connect(noting := partial(store_rendered_templates, shown), weak=False)
        try:
            with (
                staying_open(),
                connection.execute_wrapper(changes),
                connection.execute_wrapper(self.spelled),
                watching() as (asked, _kept, _made),
            ):
                answer = self.site(environ, start_response)
                body = b"".join(answer)
                answer.close()  # type: ignore[attr-defined]
                response, request = self.site.answered, self.site.request
            response.templates, response.context = shown.get("templates", ()), shown.get("context")
            read = asked.get(id(request.POST), set()) | asked.get(id(request.FILES), set())
            self.last = Seen(response.status_code, word_for(response, changes.kept), read - {TOKEN})
            self.statuses[response.status_code] += 1
            return [body]
        finally:
            template_rendered.disconnect(noting)
            transaction.savepoint_rollback(mark)

    def while_running(self, command: list[str], said: Path, seconds: int) -> int:
        """Serve while a program runs, `seconds` at most; gives its exit code. What it prints is kept in the file `said`."""
        until = time.monotonic() + seconds
        with said.open("wb") as out:
            program = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=said.parent
            )
            while program.poll() is None:
                if time.monotonic() > until:
                    program.kill()
                self.server.handle_request()
        return program.wait()

    def asked_once(self, raw: bytes) -> Seen:
        """Send one request as it stands; gives what came of it."""
        answers: list[int] = []

        def send() -> None:
            with socket.create_connection(("127.0.0.1", self.server.server_port), 30) as line:
                line.sendall(raw)
                answer = HTTPResponse(line)
                answer.begin()
                answer.read()
                answers.append(answer.status)

        self.last = None
        asking = threading.Thread(target=send)
        asking.start()
        while asking.is_alive():
            self.server.handle_request()
        asking.join()
        if self.last is None or answers != [self.last.status]:
            raise LookupError(f"nothing came of a request: {raw[:200]!r}")
        return self.last


@contextmanager
def open_house() -> Iterator[House]:
    """The site on a free port until the block ends."""
    one = House()
    try:
        yield one
    finally:
        one.server.server_close()


@contextmanager
def staying_open() -> Iterator[None]:
    """The connection stays open at the end of a request: it holds the world."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    try:
        yield
    finally:
        for one in signals:
            one.connect(close_old_connections)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in the block is undone at its end."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def request(
    host: str, path: str, cookies: dict[str, str], fields: list[tuple[str, Value]] | None, token: bool = True
) -> bytes:
    """
    A whole request as a browser sends it, with a valid token of the form. `fields`: those of the form, None to ask for a page.

    `token`: False leaves the form's token out (the control of what it means to reach a page).
    """
    kept = dict(cookies)
    secret = kept.setdefault(settings.CSRF_COOKIE_NAME, secrets.token_hex(16))
    head = [f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1", f"Host: {host}"]
    head += ["User-Agent: scanner", "Accept: text/html", "Connection: close"]
    head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in kept.items()))
    body = b""
    if fields is not None:
        whole = [*fields, *([(TOKEN, secret)] if token else [])]
        as_files = any(isinstance(given, tuple) for _name, given in whole)
        body = multipart(whole) if as_files else urlencoded(whole)
        kind = f"multipart/form-data; boundary={BOUNDARY}" if as_files else URLENCODED
        head += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
