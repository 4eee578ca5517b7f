"""S1-5.4: what an employer offers is written down by two and binds nobody until the chain of votes has ended (R38, R40)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from unionhall.bodies.rules import actor_of
from unionhall.conftest import warrant_of
from unionhall.core.charters.presets import RATIFICATION
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Motion
from unionhall.decisions.tests.story import adopt, counted, grown, seconded
from unionhall.delegates import actions
from unionhall.kit import clock

pytestmark = pytest.mark.django_db
ACCEPTED, STRUCK = "The offer is accepted as it stands.", "We strike."


@pytest.fixture
def offered(bakery, hall, ana, bilal, chidi):
    """Bilal and Chidi come back from the talks with an offer, noted by both; fifteen are in the hall."""
    sent = actions.send_delegates(
        by=actor_of(ana),
        warrant=warrant_of(hall),
        body=bakery,
        to="Talks with the owner",
        members=[bilal, chidi],
        points=[("Wages", "Five per cent from May.")],
        until=clock.now() + timedelta(days=30),
        employer=True,
    )
    point = sent.points.get()
    note = {"by": bilal.actor, "point": point, "what": "offer", "votes": {}, "words": "Three, from July."}
    with pytest.raises(OutOfOrder, match="Nobody meets an employer alone"):
        actions.note_act(key=uuid4(), **note)
    grown(ana, bilal, 12)
    return actions.note_act(key=uuid4(), second=chidi, **note)


@pytest.mark.parametrize(
    ("ratify", "strike", "ending"),
    [
        ({"yes": 8, "no": 7}, None, ACCEPTED),
        ({"yes": 7, "no": 8}, {"yes": 9, "no": 6}, ACCEPTED),
        ({"yes": 7, "no": 8}, {"yes": 10, "no": 5}, STRUCK),
    ],
)
def test_an_offer_goes_the_whole_chain_to_each_of_its_endings(
    bakery, ana, bilal, chidi, offered, ratify, strike, ending
):
    assert (offered.what, offered.second, offered.verdict) == ("offer", chidi, "nothing")
    adopt(bakery, RATIFICATION.charter)
    motion = seconded(ana, bakery, bilal, title="Three, from July", matter="ratification")

    poll = decisions.open_poll(by=ana.actor, motion=motion)
    counted(poll, (ana, bilal), ratify, present=15)
    motion.refresh_from_db()

    if strike is not None:
        assert motion.ending == ""  # rejected, and nothing is decided by that alone
        motion = Motion.objects.get(follows=motion)
        poll = decisions.open_poll(by=ana.actor, motion=motion)
        counted(poll, (ana, bilal), strike, present=15)
        motion.refresh_from_db()
    assert motion.ending == ending
