"""
The signer's files: a hall's signing keys and the last head they signed, outside the database and its backups.

Nothing here knows the database. What it is asked to sign must continue what it signed last, so a rewritten or
restored history gets no signature until a person reconciles. The five methods of `Keeper` are all that a
signer under its own user has to offer behind the same name.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from unionhall.core.log import checkpoints, merkle
from unionhall.core.log.checkpoints import Checkpoint as Statement
from unionhall.core.log.faults import NotProven
from unionhall.core.log.notes import SigningKey, VerifierKey
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Sentence, _


class SignerRefuses(OutOfOrder):
    """The signer will not put its name to this head; the sentence says why."""


class Behind(SignerRefuses):
    """The head to be signed is shorter than one already signed."""


@dataclass(frozen=True)
class SignedHead:
    """
    What was signed last. `size`: entries. `root`: 32 bytes. `note`: the signed note, "" before the first.
    """

    size: int
    root: bytes
    note: str


CARRIED = ("keys", "head.json", "gaps.jsonl", "erased")
"""The files that are a signer, and the note of who was erased."""
BEFORE_THE_FIRST = SignedHead(0, merkle.EMPTY_ROOT, "")


class Keeper:
    """
    One hall's signer. `folder`: its own, made with mode 0700; the files in it have mode 0600.

    `keys` holds a secret key a line, all of which sign; `head.json` the last signed head; `gaps.jsonl` each
    reconciliation, one JSON object a line; `erased` the record ids of members whose personal data was destroyed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has_key(self) -> bool:
        """Whether there is a key to sign with."""
        return (self.folder / "keys").exists()

    def verifiers(self) -> list[VerifierKey]:
        """The public halves of the keys in use, the one longest in use first. None before `make_key`."""
        return [key.verifier for key in self._keys()]

    def make_key(self, origin: str) -> None:
        """Make the first key, named `origin`, where there is none yet."""
        with self._locked():
            self._insist_on_being_here()
            if not self.has_key():
                # The head first: a key without a head is the mark of a folder that somebody has been at.
                self._write("head.json", _head_text(BEFORE_THE_FIRST))
                self._write("keys", SigningKey(origin, secrets.token_bytes(32)).secret_text() + "\n")

    def add_key(self) -> VerifierKey:
        """Make one more key; from the next checkpoint on all of them sign. Gives the new one."""
        with self._locked():
            keys = self._keys()
            if not keys:
                raise SignerRefuses(Sentence(_("This server does not hold the key of this record.")))
            keys.append(SigningKey(keys[0].name, secrets.token_bytes(32)))
            self._write("keys", "".join(key.secret_text() + "\n" for key in keys))
            return keys[-1].verifier

    def retire_keys(self) -> None:
        """Destroy all keys but the newest. Members must have the newest one's public half by then."""
        with self._locked():
            if keys := self._keys():
                self._write("keys", keys[-1].secret_text() + "\n")

    def has_moved(self) -> bool:
        """Whether the key went to another server: this one never signs for the hall again."""
        return (self.folder / "moved").exists()

    def carry(self) -> dict[str, str]:
        """All that a signer is, by file, to be carried to another server. Empty of keys once retired."""
        with self._locked():
            return {
                name: (self.folder / name).read_text("utf-8")
                for name in CARRIED
                if (self.folder / name).exists()
            }

    def retire(self) -> None:
        """Destroy the keys, because the signer was carried elsewhere: two servers signing would be two histories."""
        with self._locked():
            self._write("moved", "The key of this record was carried to another server.\n")
            (self.folder / "keys").unlink(missing_ok=True)

    def destroy(self) -> None:
        """Destroy all of it: the hall is gone with its record, and nobody will ask for either."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def settle(self, carried: dict[str, str]) -> None:
        """Become the signer that `carry` gave on another server. Raises `SignerRefuses` where one signs here already."""
        with self._locked():
            if self.has_key() and self._said("keys") != carried.get("keys"):
                raise SignerRefuses(Sentence(_("This server signs this record already.")))
            (self.folder / "moved").unlink(missing_ok=True)
            for name in reversed(
                CARRIED
            ):  # the key last: a key without a head is the mark of a spoilt folder
                if name in carried:
                    self._write(name, carried[name])

    def _said(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def _insist_on_being_here(self) -> None:
        if self.has_moved():
            raise SignerRefuses(Sentence(_("This record is signed on another server, where its hall moved.")))

    def head(self) -> SignedHead:
        """
        What was signed last. Raises `SignerRefuses` where the file is gone or spoilt though there is a key.
        """
        try:
            kept = json.loads((self.folder / "head.json").read_text("utf-8"))
            return SignedHead(int(kept["size"]), bytes.fromhex(kept["root"]), str(kept["note"]))
        except FileNotFoundError:
            if not self.has_key():
                return BEFORE_THE_FIRST
        except (ValueError, KeyError, TypeError):
            pass
        spoilt = _("The signer's last head is missing or spoilt. Reconcile the record first.")
        raise SignerRefuses(Sentence(spoilt))

    def sign(self, origin: str, size: int, root: bytes, proof: Sequence[bytes]) -> SignedHead:
        """
        Sign the head of `size` entries and `root`, which `proof` shows to continue the last one signed.

        Asked again for the same head, it gives the same note. Raises `Behind` for a shorter head and
        `SignerRefuses` for one that contradicts the last, or without a key.
        """
        with self._locked():
            keys, last = self._keys(), self.head()
            if not keys:
                raise SignerRefuses(Sentence(_("This server does not hold the key of this record.")))
            if size < last.size:
                short = _("{last} entries were signed and only {size} are here. Was a backup restored?")
                raise Behind(Sentence(short, last=last.size, size=size))
            if keys[0].name != origin or not merkle.is_consistent(last.size, last.root, size, root, proof):
                other = _("The record no longer begins with the {last} entries that were signed.")
                raise SignerRefuses(Sentence(other, last=last.size))
            if (size, root) == (last.size, last.root) and _signed_by_all(last.note, keys):
                return last
            return self._signed(origin, size, root, keys)

    def reconcile(self, origin: str, size: int, root: bytes, day: str) -> SignedHead:
        """
        Go on from another head than the last one signed, because a person says so, and keep that it was done.

        `day`: today in the hall's zone, ISO 8601. Where the key is gone, a new one is made. Whoever keeps an
        earlier checkpoint will see the break; that is meant.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            self._insist_on_being_here()
            keys = self._keys() or [SigningKey(origin, secrets.token_bytes(32))]
            try:
                last = self.head()
            except SignerRefuses:
                last = BEFORE_THE_FIRST
            gap = {
                "day": day,
                "from": {"size": last.size, "root": last.root.hex(), "note": last.note},
                "to": {"size": size, "root": root.hex()},
            }
            kept = self.folder / "gaps.jsonl"
            before = kept.read_text("utf-8") if kept.exists() else ""
            self._write("gaps.jsonl", before + json.dumps(gap, sort_keys=True) + "\n")
            head = self._signed(origin, size, root, keys)
            self._write("keys", "".join(key.secret_text() + "\n" for key in keys))
            return head

    def gaps(self) -> list[dict[str, object]]:
        """Each reconciliation so far: `day`, `from` and `to` (size and root in hex)."""
        kept = self.folder / "gaps.jsonl"
        return [json.loads(line) for line in kept.read_text("utf-8").splitlines()] if kept.exists() else []

    def erased(self) -> set[UUID]:
        """The members of whom is noted here that they were erased, by their record ids."""
        kept = self.folder / "erased"
        return {UUID(line) for line in kept.read_text("utf-8").split()} if kept.exists() else set()

    def note_erased(self, members: Iterable[UUID]) -> None:
        """
        Note that these members were erased, in no order: a backup from before, brought back, must forget them again.

        It stands here because this is what neither a backup holds nor a lost database takes along.
        """
        with self._locked():
            known = self.erased()
            if new := set(members) - known:
                self._write("erased", "".join(f"{one}\n" for one in sorted(known | new)))

    def _signed(self, origin: str, size: int, root: bytes, keys: list[SigningKey]) -> SignedHead:
        head = SignedHead(size, root, str(Statement(origin, size, root).signed(keys)))
        self._write("head.json", _head_text(head))
        return head

    def _keys(self) -> list[SigningKey]:
        try:
            lines = (self.folder / "keys").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [SigningKey.read(line) for line in lines]

    def _write(self, name: str, text: str) -> None:
        """Replace a file as a whole: after a power cut it holds the old text or the new one."""
        draft = self.folder / f".{name}.new"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)
        place = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """
        Hold the folder for this thread alone, against other processes too: two signers could fork the
        history.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)  # lets go of the lock too


def _head_text(head: SignedHead) -> str:
    return json.dumps({"size": head.size, "root": head.root.hex(), "note": head.note}) + "\n"


def _signed_by_all(note: str, keys: list[SigningKey]) -> bool:
    """Whether every key in use has signed already; a new one makes the next checkpoint be signed again."""
    try:
        statement = checkpoints.notes.read(note)
        return len(statement.signed_by([key.verifier for key in keys])) == len(keys)
    except NotProven:
        return False
