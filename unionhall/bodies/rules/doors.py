"""The ways in: who may invite, vouch, admit and let back in, and whether a name is here already."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import FactorNeeded, may_use
from unionhall.mandates.models import Mandate
from unionhall.people.models import Claim

from ..models import Application, Invite, LettingBackIn, Member, Organisation
from .charters import assembly, charter
from .membership import actor_of, headcount, is_voter, may_act, member_of, voters_of
from .without_phone import may_take_down

INVITE_LASTS = timedelta(hours=72)
INVITES_A_DAY = 5
FIRST_INVITES_A_DAY = 12
SMALL = 12
"""While a hall has fewer members than this, each may invite more of them a day: a dozen who found a hall one evening."""
WAIT_BEFORE_LETTING_IN = timedelta(days=1)
HOLDERS_ENOUGH = 3
LETTING_OPEN_FOR = timedelta(days=14)
LET_BACK_IN = "bodies.let_back_in"
LETTERS = (Application.Way.BEGIN, Application.Way.HELP)
"""Ways to write at the door without asking to join: nobody who needs help says first where they stand."""
FEW = 3
"""Below so many members one is enough where otherwise two are needed."""


# Invites -------------------------------------------------------------------------------------------------


def vouchers_needed(hall_id: UUID, at: datetime) -> int:
    """How many members vouch for whoever joins now: as the charter says, one until there are three members."""
    return charter(hall_id, at).options.vouchers_needed(headcount(hall_id))


def vouchers_for_an_invite(hall_id: UUID, at: datetime) -> int:
    """
    How many members vouch for an invite made now: as for whoever joins, counting in those whom open invites of one voucher may
    yet let in. Else whoever is alone could invite a dozen by their own word, and seat them all.
    """
    by_one_word = Invite.objects.filter(hall_id=hall_id, vouchers_needed=1, used_at=None, withdrawn_at=None)
    coming = by_one_word.filter(expires_at__gt=at).count()
    return charter(hall_id, at).options.vouchers_needed(headcount(hall_id) + coming)


def somebody_admits(hall_id: UUID, at: datetime) -> bool:
    """Whether anybody holds a mandate to admit members now."""
    return Mandate.objects.filter(hall_id=hall_id, grants__power="bodies.admit").live(at).exists()


def invites_left(member: Member, at: datetime) -> int:
    """How many invites `member` may still make within the last 24 hours' cap, those withdrawn unused not counted."""
    cap = FIRST_INVITES_A_DAY if headcount(member.hall_id) < SMALL else INVITES_A_DAY
    since = at - timedelta(days=1)
    made = Invite.objects.filter(hall_id=member.hall_id, inviter=member, made_at__gt=since)
    return max(0, cap - made.count())


def may_invite(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may make an invite: any voter of the assembly, a few a day."""
    if not (ruling := _votes(by, at)):
        return ruling
    member = member_of(by)
    if member is not None and invites_left(member, at):
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _("You have made as many invites as one member may in a day. Ask another member, or wait.")
        )
    )


def may_vouch(by: Actor, invite: Invite, at: datetime) -> Ruling:
    """Whether `by` may vouch beside the one who made the invite."""
    if not (ruling := _votes(by, at)):
        return ruling
    if invite.inviter_id == by.member_id:
        return Ruling(NotAuthorised(_("You made this invite: somebody else must vouch too.")))
    if invite.seconder_id is not None or invite.vouchers_needed < 2:
        return Ruling(OutOfOrder(_("Enough members have vouched for this invite already.")))
    return _open_still(invite, at)


def may_withdraw(by: Actor, invite: Invite, at: datetime) -> Ruling:
    """Whether `by` may take the invite back: whoever made it or vouched for it, while it is open."""
    if by.member_id not in (invite.inviter_id, invite.seconder_id):
        return Ruling(NotAuthorised(_("Only whoever vouched for an invite may take it back.")))
    return _open_still(invite, at)


class NotYet(OutOfOrder):
    """An invite that will open the door once a second member has vouched."""


def opens(invite: Invite | None, at: datetime) -> Ruling:
    """
    Whether an invite opens the door now. A wrong, a used, a withdrawn and a run-out one get the same answer; one that waits for a
    second member is `NotYet`.
    """
    gone = OutOfOrder(
        _(
            "This link opens nothing: it may be mistyped, used already, taken back, or run out. Whoever gave it to you can make "
            "a new one."
        )
    )
    if invite is None or not _open_still(invite, at):
        return Ruling(gone)
    if not may_act(actor_of(invite.inviter), at):
        return Ruling(gone)
    # Whoever has left, or is suspended, vouches for nobody any more.
    seconded = invite.seconder is not None and _votes_member(invite.seconder, at)
    if invite.vouchers_needed > 1 and not seconded:
        return Ruling(
            NotYet(_("A second member has to vouch for you first. Ask who gave you the link, and try again."))
        )
    return IN_ORDER


def _open_still(invite: Invite, at: datetime) -> Ruling:
    if invite.used_at is not None or invite.withdrawn_at is not None or at >= invite.expires_at:
        return Ruling(OutOfOrder(_("This invite was used, taken back, or has run out.")))
    return IN_ORDER


def _votes(by: Actor, at: datetime) -> Ruling:
    member = member_of(by)
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return _votes_member(member, at)


def _votes_member(member: Member, at: datetime) -> Ruling:
    return is_voter(member, assembly(member.hall_id), at)


# Cards and applications ----------------------------------------------------------------------------------


def may_vouch_at_all(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may vouch for anybody, and so read who waits for it: any voter of the assembly."""
    return _votes(by, at)


def may_type_cards(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may type in paper cards, and so vouch for them: any voter of the assembly."""
    return _votes(by, at)


def may_vouch_for(by: Actor, application: Application, at: datetime) -> Ruling:
    """Whether `by` may vouch for who applied."""
    if not (ruling := _votes(by, at)):
        return ruling
    if not (ruling := asks_to_join(application)):
        return ruling
    if application.vouchers.filter(member_id=by.member_id).exists():
        return Ruling(OutOfOrder(_("You have vouched for them already: somebody else must vouch too.")))
    return IN_ORDER


def may_take_voucher_down(by: Actor, application: Application, whose: Member, at: datetime) -> Ruling:
    """Whether `by` may take down that `whose`, who has no phone, vouches beside who typed the card in."""
    return may_take_down(by, whose, assembly(by.hall_id), at, beside=application.typed_by_id)


def asks_to_join(application: Application) -> Ruling:
    """Whether somebody may still be let in on it: it waits for its answer, and asked for that."""
    if application.way in LETTERS:
        return Ruling(OutOfOrder(_("They wrote to us, and did not ask to join.")))
    return is_open(application)


def has_vouchers(application: Application, at: datetime) -> bool:
    """Whether enough members have vouched who may still vouch: whoever has left, or is suspended, vouches for nobody any more."""
    voters = voters_of(assembly(application.hall_id), at)
    return application.vouchers.filter(member__in=voters).count() >= application.vouchers_needed


def may_apply(organisation: Organisation) -> Ruling:
    """Whether strangers may ask to join: once the body has decided to be public."""
    return IN_ORDER if organisation.public else Ruling(NotAuthorised(_("There is nothing here.")))


def may_admit(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may admit and decline under a mandate."""
    return may_use(by, "bodies.admit", assembly(by.hall_id).pk, at)


def may_read_contact(by: Actor, at: datetime) -> Ruling:
    """
    Whether `by` may read how an applicant is reached: whoever holds the mandate to admit; any voter while nobody holds it, for
    somebody must answer. To vouch for a person one knows, it is not needed.
    """
    admitting = Mandate.objects.filter(
        hall_id=by.hall_id, scope=assembly(by.hall_id).pk, grants__power="bodies.admit"
    )
    return may_admit(by, at) if admitting.live(at).exists() else _votes(by, at)


def may_answer_letter(by: Actor, application: Application, at: datetime) -> Ruling:
    """Whether `by` may say that who wrote at the door without asking to join has their answer: who may read it."""
    if not (ruling := may_read_letter(by, application, at)):
        return ruling
    return is_open(application)


def may_reopen_letter(by: Actor, application: Application, at: datetime) -> Ruling:
    """Whether `by` may take back that somebody has their answer, while what they wrote is there."""
    if not (ruling := may_read_letter(by, application, at)):
        return ruling
    if application.answer != Application.Answer.ANSWERED:
        return Ruling(OutOfOrder(_("This waits for its answer still.")))
    return IN_ORDER


def may_read_letter(by: Actor, application: Application, at: datetime) -> Ruling:
    """
    Whether `by` may read what somebody wrote at the door without asking to join. What was promised them holds: written while
    somebody held the mandate to admit, it is read under that mandate only, whoever holds it by then; else by all who vote.
    """
    return may_admit(by, at) if application.for_holders else may_read_contact(by, at)


def may_bring_list(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may bring in a list of members: under the mandate to admit; any voter while there are fewer than three."""
    if headcount(by.hall_id) < FEW:
        return _votes(by, at)
    return may_admit(by, at)


def is_open(application: Application) -> Ruling:
    """Whether an application still waits for its answer."""
    if application.answer != Application.Answer.OPEN:
        return Ruling(OutOfOrder(_("This application has been answered already.")))
    return IN_ORDER


# Letting back in -----------------------------------------------------------------------------------------


def holders_of_letting_in(hall_id: UUID, at: datetime) -> set[UUID]:
    """The members who hold the mandate to let others back in, by id."""
    live = Mandate.objects.filter(hall_id=hall_id).live(at).filter(grants__power=LET_BACK_IN)
    return set(live.values_list("member", flat=True))


def may_ask_back_in(by: Actor, member: Member, at: datetime) -> Ruling:
    """Whether `by` may ask that `member` be let back in, or given a first account."""
    if not (ruling := _votes(by, at)):
        return ruling
    if member.pk == by.member_id:
        return Ruling(NotAuthorised(_("You are in. Somebody else asks for who is not.")))
    if member.hall_id != by.hall_id or member.left_on is not None:
        return Ruling(OutOfOrder(_("They are not a member here any more.")))
    if open_lettings(by.hall_id, at).filter(member=member).exists():
        return Ruling(OutOfOrder(_("Somebody has asked for them already: it waits for a second member.")))
    return IN_ORDER


def may_confirm_back_in(by: Actor, letting: LettingBackIn, at: datetime) -> Ruling:
    """Whether `by` may be the second who lets somebody back in; where there are only two members, the one other is enough."""
    if not (ruling := _votes(by, at)):
        return ruling
    if (
        letting.stopped_at is not None
        or letting.done_at is not None
        or at >= letting.asked_at + LETTING_OPEN_FOR
    ):
        return Ruling(OutOfOrder(_("This was stopped, or is over.")))
    if letting.confirmed_at is not None:
        return Ruling(OutOfOrder(_("Two members have said so already.")))
    if letting.member_id == by.member_id:
        return Ruling(NotAuthorised(_("Nobody lets themselves back in.")))
    if letting.asked_by_id == by.member_id and not may_do_alone(letting, at):
        return Ruling(NotAuthorised(_("You asked: a second member must say so too.")))
    return IN_ORDER


def may_do_alone(letting: LettingBackIn, at: datetime) -> bool:
    """
    Whether nobody else is left who could be the second: no act may need more people than there are. A first account takes nothing
    from anybody: for it only those count who could say so on a phone, else a hall of one phone would never have a second.
    """
    others = voters_of(assembly(letting.hall_id), at).exclude(pk__in=[letting.member_id, letting.asked_by_id])
    if letting.first:
        others = others.exclude(person__key_hash="")
    return not others.exists()


def works_from(letting: LettingBackIn, by: Actor, at: datetime) -> datetime:
    """
    When the code begins to work if `by` is the second who says so.

    At once for a first account, which takes nothing from anybody, and where three or more hold the mandate for it and two
    of them act, each with a second factor; else a day later, so that everybody has heard of it and anybody can stop it.
    """
    scope = assembly(letting.hall_id).pk
    if letting.first or (two_holders_act(letting, by, at) and may_use(by, LET_BACK_IN, scope, at)):
        return at
    return at + WAIT_BEFORE_LETTING_IN


def two_holders_act(letting: LettingBackIn, by: Actor, at: datetime) -> bool:
    """Whether three or more hold the mandate, one of them asked under it, and `by` is another, proved or not."""
    holders = holders_of_letting_in(letting.hall_id, at)
    return (
        letting.under_mandate
        and len(holders) >= HOLDERS_ENOUGH
        and {letting.asked_by_id, by.member_id} <= holders
        and letting.asked_by_id != by.member_id
    )


def could_prove_for(by: Actor, at: datetime) -> bool:
    """Whether `by` holds the mandate to let back in with two others or more, and only their second factor is not proved."""
    held = may_use(by, LET_BACK_IN, assembly(by.hall_id).pk, at)
    return (
        isinstance(held.refusal, FactorNeeded)
        and len(holders_of_letting_in(by.hall_id, at)) >= HOLDERS_ENOUGH
    )


def may_stop(by: Actor, letting: LettingBackIn, at: datetime) -> Ruling:
    """Whether `by` may stop it: any member, and above all the one it is about, while the code has not been used."""
    if member_of(by) is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    if letting.stopped_at is not None or letting.done_at is not None:
        return Ruling(OutOfOrder(_("This was stopped, or is over.")))
    return IN_ORDER


def open_lettings(hall_id: UUID, at: datetime):  # type: ignore[no-untyped-def]
    """Those being let back in now, neither stopped nor done nor the code used, whether a second member has said so or not."""
    used = Claim.objects.filter(pk=OuterRef("claim"), consumed_at__isnull=False)
    return LettingBackIn.objects.filter(
        Q(confirmed_at=None, asked_at__gt=at - LETTING_OPEN_FOR) | Q(confirmed_at__isnull=False),
        ~Exists(used),
        hall_id=hall_id,
        stopped_at=None,
        done_at=None,
    ).select_related("member", "asked_by", "confirmed_by")


# The end -------------------------------------------------------------------------------------------------


def may_suspend(member: Member, until_days: int) -> Ruling:
    """Whether a suspension of so many days can be carried out: it has an end, a year away at most."""
    if member.left_on is not None:
        return Ruling(OutOfOrder(_("They are not a member here any more.")))
    if not 1 <= until_days <= 366:
        return Ruling(OutOfOrder(_("A suspension lasts a day at least, and a year at most.")))
    return IN_ORDER
