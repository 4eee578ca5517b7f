"""The kit as a Django app: templates, static files and tags."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Registers nothing; it carries the look."""

    name = "unionhall.kit"
    label = "kit"
    default_auto_field = "django.db.models.UUIDField"
