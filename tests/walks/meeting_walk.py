"""
The walk of a meeting: by chance its members come and go, open and close it, raise hands, move, second and decide how it goes
on, put, second and vote on motions, by phone and in the room. After each step it is asked whether where meeting, item, motion
and vote now stand together is one of the ways in which they may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.walks.hall_walk import mixed
from unionhall.assemblies import actions
from unionhall.assemblies import rules as meetings
from unionhall.assemblies.models import Fate, HandUp, Item, ItemState, Meeting, ProceduralMotion
from unionhall.core.procedure import PROCEDURAL, Move, goes_before
from unionhall.core.rulings import Refusal
from unionhall.core.stack import Hand
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import IN_THE_ROOM, Motion, Poll
from unionhall.record.models import Head

ANY = st.integers(min_value=0, max_value=10_000)
OFTEN = {
    "comes": 4,
    "goes": 2,
    "opens": 1,
    "closes": 1,
    "goes_to": 5,
    "comes_back": 2,
    "raises": 3,
    "calls": 2,
    "moves": 3,
    "seconds": 5,
    "decides": 6,
    "drops": 1,
    "decides_at_once": 12,
    "puts": 3,
    "supports": 4,
    "votes_in_the_room": 4,
    "votes_by_phone": 2,
    "ends_a_vote": 5,
    "withdraws": 1,
    "time_passes": 1,
}
"""The kinds of step, and how often each is taken beside the others."""
STEPS = [name for name, often in OFTEN.items() for _one in range(often)]

BEFORE, OPEN, CLOSED = "before", "open", "closed"
AHEAD, ON, DEBATED, LEFT, ASIDE = "ahead", "on", "debated", "left", "aside"
"""An item: not on; on; on, the debate over; not on, the debate over; laid aside, postponed or referred."""
IN_ROOM, ELSEWHERE, BY_PHONE = "vote in the room", "vote in the room, of no meeting", "vote by phone"
OPEN_MOTION = ("put", "seconded")
ENDED = ("carried", "lost", "not_quorate", "withdrawn")
MEETINGS, ITEMS = (BEFORE, OPEN, CLOSED), (AHEAD, ON, DEBATED, LEFT, ASIDE)
MOTIONS = (*OPEN_MOTION, IN_ROOM, ELSEWHERE, BY_PHONE, *ENDED)


def is_legal(meeting: str, item: str, motion: str) -> bool:
    """
    Whether a meeting, an item of it and the item's motion may stand like that together.

    Before a meeting is opened nothing is on and nothing was decided about an item. While it lasts a vote in the room is one of
    its own, but for one that was open before; of an item laid aside there is none. Once it is closed no vote of it is open.
    """
    if meeting == BEFORE:
        return item == AHEAD and motion != IN_ROOM
    if meeting == CLOSED:
        return motion != IN_ROOM
    return not (item == ASIDE and motion == IN_ROOM)


class MeetingWalk(RuleBasedStateMachine):
    """One walk. `stage`: the hall, its people and the clock, set by whoever runs it; each walk is undone at its end."""

    stage: Any
    seen: Counter[tuple[str, str, str]] = Counter()
    """How often each way of standing together was come to, over all walks."""
    decided: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.begun = self.stage.noon.at
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.meeting = self.stage.called()

    def teardown(self) -> None:
        """Everything is as it was before."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.stage.noon.forward(self.begun - self.stage.noon.at)

    def one_of(self, there: Any, which: int) -> Any:
        """One of what there is, or None where there is nothing."""
        found = list(there)
        return found[which % len(found)] if found else None

    def tries(self, act: Callable[..., Any], **given: Any) -> Any:
        """Do it, or be refused: then nothing at all was entered."""
        before = Head.objects.get(hall=self.stage.hall).size
        try:
            with transaction.atomic():
                return act(**given)
        except Refusal:
            assert Head.objects.get(hall=self.stage.hall).size == before, "something refused left an entry"
            return None

    @initialize(how=st.integers(min_value=0, max_value=9))
    def begin(self, how: int) -> None:
        """Most meetings have begun, with a motion before them."""
        ana, bilal, chidi = self.stage.people
        if how == 0:
            return
        for one in (ana, bilal, chidi):
            self.meeting.refresh_from_db()
            self.comes(one, 0)
        self.opens(ana, 0)
        self.meeting.refresh_from_db()
        self.puts(ana, 0)
        self.supports(bilal, 0)
        if how > 2:
            self.goes_to(bilal, 0)

    @rule(step=st.sampled_from(STEPS), who=ANY, which=ANY)
    def goes_on(self, step: str, who: int, which: int) -> None:
        """One more step, by one of the people."""
        self.stage.noon.forward(timedelta(seconds=1))
        self.meeting = Meeting.objects.select_related("body__hall", "hall", "now").get(pk=self.meeting.pk)
        getattr(self, step)(self.one_of(self.stage.people, mixed(who)), mixed(which))

    # Coming, going, the floor -----------------------------------------------------------------------------

    def comes(self, by: Any, _which: int) -> None:
        """Somebody checks in with the code."""
        self.tries(actions.check_in, by=by.actor, meeting=self.meeting, code=self.meeting.code)

    def goes(self, by: Any, which: int) -> None:
        """Somebody leaves, or all others do."""
        leaving = [by] if which % 2 else [one for one in self.stage.people if one is not by]
        for one in leaving:
            self.tries(actions.check_out, by=one.actor, meeting=self.meeting)

    def opens(self, by: Any, _which: int) -> None:
        """Somebody opens the meeting."""
        self.tries(actions.open_meeting, by=by.actor, meeting=self.meeting)

    def closes(self, by: Any, which: int) -> None:
        """Somebody closes it, once in a while."""
        if which % 3 == 0:
            self.tries(actions.close_meeting, by=by.actor, meeting=self.meeting)

    def goes_to(self, by: Any, which: int) -> None:
        """Somebody says which item is on, or that none is."""
        self.goes_on_with(by, self.one_of([*self.meeting.items.all(), None], which))

    def goes_on_with(self, by: Any, item: Item | None) -> None:
        """Somebody says that an item is on, which is never another over a motion on what becomes of this one."""
        was, asked = self.meeting.now_id, meetings.pending(self.meeting).filter(item=self.meeting.now)
        over = asked.exclude(move__in=(Move.ADJOURN, Move.RECESS)).exists()
        told = self.tries(actions.go_to, by=by.actor, meeting=self.meeting, item=item)
        assert told is None or not over or told.now_id == was, "the item changed over a motion on it"

    def comes_back(self, by: Any, which: int) -> None:
        """Somebody waits to speak about something else when an item whose debate is over is taken up again."""
        left = self.meeting.items.filter(state=ItemState.DEBATED).exclude(pk=self.meeting.now_id)
        item = self.one_of(left.order_by("place"), which)
        if item is not None:
            self.tries(actions.raise_hand, by=by.actor, meeting=self.meeting, kind=Hand.TURN)
            self.goes_on_with(by, item)

    def raises(self, by: Any, which: int) -> None:
        """Somebody raises a hand, mostly to speak."""
        kind = self.one_of([Hand.TURN, Hand.TURN, *Hand], which)
        item = self.meeting.now
        told = self.tries(actions.raise_hand, by=by.actor, meeting=self.meeting, kind=kind)
        over = item is not None and item.state == ItemState.DEBATED
        assert told is None or not over or kind != Hand.TURN, "a turn was given after the debate"

    def calls(self, by: Any, _which: int) -> None:
        """Somebody calls who is next."""
        self.tries(actions.call_hand, by=by.actor, meeting=self.meeting)

    # How it goes on ---------------------------------------------------------------------------------------

    def moves(self, by: Any, which: int) -> None:
        """Somebody moves how it goes on."""
        what = self.one_of(PROCEDURAL, which)
        self.tries(actions.move, by=by.actor, meeting=self.meeting, what=what, words="Others", minutes=5)

    def seconds(self, by: Any, which: int) -> None:
        """Somebody seconds what was moved, mostly what is decided first."""
        motion = self.first(which)
        if motion is not None:
            told = self.tries(actions.second_move, by=by.actor, motion=motion)
            assert told is None or motion.by_id != by.pk, "somebody seconded what they moved"

    def decides(self, by: Any, which: int) -> None:
        """Somebody writes down by how many hands it was decided."""
        motion = self.first(which)
        if motion is None:
            return
        yes, no = ((2, 1), (1, 2), (2, 0), (3, 0))[which % 4]
        if motion.move == Move.ADJOURN and which % 5:  # or every evening would end before anything came of it
            yes, no = 1, 2
        told = self.tries(actions.note_hands, by=by.actor, motion=motion, yes=yes, no=no)
        if told is not None:
            self.decided[f"{told.move} {told.fate}"] += 1
            assert motion.seconded_at is not None, "it was decided and not seconded"
            assert yes + no <= meetings.here(self.meeting).count(), "more hands than people"

    def decides_at_once(self, by: Any, which: int) -> None:
        """One moves, another seconds and hands decide, without anything between; not to adjourn, which ends all."""
        what = self.one_of([*PROCEDURAL[1:], Move.END_DEBATE, Move.TABLE], which)
        made = self.tries(
            actions.move, by=by.actor, meeting=self.meeting, what=what, words="Others", minutes=5
        )
        if made is None:
            return
        for other in self.stage.people:
            if other is not by and self.tries(actions.second_move, by=other.actor, motion=made):
                told = self.tries(actions.note_hands, by=by.actor, motion=made, yes=2, no=which % 3 // 2)
                if told is not None:
                    self.decided[f"{told.move} {told.fate}"] += 1
                return

    def drops(self, by: Any, which: int) -> None:
        """Somebody takes what was moved off the floor."""
        if (motion := self.first(which)) is not None:
            self.tries(actions.drop_move, by=by.actor, motion=motion)

    def first(self, which: int) -> ProceduralMotion | None:
        """What is decided first, or once in a while another that is pending."""
        rows = list(meetings.pending(self.meeting))
        rows.sort(key=lambda one: PROCEDURAL.index(Move(one.move)))
        return rows[0] if rows and which % 5 else self.one_of(rows, which)

    # Motions and votes ------------------------------------------------------------------------------------

    def puts(self, by: Any, which: int) -> None:
        """Somebody puts a motion, which goes on the agenda where that can still be."""
        if self.meeting.items.count() >= 3:
            return
        motion = decisions.put_motion(by=by.actor, body=self.meeting.body, title=f"Motion {which}")
        place = self.meeting.items.count() + 1
        Item.objects.create(
            hall=self.meeting.hall, meeting=self.meeting, place=place, kind="motion", motion=motion
        )

    def supports(self, by: Any, which: int) -> None:
        """Somebody seconds a motion."""
        if (motion := self.one_of(self.motions().filter(status="put"), which)) is not None:
            self.tries(decisions.second_motion, by=by.actor, motion=motion)

    def votes_in_the_room(self, by: Any, which: int) -> None:
        """Somebody opens a vote by hands, if the meeting is free for it."""
        motion = self.one_of(self.motions(), which)
        if motion is None:
            return
        item = motion_item(motion)
        poll = self.tries(decisions.open_poll, by=by.actor, motion=motion, method="hands")
        if poll is not None and self.is_on():
            assert not meetings.turned_out(self.meeting, self.stage.noon.at).lacking, "too few were there"
            assert item.state in (ItemState.OPEN, ItemState.DEBATED), "it was laid aside"
            on_it = self.meeting.now_id == item.pk
            assert not on_it or meetings.before(self.meeting).may_go_on(), "something went before"

    def votes_by_phone(self, by: Any, which: int) -> None:
        """Somebody opens a vote by phone."""
        if (motion := self.one_of(self.motions(), which)) is not None:
            self.tries(decisions.open_poll, by=by.actor, motion=motion, method="open", hours=72)

    def ends_a_vote(self, by: Any, which: int) -> None:
        """All vote, or two count hands, and the result is declared."""
        poll = self.one_of(Poll.objects.filter(declared_at=None).order_by("pk"), which)
        if poll is None:
            return
        yes = which % 3
        if poll.method in IN_THE_ROOM:
            for teller in self.stage.people[:2]:
                figures = {"yes": yes, "no": 1, "abstain": 0}
                self.tries(
                    decisions.type_figures, by=teller.actor, poll=poll, figures=figures, present=yes + 1
                )
        else:
            for place, one in enumerate(self.stage.people):
                choice = "yes" if place < yes else "no"
                self.tries(decisions.cast_ballot, by=one.actor, poll=poll, choice=choice, client_id=uuid4())
        self.tries(decisions.close_poll, by=by.actor, poll=Poll.objects.get(pk=poll.pk))

    def withdraws(self, by: Any, which: int) -> None:
        """Somebody withdraws a motion."""
        if (motion := self.one_of(self.motions(), which)) is not None:
            self.tries(decisions.withdraw_motion, by=by.actor, motion=motion)

    def time_passes(self, _by: Any, which: int) -> None:
        """A quarter of an hour, and never the whole evening."""
        if self.stage.noon.at < self.begun + timedelta(hours=3):
            self.stage.noon.forward(timedelta(minutes=5 + which % 15))

    def motions(self) -> Any:
        """The motions on the agenda."""
        return Motion.objects.filter(pk__in=self.meeting.items.values("motion")).order_by("number")

    def is_on(self) -> bool:
        """Whether the meeting is open."""
        return self.meeting.opened_at is not None and self.meeting.closed_at is None

    # After every step -------------------------------------------------------------------------------------

    @invariant()
    def they_stand_together_as_they_may(self) -> None:
        """Each item with its motion is where the table lets it be."""
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        for item in meeting.items.filter(motion__isnull=False).select_related("motion"):
            where = (of_meeting(meeting), of_item(meeting, item), of_motion(meeting, item.motion))
            self.seen[where] += 1
            assert is_legal(*where), where

    @invariant()
    def the_floor_is_in_order(self) -> None:
        """What was moved stands in the order of the table; nothing is left on the floor of a meeting that is closed."""
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        rows = list(meetings.pending(meeting).order_by("at", "pk"))
        for earlier, later in pairwise(rows):
            if earlier.at < later.at:
                assert goes_before(Move(later.move), Move(earlier.move)), (
                    "a lower motion was moved over a higher"
                )
        assert len({one.move for one in rows}) == len(rows)
        hands = HandUp.objects.filter(meeting=meeting)
        assert not hands.exclude(presence__left_at=None).exists(), "a hand of somebody who left"
        if meeting.closed_at is not None:
            assert not rows and not hands.exists() and not meetings.here(meeting).exists()
        item = Item.objects.filter(pk=meeting.now_id).first()
        if item is not None:
            assert item.state in (ItemState.OPEN, ItemState.DEBATED), "what was laid aside is on"
            turns = hands.filter(kind=Hand.TURN, called_at=None)
            assert item.state != ItemState.DEBATED or not turns.exists(), "turns wait after the debate"
        decided = meeting.procedural.filter(fate__in=(Fate.CARRIED, Fate.LOST))
        assert not decided.filter(seconded_at=None).exists()


def motion_item(motion: Motion) -> Item:
    """The item of the agenda that a motion is."""
    return Item.objects.get(motion=motion)


def of_meeting(meeting: Meeting) -> str:
    """Where a meeting is."""
    if meeting.closed_at is not None:
        return CLOSED
    return BEFORE if meeting.opened_at is None else OPEN


def of_item(meeting: Meeting, item: Item) -> str:
    """Where an item of its agenda is."""
    on = meeting.now_id == item.pk
    if item.state == ItemState.DEBATED:
        return DEBATED if on else LEFT
    if item.state:
        return ASIDE
    return ON if on else AHEAD


def of_motion(meeting: Meeting, motion: Motion) -> str:
    """Where an item's motion is: its state, and of a vote that is open where it is held."""
    poll = motion.polls.filter(declared_at=None, judges=None).first()
    if poll is None:
        return str(motion.status)
    if poll.method not in IN_THE_ROOM:
        return BY_PHONE
    opened, closed = meeting.opened_at, meeting.closed_at
    of_it = opened is not None and poll.opened_at >= opened and (closed is None or poll.opened_at <= closed)
    return IN_ROOM if of_it else ELSEWHERE


def reachable() -> list[tuple[str, str, str]]:
    """All the ways in which meeting, item and motion may stand together."""
    return [
        (one, two, three)
        for one in MEETINGS
        for two in ITEMS
        for three in MOTIONS
        if is_legal(one, two, three)
    ]
