"""The bodies room as a Django app."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.bodies"
    label = "bodies"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """Declare the room's kinds of entry, powers, effects, register policies, names and what falls due."""
        from . import charter_kinds, dues, effects, kinds, namers, powers, registers  # noqa: F401
        from .actions import pending  # noqa: F401
