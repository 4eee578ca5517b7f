"""Effects that change, repair and interpret the charter, and adopt principles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.bodies.actions import charters as actions
from unionhall.bodies.actions import principles
from unionhall.bodies.forms.effects.base import form_of
from unionhall.bodies.forms.effects.charters import (
    AdoptPresetForm,
    InterpretForm,
    PrinciplesForm,
    RepairQuorumForm,
)
from unionhall.bodies.models import Body, Principles
from unionhall.bodies.rules import charters as rules
from unionhall.bodies.rules.membership import voters_of
from unionhall.core.charters import (
    Charter,
    Interpretation,
    codec,
    difference,
    for_those_here,
    heading_of,
    losses,
)
from unionhall.core.charters.presets import PRESETS
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Sentence
from unionhall.kit import clock, texts
from unionhall.kit.actor import Actor
from unionhall.kit.registries import EffectKind
from unionhall.record.models import Entry, Hall

from .common import only_the_assembly

Params = Mapping[str, Any]


# ── The charter ───────────────────────────────────────────────────────────


def _check_change(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    days = params.get("in_days", 0)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 366:
        raise OutOfOrder(_("A change takes force at once, or within a year."))
    rules.check_change(hall.pk, params)


def _both(params: Params) -> tuple[Charter, Charter]:
    return Charter.from_data(params["base"]), Charter.from_data(params["document"])


def _describe_change(hall: Hall, body: Body, params: Params) -> str:
    old, new = _both(params)
    parts = [change.heading.said(_) for change in difference(old, new)]
    days = params.get("in_days", 0)
    if old.title != new.title:
        first = _("our charter becomes “%(title)s”.") % {"title": _own_words(new.title)}
    else:
        first = _("our charter changes in: %(parts)s.") % {"parts": ", ".join(parts) or _("its own words")}
    when = (
        ngettext("It is in force a day after.", "It is in force %(days)d days after.", days) % {"days": days}
        if days
        else _("It is in force at once.")
    )
    return f"{first} {when}"


def _heading_change(hall: Hall, body: Body, params: Params) -> str:
    old, new = _both(params)
    if old.title != new.title:
        return _("Adopt “%(title)s” as our charter") % {"title": _own_words(new.title)}
    parts = [change.heading.said(_) for change in difference(old, new)]
    return (
        _("Change our charter: %(parts)s") % {"parts": ", ".join(parts)} if parts else _("Change our charter")
    )


def _own_words(title: str) -> str:
    """A charter's title in the reader's language, where it is one of those that lie ready."""
    return _(title) if title in {one.charter.title for one in PRESETS.values()} else title


def _whole_change(hall: Hall, body: Body, params: Params) -> SafeString:
    old, new = _both(params)
    lost, here = losses(old, new), for_those_here(old, new)
    warned = render_to_string("kit/warning.html", {"items": lost, "heading": ""}) if lost else ""
    return format_html(
        "{}{}{}",
        mark_safe(warned),  # noqa: S308 - a template
        _changes(old, new),
        format_html_join("", "<p>{}</p>", ((one.said(_),) for one in here)),
    )


def _changes(old: Charter, new: Charter) -> SafeString:
    return format_html_join(
        "",
        '<section class="card"><h3>{}</h3><div class="change" dir="auto">{}</div></section>',
        (
            (
                change.heading.said(_),
                format_html_join(
                    "",
                    "{}{}",
                    (
                        (_marked("del", _("[taken out:"), was), _marked("ins", _("[put in:"), becomes))
                        for was, becomes in change.pairs()
                        if was != becomes
                    ),
                ),
            )
            for change in difference(old, new)
        ),
    )


def _marked(tag: str, said: str, sentence: Sentence | None) -> SafeString:
    if sentence is None:
        return SafeString("")
    inside = format_html(
        '<span class="hidden-words">{} </span>{}<span class="hidden-words">{}</span>',
        said,
        sentence.said(_),
        _("]"),
    )
    return (
        format_html("<p><del>{}</del></p>", inside)
        if tag == "del"
        else format_html("<p><ins>{}</ins></p>", inside)
    )


def _run_change(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.adopt_charter(
        by=by,
        warrant=warrant,
        base=params["base"],
        document=params["document"],
        in_days=params.get("in_days", 0),
    )


# ── Repairing a quorum ────────────────────────────────────────────────────


def _quorum(params: Params) -> Quorum:
    return codec.read(Quorum, params.get("quorum"), "quorum")


def _check_repair(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    rules.repair_of(hall.pk, _quorum(params), voters_of(body, clock.now()).count())


def _describe_repair(hall: Hall, body: Body, params: Params) -> str:
    return _("the quorums are repaired, at once: no rule asks for more than this any longer: %(quorum)s.") % {
        "quorum": _quorum(params).in_words().said(_)
    }


def _run_repair(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.repair_quorum(by=by, warrant=warrant, quorum=_quorum(params))


# ── Interpreting ──────────────────────────────────────────────────────────


def _told(hall: Hall, params: Params) -> Interpretation:
    return Interpretation(
        anchor=str(params.get("anchor", "")),
        value=params.get("value"),
        of=params.get("of"),
        words=str(params.get("words", "")),
        day=clock.day(clock.now(), hall.time_zone).isoformat(),
    )


def _check_interpret(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    current = rules.read(rules.newest_row(hall.pk))
    told = _told(hall, params)
    if told.anchor not in rules.holes(current):
        raise OutOfOrder(
            _("The charter says this already; changing what it says is a change of the charter.")
        )
    rules.interpreted(current, told)


def _describe_interpret(hall: Hall, body: Body, params: Params) -> str:
    charter = rules.read(rules.newest_row(hall.pk))
    return _("where the charter's text does not say (%(part)s), it means: %(words)s") % {
        "part": heading_of(charter, str(params["anchor"]).split(".")[0]).said(_),
        "words": params["words"],
    }


def _run_interpret(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    actions.interpret_charter(by=by, warrant=warrant, told=_told(hall, params))


# ── Principles ────────────────────────────────────────────────────────────


def _check_principles(hall: Hall, body: Body, params: Params) -> None:
    only_the_assembly(body)
    text = str(params.get("text", "")).strip()
    if not text:
        raise OutOfOrder(_("Write what our principles are."))
    newest = Principles.objects.filter(hall=hall).order_by("-version").first()
    if newest is not None and newest.text == text:
        raise OutOfOrder(_("These are our principles already."))


def _describe_principles(hall: Hall, body: Body, params: Params) -> str:
    return _(
        "the text below becomes our principles. Everybody is asked for their answer anew, and loses nothing by waiting."
    )


def _whole_principles(hall: Hall, body: Body, params: Params) -> SafeString:
    return texts.block(params["text"], params.get("language", ""), decided=True)


def _run_principles(*, by: Actor, warrant: Entry, hall: Hall, body: Body, params: Params) -> None:
    principles.adopt_principles(
        by=by, warrant=warrant, text=params["text"], language=params.get("language") or hall.language
    )


EFFECTS = [
    EffectKind(
        "charter.change",
        "charter_change",
        gettext_lazy("adopt or change the charter"),
        form_of(AdoptPresetForm),
        _check_change,
        _describe_change,
        _run_change,
        _whole_change,
        heading=_heading_change,
    ),
    EffectKind(
        "quorum.repair",
        "quorum_repair",
        gettext_lazy("repair a quorum nobody can meet"),
        form_of(RepairQuorumForm),
        _check_repair,
        _describe_repair,
        _run_repair,
    ),
    EffectKind(
        "rule.interpret",
        "interpretation",
        gettext_lazy("say what the charter means where its text does not"),
        form_of(InterpretForm),
        _check_interpret,
        _describe_interpret,
        _run_interpret,
    ),
    EffectKind(
        "principles.adopt",
        "principles",
        gettext_lazy("adopt principles"),
        form_of(PrinciplesForm),
        _check_principles,
        _describe_principles,
        _run_principles,
        _whole_principles,
    ),
]
