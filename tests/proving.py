"""
How often a heavy check runs, and where it writes down what came out.

`make check` runs about a tenth of what `make prove` runs; proofs are JSON in docs/proof/, one file a promise.
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any, TypeVar

Amount = TypeVar("Amount")
PROOFS = Path(__file__).resolve().parents[1] / "docs" / "proof"


def proving() -> bool:
    """Whether the full counts are asked for (`make prove`)."""
    return os.environ.get("UNIONHALL_FULL") == "1"


def times(check: Amount, prove: Amount) -> Amount:
    """How often, or which of what, to do: `check` in `make check`, `prove` in `make prove`."""
    return prove if proving() else check


def note(promise: str, **result: Any) -> None:
    """Write down what came out, as docs/proof/<promise>.json, on PostgreSQL beside it; only in `make prove`."""
    if not proving():
        return
    PROOFS.mkdir(parents=True, exist_ok=True)
    database = "postgresql" if os.environ.get("UNIONHALL_DATABASE") else "sqlite"
    whole = {"promise": promise, "database": database, "python": platform.python_version(), **result}
    beside = "-postgresql" if database == "postgresql" and database not in promise else ""
    (PROOFS / f"{promise}{beside}.json").write_text(
        json.dumps(whole, indent=2, sort_keys=True, default=str) + "\n"
    )
