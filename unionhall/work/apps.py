"""The work room as a Django app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.work"
    label = "work"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare what members carry in this room, and what time brings about in it."""
        from . import burdens, dues  # noqa: F401
