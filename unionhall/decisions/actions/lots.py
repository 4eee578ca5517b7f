"""
Drawing a committee by lot. The decision calls for it; who is willing says so; the pool is sealed; two read the seed, which
nobody could know before; then it is drawn, and the committee stands on the decision's warrant.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.models import Body, BodyKind, Member
from unionhall.core.lots.order import pool_digest
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Lot, Motion, Willing
from unionhall.decisions.rules import lots as rules
from unionhall.kit.actor import Actor
from unionhall.record.book import action, attempt, unrecorded, write
from unionhall.record.models import Entry

LONGEST_SEED = 200


class Read(StrEnum):
    """What reading the seed came to."""

    WAITS = "waits"
    AGREES = "agrees"
    DIFFERS = "differs"


def _locked(lot: Lot) -> Lot:
    """The lot's row, locked until the transaction ends."""
    rows = Lot.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("body__hall", "hall", "warrant").get(pk=lot.pk)


@action
def call_lot(
    *,
    by: Actor,
    warrant: Entry,
    body: Body,
    name: str,
    size: int,
    source: str,
    days: int,
    until: datetime,
    at: datetime,
    purpose: str = "",
) -> Lot:
    """
    Call for those willing, on the `warrant` of a decision. `days`: for how many one may come forward. `source`: what the lot
    will be drawn by. The others as `Lot` says.
    """
    rules.may_call_lot(size, source, days).enforce()

    lot = Lot.objects.create(
        hall_id=by.hall_id,
        motion=Motion.objects.filter(decision=warrant).first(),
        body=body,
        warrant=warrant,
        name=name.strip(),
        purpose=purpose.strip(),
        until=until,
        size=size,
        source=" ".join(source.split()),
        called_at=at,
        closes_at=at + timedelta(days=days),
    )
    write(
        "lot.called",
        by=by,
        at=at,
        about=lot,
        body=body.pk,
        warrant=warrant,
        size=size,
        closes=lot.closes_at.isoformat(timespec="minutes"),
        source=hashlib.sha256(lot.source.encode()).hexdigest(),
    )
    return lot


@unrecorded("who came forward is sealed as a whole when the pool closes; until then it can be taken back")
def be_willing(*, by: Actor, lot: Lot, willing: bool, whose: Member | None = None, at: datetime) -> bool:
    """
    Come forward to be drawn, or step back; doing it twice changes nothing. `whose`: a member without an account, who said so
    face to face.
    """
    lot = _locked(lot)
    rules.may_be_willing(by, lot, at, whose).enforce()
    member_id = by.member_id if whose is None else whose.pk
    theirs = Willing.objects.filter(lot=lot, member_id=member_id)
    if not willing:
        theirs.delete()
    elif not theirs.exists():
        Willing.objects.create(hall_id=lot.hall_id, lot=lot, member_id=member_id)
    return willing


@action
def close_pool(*, by: Actor, lot: Lot, at: datetime) -> Lot:
    """Write down who is willing, before anybody knows the seed: from now on the pool is what it is."""
    lot = _locked(lot)
    rules.may_close_pool(by, lot, at).enforce()

    pool = sorted(str(pk) for pk in lot.willing.values_list("member_id", flat=True))

    lot.closed_at, lot.pool, lot.digest = at, pool, pool_digest(pool)
    lot.save(update_fields=["closed_at", "pool", "digest"])
    lot.willing.all().delete()

    write(
        "lot.closed",
        by=by,
        at=at,
        about=lot,
        body=lot.body_id,
        warrant=lot.warrant,
        willing=len(pool),
        pool=lot.digest,
    )
    return lot


@unrecorded("what one read at the source is half of a seed; the draw enters what two agree on")
def read_seed(*, by: Actor, lot: Lot, seed: str, at: datetime) -> Read:
    """
    Type in what one reads at the source. The first reading stays hidden; the second of somebody else that says the same makes
    it the seed; one that differs takes the first away, and both start anew.
    """
    lot = _locked(lot)
    rules.may_read_seed(by, lot, at).enforce()
    seed = " ".join(seed.split())
    if not seed or len(seed) > LONGEST_SEED:
        raise OutOfOrder(_("Type what the source says: %(most)d signs at most.") % {"most": LONGEST_SEED})
    if not lot.seed:
        lot.seed, lot.seed_by_id = seed, by.member_id
        lot.confirmed = rules.reads_alone(by, lot, at)
        read = Read.AGREES if lot.confirmed else Read.WAITS
    elif lot.seed == seed:
        lot.confirmed, lot.confirmed_by_id = True, by.member_id
        read = Read.AGREES
    else:
        lot.seed, lot.seed_by = "", None
        read = Read.DIFFERS
    lot.save(update_fields=["seed", "seed_by", "confirmed", "confirmed_by"])
    return read


@action
def draw_lot(*, by: Actor, lot: Lot, at: datetime) -> Lot:
    """
    Draw. The committee is made at once, on the decision's warrant; where it cannot be, the lot stands and a motion makes it.
    """
    lot = _locked(lot)
    rules.may_draw(by, lot, at).enforce()

    members = rules.panel_of(lot, at)

    lot.drawn_at, lot.panel = at, [str(one.pk) for one in members]
    try:
        with attempt():
            lot.made = make_body(
                by=by,
                warrant=lot.warrant,
                kind=BodyKind.COMMITTEE,
                name=lot.name,
                purpose=lot.purpose,
                until=lot.until,
                members=members,
            )
    except Refusal:
        lot.made = None
    lot.save(update_fields=["drawn_at", "panel", "made"])

    write(
        "lot.drawn",
        by=by,
        at=at,
        about=lot,
        body=lot.body_id,
        warrant=lot.warrant,
        panel=lot.panel,
        seed=lot.seed,
        pool=lot.digest,
        made=str(lot.made_id) if lot.made_id else "",
    )
    if lot.motion is not None:
        motion_changed(lot.motion)
    return lot
