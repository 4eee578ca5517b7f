"""Tables of the assemblies room, split by noun."""

from .before import Bringing, DateSearch, Fits, PossibleTime, TimeAnswer
from .evening import HeldRole, MinuteLine, NoteBox, ReportKind, Role, RoundCount
from .floor import Fate, Felt, HandUp, Presence, ProceduralMotion, Side, TemperatureCheck, Warmth
from .meetings import LASTS, Caller, Coming, Item, ItemKind, ItemState, Meeting, MeetingQuerySet

__all__ = [
    "LASTS",
    "Bringing",
    "Caller",
    "Coming",
    "DateSearch",
    "Fate",
    "Felt",
    "Fits",
    "HandUp",
    "HeldRole",
    "Item",
    "ItemKind",
    "ItemState",
    "Meeting",
    "MeetingQuerySet",
    "MinuteLine",
    "NoteBox",
    "PossibleTime",
    "Presence",
    "ProceduralMotion",
    "ReportKind",
    "Role",
    "RoundCount",
    "Side",
    "TemperatureCheck",
    "TimeAnswer",
    "Warmth",
]
