"""What pages show of motions and polls: rows turned into words, without a rule of its own."""

from __future__ import annotations

from typing import Any

from unionhall.decisions.models import Poll
from unionhall.decisions.rules.counting import stored_count


def tally_shown(poll: Poll) -> Any:
    """The count as pages may show it: once it is declared, never before (positions are collected before any is shown)."""
    return stored_count(poll) if poll.declared_at is not None else None
