"""Persons: made, given into somebody's hands, and let go."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit import live
from unionhall.people import keyring, rules, sealing
from unionhall.people.keyring import Holder, Key
from unionhall.people.models import Account, Person
from unionhall.record.book import unrecorded
from unionhall.record.models import Hall

from .scattering import out_of_line


class Seat(NamedTuple):
    """Who holds which person now."""

    account: Account
    person: Person


@unrecorded("a person is only a key's other half; the room that makes them a member writes that down")
def new_person(*, at: datetime) -> Person:
    """A person whose key nobody holds: a member without an account."""
    return Person.objects.create()


@unrecorded("who holds a person's key is known to nobody but its holder, so no record can say it")
def seat(*, holder: Holder, hall_id: UUID, person: Person | None = None, at: datetime) -> Seat:
    """
    Give the key of `person` in one hall to `holder`; without `person`, of a new one. Opens the account if need be.

    Whatever key there was before opens nothing any more; keys to halls that are gone are dropped. Raises `OutOfOrder` where the
    holder is somebody in this hall already, the name was taken meanwhile, or the passphrase was changed in another browser.
    """
    account = _open_account(holder) if holder.account is None else _locked(holder.account)
    try:
        keys = keyring.unpack(account, holder.wrap_key)
    except sealing.Unreadable as error:
        raise OutOfOrder(_("Your passphrase was changed meanwhile. Please sign in again.")) from error
    _insist_on_a_free_place(keys, hall_id)
    person = person or Person()
    key = Key(hall_id, person.pk, keyring.new_secret())
    person.key_hash = sealing.digest(key.secret)
    person.save()
    here = set(Hall.objects.filter(pk__in={one.hall_id for one in keys}).values_list("pk", flat=True))
    kept = (one for one in keys if one.hall_id != hall_id and one.hall_id in here)
    account.keyring = keyring.pack(account.pk, holder.wrap_key, (*kept, key))
    account.save(update_fields=["keyring"])
    return Seat(account, person)


@unrecorded("what ends a membership is written down by the room that ends it; this drops the key with it")
def let_go(*, person: Person, at: datetime) -> None:
    """Make the person's key open nothing: they left, or were excluded. They stay signed in, to nothing of this hall."""
    Person.objects.filter(pk=person.pk).update(key_hash="", proofs_void_before=at)
    person.claims.open_at(at).delete()
    live.drop(person.pk)


@unrecorded("the recall itself is written down by the room that declares it")
def void_proofs(*, person: Person, at: datetime) -> None:
    """Make every second factor proved up to now count for nothing, in all of the person's open sessions."""
    Person.objects.filter(pk=person.pk).update(proofs_void_before=at)
    person.proofs_void_before = at


def _open_account(holder: Holder) -> Account:
    """The new account that `holder` describes, with an empty keyring."""
    rules.may_take_name(holder.sign_in_name).enforce()
    assert holder.locks is not None
    account = Account(
        sign_in_name=holder.sign_in_name, password=holder.locks.password, keyring_salt=holder.locks.salt
    )
    account.keyring = keyring.pack(account.pk, holder.wrap_key, ())
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        rules.may_take_name(holder.sign_in_name).enforce()
        raise
    out_of_line(account)
    return account


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _insist_on_a_free_place(keys: tuple[Key, ...], hall_id: UUID) -> None:
    mine = [key for key in keys if key.hall_id == hall_id]
    persons = Person.objects.in_bulk([key.person_id for key in mine])
    if any(key.person_id in persons and key.opens(persons[key.person_id]) for key in mine):
        raise OutOfOrder(_("You already have a place in this hall with the account you are signed in with."))
