"""A hall with entries sealed in it, as `book` seals them, without the acts around them."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import UTC, datetime

from unionhall.core.log import canonical
from unionhall.record.models import Entry, Hall, Head, Opening

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_hall(name: str = "") -> Hall:
    """A hall without entries, its origin ending in `name` or in chance."""
    name = name or secrets.token_hex(4)
    hall = Hall.objects.create(slug=name, origin=f"hall.example/{name}", opened_on=NOON.date())
    Head.objects.create(hall=hall)
    return hall


def seal(hall: Hall, count: int, *, body_every: int = 0) -> None:
    """Seal `count` more entries; each `body_every`th is for a body's members alone."""
    start = Entry.objects.filter(hall=hall).count()
    entries, openings = [], []
    for index in range(start, start + count):
        content = canonical.dumps(
            {"v": 1, "kind": "motion.put", "about": str(uuid.uuid4()), "facts": {"n": index}}
        )
        salt = secrets.token_bytes(32)
        commit = hashlib.sha256(salt + content).hexdigest()
        leaf = canonical.dumps({"v": 1, "day": "2026-05-01", "commit": commit}).decode()
        entry = Entry(hall=hall, index=index, leaf=leaf)
        closed = body_every and index % body_every == 0
        entries.append(entry)
        openings.append(
            Opening(
                entry=entry,
                hall=hall,
                salt=salt,
                content=content.decode(),
                audience=f"body:{uuid.uuid4()}" if closed else "members",
                kind="motion.put",
                about_type="record.hall",
                about_id=hall.pk,
                at=NOON,
            )
        )
    Entry.objects.bulk_create(entries, batch_size=500)
    Opening.objects.bulk_create(openings, batch_size=50)
    Head.objects.filter(hall=hall).update(size=start + count, last_at=NOON)
