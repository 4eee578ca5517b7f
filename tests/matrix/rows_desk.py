"""The desk's rows."""

from __future__ import annotations

from tests.matrix.rows import Asking, Row


def _mandate(asking: Asking) -> dict[str, object]:
    return {"pk": asking.things.mandate.pk}


def _entry(_asking: Asking) -> dict[str, object]:
    return {"index": 0}


ROWS = {
    "front:front": Row("front", other="not offered"),
    # The source, as the licence promises; outsiders are not told what runs here.
    "front:source": Row("own account"),
    "desk:hall": Row("members"),
    "desk:more": Row("members"),
    "desk:search": Row("members", query="?q=wirbel"),
    "desk:mandates": Row("members"),
    "desk:mandate": Row("members", at=_mandate),
    # Only its holder lays a mandate down; the one asked about is held by who plays "live".
    "desk:lay_down": Row(
        "not offered inside", "only live acts", at=lambda asking: {"pk": asking.things.mandate.pk}
    ),
    "desk:record": Row("members"),
    "desk:checkpoint": Row("members"),
    "desk:record_data": Row("members"),
    "desk:carry_away": Row("members"),
    "desk:entry": Row("members", at=_entry),
    "desk:proof": Row("members", at=_entry),
    "desk:signed": Row("members", at=_entry),
}
