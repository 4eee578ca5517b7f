"""
`unionhall`: the command line, for whoever keeps the server and for whoever checks a record.

Exit codes: 0 done or good, 1 refused or bad, 2 wrongly asked. Results go to the standard output (`--json` for
other programs), everything else to the standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from unionhall import __version__
from unionhall.core.rulings import Refusal
from unionhall.site.commands import (
    backup,
    ballot,
    count,
    demo,
    doctor,
    draw,
    maintain,
    move,
    record,
    rota,
    run,
)
from unionhall.site.places import BadSetting

DESCRIPTION = """\
The hall of a self-managed organisation: found it, bring people in, decide together, hand out mandates and
take them back, in a record anyone can verify.

To begin:  unionhall run      and open the link it prints.
"""
ENDING = "Settings are read from the environment; docs/running.md explains each. Licence: AGPL-3.0-or-later."


def parser() -> argparse.ArgumentParser:
    """The whole command line, as argparse knows it."""
    whole = argparse.ArgumentParser(
        prog="unionhall",
        description=DESCRIPTION,
        epilog=ENDING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"unionhall {__version__}")
    commands = whole.add_subparsers(title="what it can do", metavar="", required=True, dest="command")
    for module in (run, demo, count, draw, rota, ballot, record, backup, move, doctor, maintain):
        module.add_to(commands)
    return whole


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line `words` (default: the process's own) asks; gives the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    asked = parser().parse_args(words)
    try:
        return int(asked.do(asked) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except (Refusal, BadSetting) as refused:
        print(refused, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
