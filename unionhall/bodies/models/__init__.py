"""Tables of the bodies room, split by noun."""

from .affiliations import Affiliation
from .bodies import Alternate, Body, BodyKind, Office, Remit
from .charters import Affirmation, Charter, Principles, Way
from .doors import Application, Household, Import, Invite, LettingBackIn, Voucher
from .members import Declaration, Member, Membership, Proxy, Standing, State
from .notices import Notice
from .organisations import FoundingLink, Kind, Organisation, Stage

__all__ = [
    "Affiliation",
    "Affirmation",
    "Alternate",
    "Application",
    "Body",
    "BodyKind",
    "Charter",
    "Declaration",
    "FoundingLink",
    "Household",
    "Import",
    "Invite",
    "Kind",
    "LettingBackIn",
    "Member",
    "Membership",
    "Notice",
    "Office",
    "Organisation",
    "Principles",
    "Proxy",
    "Remit",
    "Stage",
    "Standing",
    "State",
    "Voucher",
    "Way",
]
