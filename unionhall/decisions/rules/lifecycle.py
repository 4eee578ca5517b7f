"""Where a motion may go from where it stands."""

from __future__ import annotations

from unionhall.core.lifecycles import Lifecycle
from unionhall.decisions.models import Status

MOTION: Lifecycle[Status] = Lifecycle(
    start=Status.PUT,
    steps={
        Status.PUT: {Status.SECONDED, Status.POLLING, Status.WITHDRAWN, Status.OVERTAKEN},
        Status.SECONDED: {Status.POLLING, Status.WITHDRAWN, Status.OVERTAKEN},
        Status.POLLING: {Status.CARRIED, Status.LOST, Status.TABLED, Status.NOT_QUORATE, Status.SECONDED},
        Status.TABLED: {Status.POLLING, Status.WITHDRAWN, Status.OVERTAKEN},
        Status.NOT_QUORATE: {Status.POLLING, Status.WITHDRAWN, Status.OVERTAKEN},
        Status.CARRIED: {Status.OVERTURNED, Status.ENDED},
        Status.LOST: set(),
        Status.WITHDRAWN: set(),
        Status.OVERTAKEN: set(),
        Status.OVERTURNED: set(),
        Status.ENDED: set(),
    },
)
"""From POLLING back to SECONDED: a tie that is voted on again, or a poll that brought no count. To OVERTAKEN: amendments only."""

READY = (Status.SECONDED, Status.TABLED, Status.NOT_QUORATE)
"""Motions on which a poll may be opened."""

UNDECIDED = (Status.PUT, *READY)
"""Motions that are before the body and not under a poll."""

LIVE = (*UNDECIDED, Status.POLLING)
"""Motions that are not decided."""
