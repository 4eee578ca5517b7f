"""The rows of the delegates room: what was said and done is every member's to read; who was sent notes what they do."""

from __future__ import annotations

from uuid import uuid4

from tests.matrix.rows import Row
from tests.matrix.rows_bodies import fixed, thing

ROWS = {
    "delegates:delegations": Row("members"),
    "delegates:delegation": Row("members", at=thing("delegation")),
    "delegates:act": Row(
        "not offered inside",
        "only live acts",
        at=thing("own_point"),
        sends=lambda _asking: {"key": str(uuid4()), "what": "vote", "votes": "yes 7, no 3"},
    ),
    "delegates:text": Row(
        "not offered inside", "only live acts", at=thing("own_point"), sends=fixed(new="Zwei vom Hundert.")
    ),
    "delegates:ask": Row("not offered inside", "only live acts", at=thing("own_point")),
    "delegates:explain": Row(
        "not offered inside", "only live acts", at=thing("own_act"), sends=fixed(words="Es war schon spät")
    ),
}
