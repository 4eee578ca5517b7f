"""Files laid beside a motion: stripped of what they say about their maker, and kept encrypted under a key of their own."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.models import Motion, Paper
from unionhall.decisions.stripping import Clean
from unionhall.kit.actor import Actor
from unionhall.kit.registries import leavings
from unionhall.record.book import unrecorded


def _place(paper: Paper) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / str(paper.pk)


@unrecorded("a paper beside a motion is material, not an act of the body")
def lay_paper(*, by: Actor, motion: Motion, name: str, file: Clean, at: datetime) -> Paper:
    """
    Lay a file beside a motion that is not decided. `file`: as `stripping.stripped` gave it, which is called before the
    transaction: while it is at work nobody could vote.
    """
    if not isinstance(file, Clean):
        raise TypeError("what is laid beside a motion is stripped first")
    rules.may_lay_paper(by, motion, at).enforce()

    key = secrets.token_bytes(32)
    paper = Paper.objects.create(
        hall_id=motion.hall_id,
        motion=motion,
        name=(os.path.basename(name).strip() or _("paper"))[:120],
        kind=file.kind,
        size=len(file.data),
        digest=hashlib.sha256(file.data).hexdigest(),
        key=key,
        by_id=by.member_id,
        at=at,
    )
    _store(paper, key, file.data)
    return paper


def _store(paper: Paper, key: bytes, data: bytes) -> None:
    nonce = secrets.token_bytes(12)
    place = _place(paper)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(nonce + ChaCha20Poly1305(key).encrypt(nonce, data, paper.pk.bytes))
        file.flush()
        os.fsync(file.fileno())


def read_paper(paper: Paper) -> bytes:
    """The paper's plain bytes. Raises `OutOfOrder` where it was erased, or its file is gone or spoilt."""
    if paper.erased_at is not None or not paper.key:
        raise OutOfOrder(_("This paper was taken away."))
    try:
        sealed = _place(paper).read_bytes()
        return ChaCha20Poly1305(bytes(paper.key)).decrypt(sealed[:12], sealed[12:], paper.pk.bytes)
    except (FileNotFoundError, InvalidTag):
        raise OutOfOrder(_("This paper's file is missing on the server.")) from None


@unrecorded("taking a paper away destroys its key; the motion's own text is untouched")
def erase_paper(*, by: Actor, paper: Paper, at: datetime) -> Paper:
    """Whoever laid a paper takes it away: its key is destroyed, and its file with it."""
    paper = (
        Paper.objects.select_for_update(of=("self",), no_key=True)
        .select_related("motion__body")
        .get(pk=paper.pk)
    )
    rules.may_ask(by, paper.motion, at).enforce()
    if paper.by_id != by.member_id:
        raise NotAuthorised(_("Only who laid this paper beside the motion may take it away."))
    paper.key, paper.erased_at, paper.name = b"", at, ""
    paper.save(update_fields=["key", "erased_at", "name"])
    place = _place(paper)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))
    return paper


def _of_hall(hall_id: UUID) -> Callable[[], None]:
    """Takes away the files of a hall's papers, once the rows that name them are gone."""
    places = [_place(paper) for paper in Paper.objects.filter(hall_id=hall_id).only("pk")]

    def take_away() -> None:
        for place in places:
            place.unlink(missing_ok=True)

    return take_away


leavings.declare("papers", _of_hall)
