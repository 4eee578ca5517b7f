"""Paper cards: printed, handed round, typed in at speed, vouched for in a batch."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.core.charters import sentences
from unionhall.core.charters.presets import STARTER_SENTENCES
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.kit import clock, pdf, texts
from unionhall.record.models import Hall

from .. import looking, rules
from ..actions import cards as actions
from ..door import members_only
from ..forms.inside import CardForm
from ..models import Application, Body, Member
from ..rules import doors, names
from ..rules.without_phone import sayers

_SECTION = "cards_section"
SHOWN = 200
NAMED = 5
"""So many who came in by one batch are named."""


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest, hall: str) -> HttpResponse:
    """Type in cards one after the other; beside the form, those that wait for a second voucher."""
    at = clock.now()
    sections = Body.objects.standing(at).filter(hall=request.hall, kind="section").order_by("name")
    form = CardForm(
        request.POST or None,
        sections=sections,
        initial={"section": request.session.get(_SECTION)},
    )
    alike: list[Member] = []
    waiting_alike: list[Application] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        section = given.get("section")
        decision = given["decision"] or request.POST.get("same", "")
        if decision == "" and doors.may_type_cards(request.actor, at):
            alike = looking.alike(request.member, given["name"])
            waiting_alike = names.cards_alike(request.hall.pk, given["name"])
        if not alike and not waiting_alike:
            try:
                _typed(request, form, decision)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                request.session[_SECTION] = str(section.pk) if section else ""
                return redirect("bodies:cards", hall=hall)
    waiting = _waiting(request)
    if alike or waiting_alike or waiting["others_count"]:
        # The question comes first, and so do the cards that wait: no page scrolls past them to the name.
        form.fields["name"].widget.attrs.pop("autofocus", None)
    return render(
        request,
        "bodies/cards.html",
        {
            "form": form,
            "alike": alike,
            "waiting_alike": waiting_alike,
            **waiting,
            "may": doors.may_type_cards(request.actor, at),
            "page_title": _("Paper cards"),
        },
    )


def _typed(request: HttpRequest, form: CardForm, decision: str) -> None:
    given = form.cleaned_data
    if decision in ("", "other"):
        card = actions.type_in_card(
            by=request.actor,
            name=given["name"],
            section=given.get("section"),
            contact=given["contact"],
            card_number=given["card_number"],
            in_directory=given["in_directory"],
            **form.stance(),
        )
        if card.answer == Application.Answer.ADMITTED:
            messages.success(request, _("%(name)s is in.") % {"name": card.name})
        else:
            messages.success(
                request, _("Typed in: %(name)s. It waits for a second member.") % {"name": card.name}
            )
        return
    if decision == "waiting":
        messages.success(request, _("Put aside: this card was typed in already."))
        return
    # One of those the page asked about, and nobody else: an id from the record names nobody here.
    offered = looking.alike(request.member, given["name"])
    double = next((one for one in offered if str(one.pk) == decision), None)
    if double is None:
        raise OutOfOrder(_("Say whether it is the same person."))
    actions.put_aside_double(
        by=request.actor, name=given["name"], card_number=given["card_number"], double_of=double
    )
    messages.success(request, _("Put aside: %(name)s is a member already.") % {"name": double.name})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _waiting(request: HttpRequest) -> dict[str, object]:
    waiting = Application.objects.filter(
        hall=request.hall, way=Application.Way.CARD, answer=Application.Answer.OPEN
    )
    waiting = waiting.select_related("section", "typed_by").order_by("-made_at")
    own = waiting.filter(vouchers__member=request.member)
    at = clock.now()
    may_vouch = doors.may_vouch_at_all(request.actor, at)
    others = waiting.exclude(vouchers__member=request.member) if may_vouch else waiting.none()
    return {
        "own": own[:SHOWN],
        "own_count": own.count(),
        "could_vouch": _could_vouch(request, at) if own else None,
        "others": others[:SHOWN],
        "others_count": others.count(),
    }


def _could_vouch(request: HttpRequest, at: datetime) -> list[Member] | None:
    """Who without a phone may vouch aloud for the cards that whoever looks has typed in, where they may take that down."""
    return sayers(request.actor, rules.assembly(request.hall.pk), at, beside=request.member.pk)


@members_only
@require_POST
def vouch_for_many(request: HttpRequest, hall: str) -> HttpResponse:
    """Vouch for the cards that are ticked, or take down that somebody without a phone does."""
    ticked = [_uuid(text) for text in request.POST.getlist("card")]
    whose = looking.taken_down_for(request)
    vouched = actions.vouch_for_many(by=request.actor, applications=ticked, whose=whose)
    if vouched:
        messages.success(request, _vouched_said(vouched, whose))
    else:
        messages.warning(
            request,
            _("Tick first whom you vouch for.")
            if not ticked
            else _("You cannot vouch for those you ticked: somebody has answered, or you vouched already."),
        )
    return redirect("bodies:cards", hall=hall)


def _vouched_said(vouched: list[Application], whose: Member | None) -> str:
    """What a batch of vouching came to: who is in by it, by name where they are few."""
    count = len(vouched)
    if whose is not None:
        said = _("%(name)s vouches: that is taken down.") % {"name": whose.name}
    else:
        said = ngettext("You vouched for one card.", "You vouched for %(count)d cards.", count) % {
            "count": count
        }
    came = [one.name for one in vouched if one.answer == Application.Answer.ADMITTED]
    if not came:
        return said
    if len(came) <= NAMED:
        who = ngettext("%(names)s is in.", "They are in: %(names)s.", len(came)) % {"names": ", ".join(came)}
    else:
        who = ngettext("%(count)d of them is in.", "%(count)d of them are in.", len(came)) % {
            "count": len(came)
        }
    return f"{said} {who}"


@members_only
@require_POST
def take_back(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take back a card one typed in."""
    card = get_object_or_404(Application, pk=pk, hall=request.hall, way=Application.Way.CARD)
    actions.take_card_back(by=request.actor, application=card)
    messages.success(request, _("The card is taken back."))
    return redirect("bodies:cards", hall=hall)


def _agreement(hall: Hall, at: datetime) -> list[str]:
    """What a card affirms where there are no principles: the founding sentences, or how the charter decides now."""
    row = rules.charter_row(hall.pk, at)
    if row.warrant_id is None and hall.rehearsal_until is None:
        return [one.said(_) for one in STARTER_SENTENCES]
    ordinary = sentences(rules.charter(hall.pk, at))[0]
    return [
        *(one.said(_) for one in ordinary.sentences),
        _("Our charter says the rest: whoever gives you this card shows it to you."),
    ]


@members_only
@require_safe
def paper(request: HttpRequest, hall: str) -> HttpResponse:
    """The card itself, to print and hand round. It names nobody's union unless the body is public."""
    at = clock.now()
    principles = rules.principles(request.hall.pk, at)
    sections = Body.objects.standing(at).filter(hall=request.hall, kind="section")
    said = [texts.plain(principles.text, 600)] if principles else _agreement(request.hall, at)
    content = pdf.card(
        title=_("Membership card"),
        heading=_("I join"),
        fields=[
            _("Name, as I want to be called"),
            *([_("Where I work or live")] if sections.exists() else []),
            _("How to reach me, if I like"),
            _("Number of this card, if it has one"),
        ],
        sentences=said,
        ticks=[
            _("I affirm this."),
            _("I affirm this, with a reservation, written overleaf."),
            _("Not yet: I come as a guest, without a vote."),
            _("Besides: the others may find my name in the list of members."),
        ],
        note=_(
            "Give this card to somebody you know. It is typed in by one member and vouched for by a second, then destroyed."
        ),
        owner=request.organisation.name if request.organisation.public else "",
    )
    return pdf.answer(content, "card")
