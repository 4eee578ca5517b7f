"""What a motion can do in this room: change another motion's words, overturn a committee's decision, draw a committee by lot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.bodies.effects.common import end_in, in_words, only_the_assembly
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.models import Body, BodyKind
from unionhall.bodies.rules.offices import may_make_body
from unionhall.core.amending import is_same
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind, declare_effects
from unionhall.record.models import Entry, Hall

from .actions import amendments, calling_in, lots, together
from .forms.lots import DrawForm
from .models import EffectState, Motion, Status
from .rules.amendments import may_change_words, wordings, words_by
from .rules.lots import may_call_lot

Params = Mapping[str, Any]


class OwnPage(forms.Form):
    """Amending and calling in begin on the motion's own page; there is nothing to choose here."""

    def params(self) -> dict[str, Any]:
        """Nothing."""
        return {}


def _no_form(hall: Hall, body: Body) -> type[forms.Form]:
    return OwnPage


def _motion(hall: Hall, params: Params) -> Motion:
    try:
        wanted = UUID(str(params.get("motion")))
    except ValueError:
        wanted = UUID(int=0)
    motion = Motion.objects.select_related("body", "hall", "amends").filter(hall=hall, pk=wanted).first()
    if motion is None:
        raise OutOfOrder(_("The motion this is about is not in the hall."))
    return motion


def _check_amend(hall: Hall, body: Body, params: Params) -> None:
    motion = _motion(hall, params)
    if motion.body_id != body.pk:
        raise NotAuthorised(_("A body amends its own motions."))
    may_change_words(motion).enforce()
    words_by(motion, params)


def _describe_amend(hall: Hall, body: Body, params: Params) -> str:
    motion = _motion(hall, params)
    if motion.amends_id is not None:
        return _("amendment %(number)d asks for what is shown here instead.") % {"number": motion.number}
    return _("the text of motion %(number)d is changed as shown. What it does by itself stays as it is.") % {
        "number": motion.number
    }


def _run_amend(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    motion = _motion(hall, params)
    words = words_by(motion, params)
    # What it asks for may have come into the text by another one meanwhile: then it is done already.
    if not is_same(words, wordings(motion)[-1]):
        amendments.amend_text(by=by, warrant=warrant, motion=motion, words=words)


def _check_together(hall: Hall, body: Body, params: Params) -> None:
    may_change_words(_motion(hall, params)).enforce()


def _describe_together(hall: Hall, body: Body, params: Params) -> str:
    numbers = Motion.objects.filter(hall=hall, pk__in=params["amendments"]).order_by("number")
    return _("the text of motion %(number)d is changed by all of these amendments: %(numbers)s.") % {
        "number": _motion(hall, params).number,
        "numbers": ", ".join(str(one) for one in numbers.values_list("number", flat=True)),
    }


def _run_together(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    together.amend_together(by=by, warrant=warrant, motion=_motion(hall, params), parts=params["amendments"])


def _check_overturn(hall: Hall, body: Body, params: Params) -> None:
    motion = _motion(hall, params)
    if body.kind != BodyKind.ASSEMBLY:
        raise NotAuthorised(_("Only the assembly overturns a decision."))
    if motion.body.kind == BodyKind.ASSEMBLY or motion.status != Status.CARRIED:
        raise OutOfOrder(_("Only a decision of another body that carried can be overturned."))


def _describe_overturn(hall: Hall, body: Body, params: Params) -> str:
    motion = _motion(hall, params)
    done = {effect.kind for effect in motion.effects.all() if effect.state == EffectState.DONE}
    said = {"number": motion.number, "body": motion.body.name}
    first = (
        _(
            "the decision of “%(body)s” on motion %(number)d no longer holds, and what it had still to do is not done."
        )
        % said
    )
    undone = []
    if "mandate.give" in done:
        undone.append(_("The mandates it gave end."))
    if done - set(calling_in.UNDOING):
        undone.append(_("What else it did already stands, until a motion of its own changes that."))
    return " ".join([first, *undone])


def _run_overturn(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    calling_in.overturn(by=by, warrant=warrant, motion=_motion(hall, params))


def _check_draw(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    until = end_in(hall, params)
    may_make_body(hall, BodyKind.COMMITTEE, str(params.get("name", "")), until, clock.now()).enforce()
    may_call_lot(params.get("size"), str(params.get("source", "")), params.get("days")).enforce()


def _describe_draw(hall: Hall, body: Body, params: Params) -> str:
    return ngettext(
        "a committee is drawn by lot, “%(name)s”, until %(day)s: %(count)d of those who come forward."
        " Days for coming forward: %(days)d. Drawn by: %(source)s.",
        "a committee is drawn by lot, “%(name)s”, until %(day)s: %(count)d of those who come forward."
        " Days for coming forward: %(days)d. Drawn by: %(source)s.",
        int(params["size"]),
    ) % {
        "name": params["name"],
        "day": in_words(params["until"]),
        "count": params["size"],
        "days": params["days"],
        "source": params["source"],
    }


def _heading_draw(hall: Hall, body: Body, params: Params) -> str:
    return _("Draw a committee by lot: %(name)s") % {"name": params["name"]}


def _run_draw(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    until = end_in(hall, params)
    if until is None:
        raise OutOfOrder(_("Say until when."))
    lots.call_lot(
        by=by,
        warrant=warrant,
        body=body,
        name=params["name"],
        size=params["size"],
        source=params["source"],
        days=params["days"],
        until=until,
        purpose=params.get("purpose", ""),
    )


declare_effects(
    [
        EffectKind(
            "body.draw",
            "body",
            gettext_lazy("draw a committee by lot from those willing"),
            form_of(DrawForm),
            _check_draw,
            _describe_draw,
            _run_draw,
            heading=_heading_draw,
        ),
        EffectKind(
            "motion.amend",
            "ordinary",
            gettext_lazy("change the text of a motion"),
            _no_form,
            _check_amend,
            _describe_amend,
            _run_amend,
            own_page=True,
        ),
        EffectKind(
            "motion.amend_together",
            "ordinary",
            gettext_lazy("decide several amendments together"),
            _no_form,
            _check_together,
            _describe_together,
            _run_together,
            own_page=True,
        ),
        EffectKind(
            "decision.overturn",
            "overturn",
            gettext_lazy("overturn a committee's decision"),
            _no_form,
            _check_overturn,
            _describe_overturn,
            _run_overturn,
            own_page=True,
        ),
    ]
)
