"""Everything that can be sent, from the URL configuration and the reviewed table, as somebody who may send it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.matrix.addresses import Address, addresses
from tests.matrix.cells import path_of
from tests.matrix.rows import Asking, Row, nothing
from tests.matrix.rows_bodies import fixed
from tests.matrix.table import TABLE
from tests.matrix.world import PASSPHRASE, ROLES, World
from unionhall.bodies.forms.charters import PARTS
from unionhall.kit.registries import effects

FIRST = ("live", "guest", "carded", "invited", "anonymous")
"""Who is asked to send something, the first of them who may."""

Before = Callable[[World, Client], None]


@dataclass(frozen=True)
class Operation:
    """
    One thing that can be sent: where, by whom, and a form that is in order.

    `expected`: the word of the answer to that form (tests.matrix.answers). `before`: what has to be done first, in the
    same browser.
    """

    name: str
    address: Address
    row: Row
    role: str
    expected: str
    before: tuple[Before, ...] = ()

    def asking(self, world: World) -> Asking:
        """Who asks about what."""
        return Asking(world, world.here, self.role)

    def path(self, world: World) -> str:
        """Where it is sent."""
        return path_of(self.address, self.row, self.asking(world))

    def browser(self, world: World) -> Client:
        """A browser in which everything is done that has to come first."""
        client = world.browser(self.role)
        for step in self.before:
            step(world, client)
        return client


def _sender(row: Row) -> tuple[str, str]:
    """Who may send to this row, and what they are answered."""
    said = row.expected("POST")
    for wanted in ("acts", "page", "goes", "refused", "none"):
        for role in (*FIRST, *ROLES):
            if said[role] == wanted:
                return role, wanted
    raise AssertionError(f"nobody may send anything to {row}")


def _of(address: Address, row: Row, suffix: str = "", **more: Any) -> Operation:
    role, said = _sender(row)
    given = {"role": role, "expected": said, **more}
    return Operation(address.name + suffix, address, row, **given)


# What has to come first -------------------------------------------------------------------------------------


def _step(name: str, **sent: Any) -> Before:
    """Something sent inside the hall first."""

    def step(world: World, client: Client) -> None:
        at = {"hall": world.here.slug, **{key[3:]: value for key, value in sent.items() if key[:3] == "at_"}}
        data = {key: value for key, value in sent.items() if key[:3] != "at_"}
        assert client.post(reverse(name, kwargs=at), data).status_code == 302

    return step


def _passphrase_again(world: World, client: Client) -> None:
    """The passphrase once more, as before a second factor is added."""
    sent = client.post(reverse("account_reauthenticate"), {"passphrase": PASSPHRASE})
    assert sent.status_code == 302


def _has_an_app(world: World, client: Client) -> None:
    """Somebody whose phone holds an authenticator app, added on the pages for it."""
    _passphrase_again(world, client)
    page = reverse("mfa_activate_totp")
    secret = client.get(page).context["form"].secret
    sent = client.post(page, {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
    assert sent.status_code == 302


def _in_a_household(world: World, client: Client) -> None:
    """Somebody who lives with others, of whom one casts the vote."""
    here = {"hall": world.here.slug}
    people = [world.members["live"].pk, world.members["member"].pk]
    sent = client.post(
        reverse("bodies:new_household", kwargs=here), {"label": "Hof", "member": people, "save": "1"}
    )
    assert sent.status_code == 302


def _has_a_passkey(world: World, client: Client) -> None:
    """Somebody whose phone holds a passkey; its id stands in the table's addresses."""
    kept = {"name": "phone", "passwordless": False, "credential": _of_a_phone()}
    Authenticator.objects.create(
        pk=4711, user=world.members["live"].account, type=Authenticator.Type.WEBAUTHN, data=kept
    )


def _of_a_phone() -> dict[str, Any]:
    """What a phone's passkey leaves behind when it is made: a public key, without a word on who built the phone."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, b"passkey of a phone", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, made)
    answer = {
        "clientDataJSON": CollectedClientData.create(
            CollectedClientData.TYPE.CREATE, b"chance", "https://testserver"
        ),
        "attestationObject": AttestationObject.create("none", data, {}),
    }
    own = websafe_encode(b"passkey of a phone")
    sent = {name: websafe_encode(bytes(one)) for name, one in answer.items()}
    return {"id": own, "rawId": own, "type": "public-key", "response": sent, "clientExtensionResults": {}}


def _halfway_in(world: World, client: Client) -> None:
    """Name and passphrase are right; the second factor is asked for."""
    client.cookies.clear()
    sent = client.post(reverse("account_login"), {"sign_in_name": "the-live", "passphrase": PASSPHRASE})
    assert sent.status_code == 302, "the second factor was not asked for"


FACTORS = {
    "mfa_authenticate": (_has_an_app, _halfway_in),
    "mfa_reauthenticate": (_has_an_app,),
    "mfa_activate_totp": (_passphrase_again,),
    "mfa_deactivate_totp": (_has_an_app,),
    "mfa_generate_recovery_codes": (_has_an_app,),
    "mfa_add_webauthn": (_passphrase_again,),
    "mfa_reauthenticate_webauthn": (_has_an_app, _has_a_passkey),
    "mfa_edit_webauthn": (_has_an_app, _has_a_passkey),
    "mfa_remove_webauthn": (_has_an_app, _has_a_passkey),
}
"""The second factor's pages, for somebody who has one or is about to have."""

RIGHT = {
    "account_login": {"sign_in_name": "the-anonymous", "passphrase": "not that one"},
    "account_change_password": {"old": PASSPHRASE, "new": "another kettle, another oat"},
    "account_reauthenticate": {"passphrase": PASSPHRASE},
    "people:close_account": {"passphrase": PASSPHRASE},
}
"""The passphrases that the pages of one's own account ask for."""


def operations() -> list[Operation]:
    """Every operation, by name."""
    every = {one.name: one for one in addresses()}
    found = [_of(every[name], row) for name, row in TABLE.items() if row.post is not None]
    made = {one.name: one for one in found}
    made["bodies:charter_preview"] = replace(
        made["bodies:charter_preview"],
        before=(_step("bodies:charter_part", at_name="title", title="Ours", language="en"),),
    )
    made["bodies:speaker"] = replace(
        made["bodies:speaker"],
        row=replace(TABLE["bodies:speaker"], sends=lambda asking: {"speaker": asking.member.pk}),
        before=(_in_a_household,),
        expected="acts",
    )
    made["account_login"] = replace(made["account_login"], role="anonymous")
    for name, right in RIGHT.items():
        expected = "refused" if name == "account_login" else "any"
        made[name] = replace(made[name], row=replace(made[name].row, sends=fixed(**right)), expected=expected)
    for name, before in FACTORS.items():
        made[name] = replace(made[name], before=before, role="live", expected="any")
    row = TABLE["bodies:propose"]
    for kind, declared in effects.items():
        if not declared.own_page and kind != "principles.adopt":
            other = replace(row, at=fixed(kind=kind), sends=SENDS.get(kind, nothing))
            one = _of(every["bodies:propose"], other, f" {kind}", expected="any")
            made[one.name] = one
    for part in PARTS:
        other = replace(TABLE["bodies:charter_part"], at=fixed(name=part), sends=SENDS.get(part, nothing))
        one = _of(every["bodies:charter_part"], other, f" {part}", expected="any")
        made[one.name] = one
    for name, code in (("door:join", "invite"), ("door:found", "founding")):
        other = replace(TABLE[name], at=_code(code))
        one = replace(made[name], name=f"{name}, signed in", row=other, role="neighbour")
        made[one.name] = one
    other = replace(
        TABLE["decisions:tell"], at=lambda asking: {"pk": asking.things.choice_on_paper.pk}, sends=_papers
    )
    one = _of(every["decisions:tell"], other, " papers")
    made[one.name] = one
    for name in ("bodies:charter_rule", "bodies:charter_entrench"):
        made[name] = replace(made[name], expected="any")
    del made["bodies:charter_part"]  # each part is an operation of its own
    return [made[name] for name in sorted(made)]


def _code(name: str) -> Callable[[Asking], dict[str, Any]]:
    """A link that only some hold, in the hands of whoever asks."""
    return lambda asking: {"token": asking.world.codes[name]}


def _about(**more: Any) -> Callable[[Asking], dict[str, Any]]:
    """A form about the first of the hall's two members who are in no role."""
    return lambda asking: {
        "who": asking.things.first.name,
        "member": str(asking.things.first.pk),
        **more,
    }


def _papers(asking: Asking) -> dict[str, Any]:
    """What a teller types in of a choice on paper."""
    return {"present": 3, "papers": "1 2\n2 x 2 1", "teller": asking.member.name}


SENDS: dict[str, Callable[[Asking], dict[str, Any]]] = {
    "member.suspend": _about(days=10),
    "member.exclude": _about(),
    "mandate.give": _about(powers="bodies.admit", purpose="Auftrag"),
    "article": fixed(heading="Brot", text="Jeden Morgen."),
    "independence": fixed(declarations="I am no manager."),
    "title": fixed(title="Unsere Regeln"),
}
"""What is typed first into the forms that the table has no row of its own for; their pages say the rest."""
