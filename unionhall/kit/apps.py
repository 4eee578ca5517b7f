"""The kit as a Django app: templates, static files and tags."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext

from unionhall.core.words import speak


class KitConfig(AppConfig):
    """Carries the look, and lets core speak the reader's language."""

    name = "unionhall.kit"
    label = "kit"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """What core refuses is said in the language of the request; whatever makes tables has no samples kept of their texts."""
        from .samples import keep_none

        speak(gettext)
        post_migrate.connect(keep_none)
