"""Effects that open the public door and mark the stages of the founding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.actions import publicity as actions
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.forms.effects.publicity import GoPublicForm, ReachStageForm
from unionhall.bodies.models import Body, Organisation, Stage
from unionhall.bodies.rules import publicity as rules
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind
from unionhall.record.models import Entry, Hall

from .common import only_the_assembly

Params = Mapping[str, Any]


def _check_public(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    rules.may_go_public(Organisation.objects.get(hall=hall), params.get("front", "")).enforce()


def _describe_public(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "we go public as “%(name)s”. Outsiders may know from then on that we exist, and can ask to join at our door;"
        " who is a member stays secret. What is once known cannot be taken back."
    ) % {"name": params.get("name", "")}


def _whole_public(hall: Hall, body: Body, params: Params) -> SafeString:
    where = " · ".join(one for one in (params.get("place"), params.get("industry")) if one)
    door = render_to_string("bodies/door_says.html", {"door": params, "language": hall.language, "h": 3})
    return format_html("<p>{}</p><p>{}</p>{}", _("The public door will say:"), where, mark_safe(door))  # noqa: S308 - a template


def _run_public(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.go_public(
        by=by,
        warrant=warrant,
        name=params.get("name", ""),
        front=params["front"],
        reach=params.get("reach", ""),
        place=params.get("place", ""),
        industry=params.get("industry", ""),
    )


def _check_stage(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    rules.may_reach(Organisation.objects.get(hall=hall), params.get("stage", "")).enforce()


def _describe_stage(hall: Hall, body: Body, params: Params) -> str:
    if params["stage"] == Stage.FOUNDED:
        return _("we declare our founding complete. Mandates may then last as long as the charter says.")
    return _("our founding comes to this stage: %(stage)s.") % {"stage": Stage(params["stage"]).label}


def _run_stage(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.reach_stage(by=by, warrant=warrant, stage=params["stage"])


EFFECTS = [
    EffectKind(
        "organisation.go_public",
        "publicity",
        gettext_lazy("go public"),
        form_of(GoPublicForm),
        _check_public,
        _describe_public,
        _run_public,
        _whole_public,
    ),
    EffectKind(
        "organisation.found",
        "body",
        gettext_lazy("declare how far our founding has come"),
        form_of(ReachStageForm),
        _check_stage,
        _describe_stage,
        _run_stage,
    ),
]
