"""The register policies that bodies know: how an electorate is made up."""

from __future__ import annotations

from datetime import datetime

from unionhall.core.charters import Rule
from unionhall.kit.registries import Electorate, gatherings, register_policies

from .models import Body
from .rules.standing import electorate


def who_is_here(body: Body, at: datetime, rule: Rule | None = None) -> Electorate:
    """Those in standing who have come to the meeting the body holds now; nobody where it holds none or keeps no count."""
    for _name, ask in gatherings.items():
        if (found := ask(body, at)) is not None:
            return electorate(body, at, rule, here={one["pk"] for one in found.voters})
    return Electorate(weights={})


# These make up the electorate alike. Figures that tellers type say themselves how many were there, and where a meeting keeps
# count of who came ("meeting") they say no more than came; in a poll by phone over days whoever takes part is present.
for _name in ("standing", "tellers", "meeting"):
    register_policies.declare(_name, electorate)
register_policies.declare("present", who_is_here)
