"""Claims: a code handed over face to face, with which somebody takes over the person they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from unionhall.kit import live
from unionhall.people import rules
from unionhall.people.codes import carried_hash, code_hash, hashes_of, new_code
from unionhall.people.keyring import Holder
from unionhall.people.models import Account, Claim, Person
from unionhall.record.book import unrecorded
from unionhall.record.models import Hall

from .persons import seat

WORKS_FOR = timedelta(hours=72)
CARRIED_WORKS_FOR = timedelta(days=180)
"""How long after a move a member can still come over with the key they had."""


class Issued(NamedTuple):
    """A claim and its code; the code is nowhere else and cannot be shown again."""

    claim: Claim
    code: str


class TakenOver(NamedTuple):
    """Who holds which person now, and by which claim."""

    account: Account
    person: Person
    claim: Claim


@unrecorded("whoever may give out a code is the bodies' matter, and their act is written down there")
def make_claim(
    *, person: Person, hall: Hall, purpose: str, valid_from: datetime | None = None, at: datetime
) -> Issued:
    """
    A code that takes over `person` in `hall`, once, within 72 hours of `valid_from` (now, unless given).

    Earlier codes for the same person stop working. What the person's key opened stays open until the code is used.
    """
    person.claims.open_at(at).delete()
    valid_from = valid_from or at
    code = new_code()
    claim = Claim.objects.create(
        person=person,
        hall=hall,
        code_hash=code_hash(code),
        purpose=purpose,
        valid_from=valid_from,
        expires_at=valid_from + WORKS_FOR,
    )
    return Issued(claim, code)


@unrecorded("who holds a person's key is known to nobody but its holder; the move itself is on record")
def expect_holders(*, hall: Hall, persons: Iterable[Person], at: datetime) -> int:
    """
    After a move: let each who held a person's key on the other server take that person over here, once. Gives how many.

    Their key itself is the code, which only their own passphrase opens there; its hash came with the hall.
    """
    claims = [
        Claim(
            person=person,
            hall=hall,
            code_hash=carried_hash(person.key_hash),
            purpose=Claim.Purpose.MOVED,
            valid_from=at,
            expires_at=at + CARRIED_WORKS_FOR,
        )
        for person in persons
        if person.key_hash
    ]
    return len(Claim.objects.bulk_create(claims))


@unrecorded("what a code waits for is on record with the mandate that rests")
def move_claim(*, claim: UUID, valid_from: datetime, at: datetime) -> bool:
    """Let an unused code work from `valid_from` on instead, for the same time. Gives whether there was one."""
    found = Claim.objects.filter(pk=claim, consumed_at=None)
    return found.update(valid_from=valid_from, expires_at=valid_from + WORKS_FOR) == 1


@unrecorded(
    "taking back a code changes nothing that was decided; why it is taken back is written down by the bodies"
)
def withdraw_claims(*, person_id: UUID, at: datetime) -> int:
    """Make every unused code for the person worthless. Gives how many there were."""
    claims = Claim.objects.filter(person_id=person_id, consumed_at=None)
    count = claims.count()
    claims.delete()
    return count


@unrecorded(
    "who holds a person's key is known to nobody but its holder; the giving out of the code is on record"
)
def take_over(*, holder: Holder, code: str, at: datetime) -> TakenOver:
    """
    Use a code: `holder` becomes the person it was made for, in that hall and no other.

    Whoever held the person before holds nothing of this hall any more, and proofs in their open sessions are void.
    Raises `OutOfOrder` for a code that does not work, or not yet, and where `seat` does.
    """
    claim = Claim.objects.select_for_update().filter(code_hash__in=hashes_of(code)).first()
    rules.may_use_claim(claim, at).enforce()
    assert claim is not None
    person = Person.objects.select_for_update().get(pk=claim.person_id)
    person.proofs_void_before = at
    taken = seat(holder=holder, hall_id=claim.hall_id, person=person)
    live.drop(person.pk)  # what the lost phone still has open shows nothing more
    claim.consumed_at = at
    claim.save(update_fields=["consumed_at"])
    return TakenOver(taken.account, taken.person, claim)
