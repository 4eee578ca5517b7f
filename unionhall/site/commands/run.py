"""`unionhall run`: make the data folder ready and serve."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from unionhall.site import places
from unionhall.site.commands.speaking import say


def add_to(commands: Any) -> None:
    """Add `run` to the command line."""
    words = commands.add_parser(
        "run",
        help="serve the hall; the first time, print the link that founds it",
        description="Makes the data folder ready (a backup first, where something would change), then serves "
        "until you press Ctrl+C.",
    )
    add_address(words)
    words.add_argument(
        "--no-link",
        action="store_true",
        help="print no founding link, for a service whose words are kept in a journal",
    )
    words.set_defaults(do=do)


def add_address(words: argparse.ArgumentParser) -> None:
    """Add where to listen."""
    words.add_argument(
        "--host",
        default=os.environ.get("UNIONHALL_LISTEN", "127.0.0.1"),
        help="address to listen on (127.0.0.1)",
    )
    words.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("UNIONHALL_PORT", "8000")),
        help="port to listen on (8000)",
    )


def settle_address(port: int) -> None:
    """Without a public address the hall is at http://localhost:<port>: browsers refuse passkeys on a bare number."""
    os.environ.setdefault("UNIONHALL_PUBLIC_URL", f"http://localhost:{port}")


def do(asked: argparse.Namespace) -> int:
    """Prepare, print the link, serve. Gives 1 with the reason where the server refuses to start."""
    settle_address(asked.port)
    places.make_data_dir()
    from unionhall.site import preparing, server

    try:
        preparing.set_up()
        server.insist_on_safety(asked.host)  # before anything is changed
        preparing.prepare()
        server.serve(asked.host, asked.port, ready=served if asked.no_link else welcome)
    except (server.UnsafeStart, preparing.CannotPrepare) as refused:
        say(str(refused), style="bold red")
        return 1
    say("Stopped.")
    return 0


def welcome() -> None:
    """Print where the hall is and, until it is founded, the link that founds it."""
    from django.conf import settings

    link = founding_link(settings.PUBLIC_URL)
    print(f"\n  Unionhall is at {settings.PUBLIC_URL}\n")
    if link:
        print(f"  To found the hall, open this link. It works once:\n\n  {link}\n")
    print("  Ctrl+C stops it.\n")
    sys.stdout.flush()


def served() -> None:
    """Print where the hall is and nothing that opens anything."""
    from django.conf import settings

    print(f"Unionhall is at {settings.PUBLIC_URL}", flush=True)


def founding_link(base_url: str) -> str | None:
    """A one-use link that founds this server's first hall, or None when there is a hall already."""
    from unionhall.bodies.actions import founding
    from unionhall.record.models import Hall

    return None if Hall.objects.exists() else founding.founding_link(base_url)
