"""Sending delegates and telling them by decisions, and what they note from where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies.actions import mandates
from unionhall.bodies.models import Body, Member
from unionhall.core.delegation import digest
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from . import rules
from .models import Act, AskedHome, Delegate, Delegation, Point, Told, What


@action
def send_delegates(
    *,
    by: Actor,
    warrant: Entry,
    body: Body,
    to: str,
    members: Sequence[Member],
    points: Sequence[tuple[str, str]],
    until: datetime,
    employer: bool,
    at: datetime,
) -> Delegation:
    """Send `members` somewhere, on the `warrant` of the decision. `points`: title and text of each point of the agenda there."""
    delegation = Delegation.objects.create(
        hall_id=by.hall_id, body=body, to=to, employer=employer, made_at=at, until=until, warrant=warrant
    )
    for member in members:
        mandate = mandates.give_mandate(
            by=by, warrant=warrant, body=body, member=member, powers={rules.ACT: {}}, until=until, purpose=to
        )
        Delegate.objects.create(hall_id=by.hall_id, delegation=delegation, mandate=mandate)
    Point.objects.bulk_create(
        Point(
            hall_id=by.hall_id,
            delegation=delegation,
            number=number,
            title=title,
            text=text,
            digest=digest(text),
        )
        for number, (title, text) in enumerate(points, 1)
    )
    write(
        "delegation.made",
        by=by,
        at=at,
        about=delegation,
        body=body.pk,
        warrant=warrant,
        delegates=len(members),
        points=len(points),
    )
    return delegation


@action
def instruct(
    *,
    by: Actor,
    warrant: Entry,
    point: Point,
    way: str,
    text: str,
    positions: Sequence[str],
    shares: Mapping[str, str],
    at: datetime,
) -> Told:
    """Tell the delegates what the body decided on a point, about the text with the digest `text`. It answers who asked home."""
    point = _locked(point)
    if point.digest != text:
        raise OutOfOrder(_("The text of this point was changed since: decide on the new one."))
    rules.read_instruction(way, text, positions, shares)

    told = Told.objects.create(
        hall_id=by.hall_id,
        point=point,
        way=way,
        text=text,
        positions=list(positions),
        shares=dict(shares),
        at=at,
        warrant=warrant,
    )
    point.asked.filter(answered_at=None).update(answered_at=at)
    write(
        "delegation.instructed",
        by=by,
        at=at,
        about=point.delegation,
        body=point.delegation.body_id,
        warrant=warrant,
        point=point.number,
        way=way,
        text=text,
    )
    return told


@action
def change_text(*, by: Actor, point: Point, text: str, at: datetime) -> Point:
    """Note that the text was changed there. What the body said was about another: no instruction is left, none is bent."""
    mandate = rules.mandate_to_act(by, point.delegation, at)
    point = _locked(point)
    if digest(text) == point.digest:
        raise OutOfOrder(_("This is the text as it stands already."))

    point.text, point.digest = text.strip().replace("\r\n", "\n"), digest(text)
    point.save(update_fields=["text", "digest"])
    write(
        "text.changed",
        by=by,
        at=at,
        about=point.delegation,
        body=point.delegation.body_id,
        mandate=mandate.pk,
        point=point.number,
        text=point.digest,
    )
    return point


class SentAlready(OutOfOrder):
    """What was sent under this key stands already."""


def note_act(*, by: Actor, point: Point, key: UUID, **given: Any) -> Act:
    """
    Note what was done on a point; see `enter_act`. `key`: made where it was typed. What was sent already under this key is given
    back as it stands, so that a phone on a bad line may send it again.
    """
    if there := sent_already(by, key):
        return there
    try:
        return enter_act(by=by, point=point, key=key, **given)
    except SentAlready:
        return Act.objects.get(hall_id=by.hall_id, mandate__holder_id=by.person_id, key=key)


def sent_already(by: Actor, key: UUID) -> Act | None:
    """What `by` has sent under this key, None where nothing of it has come."""
    return Act.objects.filter(hall_id=by.hall_id, mandate__holder_id=by.person_id, key=key).first()


@action
def enter_act(
    *,
    by: Actor,
    point: Point,
    key: UUID,
    what: str,
    votes: Mapping[str, int],
    at: datetime,
    words: str = "",
    still_open: Sequence[str] = (),
    second: Member | None = None,
    text: str = "",
) -> Act:
    """
    Enter an act under the mandate of who did it, compared at once. `text`: the digest of the text it was about, where that is
    not the one that stands now. Raises `NotAuthorised` from the moment the mandate has ended, whenever it was done.
    """
    mandate = rules.mandate_to_act(by, point.delegation, at)
    point = _locked(point)
    if sent_already(by, key):
        raise SentAlready(_("This is noted already."))
    if what not in What.values:
        raise OutOfOrder(_("Choose one of these."))
    rules.check_votes(votes, list(still_open)).enforce()
    rules.check_second(by, point.delegation, second).enforce()
    words = words.strip()
    if len(words) > rules.LONGEST_WORDS:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": rules.LONGEST_WORDS})
    if not words and not any(votes.values()):
        raise OutOfOrder(_("Say what was done."))

    text = text or point.digest
    rules.check_digest(text).enforce()
    told = rules.told_about(point, text)
    act = Act(
        hall_id=by.hall_id,
        point=point,
        mandate=mandate,
        key=key,
        what=what,
        votes=dict(votes),
        open=list(still_open),
        words=words,
        text=text,
        told=told,
        second=second,
        at=at,
    )
    act.verdict = rules.compared(told, act).verdict.value
    act.save(force_insert=True)
    write(
        "delegate.acted",
        by=by,
        at=at,
        about=point.delegation,
        body=point.delegation.body_id,
        mandate=mandate.pk,
        point=point.number,
        act=str(act.pk),
        what=what,
        verdict=act.verdict,
        text=act.text,
    )
    return act


@action
def explain(*, by: Actor, act: Act, words: str, at: datetime) -> Act:
    """Explain an act outside its instruction, for everybody to read beside it (R24)."""
    act = (
        Act.objects.select_for_update(of=("self",))
        .select_related("mandate", "point__delegation")
        .get(pk=act.pk, hall_id=by.hall_id)
    )
    rules.may_explain(by, act, at).enforce()
    words = words.strip()
    if not words or len(words) > rules.LONGEST_WORDS:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": rules.LONGEST_WORDS})

    act.explained = words
    act.save(update_fields=["explained"])
    write(
        "delegate.explained",
        by=by,
        at=at,
        about=act.point.delegation,
        body=act.point.delegation.body_id,
        mandate=act.mandate_id,
        point=act.point.number,
        act=str(act.pk),
    )
    return act


@action
def ask_home(*, by: Actor, point: Point, at: datetime, words: str = "") -> AskedHome:
    """Ask the body what to do on a point. The answer is a decision of the body; it is due within the hours of the rule."""
    mandate = rules.mandate_to_act(by, point.delegation, at)
    point = _locked(point)
    rules.may_ask_home(by, point, at).enforce()
    words = words.strip()
    if len(words) > rules.LONGEST_WORDS:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": rules.LONGEST_WORDS})

    asked = AskedHome.objects.create(
        hall_id=by.hall_id,
        point=point,
        words=words,
        at=at,
        until=at + timedelta(hours=rules.ASKING.hours),
    )
    write(
        "home.asked",
        by=by,
        at=at,
        about=point.delegation,
        body=point.delegation.body_id,
        mandate=mandate.pk,
        point=point.number,
        until=asked.until.isoformat(timespec="minutes"),
    )
    return asked


@action
def judge_act(*, by: Actor, warrant: Entry, act: Act, confirmed: bool, at: datetime) -> Act:
    """Enter what the body made of an act outside its instruction: it stands, or it binds nobody."""
    act = (
        Act.objects.select_for_update(of=("self",))
        .select_related("point__delegation")
        .get(pk=act.pk, hall_id=by.hall_id)
    )
    if rules.rung_of(act) is None or act.confirmed is not None:
        raise OutOfOrder(_("There is nothing to judge here any more."))

    act.confirmed = confirmed
    act.save(update_fields=["confirmed"])
    write(
        "act.judged",
        by=by,
        at=at,
        about=act.point.delegation,
        body=act.point.delegation.body_id,
        warrant=warrant,
        point=act.point.number,
        act=str(act.pk),
        confirmed=confirmed,
    )
    return act


def _locked(point: Point) -> Point:
    """Its row, locked until the transaction ends: no text changes between an act and what it is compared with."""
    rows = Point.objects.select_for_update(of=("self",)).select_related("delegation__body__hall")
    found = rows.filter(pk=point.pk).first()
    if found is None:
        raise NotAuthorised(_("This point is on no agenda here."))
    return found
