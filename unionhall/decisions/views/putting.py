"""Putting a motion, rewording it, amending and translating it."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body
from unionhall.bodies.views import drafts
from unionhall.core.amending import Wording
from unionhall.core.charters import MATTERS
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.actions.making import title_of
from unionhall.decisions.forms.motions import AmendForm, PutForm, TextForm, seal, unseal
from unionhall.decisions.models import Motion, Status
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.matters import matter_of
from unionhall.kit import clock
from unionhall.kit.registries import effects as effect_kinds

from .finding import done, motion_in

DRAFT = "draft_motion"
"""In the session: what was typed while somebody goes to choose what the motion does: fields, and effects chosen before."""

SHEETS = "sheets_put"
"""In the session: the last sheets that were put, by their form's number and by their words, each with its motion's id."""
MOST_SHEETS = 24


def status_of(form: Any, refusal: Refusal | None) -> int:
    """422 for a form that is to be mended, 409 for a refusal, 200 otherwise."""
    return 409 if refusal is not None else 422 if form.errors else 200


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, hall: str) -> HttpResponse:
    """
    Put a motion. What it does by itself comes from the page of an effect by way of the session, then travels in the form;
    `add` goes to choose one more and keeps what was typed, `drop` leaves one out.
    """
    if request.method != "POST":
        effects, initial = _arrived(request)
        return _page(request, _form(request, effects, initial=initial), effects)
    effects = unseal(request.POST.get("effects", ""))
    if "add" in request.POST:
        return _choose(request, hall, effects)
    if (place := request.POST.get("drop", "")).isdecimal():
        effects = [one for number, one in enumerate(effects) if number != int(place)]
        typed = {name: value for name, value in request.POST.items() if name != "effects"}
        return _page(request, _form(request, effects, initial=typed), effects)
    if (before := _put_before(request)) is not None:
        words = _("You have put this already: here it is. Nothing was put a second time.")
        return done(request, words, "decisions:motion", before.pk)
    form = _form(request, effects, request.POST)
    if not form.is_valid():
        return _page(request, form, effects)
    try:
        motion = _put(request, form, effects)
    except Refusal as refusal:
        return _page(request, form, effects, refusal)
    _note_put(request, motion)
    request.session.pop(DRAFT, None)
    drafts.forget(request)
    return (
        done(request, _("The motion is put. Now it needs a second member."), "decisions:motion", motion.pk)
        if (motion.status == "put")
        else done(request, _("The motion is put and before us."), "decisions:motion", motion.pk)
    )


def _put_before(request: HttpRequest) -> Motion | None:
    """The motion that this very sheet was put as: whoever goes back and presses again puts nothing a second time."""
    put = dict(request.session.get(SHEETS, ()))
    mine = Motion.objects.filter(hall=request.hall)  # type: ignore[attr-defined]
    if known := put.get(request.POST.get("paper", "")):
        return mine.filter(pk=known).first()
    known = put.get(_words_of(request))
    return mine.filter(pk=known, status__in=UNDECIDED).first() if known else None


def _words_of(request: HttpRequest) -> str:
    """What a sheet says, hashed: a browser may fetch the page anew on the way back, under another number, and fill it in."""
    said = [request.POST.get(name, "").strip() for name in ("body", "title", "text", "effects")]
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _note_put(request: HttpRequest, motion: Motion) -> None:
    if sheet := request.POST.get("paper", "")[:36]:
        both = [(sheet, str(motion.pk)), (_words_of(request), str(motion.pk))]
        request.session[SHEETS] = [*request.session.get(SHEETS, ()), *both][-MOST_SHEETS:]


def _arrived(request: HttpRequest) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What a page of an effect handed over, beside what was typed before going there."""
    fresh = request.session.pop(drafts.EFFECTS, None)
    kept = request.session.pop(DRAFT, None) or {}
    initial = {"body": request.GET.get("body", ""), "title": request.GET.get("title", "")[:160]}
    if fresh is None:
        return [], initial
    initial["title"] = initial["title"] or title_of(
        request.hall,  # type: ignore[attr-defined]
        bodies.assembly(request.hall.pk),  # type: ignore[attr-defined]
        fresh[0]["kind"],
        fresh[0]["params"],
    )
    if kept.get("adding") == fresh[0]["kind"]:
        typed = kept["typed"]
        return [*kept["effects"], *fresh], {**initial, **typed, "title": typed["title"] or initial["title"]}
    return list(fresh), initial


def _choose(request: HttpRequest, hall: str, effects: list[dict[str, Any]]) -> HttpResponse:
    """Keep what was typed and go to the page of the effect somebody wants to add."""
    kind = request.POST["add"]
    if kind not in effect_kinds or effect_kinds.get(kind).own_page:
        return _page(request, _form(request, effects, request.POST), effects)
    typed = {name: request.POST.get(name, "") for name in ("title", "text", "language", "matter", "body")}
    request.session[DRAFT] = {"adding": kind, "effects": effects, "typed": typed}
    if kind == "charter.change":
        return redirect("bodies:charter_change", hall=hall)
    answer = redirect("bodies:propose", hall=hall, kind=kind)
    answer["Location"] += _before(request, typed["body"])
    return answer


def _before(request: HttpRequest, wanted: str) -> str:
    """What follows the address of an effect's page where the motion is for another body than the assembly."""
    try:
        body = UUID(wanted)
    except ValueError:  # nothing chosen, or nothing that the form offers: it says so when it is sent
        return ""
    return "" if body == bodies.assembly(request.hall.pk).pk else f"?body={body}"  # type: ignore[attr-defined]


def _form(request: HttpRequest, effects: list[dict[str, Any]], *args: Any, **given: Any) -> PutForm:
    form = PutForm(
        *args,
        member=request.member,  # type: ignore[attr-defined]
        hall=request.hall,  # type: ignore[attr-defined]
        at=clock.now(),
        has_effects=bool(effects),
        **given,
    )
    form.initial["effects"] = seal(effects)
    return form


def _put(request: HttpRequest, form: PutForm, effects: list[dict[str, Any]]) -> Motion:
    given = form.cleaned_data
    body = _body(request, given.get("body", ""))
    return actions.put_motion(
        by=request.actor,  # type: ignore[attr-defined]
        body=body,
        title=given["title"],
        text=given["text"],
        language=given.get("language") or request.hall.language,  # type: ignore[attr-defined]
        effects=effects,
        matter=given.get("matter", ""),
        emergency=given.get("emergency", False),
        referendum=given.get("referendum", False),
        takes_effect_at=form.moment("takes_effect_on"),
        trial_until=form.moment("trial_until"),
    )


def _body(request: HttpRequest, wanted: str) -> Body:
    if not wanted:
        return bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    return Body.objects.get(hall=request.hall, pk=UUID(wanted))  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, form: PutForm, effects: list[dict[str, Any]], refusal: Refusal | None = None
) -> HttpResponse:
    body = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    said = []
    for one in effects:
        kind = effect_kinds.get(one["kind"])
        try:
            sentence, problem = kind.describe(request.hall, body, one["params"]), ""  # type: ignore[attr-defined]
        except Refusal as wrong:
            sentence, problem = str(kind.title), wrong.sentence
        said.append((sentence, problem))
    try:
        matter = MATTERS[matter_of((one["kind"], one["params"]) for one in effects)]
    except Refusal as two:
        matter, refusal = MATTERS["ordinary"], refusal or two
    # What the charter decides by a rule of its own is asked in the open, or a strike is decided as an ordinary matter.
    plain = [form[name] for name in ("title", "matter", "text") if name in form.fields]
    more = [one for one in form if one.name not in ("title", "matter", "text", "effects")]
    context = {
        "form": form,
        "plain": plain,
        "more": more,
        "effects": said,
        "sealed": seal(effects),
        "paper": request.POST.get("paper", "")[:36] or str(uuid4()),
        "matter": matter,
        "groups": _groups(),
        "more_title": _more_title(form),
        "more_is_wrong": any(one.errors for one in more),
        "refusal": refusal,
        "page_title": _("Put a motion"),
    }
    return render(request, "decisions/put.html", context, status=status_of(form, refusal))


GROUPS = (
    (gettext_lazy("People"), gettext_lazy("Who is in, and who votes."), ("member.",)),
    (
        gettext_lazy("Bodies and mandates"),
        gettext_lazy("Who does something in our name, for how long, and who takes it back."),
        ("mandate.", "office.", "delegation.", "body.", "remit."),
    ),
    (
        gettext_lazy("Our rules"),
        gettext_lazy("How we decide, and what we stand for."),
        ("charter.", "quorum.", "rule.", "principles."),
    ),
    (
        gettext_lazy("Towards the outside"),
        gettext_lazy("Who may know of us, and with whom we stand together."),
        ("organisation.", "affiliation."),
    ),
)
"""What a motion may do by itself, as people look for it: a heading, a word on it, and how the effects' names begin."""


def _groups() -> list[tuple[Any, Any, list[tuple[str, Any]]]]:
    """The effects to choose from by group; one that no group knows comes last, so that none is lost."""
    left = {name: kind.title for name, kind in effect_kinds.items() if not kind.own_page}
    found = []
    for heading, about, beginnings in GROUPS:
        names = [name for beginning in beginnings for name in left if name.startswith(beginning)]
        found.append((heading, about, [(name, left.pop(name)) for name in names]))
    return [*found, *([(_("Something else"), "", list(left.items()))] if left else [])]


def _more_title(form: PutForm) -> str:
    """What is folded away, named by what is there."""
    if "body" in form.fields:
        return _("More: the language, which body, when it holds")
    return _("More: the language, when it holds")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The mover words the motion anew, before it is seconded."""
    motion = motion_in(request, pk)
    now = rules.text_in(motion)
    form = TextForm(request.POST or None, initial={"title": now.title, "text": now.text})
    words = (_("Reword it"), _("The earlier words stay to be read."), _("Save these words"))
    return _writing(
        request,
        motion,
        form,
        words,
        lambda given: actions.reword(by=request.actor, motion=motion, **given),
        lambda _done: _("The motion is reworded."),
    )  # type: ignore[attr-defined]


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put an amendment: write the motion's words as they would become."""
    motion = motion_in(request, pk)
    now = rules.wordings(motion)[-1]
    form = AmendForm(request.POST or None, initial={"title": now.title, "text": now.text})
    lead = _(
        "Write the whole text as it would become. It is shown as a difference, seconded and voted on before the motion is."
    )
    words = (_("Put an amendment"), lead, _("Put the amendment"))
    return _writing(
        request,
        motion,
        form,
        words,
        lambda given: actions.put_amendment(by=request.actor, motion=motion, **given),
        lambda put: (
            _("The amendment is put. Now it needs a second member.")
            if put.status == Status.PUT
            else _("The amendment is put and before us.")
        ),
        now,
    )  # type: ignore[attr-defined]


def _writing(
    request: HttpRequest,
    motion: Motion,
    form: Any,
    words: tuple[str, str, str],
    act: Any,
    said: Any,
    now: Wording | None = None,
) -> HttpResponse:
    """
    One page for writing a motion's words: shows the form, does the act, says a refusal above what was typed. `said`: from what
    the act gave, the line that says what happened. `now`: the words it is about, where these are not the motion's own.
    """
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            written = act(form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, said(written), "decisions:motion", motion.pk)
    heading, lead, label = words
    context = {
        "motion": motion,
        "now": now or rules.text_in(motion),
        "language": motion.binding_text().language,
        "form": form,
        "heading": heading,
        "lead": lead,
        "label": label,
        "refusal": refusal,
        "page_title": heading,
    }
    return render(request, "decisions/writing.html", context, status=status_of(form, refusal))
