"""The members: counts for all, names by choice; standing and households for who keeps the list."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.kit.registries import powers
from unionhall.mandates.gate import FactorNeeded, may_use
from unionhall.mandates.models import Mandate
from unionhall.people import entering

from .. import looking, rules
from ..actions import households as actions
from ..door import members_only
from ..forms.inside import HouseholdForm, StandingForm
from ..models import Body, BodyKind, Household, Member, Membership, Standing, State
from ..rules import doors, names, offices
from ..rules.membership import IN, admits_by_itself, state_now

READS_A_MINUTE = looking.LOOKS_A_MINUTE
MOST_FOUND = looking.MOST_FOUND
DIRECTORY = 100


def allowed_to_read(request: HttpRequest) -> None:
    """Count one look at names of whoever asks (`looking.count`)."""
    looking.count(request.member)


def found_by_name(request: HttpRequest, typed: str, *, by_letters: bool = False) -> list[Member]:
    """Members whom what was typed finds, for whoever asks (`looking.found_by_name`)."""
    return looking.found_by_name(request.member, typed, by_letters=by_letters)


@members_only
@require_safe
def members(request: HttpRequest, hall: str) -> HttpResponse:
    """How many we are and where; who chose to be found by name."""
    at = clock.now()
    body = rules.assembly(request.hall.pk)
    voters = rules.voters_of(body, at).count()
    everybody = rules.headcount(request.hall.pk)
    listed = Member.objects.filter(hall=request.hall, left_on=None, in_directory=True)
    typed = request.GET.get("q", "")[:80]
    if typed:
        wanted = names.settled(typed)
        allowed_to_read(request)
        shown = [one for one in listed.only("name") if wanted in names.settled(one.name)][:MOST_FOUND]
    else:
        shown = list(listed.only("name").order_by("name")[:DIRECTORY])
    shown = names.told_apart(request.hall.pk, shown)
    context = {
        "everybody": everybody,
        "voters": voters,
        "states": _states(body, request, at),
        "paper": Member.objects.filter(hall=request.hall, left_on=None, person__key_hash="").count(),
        "sections": _sections(request, at, everybody),
        "listed": shown,
        "listed_count": listed.count(),
        "q": typed,
        "may_invite": doors.may_invite(request.actor, at),
        "may_bring_list": _perhaps(doors.may_bring_list(request.actor, at)),
        "keeps_list": _perhaps(may_use(request.actor, "bodies.keep_list", body.pk, at)),
        "page_title": _("Members"),
    }
    return render(request, "bodies/members.html", context)


def _perhaps(ruling: Any) -> bool:
    """In order, or in order once the second factor is shown."""
    return bool(ruling) or isinstance(ruling.refusal, FactorNeeded)


def _states(body: Body, request: HttpRequest, at: datetime) -> list[tuple[str, int]]:
    """How many are on trial, suspended and on leave today: (standing, how many), none left out that is not zero."""
    day, itself = rules.today(body, at), admits_by_itself(request.hall.pk, at)
    special = Membership.objects.filter(
        body=body, until=None, state__in=(State.TRIAL, State.SUSPENDED), member__left_on=None
    )
    counts: dict[State, int] = {}
    for place in special.only("state", "ends_on"):
        now = state_now(place, day, admits_by_itself=itself)
        counts[now] = counts.get(now, 0) + 1
    return [(state.value, counts[state]) for state in (State.TRIAL, State.SUSPENDED) if counts.get(state)]


def _sections(request: HttpRequest, at: datetime, everybody: int) -> list[dict[str, Any]]:
    """Each section with its members, and against how many work or live there where the body knows it."""
    sections = list(
        Body.objects.standing(at).filter(hall=request.hall, kind=BodyKind.SECTION).order_by("name")
    )
    mine = set(
        Membership.objects.filter(member=request.member, until=None, body__in=sections).values_list(
            "body_id", flat=True
        )
    )
    # Whoever leaves the hall leaves every place in it: their rows need not be looked at.
    placed = Membership.objects.filter(body__in=sections, until=None, state__in=IN)
    people = dict(placed.values_list("body_id").annotate(people=Count("pk")))
    at_large = everybody - placed.aggregate(people=Count("member", distinct=True))["people"]
    shown: list[dict[str, Any]] = [
        {
            "body": one,
            "people": people.get(one.pk, 0),
            "of": one.headcount,
            "mine": one.pk in mine,
            "share": _share(people.get(one.pk, 0), one.headcount),
        }
        for one in sections
    ]
    if sections and at_large:
        shown.append({"body": None, "people": at_large, "of": None, "mine": not mine, "share": None})
    return shown


def _share(people: int, headcount: int | None) -> int | None:
    return round(100 * min(people, headcount) / headcount) if headcount else None


# Keeping the list ----------------------------------------------------------------------------------------


def _must_keep(request: HttpRequest) -> None:
    may_use(request.actor, "bodies.keep_list", rules.assembly(request.hall.pk).pk, clock.now()).enforce()


def _enter_reading(request: HttpRequest) -> None:
    """Who reads the list stands in the record, once a day; where there was nothing to read, nothing does."""
    if not offices.read_today(request.actor, clock.now()):
        actions.read_list(by=request.actor)


@members_only
@require_safe
def keep(request: HttpRequest, hall: str) -> HttpResponse:
    """For who holds the mandate to keep the list: find a member, enter their standing, settle households."""
    _must_keep(request)
    _enter_reading(request)
    typed = request.GET.get("q", "")[:80]
    found = found_by_name(request, typed, by_letters=True)
    homes = Household.objects.filter(hall=request.hall).prefetch_related("members").order_by("label")
    context = {"q": typed, "found": found, "households": homes[:DIRECTORY], "page_title": _("Keep the list")}
    return render(request, "bodies/keep.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A member's standing: the facts so far, and a new one."""
    _must_keep(request)
    member = looking.with_id(request.member, pk)
    if member is None:
        raise Http404
    _enter_reading(request)
    today = rules.today(request.member, clock.now())
    form = StandingForm(request.POST or None, initial={"since": today, "good": "yes"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_standing(by=request.actor, member=member, **form.cleaned_data)
        except FactorNeeded:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Entered. It is in the record that you did, not why."))
            return redirect("bodies:standing", hall=hall, pk=pk)
    facts = Standing.objects.filter(member=member).order_by("-said_at")[:50]
    return render(
        request,
        "bodies/standing.html",
        {"form": form, "member": member, "facts": facts, "page_title": _("Standing")},
    )


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, hall: str, pk: UUID | None = None) -> HttpResponse:
    """A household: what it is called and who shares it."""
    _must_keep(request)
    home = get_object_or_404(Household, pk=pk, hall=request.hall) if pk else None
    kept = [
        text for text in request.POST.getlist("member") or request.GET.getlist("member") if _is_uuid(text)
    ]
    ids = kept or (
        [str(one) for one in home.members.values_list("pk", flat=True)]
        if home and request.method != "POST"
        else []
    )
    typed = (request.POST.get("q") or request.GET.get("q") or "")[:80]
    mine = {str(one.pk) for one in home.members.all()} if home else set()
    inside = [
        *names.told_apart(
            request.hall.pk, home.members.filter(pk__in=mine & set(ids), left_on=None) if home else []
        ),
        *looking.with_ids(request.member, [one for one in dict.fromkeys(ids) if one not in mine]),
    ]
    form = HouseholdForm(
        request.POST if "save" in request.POST else None,
        initial={"label": request.POST.get("label") or (home.label if home else "")},
    )
    if "save" in request.POST and form.is_valid():
        try:
            actions.settle_household(
                by=request.actor, label=form.cleaned_data["label"], members=inside, household=home
            )
        except FactorNeeded:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The household is settled. It is in the record."))
            return redirect("bodies:keep", hall=hall)
    found = [one for one in found_by_name(request, typed, by_letters=True) if one not in inside]
    if inside or found or (home and request.method != "POST"):
        _enter_reading(request)
    context = {
        "form": form,
        "household": home,
        "inside": inside,
        "found": found,
        "q": typed,
        "page_title": _("Household"),
    }
    return render(request, "bodies/household.html", context)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def mandates_of(member: Member, at: datetime) -> list[Mandate]:
    """
    The mandates a member holds now, the one ending first coming first.

    `may` says what each allows, in words, `grave` whether any of it needs a second factor, `used_at` the pages where it is used.
    """
    mine = Mandate.objects.filter(hall_id=member.hall_id, member=member.pk).live(at)
    found = list(mine.prefetch_related("grants").order_by("until"))
    for one in found:
        allows = [powers.get(grant.power) for grant in one.grants.all() if grant.power in powers]
        one.may, one.grave = [str(power.title) for power in allows], any(power.grave for power in allows)
        one.used_at = [door for power in allows for door in power.used_at]
    return found


def lacks_second_factor(request: HttpRequest, mandates: list[Mandate]) -> bool:
    """Whether whoever asks holds a mandate (of `mandates_of`) that needs a second factor, and has none yet."""
    return any(one.grave for one in mandates) and not entering.has_second_factor(request)
