"""
The two groups, pinned in code: their parameters are never read from a file.

Both have a prime order `q`. Elements travel as texts and are checked to be of the prime-order subgroup, and not its neutral
element, as they are read; inside the core they are what the group makes of them. `power` and `base` are for public exponents;
`secret_power`, `secret_base` and `respond` take the constant-time roads: libsodium's for Ed25519, GMP's `powm_sec` for
BELENIOS-2048. (Python's whole numbers carry secrets from one to the other; a member's own are made and used in their browser.)
"""

from __future__ import annotations

from typing import Any, Protocol

import gmpy2
from nacl import bindings

from unionhall.core.ballots.faults import Fault, insist

Element = Any
"""What a group works with: 32 bytes for Ed25519, a number for BELENIOS-2048. Never mixed."""


class Group(Protocol):
    """What the protocol asks of a group. `q`: its order; `name`: as the file has it; `longest`: signs of an element's text."""

    name: str
    q: int
    longest: int
    one: Element

    def read(self, text: Any, *, neutral: bool = False) -> Element:
        """An element from its text, which must be its one text. `neutral`: whether the neutral element may be. Raises `Fault`."""

    def write(self, element: Element) -> str:
        """The one text of an element."""

    def times(self, a: Element, b: Element) -> Element:
        """The product."""

    def over(self, a: Element, b: Element) -> Element:
        """The quotient."""

    def power(self, element: Element, exponent: int) -> Element:
        """The power, for exponents that are no secret."""

    def base(self, exponent: int) -> Element:
        """The generator's power, for exponents that are no secret."""

    def secret_power(self, element: Element, exponent: int) -> Element:
        """The power, in a time that does not tell the exponent, from 1 to q - 1."""

    def secret_base(self, exponent: int) -> Element:
        """The generator's power, in a time that does not tell the exponent, from 1 to q - 1."""

    def respond(self, witness: int, secret: int, challenge: int) -> int:
        """`witness - secret * challenge`, modulo q."""


class Ed25519:
    """
    The prime-order subgroup of Ed25519, by libsodium. Texts are 64 lower-case hexadecimal digits, the highest byte first.

    >>> Ed25519().write(Ed25519().base(1))
    '6666666666666666666666666666666666666666666666666666666666666658'
    """

    name = "Ed25519"
    q = 2**252 + 27742317777372353535851937790883648493
    longest = 64
    one = b"\x01" + bytes(31)

    def read(self, text: Any, *, neutral: bool = False) -> bytes:
        """As `Group.read`. Upper-case digits are refused: one element, one text."""
        insist(
            isinstance(text, str) and len(text) == 64 and not set(text) - set("0123456789abcdef"),
            "element",
            "An element of Ed25519 is written with 64 lower-case hexadecimal digits.",
        )
        element = bytes.fromhex(text)[::-1]
        if neutral and element == self.one:
            return element
        if not bindings.crypto_core_ed25519_is_valid_point(element):
            raise Fault("membership", "This is no element of the prime-order subgroup of Ed25519.")
        return element

    def write(self, element: bytes) -> str:
        """As `Group.write`."""
        return element[::-1].hex()

    def times(self, a: bytes, b: bytes) -> bytes:
        """As `Group.times`."""
        return bindings.crypto_core_ed25519_add(a, b)

    def over(self, a: bytes, b: bytes) -> bytes:
        """As `Group.over`."""
        return bindings.crypto_core_ed25519_sub(a, b)

    def power(self, element: bytes, exponent: int) -> bytes:
        """As `Group.power`. libsodium refuses to give the neutral element, so it is never asked to."""
        if exponent == 0 or element == self.one:
            return self.one
        return bindings.crypto_scalarmult_ed25519_noclamp(exponent.to_bytes(32, "little"), element)

    def base(self, exponent: int) -> bytes:
        """As `Group.base`."""
        if exponent == 0:
            return self.one
        return bindings.crypto_scalarmult_ed25519_base_noclamp(exponent.to_bytes(32, "little"))

    secret_power = power
    secret_base = base

    def respond(self, witness: int, secret: int, challenge: int) -> int:
        """As `Group.respond`, by libsodium."""
        product = bindings.crypto_core_ed25519_scalar_mul(
            secret.to_bytes(32, "little"), challenge.to_bytes(32, "little")
        )
        return int.from_bytes(
            bindings.crypto_core_ed25519_scalar_sub(witness.to_bytes(32, "little"), product), "little"
        )


class Belenios2048:
    """
    The group of order q (256 bits) in the numbers modulo p (2048 bits) that the specification names. Texts are decimal.

    >>> group = Belenios2048()
    >>> group.read(group.write(group.base(5))) == group.power(group.base(1), 5)
    True
    """

    name = "BELENIOS-2048"
    p = gmpy2.mpz(
        "20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129"
        "06663313807895840496005438963628979639303877390572280360597374942767137677761889858987273586504908116709"
        "93105358677809800307904916540637771737641986785272734744763418356000356983051931442845617019110007867373"
        "07333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363"
        "38608879688212076943236614949100292344434637322214588410058642105024212036543356120132048111885240873107"
        "7014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719"
    )
    q = 78571733251071885079927659812671450121821421258408794611510081919805623223441
    g = gmpy2.mpz(
        "2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678"
        "7996946682987493890950838965734256019006010684771644917354741372831046104586813145117816467554005274"
        "0288984613986453266121505579709716201616827031288643245666383486363578210615491841998253431518974065"
        "8186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982"
        "6651036068224066350766977640253462537730851331734951942489677540525736590494924776314759915751987751"
        "7771148149092045660020547812705472823814097251863985833411570056835369555342378147558249189605029668"
        "0037745308460627"
    )
    longest = 617
    one = gmpy2.mpz(1)

    def read(self, text: Any, *, neutral: bool = False) -> Any:
        """As `Group.read`."""
        insist(
            isinstance(text, str)
            and 0 < len(text) <= 617
            and text.isascii()
            and text.isdigit()
            and text[0] != "0",
            "element",
            "An element of BELENIOS-2048 is written in decimal digits.",
        )
        element = gmpy2.mpz(text)
        inside = element < self.p and gmpy2.powmod(element, self.q, self.p) == 1
        insist(
            bool(inside and (neutral or element != 1)),
            "membership",
            "This is no element of the group of BELENIOS-2048.",
        )
        return element

    def write(self, element: Any) -> str:
        """As `Group.write`."""
        return str(element)

    def times(self, a: Any, b: Any) -> Any:
        """As `Group.times`."""
        return a * b % self.p

    def over(self, a: Any, b: Any) -> Any:
        """As `Group.over`."""
        return a * gmpy2.invert(b, self.p) % self.p

    def power(self, element: Any, exponent: int) -> Any:
        """As `Group.power`."""
        return gmpy2.powmod(element, exponent, self.p)

    def base(self, exponent: int) -> Any:
        """As `Group.base`."""
        return gmpy2.powmod(self.g, exponent, self.p)

    def secret_power(self, element: Any, exponent: int) -> Any:
        """As `Group.secret_power`: the exponent is lengthened by the order, so that its length tells nothing either."""
        return gmpy2.powmod_sec(element, exponent + 4 * self.q, self.p)

    def secret_base(self, exponent: int) -> Any:
        """As `Group.secret_base`."""
        return self.secret_power(self.g, exponent)

    def respond(self, witness: int, secret: int, challenge: int) -> int:
        """As `Group.respond`."""
        return int((witness - gmpy2.mpz(secret) * challenge) % self.q)


GROUPS: dict[str, Group] = {"Ed25519": Ed25519(), "BELENIOS-2048": Belenios2048()}
"""By the name that the file has."""


def group_named(name: Any) -> Group:
    """
    One of the two groups. Raises `Fault("group", …)` for any other.

    >>> group_named("Ed25519").name
    'Ed25519'
    >>> group_named("P-256")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The group must be Ed25519 or BELENIOS-2048.
    """
    insist(isinstance(name, str) and name in GROUPS, "group", "The group must be Ed25519 or BELENIOS-2048.")
    return GROUPS[name]


def read_scalar(group: Group, value: Any) -> int:
    """
    A number from 0 to q - 1 from its decimal text. Raises `Fault("scalar", …)`.

    >>> read_scalar(GROUPS["Ed25519"], "12")
    12
    >>> read_scalar(GROUPS["Ed25519"], str(GROUPS["Ed25519"].q))
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: A number of a proof must be in decimal digits and smaller than the order of the group.
    """
    right = (
        isinstance(value, str)
        and 0 < len(value) <= 78
        and value.isascii()
        and value.isdigit()
        and (value == "0" or value[0] != "0")
    )
    number = int(value) if right else -1
    insist(
        0 <= number < group.q,
        "scalar",
        "A number of a proof must be in decimal digits and smaller than the order of the group.",
    )
    return number
