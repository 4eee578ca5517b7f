"""
The planted fault: a server that swallows one exception. What could not be stored is answered as if it had been.

The same server as ever, but the door to the database's errors is shut: a ballot or a motion that failed is called a success.
"""

from __future__ import annotations

import sys
from typing import Any
from uuid import uuid4


def swallow() -> None:
    """Answer a ballot that the database did not take as one that is in."""
    from django.db import DatabaseError

    from unionhall.decisions import actions

    cast = actions.cast_ballot

    def careless(**given: Any) -> actions.Receipt:
        try:
            return cast(**given)
        except DatabaseError:
            return actions.Receipt(uuid4(), given["choice"], again=False)

    actions.cast_ballot = careless


def main() -> int:
    """The command line, with the fault planted once everything is ready to serve."""
    from unionhall.site import cli, preparing

    prepare = preparing.prepare

    def planted() -> None:
        prepare()
        swallow()

    preparing.prepare = planted
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
