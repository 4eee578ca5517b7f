"""The people room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Connects the third-party signals that this room listens to."""

    name = "unionhall.people"
    label = "people"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Listen to what the sign-in library says."""
        from . import hooks  # noqa: F401 - importing connects them
