"""Effects that decide our side of an affiliation, and end one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.actions import affiliations as actions
from unionhall.bodies.forms.effects.affiliations import AffiliateForm, EndAffiliationForm
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.models import Affiliation, Body
from unionhall.bodies.rules import affiliations as rules
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind
from unionhall.record.models import Entry, Hall

from .common import found, only_the_assembly

Params = Mapping[str, Any]


def _check_agree(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    wider = params.get("ours_is_wider")
    if not isinstance(wider, bool):
        raise OutOfOrder(_("Say who joins whom."))
    rules.may_decide(hall, params.get("name", ""), params.get("vkey", ""), wider).enforce()


def _describe_agree(hall: Hall, body: Body, params: Params) -> str:
    said = {"name": params["name"], "print": rules.key_of(params["vkey"]).fingerprint}
    if params["ours_is_wider"]:
        first = (
            _(
                "“%(name)s” may join us. They stay their own organisation, with their own members, rules and record."
            )
            % said
        )
    else:
        first = (
            _("we join “%(name)s”. We stay our own organisation, with our own members, rules and record.")
            % said
        )
    return first + " " + _("It stands once they have decided the same. Their key: %(print)s.") % said


def _run_agree(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.decide_affiliation(
        by=by,
        warrant=warrant,
        name=params["name"],
        vkey=params["vkey"],
        ours_is_wider=params["ours_is_wider"],
    )


def _edge(hall: Hall, params: Params) -> Affiliation:
    edges = Affiliation.objects.filter(hall=hall)
    return found(edges, params.get("affiliation"), _("The affiliation this is about is not in the hall."))


def _check_end(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    rules.may_end(_edge(hall, params)).enforce()


def _describe_end(hall: Hall, body: Body, params: Params) -> str:
    name = (
        Affiliation.objects.filter(hall=hall, pk=params.get("affiliation"))
        .values_list("name", flat=True)
        .first()
    )
    return _("our affiliation with “%(name)s” ends at once.") % {"name": name or "—"}


def _run_end(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.end_affiliation(by=by, warrant=warrant, affiliation=_edge(hall, params))


EFFECTS = [
    EffectKind(
        "affiliation.agree",
        "affiliation",
        gettext_lazy("affiliate with another organisation"),
        form_of(AffiliateForm),
        _check_agree,
        _describe_agree,
        _run_agree,
    ),
    EffectKind(
        "affiliation.end",
        "affiliation",
        gettext_lazy("end an affiliation"),
        form_of(EndAffiliationForm),
        _check_end,
        _describe_end,
        _run_end,
    ),
]
