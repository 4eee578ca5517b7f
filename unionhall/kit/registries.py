"""
What rooms declare to each other without importing upward.

A room registers in its `AppConfig.ready`: the kinds of entry it writes, the powers its mandates carry, what keeps
somebody from using any power, the effects a motion may have through it, how an electorate is made up, and what time brings
about in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from unionhall.core.rulings import Ruling

from .actor import Actor

Item = TypeVar("Item")


class Undeclared(LookupError):
    """A name that no room has declared, or one declared twice."""


class Registry(Generic[Item]):
    """Named things of one sort. Asking for an undeclared name raises `Undeclared`."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self._items: dict[str, Item] = {}

    def declare(self, name: str, item: Item) -> Item:
        """Add `item` under `name`; a second, different one under the same name is refused."""
        if name in self._items and self._items[name] != item:
            raise Undeclared(f"{self.sort} {name!r} is declared twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> Item:
        """The item called `name`."""
        try:
            return self._items[name]
        except KeyError:
            raise Undeclared(f"no {self.sort} is called {name!r}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def items(self) -> Iterable[tuple[str, Item]]:
        """All names with their items, in the order they were declared."""
        return self._items.items()


@dataclass(frozen=True)
class RecordKind:
    """
    A kind of entry: noun and past tense (`motion.put`).

    `facts`: the type of each fact it may carry (`str`, `int`, `bool`, `list`, `dict`; ids and outcomes only, never
    names, reasons, health or how somebody voted in secret). `sentence`: a lazily translated template with `{by}`,
    `{about}` and the facts as places.
    """

    name: str
    sentence: Any
    facts: Mapping[str, type] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class Power:
    """
    A named thing a mandate allows (`bodies.admit`).

    `title`: lazily translated, completes "may …". `grave`: needs a second factor proved within 30 minutes.
    `limits`: names of the limits a mandate may set on it, each with a lazily translated label. `used_at`: the pages of a hall
    where it is used, each (address, icon, lazily translated title), the first one first.
    """

    name: str
    title: Any
    grave: bool = False
    used_at: Sequence[tuple[str, str, Any]] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EffectKind:
    """
    Something a carried motion does by itself, declared by the room that does it.

    `matter`: the charter's matter such a motion is decided under; `matter_for(params)` where that hangs on what exactly it
    does. `title`: lazily translated ("give a mandate").
    `form(hall, body)`: an unbound-or-bound Django form class whose `.params()` gives JSON-able parameters.
    `check(hall, body, params)`: raises a `Refusal` when the parameters make no sense now; asked when the motion is put
    and again when it is declared. `describe(hall, body, params)`: one plain sentence that completes "If this carries: …".
    `run(by, warrant, hall, body, params)`: carries it out through the room's own actions; `warrant` is the record entry
    of the declaration. `whole(hall, body, params)`: safe HTML with all of it where a sentence is not enough (a text, the
    difference of a charter), None where it is. `heading(hall, body, params)`: what a motion that does this may be called, in
    one line that names no person, because a title stays in the record and a name can be erased; None where `title` is enough.
    `pin(hall, body, params)`: the parameters as they are when a vote opens, for what may still be put right until then; None
    where they stay as they were put. `own_page`: such a motion begins on a page of the room's own, and is not chosen elsewhere.
    """

    name: str
    matter: str
    title: Any
    form: Callable[..., Any]
    check: Callable[..., None]
    describe: Callable[..., str]
    run: Callable[..., None]
    whole: Callable[..., str] | None = None
    heading: Callable[..., str] | None = None
    matter_for: Callable[[Mapping[str, Any]], str] | None = None
    pin: Callable[..., Mapping[str, Any]] | None = None
    own_page: bool = False

    def falls_under(self, params: Mapping[str, Any]) -> str:
        """The charter's matter of a motion that does this with these `params`."""
        return self.matter if self.matter_for is None else self.matter_for(params)


@dataclass(frozen=True)
class Electorate:
    """
    Who may vote in a poll and how the quorum is measured.

    `weights`: member id → whole votes. `speaks_for`: member id → the members whose vote they cast (household or
    proxy). `present`: how many are present, or None where the policy cannot know.
    """

    weights: Mapping[UUID, int]
    speaks_for: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    present: int | None = None


@dataclass(frozen=True)
class Gathering:
    """
    Who is in the room where a body meets just now. `many`: how many of them vote there; `voters`: they
    themselves, as a queryset with their ids.
    """

    many: int
    voters: Any


@dataclass(frozen=True)
class Sitting:
    """
    One sitting of an assembly that meets in several. `begins_at`: its hour; `on`: whether it is open now; `to_come`: whether
    anything can be counted there, now or later; `voters`: who votes and is there now, as a queryset with their ids.
    """

    key: UUID
    begins_at: datetime
    on: bool
    to_come: bool
    voters: Any


@dataclass(frozen=True)
class Sittings:
    """The sittings of one assembly in the order of their hours; `key`: the assembly's own; `until`: when the last is over."""

    key: UUID
    until: datetime
    each: Sequence[Sitting]


@dataclass(frozen=True)
class Minuted:
    """
    The minutes of a meeting that a vote stands in. `open`: whether anything may be written in them now, and why not;
    `was_there(member_id)`: whether a member came to that meeting, for as long as that is known.
    """

    open: Ruling
    was_there: Callable[[Any], bool]


@dataclass(frozen=True)
class Replayed:
    """
    One decision of the past, judged again by another charter.

    `title`, `url`: the decision. `was`: what it came to, in a word. `would_be`: what it would have come to, or "" where
    that cannot be known. `why`: the reason as a sentence, in either case.
    """

    title: str
    url: str
    was: str
    would_be: str
    why: str = ""


@dataclass(frozen=True)
class Due:
    """
    Something that comes to pass in a hall by itself when its time comes.

    `rows(hall, at, day)`: the queryset of what has come due by the moment `at`, which is `day` in the hall's calendar; nothing
    is done where it is empty. It is asked of all halls in one query whose SQL is made once, so it compares with what it is
    given as `kit.rows.Prepared` says. `do(by, rows)`: has the clock `by` do it, each in a transaction of its own, and gives how
    many acts the record entered; it may find that something is not due after all. `outside(halls)`: in which of these halls
    it is due for another reason than such rows, or because of what lies outside the database; then `rows` may be None.
    """

    name: str
    rows: Callable[[Any, Any, Any], Any] | None
    do: Callable[[Actor, Any], int]
    outside: Callable[[Collection[UUID]], Collection[UUID]] | None = None


@dataclass(frozen=True)
class PendingActs:
    """
    Acts done under a mandate that have still to come to something, such as a code that has not been used. A room that has such
    acts declares what becomes of them when the power they rest on is taken away, in that same transaction.

    `freeze(by, mandate, until)`: nothing comes of them before `until`. `thaw(by, mandate)`: the mandate may be used again, and
    so may they. `drop(by, mandate)`: the mandate was taken back, and nothing comes of them. What was done before stands.
    """

    name: str
    freeze: Callable[[Actor, Any, datetime], None]
    thaw: Callable[[Actor, Any], None]
    drop: Callable[[Actor, Any], None]


@dataclass(frozen=True)
class Burden:
    """
    One sort of work that members carry, for the page that shows how it is spread: taking the minutes, hours of tasks.

    `title`: lazily translated, what it is ("The minutes"). `told(amount)`: an amount in words ("3 times", "2 hours").
    `carried(hall, since, until)`: record id of a member → a whole number above 0, what they carried from the moment `since` up
    to but not including `until`; who carried nothing is left out, and so is who may not be named. It costs the same number of
    queries however many members and meetings there are. `learning(hall, at)`: how many members want to learn it, or None where
    nobody is asked; never who.
    """

    name: str
    title: Any
    told: Callable[[int], str]
    carried: Callable[[Any, datetime, datetime], Mapping[UUID, int]]
    learning: Callable[[Any, datetime], int] | None = None


record_kinds: Registry[RecordKind] = Registry("record kind")
powers: Registry[Power] = Registry("power")
effects: Registry[EffectKind] = Registry("effect")
# name → function(by, at) -> Ruling: what keeps a person from every power, whatever mandate they hold
hindrances: Registry[Callable[[Actor, datetime], Ruling]] = Registry("hindrance")
# policy name → function(body, at) -> Electorate
register_policies: Registry[Callable[..., Electorate]] = Registry("register policy")
# name → function(body, at) -> Gathering | None: who has come to the meeting that a body holds now; None where it holds none
gatherings: Registry[Callable[..., Gathering | None]] = Registry("gathering")
# name → function(body, at, key) -> Sittings | None: those of the assembly `key`; of the one that a body holds now where that is
# None, if it meets in several
sittings: Registry[Callable[..., Sittings | None]] = Registry("sitting")
# name → function(motion, at) -> Ruling: whether what a meeting decided on how to go on lets a vote in the room be opened
procedures: Registry[Callable[..., Ruling]] = Registry("procedure")
# name → function(poll, at) -> Minuted | None: the minutes that a declared vote stands in; None where it was at no meeting
minutings: Registry[Callable[..., Minuted | None]] = Registry("minuting")
# name → function(body): brings up to date what rooms above show of a body's votes, when one of them moves
onlookers: Registry[Callable[[Any], None]] = Registry("onlooker")
# model label → function(hall_id, ids) -> {id: (text, url or "")}: how the timeline says a thing's name
namers: Registry[Callable[..., Mapping[UUID, tuple[str, str]]]] = Registry("namer")

# name → function(hall_id) -> function(): looks, while its rows are there, what a hall keeps outside the database, and gives what
# takes that away once they are gone
leavings: Registry[Callable[[UUID], Callable[[], None]]] = Registry("leaving")
# what becomes of acts that wait, when the mandate they rest on rests, is used again or is taken back
pending_acts: Registry[PendingActs] = Registry("sort of pending act")
# name → function(by, mandate, at) -> bool: what follows in the same transaction when an office's mandate ends before its time,
# asked in this order until one says that it saw to it: an alternate takes the place, or the election is put on an agenda
successions: Registry[Callable[[Actor, Any, datetime], bool]] = Registry("succession")
# in the order in which the page shows them
burdens: Registry[Burden] = Registry("burden")

# in the order in which they are done: a room's after those of the rooms below it
dues: Registry[Due] = Registry("due thing")
# kind of live region → function(pk as text) -> HTML: how it looks now, the same for every reader
fragments: Registry[Callable[[str], str]] = Registry("live region")
# name → function(hall, charter) -> list[Replayed], newest first: what the body's own decisions would have been
replays: Registry[Callable[..., list[Replayed]]] = Registry("replay")


def declare_kinds(kinds: Iterable[RecordKind]) -> None:
    """Declare several kinds of entry at once."""
    for kind in kinds:
        record_kinds.declare(kind.name, kind)


def declare_powers(several: Iterable[Power]) -> None:
    """Declare several powers at once."""
    for power in several:
        powers.declare(power.name, power)


def declare_effects(several: Iterable[EffectKind]) -> None:
    """Declare several kinds of effect at once."""
    for effect in several:
        effects.declare(effect.name, effect)


def declare_burdens(several: Iterable[Burden]) -> None:
    """Declare several sorts of work whose spread is shown, in the order in which the page shows them."""
    for burden in several:
        burdens.declare(burden.name, burden)


def declare_dues(several: Iterable[Due]) -> None:
    """Declare several things that time brings about, in the order in which they are done."""
    for due in several:
        dues.declare(due.name, due)
