"""What stories about people need: accounts in no time, and browsers signed in to them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.test import Client

from unionhall.people import actions, entering, keyring
from unionhall.people.models import Account, Person

PASSPHRASE = "kettle lantern oat shovel"


@dataclass
class Somebody:
    """An account with the person it is in one hall, and what opens its keyring."""

    account: Account
    person: Person
    wrap_key: bytes
    passphrase: str = PASSPHRASE


def somebody(name: str, hall_id: UUID, passphrase: str = PASSPHRASE) -> Somebody:
    """A new account called `name` with a new person in the hall."""
    holder = keyring.holder_new(name, passphrase)
    seat = actions.seat(holder=holder, hall_id=hall_id)
    return Somebody(seat.account, seat.person, holder.wrap_key, passphrase)


def browser(who: Somebody | None = None, *, proved: bool = False) -> Client:
    """A browser, signed in as `who` without typing; `proved`: a second factor was shown just now."""
    client = Client()
    if who is None:
        return client
    client.force_login(who.account, backend=entering.BACKEND)
    session = client.session

    class Asking:
        """A request as far as the keyring looks at it."""

    asking = Asking()
    asking.session = session
    keyring.remember(asking, who.account, who.wrap_key)
    if proved:
        keyring.note_proof(asking, who.account)
    session.save()
    return client
