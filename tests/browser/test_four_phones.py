"""U-4: four phones, from nothing to the first carried motion in five minutes, three typed fields each; timed and counted."""

from __future__ import annotations

import time

import pytest

from tests.browser.hands import Hands
from tests.proving import note

MOTION = "We open an hour later on Mondays"
LONGEST = 300
"""Seconds."""


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_nothing_to_the_first_carried_motion(hall_server, device, script, capsys):
    began = time.monotonic()
    ana, bilal, chidi, tina = people = [
        Hands(name, device(hall_server, script=script)) for name in ("Ana", "Bilal", "Chidi", "Tina")
    ]

    ana.founds(hall_server.founding_link, "The bakery")
    links = [ana.invites() for _one in people[1:]]
    bilal.joins(links[0])
    bilal.vouches()  # with the third of them there would be four, so that one word is not enough
    for one, link in zip(people[2:], links[1:], strict=True):
        one.joins(link)
    bilal.puts(MOTION)
    chidi.seconds(MOTION)
    tina.opens_the_vote(MOTION)
    for one in people:
        one.votes(MOTION)
    tina.declares(MOTION)
    for one in people:
        one.finds(MOTION)
        one.reads("carried")
    took = time.monotonic() - began

    typed = {one.name: one.typed for one in people}
    taps = {one.name: len(one.taps) for one in people}
    with capsys.disabled():
        print(
            f"\nfour phones: {took:.1f} s, fields { ({name: len(all_) for name, all_ in typed.items()}) }, taps {taps}"
        )
    assert {name: len(fields) for name, fields in typed.items()} == {
        "Ana": 3,
        "Bilal": 3,
        "Chidi": 2,
        "Tina": 2,
    }
    assert took < LONGEST
    assert max(taps.values()) <= 12
    note(
        "U-4" if script else "U-4-without-javascript",
        seconds=round(took, 1),
        typed_fields=typed,
        taps=taps,
        longest_seconds=LONGEST,
    )
