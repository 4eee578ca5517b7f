"""Counting in the room: the tellers' figures, typed in one after the other, and the papers to hand out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import looking
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.bodies.rules.names import plain
from unionhall.core.counting.choices import Kind, Question
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.choices import PapersForm
from unionhall.decisions.forms.polls import WORDS, FiguresForm
from unionhall.decisions.models import IN_THE_ROOM, OPENLY, Method, Motion, Poll, TellerFigure
from unionhall.decisions.rules.sittings import may_count_at
from unionhall.decisions.rules.tellers import ALOUD_BELOW, may_count
from unionhall.kit import clock, moments, pdf

from .choosing import asked_in
from .finding import done, poll_in
from .reading import effects_of

NOTES = {
    Kind.RANKED: gettext_lazy("Write 1 for the best, 2 for the next, as far as you like; each number once."),
    Kind.APPROVED: gettext_lazy("A cross for each that you can live with."),
    Kind.SCORED: gettext_lazy("Points from 0 to 5 in each square; 5 is the best."),
    Kind.ONE: gettext_lazy("One cross."),
}
"""What a ballot paper says of how it is filled in."""
SHOWN = 60
"""So many of those who were counted at another sitting are named to the tellers."""
ROOM_FOR_TEXT = 5
"""Choices, at most, for the motion's text to have room beside them on a ballot paper."""


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Type in what was counted. Who comes second does not see the first figure; two that differ are counted again."""
    found = poll_in(request, pk)
    if found.method not in IN_THE_ROOM or found.declared_at is not None:
        return redirect("decisions:poll", hall=hall, pk=pk)
    form = _form(request, found)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _typed(request, found, form)
        except Refusal as refused:
            refusal = refused
    at = clock.now()
    key = rules.key_of(rules.where_is(request.actor, found, at))  # type: ignore[attr-defined]
    told = found.figures.filter(round=rules.current_round(found, key))
    figures = list(told.select_related("teller").order_by("at"))
    agreed = rules.agreed_figure(found, key)
    context = {
        "poll": found,
        "motion": found.motion,
        "words": rules.text_in(found.motion),
        "form": form,
        "refusal": refusal,
        "agreed": agreed,
        "counted": _counted(agreed) if agreed else [],
        **_at_a_sitting(request, found, begun=bool(figures)),
        **asked_in(found.motion),
        "first": figures[0] if figures else None,
        "again": rules.counts_again(found, key),
        "may_count": may_count(found, at),
        "aloud_below": ALOUD_BELOW,
        "grave": rules.is_grave(found),
        "few_here": found.through is None and rules.are_few(found, at) and not figures,
        "may_close": rules.may_close_poll(request.actor, found, at),  # type: ignore[attr-defined]
        "may_refuse": rules.may_refuse_aloud(request.actor, found, at),  # type: ignore[attr-defined]
        "page_title": _("Count in the room"),
    }
    return render(
        request, "decisions/tell.html", context, status=409 if refusal else 422 if form.errors else 200
    )


def _counted(agreed: TellerFigure) -> list[tuple[str, int]]:
    """What both counted, in words; of a choice between options how many papers there are."""
    rows = [(str(WORDS[name]), count) for name, count in agreed.figures.items() if name in WORDS]
    if "handed_in" in agreed.figures:
        return [(_("Papers in all"), agreed.figures["handed_in"]), *rows]
    return rows


def _form(request: HttpRequest, found: Poll) -> FiguresForm | PapersForm:
    is_choice = rules.question_of(found.motion) is not None
    return (PapersForm if is_choice else FiguresForm)(
        request.POST or None,
        request.FILES or None,
        poll=found,
        rule=rules.rule_from(found),
        me=request.member,  # type: ignore[attr-defined]
        may_be_aloud=not found.aloud_refused and not rules.is_grave(found) and found.through is None,
        sitting=_sitting(request, found),
    )


def _sitting(request: HttpRequest, found: Poll) -> UUID | None:
    """The sitting that whoever asks is at, of those a vote goes through; None for a vote in one room."""
    return rules.key_of(rules.where_is(request.actor, found, clock.now()))  # type: ignore[attr-defined]


def _at_a_sitting(request: HttpRequest, found: Poll, *, begun: bool) -> dict[str, Any]:
    """
    Of a vote through several sittings: which have counted, whether one may be counted where one is, how many are in its count,
    and who was counted before and so raises no hand.
    """
    if found.through is None:
        return {}
    at = clock.now()
    here = rules.where_is(request.actor, found, at)  # type: ignore[attr-defined]
    told: dict[str, Any] = {
        "sittings": rules.told_sittings(found, at),
        "may_count_here": may_count_at(found, here),
    }
    if here is None or not told["may_count_here"]:
        return told
    before = rules.counted_before(found, here).select_related("member").order_by("member__name")
    return {
        **told,
        "there": rules.many_there(found, here, begun=begun),
        "before": [one.member.name or _("a former member") for one in before[:SHOWN]],
        "last": len(rules.left_to_count(found, at)) == 1,
    }


def _typed(request: HttpRequest, found: Poll, form: FiguresForm | PapersForm) -> HttpResponse:
    given = form.cleaned_data
    counted = {"present": given["present"], "aloud": given.get("aloud", False)}
    # Whoever may type nothing in finds nobody by trying names; who that teller is, the action asks once more.
    rules.may_type_figures(request.actor, found, None, at=clock.now(), **counted).enforce()  # type: ignore[attr-defined]
    counted["not_counted"] = given.get("not_counted") or 0
    teller = _teller(request, given["teller"])
    if isinstance(form, PapersForm):
        actions.type_papers(by=request.actor, poll=found, stack=form.stack, teller=teller, **counted)  # type: ignore[attr-defined]
    else:
        actions.type_figures(by=request.actor, poll=found, figures=form.figures(), teller=teller, **counted)  # type: ignore[attr-defined]
    key = _sitting(request, found)
    if rules.agreed_figure(found, key) is not None:
        may_close = rules.may_close_poll(request.actor, found, clock.now())  # type: ignore[attr-defined]
        said = (
            _("The figures are in. Now anybody who votes may declare the result.")
            if may_close
            else _("The figures are in. Now somebody else who was there declares the result.")
        )
        return done(request, said, "decisions:tell", found.pk)
    if found.figures.filter(round=rules.current_round(found, key)).exists():
        return done(
            request, _("The first figure is in and hidden. Now the other teller."), "decisions:tell", found.pk
        )
    differ = _("The two figures differ: please count again, both of you.")
    return done(request, differ, "decisions:tell", found.pk, well=False)


def _teller(request: HttpRequest, name: str) -> Member:
    """The member who counted, by name; whoever types where it is their own."""
    me: Member = request.member  # type: ignore[attr-defined]
    if plain(name) == plain(me.name):
        return me
    hits = looking.found_by_name(me, name)
    exact = [one for one in hits if plain(one.name) == plain(name)] or hits
    if len(exact) != 1:
        raise OutOfOrder(
            _("Type the teller's name as they are called here: “%(name)s” fits nobody, or several.")
            % {"name": name}
        )
    return exact[0]


@members_only
@require_POST
def refuse_aloud(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Object to one teller counting aloud."""
    actions.refuse_aloud(by=request.actor, poll=poll_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("Two tellers count now."), "decisions:tell", pk)


@members_only
@require_safe
def papers(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """
    Ballot papers to print, all alike: one for each on the register, or beside the phones one for each who has no account and has
    not voted.
    """
    found = poll_in(request, pk)
    beside = rules.left_on_paper(found) if found.method in OPENLY and found.is_open(clock.now()) else 0
    if found.method not in (Method.PAPER, Method.SLIPS) and not beside:
        raise OutOfOrder(_("This vote needs no papers."))
    question = rules.question_of(found.motion)
    if question is not None:
        choices = [f"{number}  {name}" for number, name in enumerate(question.options, 1)]
    else:
        choices = [_("Yes"), _("No"), _("I abstain")]
    if found.method == Method.SLIPS:
        choices = [_("Agree"), _("Agree with reservations"), _("Stand aside"), _("Block"), _("No position")]
    words = rules.text_in(found.motion)
    content = pdf.ballots(
        title=_("Ballot paper"),
        question=words.title,
        text=_text_of(found.motion, words.text) if len(choices) <= ROOM_FOR_TEXT else "",
        fields=[_("Name")] if beside else [],
        choices=choices,
        count=max(1, min(beside or found.electorate, 400)),
        eyebrow=_("Motion %(number)d") % {"number": found.motion.number},
        note=_note(question, found, beside=bool(beside)),
    )
    return pdf.answer(content, f"ballots-{found.motion.number}")


def _text_of(motion: Motion, text: str) -> str:
    """What a ballot paper says beneath the question: the text, and in the same words as on the phone what the motion does."""
    does = [_("If this carries: %(what)s") % {"what": one["said"]} for one in effects_of(motion)]
    return "\n".join([*([text] if text else []), *does])


def _note(question: Question | None, found: Poll, *, beside: bool) -> str:
    """How a ballot paper is filled in and where it goes, at its foot; `beside`: two bring it in beside the phones."""
    marks = _("One mark.") if question is None else str(NOTES[question.kind])
    goes = _("Fold it and put it in the box.")
    if beside:
        goes = _(
            "Write your name: this vote is open. Give it by %(until)s to two members you trust, who bring it in."
        ) % {"until": moments.full(found.closes_at, found.hall.time_zone)}
    return f"{marks} {goes}"
