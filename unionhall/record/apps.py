"""The record as a Django app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Declares the kinds of entry the record itself writes."""

    name = "unionhall.record"
    label = "record"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare what the record writes of itself."""
        from . import kinds  # noqa: F401
