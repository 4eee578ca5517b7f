"""
Who may know a field, and how long it is kept: the words every room describes its data with.

A room's `privacy.py` holds `FIELDS`, from `"Model.field"` to a pair `(who, keep)` of these words. A test
insists that no field of ours goes without, and docs/what-we-hold.md is written from it: the page that says
what whoever takes this server away would hold in their hands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Who:
    """Who may know something. `name`: the word in code; `said`: for a person, lazily translated."""

    name: str
    said: Any


@dataclass(frozen=True)
class Keep:
    """How long something is kept. `name`: the word in code; `said`: for a person, lazily translated."""

    name: str
    said: Any


PUBLIC = Who("PUBLIC", _("anybody, once the hall is public"))
MEMBERS = Who("MEMBERS", _("every member of the hall"))
BODY = Who("BODY", _("members of one body of the hall"))
VOTERS = Who("VOTERS", _("the members who vote, and so may vouch"))
MANDATE = Who(
    "MANDATE",
    _(
        "those whose mandate needs it: what they do with it is in the record, and each day on which they read the list"
    ),
)
SELF = Who("SELF", _("the person themselves"))
SERVER = Who("SERVER", _("only the software; it is shown to nobody"))

FOREVER = Keep("FOREVER", _("for ever"))
HALL = Keep("HALL", _("as long as the hall stands"))
ACCOUNT = Keep("ACCOUNT", _("until the account is closed"))
MEMBERSHIP = Keep("MEMBERSHIP", _("30 days after the membership ends"))
POLL = Keep("POLL", _("30 days after the poll is declared"))
MANDATED = Keep("MANDATED", _("as long as decisions rest on it"))
DAYS_4 = Keep("DAYS_4", _("a day after it has run out, four days at most"))
DAYS_30 = Keep("DAYS_30", _("30 days after it is over"))
DAYS_90 = Keep("DAYS_90", _("90 days"))
ASKED = Keep("ASKED", _("30 days after it was answered; 90 days where nobody answers"))
HOURS_72 = Keep("HOURS_72", _("72 hours"))
SESSION = Keep("SESSION", _("12 hours"))
EVENING = Keep("EVENING", _("until its meeting ends, 12 hours at most"))

Classed = tuple[Who, Keep]

FIELDS: dict[str, Classed] = {}
"""The kit itself keeps nothing."""


class Unclassed(LookupError):
    """A field without a data class, or a data class without a field."""


def of_room(label: str) -> dict[str, Classed]:
    """The data classes of a room's fields, by `"Model.field"`; `{}` for a room that keeps nothing."""
    config = apps.get_app_config(label)
    try:
        fields: dict[str, Classed] = getattr(import_module(f"{config.name}.privacy"), "FIELDS", {})
    except ModuleNotFoundError as missing:
        if missing.name != f"{config.name}.privacy":
            raise
        return {}
    return fields


def our_fields() -> Iterator[tuple[str, str, Any]]:
    """Each concrete field of each model of ours: room label, `"Model.field"`, the field."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("unionhall."):
            for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
                yield model._meta.app_label, f"{model.__name__}.{field.name}", field


def faults() -> list[str]:
    """What is wrong: fields without a class, classes without a field, classes that are not such words."""
    declared = {
        (label, name): classed
        for label in {
            config.label for config in apps.get_app_configs() if config.name.startswith("unionhall.")
        }
        for name, classed in of_room(label).items()
    }
    actual = {(label, name) for label, name, _field in our_fields()}
    wrong = [f"{label}: {name} has no data class" for label, name in sorted(actual - declared.keys())]
    wrong += [
        f"{label}: {name} has a data class and is no field"
        for label, name in sorted(declared.keys() - actual)
    ]
    for (label, name), classed in sorted(declared.items()):
        if len(classed) != 2 or not isinstance(classed[0], Who) or not isinstance(classed[1], Keep):
            wrong.append(f"{label}: {name} is classed with other words than kit.privacy's")
    return wrong
