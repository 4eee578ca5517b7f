"""Who may know each field of a decision, and how long it is kept."""

from unionhall.kit.privacy import (
    BODY,
    DAYS_30,
    FOREVER,
    HALL,
    MEMBERS,
    MEMBERSHIP,
    POLL,
    SELF,
    SERVER,
    Classed,
)


def _fields(model: str, rows: dict[str, Classed]) -> dict[str, Classed]:
    return {f"{model}.{name}": row for name, row in rows.items()}


KEY = (SERVER, FOREVER)
DECIDED = (MEMBERS, FOREVER)
BESIDE = (BODY, HALL)
"""What is said and laid beside a motion, which `rules.may_read_beside` holds to the members of its body."""
SAID = (MEMBERS, HALL)
"""What stands with a motion for all to read: what becomes of it, the holder's answer to a call for recall."""
PERSON = (MEMBERS, MEMBERSHIP)

FIELDS: dict[str, Classed] = {
    **_fields(
        "Motion",
        {
            "id": KEY, "hall": KEY, "body": DECIDED, "number": DECIDED, "matter": DECIDED, "status": DECIDED,
            "put_by": PERSON, "put_at": DECIDED, "seconded_by": PERSON, "seconded_at": DECIDED, "emergency": DECIDED,
            "referendum": DECIDED,
            "amends": DECIDED, "calls_in": DECIDED, "recalls": DECIDED, "answer": PERSON,
            "answered_at": SAID, "follows": DECIDED, "chain_step": DECIDED, "ending": DECIDED,
            "takes_effect_at": DECIDED, "trial_until": DECIDED, "decided_at": DECIDED, "decided_under": DECIDED,
            "decision": DECIDED, "review_on": DECIDED, "state_of_work": SAID, "work_done_at": SAID,
        },
    ),
    **_fields(
        "Choice",
        {"id": KEY, "hall": KEY, "motion": DECIDED, "options": DECIDED, "people": KEY, "rule": DECIDED, "seats": DECIDED,
         "office": DECIDED},
    ),
    **_fields("Candidate", {"id": KEY, "hall": KEY, "office": (BODY, MEMBERSHIP), "member": (BODY, MEMBERSHIP)}),
    **_fields(
        "Pile",
        {"id": KEY, "hall": KEY, "poll": (BODY, POLL), "figure": (BODY, POLL), "papers": (BODY, POLL)},
    ),
    **_fields(
        "Lot",
        {
            "id": KEY, "hall": KEY, "motion": DECIDED, "body": DECIDED, "warrant": KEY, "name": DECIDED, "purpose": DECIDED,
            "until": DECIDED, "size": DECIDED, "source": DECIDED, "called_at": DECIDED, "closes_at": DECIDED,
            "closed_at": DECIDED, "pool": (BODY, FOREVER), "digest": DECIDED, "seed": DECIDED, "seed_by": PERSON,
            "confirmed_by": PERSON, "confirmed": DECIDED, "drawn_at": DECIDED, "panel": (BODY, FOREVER), "made": DECIDED,
        },
    ),
    **_fields("Willing", {"id": KEY, "hall": KEY, "lot": (BODY, DAYS_30), "member": (SERVER, DAYS_30)}),
    **_fields(
        "MotionText",
        {
            "id": KEY, "hall": KEY, "motion": DECIDED, "version": DECIDED, "language": DECIDED, "binding": DECIDED,
            "title": DECIDED, "text": DECIDED, "digest": DECIDED, "by": PERSON, "at": DECIDED,
        },
    ),
    **_fields("Served", {"id": KEY, "hall": KEY, "motion": DECIDED, "way": DECIDED, "by": PERSON, "at": DECIDED}),
    **_fields("Support", {"id": KEY, "hall": KEY, "motion": SAID, "member": PERSON, "at": SAID}),
    **_fields(
        "Effect",
        {
            "id": KEY, "hall": KEY, "motion": DECIDED, "place": DECIDED, "kind": DECIDED, "params": DECIDED,
            "said": DECIDED, "state": DECIDED, "reason": SAID, "done_at": DECIDED,
        },
    ),
    **_fields(
        "Question",
        {
            "id": KEY, "hall": KEY, "motion": BESIDE, "by": (BODY, MEMBERSHIP), "text": BESIDE, "at": BESIDE,
            "answer": BESIDE, "answered_by": (BODY, MEMBERSHIP), "answered_at": BESIDE,
        },
    ),
    **_fields(
        "Paper",
        {
            "id": KEY, "hall": KEY, "motion": BESIDE, "name": BESIDE, "kind": BESIDE, "size": BESIDE, "digest": BESIDE,
            "key": (SERVER, HALL), "by": (BODY, MEMBERSHIP), "at": BESIDE, "erased_at": BESIDE,
        },
    ),
    **_fields(
        "Poll",
        {
            "id": KEY, "hall": KEY, "motion": DECIDED, "body": DECIDED, "call": DECIDED, "method": DECIDED,
            "policy": DECIDED, "rule": DECIDED, "charter": DECIDED, "text_digest": DECIDED, "electorate": DECIDED,
            "here": DECIDED,
            "present": DECIDED, "opened_by": PERSON, "opened_at": DECIDED, "closes_at": DECIDED, "closed_at": DECIDED,
            "declared_at": DECIDED, "outcome": DECIDED, "tally": DECIDED, "reasons": DECIDED, "line": DECIDED,
            "needed": DECIDED, "there": DECIDED, "root": DECIDED, "judges": DECIDED, "aloud_refused": SAID,
            "declaration": DECIDED, "purged": DECIDED, "through": KEY, "by_name": DECIDED,
        },
    ),
    **_fields(
        "Roll",
        {
            "id": KEY, "hall": KEY, "poll": (BODY, POLL), "member": (BODY, POLL), "weight": (BODY, POLL),
            "speaks_for": (BODY, POLL), "state": (SERVER, POLL), "voted": (BODY, POLL),
            "sitting": (BODY, POLL),
        },
    ),
    **_fields(
        "Ballot",
        {
            "id": (SELF, POLL), "hall": KEY, "poll": (BODY, POLL), "roll": (BODY, POLL), "choice": (BODY, POLL),
            "words": (BODY, POLL), "client_id": (SERVER, POLL), "earlier": (SERVER, POLL), "called_by": (BODY, POLL),
        },
    ),
    **_fields(
        "PaperBallot",
        {
            "id": (SERVER, POLL), "hall": KEY, "poll": (BODY, POLL), "roll": (BODY, POLL), "choice": (SERVER, POLL),
            "typed_by": (BODY, POLL), "confirmed_by": (BODY, POLL),
        },
    ),
    **_fields(
        "TellerFigure",
        {
            "id": KEY, "hall": KEY, "poll": DECIDED, "teller": PERSON, "typed_by": PERSON, "round": DECIDED,
            "figures": DECIDED, "present": DECIDED, "not_counted": DECIDED, "aloud": DECIDED, "at": DECIDED, "settled": DECIDED,
            "sitting": KEY, "sealed": DECIDED,
        },
    ),
    **_fields(
        "Dissent",
        {"id": KEY, "hall": KEY, "poll": DECIDED, "member": PERSON, "text": (MEMBERS, HALL), "at": DECIDED},
    ),
}  # fmt: skip
