"""The assemblies room as a Django app."""

from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.assemblies"
    label = "assemblies"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the room's kinds of entry, effect and names, and what time brings about in it."""
        from . import dues, effects, kinds, live, namers  # noqa: F401
        from .actions import successions  # noqa: F401
