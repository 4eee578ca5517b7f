"""`unionhall django …`: Django's own commands, for who writes the software. And `unionhall found`."""

from __future__ import annotations

import argparse
from typing import Any

from unionhall.site import places
from unionhall.site.commands.run import settle_address
from unionhall.site.commands.speaking import say

MOST_LINKS = 100
"""How many founding links are made at once at most: what fits on a few sheets."""


def add_to(commands: Any) -> None:
    """Add `found` and `django` to the command line."""
    found = commands.add_parser(
        "found",
        help="print a new one-use link that founds a hall on this server",
        description="A server can hold several halls that do not know each other. Whoever opens the link founds one. "
        "With --links several are made that stand beside one another, to print, cut up and hand out.",
    )
    found.add_argument(
        "--links", type=int, metavar="N", help="make so many, and leave those made earlier as they are"
    )
    found.add_argument("--first", action="store_true", help="only where no hall stands here yet")
    found.add_argument(
        "--withdraw", action="store_true", help="make every link that was not used worthless, and print none"
    )
    found.set_defaults(do=do_found)
    django = commands.add_parser("django", help="Django's own commands, for who writes the software")
    django.add_argument("words", nargs=argparse.REMAINDER)
    django.set_defaults(do=do_django)


def do_found(asked: argparse.Namespace) -> int:
    """Print founding links, or take them all back."""
    settle_address(8000)
    places.make_data_dir()
    from django.conf import settings

    from unionhall.site import preparing

    preparing.prepare()
    from unionhall.bodies.actions import founding
    from unionhall.record.models import Hall

    if asked.withdraw:
        print(f"{founding.withdraw_founding_links()} unused links open nothing any more.")
        return 0
    if asked.first and Hall.objects.exists():
        return 0
    if asked.links is None:
        say("This link founds a hall. It works once:")
        print(founding.founding_link(settings.PUBLIC_URL))
        return 0
    if not 0 < asked.links <= MOST_LINKS:
        say(f"Ask for 1 to {MOST_LINKS} links at a time.")
        return 2
    say("Each of these links founds a hall, once. Print them, cut them up, hand them out:")
    print("\n\n".join(founding.make_founding_links(base_url=settings.PUBLIC_URL, count=asked.links)))
    return 0


def do_django(asked: argparse.Namespace) -> int:
    """Hand over to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["unionhall django", *asked.words])
    return 0
