"""Effects that make offices, give mandates and take them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.actions import mandates as actions
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.forms.effects.offices import GiveMandateForm, MakeOfficeForm, RecallForm
from unionhall.bodies.models import Body, BodyKind, Office
from unionhall.bodies.rules import offices as rules
from unionhall.core import offices
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind, powers
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Mandate
from unionhall.record.models import Entry, Hall

from .common import body_called, body_in, called, day_in, end_in, found, in_words, member_in

Params = Mapping[str, Any]


def titles(names: Any) -> str:
    """Powers as people say them, in a row."""
    return ", ".join(str(powers.get(name).title) if name in powers else str(name) for name in names)


def _for(hall: Hall, body: Body, params: Params) -> Body:
    """The body a mandate or office is for: the one deciding, or, where the assembly decides, the one it names."""
    office = _office(hall, params)
    named = office.body if office else body_in(hall, params) if params.get("body") else body
    if body.kind != BodyKind.ASSEMBLY and named.pk != body.pk:
        raise NotAuthorised(_("A body gives mandates for itself; for another body the assembly does."))
    return named


def _powers(params: Params, office: Office | None) -> dict[str, dict[str, Any]]:
    if office is not None:
        return {name: dict(limits) for name, limits in office.powers.items()}
    given = params.get("powers") or {}
    return {name: dict(limits or {}) for name, limits in given.items()}


def _office(hall: Hall, params: Params) -> Office | None:
    if not params.get("office"):
        return None
    offices = Office.objects.filter(hall=hall, ended_at=None).select_related("body__hall")
    return found(offices, params["office"], _("The office this is about is no more."))


def _since(hall: Hall, params: Params) -> datetime | None:
    day = day_in(params, "since")
    return rules.start_of_day(hall, day) if day else None


def _until(hall: Hall, params: Params) -> datetime:
    until = end_in(hall, params)
    if until is None:
        raise OutOfOrder(_("There is no mandate without an end: say until when."))
    return until


def _check_give(hall: Hall, body: Body, params: Params) -> None:
    now, office = clock.now(), _office(hall, params)
    since = _since(hall, params)
    rules.may_hold(
        member_in(hall, params),
        _for(hall, body, params),
        _powers(params, office),
        since=max(since or now, now),
        until=_until(hall, params),
        office=office,
        at=now,
    ).enforce()


def _describe_give(hall: Hall, body: Body, params: Params) -> str:
    office = Office.objects.filter(hall=hall, pk=params["office"]).first() if params.get("office") else None
    said = {
        "name": called(hall, params.get("member")),
        "powers": titles(_powers(params, office)),
        "since": in_words(params.get("since")),
        "until": in_words(params.get("until")),
        "purpose": params.get("purpose") or "",
        "office": office.name if office else "",
        "body": body_called(hall, office.body_id if office else params.get("body") or body.pk),
    }
    if office:
        first = (
            _("%(name)s holds the office “%(office)s” until %(until)s and may, for “%(body)s”: %(powers)s.")
            % said
        )
    elif said["since"]:
        first = _("%(name)s may, for “%(body)s”, from %(since)s until %(until)s: %(powers)s.") % said
    else:
        first = _("%(name)s may, for “%(body)s”, until %(until)s: %(powers)s.") % said
    return first + (" " + _("It is for this: %(purpose)s") % said if said["purpose"] else "")


def _heading_give(hall: Hall, body: Body, params: Params) -> str:
    office = _office(hall, params)
    return _("Give a mandate: %(what)s") % {
        "what": office.name if office else titles(_powers(params, None)),
    }


def _run_give(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    office = _office(hall, params)
    actions.give_mandate(
        by=by,
        warrant=warrant,
        body=_for(hall, body, params),
        member=member_in(hall, params),
        powers=_powers(params, office),
        until=_until(hall, params),
        since=_since(hall, params),
        purpose=params.get("purpose") or "",
        office=office,
    )


def _mandate(hall: Hall, body: Body, params: Params) -> Mandate:
    mandates_here = Mandate.objects.filter(hall=hall)
    mandate = found(mandates_here, params.get("mandate"), _("The mandate this is about is not in the hall."))
    if body.kind != BodyKind.ASSEMBLY and mandate.scope != body.pk:
        raise NotAuthorised(_("A body takes back its own mandates; another's the assembly does."))
    return mandate


def _check_recall(hall: Hall, body: Body, params: Params) -> None:
    mandate = _mandate(hall, body, params)
    if mandate.ended_at is not None or mandate.until <= clock.now():
        raise OutOfOrder(_("This mandate has ended already."))


def _describe_recall(hall: Hall, body: Body, params: Params) -> str:
    mandate = Mandate.objects.filter(hall=hall, pk=params.get("mandate")).first()
    if mandate is None:
        return _("a mandate is taken back.")
    return _("the mandate of %(name)s is taken back, at once: %(powers)s.") % {
        "name": called(hall, mandate.member),
        "powers": titles(sorted(mandate.grants.values_list("power", flat=True))),
    }


def _heading_recall(hall: Hall, body: Body, params: Params) -> str:
    mandate = _mandate(hall, body, params)
    return _("Take back a mandate: %(what)s") % {
        "what": titles(sorted(mandate.grants.values_list("power", flat=True)))
    }


def _run_recall(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    mandates.recall_mandate(by=by, mandate=_mandate(hall, body, params), warrant=warrant)


def _check_office(hall: Hall, body: Body, params: Params) -> None:
    rules.may_make_office(
        _for(hall, body, params),
        params.get("name", ""),
        params.get("powers") or {},
        params.get("term_days"),
        clock.now(),
        _more(params),
    ).enforce()


def _more(params: Params) -> dict[str, Any]:
    """What an office asks beside its name, powers and term; a motion put before that could be said says nothing of it."""
    return {name: params[name] for name in (*rules.MORE_OF_AN_OFFICE, "excludes") if params.get(name)}


def _describe_office(hall: Hall, body: Body, params: Params) -> str:
    first = _(
        "an office is made, “%(name)s”, for %(days)d days at a time. Whoever holds it may: %(powers)s."
    ) % {
        "name": params["name"],
        "days": params["term_days"],
        "powers": titles(params["powers"]),
    }
    return " ".join((first, *_more_in_words(hall, _more(params))))


def _more_in_words(hall: Hall, more: Params) -> list[str]:
    """What an office asks, as sentences; nothing of what it leaves as it is."""
    said = []
    if more.get("seats", 1) > 1:
        said.append(_("%(seats)d hold it at a time.") % more)
    if more.get("consecutive"):
        said.append(_("Terms in a row: %(consecutive)d at most.") % more)
        said.append(
            _("A pause of %(days)d days ends a row.") % {"days": more.get("pause_days", offices.PAUSE_DAYS)}
        )
    if more.get("member_days"):
        said.append(_("Whoever stands has been a member for %(member_days)d days.") % more)
    if more.get("excludes"):
        named = Office.objects.filter(hall=hall, pk__in=more["excludes"]).order_by("name")
        said.append(
            _("Nobody holds beside it: %(offices)s.") % {"offices": ", ".join(one.name for one in named)}
        )
    return said


def _heading_office(hall: Hall, body: Body, params: Params) -> str:
    return _("Make an office: %(name)s") % {"name": params["name"]}


def _run_office(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.make_office(
        by=by,
        warrant=warrant,
        body=_for(hall, body, params),
        name=params["name"],
        purpose=params.get("purpose", ""),
        powers=_powers(params, None),
        term_days=params["term_days"],
        more=_more(params),
    )


EFFECTS = [
    EffectKind(
        "mandate.give",
        "mandate",
        gettext_lazy("give somebody a mandate"),
        form_of(GiveMandateForm),
        _check_give,
        _describe_give,
        _run_give,
        heading=_heading_give,
        matter_for=lambda params: "election" if params.get("office") else "mandate",
    ),
    EffectKind(
        "mandate.recall",
        "recall",
        gettext_lazy("take a mandate back"),
        form_of(RecallForm),
        _check_recall,
        _describe_recall,
        _run_recall,
        heading=_heading_recall,
    ),
    EffectKind(
        "office.make",
        "body",
        gettext_lazy("make an office"),
        form_of(MakeOfficeForm),
        _check_office,
        _describe_office,
        _run_office,
        heading=_heading_office,
    ),
]
