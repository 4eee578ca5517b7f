"""
The planted fault: a server that believes its clock, whatever the record says.

The same server as ever, but an act's moment is not held against the newest entry.
"""

from __future__ import annotations

import sys


def main() -> int:
    """The command line, with the fault planted once everything is ready to serve."""
    from unionhall.site import cli, preparing

    prepare = preparing.prepare

    def planted() -> None:
        prepare()
        from unionhall.kit import clock
        from unionhall.record import book

        book._in_time = lambda _last_at: clock.now()

    preparing.prepare = planted
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
