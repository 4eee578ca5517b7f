"""An evening at which a body meets, for the stories of this room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from unionhall.assemblies import actions
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.decisions.tests.story import adopt

from .evening import FRIDAY, come

OF_TWO = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=2))


@pytest.fixture
def evening(bakery: Any, ana: Any, bilal: Any, chidi: Any, noon: Any) -> Any:
    """Called by Ana and Bilal for Friday, 18:00 in Vienna; it is that hour. Three vote; two of them make a quorum."""
    adopt(bakery, replace(STARTER.charter, ordinary=OF_TWO))
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(FRIDAY - noon.at)
    made.refresh_from_db()
    return made


@pytest.fixture
def open_now(evening: Any, ana: Any, bilal: Any) -> Any:
    """The same, opened by Ana, with Bilal there."""
    come(evening, ana, bilal)
    return actions.open_meeting(by=ana.actor, meeting=evening)
