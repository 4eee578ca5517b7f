"""
The planted fault: a server that tells a voter their ballot is in before it is.

The same server as ever, but a ballot is answered at once and cast a moment later in a thread of its own.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any
from uuid import uuid4

LATER = 0.3


def hasten() -> None:
    """Answer ballots before they are in the database."""
    from unionhall.decisions import actions

    cast = actions.cast_ballot

    def hasty(**given: Any) -> actions.Receipt:
        def later() -> None:
            from django.db import connection

            time.sleep(LATER)
            cast(**given)
            connection.close()

        threading.Thread(target=later, daemon=True).start()
        return actions.Receipt(uuid4(), given["choice"], again=False)

    actions.cast_ballot = hasty


def main() -> int:
    """The command line, with the fault planted once everything is ready to serve."""
    from unionhall.site import cli, preparing

    prepare = preparing.prepare

    def planted() -> None:
        prepare()
        hasten()

    preparing.prepare = planted
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
