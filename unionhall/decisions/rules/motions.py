"""Who may put, second, amend and withdraw a motion, call a mandate back, and call a decision in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, BodyKind, Member, Membership, State
from unionhall.core.amending import TOO_DEEP
from unionhall.core.charters import MATTERS, Charter, Method, Rule, Voters
from unionhall.core.petitions import Referendum
from unionhall.core.recall import may_be_called_again
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.core.thresholds import SIMPLE_MAJORITY
from unionhall.decisions.models import EffectState, Motion, MotionText, Status
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.mandates.models import Mandate
from unionhall.record.models import Hall

from .amendments import may_change_words, parts_of, still_applies
from .chains import chain_for, chain_rule
from .lifecycle import LIVE, MOTION, UNDECIDED

LONGEST_TEXT = 20_000
"""Characters of a motion's text, and of the answer to a call for recall: both sides have the same room."""

MOST_PAPERS = 10
"""Papers beside one motion."""


def voter(by: Actor, body: Body, at: datetime) -> Ruling:
    """Whether `by` votes in `body` at the moment `at`, and if not, why not."""
    member = bodies.member_of(by) if by.hall_id == body.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    return bodies.is_voter(member, body, at)


def text_in(motion: Motion, language: str = "") -> MotionText:
    """The motion's newest text in `language`, where it is translated and up to date; else the binding one."""
    newest = list(motion.texts.order_by("-version", "-binding"))
    for text in newest:
        if text.language == language and text.version == newest[0].version:
            return text
    return next(text for text in newest if text.binding)


def may_put_motion(by: Actor, body: Body, matter: str, at: datetime) -> Ruling:
    """Whether `by` may put a motion on `matter` before `body`: a member's right, if the body may decide the matter."""
    if matter not in MATTERS:
        return Ruling(OutOfOrder(_("There is no such matter in our charter.")))
    return first_refusal(voter(by, body, at), bodies.may_decide(body, matter, at))


def may_put_in_emergency(body: Body, matter: str, kinds: Iterable[str], at: datetime) -> Ruling:
    """Whether the charter of `body` knows emergency motions (R45), and this is one: on an ordinary matter, by itself too."""
    if bodies.charter(body.hall_id, at).emergency is None:
        return Ruling(OutOfOrder(_("Our charter knows no emergency motions."), rule="emergency"))
    if matter != "ordinary" or any(effect_kinds.get(kind).matter != "ordinary" for kind in kinds):
        return Ruling(
            OutOfOrder(
                _("An emergency motion decides an ordinary matter; this one has a rule of its own."),
                rule="emergency",
            )
        )
    return IN_ORDER


def may_ask_for_referendum(body: Body, at: datetime) -> Ruling:
    """Whether the charter lets members call for a vote of all by petition (R32), which is the assembly's."""
    if body.kind != BodyKind.ASSEMBLY or bodies.charter(body.hall_id, at).referendum is None:
        return Ruling(
            OutOfOrder(_("Our charter knows no vote of all members by petition."), rule="referendum")
        )
    return IN_ORDER


def _not_decided(motion: Motion) -> Ruling:
    if motion.status in LIVE:
        return IN_ORDER
    return Ruling(OutOfOrder(_("This motion is no longer before the body.")))


def may_second(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may second the motion, or put their name under a call for recall."""
    ruling = first_refusal(voter(by, motion.body, at), _not_decided(motion))
    if not ruling:
        return ruling
    if motion.status != Status.PUT:
        return Ruling(OutOfOrder(_("This motion has been seconded already.")))
    if motion.supports.filter(member_id=by.member_id).exists():
        return Ruling(OutOfOrder(_("Your name is under it already.")))
    if motion.put_by_id == by.member_id:
        return Ruling(NotAuthorised(_("Whoever puts a motion cannot second it."), rule="options"))
    return IN_ORDER


def gathers_names(motion: Motion) -> bool:
    """Whether names are put under the motion, its mover's among them: a call for recall, a petition for a referendum."""
    return motion.recalls_id is not None or motion.referendum


def names_needed(motion: Motion, charter: Charter, at: datetime) -> int:
    """
    Names that bring the motion to the vote: seconders beside the mover; or names under a call for recall or a referendum,
    the mover's among them (shares may be frozen at the start of the year, R32).
    """
    if not gathers_names(motion):
        return charter.options.seconds_needed(len(bodies.voters(motion.body, at)))
    if motion.referendum and charter.referendum is not None:
        now, year_start = members_now_and_at_year_start(motion.body, motion.put_at)
        return charter.referendum.petition.needs(now=now, at_year_start=year_start)
    return names_for_a_recall(motion.body, charter, motion.put_at)


def names_for_a_recall(body: Body, charter: Charter, at: datetime) -> int:
    """Names that bring a call for recall, made at the moment `at`, to the vote of `body`; the caller's is one of them."""
    now, year_start = members_now_and_at_year_start(body, at)
    return charter.recall.needs(members_now=now, members_at_year_start=year_start)


def members_now_and_at_year_start(body: Body, at: datetime) -> tuple[int, int]:
    """
    Members of `body` on the day of `at`, and those that petitions of that year are measured by: the members on the first
    of January, or of the day the body was made where that is later (R32, IWW NARA constitution, article IX).
    """
    zone = Hall.objects.values_list("time_zone", flat=True).get(pk=body.hall_id)
    today = clock.day(at, zone)
    start = max(date(today.year, 1, 1), clock.day(body.made_at, zone))
    now, then = (_members_on(body, day) for day in (today, start))
    return now, then or now


def _members_on(body: Body, day: date) -> int:
    places = Membership.objects.filter(body=body, state__in=(State.ADMITTED, State.TRIAL), since__lte=day)
    return places.filter(Q(until=None) | Q(until__gt=day)).values("member").distinct().count()


def has_enough_seconds(motion: Motion, charter: Charter, at: datetime) -> bool:
    """Whether enough names stand under the motion."""
    return motion.supports.count() >= names_needed(motion, charter, at)


def may_edit(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may reword the motion: its mover, until it is seconded."""
    if motion.put_by_id is None or motion.put_by_id != by.member_id:
        return Ruling(NotAuthorised(_("Only who put this motion may reword it; you may put an amendment.")))
    ruling = voter(by, motion.body, at)
    if not ruling:
        return ruling
    if motion.status != Status.PUT:
        return Ruling(OutOfOrder(_("It has been seconded and belongs to the body: put an amendment.")))
    if gathers_names(motion) and motion.supports.count() > 1:
        return Ruling(OutOfOrder(_("Others have put their names under these words.")))
    return IN_ORDER


def may_withdraw(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may withdraw the motion: its mover until it is seconded; afterwards it belongs to the body (R27)."""
    if motion.put_by_id is None or motion.put_by_id != by.member_id:
        return Ruling(NotAuthorised(_("Only who put this motion may withdraw it.")))
    ruling = bodies.may_act(by, at)
    if not ruling:
        return ruling
    if motion.status != Status.PUT:
        return Ruling(OutOfOrder(_("It has been seconded and belongs to the body, which may vote it down.")))
    if gathers_names(motion) and motion.supports.exclude(member_id=by.member_id).exists():
        # Or whoever is to be recalled could put the call themselves, and take it back with everybody's names.
        return Ruling(OutOfOrder(_("Others have put their names under these words.")))
    return IN_ORDER


def may_amend(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may put an amendment to the motion's text."""
    ruling = first_refusal(voter(by, motion.body, at), _not_decided(motion))
    if not ruling:
        return ruling
    if motion.amends is not None and motion.amends.amends_id is not None:
        return Ruling(OutOfOrder(TOO_DEEP.said(_)))
    if parts_of(motion):
        return Ruling(OutOfOrder(_("Amend one of the amendments that are decided together here.")))
    if motion.amends is not None and not (ruling := may_change_words(motion.amends)):
        return ruling
    if motion.recalls_id is not None or motion.calls_in_id is not None or motion.chain_step:
        return Ruling(OutOfOrder(_("This question is put as it stands: yes or no.")))
    if hasattr(motion, "choice"):
        return Ruling(
            OutOfOrder(_("A choice is put as it stands; who wants other options puts another one."))
        )
    if motion.status not in UNDECIDED:
        return Ruling(OutOfOrder(_("The vote is open: the text can no longer change.")))
    return IN_ORDER


def may_take_in(by: Actor, amendment: Motion, at: datetime) -> Ruling:
    """Whether `by` may take the amendment in without a vote: the motion's mover, if the charter allows it (R29)."""
    motion = amendment.amends
    if motion is None:
        return Ruling(OutOfOrder(_("This is not an amendment.")))
    if parts_of(amendment):
        return Ruling(OutOfOrder(_("Take them in one by one.")))
    if not bodies.charter(motion.hall_id, at).options.friendly_amendments:
        return Ruling(OutOfOrder(_("Our charter lets no amendment in without a vote."), rule="options"))
    if motion.put_by_id is None or motion.put_by_id != by.member_id:
        return Ruling(NotAuthorised(_("Only who put the motion may take an amendment in.")))
    if not may_change_words(motion) or amendment.status not in (Status.PUT, Status.SECONDED):
        return Ruling(OutOfOrder(_("It is too late to take this amendment in.")))
    return first_refusal(voter(by, motion.body, at), still_applies(amendment))


def may_ask(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may ask or answer a question beside the motion: whoever may read it and is a member of the body."""
    member = bodies.member_of(by) if by.hall_id == motion.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this body speak here.")))
    return first_refusal(bodies.may_act(by, at), bodies.is_member(member, motion.body))


def may_read_beside(member: Member, motion: Motion) -> Ruling:
    """
    Whether `member` may read what is said and laid beside the motion: questions, papers, reasons given with positions. They are
    the body's; the motion itself, its result and what becomes of it are read by every member of the hall.
    """
    return bodies.may_read(member, motion.body)


def may_lay_paper(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may lay a paper beside the motion: who may ask, until it is decided, while there is room for one more."""
    ruling = first_refusal(may_ask(by, motion, at), _not_decided(motion))
    if not ruling:
        return ruling
    if motion.papers.filter(erased_at=None).count() >= MOST_PAPERS:
        return Ruling(OutOfOrder(_("There are ten papers beside this motion already.")))
    return IN_ORDER


def rule_of(motion: Motion, charter: Charter) -> Rule:
    """
    The rule the motion is decided by under `charter`: of its matter; an emergency's (R45); a referendum's (R32); the step of
    a chain it is (R38); for a change of the charter, the entrenched parts' own on top.

    Raises `NeedsInterpretation` where the rule has a hole.
    """
    if motion.emergency and charter.emergency is not None:
        # Between meetings nobody raises a hand in a room: it is voted on openly, each from where they are.
        ordinary = charter.emergency.rule(charter.ordinary)
        return replace(ordinary, method=Method.OPEN, voters=Voters.STANDING, consensus=None)
    if motion.chain_step:
        return chain_rule(charter, motion.chain_step)
    effects = [{"kind": effect.kind, "params": effect.params} for effect in motion.effects.all()]
    rule = bodies.rule_for_motion(charter, motion.matter, effects)
    if motion.referendum and charter.referendum is not None:
        return referendum_rule(charter.referendum, rule)
    chain = chain_for(charter, motion.matter)
    return chain_rule(charter, chain.start) if chain is not None else rule


def referendum_rule(referendum: Referendum, rule: Rule) -> Rule:
    """
    A vote of all members (R32): no meeting, so no quorum of one; on paper in secret (R33); with the referendum's notice.
    A rule by consensus positions needs a meeting: the ordinary threshold of votes for and against counts instead.
    """
    return replace(
        rule.without_quorum(),
        voters=Voters.STANDING,
        method=Method.SECRET_PAPER,
        threshold=rule.threshold or SIMPLE_MAJORITY,
        consensus=None,
        notice_days=referendum.notice_days,
        notice_hours=0,
        poll_hours=0,
    )


def giver_of(mandate: Mandate) -> Body:
    """The body that gave the mandate, and so may take it back: the one whose decision it rests on, else the assembly."""
    decision = Motion.objects.filter(decision_id=mandate.warrant_id).select_related("body").first()
    if decision is not None and decision.body.ended_at is None:
        return decision.body
    return bodies.assembly(mandate.hall_id)


def may_start_recall(by: Actor, mandate: Mandate, at: datetime) -> Ruling:
    """Whether `by` may call for the mandate to be taken back: any voter of the body that gave it, at any time."""
    if mandate.hall_id != by.hall_id:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    ruling = voter(by, giver_of(mandate), at)
    if not ruling:
        return ruling
    if mandate.ended_at is not None or mandate.until <= at:
        return Ruling(OutOfOrder(_("This mandate has ended already.")))
    if mandate.recalls.filter(status__in=LIVE).exists():
        return Ruling(
            OutOfOrder(
                _("A call to take this mandate back is before the body already: put your name under it.")
            )
        )
    return may_recall_again(mandate, at)


def may_recall_again(mandate: Mandate, at: datetime) -> Ruling:
    """Whether the charter's pause after a call that was voted down is over, whichever way that call was put."""
    rule = bodies.charter(mandate.hall_id, at).recall
    if not rule.again_days:
        return IN_ORDER
    lost = Motion.objects.filter(hall_id=mandate.hall_id, status=Status.LOST).filter(
        Q(recalls=mandate) | Q(effects__kind="mandate.recall", effects__params__mandate=str(mandate.pk))
    )
    newest = lost.order_by("-decided_at").values_list("decided_at", "hall__time_zone").first()
    if newest is None or newest[0] is None:
        return IN_ORDER
    zone = newest[1]
    return may_be_called_again(rule, last_lost_on=clock.day(newest[0], zone), today=clock.day(at, zone))


def may_put_recalls(hall_id: UUID, effects: Iterable[tuple[str, Mapping[str, Any]]], at: datetime) -> Ruling:
    """Whether a motion may do these `effects`: take back no mandate whose last call was voted down too short a while ago."""
    named = {str(params.get("mandate", "")) for kind, params in effects if kind == "mandate.recall"}
    if not named or not bodies.charter(hall_id, at).recall.again_days:
        return IN_ORDER
    mandates = Mandate.objects.filter(hall_id=hall_id)
    found = [one for one in mandates if str(one.pk) in named]
    return first_refusal(*(may_recall_again(one, at) for one in found))


AGAINST = ("member.exclude", "member.suspend")
"""What a motion may do to somebody who shall be heard before it is voted on."""


def turned_against(motion: Motion) -> str:
    """The id of the one member whom the motion would exclude or suspend; "" where it would nobody, or several."""
    found = {str(one.params.get("member", "")) for one in motion.effects.all() if one.kind in AGAINST}
    return found.pop() if len(found) == 1 else ""


def may_answer_recall(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """
    Whether `by` may answer what is put against them, until it is decided: the holder of a mandate the call for its recall, a
    member the motion that would exclude or suspend them. Whoever is suspended is heard too.
    """
    if motion.recalls is None:
        against = turned_against(motion)
        if not against:
            return Ruling(OutOfOrder(_("This is not a call for recall.")))
        if against != str(by.member_id):
            return Ruling(NotAuthorised(_("Only whom it is about answers here.")))
        return _not_decided(motion)
    if motion.recalls.holder_id != by.person_id:
        return Ruling(NotAuthorised(_("Only who holds the mandate answers here.")))
    return _not_decided(motion)


def may_call_in(by: Actor, motion: Motion, at: datetime) -> Ruling:
    """Whether `by` may call the decision in before the assembly: any voter of the assembly, a decision of another body."""
    if motion.hall_id != by.hall_id:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    ruling = voter(by, bodies.assembly(by.hall_id), at)
    if not ruling:
        return ruling
    if motion.body.kind == BodyKind.ASSEMBLY:
        return Ruling(
            OutOfOrder(_("This is the assembly's own decision: put a motion to change it."), rule="overturn")
        )
    if motion.status != Status.CARRIED:
        return Ruling(OutOfOrder(_("Only a decision that carried can be called in."), rule="overturn"))
    now = motion.call_ins.filter(status__in=LIVE).exists()
    before = motion.call_ins.filter(Q(status=Status.LOST) | Q(put_by_id=by.member_id)).exists()
    to_do = motion.effects.filter(state__in=(EffectState.PENDING, EffectState.REFUSED)).exists()
    # What the assembly let go on, or one took back oneself, is not stopped again: or one member could stop it for ever.
    if now or (before and to_do):
        return Ruling(OutOfOrder(_("This decision has been called in already."), rule="overturn"))
    return IN_ORDER


def is_called_in(motion: Motion) -> bool:
    """Whether the motion's decision is called in and the assembly has not decided yet."""
    return motion.call_ins.filter(status__in=LIVE).exists()


def may_step(motion: Motion, then: Status) -> Ruling:
    """Whether the motion's diagram leads from where it stands to `then`."""
    if MOTION.may(Status(motion.status), then):
        return IN_ORDER
    return Ruling(OutOfOrder(_("This motion is no longer before the body.")))


def as_effects(effects: Iterable[Mapping[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """The (kind, parameters) of effects given as data. Raises `OutOfOrder` for a kind that no room declares."""
    found = []
    for one in effects:
        kind = str(one.get("kind", ""))
        if kind not in effect_kinds:
            raise OutOfOrder(_("Nothing here can do this: %(kind)s.") % {"kind": kind})
        found.append((kind, dict(one.get("params", {}))))
    return found
