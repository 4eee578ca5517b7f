"""The teller of this one story: with second factors, sections, and who is printed at the end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from unionhall.bodies.models import Office
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Motion
from unionhall.kit import clock
from unionhall.mandates.models import Mandate
from unionhall.people import keyring

from .cast import BAKERY, FOUNDER, SPEAKING, arrivals
from .telling import Teller


class Narrator(Teller):
    """The teller of this story, with what only a whole demo needs: second factors, and what is printed at the end."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.printed = [name for name, _sign_in, _about in SPEAKING]
        self.factors: dict[str, tuple[str, list[str]]] = {}

    def everybody_into_sections(self) -> None:
        """Those who came before there were sections go into theirs."""
        places = {one.name: one.section for one in arrivals() if one.road == "invite"}
        places[FOUNDER] = BAKERY
        for name, one in self.people.items():
            if one.account is not None and name in places:
                self.into_section(name, places[name])

    def second_factor(self, name: str) -> None:
        """`name` adds an authenticator app and a code sheet to their account, as the account's pages do it."""
        one = self.people[name]
        if one.account is None:
            raise OutOfOrder(f"{name} has no account")
        one.account.refresh_from_db()
        request = SimpleNamespace(user=one.account, session={})
        keyring.remember(request, one.account, one.wrap_key)  # type: ignore[arg-type]
        with request_context(request):
            secret = generate_totp_secret()
            TOTP.activate(one.account, secret)
            codes = RecoveryCodes.activate(one.account).get_unused_codes()
        self.factors[name] = (secret, codes)
        self.a_moment()

    def live_mandate(self, name: str) -> Mandate:
        """The mandate that `name` holds now."""
        return (
            Mandate.objects.filter(hall=self.hall).live(clock.now()).get(member=self.people[name].member.pk)
        )

    def latest_motion(self) -> Motion:
        """The motion put last before the assembly."""
        return Motion.objects.filter(hall=self.hall, body=self.assembly).latest("number")

    def doorkeeper(self, name: str, until_day: int) -> dict[str, str]:
        """The parameters of the effect that gives `name` the doorkeeper's office until a day of the story."""
        office = Office.objects.get(hall=self.hall, name="Doorkeeper")
        return {
            "office": str(office.pk),
            "member": self.id_of(name),
            "until": self.time.day(until_day).isoformat(),
        }
