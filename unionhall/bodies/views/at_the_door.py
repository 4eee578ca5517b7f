"""What every form at the public door shares."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest

from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.people.forms import wait_sentence
from unionhall.people.limits import Limits, address_of

asked_often = Limits()
SHOWN = 100
"""What waits there, on one page."""


def kept_at_the_door(request: HttpRequest, form: Form, keep: Callable[[], object]) -> bool:
    """Whether what was written at the door is kept; else the form says why not. One address writes so often, and no more."""
    at, address = clock.now(), address_of(request)
    if wait := asked_often.seconds_to_wait("apply", address, at):
        form.add_error(None, wait_sentence(wait))
        return False
    asked_often.missed("apply", address, at)
    try:
        keep()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True
