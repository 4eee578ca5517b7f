"""Who is acting: a person as the member they are in one hall, or the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

PROOF_LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Actor:
    """
    The one acting in a hall.

    `hall_id`: the hall acted in. `person_id`: the person, None for the clock. `member_id`: the record id of
    their membership in that hall, which is all the record ever says of them. `proved_at`: when they last
    proved a second factor in this session, or None. `clock`: a deadline set by an earlier decision acts.
    """

    hall_id: UUID
    person_id: UUID | None = None
    member_id: UUID | None = None
    proved_at: datetime | None = None
    clock: bool = False

    @classmethod
    def the_clock(cls, hall_id: UUID) -> Actor:
        """The clock of a hall: acts only on the warrant that set a deadline, at the deadline."""
        return cls(hall_id=hall_id, clock=True)

    def has_proof(self, at: datetime) -> bool:
        """Whether a second factor was proved within the last 30 minutes of the moment `at`."""
        return self.proved_at is not None and timedelta(0) <= at - self.proved_at <= PROOF_LASTS
