"""Opening a poll, the ballot paper, and the result."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import looking
from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.core.charters import Charter, Rule
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.polls import WORDS, OpenForm
from unionhall.decisions.live import in_region, topic_of
from unionhall.decisions.models import (
    AT_A_MEETING,
    BY_WHO_IS_HERE,
    IN_THE_ROOM,
    OPENLY,
    Ballot,
    Motion,
    Poll,
    Roll,
    RollState,
)
from unionhall.decisions.rules.counting import blocks_of, is_consensus
from unionhall.decisions.rules.dissent import may_dissent
from unionhall.decisions.rules.polls import IN_THE_ROOM_LASTS
from unionhall.kit import clock
from unionhall.kit.live import ticket

from .amendments import first_of
from .choosing import asked_in, ballot_in_words, choice_paper, marks_in
from .finding import brought_up_to_date, done, motion_in, poll_in, poll_to_cast
from .motion import result_of
from .reading import effects_of, effects_title, perhaps_said, tellers_of
from .rivals import rivals_in

MEANS = {
    "agree": gettext_lazy("I am for it."),
    "reservations": gettext_lazy("I am for it, and something troubles me."),
    "aside": gettext_lazy("I disagree and will not stop it."),
    "block": gettext_lazy("It goes against what we are here for."),
}

KNOW_EACH_OTHER = 12
"""On a register of so few, who voted how is shown without a search."""


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def open_poll(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Open the vote: how, for how long, who is on the register."""
    motion = motion_in(request, pk)
    at = clock.now()
    charter = bodies.charter(motion.hall_id, at)
    refusal: Refusal | None = rules.may_open_poll(request.actor, motion, at, as_it_stands=True).refusal  # type: ignore[attr-defined]
    form, how = None, {}
    passed_over, room = (
        first_of(rules.standings(motion, rules.undecided_of(motion))),
        _who_is_here(request, motion, at),
    )
    if refusal is None:
        rule = rules.rule_of(motion, charter)
        days = (
            (charter.referendum.open_least, charter.referendum.open_most)
            if motion.referendum and charter.referendum
            else None
        )
        how = _how(motion, charter, rule, at)
        form = OpenForm(
            request.POST or None,
            rule=rule,
            common_hours=charter.options.poll_hours,
            days=days,
            falling=len(passed_over["amendments_first"]),
            without_a_phone=rules.without_a_phone(motion.body, at),
            met=bool(room.get("enough")),
            methods=rules.methods_now(motion, rule, at),
            wanted=request.GET.get("method", ""),
        )
    if request.method == "POST" and (form is None or form.is_valid()):
        given = form.cleaned_data if form is not None else {}
        try:
            poll = actions.open_poll(
                by=request.actor,  # type: ignore[attr-defined]
                motion=motion,
                method=given.get("method", ""),
                hours=given.get("hours"),
                minutes=given.get("minutes"),
                as_it_stands=given.get("as_it_stands", False),
            )
        except Refusal as refused:
            refusal = refused
        else:
            to = "decisions:tell" if poll.method in IN_THE_ROOM else "decisions:poll"
            return done(request, _("The vote is open."), to, poll.pk)
    context = {
        "motion": motion,
        "words": rules.text_in(motion),
        "form": form,
        "voters": len(bodies.voters(motion.body, at)),
        "without_a_phone": rules.without_a_phone(motion.body, at)
        if form is not None and "method" in form.fields
        else 0,
        "on_paper": form is not None and any(one in OPENLY for one in rules.methods_now(motion, rule, at)),
        "effects": effects_of(motion),
        "effects_title": effects_title(motion),
        "refusal": refusal,
        **passed_over,
        **how,
        **room,
        **asked_in(motion),
        "page_title": _("Open the vote"),
    }
    failed = form is not None and bool(form.errors)
    return render(request, "decisions/open.html", context, status=409 if refusal else 422 if failed else 200)


def _who_is_here(request: HttpRequest, motion: Motion, at: datetime) -> dict[str, Any]:
    """How many have come to the meeting, where the body keeps count, and whether that is enough for a vote in the room."""
    here = rules.gathered(motion.body, at)
    if here is None or (not motion.referendum and rules.goes_through(motion.body, at) is not None):
        return {"here": None}
    try:
        rule = rules.rule_of(motion, bodies.charter(motion.hall_id, at))
    except Refusal:  # the page says it above
        return {"here": None}
    return {
        "here": here.many,
        "enough": rules.are_enough(motion, rule, at),
        "may_note_too_few": rules.may_note_too_few(request.actor, motion, at),  # type: ignore[attr-defined]
        "next_call": rules.next_call(motion, rule, at),
    }


@members_only
@require_POST
def too_few(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Note that too few have come for a vote in the room: a call that came to no quorum."""
    poll = actions.note_too_few(by=request.actor, motion=motion_in(request, pk))  # type: ignore[attr-defined]
    said = _("Noted: this call came to no quorum. The charter says what the next one needs.")
    return done(request, said, "decisions:motion", poll.motion_id)


def _how(motion: Motion, charter: Charter, rule: Rule, at: datetime) -> dict[str, Any]:
    """
    How we vote by the charter, said before anybody opens the vote: the rule; by phone or in the room; until when, where that
    is not left to choose.
    """
    methods = rules.methods_now(motion, rule, at)
    through = None if motion.referendum else rules.goes_through(motion.body, at)
    return {
        "rule": rules.said_of(motion, rule),
        "anchor": motion.matter if motion.matter in charter.rules else "ordinary",
        "by_phone": any(one not in AT_A_MEETING for one in methods),
        "by_who_is_here": any(one in BY_WHO_IS_HERE for one in methods),
        "in_the_room": any(one in IN_THE_ROOM for one in methods),
        "phone_until": at + timedelta(hours=rule.poll_hours) if rule.poll_hours else None,
        "room_until": through.until if through is not None else at + IN_THE_ROOM_LASTS,
        "through": len([one for one in through.each if one.to_come]) if through is not None else 0,
        "perhaps": perhaps_said(motion, charter),
    }


@members_only
@require_safe
def poll(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The ballot paper while the poll is open, the result once it is declared."""
    brought_up_to_date(request)
    return _page(request, poll_in(request, pk))


def _page(request: HttpRequest, found: Poll, refusal: Refusal | None = None) -> HttpResponse:
    at, by, motion = clock.now(), request.actor, found.motion  # type: ignore[attr-defined]
    line = rules.line_of(by, found)
    may_cast = rules.may_cast_ballot(by, found, line, at)
    mine = Ballot.objects.filter(roll=line).first() if line is not None else None
    judged = found.judges if found.judges_id else None
    words = rules.text_in(motion)
    context = {
        **in_region(motion, found, at),
        "words": words,
        "effects": effects_of(motion),
        "effects_title": effects_title(motion),
        "choices": _choices(found, mine, request.POST),
        "blocks": [(number, one.words, _judged(mine, number)) for number, one in enumerate(blocks_of(judged))]
        if judged
        else [],
        "consensus": is_consensus(found),
        "typed": request.POST.get("words", mine.words if mine else ""),
        "paper": request.POST.get("client_id") or uuid4(),
        "line": line,
        "speaks_for": list(Member.objects.filter(pk__in=line.speaks_for))
        if line is not None and line.speaks_for
        else [],
        "mine": mine,
        "mine_word": _word_of(mine, found) if mine is not None else "",
        "receipt": str(mine.pk)[:8] if mine is not None else "",
        "may_cast": may_cast,
        "may_close": rules.may_close_poll(by, found, at),
        "in_the_room": found.method in IN_THE_ROOM,
        "my_sitting": line is not None and line.state == RollState.CLOSED and found.declared_at is None,
        "on_paper": left
        if (left := rules.left_on_paper(found)) and rules.may_bring_papers(by, found, at)
        else 0,
        "result": result_of(found, by) if judged is None else None,
        "tellers": tellers_of(found),
        "reservations": _reservations(found) if rules.may_read_beside(request.member, motion) else [],  # type: ignore[attr-defined]
        "judging": Poll.objects.filter(judges=found).first(),
        "may_dissent": may_dissent(by, found, at),
        "dissents": list(found.dissents.select_related("member").order_by("at")),
        "roll_is_open": _roll_is_open(request, found),
        "roll_is_short": _is_short(found),
        "roll_call": _roll_call(request, found),
        "live": ticket(request.hall.pk, topic_of(motion.pk), request.member.person_id)
        if found.declared_at is None
        else "",  # type: ignore[attr-defined]
        "refusal": refusal,
        **asked_in(motion),
        **choice_paper(found, mine, request.POST),
        **rivals_in(motion, words, None),
        "page_title": _("Vote on motion %(number)d") % {"number": motion.number},
    }
    return render(request, "decisions/poll.html", context, status=409 if refusal else 200)


def _choices(found: Poll, mine: Ballot | None, typed: Any) -> list[dict[str, Any]]:
    """The ballot's big cards, what was chosen ticked."""
    chosen = typed.get("choice") or (mine.choice if mine is not None else "")
    words = {"yes": _("Yes"), "no": _("No"), "abstain": _("I abstain")}
    if is_consensus(found):
        words = {name: str(WORDS[name]) for name in ("agree", "reservations", "aside", "block")}
        words["abstain"] = _("No position")
    return [
        {"value": name, "word": word, "words": str(MEANS.get(name, "")), "checked": name == chosen}
        for name, word in words.items()
    ]


def _judged(mine: Ballot | None, number: int) -> str:
    return mine.choice[number] if mine is not None and number < len(mine.choice) else ""


def _word_of(mine: Ballot, found: Poll) -> str:
    return next((one["word"] for one in _choices(found, mine, {}) if one["checked"]), "")


def _reservations(found: Poll) -> list[tuple[str, str]]:
    """Reasons given with positions, once they may be shown: (position in words, reason), in an order that says nothing."""
    if not is_consensus(found) or (found.declared_at is None and found.closed_at is None):
        return []
    given = found.ballots.exclude(words="").order_by("choice", "pk").values_list("choice", "words")
    return [(str(WORDS.get(choice, choice)), words) for choice, words in given[:100]]


def _roll_is_open(request: HttpRequest, found: Poll) -> bool:
    """Whether the page says who voted how: of an open vote that is declared, to members of the body."""
    is_open = found.declared_at is not None and found.method in OPENLY and found.judges_id is None
    return is_open and bool(bodies.is_member(request.member, found.body))  # type: ignore[attr-defined]


def _roll_call(request: HttpRequest, found: Poll) -> list[tuple[str, str]]:
    """
    Who voted how, of a declared open vote, for members of the body it was held in: (name, word). Of a register so short that
    everybody on it knows everybody, all. Else oneself, those who chose the directory, and whoever is found by their name
    (`looking.found_by_name`): an open vote is open, and still no list of members.
    """
    if not _roll_is_open(request, found):
        return []
    me: Member = request.member  # type: ignore[attr-defined]
    rows = Roll.objects.filter(poll=found, voted=True).select_related(
        "member", "ballot__called_by", "paper__typed_by", "paper__confirmed_by"
    )
    wanted, most = request.GET.get("name", "").strip()[:80], 50
    if len(wanted) >= 2:
        voters = Member.objects.filter(pk__in=Roll.objects.filter(poll=found, voted=True).values("member"))
        rows = rows.filter(member__in=looking.found_by_name(me, wanted, among=voters))
    elif not _is_short(found):
        rows = rows.filter(Q(member=me) | Q(member__in_directory=True))
    names = {str(key): str(word) for key, word in WORDS.items()}
    question = rules.question_of(found.motion)

    def said(choice: str) -> str:
        return ballot_in_words(question, choice) if question is not None else names.get(choice, "")

    return [
        (row.member.name or _("a former member"), said(row.ballot.choice) + _brought_in(row))
        for row in rows.order_by("member__name")[:most]
    ]


def _is_short(found: Poll) -> bool:
    """Whether so few are on the register that they know each other."""
    return found.rolls.count() <= KNOW_EACH_OTHER


def _brought_in(row: Roll) -> str:
    """
    Who brought a ballot on paper in, or typed it in as it was called aloud; nothing where it came by phone, or was changed by
    phone afterwards.
    """
    if row.ballot.called_by is not None:
        who = row.ballot.called_by.name or _("a former member")
        return " · " + _("called aloud, typed in by %(name)s") % {"name": who}
    paper = getattr(row, "paper", None)
    if paper is None or paper.confirmed_by is None or row.ballot.client_id != paper.pk:
        return ""
    two = [one.name or _("a former member") for one in (paper.typed_by, paper.confirmed_by)]
    return " · " + _("on paper, brought in by %(first)s and %(second)s") % {"first": two[0], "second": two[1]}


@members_only
@require_POST
def cast(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """
    Cast a ballot, or change it; the paper's own id makes that sending it twice counts once.

    The page it leads to says that the ballot is in, with its receipt: nothing is kept in the session for that, so that a
    ballot costs the database one transaction and not three.
    """
    found = poll_to_cast(request, pk)
    if found is None:
        raise Http404
    choice = request.POST.get("choice", "")
    question = rules.question_of(found.motion)
    if question is not None:
        choice = marks_in(question, request.POST)
    if found.judges is not None:
        blocks = len(blocks_of(found.judges))
        choice = "".join(request.POST.get(f"block-{number}", "?")[:1] for number in range(blocks))
    try:
        client_id = UUID(request.POST.get("client_id", ""))
    except ValueError:
        unread = OutOfOrder(_("This ballot paper cannot be read: here is a new one."))
        return _page(request, poll_in(request, pk), unread)
    try:
        actions.cast_ballot(
            by=request.actor,  # type: ignore[attr-defined]
            poll=found,
            choice=choice,
            client_id=client_id,
            words=request.POST.get("words", ""),
        )
    except Refusal as refusal:
        return _page(request, poll_in(request, pk), refusal)
    return redirect("decisions:poll", hall=hall, pk=pk)


@members_only
@require_POST
def close(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Close the poll and declare the result, when its time is up, all have voted, or the tellers agree."""
    found = actions.close_poll(by=request.actor, poll=poll_in(request, pk))  # type: ignore[attr-defined]
    if found.declared_at is None and found.through is not None:
        said = _("This sitting has counted. What it counted stays sealed until the last one has.")
        return done(request, said, "decisions:poll", found.pk)
    if found.declared_at is None:
        return done(
            request,
            _("The positions are in. Now the blocks are judged."),
            "decisions:poll",
            Poll.objects.get(judges=found).pk,
        )
    to = found.judges_id or found.pk
    return done(request, _("The result is declared."), "decisions:poll", to)
