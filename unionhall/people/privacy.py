"""
Who may know each field of the people room, and how long it is kept.

There is no field that says which account a person is: the keyring does, and only its passphrase opens it.
"""

from __future__ import annotations

from unionhall.kit.privacy import ACCOUNT, DAYS_30, MEMBERSHIP, SELF, SERVER, SESSION, Classed

FIELDS: dict[str, Classed] = {
    "Account.id": (SERVER, ACCOUNT),
    "Account.sign_in_name": (SELF, ACCOUNT),
    "Account.password": (SERVER, ACCOUNT),  # Argon2id of the passphrase
    "Account.keyring": (SELF, ACCOUNT),  # ciphertext under the passphrase
    "Account.keyring_salt": (SERVER, ACCOUNT),
    "Person.id": (SERVER, MEMBERSHIP),
    "Person.key_hash": (SERVER, MEMBERSHIP),
    "Person.proofs_void_before": (SERVER, MEMBERSHIP),
    "Session.id": (SELF, SESSION),
    "Session.key_hash": (SERVER, SESSION),
    "Session.account": (SELF, SESSION),
    "Session.data": (SELF, SESSION),  # ciphertext under the cookie
    "Session.begun_on": (SELF, SESSION),
    "Session.expires_at": (SERVER, SESSION),
    "Claim.id": (SERVER, DAYS_30),
    "Claim.person": (SERVER, DAYS_30),
    "Claim.hall": (SERVER, DAYS_30),
    "Claim.code_hash": (SERVER, DAYS_30),
    "Claim.purpose": (SERVER, DAYS_30),
    "Claim.valid_from": (SERVER, DAYS_30),
    "Claim.expires_at": (SERVER, DAYS_30),
    "Claim.consumed_at": (SERVER, DAYS_30),
}
