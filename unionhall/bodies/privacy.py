"""Who may know each field of the bodies and their members, and how long it is kept."""

from __future__ import annotations

from unionhall.kit.privacy import (
    ASKED,
    DAYS_4,
    DAYS_30,
    FOREVER,
    HALL,
    MANDATE,
    MEMBERS,
    MEMBERSHIP,
    PUBLIC,
    SELF,
    SERVER,
    VOTERS,
    Classed,
)


def _fields(model: str, **classes: Classed) -> dict[str, Classed]:
    return {f"{model}.{name}": classed for name, classed in classes.items()}


KEY = (SERVER, HALL)
DECIDED = (MEMBERS, FOREVER)
KNOWN = (MEMBERS, HALL)
PERSON = (MEMBERS, MEMBERSHIP)
TRUSTED = (MANDATE, MEMBERSHIP)
NAMELESS = (MANDATE, HALL)  # kept, and naming nobody once the member's name is erased
OWN = (SELF, MEMBERSHIP)
ASKING = (MANDATE, ASKED)
VOUCHED = (VOTERS, ASKED)
CARRIED = (MEMBERS, DAYS_30)  # who casts whose vote: a count can be checked by those only who know it
INVITING = (VOTERS, DAYS_4)
FRONT = (PUBLIC, HALL)

FIELDS: dict[str, Classed] = {
    **_fields(
        "Organisation", hall=KEY, name=FRONT, kind=FRONT, stage=KNOWN, public=FRONT, public_since=FRONT,
        public_by=DECIDED, front=FRONT, reach=FRONT, place=FRONT, industry=FRONT,
    ),
    **_fields(
        "FoundingLink", id=KEY, token_hash=KEY, made_at=KEY, used_at=KEY,
    ),
    **_fields(
        "Body", id=KEY, hall=KEY, kind=DECIDED, name=DECIDED, purpose=DECIDED, headcount=KNOWN, made_at=DECIDED,
        warrant=DECIDED, until=DECIDED, ended_at=DECIDED,
    ),
    **_fields(
        "Remit", id=KEY, hall=KEY, body=DECIDED, matter=DECIDED, since=DECIDED, until=DECIDED, ended_at=DECIDED,
        warrant=DECIDED,
    ),
    **_fields(
        "Office", id=KEY, hall=KEY, body=DECIDED, name=DECIDED, purpose=DECIDED, powers=DECIDED, term_days=DECIDED,
        seats=DECIDED, consecutive=DECIDED, pause_days=DECIDED, member_days=DECIDED, excludes=DECIDED,
        warrant=DECIDED, ended_at=DECIDED,
    ),
    **_fields(
        "Alternate", id=KEY, hall=KEY, office=DECIDED, member=PERSON, place=DECIDED, until=DECIDED, warrant=DECIDED,
        took_at=KNOWN, stood_back_at=KNOWN,
    ),
    **_fields(
        "Affiliation", id=KEY, hall=KEY, name=DECIDED, kind=DECIDED, origin=DECIDED, vkey=DECIDED,
        ours_is_wider=DECIDED, our_decision=DECIDED, their_decision=DECIDED, since=DECIDED, ended_at=DECIDED,
        ended_by=DECIDED,
    ),
    **_fields(
        "Charter", id=KEY, hall=KEY, version=DECIDED, document=DECIDED, language=DECIDED, in_force_from=DECIDED,
        warrant=DECIDED,
    ),
    **_fields(
        "Principles", id=KEY, hall=KEY, version=DECIDED, text=DECIDED, language=DECIDED, in_force_from=DECIDED,
        warrant=DECIDED,
    ),
    **_fields(
        "Member", id=DECIDED, hall=KEY, person=(SERVER, HALL), name=PERSON, joined_on=KNOWN, left_on=NAMELESS,
        erased_on=(SERVER, HALL), on_leave_from=TRUSTED, on_leave_until=TRUSTED, household=TRUSTED, in_directory=OWN,
        guest=TRUSTED,
    ),
    **_fields(
        "Membership", id=KEY, hall=KEY, member=NAMELESS, body=NAMELESS, state=NAMELESS, since=NAMELESS,
        until=NAMELESS, ends_on=NAMELESS, warrant=DECIDED,
    ),
    **_fields("Standing", id=KEY, hall=KEY, member=TRUSTED, good=TRUSTED, since=TRUSTED, reason=TRUSTED, said_at=TRUSTED),
    **_fields("Declaration", id=KEY, hall=KEY, member=PERSON, key=PERSON, says=PERSON, on=PERSON),
    **_fields(
        "Proxy", id=KEY, hall=KEY, body=CARRIED, giver=CARRIED, holder=CARRIED, since=CARRIED, until=CARRIED,
        ended_at=CARRIED,
    ),
    **_fields(
        "Affirmation", id=KEY, hall=KEY, member=TRUSTED, principles=TRUSTED, charter=TRUSTED, way=TRUSTED,
        reservation=TRUSTED, on=TRUSTED,
    ),
    **_fields("Household", id=KEY, hall=KEY, label=NAMELESS, speaker=NAMELESS),
    **_fields(
        "Invite", id=KEY, hall=KEY, token_hash=(SERVER, DAYS_4), inviter=INVITING, seconder=(SELF, DAYS_4),
        vouchers_needed=INVITING, hint=INVITING, made_at=INVITING, expires_at=INVITING, used_at=(SELF, DAYS_4),
        withdrawn_at=(SELF, DAYS_4),
    ),
    **_fields("Import", id=KEY, hall=KEY, by=NAMELESS, at=NAMELESS, rows=NAMELESS),
    **_fields(
        "Application", id=KEY, hall=KEY, way=VOUCHED, name=VOUCHED, contact=ASKING, words=VOUCHED, section=VOUCHED,
        household=ASKING, card_number=VOUCHED, affirms=VOUCHED, reservation=VOUCHED, in_directory=ASKING, for_holders=ASKING,
        typed_by=VOUCHED, vouchers_needed=VOUCHED, made_at=VOUCHED, answer=VOUCHED, answered_at=ASKING, double_of=ASKING,
        member=ASKING,
    ),
    **_fields("Voucher", id=KEY, hall=KEY, application=VOUCHED, member=VOUCHED, at=VOUCHED),
    **_fields(
        "LettingBackIn", id=KEY, hall=KEY, member=KNOWN, asked_by=KNOWN, confirmed_by=KNOWN, first=KNOWN,
        under_mandate=KNOWN, asked_at=KNOWN, confirmed_at=KNOWN, from_when=KNOWN, stopped_at=KNOWN, done_at=KNOWN,
        claim=KEY,
    ),
    **_fields(
        "Notice", id=KEY, hall=KEY, by=(MEMBERS, DAYS_30), title=(MEMBERS, DAYS_30), text=(MEMBERS, DAYS_30),
        language=(MEMBERS, DAYS_30), posted_at=(MEMBERS, DAYS_30), until=(MEMBERS, DAYS_30),
        taken_down_at=(MEMBERS, DAYS_30),
    ),
}  # fmt: skip
"""Each field of this room: who may know it, how long it is kept (`actions/settling.py` clears it away)."""
