"""Bilal and Chidi are sent to a council, by a decision of the bakery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from unionhall.decisions.tests.story import carried
from unionhall.delegates.models import Delegation
from unionhall.kit import clock


@pytest.fixture
def decide(bakery: Any, ana: Any, bilal: Any, chidi: Any) -> Any:
    """The bakery decides that something happens; gives the motion, whose effect was carried out."""

    def decided(kind: str, **params: Any) -> Any:
        motion = carried(ana, bakery, bilal, chidi, effects=[{"kind": kind, "params": params}])
        refused = [one.reason for one in motion.effects.all() if one.state == "refused"]
        assert not refused, refused
        return motion

    return decided


@pytest.fixture
def send(decide: Any, bilal: Any, chidi: Any, hall: Any) -> Any:
    """Send Bilal and Chidi somewhere for 30 days; gives the delegation."""

    def sent(to: str = "The council", **more: Any) -> Delegation:
        until = clock.day(clock.now(), hall.time_zone) + timedelta(days=30)
        given = {
            "to": to,
            "members": [str(bilal.pk), str(chidi.pk)],
            "points": [["The strike fund", "Each gives one per cent."], ["Who hosts", ""]],
            "employer": False,
            "until": until.isoformat(),
        }
        decide("delegation.send", **{**given, **more})
        return Delegation.objects.get(to=to)

    return sent


@pytest.fixture
def council(send: Any) -> Delegation:
    """The delegation to the council."""
    return send()


@pytest.fixture
def point(council: Delegation) -> Any:
    """Its first point."""
    return council.points.get(number=1)


@pytest.fixture
def tell(decide: Any) -> Any:
    """The bakery instructs its delegates on a point."""

    def told(point: Any, way: str, positions: Any = (), **shares: str) -> None:
        point.refresh_from_db()
        decide(
            "delegation.instruct",
            point=str(point.pk),
            way=way,
            text=point.digest,
            positions=list(positions),
            shares=shares,
        )

    return told
