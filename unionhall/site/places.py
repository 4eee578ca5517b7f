"""
Where this server keeps its things: the data folder, the secret key and the database setting.

Plain functions over the environment and the file system, usable before Django is set up.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder that holds the package: in a checkout, the checkout itself."""


class BadSetting(Exception):
    """A setting in the environment that cannot be used; the message says which and why."""


def data_dir() -> Path:
    """The folder of everything this server keeps: `UNIONHALL_DATA`, or `.data` in the working folder."""
    return Path(os.environ.get("UNIONHALL_DATA") or ".data").expanduser().resolve()


def flag(name: str) -> bool:
    """Whether the environment says yes to `name` (1, true, yes, on)."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """The comma-separated words of the setting `name`, without blanks."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def proxies(by_https: bool) -> list[str]:
    """
    The addresses of the web servers before this one, which may say for whom they ask: `UNIONHALL_PROXY`.

    `by_https`: whether members come by https, which only a web server before this one can give them; its own machine is
    then believed unless the setting says otherwise. Raises `BadSetting` for an address that is not this machine's own: what
    comes over a network can be forged.
    """
    named = words("UNIONHALL_PROXY") if "UNIONHALL_PROXY" in os.environ else ["127.0.0.1", "::1"] * by_https
    for one in named:
        try:
            own = ipaddress.ip_address(one).is_loopback
        except ValueError:
            own = False
        if not own:
            raise BadSetting(
                f"UNIONHALL_PROXY names {one}, which is not this machine's own address: a web server before this one "
                "stands on the same machine, at 127.0.0.1 or ::1."
            )
    return named


def open_halls() -> str:
    """
    Who may found a further hall here without a link from whoever keeps the server: `UNIONHALL_OPEN_HALLS`.

    "" for nobody, "members" for whoever is signed in, "anybody". Raises `BadSetting` for another word.
    """
    said = os.environ.get("UNIONHALL_OPEN_HALLS", "").strip().lower()
    if said not in ("", "members", "anybody"):
        raise BadSetting(f"UNIONHALL_OPEN_HALLS is {said}; it may be members, or anybody, or empty.")
    return said


def secret_key() -> str:
    """
    The server's secret, from `UNIONHALL_SECRET_KEY` or the file `secret.key` in the data folder.

    Gives "" where neither exists: Django then refuses the first use of it. `make_secret_key` writes the file.
    """
    given = os.environ.get("UNIONHALL_SECRET_KEY", "").strip()
    if given:
        return given
    try:
        return (data_dir() / "secret.key").read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def make_data_dir() -> Path:
    """Make the data folder (mode 0700) and its secret key (0600) where missing; gives the folder."""
    os.umask(0o077)  # whatever this process makes from now on is nobody else's to read
    folder = data_dir()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = folder / "secret.key"
    try:
        handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return folder
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return folder


def database() -> dict[str, Any]:
    """
    Django's settings for the one database.

    `UNIONHALL_DATABASE` is empty for SQLite in the data folder, or a PostgreSQL address such as
    `postgresql://hall:secret@localhost/hall` (`?host=/run/postgresql` for a socket). Raises `BadSetting`.
    """
    address = os.environ.get("UNIONHALL_DATABASE", "").strip()
    if not address:
        return _sqlite()
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(
            "UNIONHALL_DATABASE must begin with postgresql://, or be empty for SQLite in the data folder."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "unionhall",
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite() -> dict[str, Any]:
    return {
        "ENGINE": "unionhall.kit.sqlite",
        "NAME": str(data_dir() / "hall.sqlite3"),
        # A file also in tests: threads then meet each other as they do in the server.
        "TEST": {"NAME": str(data_dir() / "test.sqlite3")},
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
