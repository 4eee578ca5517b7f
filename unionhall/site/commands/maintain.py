"""`unionhall django …`: Django's own commands, for who writes the software. And `unionhall found`."""

from __future__ import annotations

import argparse
from typing import Any

from unionhall.site import places
from unionhall.site.commands.run import settle_address
from unionhall.site.commands.speaking import say


def add_to(commands: Any) -> None:
    """Add `found` and `django` to the command line."""
    found = commands.add_parser(
        "found",
        help="print a new one-use link that founds a hall on this server",
        description="A server can hold several halls that do not know each other. Whoever opens the link founds one.",
    )
    found.set_defaults(do=do_found)
    django = commands.add_parser("django", help="Django's own commands, for who writes the software")
    django.add_argument("words", nargs=argparse.REMAINDER)
    django.set_defaults(do=do_django)


def do_found(asked: argparse.Namespace) -> int:
    """Print a founding link."""
    settle_address(8000)
    places.make_data_dir()
    from django.conf import settings

    from unionhall.site import preparing

    preparing.prepare()
    from unionhall.bodies.actions import founding

    link = founding.founding_link(settings.PUBLIC_URL)
    say("This link founds a hall. It works once:")
    print(link)
    return 0


def do_django(asked: argparse.Namespace) -> int:
    """Hand over to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["unionhall django", *asked.words])
    return 0
