"""
Writing in the record: `@action` for what is done in a body's name, `@unrecorded` for what is not.

An action is one transaction. It takes its turn among the writers, locks the hall's head row, then reads the clock,
and refuses to commit unless exactly one entry was written: an act and a recall cannot pass each other, and nothing
is done in a body's name that the record does not know.
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from unionhall.core.log import canonical, leaves
from unionhall.core.rulings import OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import record_kinds
from unionhall.kit.rows import Prepared

from .models import Entry, Head, Opening

log = logging.getLogger(__name__)
CLOCK_MAY_LAG = timedelta(seconds=60)
UNRECORDED: dict[str, str] = {}
"""Every `@unrecorded` action's full name with its reason; `docs/unrecorded.md` lists them."""

Given = ParamSpec("Given")
Result = TypeVar("Result")

_head = Prepared(lambda hall: Head.objects.filter(hall_id=hall))


class RecordKeeping(Exception):
    """An action that broke the rule of one entry an act. Always our mistake, never a member's."""


class _Page:
    """What one running action has written, the moment it acts at, and the head it holds."""

    def __init__(self, name: str, hall_id: UUID, at: datetime, head: Head | None) -> None:
        self.name = name
        self.hall_id = hall_id
        self.at = at
        self.head = head
        self.entries: list[Entry] = []


_pages: ContextVar[tuple[_Page, ...]] = ContextVar("pages", default=())


def action(function: Callable[..., Result]) -> Callable[..., Result]:
    """
    Run in one transaction, under the lock of the hall's head, and insist on exactly one entry in the record.

    The function is called with keywords only; `by` (an `Actor`) says which hall. It is handed `at`, the moment read
    after the lock, which callers never give. An action called by another shares its transaction, lock and moment, and
    writes its own entry. Raises `RecordKeeping` where the function wrote none or several, `OutOfOrder` where the
    server's clock is more than a minute behind the record, or the hall has moved away.
    """

    @functools.wraps(function)
    def run(**given: Any) -> Result:
        by: Actor = given["by"]
        with transaction.atomic():
            outer = _pages.get()
            head, at = _opened(by.hall_id, outer)
            page = _Page(function.__qualname__, by.hall_id, at, head)
            token = _pages.set((*outer, page))
            try:
                result = function(**given, at=at)
            finally:
                _pages.reset(token)
            if len(page.entries) != 1:
                raise RecordKeeping(f"{function.__qualname__} wrote {len(page.entries)} entries")
            if all(page.head is not head for page in outer):
                # Once for all that this transaction wrote, by the outermost action: a savepoint undone takes nothing along.
                transaction.on_commit(functools.partial(_after_commit, by.hall_id))
            return result

    run.is_action = True  # type: ignore[attr-defined]
    return run


def unrecorded(why: str) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """
    Run in one transaction and refuse to commit if an entry *was* written: for what is no act of the body.

    `why` is the reason, listed in `docs/unrecorded.md`. The function is handed `at`. No head row is locked, but where `by`
    says which hall, its newest entry is looked at: raises `OutOfOrder` where the server's clock is more than a minute behind
    it, so that no vote stays open for longer because a clock was put back.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        UNRECORDED[f"{function.__module__}.{function.__qualname__}"] = why

        @functools.wraps(function)
        def run(**given: Any) -> Result:
            with transaction.atomic():
                outer = _pages.get()
                by = given.get("by")
                at = outer[-1].at if outer else _in_time(_last_at(by.hall_id) if by else None)
                page = _Page(function.__qualname__, by.hall_id if by else UUID(int=0), at, None)
                token = _pages.set((*outer, page))
                try:
                    result = function(**given, at=at)
                finally:
                    _pages.reset(token)
                if page.entries:
                    raise RecordKeeping(
                        f"{function.__qualname__} wrote an entry, though it is no act of the body"
                    )
                return result

        run.is_action = True  # type: ignore[attr-defined]
        return run

    return decorate


def _opened(hall_id: UUID, outer: tuple[_Page, ...]) -> tuple[Head, datetime]:
    """The locked head of the hall and the moment of the act; an inner action takes the outer one's."""
    for page in reversed(outer):
        if page.head is not None and page.hall_id == hall_id:
            return page.head, page.at
    head = Head.objects.select_for_update(of=("self",)).select_related("hall").get(hall_id=hall_id)
    if head.hall.moved_to:
        raise OutOfOrder(_("This hall has moved to another server. Nothing can be done in it here."))
    return head, _in_time(head.last_at)


def _last_at(hall_id: UUID) -> datetime | None:
    """The moment of the hall's newest entry, None before the first."""
    head = _head.one(hall=hall_id)
    return None if head is None else head.last_at


def _in_time(last_at: datetime | None) -> datetime:
    """Now, and not before the newest entry: a clock may lag a little. Raises `OutOfOrder` where it lags more."""
    at = clock.now()
    if last_at is None or at >= last_at:
        return at
    if last_at - at > CLOCK_MAY_LAG:
        raise OutOfOrder(
            _("The server's clock is behind the record. Nothing can be done until it is set right.")
        )
    return last_at


def write(
    kind: str,
    *,
    by: Actor,
    at: datetime,
    about: models.Model,
    body: UUID | None = None,
    mandate: UUID | None = None,
    warrant: Entry | None = None,
    audience: str = "members",
    **facts: Any,
) -> Entry:
    """
    Write one entry into the record of `by`'s hall, inside an action, and give it back.

    `about`: what was acted on. `body`: the id of the body in whose name. `mandate`: the id of the mandate used, None where a
    member's own right was. `warrant`: the entry that gave the authority. `audience`: `members` or `body:<id>`.
    `facts`: as the kind declares them. Raises `RecordKeeping` outside an action, for an undeclared kind's fact or a fact
    of another type.
    """
    pages = _pages.get()
    if not pages or pages[-1].head is None:
        raise RecordKeeping(f"{kind} was written outside an action")
    page, head = pages[-1], pages[-1].head
    seal = sealed(
        kind,
        by=by,
        at=at,
        day=clock.day(at, head.hall.time_zone),
        about=about,
        body=body,
        mandate=mandate,
        warrant=warrant,
        facts=facts,
    )
    entry = Entry.objects.create(hall_id=page.hall_id, index=head.size, leaf=seal.leaf)
    Opening.objects.create(
        entry=entry,
        hall_id=page.hall_id,
        salt=seal.salt,
        content=seal.content,
        audience=audience,
        kind=kind,
        about_type=about._meta.label_lower,
        about_id=about.pk,
        member_id=by.member_id,
        mandate_id=mandate,
        body_id=body,
        at=at,
    )
    head.size += 1
    head.last_at = at
    head.save(update_fields=["size", "last_at"])
    page.entries.append(entry)
    return entry


@dataclass(frozen=True)
class Seal:
    """What one entry consists of: `leaf` in the log, and the `salt` (32 bytes) and `content` that open it. Canonical texts."""

    leaf: str
    salt: bytes
    content: str


def sealed(
    kind: str,
    *,
    by: Actor,
    at: datetime,
    day: date,
    about: models.Model,
    body: UUID | None,
    mandate: UUID | None,
    warrant: Entry | None,
    facts: dict[str, Any],
) -> Seal:
    """
    One entry as `write` makes it, under a new salt; nothing is kept. `day`: of `at`, in the hall's calendar.

    Raises `RecordKeeping` for an undeclared kind's fact or a fact of another type.
    """
    facts = _plain(facts)
    _insist_on_facts(kind, facts)
    content = canonical.dumps(
        {
            "v": 1,
            "kind": kind,
            "kind_v": record_kinds.get(kind).version,
            "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "by": "clock" if by.clock else _text(by.member_id),
            "about": f"{about._meta.label_lower}:{about.pk}",
            "body": _text(body),
            "mandate": _text(mandate),
            "warrant": warrant.index if warrant is not None else None,
            "facts": facts,
        }
    )
    salt = secrets.token_bytes(leaves.SALT_BYTES)
    leaf = leaves.Leaf(commit=leaves.commitment(salt, content), day=day.isoformat())
    return Seal(leaf.text(), salt, content.decode())


@contextmanager
def attempt() -> Iterator[None]:
    """
    A savepoint inside an action: what is done in it is undone as a whole when it raises, its entries among it.

    The exception goes on to the caller. Needed because the head that the action holds counts the entries in memory too.
    """
    page = next((page for page in reversed(_pages.get()) if page.head is not None), None)
    if page is None or page.head is None:
        raise RecordKeeping("an attempt is made inside an action")
    size, last_at = page.head.size, page.head.last_at
    try:
        with transaction.atomic():
            yield
    except BaseException:
        page.head.size, page.head.last_at = size, last_at
        raise


def entry_of(about: models.Model, kind: str) -> Entry | None:
    """The newest entry of `kind` about a row, or None."""
    return Entry.objects.filter(opening__about_id=about.pk, opening__kind=kind).order_by("-index").first()


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are sealed: a choice of an enumeration is its plain word."""
    return {
        name: str(value.value) if isinstance(value, StrEnum | models.TextChoices) else value
        for name, value in facts.items()
    }


def _insist_on_facts(kind: str, facts: dict[str, Any]) -> None:
    declared = record_kinds.get(kind).facts
    for name, value in facts.items():
        if name not in declared:
            raise RecordKeeping(f"{kind} declares no fact {name!r}")
        if value is not None and type(value) is not declared[name]:
            raise RecordKeeping(
                f"{kind}: {name} is {type(value).__name__}, declared {declared[name].__name__}"
            )
    if missing := declared.keys() - facts.keys():
        raise RecordKeeping(f"{kind} lacks {', '.join(sorted(missing))}")


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _after_commit(hall_id: UUID) -> None:
    """Sign what was committed. The act stands whether or not the signer could: it catches up at the next."""
    from . import signer

    try:
        signer.after_commit(hall_id)
    except Exception:
        log.exception("The signer could not sign; it will catch up.")
