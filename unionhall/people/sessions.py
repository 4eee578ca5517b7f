"""
The session engine: what a browser is doing here, sealed under the browser's own cookie.

The row's key is the cookie's hash and its data are ciphertext under a key made from the cookie, so a copy of the
database opens no session and reads none. No address and no browser is kept, the day only. A session ends twelve hours
after it began, whatever happens in between, and never comes back once it was ended.
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import transaction

from unionhall.kit import clock
from unionhall.kit.rows import Prepared

from . import sealing
from .models import Session

LASTS = timedelta(hours=12)
_BEGUN, _WHOSE = "_begun", "_whose"
_session = Prepared(lambda key_hash, now: Session.objects.filter(key_hash=key_hash, expires_at__gt=now))


def key_hash(cookie: str) -> str:
    """What a session's row keeps of its cookie."""
    return sealing.digest(cookie.encode())


def full_hour(at: datetime) -> datetime:
    """The first full hour not before `at`: sessions end then in the table, and on the minute inside."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + timedelta(hours=1)


class SessionStore(SessionBase):
    """Sessions in our own table, as Django's middleware uses them."""

    def _get_new_session_key(self) -> str:
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")

    def load(self) -> dict[str, Any]:
        """The session's data; an empty one when there is no such session or it has ended."""
        row = self._row()
        if row is not None:
            try:
                data = self.decode(bytes(row.data))
            except sealing.Unreadable:
                data = {}
            begun = data.get(_BEGUN)
            if begun and clock.now() < datetime.fromisoformat(begun) + LASTS:
                return data
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this cookie."""
        return Session.objects.filter(key_hash=key_hash(session_key)).exists()

    def create(self) -> None:
        """Begin a session under a new cookie."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises `UpdateError` when it was ended meanwhile: it stays ended."""
        if self.session_key is None:
            return self.create()
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        self._stamp(data)
        values = {
            "data": self.encode(data),
            "account_id": UUID(data[SESSION_KEY]) if SESSION_KEY in data else None,
            "expires_at": full_hour(datetime.fromisoformat(data[_BEGUN]) + LASTS),
        }
        row = Session.objects.filter(key_hash=key_hash(self.session_key))
        with transaction.atomic():
            if must_create:
                if row.exists():
                    raise CreateError
                begun_on = clock.day(datetime.fromisoformat(data[_BEGUN]), "UTC")
                Session.objects.create(key_hash=key_hash(self.session_key), begun_on=begun_on, **values)
            elif not row.update(**values):
                raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End a session: this one, or the one with another cookie."""
        cookie = session_key or self.session_key
        if cookie is not None:
            with transaction.atomic():
                Session.objects.filter(key_hash=key_hash(cookie)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what has ended."""
        with transaction.atomic():
            Session.objects.filter(expires_at__lte=clock.now()).delete()

    def encode(self, session_dict: dict[str, Any]) -> bytes:  # type: ignore[override]
        """The data as ciphertext under the cookie's key, padded."""
        return sealing.seal(self._sealing_key(), json.dumps(session_dict).encode(), b"session", 1024)

    def decode(self, session_data: bytes) -> dict[str, Any]:  # type: ignore[override]
        """The data from ciphertext. Raises `sealing.Unreadable` under another cookie."""
        data: dict[str, Any] = json.loads(sealing.unseal(self._sealing_key(), session_data, b"session"))
        return data

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds until the session ends; the cookie is kept as long."""
        begun = self.get(_BEGUN)
        if begun is None:
            return int(LASTS.total_seconds())
        return max(0, int((datetime.fromisoformat(begun) + LASTS - clock.now()).total_seconds()))

    def _row(self) -> Session | None:
        if self.session_key is None:
            return None
        return _session.one(key_hash=key_hash(self.session_key), now=clock.now())

    def _sealing_key(self) -> bytes:
        return sealing.derived((self.session_key or "").encode(), "session")

    @staticmethod
    def _stamp(data: dict[str, Any]) -> None:
        """Mark when it began: when somebody signs in, the twelve hours begin anew."""
        whose = data.get(SESSION_KEY)
        if _BEGUN not in data or data.get(_WHOSE) != whose:
            data[_BEGUN], data[_WHOSE] = clock.now().isoformat(), whose
