"""Whether other devices find this server under the name it goes by."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

THIS_COMPUTER = {"localhost", "127.0.0.1", "::1"}
"""Names by which a computer reaches itself and nobody else does."""


def only_here() -> bool:
    """Whether a link to this server opens on this computer alone."""
    return urlsplit(settings.PUBLIC_URL).hostname in THIS_COMPUTER
