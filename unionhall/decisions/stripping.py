"""
Taking out of a file what it says about its maker: author, place, device, dates.

JPEG and PNG: see `pictures`. PDF: see `pdfs`. Plain text: as it is, read as UTF-8. Anything else is refused: what we cannot
strip we do not keep.

Reading a file somebody sends takes time, and a file can be made to take much. It is done before any transaction, so
that nobody's ballot waits for it, and one file at a time.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import InitVar, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import pdfs
from unionhall.decisions.pictures import PNG_SIGN, Unreadable, jpeg, png

JPEG, PNG, PDF, TEXT = "image/jpeg", "image/png", "application/pdf", "text/plain"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", TEXT: ".txt"}

LARGEST = 4_000_000
"""Bytes of one paper."""
PATIENCE = 30
"""Seconds that a PDF file may take, and that the next file waits for its turn."""

_ours = object()
_turn = Lock()
_places = BoundedSemaphore(2)  # who is at it, and who waits: the server's other threads stay free


@dataclass(frozen=True)
class Clean:
    """A stripped file: its media type and its bytes. Only `stripped` makes one; anybody else gets a `TypeError`."""

    kind: str
    data: bytes
    made_by: InitVar[object]

    def __post_init__(self, made_by: object) -> None:
        if made_by is not _ours:
            raise TypeError("a file is stripped by `stripped`, and by nothing else")


def stripped(data: bytes) -> Clean:
    """
    `data` without metadata, and its media type, found from its content.

    Raises `OutOfOrder` for a file of another type, too large a one, one that cannot be read, or while others are at it.
    """
    if not data:
        raise OutOfOrder(_("This file is empty."))
    if len(data) > LARGEST:
        raise OutOfOrder(_("A paper has 4 megabytes at most: make it smaller, or lay it in parts."))
    with _one_at_a_time():
        try:
            return Clean(*_by_kind(data), made_by=_ours)
        except Unreadable:
            raise OutOfOrder(_("This file cannot be read: save it anew and try again.")) from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise _busy()
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()


def _busy() -> OutOfOrder:
    return OutOfOrder(_("Other papers are being read just now. Try again in a minute."))


def _by_kind(data: bytes) -> tuple[str, bytes]:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG, jpeg(data)
    if data.startswith(PNG_SIGN):
        return PNG, png(data)
    if data.startswith(b"%PDF-"):
        return PDF, _pdf(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise OutOfOrder(_("Only pictures (JPEG, PNG), PDF and plain text can be laid beside a motion."))
    return TEXT, text.encode()


def _pdf(data: bytes) -> bytes:
    """Have the file stripped in a process of its own; see `pdfs`."""
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-m", pdfs.__name__]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and nothing of what was sent stands in the command
            command,
            input=data,
            env={"PYTHONPATH": root},
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable from None
    if done.returncode == pdfs.LOCKED:
        raise OutOfOrder(_("This PDF is locked with a password: save it without one."))
    if done.returncode == pdfs.TOO_MANY_PAGES:
        raise OutOfOrder(
            _("A PDF has %(most)d pages at most: lay it in parts beside the motion.")
            % {"most": pdfs.MOST_PAGES}
        )
    if done.returncode == pdfs.NO_READER:
        raise OutOfOrder(
            _("This server cannot strip PDF files: lay a picture or plain text beside the motion.")
        )
    if done.returncode != 0:
        raise Unreadable
    return done.stdout
