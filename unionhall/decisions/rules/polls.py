"""When a poll may be opened, voted in, counted and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.core.charters import Charter, Rule, Voters
from unionhall.core.charters import Method as How
from unionhall.core.petitions import Referendum
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Refusal, Ruling, first_refusal
from unionhall.decisions.models import (
    AT_A_MEETING,
    BY_WHO_IS_HERE,
    IN_THE_ROOM,
    EffectState,
    Method,
    Motion,
    Poll,
    Roll,
    Status,
    TellerFigure,
)
from unionhall.kit.actor import Actor
from unionhall.kit.rows import Prepared

from .amendments import may_change_words, may_pass_over, still_applies
from .choosing import question_of
from .counting import BY_PHONE, JUDGEMENTS
from .gathering import are_enough, gathered, nothing_goes_before
from .lifecycle import READY
from .motions import has_enough_seconds, is_called_in, may_ask, rule_of, voter
from .notice import is_served
from .sittings import goes_through, is_through, left_to_count, where_is
from .tellers import agreed_figure, counted_until, rests_on_one, stands_alone
from .together import may_vote_now

LONGEST_POLL = timedelta(days=45)
"""R32 knows no poll that is open for longer."""
LONGER = (24, 72, 168, 336)
"""Hours that are offered beside the charter's."""
IN_THE_ROOM_LASTS = timedelta(hours=12)
"""A count in the room not brought in after so long brings no result; the motion comes back."""
MINUTES = (1, 2, 5, 10, 20)
"""So long a vote by phone by who is here may last."""
USUAL_MINUTES = 5

_line = Prepared(lambda poll, member: Roll.objects.filter(poll_id=poll, member_id=member))

_METHODS: Mapping[How, tuple[Method, ...]] = {
    How.OPEN: (Method.OPEN, Method.HANDS),
    How.HANDS: (Method.HANDS,),
    How.SECRET_PAPER: (Method.PAPER,),
    How.CONSENSUS: (Method.CONSENSUS, Method.SLIPS),
}


_OF_A_CHOICE: Mapping[How, tuple[Method, ...]] = {
    How.OPEN: (Method.OPEN, Method.PAPER),
    How.HANDS: (Method.PAPER, Method.OPEN),
    How.SECRET_PAPER: (Method.PAPER,),
    How.CONSENSUS: (Method.PAPER, Method.OPEN),
}
"""No hand shows an order and no position names an option: then it is on paper, or openly by phone where hands are seen too."""


def methods_for(rule: Rule, *, choice: bool = False, met: bool = False) -> tuple[Method, ...]:
    """
    How a poll under `rule` may be held. Voting openly is by phone or by hands in the room: both are seen by all. A `choice`
    between options is made by phone or on paper. Where the body has `met` and keeps count of who is there, all that is not
    secret may be voted on by phone by who is here; where the rule says that whoever is present votes, nobody else votes by phone.
    """
    found = list((_OF_A_CHOICE if choice else _METHODS)[rule.method])
    if rule.voters is Voters.PRESENT:
        found = [one for one in found if one in IN_THE_ROOM]
    if met and rule.method is not How.SECRET_PAPER:
        found.append(Method.POSITIONS if rule.method is How.CONSENSUS and not choice else Method.LIVE)
    return tuple(found)


def methods_now(motion: Motion, rule: Rule, at: datetime) -> tuple[Method, ...]:
    """
    How a poll on the motion may be held now under `rule`. Where an assembly has further sittings, none is by phone among who is
    at one: that would decide for those who come to the next.
    """
    met = gathered(motion.body, at) is not None and goes_through(motion.body, at) is None
    return methods_for(rule, choice=question_of(motion) is not None, met=met)


def without_a_phone(body: Body, at: datetime) -> int:
    """How many of those who vote in `body` have no account, and so could not vote if a poll were held by phone."""
    return bodies.voters_of(body, at).filter(person__key_hash="").count()


def may_open_poll(
    by: Actor,
    motion: Motion,
    at: datetime,
    method: str = "",
    as_it_stands: bool = False,
    *,
    too_few: bool = False,
) -> Ruling:
    """
    Whether `by` may open a poll on the motion, by `method` where one is named: any voter, once it is seconded and noticed.
    Seconded amendments come first, unless it is said that the vote is on the motion `as_it_stands`. In the room enough have
    to be there, where somebody keeps count, unless `too_few` is just what shall be noted.
    """
    ruling = voter(by, motion.body, at)
    if not ruling:
        return ruling
    charter = bodies.charter(motion.hall_id, at)
    if motion.status == Status.POLLING:
        return Ruling(OutOfOrder(_("A poll on this motion is open already.")))
    if motion.status == Status.PUT and not has_enough_seconds(motion, charter, at):
        return Ruling(OutOfOrder(_("This motion has not been seconded."), rule="options"))
    if motion.status not in (Status.PUT, *READY):
        return Ruling(OutOfOrder(_("This motion is no longer before the body.")))
    ruling = first_refusal(_nothing_in_the_way(motion), may_pass_over(motion, as_it_stands))
    if not ruling:
        return ruling
    ruling = bodies.may_decide(motion.body, motion.matter, at)
    if not ruling:
        return ruling
    try:
        rule = rule_of(motion, charter)
    except Refusal as refusal:
        return Ruling(refusal)
    if method and method not in methods_now(motion, rule, at):
        return Ruling(_not_so(motion, rule, method))
    ruling = is_served(motion, charter, rule, at)
    if ruling and method in BY_WHO_IS_HERE:
        ruling = _all_here_can(by, motion, method, at)
    if ruling and method in AT_A_MEETING and not too_few:
        return first_refusal(are_enough(motion, rule, at), nothing_goes_before(motion, at))
    return ruling


def _not_so(motion: Motion, rule: Rule, method: str) -> OutOfOrder:
    """Why a vote on the motion is not held by `method`."""
    choice = question_of(motion) is not None
    if method in methods_for(rule, choice=choice, met=True):
        return OutOfOrder(
            _("By phone whoever is here votes while the body meets and keeps count of who is there.")
        )
    if method in methods_for(replace(rule, voters=Voters.STANDING), choice=choice):
        sentence = _(
            "Our charter says that whoever is present votes on this: in the room, or by phone by who is here, while we meet."
        )
        return OutOfOrder(sentence, rule=motion.matter)
    return OutOfOrder(_("Our charter says otherwise how we vote on this."), rule=motion.matter)


def _all_here_can(by: Actor, motion: Motion, method: str, at: datetime) -> Ruling:
    """Whether `by` is one of those who are here, and each of them can vote: nobody brings in a position for somebody else."""
    here = gathered(motion.body, at)
    voters = here.voters if here is not None else Member.objects.none()
    if not voters.filter(pk=by.member_id).exists():
        return Ruling(
            NotAuthorised(_("Whoever opens a vote among those who are here is here: check in first."))
        )
    if method == Method.POSITIONS and voters.filter(person__key_hash="").exists():
        return Ruling(
            OutOfOrder(
                _("Somebody here has no account: positions are taken on slips, so that all who are here can.")
            )
        )
    return IN_ORDER


def may_note_too_few(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """
    Whether `by` may note that too few have come for a vote on the motion, which is a call that came to no quorum (R29): while
    the body meets and keeps count of who is there, by one of them, in the place of a vote in the room that could be opened were
    they enough.
    """
    here = gathered(motion.body, at)
    if here is None:
        return Ruling(OutOfOrder(_("Nobody keeps count of who is here just now.")))
    if not here.voters.filter(pk=by.member_id).exists():
        return Ruling(NotAuthorised(_("Whoever notes that is in the room: check in first.")))
    ruling = may_open_poll(by, motion, at, as_it_stands=True)
    if not ruling:
        return ruling
    rule = rule_of(motion, bodies.charter(motion.hall_id, at))
    if not in_the_room(motion, rule):
        return Ruling(OutOfOrder(_("Our charter says otherwise how we vote on this."), rule=motion.matter))
    if is_through(motion, Method.HANDS, at) is not None:
        return Ruling(
            OutOfOrder(
                _("Another sitting is to come: whether we are enough is seen when the last has counted.")
            )
        )
    if are_enough(motion, rule, at):
        return Ruling(OutOfOrder(_("Enough are here: the vote can be opened.")))
    return IN_ORDER


def in_the_room(motion: Motion, rule: Rule) -> list[Method]:
    """The ways of voting in the room that a rule leaves to a motion."""
    return [one for one in methods_for(rule, choice=question_of(motion) is not None) if one in IN_THE_ROOM]


def _nothing_in_the_way(motion: Motion) -> Ruling:
    if motion.amends is not None:
        ruling = first_refusal(may_change_words(motion.amends), may_vote_now(motion), still_applies(motion))
        if not ruling:
            return ruling
    beneath = Motion.objects.filter(Q(amends=motion.pk) | Q(amends__amends=motion.pk))
    if beneath.filter(status=Status.POLLING).exists():
        return Ruling(OutOfOrder(_("A vote on an amendment is open: first the words, then the motion.")))
    return IN_ORDER


def lengths_of(common_hours: int) -> list[int]:
    """
    For how many hours a poll may be opened by phone where its rule does not say: the charter's common number, or longer.

    >>> lengths_of(72), lengths_of(12)
    ([72, 168, 336], [12, 24, 72, 168, 336])
    """
    return sorted({common_hours, *(hours for hours in LONGER if hours > common_hours)})


def closing_time(
    rule: Rule, charter: Charter, method: str, hours: int | None, at: datetime, minutes: int | None = None
) -> datetime:
    """
    When a poll opened at `at` closes: as the rule says; where it says nothing, as the charter's common number says, or after the
    `hours` chosen, which are no fewer: who opens a vote does not decide how little time there is for it; a count in the room
    when the figures are in, at the latest after twelve hours; a vote by phone by who is here after the `minutes` chosen.

    Raises `OutOfOrder` where the hours or minutes chosen are against the rule or out of bounds.
    """
    if method in IN_THE_ROOM:
        return at + IN_THE_ROOM_LASTS
    if method in BY_WHO_IS_HERE:
        if minutes is not None and minutes not in MINUTES:
            raise OutOfOrder(_("Choose for how many minutes the vote is open."))
        return at + timedelta(minutes=minutes or USUAL_MINUTES)
    if rule.poll_hours:
        if hours and hours != rule.poll_hours:
            raise OutOfOrder(
                _("Our charter says how long this poll is open: %(hours)d hours.")
                % {"hours": rule.poll_hours}
            )
        return at + timedelta(hours=rule.poll_hours)
    least = charter.options.poll_hours
    if hours and hours < least:
        raise OutOfOrder(
            _(
                "Our charter says that a poll is open for %(hours)d hours: longer if you choose, and not shorter. It can be "
                "closed once everybody has voted."
            )
            % {"hours": least}
        )
    lasts = timedelta(hours=hours or least)
    if lasts > LONGEST_POLL:
        raise OutOfOrder(_("A poll is open for 45 days at most."))
    return at + lasts


def referendum_closes(referendum: Referendum, hours: int | None, at: datetime) -> datetime:
    """When a referendum opened at `at` closes: between the least and the most days of the charter, the least unless chosen."""
    days = referendum.open_least if hours is None else hours // 24
    if not referendum.may_be_open_for(days):
        raise OutOfOrder(
            _("A vote of all members is open for %(least)d to %(most)d days.")
            % {"least": referendum.open_least, "most": referendum.open_most},
            rule="referendum",
        )
    return at + timedelta(days=days)


def choices_of(poll: Poll) -> tuple[str, ...]:
    """What may be written on a ballot of the poll; empty for a poll in the room."""
    if poll.judges_id is not None:
        return JUDGEMENTS
    return BY_PHONE.get(Method(poll.method), ())


def line_of(by: Actor, poll: Poll) -> Roll | None:
    """The line of the poll's register on which `by` stands, or None."""
    return _line.one(poll=poll.pk, member=by.member_id) if by.member_id is not None else None


def may_cast_ballot(by: Actor, poll: Poll, line: Roll | None, at: datetime) -> Ruling:
    """
    Whether `by` may cast or change a ballot on `line` (`line_of`): who is on the register, while the poll is open. Whoever
    was suspended since it was made, or has left, casts none; a ballot that was in by then stays.
    """
    if by.hall_id != poll.hall_id or by.member_id is None:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    if line is None or (line.poll_id, line.member_id) != (poll.pk, by.member_id):
        return Ruling(NotAuthorised(_("You are not on this poll's register, which was made when it opened.")))
    if poll.method in IN_THE_ROOM:
        return Ruling(OutOfOrder(_("This vote is taken in the room, and counted there.")))
    if not poll.is_open(at):
        return Ruling(OutOfOrder(_("This poll is not open.")))
    return bodies.may_act(by, at)


def everybody_voted(poll: Poll) -> bool:
    """Whether every line of the register has voted."""
    return not poll.rolls.filter(voted=False).exists()


def is_due(poll: Poll, at: datetime) -> bool:
    """Whether the poll's time is up and its result may be declared by anybody, the clock among them."""
    if poll.declared_at is not None or (poll.closes_at > at and poll.closed_at is None):
        return False
    # A referendum's papers are counted after its close: due once the tellers agree, at the latest when their time is up.
    if not poll.motion.referendum or at >= counted_until(poll):
        return True
    figure = agreed_figure(poll)
    return figure is not None and not stands_alone(Actor.the_clock(poll.hall_id), poll, figure, at)


def may_close_poll(by: Actor, poll: Poll, at: datetime) -> Ruling:
    """
    Whether `by` may close the poll and declare its result: when its time is up; before that any voter, once all have voted
    or the tellers' figures agree. Whoever typed in a whole count alone leaves that to another, who votes in the body.
    """
    if by.hall_id != poll.hall_id:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    if poll.declared_at is not None:
        return Ruling(OutOfOrder(_("The result has been declared already.")))
    if hasattr(poll, "judged_by") and poll.judged_by.declared_at is None:
        return Ruling(OutOfOrder(_("The blocks are being judged first.")))
    if poll.through is not None:
        return _may_close_through(by, poll, at)
    figure = agreed_figure(poll) if poll.method in IN_THE_ROOM else None
    if figure is not None and not by.clock and stands_alone(by, poll, figure, at):
        ruling = voter(by, poll.body, at)
        if not ruling:
            return ruling
        return Ruling(
            NotAuthorised(
                _(
                    "You typed in the whole count: somebody else who was there declares the result, on their own account."
                )
            )
        )
    if is_due(poll, at):
        return IN_ORDER if by.clock else bodies.may_act(by, at)
    if by.clock:
        return Ruling(OutOfOrder(_("This poll is still open.")))
    ruling = voter(by, poll.body, at)
    if not ruling:
        return ruling
    if poll.motion.referendum and poll.closes_at > at:
        return Ruling(OutOfOrder(_("A vote of all members is open until its day."), rule="referendum"))
    if poll.method in IN_THE_ROOM:
        if figure is None:
            return Ruling(OutOfOrder(_("Two tellers must type in the same figures first.")))
        return IN_ORDER
    if not everybody_voted(poll):
        return Ruling(OutOfOrder(_("Not all have voted yet, and the poll is still open.")))
    return IN_ORDER


def _may_close_through(by: Actor, poll: Poll, at: datetime) -> Ruling:
    """
    Of a vote through several sittings: whether `by` may end the count of the one they are at, once its tellers agree, or, where
    nothing is left to count, declare the result.
    """
    if is_due(poll, at):
        return IN_ORDER if by.clock else bodies.may_act(by, at)
    if by.clock:
        return Ruling(OutOfOrder(_("This poll is still open.")))
    if not (ruling := voter(by, poll.body, at)):
        return ruling
    left, here = left_to_count(poll, at), where_is(by, poll, at)
    if here is not None and here.key in {one.key for one in left}:
        figure = agreed_figure(poll, here.key)
        if figure is None:
            return Ruling(OutOfOrder(_("Two tellers must type in the same figures first.")))
        if rests_on_one(by, poll, figure):
            return Ruling(
                NotAuthorised(
                    _(
                        "One person typed in the whole count: somebody else who was there ends it, on their own account."
                    )
                )
            )
        return IN_ORDER
    if left:
        return Ruling(OutOfOrder(_("Another sitting has still to count: the result comes after the last.")))
    return IN_ORDER


def ends_a_sitting(by: Actor, poll: Poll, at: datetime) -> TellerFigure | None:
    """
    The figure that is settled when `by` closes a vote through several sittings now, while another has still to count; None
    where closing it declares the result.
    """
    if poll.through is None or is_due(poll, at):
        return None
    left, here = left_to_count(poll, at), where_is(by, poll, at)
    if here is None or not any(one.key == here.key for one in left) or len(left) < 2:
        return None
    return agreed_figure(poll, here.key)


def may_retry(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may have the motion's effects carried out (again): any member, while some are refused and not stopped."""
    ruling = may_ask(by, motion, at)
    if not ruling:
        return ruling
    if motion.status != Status.CARRIED:
        return Ruling(OutOfOrder(_("This motion has not carried.")))
    if is_called_in(motion):
        return Ruling(
            OutOfOrder(_("This decision has been called in: the assembly decides first."), rule="overturn")
        )
    if motion.takes_effect_at is not None and motion.takes_effect_at > at:
        return Ruling(OutOfOrder(_("This decision takes effect later.")))
    if not motion.effects.filter(state__in=(EffectState.PENDING, EffectState.REFUSED)).exists():
        return Ruling(OutOfOrder(_("There is nothing left to carry out.")))
    return IN_ORDER
