"""Effects that make, dissolve and charge bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.bodies.actions import bodies as actions
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.forms.effects.bodies import DissolveBodyForm, GiveRemitForm, MakeBodyForm
from unionhall.bodies.models import Body, BodyKind, Member
from unionhall.bodies.rules import offices as rules
from unionhall.core.charters import MATTERS
from unionhall.core.rulings import OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind
from unionhall.record.models import Entry, Hall

from .common import body_called, body_in, called, end_in, found, in_words, only_the_assembly

Params = Mapping[str, Any]


def _members(hall: Hall, params: Params) -> list[Member]:
    everybody = Member.objects.filter(hall=hall, left_on=None)
    return [
        found(everybody, key, _("Somebody who was to be in this body is not in the hall."))
        for key in params.get("members") or []
    ]


def _check_make(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    until = end_in(hall, params)
    rules.may_make_body(hall, params.get("kind", ""), params.get("name", ""), until, clock.now()).enforce()
    for member in _members(hall, params):
        if not rules.is_admitted(member, clock.now()):
            raise OutOfOrder(_("%(name)s is not an admitted member now.") % {"name": member.name})


def _describe_make(hall: Hall, body: Body, params: Params) -> str:
    said = {
        "kind": BodyKind(params["kind"]).label,
        "name": params["name"],
        "day": in_words(params.get("until")),
    }
    who = [called(hall, key) for key in params.get("members") or []]
    first = (
        _("a %(kind)s is made, “%(name)s”, until %(day)s.")
        if said["day"]
        else _("a %(kind)s is made, “%(name)s”.")
    ) % said
    if not who:
        return first
    return (
        first + " " + ngettext("In it: %(names)s.", "In it: %(names)s.", len(who)) % {"names": ", ".join(who)}
    )


def _heading_make(hall: Hall, body: Body, params: Params) -> str:
    return _("Make a %(kind)s: %(name)s") % {"kind": BodyKind(params["kind"]).label, "name": params["name"]}


def _run_make(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.make_body(
        by=by,
        warrant=warrant,
        kind=params["kind"],
        name=params["name"],
        purpose=params.get("purpose", ""),
        until=end_in(hall, params),
        members=_members(hall, params),
        headcount=params.get("headcount"),
    )


def _check_dissolve(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    rules.may_dissolve(body_in(hall, params), clock.now()).enforce()


def _describe_dissolve(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "“%(body)s” is dissolved; its mandates end at once, and what it decided returns to the assembly."
    ) % {"body": body_called(hall, params.get("body"))}


def _heading_dissolve(hall: Hall, body: Body, params: Params) -> str:
    return _("Dissolve a body: %(name)s") % {"name": body_called(hall, params.get("body"))}


def _run_dissolve(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.dissolve_body(by=by, warrant=warrant, body=body_in(hall, params))


def _check_remit(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    until = end_in(hall, params)
    if until is None:
        raise OutOfOrder(_("Say until when."))
    rules.may_give_remit(body_in(hall, params), params.get("matter", ""), until, clock.now()).enforce()


def _describe_remit(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "“%(body)s” decides in the assembly's place, until %(day)s: %(matter)s. The assembly can call it in."
    ) % {
        "body": body_called(hall, params.get("body")),
        "matter": MATTERS[params["matter"]].title.said(_),
        "day": in_words(params.get("until")),
    }


def _heading_remit(hall: Hall, body: Body, params: Params) -> str:
    return _("Let “%(body)s” decide: %(matter)s") % {
        "body": body_called(hall, params.get("body")),
        "matter": MATTERS[params["matter"]].title.said(_),
    }


def _run_remit(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    until = end_in(hall, params)
    if until is None:
        raise OutOfOrder(_("Say until when."))
    actions.give_remit(
        by=by, warrant=warrant, body=body_in(hall, params), matter=params["matter"], until=until
    )


EFFECTS = [
    EffectKind(
        "body.make",
        "body",
        gettext_lazy("make a committee, working group or section"),
        form_of(MakeBodyForm),
        _check_make,
        _describe_make,
        _run_make,
        heading=_heading_make,
    ),
    EffectKind(
        "body.dissolve",
        "body",
        gettext_lazy("dissolve a body"),
        form_of(DissolveBodyForm),
        _check_dissolve,
        _describe_dissolve,
        _run_dissolve,
        heading=_heading_dissolve,
    ),
    EffectKind(
        "remit.give",
        "body",
        gettext_lazy("let a body decide a matter"),
        form_of(GiveRemitForm),
        _check_remit,
        _describe_remit,
        _run_remit,
        heading=_heading_remit,
    ),
]
