"""`unionhall demo`: a hall with a history, to look round in."""

from __future__ import annotations

import argparse
import os
from typing import Any

from unionhall.site import places
from unionhall.site.commands.run import add_address, settle_address
from unionhall.site.commands.speaking import progress, say


def add_to(commands: Any) -> None:
    """Add `demo` to the command line."""
    words = commands.add_parser(
        "demo",
        help="serve a made-up hall with a history, apart from your own data",
        description="Builds a hall of 60 made-up members with decisions, mandates, a recall and a poll open now, in a "
        "folder of its own beside yours, and serves it. Nothing in it is real, and your own hall is not touched.",
    )
    add_address(words)
    words.add_argument("--anew", action="store_true", help="throw an earlier demo away and build it again")
    words.add_argument("--build-only", action="store_true", help="build it and do not serve")
    words.set_defaults(do=do)


def do(asked: argparse.Namespace) -> int:
    """Build the demo hall where there is none yet, say who to sign in as, and serve."""
    import shutil

    settle_address(asked.port)
    folder = places.data_dir() / "demo"
    os.environ["UNIONHALL_DATA"] = str(folder)
    os.environ.pop("UNIONHALL_DATABASE", None)
    who = folder / "sign-in.txt"
    # Written last: without it a demo was begun and never finished, and nothing of it is worth keeping.
    if folder.exists() and (asked.anew or not who.exists()):
        shutil.rmtree(folder)
    places.make_data_dir()
    from unionhall.site import preparing, server

    try:
        preparing.prepare()
        from unionhall.site.demo import building

        if not who.exists():
            with progress("Living through seven months of a hall") as tell:
                lines = building.build(tell)
            who.touch(mode=0o600)
            who.write_text("\n".join(lines) + "\n")
        if asked.build_only:
            print(who.read_text())
            return 0
        server.serve(asked.host, asked.port, ready=lambda: welcome(who.read_text()))
    except (server.UnsafeStart, preparing.CannotPrepare) as refused:
        say(str(refused), style="bold red")
        return 1
    return 0


def welcome(who: str) -> None:
    """Print where the demo is and who to sign in as."""
    from django.conf import settings

    print(f"\n  The demo hall is at {settings.PUBLIC_URL}. Everybody in it is made up.\n", flush=True)
    print("\n".join(f"  {line}" for line in who.splitlines()), flush=True)
    print("\n  Ctrl+C stops it.\n", flush=True)
