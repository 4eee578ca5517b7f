"""
The server: one process, one port. Pages, live streams, and the clock that closes polls on time.

It refuses to start where something acknowledged could be lost or something private shown, and says why.
"""

from __future__ import annotations

import gc
import logging
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connection
from django.urls import get_resolver

from unionhall.kit import live

log = logging.getLogger(__name__)

CLOCK_EVERY = 1.0
"""Seconds between two looks at what has come due: a tally is on every phone within two."""
CHECKPOINT_EVERY = 30.0
"""Seconds between two looks for entries that no checkpoint covers yet; the promise is 60."""
MOST_FILES = 65_536
"""Lines and files that the server has open at most: thirty thousand phones with a stream and a page each."""


class UnsafeStart(Exception):
    """The server will not start like this; the message says why and what to do."""


def insist_on_safety(host: str) -> None:
    """
    Raise `UnsafeStart` where this server must not run: `host` is the address it would listen on.

    The database must not lose what it acknowledged, and error pages with insides must not face a network.
    """
    if settings.DEBUG and (not is_local(host) or not is_local(urlsplit(settings.PUBLIC_URL).hostname or "")):
        raise UnsafeStart(
            "UNIONHALL_DEBUG shows the insides of the server. It only starts on this machine's own address: "
            "take UNIONHALL_DEBUG away, or listen on 127.0.0.1."
        )
    if not has_secret():
        raise UnsafeStart("There is no secret key. Start with `unionhall run`, which makes one.")
    insist_on_durability()


def has_secret() -> bool:
    """Whether the server has a secret key. Django refuses the very question where it is empty."""
    try:
        return bool(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return False


def insist_on_durability() -> None:
    """Raise `UnsafeStart` where the database would acknowledge what a power cut could still take away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            if int(cursor.fetchone()[0]) < 2:
                raise UnsafeStart(
                    "SQLite is set below synchronous=FULL: a power cut could lose a ballot already acknowledged. "
                    "Take out what sets PRAGMA synchronous."
                )
            return
        for setting, wanted in (("synchronous_commit", "on"), ("fsync", "on"), ("full_page_writes", "on")):
            cursor.execute(f"SHOW {setting}")
            found = str(cursor.fetchone()[0])
            if found != wanted and not (setting == "synchronous_commit" and found.startswith("remote_")):
                raise UnsafeStart(
                    f"PostgreSQL has {setting}={found}: a power cut could lose a ballot already acknowledged. "
                    f"Set it to {wanted}."
                )
    if not has_checksums():
        log.warning("PostgreSQL runs without data checksums: a failing disk would go unnoticed.")


def has_checksums() -> bool:
    """Whether PostgreSQL notices a page that its disk gave back wrongly."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_checksums")
        return bool(cursor.fetchone()[0] == "on")


def is_local(host: str) -> bool:
    """Whether `host` names this machine to itself."""
    return host in {"localhost", "127.0.0.1", "::1", ""}


@contextmanager
def only_one_on_sqlite() -> Any:
    """Hold the data folder's lock: on SQLite one process serves. Raises `UnsafeStart` when another does."""
    if connection.vendor != "sqlite":
        yield
        return
    import fcntl

    file: IO[str] = open(Path(settings.DATA) / "server.lock", "w")  # noqa: SIM115 - held as long as the server
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnsafeStart(
                f"A server is already running on {settings.DATA}. On SQLite there is one process; for several, "
                "set UNIONHALL_DATABASE to a PostgreSQL."
            ) from None
        yield
    finally:
        file.close()


def have_room_for_phones() -> None:
    """
    Allow this process as many open lines as the system lets it, `MOST_FILES` at most.

    Most systems give a program 1,024 until it asks for more: an assembly of two thousand would find the door shut.
    """
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class Clock(threading.Thread):
    """
    Something done again and again beside the pages, in a thread of its own.

    `work`: called every `seconds`; what goes wrong in it is logged and tried again, after ever longer waits of up
    to a minute, and never stops the server.
    """

    def __init__(self, name: str, seconds: float, work: Callable[[], Any], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.seconds, self.work, self.stop = seconds, work, stop

    def run(self) -> None:
        """Work at once, then every `seconds` until told to stop."""
        wait = self.seconds
        while not self.stop.is_set():
            close_old_connections()
            try:
                self.work()
                wait = self.seconds
            except Exception:
                log.exception("%s: something went wrong; it will be tried again", self.name)
                wait = min(60.0, wait * 2)
            self.stop.wait(wait)
        connection.close()


def settle() -> None:
    """Do what has come due: close polls, end terms, clear away. The same as `unionhall.desk.deadlines.settle_all`."""
    import_module("unionhall.desk.deadlines").settle_all()


def settle_halls() -> None:
    """Do what has come due in the halls, before anybody is answered; clearing away can wait until they are."""
    import_module("unionhall.desk.deadlines").settle_halls()


def sign_what_is_unsigned() -> None:
    """Sign a checkpoint for every hall whose newest entries no checkpoint covers."""
    from django.db.models import F, Max

    from unionhall.record import signer
    from unionhall.record.models import Head

    behind = (
        Head.objects.filter(hall__moved_to="").annotate(signed=Max("hall__checkpoints__size")).exclude(size=0)
    )
    for head in behind.exclude(signed=F("size")):
        signer.after_commit(head.hall_id)


def _helpers(stop: threading.Event) -> list[threading.Thread]:
    """The threads beside the pages."""
    threads: list[threading.Thread] = [
        threading.Thread(name="live", target=live.run_until, args=(stop,), daemon=True),
        Clock("checkpoints", CHECKPOINT_EVERY, sign_what_is_unsigned, stop),
    ]
    if find_spec("unionhall.desk.deadlines"):
        threads.append(Clock("clock", CLOCK_EVERY, settle, stop))
    if connection.vendor == "postgresql":
        from unionhall.site.relay import Relay

        threads.append(Relay(stop))
    return threads


class Server(uvicorn.Server):
    """Uvicorn that ends the live streams when it stops, so that it does not wait for browsers to leave."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: end the streams, finish what is being answered, close."""
        live.hub.end(lambda ticket: True)
        await super().shutdown(sockets)


def make_server(host: str, port: int) -> Server:
    """The server, not started yet. No access log: who came from where is not written down."""
    config = uvicorn.Config(
        "unionhall.site.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=64 * 1024,
        lifespan="on",
    )
    return Server(config)


def serve(host: str, port: int, ready: Callable[[], Any] = lambda: None) -> None:
    """
    Serve until interrupted. `ready` is called once the port is open.

    Raises `UnsafeStart` before anything is served.
    """
    insist_on_safety(host)
    have_room_for_phones()
    _ = get_resolver().url_patterns  # what is broken in an address breaks the start, not the first visit
    with only_one_on_sqlite():
        stop = threading.Event()
        server = make_server(host, port)
        sockets = [_bound(host, port)]
        settle_halls()  # whom a backup brought back is forgotten again before anybody can read of them
        helpers = _helpers(stop)
        for thread in helpers:
            thread.start()
        gc.collect()
        gc.freeze()  # what is loaded by now stays: looking through all of it again would hold up everybody for 0.15 s
        signal.signal(signal.SIGTERM, _leave)  # uvicorn hands it back once it has closed
        ready()
        try:
            server.run(sockets=sockets)
        except KeyboardInterrupt:
            log.debug("interrupted; everything is closed")
        finally:
            stop.set()
            for thread in helpers:
                thread.join(5)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # By name: asyncio sends at once (TCP_NODELAY) only on sockets that say they are TCP, and else each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as wrong:
        listener.close()
        raise UnsafeStart(
            f"Port {port} on {host} cannot be opened ({wrong.strerror}). Is something running there already? "
            "Choose another with --port."
        ) from None
    listener.set_inheritable(True)
    return listener
