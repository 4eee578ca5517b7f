"""Writing what a motion will do by itself: one page for every effect, which then goes to the page that puts a motion."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies import rules
from unionhall.bodies.door import members_only
from unionhall.bodies.effects.common import found
from unionhall.bodies.models import Body
from unionhall.bodies.rules import charters
from unionhall.core.charters import MATTERS, NeedsInterpretation
from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.kit.registries import effects

from . import drafts


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, hall: str, kind: str) -> HttpResponse:
    """
    The form of one effect. `?body=`: the body that decides, the assembly where it is not said; anything else in the address
    fills the form first.
    """
    if kind not in effects or effects.get(kind).own_page:
        raise Http404
    effect, body = effects.get(kind), _body(request)
    # Whoever may not put the motion has no need of its form, which finds people.
    rules.is_voter(request.member, body, clock.now()).enforce()  # type: ignore[attr-defined]
    form_class = effect.form(request.hall, body)  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else None
    asked = {name: value for name, value in request.GET.items() if name != "body"}
    reader, refusal, good = request.member, None, False  # type: ignore[attr-defined]
    try:
        form = form_class(given, initial=asked, reader=reader)
        good = request.method == "POST" and form.is_valid()
    except (
        Refusal
    ) as refused:  # too many names were looked up: what was typed is kept, and nobody is found by it
        refusal = refused
        kept = asked if given is None else given
        form = form_class(None, initial={one: kept[one] for one in kept if one != "member"}, reader=reader)
    if good:
        params = form.params()
        try:
            effect.check(request.hall, body, params)  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
        else:
            chosen = "" if body.kind == "assembly" else str(body.pk)
            return drafts.hand_over(request, hall, kind, params, chosen)
    folded = [form[name] for name in getattr(form, "folded", ()) if name in form.fields]
    names = {field.name for field in folded}
    context = {
        "form": form,
        "plain": [field for field in form if not field.is_hidden and field.name not in names],
        "folded": folded,
        "folded_is_wrong": any(field.errors for field in folded),
        "effect": effect,
        "title": str(effect.title),
        "body": body,
        "refusal": refusal,
        "matter": MATTERS[effect.matter],
        "rule": _rule_said(request, effect.matter),
        "anchor": _anchor(request, effect.matter),
        "page_title": _("Propose: %(what)s") % {"what": effect.title},
    }
    return render(request, "bodies/propose.html", context, status=422 if refusal or form.errors else 200)


def _body(request: HttpRequest) -> Body:
    wanted = request.GET.get("body")
    if not wanted:
        return charters.assembly(request.hall.pk)  # type: ignore[attr-defined]
    try:
        standing = Body.objects.filter(hall=request.hall).standing(clock.now())  # type: ignore[attr-defined]
        return found(standing, wanted, "")
    except Refusal:
        raise Http404 from None


def _rule_said(request: HttpRequest, matter: str) -> list[object]:
    try:
        return list(charters.charter(request.hall.pk, clock.now()).rule_for(matter).said())  # type: ignore[attr-defined]
    except NeedsInterpretation as refusal:
        return [refusal.sentence]


def _anchor(request: HttpRequest, matter: str) -> str:
    named = charters.charter(request.hall.pk, clock.now()).rules  # type: ignore[attr-defined]
    return matter if matter in named else "ordinary"
