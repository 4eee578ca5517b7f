"""Writing a change of the charter: by a preset, by one rule, by one part; and what it would mean before it is put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.forms.charters import PARTS, EntrenchForm, InForceForm
from unionhall.bodies.forms.effects.charters import preset_in
from unionhall.bodies.forms.rules import RuleForm
from unionhall.bodies.rules import assembly, charters, voters_of
from unionhall.core.charters import (
    MATTERS,
    Charter,
    difference,
    for_those_here,
    heading_of,
    losses,
    sentences,
    warnings,
)
from unionhall.core.charters.presets import PRESETS, STARTER, suggest
from unionhall.kit import clock
from unionhall.kit.registries import replays

from . import drafts


@members_only
@require_safe
def change(request: HttpRequest, hall: str) -> HttpResponse:
    """The roads to another charter: one that suits, one rule, one part, our own words."""
    current = drafts.working(request)
    members = _members(request)
    near = suggest(request.organisation.kind, members)  # type: ignore[attr-defined]
    lost = {one.key: losses(current, one.charter) for one in PRESETS.values()}
    context = {
        "presets": [(one, lost[one.key]) for one in near if one is not STARTER],
        "others": [
            (one, lost[one.key]) for one in PRESETS.values() if one not in near and one is not STARTER
        ],
        "matters": [
            (key, matter, key in current.rules or key == "ordinary")
            for key, matter in MATTERS.items()
            if key != "quorum_repair"
        ],
        "articles": current.articles,
        "draft": drafts.kept(request),
        "page_title": _("Propose a change"),
    }
    return render(request, "bodies/charter_change.html", context)


def _members(request: HttpRequest) -> int:
    return voters_of(assembly(request.hall.pk), clock.now()).count()  # type: ignore[attr-defined]


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def preset(request: HttpRequest, hall: str, key: str) -> HttpResponse:
    """A ready-made charter in full, with its source, what it is silent on, and what it would mean for us; or take it."""
    if key not in PRESETS:
        raise Http404
    offered = PRESETS[key]
    new = preset_in(key, request.hall.language)  # type: ignore[attr-defined]
    if request.method == "POST":
        drafts.forget(request)
        drafts.keep(request, new)
        return redirect("bodies:charter_preview", hall=hall)
    current = charters.read(charters.newest_row(request.hall.pk))  # type: ignore[attr-defined]
    context = {
        "preset": offered,
        "charter": new,
        "paragraphs": list(enumerate(sentences(new), start=1)),
        "warnings": warnings(new, _members(request), current),
        "page_title": offered.title.said(_),
    }
    return render(request, "bodies/charter_preset.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, hall: str, matter: str) -> HttpResponse:
    """
    One rule in words. What stands in the address fills the form first: a decided case becomes a rule that way ("make
    this our rule", S2-2.10).
    """
    if matter not in MATTERS or matter == "quorum_repair":
        raise Http404
    current = drafts.working(request)
    old = current.rules.get(matter, current.ordinary)
    if request.method == "POST" and "fall" in request.POST and matter in current.rules:
        drafts.keep(request, _without(current, matter))
        return redirect("bodies:charter_preview", hall=hall)
    form = RuleForm(request.POST or None, rule=old, initial=_prefilled(request.GET))
    if request.method == "POST" and form.is_valid():
        new = current.with_rule(matter, form.new_rule)
        if new != current:
            drafts.keep(request, new)
        return redirect("bodies:charter_preview", hall=hall)
    context = {
        "form": form,
        "matter": MATTERS[matter],
        "named": matter in current.rules,
        "now": old.said(),
        "from_case": bool(_prefilled(request.GET)),
        "page_title": MATTERS[matter].title.said(_),
    }
    return render(request, "bodies/charter_rule.html", context, status=422 if form.errors else 200)


def _prefilled(query: QueryDict) -> dict[str, Any]:
    return {name: query[name] for name in RuleForm.base_fields if query.get(name)}


def _without(current: Charter, matter: str) -> Charter:
    data = current.to_data()
    data["rules"] = {key: one for key, one in data["rules"].items() if key != matter}
    return Charter.from_data(data)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, hall: str, name: str) -> HttpResponse:
    """A part that is no rule of a matter: membership, terms, recall, independence, a paragraph of our own."""
    if name not in PARTS:
        raise Http404
    current = drafts.working(request)
    form = PARTS[name](request.POST or None, charter=current, initial=_article(current, request.GET))
    if request.method == "POST" and form.is_valid():
        if form.changed() != current:
            drafts.keep(request, form.changed())
        return redirect("bodies:charter_preview", hall=hall)
    context = {"form": form, "heading": part_titles()[name], "page_title": part_titles()[name]}
    return render(request, "bodies/charter_part.html", context, status=422 if form.errors else 200)


def part_titles() -> dict[str, str]:
    """What the parts are called."""
    return {
        "title": _("What the charter is called"),
        "options": _("Members and motions"),
        "terms": _("Terms and turns"),
        "recall_rule": _("Calling for recall"),
        "independence": _("Independence"),
        "article": _("A paragraph in our own words"),
    }


def _article(current: Charter, query: Mapping[str, Any]) -> dict[str, Any]:
    """The paragraph to start from: one there is, or what a decided case said ("make this our rule")."""
    if query.get("heading"):
        return {"heading": query["heading"], "text": query.get("text", "")}
    wanted = query.get("article")
    return next(
        ({"heading": one.heading, "text": one.text} for one in current.articles if one.anchor == wanted), {}
    )


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def entrench(request: HttpRequest, hall: str, anchor: str) -> HttpResponse:
    """The rule that changing one part needs, on top of the rule for changing the charter."""
    current = drafts.working(request)
    if anchor not in current.parts():
        raise Http404
    old = current.entrenched.get(anchor) or current.rules.get("charter_change", current.ordinary)
    form = EntrenchForm(request.POST or None, rule=old)
    if request.method == "POST" and form.is_valid():
        entrenched = {key: one for key, one in current.entrenched.items() if key != anchor}
        if not form.cleaned_data["lift"]:
            entrenched[anchor] = form.new_rule
        if entrenched != dict(current.entrenched):
            drafts.keep(request, replace(current, entrenched=entrenched))
        return redirect("bodies:charter_preview", hall=hall)
    context = {
        "form": form,
        "heading": _("Changing this part: %(part)s") % {"part": heading_of(current, anchor).said(_)},
        "page_title": heading_of(current, anchor).said(_),
    }
    return render(request, "bodies/charter_part.html", context, status=422 if form.errors else 200)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, hall: str) -> HttpResponse:
    """What the written change would do: the difference, warnings, and the last decisions judged by it. Then put it."""
    draft = drafts.kept(request)
    if draft is None:
        messages.warning(request, _("Nothing is changed yet."))
        return redirect("bodies:charter_change", hall=hall)
    form = InForceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # It stays kept until the motion is put: whoever turns back on the way loses nothing.
        params = {**draft, "in_days": form.cleaned_data["in_days"]}
        return drafts.hand_over(request, hall, "charter.change", params, title=_title_of(draft))
    old, new = Charter.from_data(draft["base"]), charters.check_change(request.hall.pk, draft)  # type: ignore[attr-defined]
    current = charters.read(charters.newest_row(request.hall.pk))  # type: ignore[attr-defined]
    past = [one for _name, ask in replays.items() for one in ask(request.hall, new)]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "changes": difference(current, new),
        "those_here": for_those_here(current, new),
        "retitled": (old.title, new.title) if old.title != new.title else None,
        "warnings": warnings(new, _members(request), current),
        "needed": current.rule_to_change(new).said(),
        "past": past,
        "differs": sum(1 for one in past if one.would_be and one.would_be != one.was),
        "page_title": _("What would change"),
    }
    return render(request, "bodies/charter_preview.html", context, status=422 if form.errors else 200)


def _title_of(draft: Mapping[str, Any]) -> str:
    """What the motion may be called where all it does is to add one paragraph in our own words; else its mover says."""
    old, new = Charter.from_data(draft["base"]), Charter.from_data(draft["document"])
    added = [one for one in new.articles if one not in old.articles]
    if len(added) != 1 or replace(new, articles=old.articles) != old:
        return ""
    return _("Our rule: %(what)s") % {"what": added[0].heading}


@members_only
@require_POST
def forget(request: HttpRequest, hall: str) -> HttpResponse:
    """Drop the change that was being written."""
    drafts.forget(request)
    messages.success(request, _("The change you were writing is dropped."))
    return redirect("bodies:charter", hall=hall)
