"""Who may hold a mandate, for how long, and what they must have declared; bodies and what they may decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from unionhall.bodies.models import (
    Body,
    BodyKind,
    Declaration,
    Member,
    Membership,
    Office,
    Organisation,
    Stage,
    State,
)
from unionhall.core import days, offices
from unionhall.core.charters import MATTERS, Charter, kind_in_words
from unionhall.core.offices import Asks, Held
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.core.words import Sentence
from unionhall.kit import clock, moments
from unionhall.kit.actor import Actor
from unionhall.kit.registries import powers as declared_powers
from unionhall.mandates.models import Mandate
from unionhall.record.models import Hall, Opening

from . import charters, names
from .membership import admits_by_itself, state_now

BEFORE_FOUNDING_DAYS = 90
"""Powers given before the founding last at most so many days, renewable by decision (design.md, Founding)."""

MORE_OF_AN_OFFICE = {
    "seats": (1, 29),
    "consecutive": (0, 99),
    "pause_days": (1, 3660),
    "member_days": (0, 3660),
}
"""What an office says beside its name, powers and term, with the least and the most of each."""

FREELY_JOINED = (BodyKind.GROUP, BodyKind.SECTION)


# ── Independence ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Question:
    """
    A question of independence that the charter asks of whoever is to hold a mandate.

    `key`: under which the answer is kept: a kind of people (`core.charters.KINDS_OF_PEOPLE`), or the mark of a
    declaration's words. `words`: as it is asked. `wanted`: the answer that lets them hold a mandate, None where either does.
    """

    key: str
    words: str
    wanted: bool | None


COUNTED_BY_THE_HALL = ("on_trial", "in_arrears")
"""Kinds of people that nobody declares of themselves: the hall knows."""


def questions(charter: Charter) -> list[Question]:
    """
    What the charter wants declared: the kinds of people it bars from office, its own declarations, and then the kinds it
    leaves out of a vote or a quorum (R9), which bar nobody from a mandate.
    """
    rules = (charter.ordinary, *charter.rules.values())
    barred = [kind for kind in charter.independence.barred if kind not in COUNTED_BY_THE_HALL]
    others = [
        *charter.independence.voice_only,
        *(kind for rule in rules for kind in (*rule.no_vote, *rule.not_counted)),
    ]
    asked = [Question(kind[:40], _said(kind), wanted=False) for kind in barred]
    for words in charter.independence.declarations:
        mark = hashlib.sha256(words.encode()).hexdigest()[:24]
        asked.append(Question(f"declares:{mark}", words, wanted=True))
    left = dict.fromkeys(kind for kind in others if kind not in (*barred, *COUNTED_BY_THE_HALL))
    return asked + [Question(kind[:40], _said(kind), wanted=None) for kind in left]


def _said(kind: str) -> str:
    words = kind_in_words(kind)
    return words.said(_) if isinstance(words, Sentence) else words


def is_independent(member: Member, charter: Charter) -> Ruling:
    """Whether `member` has declared what the charter wants of who holds a mandate, and nothing in it bars them."""
    asked = [question for question in questions(charter) if question.wanted is not None]
    if not asked:
        return IN_ORDER
    said = dict(Declaration.objects.filter(member=member).values_list("key", "says"))
    for question in asked:
        if question.key not in said:
            sentence = _(
                "%(name)s has not yet answered what the charter asks of whoever holds a mandate: “%(words)s”."
            )
        elif said[question.key] != question.wanted:
            sentence = _("The charter keeps %(name)s from holding a mandate. It asks: “%(words)s”.")
        else:
            continue
        return Ruling(
            OutOfOrder(sentence % {"name": member.name, "words": question.words}, rule="independence")
        )
    return IN_ORDER


def may_declare(by: Actor, member: Member, charter: Charter, key: str) -> Ruling:
    """Whether `by` may answer the question `key`: for themselves, where the charter asks it."""
    if by.member_id != member.pk or member.left_on is not None:
        return Ruling(NotAuthorised(_("Everybody declares for themselves.")))
    if key not in {question.key for question in questions(charter)}:
        return Ruling(OutOfOrder(_("The charter does not ask this.")))
    return IN_ORDER


# ── Terms ─────────────────────────────────────────────────────────────────


def end_of_day(hall: Hall, day: date) -> datetime:
    """The moment the calendar day `day` is over in the hall's zone."""
    return days.start_of(day + timedelta(days=1), ZoneInfo(hall.time_zone))


def last_day(hall: Hall, until: datetime) -> date:
    """The last calendar day of what ends at `until`: what ends at midnight has lasted through the day before."""
    return clock.day(until - timedelta(microseconds=1), hall.time_zone)


def start_of_day(hall: Hall, day: date) -> datetime:
    """The first moment of the calendar day `day` in the hall's zone."""
    return days.start_of(day, ZoneInfo(hall.time_zone))


def longest_term_days(hall: Hall, charter: Charter) -> int:
    """The most days a mandate given now may last: the charter's longest, 90 before the founding; 0 where nothing says."""
    longest = charter.terms.longest_days
    stage = Organisation.objects.filter(hall=hall).values_list("stage", flat=True).first()
    if stage != Stage.FOUNDED:
        return min(longest, BEFORE_FOUNDING_DAYS) if longest else BEFORE_FOUNDING_DAYS
    return longest


def longest_term_said(hall: Hall, charter: Charter) -> str:
    """The most days a mandate given now may last, and why, as a sentence beside the day; "" where nothing says."""
    longest = longest_term_days(hall, charter)
    if not longest:
        return ""
    if longest == BEFORE_FOUNDING_DAYS and not is_founded(hall.pk) and longest != charter.terms.longest_days:
        return _(
            "At most %(days)d days, until our founding is declared complete: nobody keeps a power for having begun. How far "
            "it has come stands under More, Quiet or public."
        ) % {"days": longest}
    return _("At most %(days)d days, by our charter.") % {"days": longest}


def is_founded(hall_id: UUID) -> bool:
    """Whether the organisation has declared itself founded."""
    return Organisation.objects.filter(hall_id=hall_id, stage=Stage.FOUNDED).exists()


def may_last(hall: Hall, charter: Charter, since: datetime, until: datetime) -> Ruling:
    """Whether a mandate from `since` to `until` is within the longest term. Calendar days; the day it is given does not count."""
    if until <= since:
        return Ruling(OutOfOrder(_("A mandate must end after it begins.")))
    longest = longest_term_days(hall, charter)
    if longest and until > days.end_of_term(since, longest, ZoneInfo(hall.time_zone)):
        if not is_founded(hall.pk) and longest == BEFORE_FOUNDING_DAYS:
            sentence = _(
                "Until our founding is declared complete a mandate lasts %(days)d days at most; it can be renewed by decision."
            )
        else:
            sentence = _("The charter lets a mandate last %(days)d days at most.")
        return Ruling(OutOfOrder(sentence % {"days": longest}, rule="terms"))
    return IN_ORDER


def asks_of(office: Office, charter: Charter) -> Asks:
    """What `office` asks of whoever stands for it: its own number of terms in a row, else the charter's."""
    return Asks(
        consecutive=office.consecutive or charter.terms.consecutive,
        last_resort=charter.terms.last_resort,
        pause_days=office.pause_days,
        member_days=office.member_days,
        excludes=excluded_beside(office),
    )


def excluded_beside(office: Office) -> frozenset[str]:
    """The ids of the offices nobody holds beside this one: those it names, and those that name it."""
    key = str(office.pk)
    others = Office.objects.filter(hall_id=office.hall_id, ended_at=None).exclude(pk=office.pk)
    naming = {str(pk) for pk, excludes in others.values_list("pk", "excludes") if key in excludes}
    return frozenset((*office.excludes, *naming))


def terms_held(members: Iterable[Member]) -> dict[UUID, list[Held]]:
    """Every term these members hold or held in an office, by member id: two queries, however many they are."""
    wanted = [one.pk for one in members]
    held: dict[UUID, list[Held]] = {pk: [] for pk in wanted}
    rows = list(Mandate.objects.filter(member__in=wanted, office__isnull=False).order_by("since"))
    named = Office.objects.filter(pk__in={one.office for one in rows}).values_list("pk", "name")
    called = {str(pk): name for pk, name in named}
    for one in rows:
        ended = min(one.ended_at or one.until, one.until)
        if ended > one.since:  # one that was ended before it began is no term
            held[one.member].append(Held(str(one.office), one.since, ended, called.get(str(one.office), "")))
    return held


def terms_in_a_row(member: Member, office: Office, since: datetime) -> int:
    """How many terms of `office` this member held one after the other up to `since`, with no pause that ends the row."""
    held = [one for one in terms_held([member])[member.pk] if one.office == str(office.pk)]
    return offices.terms_in_a_row(held, since, office.pause_days, ZoneInfo(office.hall.time_zone))


def may_fill(
    member: Member,
    office: Office | None,
    charter: Charter,
    since: datetime,
    until: datetime,
    *,
    others: int = 0,
    places: int = 1,
    held: list[Held] | None = None,
) -> Ruling:
    """
    Whether `member` is eligible for a term in `office` (R11, R12, R16): `core.offices.eligible`, asked with what the hall knows.

    `others` and `places`: how many stand who are not at the limit, and for how many seats. `held`: as `terms_held` gives it.
    """
    if office is None:
        return IN_ORDER
    return offices.eligible(
        asks_of(office, charter),
        name=member.name,
        office=str(office.pk),
        joined=member.joined_on,
        held=terms_held([member])[member.pk] if held is None else held,
        begins=since,
        until=until,
        zone=ZoneInfo(office.hall.time_zone),
        others=others,
        places=places,
    )


# ── Holding a mandate ─────────────────────────────────────────────────────


def may_hold(
    member: Member,
    body: Body,
    powers: Mapping[str, object],
    *,
    since: datetime,
    until: datetime,
    office: Office | None,
    at: datetime,
) -> Ruling:
    """Whether `member` may be given a mandate for `body` with `powers` over that time, and if not, why not."""
    hall, charter = body.hall, charters.charter(body.hall_id, at)
    if member.hall_id != body.hall_id or member.left_on is not None:
        return Ruling(OutOfOrder(_("Only a member of this hall can be given a mandate.")))
    if not is_admitted(member, at):
        return Ruling(OutOfOrder(_("%(name)s is not an admitted member now.") % {"name": member.name}))
    if not powers:
        return Ruling(OutOfOrder(_("A mandate must say what it allows.")))
    for power in powers:
        if power not in declared_powers:
            return Ruling(OutOfOrder(_("Nothing here is called “%(power)s”.") % {"power": power}))
    return first_refusal(
        standing_body(body, at),
        within_its_body(body, until),
        may_last(hall, charter, since, until),
        # Whether too few others can be found is for the vote to see; where the charter has that last resort, it has decided.
        may_fill(member, office, charter, since, until),
        is_independent(member, charter),
    )


def is_admitted(member: Member, at: datetime) -> bool:
    """Whether they are an admitted member of the hall's assembly at the moment `at`: not on trial, not suspended."""
    place = Membership.objects.filter(member=member, body__kind=BodyKind.ASSEMBLY, until=None).first()
    if place is None:
        return False
    day, itself = clock.day(at, member.hall.time_zone), admits_by_itself(member.hall_id, at)
    return state_now(place, day, admits_by_itself=itself) is State.ADMITTED


def may_make_office(
    body: Body,
    name: str,
    powers: Mapping[str, object],
    term_days: object,
    at: datetime,
    more: Mapping[str, object] | None = None,
) -> Ruling:
    """
    Whether `body` may have an office of this name with these powers, held for so many calendar days at a time.

    `more`: what it asks beside that, by the names of `MORE_OF_AN_OFFICE`, and `excludes`, ids of offices of the hall.
    """
    if not name.strip() or not powers:
        return Ruling(OutOfOrder(_("An office needs a name and at least one power.")))
    for power in powers:
        if power not in declared_powers:
            return Ruling(OutOfOrder(_("Nothing here is called “%(power)s”.") % {"power": power}))
    if not isinstance(term_days, int) or isinstance(term_days, bool) or term_days < 1:
        return Ruling(OutOfOrder(_("An office is held for a day at least.")))
    for name_of, (least, most) in MORE_OF_AN_OFFICE.items():
        number = (more or {}).get(name_of, least)
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            said = {"number": number, "least": least, "most": most}
            return Ruling(
                OutOfOrder(_("Of an office, %(number)s is not between %(least)d and %(most)d.") % said)
            )
    excluded = [str(one) for one in (more or {}).get("excludes") or ()]  # type: ignore[attr-defined]
    here = {
        str(pk)
        for pk in Office.objects.filter(hall_id=body.hall_id, ended_at=None).values_list("pk", flat=True)
    }
    if not here.issuperset(excluded):
        return Ruling(OutOfOrder(_("An office that this one excludes is no more.")))
    longest = longest_term_days(body.hall, charters.charter(body.hall_id, at))
    if longest and term_days > longest:
        return Ruling(
            OutOfOrder(_("A mandate may last %(days)d days at most now.") % {"days": longest}, rule="terms")
        )
    return standing_body(body, at)


# ── Bodies ────────────────────────────────────────────────────────────────


def standing_body(body: Body, at: datetime) -> Ruling:
    """Whether `body` stands: not dissolved, its time not run out."""
    if body.ended_at is not None or (body.until is not None and body.until <= at):
        return Ruling(OutOfOrder(_("%(body)s is no more.") % {"body": body.name}))
    return IN_ORDER


def within_its_body(body: Body, until: datetime) -> Ruling:
    """Whether what is given for `body` ends no later than the body itself: nobody acts in the name of what is no more."""
    if body.until is None or until <= body.until:
        return IN_ORDER
    said = {"body": body.name, "day": moments.day(last_day(body.hall, body.until))}
    return Ruling(OutOfOrder(_("“%(body)s” ends on %(day)s; nothing given for it lasts longer.") % said))


def may_make_body(hall: Hall, kind: str, name: str, until: datetime | None, at: datetime) -> Ruling:
    """Whether a body of this kind and name may be made, to end at `until`."""
    if kind not in BodyKind.values or kind == BodyKind.ASSEMBLY:
        return Ruling(
            OutOfOrder(_("There is one general assembly; it makes committees, working groups and sections."))
        )
    if not name.strip():
        return Ruling(OutOfOrder(_("A body needs a name.")))
    for other in Body.objects.filter(hall=hall).standing(at):
        if names.plain(other.name) == names.plain(name):
            return Ruling(OutOfOrder(_("There is a body called “%(name)s” already.") % {"name": other.name}))
    if kind == BodyKind.COMMITTEE and until is None:
        return Ruling(OutOfOrder(_("A committee's powers end: say until when.")))
    if until is not None and until <= at:
        return Ruling(OutOfOrder(_("The day it ends lies in the past.")))
    if kind == BodyKind.COMMITTEE and until is not None and not is_founded(hall.pk):
        most = days.end_of_term(at, BEFORE_FOUNDING_DAYS, ZoneInfo(hall.time_zone))
        if until > most:
            return Ruling(
                OutOfOrder(
                    _(
                        "Until our founding is declared complete a committee lasts %(days)d days at most; "
                        "it can be renewed by decision."
                    )
                    % {"days": BEFORE_FOUNDING_DAYS},
                    rule="terms",
                )
            )
    return IN_ORDER


def may_dissolve(body: Body, at: datetime) -> Ruling:
    """Whether `body` may be dissolved: any but the assembly, once."""
    if body.kind == BodyKind.ASSEMBLY:
        return Ruling(OutOfOrder(_("The assembly is all of us; it cannot be dissolved.")))
    return standing_body(body, at)


def may_give_remit(body: Body, matter: str, until: datetime, at: datetime) -> Ruling:
    """Whether the assembly may let `body` decide `matter` in its place until then. The charter stays the assembly's."""
    if body.kind == BodyKind.ASSEMBLY:
        return Ruling(OutOfOrder(_("The assembly decides everything already.")))
    if matter not in MATTERS:
        return Ruling(OutOfOrder(_("The charter knows no such matter.")))
    if matter in ("charter_change", "quorum_repair", "interpretation", "overturn", "principles"):
        return Ruling(OutOfOrder(_("This stays with the assembly: nobody else changes what we all agreed.")))
    stands = first_refusal(standing_body(body, at), within_its_body(body, until))
    if not stands:
        return stands
    return may_last(body.hall, charters.charter(body.hall_id, at), at, until)


def may_join(by: Actor, member: Member, body: Body, at: datetime) -> Ruling:
    """Whether `by` may join a working group or section of their own accord."""
    if by.member_id != member.pk or member.hall_id != body.hall_id or not is_admitted(member, at):
        return Ruling(NotAuthorised(_("Only admitted members join a group, each for themselves.")))
    if body.kind not in FREELY_JOINED:
        return Ruling(OutOfOrder(_("A committee's members are named by decision.")))
    if Membership.objects.filter(member=member, body=body, until=None).exists():
        return Ruling(OutOfOrder(_("You are in it already.")))
    return standing_body(body, at)


def may_leave(by: Actor, member: Member, body: Body) -> Ruling:
    """Whether `by` may leave a body other than the assembly."""
    if by.member_id != member.pk:
        return Ruling(NotAuthorised(_("Everybody leaves for themselves.")))
    if body.kind == BodyKind.ASSEMBLY:
        return Ruling(
            OutOfOrder(_("Whoever leaves the assembly leaves the hall; that is done on your own page."))
        )
    if not Membership.objects.filter(member=member, body=body, until=None).exists():
        return Ruling(OutOfOrder(_("You are not in it.")))
    return IN_ORDER


def read_today(by: Actor, at: datetime) -> bool:
    """Whether the record says already that `by` reads the list of members on the day of `at`."""
    read = Opening.objects.filter(hall_id=by.hall_id, member_id=by.member_id, kind="list.read")
    newest = read.order_by("-at").values_list("at", "hall__time_zone").first()
    return newest is not None and clock.day(newest[0], newest[1]) == clock.day(at, newest[1])


def today(hall: Hall) -> date:
    """The calendar day in the hall's zone now."""
    return clock.day(clock.now(), hall.time_zone)
