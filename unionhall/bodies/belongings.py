"""All rows of one hall, whatever room they are in: to carry them elsewhere, or to erase them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from unionhall.people.models import Person
from unionhall.record.models import Hall

MADE_BY_MIGRATING = {"contenttypes", "auth"}
"""Apps whose few rows every database has of its own."""


def ours(left_out: Iterable[str] = ()) -> list[type[models.Model]]:
    """Every table that somebody's rows are in. `left_out`: labels of models whose rows stay behind."""
    aside = set(left_out)
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in MADE_BY_MIGRATING
        and model._meta.label not in aside
    ]


def of_hall(hall: Hall, using: str = "default") -> list[models.QuerySet[Any]]:
    """
    The rows of one hall and no other's: its own row, all that carry its key, and the persons these rows name.

    Accounts and what they sign in with are not among them: nothing here says which of them open this hall.
    """
    persons: set[Any] = set()
    found: list[models.QuerySet[Any]] = [Hall._base_manager.using(using).filter(pk=hall.pk)]
    for model in ours():
        fields = model._meta.concrete_fields
        if not any(field.name == "hall" and field.related_model is Hall for field in fields):
            continue
        rows = model._base_manager.using(using).filter(hall=hall.pk)
        found.append(rows)
        for field in fields:
            if field.related_model is Person:
                persons.update(rows.exclude(**{field.name: None}).values_list(field.attname, flat=True))
    found.append(Person._base_manager.using(using).filter(pk__in=persons))
    return found


def delete(sets: Iterable[models.QuerySet[Any]]) -> None:
    """Delete the rows of `sets`, whatever refers to whatever: all of it goes. In one transaction of the caller's."""
    for rows in sets:
        rows._raw_delete(rows.db)
