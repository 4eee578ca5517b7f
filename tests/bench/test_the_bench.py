"""The bench measures what it says: a made-up hall whose record verifies, and clients that take no wrong answer for one."""

from __future__ import annotations

import asyncio
import dataclasses
import sys

import numpy as np
import pytest

from tests.bench import counting
from tests.bench.clients import NOTHING, Ask, Line, alone
from tests.bench.large import build
from unionhall.core.counting.files.reading import read
from unionhall.decisions.actions.declaring import _insist_on_ballots, seal
from unionhall.decisions.models import Poll
from unionhall.record.export import export
from unionhall.record.models import Entry, Opening
from unionhall.record.verify import verify


@pytest.mark.django_db
def test_what_is_written_in_bulk_is_what_the_actions_would_have_left(tmp_path):
    made = build(members=20, decisions=30, votes=2, days=60)
    hall = made.people[0].hall

    export(hall, tmp_path / "copy")
    report = verify(tmp_path / "copy")
    assert report.good and report.size == report.openings == Entry.objects.count()
    kinds = Opening.objects.filter(hall=hall)
    assert kinds.filter(kind="poll.declared").count() == 30 == kinds.filter(kind="motion.put").count() - 2
    with_ballots = Poll.objects.filter(rolls__voted=True).distinct()
    assert with_ballots
    for poll in with_ballots:
        _insist_on_ballots(poll)
        assert poll.root == seal(poll)
        assert sum(poll.tally.values()) == poll.ballots.count()


def test_a_client_takes_no_wrong_answer():
    async def ask(status: int) -> None:
        async def answers(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(NOTHING)
            writer.close()

        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        line = Line(port)
        try:
            await line.asks(dataclasses.replace(Ask.get(port, "/", "s=x"), status=status))
        finally:
            line.close()
            server.close()

    asyncio.run(ask(200))
    with pytest.raises(AssertionError, match="200"):
        asyncio.run(ask(302))


def test_the_clients_alone_are_counted():
    assert alone(2, 5) > 0


def test_what_is_counted_is_nearly_all_distinct_and_a_file_holds_what_it_says(tmp_path):
    ranks = counting.made_up(2_000, 20)
    assert len(np.unique(ranks, axis=0)) > 1_990
    assert ranks.dtype == np.int8 and int((ranks == 1).sum()) == 2_000

    counting.write_blt(tmp_path / "made.blt", 30_000, 20)
    ballots = read([(tmp_path / "made.blt").read_bytes()], "made.blt")
    assert ballots.marks.shape == (30_000, 20) and ballots.seats == counting.SEATS
    assert (np.sort(ballots.marks, axis=1) == np.arange(1, 21)).all()


def test_a_program_that_takes_too_long_is_given_up_and_not_called_quick(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(30)\n")
    monkeypatch.setattr(counting, "PROGRAM", slow)
    monkeypatch.setattr(counting.peers, "python", lambda: sys.executable)

    seconds, ended = counting.theirs("any", tmp_path / "none.npy", 1, 0.5)
    assert not ended and 0.5 <= seconds < 20
