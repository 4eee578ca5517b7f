"""
The minutes in the words of Popolo (popoloproject.com: Event, Motion, VoteEvent, Count, Speech), which programs that follow what
parliaments decide read. Nobody is named: no attendees, no movers, no voters, and dissent without whose it is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from unionhall.decisions.models import Outcome, Poll
from unionhall.kit import marks

from ..models import Meeting

RESULTS = {Outcome.CARRIED: "pass", Outcome.LOST: "fail"}
"""Popolo's words for a result; it has none for what came to neither, so that keeps its own."""
OPTIONS = ("yes", "no", "abstain", "agree", "reservations", "aside", "block")
"""What is counted by a word of the house. The options of a choice are somebody's words, and can be a name."""


def as_popolo(found: Meeting, told: dict[str, Any], digest: str) -> dict[str, Any]:
    """The minutes as Popolo's collections. `told`: as `minuted` gives; `digest`: SHA-256 of the minutes, in hex."""
    organization = str(found.body_id)
    sittings = [one["meeting"] for one in told["sittings"]] or [found]
    opened = [one.opened_at for one in sittings if one.opened_at is not None]
    closed = [one.closed_at for one in sittings if one.closed_at is not None]
    event: dict[str, Any] = {
        "id": str(found.pk),
        "name": marks.heading(f"{found.body.name}, {found.begins_at.astimezone(UTC).date().isoformat()}"),
        "classification": "rehearsal" if found.hall.rehearsal_until else "meeting",
        "organization_id": organization,
        "start_date": _moment(min(opened, default=None)),
        "end_date": _moment(max(closed, default=None) if len(closed) == len(opened) else None),
        "status": "approved" if found.approved_at is not None and told["as_approved"] else "draft",
        "identifiers": [{"scheme": "sha256", "identifier": digest}],
    }
    if found.number is not None:
        event["identifiers"] = [*event["identifiers"], {"scheme": "number", "identifier": str(found.number)}]
    return {
        "organizations": [
            {"id": organization, "name": found.body.name, "classification": str(found.body.kind)}
        ],
        "events": [event],
        "motions": [_motion(one, organization) for one in told["decided"]],
        "speeches": _speeches(found, told),
    }


def _motion(one: dict[str, Any], organization: str) -> dict[str, Any]:
    poll: Poll = one["poll"]
    result = RESULTS.get(Outcome(poll.outcome), str(poll.outcome))
    vote = {
        "id": str(poll.pk),
        "identifier": str(poll.motion.number),
        "motion_id": str(poll.motion_id),
        "organization_id": organization,
        "classification": str(poll.method),
        "start_date": _moment(poll.opened_at),
        "end_date": _moment(poll.declared_at),
        "result": result,
        "counts": _counts(poll),
    }
    return {
        "id": str(poll.motion_id),
        "organization_id": organization,
        "text": str(one["title"] or ""),
        "classification": poll.motion.matter,
        "date": _moment(poll.motion.put_at),
        "result": result,
        "vote_events": [vote],
    }


def _counts(poll: Poll) -> list[dict[str, Any]]:
    tally = poll.tally or {}
    return [{"option": one, "value": tally[one]} for one in OPTIONS if isinstance(tally.get(one), int)]


def _speeches(found: Meeting, told: dict[str, Any]) -> list[dict[str, Any]]:
    """What was written and the dissents, as parts of one transcript, in their order."""
    written = [(one["title"], line) for one in told["agenda"] for line in one["lines"]]
    written += [("", line) for line in [*told["lines"], *told["late"]]]
    made = [
        {
            "id": str(line.pk),
            "type": "narrative",
            "title": title or None,
            "text": line.text,
            "date": _moment(line.at) if line.late else None,
        }
        for title, line in written
    ]
    made += [
        {"id": str(dissent.pk), "type": "dissent", "title": str(one["title"] or ""), "text": dissent.text}
        for one in told["decided"]
        for dissent in one["dissents"]
    ]
    return [{**one, "event_id": str(found.pk), "position": place} for place, one in enumerate(made, start=1)]


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None
