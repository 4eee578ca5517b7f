"""What a motion can do in this room: send delegates, tell them what to do, judge what they did outside of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.bodies.effects.common import called, end_in, found, in_words
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.models import Body, Member
from unionhall.bodies.rules import offices
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind, declare_effects
from unionhall.record.models import Entry, Hall

from . import actions, rules
from .forms import InstructForm, JudgeForm, SendForm
from .models import Act, Point

Params = Mapping[str, Any]


def _members(hall: Hall, params: Params) -> list[Member]:
    everybody = Member.objects.filter(hall=hall, left_on=None).select_related("person", "hall")
    return [
        found(everybody, key, _("Somebody who was to be sent is not in the hall."))
        for key in params.get("members") or []
    ]


def _check_send(hall: Hall, body: Body, params: Params) -> None:
    members, until, now = _members(hall, params), end_in(hall, params), clock.now()
    if until is None:
        raise OutOfOrder(_("There is no mandate without an end: say until when."))
    if not members or not params.get("to") or not params.get("points"):
        raise OutOfOrder(_("Say where to, who is sent, and what it is about there."))
    if params.get("employer") and len(members) < 2:
        raise OutOfOrder(_("Nobody meets an employer alone: send two at least."))
    for member in members:
        offices.may_hold(member, body, {rules.ACT: {}}, since=now, until=until, office=None, at=now).enforce()


def _describe_send(hall: Hall, body: Body, params: Params) -> str:
    names = [called(hall, key) for key in params.get("members") or []]
    return ngettext(
        "%(names)s goes to “%(to)s” in our name, until %(until)s. A delegate decides nothing: what we say on each point binds.",
        "%(names)s go to “%(to)s” in our name, until %(until)s. Delegates decide nothing: what we say on each point binds.",
        len(names),
    ) % {"names": ", ".join(names), "to": params.get("to", ""), "until": in_words(params.get("until"))}


def _heading_send(hall: Hall, body: Body, params: Params) -> str:
    return _("Send delegates: %(to)s") % {"to": params.get("to", "")}


def _run_send(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    until = end_in(hall, params)
    if until is None:
        raise OutOfOrder(_("There is no mandate without an end: say until when."))
    actions.send_delegates(
        by=by,
        warrant=warrant,
        body=body,
        to=params["to"],
        members=_members(hall, params),
        points=[(title, text) for title, text in params["points"]],
        until=until,
        employer=bool(params.get("employer")),
    )


def _point(hall: Hall, body: Body, params: Params) -> Point:
    rows = Point.objects.filter(hall=hall).select_related("delegation__body__hall")
    point = found(rows, params.get("point"), _("The point this is about is on no agenda."))
    if point.delegation.body_id != body.pk:
        raise NotAuthorised(_("A body instructs its own delegates."))
    return point


def _check_instruct(hall: Hall, body: Body, params: Params) -> None:
    point = _point(hall, body, params)
    if point.digest != params.get("text"):
        raise OutOfOrder(_("The text of this point was changed since: decide on the new one."))
    rules.read_instruction(params.get("way", ""), point.digest, params.get("positions"), params.get("shares"))


def _describe_instruct(hall: Hall, body: Body, params: Params) -> str:
    point = _point(hall, body, params)
    given = rules.read_instruction(
        params.get("way", ""), params.get("text", ""), params.get("positions"), params.get("shares")
    )
    return _("our delegates at “%(to)s” are told on point %(number)d, “%(title)s”: %(what)s") % {
        "to": point.delegation.to,
        "number": point.number,
        "title": point.title,
        "what": given.said().said(_),
    }


def _heading_instruct(hall: Hall, body: Body, params: Params) -> str:
    point = _point(hall, body, params)
    return _("Instruct our delegates: %(to)s, point %(number)d") % {
        "to": point.delegation.to,
        "number": point.number,
    }


def _run_instruct(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.instruct(
        by=by,
        warrant=warrant,
        point=_point(hall, body, params),
        way=params["way"],
        text=params["text"],
        positions=params.get("positions") or [],
        shares=params.get("shares") or {},
    )


def _act(hall: Hall, body: Body, params: Params) -> Act:
    rows = Act.objects.filter(hall=hall).select_related("point__delegation")
    act = found(rows, params.get("act"), _("What this is about was not noted here."))
    if act.point.delegation.body_id != body.pk:
        raise NotAuthorised(_("A body judges what its own delegates did."))
    return act


def _check_judge(hall: Hall, body: Body, params: Params) -> None:
    act = _act(hall, body, params)
    if rules.rung_of(act) is None or act.confirmed is not None:
        raise OutOfOrder(_("There is nothing to judge here any more."))


def _describe_judge(hall: Hall, body: Body, params: Params) -> str:
    said = {
        "to": _act(hall, body, params).point.delegation.to,
        "number": _act(hall, body, params).point.number,
    }
    if params.get("confirmed"):
        return (
            _("what was done at “%(to)s” on point %(number)d, outside of what we had said, stands after all.")
            % said
        )
    return (
        _("what was done at “%(to)s” on point %(number)d, outside of what we had said, binds nobody.") % said
    )


def _heading_judge(hall: Hall, body: Body, params: Params) -> str:
    point = _act(hall, body, params).point
    return _("Outside the instruction: %(to)s, point %(number)d") % {
        "to": point.delegation.to,
        "number": point.number,
    }


def _run_judge(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.judge_act(
        by=by, warrant=warrant, act=_act(hall, body, params), confirmed=bool(params.get("confirmed"))
    )


declare_effects(
    [
        EffectKind(
            "delegation.send",
            "mandate",
            gettext_lazy("send delegates somewhere"),
            form_of(SendForm),
            _check_send,
            _describe_send,
            _run_send,
            heading=_heading_send,
        ),
        EffectKind(
            "delegation.instruct",
            "ordinary",
            gettext_lazy("tell delegates what to stand for"),
            form_of(InstructForm),
            _check_instruct,
            _describe_instruct,
            _run_instruct,
            heading=_heading_instruct,
        ),
        EffectKind(
            "delegation.judge",
            "ordinary",
            gettext_lazy("judge what a delegate did outside the instruction"),
            form_of(JudgeForm),
            _check_judge,
            _describe_judge,
            _run_judge,
            heading=_heading_judge,
        ),
    ]
)
