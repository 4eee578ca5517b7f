"""Effects that admit, suspend, reinstate and exclude a member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.bodies import actions
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.forms.effects.members import AdmitForm, ExcludeForm, ReinstateForm, SuspendForm
from unionhall.bodies.models import Application, Body, Member, State
from unionhall.bodies.rules import assembly, doors, place_of
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind
from unionhall.record.models import Entry, Hall

from .common import called, found, member_in, only_the_assembly

Params = Mapping[str, Any]


def _state(member: Member) -> str:
    place = place_of(member, assembly(member.hall_id))
    return place.state if place else ""


def _application(hall: Hall, params: Params) -> Application:
    applications = Application.objects.filter(hall=hall)
    return found(
        applications, params["application"], _("The application this is about is not in the hall any more.")
    )


def _check_admit(hall: Hall, body: Body, params: Params) -> None:
    if params.get("application"):
        doors.is_open(_application(hall, params)).enforce()
    elif _state(member_in(hall, params)) != State.TRIAL:
        raise OutOfOrder(_("They are not on trial."))


def _describe_admit(hall: Hall, body: Body, params: Params) -> str:
    if params.get("application"):
        asked = Application.objects.filter(hall=hall, pk=params["application"]).first()
        name = asked.name if asked and asked.name else _("somebody who applied")
    else:
        name = called(hall, params.get("member"))
    return _("%(name)s is admitted as a member.") % {"name": name}


def _run_admit(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    if params.get("application"):
        actions.admit_application(by=by, application=_application(hall, params), warrant=warrant)
    else:
        actions.admit_from_trial(by=by, member=member_in(hall, params), warrant=warrant)


def _check_suspend(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    member = member_in(hall, params)
    doors.may_suspend(member, params.get("days") or 0).enforce()
    if _state(member) == State.SUSPENDED:
        raise OutOfOrder(_("They are suspended already."))


def _describe_suspend(hall: Hall, body: Body, params: Params) -> str:
    days = params["days"]
    return ngettext(
        "%(name)s is suspended for a day: they read, and neither vote nor use a mandate.",
        "%(name)s is suspended for %(days)d days: they read, and neither vote nor use a mandate.",
        days,
    ) % {"name": called(hall, params.get("member")), "days": days}


def _run_suspend(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.suspend_member(by=by, member=member_in(hall, params), days=params["days"], warrant=warrant)


def _check_reinstate(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    if _state(member_in(hall, params)) != State.SUSPENDED:
        raise OutOfOrder(_("They are not suspended."))


def _describe_reinstate(hall: Hall, body: Body, params: Params) -> str:
    return _("the suspension of %(name)s ends at once.") % {"name": called(hall, params.get("member"))}


def _run_reinstate(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.reinstate_member(by=by, member=member_in(hall, params), warrant=warrant)


def _check_exclude(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    member_in(hall, params)


def _describe_exclude(hall: Hall, body: Body, params: Params) -> str:
    return _("%(name)s is excluded: their membership and every mandate they hold end at once.") % {
        "name": called(hall, params.get("member"))
    }


def _run_exclude(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.exclude_member(by=by, member=member_in(hall, params), warrant=warrant)


EFFECTS = [
    EffectKind(
        "member.admit",
        "admission",
        gettext_lazy("admit somebody"),
        form_of(AdmitForm),
        _check_admit,
        _describe_admit,
        _run_admit,
    ),
    EffectKind(
        "member.suspend",
        "suspension",
        gettext_lazy("suspend a member"),
        form_of(SuspendForm),
        _check_suspend,
        _describe_suspend,
        _run_suspend,
    ),
    EffectKind(
        "member.reinstate",
        "suspension",
        gettext_lazy("end a suspension"),
        form_of(ReinstateForm),
        _check_reinstate,
        _describe_reinstate,
        _run_reinstate,
    ),
    EffectKind(
        "member.exclude",
        "exclusion",
        gettext_lazy("exclude a member"),
        form_of(ExcludeForm),
        _check_exclude,
        _describe_exclude,
        _run_exclude,
    ),
]
