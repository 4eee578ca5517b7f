"""The bench measures what it says: a made-up hall whose record verifies, and clients that take no wrong answer for one."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from tests.bench.clients import NOTHING, Ask, Line, alone
from tests.bench.large import build
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
