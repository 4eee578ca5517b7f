"""The desk room as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Declares what the room adds to the registries."""

    name = "unionhall.desk"
    label = "desk"
    default_auto_field = "django.db.models.UUIDField"
