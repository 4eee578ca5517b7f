"""The delegates room as a Django app."""

from django.apps import AppConfig


class DelegatesConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.delegates"
    label = "delegates"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the room's kinds of entry, its power, effects and names."""
        from . import effects, kinds, namers, powers  # noqa: F401
