"""
The walk: by chance somebody joins, leaves, puts, seconds, amends, votes, votes again, closes, uses a mandate, recalls, changes
the charter, lets time pass, makes a backup or goes back to one. After each step everything in `checks` is asked.
"""

from __future__ import annotations

import copy
import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.walks import checks
from tests.walks.known import OPTIONS, Asked, Held, Known, Person, Voting
from tests.walks.place import Place, Template
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules as membership
from unionhall.bodies.models import Application, Member
from unionhall.conftest import NOON, holder
from unionhall.core.charters.presets import PRESETS
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import IN_THE_ROOM, Motion, Poll, Status
from unionhall.desk import deadlines
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.mandates.models import Mandate
from unionhall.record.models import Hall, Head
from unionhall.site import carrying

ANY = st.integers(min_value=0, max_value=10_000)
"""Which one of what there is: taken modulo how many there are."""
WIPED_WITHIN = timedelta(days=1)
"""How long after somebody was erased a copy of their name may lie in the database's own files."""
ZONE = "Europe/Vienna"
WITHOUT_ANYBODY = ("time_passes", "backs_up", "restores")
MOST = 9
"""Members a walk may bring together; enough for every quorum's rounding."""
HOW = (
    ("yes",),
    ("yes", "yes", "no"),
    ("yes", "yes", "abstain"),
    ("yes", "no"),
    ("no", "abstain"),
    ("no", "no", "yes"),
)
"""How everybody votes, in turn."""
WHAT = (
    "words",
    "mandate",
    "mandate",
    "mandate",
    "suspend",
    "exclude",
    "admit",
    "charter",
    "mandate",
    "words",
)
"""What a motion does by itself."""
COUNTED = ("irv", "plurality", "approval", "score", "scottish-stv", "meek-stv", "schulze")
"""The rules by which a choice is counted."""
VOTES = ("yes", "no", "abstain")
PAPERS = ("new", "new", "new", "same", "another's")
WAITS = (timedelta(minutes=20), timedelta(hours=5), timedelta(days=1), timedelta(days=4), timedelta(days=31))
POWERS = ("bodies.admit", "bodies.admit", "bodies.keep_list")
OFTEN = {
    "decides": 6,
    "votes": 4,
    "votes_again": 2,
    "uses_a_mandate": 4,
    "card_is_typed_in": 3,
    "calls_for_a_recall": 3,
    "time_passes": 3,
    "closes": 2,
    "opens": 2,
    "puts": 2,
    "asks": 3,
    "seconds": 2,
    "joins_by_invite": 2,
    "everybody_votes": 1,
    "amends": 1,
    "withdraws": 1,
    "leaves": 1,
    "changes_name": 1,
    "settles": 1,
    "backs_up": 2,
    "restores": 2,
}
"""The kinds of step, and how often each is taken beside the others."""
STEPS = [name for name, often in OFTEN.items() for _one in range(often)]


class HallWalk(RuleBasedStateMachine):
    """One walk. `template` is set by whoever runs it."""

    template: Template
    seen: Counter[str] = Counter()
    """How often something came about, over all walks: so that a walk which never gets anywhere is noticed."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(clock, "now", lambda: self.at)
        # Ids are made alike in each walk: what is chosen goes by their order, and a walk can be walked again.
        self.patch.setattr(os, "urandom", random.Random(7).randbytes)
        self.place = Place(self.template)
        self.place.enter()
        self.known = Known()
        self.backup: tuple[Path, Known] | None = None

    def teardown(self) -> None:
        """Throw everything away."""
        self.place.leave()
        if self.backup is not None:
            self.backup[0].unlink(missing_ok=True)
        self.patch.undo()

    # What there is ----------------------------------------------------------------------------------------

    @property
    def hall(self) -> Hall:
        """The hall, read anew."""
        return Hall.objects.get()

    @property
    def day(self) -> date:
        """The hall's day."""
        return clock.day(self.at, ZONE)

    def one_of(self, there: Any, which: int) -> Any:
        """One of what there is, or None where there is nothing."""
        found = list(there)
        return found[which % len(found)] if found else None

    def actor(self, member: UUID, *, proved: bool = False) -> Actor:
        """A member as somebody who acts; whoever left keeps trying under the id they had."""
        found = Member.objects.select_related("person").get(pk=member)
        by = Actor(found.hall_id, found.person_id, found.pk)
        return replace(by, proved_at=self.at) if proved else by

    def tries(self, act: Callable[..., Any], **given: Any) -> Any:
        """Do it, or be refused: then nothing at all was entered. Gives what the act gives, None where it was refused."""
        before = Head.objects.get().size
        try:
            return act(**given)
        except Refusal:
            assert Head.objects.get().size == before, "something refused left an entry"
            return None

    @rule(step=st.sampled_from(STEPS), who=ANY, which=ANY, more=ANY)
    def goes_on(self, step: str, who: int, which: int, more: int) -> None:
        """
        One more step. All of them are one rule, so that each walk may take every kind; the numbers say which of what there
        is then, each step reading them in its own way. A hall that everybody has left goes on for its clock and its keeper only.
        """
        if not self.known.here() and step not in WITHOUT_ANYBODY:
            step = "settles"
        getattr(self, step)(*(mixed(one) for one in (who, which, more)))

    # Beginning, coming, going -----------------------------------------------------------------------------

    @initialize(others=st.integers(min_value=1, max_value=2))
    def found(self, others: int) -> None:
        """Somebody founds a hall and brings in a few."""
        token = bodies.make_founding_link(base_url="").rsplit("/", 2)[-2]
        first = bodies.open_hall(
            token=token,
            organisation="Bakery",
            kind="collective",
            name=checks.a_name(),
            holder=holder(uuid4().hex),
            language="en",
            time_zone=ZONE,
        )
        for _one in range(others):
            _join(inviter=first.member, seconder=None)
        self.meet_the_new()

    def meet_the_new(self) -> None:
        """Come to know whoever is in the hall and was not before."""
        for member in Member.objects.exclude(pk__in=self.known.people):
            self.known.people[member.pk] = Person(member.name)

    def joins_by_invite(self, who: int, second: int, _more: int) -> None:
        """Somebody comes by an invite for which two vouch."""
        voters = sorted(self.known.voters(self.day))
        if len(voters) < 2 or len(self.known.here()) >= MOST:
            return
        inviter = voters[who % len(voters)]
        voters.remove(inviter)
        seconder = self.one_of(voters, second)
        needs = len(self.known.here()) >= 3
        self.tries(
            _join,
            inviter=Member.objects.get(pk=inviter),
            seconder=Member.objects.get(pk=seconder) if needs else None,
        )
        self.meet_the_new()

    def card_is_typed_in(self, who: int, second: int, vouches: int) -> None:
        """A paper card is typed in, and perhaps vouched for by another."""
        if len(self.known.here()) >= MOST:
            return
        by = self.one_of(self.known.here(), who)
        card = self.tries(bodies.type_in_card, by=self.actor(by), name=checks.a_name())
        if card is not None and vouches % 2 and card.answer == "open":
            other = self.one_of(self.known.here(), second)
            self.tries(bodies.vouch_for, by=self.actor(other), application=card)
        self.meet_the_new()

    def leaves(self, who: int, _other: int, _more: int) -> None:
        """Somebody leaves; nothing keeps them."""
        if len(self.known.here()) > 2:
            member = self.one_of(self.known.here(), who)
            bodies.leave_hall(by=self.actor(member))
            self.known.is_gone(member, self.day)

    def changes_name(self, who: int, _other: int, _more: int) -> None:
        """Somebody takes another name."""
        member = self.one_of(self.known.here(), who)
        name = checks.a_name()
        if self.tries(bodies.change_name, by=self.actor(member), name=name):
            self.known.people[member].name = name

    # Motions ----------------------------------------------------------------------------------------------

    def puts(self, who: int, whom: int, more: int) -> Motion | None:
        """Somebody puts a motion, and others may second it at once; gives it."""
        effects = self.effect(WHAT[more % len(WHAT)], whom, 1 + more % 60)
        if effects is None:
            return None
        mover = self.one_of(self.known.people, who)
        assembly = membership.assembly(self.hall.pk)
        motion = self.tries(
            decisions.put_motion,
            by=self.actor(mover),
            body=assembly,
            title="So be it",
            text="As said.",
            effects=effects,
        )
        for turn in range(1 + more % 3 if motion is not None else 0):
            by = self.one_of(self.known.here(), who + turn + 1)
            self.tries(decisions.second_motion, by=self.actor(by), motion=motion)
        return motion

    def effect(self, what: str, whom: int, days: int) -> list[dict[str, Any]] | None:
        """What a motion of the kind `what` does by itself; None where there is nobody it could be about."""
        member = str(self.one_of(self.known.here(), whom))
        if what == "words":
            return []
        if what == "mandate":
            params: dict[str, Any] = {
                "member": member,
                "powers": {POWERS[whom % len(POWERS)]: {}},
                "until": (self.day + timedelta(days=days)).isoformat(),
            }
            return [{"kind": "mandate.give", "params": params}]
        if what == "suspend":
            return [{"kind": "member.suspend", "params": {"member": member, "days": days}}]
        if what == "exclude":
            return [{"kind": "member.exclude", "params": {"member": member}}]
        if what == "admit":
            waiting = self.one_of(Application.objects.filter(answer="open").order_by("pk"), whom)
            return waiting and [{"kind": "member.admit", "params": {"application": str(waiting.pk)}}]
        preset = sorted(PRESETS)[whom % len(PRESETS)]
        charter = membership.charter(self.hall.pk, self.at)
        params = {"base": charter.to_data(), "document": PRESETS[preset].charter.to_data(), "in_days": 0}
        return [{"kind": "charter.change", "params": params}]

    def asks(self, who: int, which: int, more: int) -> None:
        """Somebody asks which of several; others second it, and perhaps all vote on it at once."""
        rule, body = COUNTED[which % len(COUNTED)], membership.assembly(self.hall.pk)
        motion = self.tries(
            decisions.put_choice,
            by=self.actor(self.one_of(self.known.people, who)),
            body=body,
            title="Which of these?",
            options="\n".join(OPTIONS),
            rule=rule,
            seats=1 if rule == "irv" else 1 + more % 2,
        )
        for member in self.known.here() if motion is not None else ():
            self.tries(decisions.second_motion, by=self.actor(member), motion=motion)
        if motion is not None and more % 3:
            by = self.actor(self.one_of(self.known.here(), who))
            self.tries(decisions.open_poll, by=by, motion=motion, hours=72)
            self.meet_open_polls()
            self.all_vote_and_close(motion, more)

    def seconds(self, who: int, which: int, _more: int) -> None:
        """Somebody seconds a motion, or puts their name under a call for recall."""
        motion = self.one_of(Motion.objects.filter(status=Status.PUT).order_by("pk"), which)
        if motion is None:
            return
        act = decisions.add_name if motion.recalls_id else decisions.second_motion
        self.tries(act, by=self.actor(self.one_of(self.known.here(), who)), motion=motion)
        self.meet_open_polls()

    def amends(self, who: int, which: int, more: int) -> None:
        """Somebody would word a motion otherwise."""
        motion = self.one_of(Motion.objects.filter(amends=None, recalls=None).order_by("pk"), which)
        if motion is not None:
            by = self.actor(self.one_of(self.known.here(), who))
            self.tries(
                decisions.put_amendment, by=by, motion=motion, title="So be it", text=f"In {more % 3} weeks."
            )

    def withdraws(self, who: int, which: int, _more: int) -> None:
        """Somebody withdraws a motion."""
        motion = self.one_of(Motion.objects.order_by("pk"), which)
        if motion is not None:
            self.tries(
                decisions.withdraw_motion, by=self.actor(self.one_of(self.known.here(), who)), motion=motion
            )

    # Polls ------------------------------------------------------------------------------------------------

    def opens(self, who: int, which: int, more: int) -> None:
        """Somebody opens a poll on a motion."""
        motions = Motion.objects.filter(
            status__in=[Status.SECONDED, Status.PUT, Status.NOT_QUORATE]
        ).order_by("pk")
        motion = self.one_of(motions, which)
        if motion is None:
            return
        by = self.actor(self.one_of(self.known.here(), who))
        self.tries(
            decisions.open_poll, by=by, motion=motion, hours=72 + more % 100, as_it_stands=bool(more % 2)
        )
        self.meet_open_polls()

    def meet_open_polls(self) -> None:
        """Write down who may vote in a poll that was opened just now, and under which rule."""
        for poll in Poll.objects.exclude(pk__in=self.known.polls):
            ordinary = self.known.starter and poll.call == 1
            register = self.known.voters(self.day)
            if (
                not self.known.starter
            ):  # a charter may leave people out; who it leaves out is tested elsewhere
                register = frozenset(poll.rolls.values_list("member_id", flat=True))
            choice = getattr(poll.motion, "choice", None)
            asked = Asked(choice.rule, choice.seats) if choice is not None else None
            self.known.polls[poll.pk] = Voting(register, poll.closes_at, ordinary, asked)

    def votes(self, who: int, which: int, more: int) -> None:
        """Somebody votes, votes again, sends the same paper twice or one that another has used."""
        self.casts(who, which, VOTES[more % 3], PAPERS[more % len(PAPERS)])

    def votes_again(self, who: int, which: int, more: int) -> None:
        """Somebody votes, changes their mind, and a paper of theirs comes once more while the poll is open."""
        still = [
            one
            for one, voting in self.known.polls.items()
            if voting.declared_at is None and self.at < voting.closes
        ]
        poll = self.one_of(sorted(still), which)
        if poll is None or not self.known.polls[poll].register:
            return
        place = list(self.known.people).index(self.one_of(sorted(self.known.polls[poll].register), who))
        order = list(Poll.objects.order_by("pk").values_list("pk", flat=True)).index(poll)
        for turn, again in enumerate(("new", "new", "same")):
            self.casts(place, order, VOTES[(more + turn) % 3], again)

    def casts(self, who: int, which: int, choice: str, again: str) -> None:
        """Somebody sends a ballot, on a new paper, the `same` as one of theirs, or `another's`."""
        poll = self.one_of(Poll.objects.order_by("pk"), which)
        if poll is None or poll.method in IN_THE_ROOM or poll.judges_id is not None:
            return
        member = self.one_of(self.known.people, who)
        if poll.method == "consensus":
            choice = {"yes": "agree", "no": "aside", "abstain": "abstain"}[choice]
        voting = self.known.polls[poll.pk]
        if voting.asked is not None:
            choice = voting.asked.paper(who + VOTES.index(choice) * 7 + which)
        paper = uuid4()
        mine = again == "same"
        used = [one for one, (voter, _choice) in voting.papers.items() if (voter == member) == mine]
        if again != "new" and used:
            paper = used[who % len(used)]
        told = self.tries(
            decisions.cast_ballot, by=self.actor(member), poll=poll, choice=choice, client_id=paper
        )
        assert (told is not None) == self.may_vote(member, voting, paper), "who may vote, and who did"
        if told is None:
            return
        if paper in voting.papers:
            self.seen["same paper"] += 1
            assert told.again and told.choice == voting.ballots[member], (
                "the same paper again changes nothing"
            )
            return
        voting.papers[paper] = (member, choice)
        voting.ballots[member] = choice

    def may_vote(self, member: UUID, voting: Voting, paper: UUID) -> bool:
        """Whether a ballot must be taken: an open poll, on the register, here, not suspended, and not another's paper."""
        if voting.declared_at is not None or self.at >= voting.closes or member not in voting.register:
            return False
        if self.known.people[member].left_on is not None or self.known.suspended(member, self.day):
            return False
        return paper not in voting.papers or voting.papers[paper][0] == member

    def everybody_votes(self, _who: int, which: int, more: int) -> None:
        """All on the register vote on a poll, so that it can come to something."""
        how = HOW[more % len(HOW)]
        for place, _member in enumerate(self.known.people):
            self.casts(place, which, how[place % len(how)], "new")

    def closes(self, who: int, which: int, _more: int) -> None:
        """Somebody closes a poll and declares the result."""
        poll = self.one_of(Poll.objects.filter(declared_at=None).order_by("pk"), which)
        if poll is not None:
            self.tries(decisions.close_poll, by=self.actor(self.one_of(self.known.here(), who)), poll=poll)
            self.hear_results()

    def hear_results(self) -> None:
        """Take note of what was declared, and of what it did."""
        self.meet_open_polls()
        for poll in Poll.objects.filter(declared_at__isnull=False).select_related("motion"):
            voting = self.known.polls[poll.pk]
            if voting.declared_at is None:
                voting.declared_at = poll.declared_at
                self.seen[poll.outcome] += 1
                if voting.asked is not None and poll.outcome == "carried":
                    self.seen[f"chosen by {voting.asked.rule}"] += 1
                checks.result_is_right(poll, voting)
                if poll.outcome == "carried" and poll.judges_id is None:
                    self.hear_effects(poll.motion)
        self.meet_the_new()

    def hear_effects(self, motion: Motion) -> None:
        """What a carried motion did by itself, as everybody understood it when they voted."""
        for effect in motion.effects.filter(state="done"):
            params = effect.params
            self.seen[effect.kind] += 1
            if effect.kind == "mandate.give":
                given = Mandate.objects.get(warrant=motion.decision)
                until = membership_end(self.hall, params["until"])
                self.known.mandates[given.pk] = Held(
                    UUID(params["member"]), frozenset(params["powers"]), self.at, until
                )
            elif effect.kind == "mandate.recall":
                self.known.mandates[UUID(params["mandate"])].ended = True
            elif effect.kind == "member.exclude":
                self.known.is_gone(UUID(params["member"]), self.day)
            elif effect.kind == "member.suspend":
                self.known.people[UUID(params["member"])].suspended_until = self.day + timedelta(
                    days=params["days"]
                )
            elif effect.kind == "charter.change":
                self.known.starter = False

    def decides(self, who: int, whom: int, more: int) -> None:
        """A whole decision without anything between: put, seconded, opened, voted on and declared."""
        motion = self.puts(who, whom, more)
        if motion is not None:
            by = self.actor(self.one_of(self.known.here(), who))
            self.tries(decisions.open_poll, by=by, motion=motion, hours=72 + more % 9)
            self.meet_open_polls()
            self.all_vote_and_close(motion, whom + more)

    def all_vote_and_close(self, motion: Motion, more: int) -> None:
        """Everybody votes on a motion that is open, and the first who may declares."""
        order = list(Poll.objects.order_by("pk").values_list("pk", flat=True))
        for poll in motion.polls.filter(declared_at=None, judges=None):
            self.everybody_votes(0, order.index(poll.pk), more)
        for poll in motion.polls.filter(declared_at=None).order_by("judges"):
            for member in self.known.here():
                if self.tries(decisions.close_poll, by=self.actor(member), poll=poll):
                    break
        self.hear_results()

    # Mandates ---------------------------------------------------------------------------------------------

    def uses_a_mandate(self, who: int, which: int, more: int) -> None:
        """Somebody admits or declines who waits; whether they may is known beforehand."""
        waiting = self.one_of(Application.objects.filter(answer="open").order_by("pk"), which)
        holders = [held.member for held in self.known.mandates.values() if "bodies.admit" in held.powers]
        member = self.one_of(holders or self.known.people, who)
        if waiting is None:
            return
        proved = more % 4 > 0
        by = self.actor(member, proved=proved)
        act = bodies.admit_application if more % 2 else bodies.decline_application
        done = self.tries(act, by=by, application=waiting)
        may = proved and self.known.may_use(member, "bodies.admit", self.at, self.day)
        assert (done is not None) == may, "who may use the power, and who did"
        self.seen["used" if may else "refused"] += 1
        self.meet_the_new()

    def calls_for_a_recall(self, who: int, which: int, more: int) -> None:
        """Somebody calls for a mandate to be taken back, and perhaps all vote on it at once."""
        live = Mandate.objects.live(self.at).order_by("pk") if more % 4 else Mandate.objects.order_by("pk")
        mandate = self.one_of(live, which)
        if mandate is None:
            return
        by = self.actor(self.one_of(self.known.here(), who))
        motion = self.tries(decisions.start_recall, by=by, mandate=mandate)
        self.meet_open_polls()
        if motion is not None and more % 3:
            self.all_vote_and_close(motion, more)

    # Time, backups ----------------------------------------------------------------------------------------

    def time_passes(self, _who: int, which: int, more: int) -> None:
        """Time passes, while the server runs or while it is down."""
        self.at += WAITS[which % len(WAITS)]
        if more % 3:
            self.settles()

    def settles(self, _who: int = 0, _which: int = 0, _more: int = 0) -> None:
        """The clock does what is due."""
        deadlines.settle_all()
        self.hear_results()
        deadlines.settle_all()  # what a decision just declared set going
        for held in self.known.mandates.values():
            held.ended = held.ended or held.until <= self.at
        for person in self.known.people.values():
            if person.left_on is not None and self.day >= person.left_on + timedelta(days=30):
                self.seen["erased"] += not person.erased
                person.erased_at = person.erased_at or self.at
            person.wiped = person.erased_at is not None and self.at >= person.erased_at + WIPED_WITHIN
            self.seen["wiped"] += person.wiped

    def backs_up(self, _who: int, _which: int, _more: int) -> None:
        """Somebody makes a backup; only the newest is kept."""
        if self.backup is not None:
            self.backup[0].unlink()
        target = self.template.folder / f"{uuid4().hex}.tar.gz"
        carrying.backup(target)
        self.backup = target, copy.deepcopy(self.known)

    def restores(self, who: int, signer_is_left: int, acts_first: int) -> None:
        """The database is lost, or the whole machine, and the backup is brought back into an empty place."""
        if self.backup is None:
            return
        lost, (file, then) = self.place, self.backup
        lost_size = Head.objects.get().size
        place = Place(self.template, empty=True, signer_of=lost if signer_is_left % 3 else None)
        lost.leave()
        self.place = place
        place.enter()
        carrying.restore(file)
        forgotten = [one for one, person in self.known.people.items() if person.erased]
        heads, self.known = self.known.heads, copy.deepcopy(then)
        size = Head.objects.get().size
        self.known.heads = {at: root for at, root in heads.items() if at <= size}
        if signer_is_left % 3:  # with the machine went the note of who was erased since
            self.known.forget_again(forgotten, self.day, self.at)
        signed = checks.signed_last(self.hall)
        self.settles()
        voters = self.known.voters(self.day)
        while acts_first % 2 and voters and Head.objects.get().size < lost_size:
            # As many entries as were lost, and others: what a signer must never put its name to by itself.
            by = self.actor(self.one_of(sorted(voters), who))
            decisions.put_motion(by=by, body=membership.assembly(self.hall.pk), title="Go on")
        checks.signs_only_what_continues(self.hall, signed)
        self.seen["restored"] += 1

    # After every step -------------------------------------------------------------------------------------

    @invariant()
    def everything_holds(self) -> None:
        """Ask everything that must hold."""
        if self.known.people:
            checks.everything(self)


def _join(*, inviter: Member, seconder: Member | None) -> None:
    """Somebody takes an invite. What they sign in with is no name of theirs in the hall, and stays theirs when they leave."""
    made = bodies.make_invite(by=membership.actor_of(inviter))
    if seconder is not None:
        bodies.vouch(by=membership.actor_of(seconder), invite=made.invite)
    bodies.accept_invite(token=made.token, holder=holder(uuid4().hex), name=checks.a_name(), way="affirms")


def mixed(number: int) -> int:
    """Another number, as good: the numbers drawn are mostly small and round, and so would always choose the same few."""
    return (number + 1) * 2654435761 % 2**32 >> 7


def membership_end(hall: Hall, day: str) -> datetime:
    """The moment after a day in the hall's zone."""
    from unionhall.bodies.rules.offices import end_of_day

    return end_of_day(hall, date.fromisoformat(day))
