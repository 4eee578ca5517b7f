"""
What a server does before it serves, killed (as `kill -9` does it) just before the statement of a migration whose number is in
`UPGRADE_KILL_AT`.

Without that number it says how many statements there were, in the file `UPGRADE_COUNT`. The planted fault, `UPGRADE_LOOSE`:
migrations whose steps are not one transaction, which is what half a step left behind looks like.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any


def main() -> None:
    """Make the data folder ready under that watch."""
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations import Migration

    from unionhall.site import preparing

    at, seen = int(os.environ.get("UPGRADE_KILL_AT", "0")), 0
    execute = BaseDatabaseSchemaEditor.execute

    def counted(self: Any, *given: Any, **more: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(self, *given, **more)

    BaseDatabaseSchemaEditor.execute = counted
    if os.environ.get("UPGRADE_LOOSE"):
        Migration.atomic = False
    preparing.prepare()
    if "UPGRADE_COUNT" in os.environ:
        Path(os.environ["UPGRADE_COUNT"]).write_text(str(seen))


if __name__ == "__main__":
    main()
