"""Sessions: ended by their holder, or because what they were opened with has changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from unionhall.people.models import Account
from unionhall.record.book import unrecorded


@unrecorded("where somebody is signed in is nobody's business but theirs")
def end_session(*, account: Account, session_id: UUID, at: datetime) -> bool:
    """End one of the account's own sessions. Gives whether there was such a one."""
    return account.sessions.filter(pk=session_id).delete()[0] > 0


@unrecorded("where somebody is signed in is nobody's business but theirs")
def end_other_sessions(*, account: Account, keep_session: str = "", at: datetime) -> int:
    """End all of the account's sessions but the one with the key hash `keep_session`. Gives how many."""
    return account.sessions.exclude(key_hash=keep_session).delete()[0]


@unrecorded("a second factor is nobody's business but its holder's")
def factors_changed(*, account: Account, keep_session: str = "", at: datetime) -> None:
    """A second factor was added, taken away or renewed: end every session but the one in which that was done."""
    account.sessions.exclude(key_hash=keep_session).delete()
