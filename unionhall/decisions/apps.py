"""The decisions room as a Django app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the room's kinds of entry, effects, names, live region, its memory of past decisions and what falls due."""
        from . import dues, effects, kinds, live, namers, replays  # noqa: F401
