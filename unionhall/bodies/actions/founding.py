"""Founding: a one-use link from whoever runs the server, and a hall that stands on the starter agreement."""

from __future__ import annotations

import hashlib
import secrets
import string
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.core.charters import Charter as Agreement
from unionhall.core.charters.presets import STARTER
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.people import actions as people
from unionhall.people.codes import new_link_token
from unionhall.people.keyring import Holder
from unionhall.people.models import Account
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Hall, Head

from ..models import Affirmation, Body, BodyKind, Charter, FoundingLink, Kind, Member, Organisation, Way
from .places import persons_name, settled_name, take_place

SLUG_LENGTH = 8
MOST_WAITING = 120
"""How many links of one day may wait to be used before nobody gives themselves one: more than a sheet for handing out holds."""
OPENS_NOTHING = gettext_lazy(
    "This link founds nothing: it may be mistyped, or used already. Ask whoever runs the server for a new one."
)


class Founded(NamedTuple):
    """A hall that was just founded, its first member, and the account that is them."""

    hall: Hall
    member: Member
    account: Account


def token_hash(token: str) -> str:
    """What is kept of a link's token: SHA-256 in hex. 130 random bits need no slower one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@unrecorded("there is no hall yet that could write down who may found one")
def make_founding_link(*, base_url: str, at: datetime) -> str:
    """
    The address at which one hall can be founded, once. `base_url`: of the server, without a slash at the end.

    Links made earlier and not used stop working: there is one open at a time.
    """
    FoundingLink.objects.filter(used_at=None).delete()
    return _new_link(base_url, at)


@unrecorded("there is no hall yet that could write down who may found one")
def make_founding_links(*, base_url: str, count: int, at: datetime) -> list[str]:
    """
    `count` addresses at each of which one hall can be founded, once: a sheet to cut up and hand out.

    They stand beside one another and beside those made earlier, and nothing is kept that says who was given which.
    """
    return [_new_link(base_url, at) for _number in range(count)]


@unrecorded("there is no hall yet that could write down who may found one")
def take_founding_link(*, signed_in: bool, at: datetime) -> str:
    """
    The token of a founding link that somebody gives themselves, where this server takes in further halls.

    `signed_in`: whether they have an account here; nothing keeps which. Raises `NotAuthorised` where the server's setting does
    not let them, `OutOfOrder` where too many links of the last day wait to be used.
    """
    may_open_halls(signed_in).enforce()
    if FoundingLink.objects.filter(used_at=None, made_at__gt=at - timedelta(days=1)).count() >= MOST_WAITING:
        raise OutOfOrder(_("Too many halls wait to be founded here just now. Please come back tomorrow."))
    return _new_link("", at).rstrip("/").rsplit("/", 1)[-1]


def may_open_halls(signed_in: bool) -> Ruling:
    """Whether somebody without a link from the server's keeper may found a hall here."""
    if settings.OPEN_HALLS == "anybody" or (settings.OPEN_HALLS == "members" and signed_in):
        return IN_ORDER
    return Ruling(NotAuthorised(OPENS_NOTHING))


@unrecorded("links that nobody used open nothing any more; no hall came of them")
def withdraw_founding_links(*, at: datetime) -> int:
    """Make every link that was not used worthless. Gives how many there were."""
    unused = FoundingLink.objects.filter(used_at=None)
    count = unused.count()
    unused.delete()
    return count


def _new_link(base_url: str, at: datetime) -> str:
    token = new_link_token()
    FoundingLink.objects.create(token_hash=token_hash(token), made_at=at)
    return f"{base_url.rstrip('/')}/found/{token}/"


def founding_link(base_url: str) -> str:
    """The only open link, as the server's command calls it."""
    return make_founding_link(base_url=base_url)


@unrecorded("the hall has to stand before its record can say that it was founded; `found` writes that")
def open_hall(
    *,
    token: str,
    organisation: str,
    kind: str,
    name: str,
    holder: Holder,
    language: str,
    time_zone: str,
    in_directory: bool = False,
    at: datetime,
) -> Founded:
    """
    Use a founding link: the hall, its first member `name`, held by `holder`.

    `kind`: a value of `Kind`. `time_zone`: IANA name, UTC where it is none. `in_directory`: whether the others may find the
    first member's name. Raises `OutOfOrder` for a link that opens
    nothing, an empty name, or where `people.actions.seat` does.
    """
    link = FoundingLink.objects.select_for_update().filter(token_hash=token_hash(token), used_at=None).first()
    if link is None:
        raise OutOfOrder(OPENS_NOTHING)
    if kind not in Kind.values:
        raise OutOfOrder(_("Say what sort of organisation it is."))

    founded = stand_hall(
        organisation=organisation,
        kind=kind,
        name=name,
        holder=holder,
        language=language,
        time_zone=time_zone,
        in_directory=in_directory,
        at=at,
    )

    link.used_at = at
    link.save(update_fields=["used_at"])
    return founded


def stand_hall(
    *,
    organisation: str,
    kind: str,
    name: str,
    holder: Holder,
    language: str,
    time_zone: str,
    at: datetime,
    in_directory: bool = False,
    agreement: Agreement | None = None,
    rehearsal_until: datetime | None = None,
) -> Founded:
    """
    The hall's own rows, its first member's seat, and its founding: part of an action. `agreement`: what it stands on, the
    starter agreement unless given. `rehearsal_until`: where it is one to throw away, when it goes.
    """
    title = settled_name(organisation, most=120)
    sort = "hall" if rehearsal_until is None else "rehearsal"

    hall = Hall.objects.create(
        slug=new_slug(),
        origin=f"{sort}/{uuid4().hex}",
        time_zone=_zone(time_zone),
        language=language,
        opened_on=clock.day(at, _zone(time_zone)),
        rehearsal_until=rehearsal_until,
    )
    Head.objects.create(hall=hall)
    seat = people.seat(holder=holder, hall_id=hall.pk)
    by = Actor(hall.pk, seat.person.pk, uuid4())
    member = found(
        by=by,
        hall=hall,
        organisation=title,
        kind=kind,
        name=name,
        in_directory=in_directory,
        agreement=agreement,
    )
    return Founded(hall, member, seat.account)


@action
def found(
    *,
    by: Actor,
    hall: Hall,
    organisation: str,
    kind: str,
    name: str,
    in_directory: bool = False,
    agreement: Agreement | None = None,
    at: datetime,
) -> Member:
    """
    Found the organisation that meets in `hall`: a core group, quiet, on `agreement`, the starter agreement unless given, `by`
    its first member.

    Whoever founds it has a member's rights and nothing more. Raises `OutOfOrder` where it has been founded.
    """
    if Organisation.objects.filter(hall=hall).exists() or hall.pk != by.hall_id:
        raise OutOfOrder(_("This hall has been founded already."))

    day = clock.day(at, hall.time_zone)

    Organisation.objects.create(hall=hall, name=organisation, kind=kind)
    if agreement is None:
        with translation.override(hall.language):
            agreement = STARTER.in_language(hall.language, _)
    body = Body.objects.create(hall=hall, kind=BodyKind.ASSEMBLY, made_at=at)
    charter = Charter.objects.create(
        hall=hall,
        version=1,
        document=agreement.to_data(),
        language=agreement.language,
        in_force_from=at,
    )
    member = Member.objects.create(
        id=by.member_id,
        hall=hall,
        person_id=by.person_id,
        name=persons_name(name),
        joined_on=day,
        in_directory=in_directory,
    )
    take_place(member, body, day)
    Affirmation.objects.create(hall=hall, member=member, charter=charter, way=Way.AFFIRMS, on=day)

    write("hall.founded", by=by, at=at, about=hall, body=body.pk, sort=kind)
    return member


def link_opens(token: str) -> bool:
    """Whether a founding link can still be used."""
    return FoundingLink.objects.filter(token_hash=token_hash(token), used_at=None).exists()


def new_slug() -> str:
    """Letters for a hall's addresses that no hall here has."""
    while True:
        slug = "".join(secrets.choice(string.ascii_lowercase) for _letter in range(SLUG_LENGTH))
        if not Hall.objects.filter(slug=slug).exists():
            return slug


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name
