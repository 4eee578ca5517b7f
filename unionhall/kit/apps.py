"""The kit as a Django app: templates, static files and tags."""

from django.apps import AppConfig
from django.utils.translation import gettext

from unionhall.core.words import speak


class KitConfig(AppConfig):
    """Carries the look, and lets core speak the reader's language."""

    name = "unionhall.kit"
    label = "kit"
    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        """What core refuses is said in the language of the request."""
        speak(gettext)
