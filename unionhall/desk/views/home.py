"""The hall's first page, what else there is, and search."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.assemblies.models import Meeting
from unionhall.assemblies.rules import next_meeting
from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Application, Body, Member, Notice
from unionhall.bodies.rules import doors
from unionhall.bodies.rules.names import plain
from unionhall.bodies.views.members import lacks_second_factor, mandates_of
from unionhall.core.charters import Paragraph, sentences
from unionhall.decisions.models import Motion, MotionText, Poll, Roll, Status
from unionhall.decisions.views.reading import with_lines
from unionhall.desk.waiting import waiting_for
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

SHOWN = 5
HITS = 20


@members_only
@require_safe
def hall(request: HttpRequest, hall: str) -> HttpResponse:
    """What waits for me, what is on now, what was decided last."""
    at = clock.now()
    day = clock.day(at, request.hall.time_zone)
    members = Member.objects.filter(hall=request.hall).present_members().count()
    my_mandates = mandates_of(request.member, at)
    open_polls = _open_polls(request, at)
    undecided = _motions(request, [Status.PUT, Status.SECONDED])
    decided = _motions(
        request, [Status.CARRIED, Status.LOST, Status.TABLED, Status.NOT_QUORATE], "-decided_at"
    )
    shown = [*(poll.motion for poll in open_polls), *undecided, *decided]
    titles = MotionText.objects.for_reader(shown)
    for motion in with_lines(shown):
        motion.title = titles.get(motion.pk)
    context = {
        "waiting": waiting_for(request.member, at),
        "my_mandates": my_mandates,
        "lacks_second_factor": lacks_second_factor(request, my_mandates),
        "open_polls": open_polls,
        "next_meeting": next_meeting(request.hall, at),
        "looking": [motion for motion in undecided if motion.status == Status.PUT],
        "before_us": [motion for motion in undecided if motion.status != Status.PUT],
        "decided": decided,
        "lettings": doors.open_lettings(request.hall.pk, at).filter(first=False),
        "notices": Notice.objects.filter(hall=request.hall, taken_down_at=None, until__gte=day).order_by(
            "-posted_at"
        )[:3],
        "members": members,
        "cards": _cards_lately(request, at),
        "mandates": Mandate.objects.filter(hall=request.hall).live(at).count(),
        "first_steps": _first_steps(
            request, members, carried=any(one.status == Status.CARRIED for one in decided)
        ),
        "page_title": _("Hall"),
    }
    return render(request, "desk/hall.html", context)


def _cards_lately(request: HttpRequest, at: datetime) -> dict[str, int]:
    """
    How many `people` joined by paper card within a week, and how many `typists` typed them in: cards have no cap a day as
    invites have, so that all shall see where few bring in many.
    """
    cards = Application.objects.filter(
        hall=request.hall,
        way=Application.Way.CARD,
        answer=Application.Answer.ADMITTED,
        answered_at__gt=at - timedelta(days=7),
    )
    return cards.aggregate(people=Count("pk"), typists=Count("typed_by", distinct=True))


def _open_polls(request: HttpRequest, at: datetime) -> list[Poll]:
    polls = (
        Poll.objects.filter(hall=request.hall)
        .open_at(at)
        .select_related("motion__recalls", "motion__body", "body")
        .order_by("closes_at")[: SHOWN * 2]
    )
    found = list(polls)
    voted = set(
        Roll.objects.filter(poll__in=found, member=request.member, voted=True).values_list(
            "poll_id", flat=True
        )
    )
    for poll in found:
        poll.mine_is_in = poll.pk in voted
    return found


def _motions(request: HttpRequest, states: list[Status], order: str = "-put_at") -> list[Motion]:
    found = Motion.objects.filter(hall=request.hall, status__in=states, amends=None)
    return list(found.for_lists().order_by(order)[:SHOWN])


def _first_steps(request: HttpRequest, members: int, *, carried: bool) -> list[tuple[str, str, bool]]:
    """
    The first things a new hall does: address name, words, done already. Gone once all are done. `carried`: whether a motion that
    carried is on the page already.
    """
    hall = request.hall
    motions = Motion.objects.filter(hall=hall)
    steps = [
        ("bodies:invites", _("Bring in the others"), members > 1),
        ("assemblies:call", _("Call a first meeting"), Meeting.objects.filter(hall=hall).exists()),
        ("decisions:put", _("Put a first motion"), carried or motions.exists()),
        (
            "decisions:motions",
            _("Carry it"),
            carried or motions.filter(status=Status.CARRIED).exists(),
        ),
        (
            "bodies:charter",
            _("Make a rule of your own, once something has come up"),
            hall.charters.count() > 1,
        ),
    ]
    # A hall that has come this far without a meeting of its own needs none to be told so.
    return [] if all(done for name, _words, done in steps if name != "assemblies:call") else steps


@members_only
@require_safe
def more(request: HttpRequest, hall: str) -> HttpResponse:
    """Everything that is not in the bar, one tap away."""
    return render(request, "desk/more.html", {"page_title": _("More")})


@members_only
@require_safe
def search(request: HttpRequest, hall: str) -> HttpResponse:
    """Motions, paragraphs of the charter, bodies and notices whose words hold what was typed."""
    wanted = request.GET.get("q", "").strip()[:80]
    motions: list[Motion] = []
    context: dict[str, object] = {"q": wanted, "page_title": _("Search")}
    if len(wanted) >= 2:
        words = MotionText.objects.filter(hall=request.hall)
        texts = words.filter(Q(title__icontains=wanted) | Q(text__icontains=wanted)).values("motion")
        # The two databases disagree about accents: titles are compared here, whole texts there.
        named = [pk for pk, title in words.values_list("motion_id", "title") if plain(wanted) in plain(title)]
        found = Motion.objects.filter(Q(pk__in=texts) | Q(pk__in=named[:HITS]))
        motions = list(found.for_lists().order_by("-put_at")[:HITS])
        titles = MotionText.objects.for_reader(motions)
        for motion in motions:
            motion.title = titles.get(motion.pk)
        context["paragraphs"] = _paragraphs_with(request, wanted)
        context["bodies"] = Body.objects.filter(hall=request.hall).called(wanted)[:HITS]
        day = clock.day(clock.now(), request.hall.time_zone)
        pinned = Notice.objects.filter(hall=request.hall, taken_down_at=None, until__gte=day)
        context["notices"] = pinned.filter(Q(title__icontains=wanted) | Q(text__icontains=wanted))[:HITS]
    context["motions"] = motions
    return render(request, "desk/search.html", context)


def _paragraphs_with(request: HttpRequest, wanted: str) -> list[tuple[int, Paragraph]]:
    """The charter's paragraphs, by their numbers, that hold what was typed when they are read in the reader's language."""
    charter = bodies.charter(request.hall.pk, clock.now())  # type: ignore[attr-defined]
    word = wanted.casefold()
    return [
        (number, one)
        for number, one in enumerate(sentences(charter), start=1)
        if word in " ".join(said.said(_) for said in (one.heading, *one.sentences)).casefold()
    ][:HITS]
