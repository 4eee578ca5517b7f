"""The motions of the hall, and the register of what was decided."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body
from unionhall.decisions.models import Effect, EffectState, Motion, MotionText, Poll, Roll, Status
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.kit import clock

from .finding import brought_up_to_date
from .reading import with_lines, with_titles

SHOWN = 30
A_PAGE = 20
DECIDED = (Status.CARRIED, Status.LOST, Status.OVERTURNED, Status.ENDED)


def _body(request: HttpRequest) -> Body | None:
    wanted = request.GET.get("body", "")
    if not wanted:
        return None
    try:
        found = Body.objects.filter(hall=request.hall, pk=UUID(wanted)).first()  # type: ignore[attr-defined]
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _in(request: HttpRequest, body: Body | None) -> QuerySet[Motion]:
    rows = Motion.objects.filter(hall=request.hall).for_lists()  # type: ignore[attr-defined]
    return rows.filter(body=body) if body is not None else rows


@members_only
@require_safe
def motions(request: HttpRequest, hall: str) -> HttpResponse:
    """What is being voted on, what is before us, what looks for a seconder, and what was decided last."""
    brought_up_to_date(request)
    body, at = _body(request), clock.now()
    rows = _in(request, body)
    polling = list(rows.filter(status=Status.POLLING).order_by("-put_at")[:SHOWN])
    polls = {
        poll.motion_id: poll
        for poll in Poll.objects.filter(motion__in=polling, declared_at=None).order_by("judges_id", "call")
    }
    lines = Roll.objects.filter(poll__in=polls.values(), member=request.member)  # type: ignore[attr-defined]
    voted = dict(lines.values_list("poll_id", "voted"))
    for one in polling:
        one.poll = polls.get(one.pk)  # type: ignore[attr-defined]
        one.on_register = one.poll is not None and one.poll.pk in voted  # type: ignore[attr-defined]
        one.voted = one.poll is not None and voted.get(one.poll.pk, False)  # type: ignore[attr-defined]
    before = list(rows.filter(status__in=UNDECIDED, amends=None).order_by("-put_at")[:SHOWN])
    decided = list(rows.filter(status__in=DECIDED).order_by("-decided_at")[:5])
    with_lines(with_titles([*polling, *before, *decided]))
    context = {
        "body": body,
        "polling": polling,
        "looking": [one for one in before if one.status == Status.PUT],
        "before": [one for one in before if one.status != Status.PUT],
        "decided": decided,
        "at": at,
        "page_title": _("Motions"),
    }
    return render(request, "decisions/motions.html", context)


@members_only
@require_safe
def register(request: HttpRequest, hall: str) -> HttpResponse:
    """The register of decisions: everything decided, newest first, found by words, with how far it has come."""
    brought_up_to_date(request)
    body, wanted = _body(request), request.GET.get("q", "").strip()[:80]
    only = request.GET.get("only", "")
    rows = _saying_by_itself(_in(request, body).filter(status__in=DECIDED))
    rows = rows.order_by("-decided_at", "-number")
    if only == "open":
        rows = rows.filter(status=Status.CARRIED, work_done_at=None, by_itself=False)
    elif only == "review":
        rows = rows.filter(status=Status.CARRIED, review_on__isnull=False).order_by("review_on")
    if wanted:
        rows = rows.filter(_holding(request, wanted))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_titles(list(page.object_list))
    context = {
        "body": body,
        "page": page,
        "q": wanted,
        "only": only,
        "page_title": _("Register of decisions"),
    }
    return render(request, "decisions/register.html", context)


def _saying_by_itself(rows: QuerySet[Motion]) -> QuerySet[Motion]:
    """The same motions with `by_itself`: whether it does something by itself, and all of that is done."""
    effects = Effect.objects.filter(motion=OuterRef("pk"))
    return rows.annotate(by_itself=Exists(effects) & ~Exists(effects.exclude(state=EffectState.DONE)))


def _holding(request: HttpRequest, wanted: str) -> Q:
    """Motions whose words hold every word that was typed, in any language; or with that number."""
    texts = MotionText.objects.filter(hall=request.hall)  # type: ignore[attr-defined]
    for word in wanted.split()[:6]:
        texts = texts.filter(Q(title__icontains=word) | Q(text__icontains=word))
    found = Q(pk__in=texts.values("motion_id"))
    return found | Q(number=int(wanted)) if wanted.isdecimal() and len(wanted) < 9 else found
