"""Oneself in this hall: name, place, leave of absence, vote by proxy, one's data, the way out."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.kit import clock

from .. import actions, looking, rules
from ..door import members_only
from ..forms.inside import AbsenceForm, NameForm, ProxyForm, SpeakerForm
from ..forms.joining import StanceForm
from ..models import Member, Membership, Proxy, Standing, State
from ..rules import names
from ..rules.membership import IN, admits_by_itself, state_now
from .invites import agreed_at_the_door
from .members import allowed_to_read, found_by_name, lacks_second_factor, mandates_of

pages = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@members_only
@require_safe
def me(request: HttpRequest, hall: str) -> HttpResponse:
    """Everything about oneself in this hall on one page."""
    at = clock.now()
    member, body = request.member, rules.assembly(request.hall.pk)
    day = rules.today(member, at)
    place = rules.place_of(member, body)
    options = rules.charter(request.hall.pk, at).options
    state = state_now(place, day, admits_by_itself=admits_by_itself(request.hall.pk, at)) if place else None
    mandates = mandates_of(member, at)
    context = {
        "place": place,
        "state": state,
        # A guest has a member's place without a vote: the badge says what they are.
        "badge": "guest" if member.guest and state in (State.ADMITTED, State.TRIAL) else state,
        "voter": rules.is_voter(member, body, at),
        "places": Membership.objects.filter(member=member, until=None, state__in=IN)
        .exclude(body=body)
        .select_related("body"),
        "standing": Standing.objects.filter(member=member).order_by("-said_at").first(),
        "mandates": mandates,
        "lacks_second_factor": lacks_second_factor(request, mandates),
        "on_leave": member.is_on_leave(day),
        "options": options,
        "proxies_given": rules.live_proxies(body, at).filter(giver=member).select_related("holder"),
        "proxies_held": rules.live_proxies(body, at).filter(holder=member).select_related("giver"),
        "speaker_form": SpeakerForm(
            hall_id=member.hall_id, household=member.household_id, initial={"speaker": _speaker(member)}
        )
        if member.household_id
        else None,
        "to_answer": rules.principles_to_answer(member, at),
        "page_title": _("Me in this hall"),
    }
    return render(request, "bodies/me.html", context)


def _speaker(member: Member) -> object:
    return member.household.speaker_id if member.household else None


@members_only
@pages
def name(request: HttpRequest, hall: str) -> HttpResponse:
    """Another name, from now on."""
    form = NameForm(request.POST or None, initial={"name": request.member.name})
    if request.method == "POST" and form.is_valid():
        allowed_to_read(request)  # that a name is taken says that somebody has it: not to be tried for ever
        try:
            actions.change_name(by=request.actor, name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, _("That is your name here now."))
            return redirect("bodies:me", hall=hall)
    return render(request, "bodies/name.html", {"form": form, "page_title": _("Another name")})


@members_only
@pages
def affirm(request: HttpRequest, hall: str) -> HttpResponse:
    """A guest affirms what the body stands for, and votes from then on."""
    form = StanceForm(request.POST or None, guest=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.affirm(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("You vote with us from now on."))
            return redirect("bodies:me", hall=hall)
    context = {"form": form, **agreed_at_the_door(request.hall), "page_title": _("Affirm what we stand for")}
    return render(request, "bodies/affirm.html", context)


@members_only
@require_POST
def directory(request: HttpRequest, hall: str) -> HttpResponse:
    """Be found by name, or not."""
    shown = request.POST.get("shown") == "yes"
    actions.show_in_directory(by=request.actor, shown=shown)
    messages.success(
        request,
        _("Other members find your name in the directory now.")
        if shown
        else _("Your name is in no directory now."),
    )
    return redirect("bodies:me", hall=hall)


@members_only
@pages
def absence(request: HttpRequest, hall: str) -> HttpResponse:
    """Leave of absence."""
    form = AbsenceForm(request.POST or None, initial={"from_day": rules.today(request.member, clock.now())})
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_leave(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("You are on leave of absence for that time. Nobody is told why."))
            return redirect("bodies:me", hall=hall)
    return render(request, "bodies/absence.html", {"form": form, "page_title": _("Leave of absence")})


@members_only
@require_POST
def come_back(request: HttpRequest, hall: str) -> HttpResponse:
    """Back from leave of absence."""
    actions.come_back(by=request.actor)
    messages.success(
        request, _("Welcome back. You are in the register of every poll that opens from now on.")
    )
    return redirect("bodies:me", hall=hall)


@members_only
@require_POST
def speaker(request: HttpRequest, hall: str) -> HttpResponse:
    """Who casts one's household's vote."""
    form = SpeakerForm(request.POST, hall_id=request.hall.pk, household=request.member.household_id)
    if not request.member.household_id or not form.is_valid():
        raise OutOfOrder(_("Choose somebody of your household."))
    actions.choose_speaker(by=request.actor, speaker=form.cleaned_data["speaker"])
    messages.success(request, _("Your household has chosen who casts its vote."))
    return redirect("bodies:me", hall=hall)


@members_only
@pages
def proxy(request: HttpRequest, hall: str) -> HttpResponse:
    """Let another member cast one's vote, where the charter allows it."""
    at = clock.now()
    body, today = rules.assembly(request.hall.pk), rules.today(request.member, at)
    typed = (request.GET.get("q") or "")[:80]
    form = ProxyForm(request.POST or None, today=today, initial={"until": today + timedelta(days=7)})
    holder = request.POST.get("holder") or request.GET.get("holder") or ""
    chosen = looking.with_id(request.member, holder)
    if request.method == "POST" and chosen is None:
        raise OutOfOrder(_("Choose who is to cast your vote."))
    if request.method == "POST" and chosen is not None and form.is_valid():
        until = datetime.combine(
            form.cleaned_data["until"] + timedelta(days=1), time(), ZoneInfo(request.hall.time_zone)
        )
        try:
            actions.give_proxy(by=request.actor, body=body, holder=chosen, until=until)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                _("%(name)s casts your vote until then. It is in the record.") % {"name": chosen.name},
            )
            return redirect("bodies:me", hall=hall)
    called = names.called_apart(chosen) if chosen else ""
    context = {
        "form": form,
        "q": typed,
        "found": [one for one in found_by_name(request, typed) if one.pk != request.member.pk],
        "chosen": chosen,
        "called": called,
        "allowed": rules.charter(request.hall.pk, at).options.proxies,
        "page_title": _("Vote by proxy"),
    }
    return render(request, "bodies/proxy.html", context)


@members_only
@require_POST
def end_proxy(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take one's vote back, or give one back."""
    mine = Proxy.objects.filter(giver=request.member) | Proxy.objects.filter(holder=request.member)
    actions.end_proxy(by=request.actor, proxy=get_object_or_404(mine, pk=pk, hall=request.hall))
    messages.success(request, _("The proxy has ended. It is in the record."))
    return redirect("bodies:me", hall=hall)


@never_cache
@members_only
@require_POST
def carry_away(request: HttpRequest, hall: str) -> HttpResponse:
    """Everything kept about oneself, as a file."""
    mine = actions.carry_away_mine(by=request.actor)
    answer = HttpResponse(
        json.dumps(mine, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="mine.json"'
    return answer


@never_cache
@members_only
@pages
def leave(request: HttpRequest, hall: str) -> HttpResponse:
    """Leave the hall: what will happen is said first."""
    if request.method == "POST":
        actions.leave_hall(by=request.actor)
        messages.success(request, _("You have left. Your name is erased in 30 days."))
        return redirect("/")
    context = {
        "mandates": mandates_of(request.member, clock.now()),
        "staying": rules.headcount(request.hall.pk) - 1,
        "page_title": _("Leave the hall"),
    }
    return render(request, "bodies/leave.html", context)
