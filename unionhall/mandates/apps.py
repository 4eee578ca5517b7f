"""Mandates as a Django app."""

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    """Declares the kinds of entry mandates leave."""

    name = "unionhall.mandates"
    label = "mandates"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the record's kinds."""
        from . import kinds  # noqa: F401
