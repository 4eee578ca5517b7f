"""The work room as a Django app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.work"
    label = "work"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare what time brings about in this room."""
        from . import dues  # noqa: F401
