"""What a motion can do in this room: approve the minutes of a meeting, and say which was the first assembly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.effects.common import found
from unionhall.bodies.models import Body, BodyKind
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock, moments
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind, declare_effects
from unionhall.record.models import Entry, Hall

from . import rules
from .actions.approving import approve_minutes
from .actions.first import declare_first
from .models import Meeting
from .rules.first import FIRST
from .rules.minutes import APPROVING

Params = Mapping[str, Any]


def _no_form(hall: Hall, body: Body) -> type[forms.Form]:
    """It begins on the page of the minutes: there is nothing to choose."""
    return forms.Form


def _meeting(hall: Hall, params: Params) -> Meeting:
    rows = Meeting.objects.filter(hall=hall).select_related("body__hall", "hall")
    return found(rows, params.get("meeting"), _("The meeting this is about is not in the hall."))


def _day(hall: Hall, params: Params) -> str:
    return moments.day(clock.day(_meeting(hall, params).begins_at, hall.time_zone))


def _check(hall: Hall, body: Body, params: Params) -> None:
    meeting = _meeting(hall, params)
    if meeting.body_id != body.pk:
        raise NotAuthorised(_("A body approves the minutes of its own meetings."))
    rules.may_be_approved(meeting, clock.now()).enforce()
    if rules.stand_of(meeting).digest != params.get("digest"):
        raise OutOfOrder(_("These minutes are not those that were voted on: put another motion."))


def _pin(hall: Hall, body: Body, params: Params) -> Params:
    return {**params, "digest": rules.stand_of(_meeting(hall, params)).digest}


def _describe(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "the minutes of %(day)s are approved as they stand when the vote opens. Nothing more is written in them then."
    ) % {"day": _day(hall, params)}


def _heading(hall: Hall, body: Body, params: Params) -> str:
    return _("Approve the minutes of %(day)s") % {"day": _day(hall, params)}


def _whole(hall: Hall, body: Body, params: Params) -> str | SafeString:
    """The way to the minutes, where every member may read them, and what they can be checked by."""
    if body.kind != BodyKind.ASSEMBLY:
        return ""
    address = reverse("assemblies:minutes", kwargs={"hall": hall.slug, "pk": _meeting(hall, params).pk})
    return format_html(
        '<p><a href="{}">{}</a></p><p class="small soft">{} <bdi dir="ltr" class="address">{}</bdi></p>',
        address,
        _("Read the minutes"),
        _("Their SHA-256, by which they can be checked:"),
        params.get("digest", ""),
    )


def _run(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    approve_minutes(by=by, warrant=warrant, meeting=_meeting(hall, params))


def _check_first(hall: Hall, body: Body, params: Params) -> None:
    meeting = _meeting(hall, params)
    if meeting.body_id != body.pk:
        raise NotAuthorised(_("A body says of its own meetings which was the first."))
    rules.may_be_first(meeting, clock.now()).enforce()


def _describe_first(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "the meeting of %(day)s was our first assembly. Its minutes, once approved, are number 1, and later ones count on."
    ) % {"day": _day(hall, params)}


def _heading_first(hall: Hall, body: Body, params: Params) -> str:
    return _("The meeting of %(day)s was our first assembly") % {"day": _day(hall, params)}


def _run_first(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    declare_first(by=by, warrant=warrant, meeting=_meeting(hall, params))


declare_effects(
    [
        EffectKind(
            APPROVING,
            "ordinary",
            gettext_lazy("approve the minutes of a meeting"),
            _no_form,
            _check,
            _describe,
            _run,
            _whole,
            _heading,
            pin=_pin,
            own_page=True,
        ),
        EffectKind(
            FIRST,
            "ordinary",
            gettext_lazy("say which meeting was the first assembly"),
            _no_form,
            _check_first,
            _describe_first,
            _run_first,
            heading=_heading_first,
            own_page=True,
        ),
    ]
)
