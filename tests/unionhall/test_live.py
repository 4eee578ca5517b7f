"""Live pushes: who holds a ticket sees the region change, nobody else sees anything."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation

from unionhall.kit import live

HALL = UUID("11111111-1111-4111-8111-111111111111")
ANA = UUID("22222222-2222-4222-8222-222222222222")


@pytest.fixture(autouse=True)
def quiet_hub(monkeypatch):
    monkeypatch.setattr(live, "hub", live.Hub())
    live.flush()


class Reader:
    """A browser on a stream: what it has been sent, and the means to leave."""

    def __init__(self, ticket: str, last_seen: int | None = None) -> None:
        headers = [] if last_seen is None else [(b"last-event-id", str(last_seen).encode())]
        self.scope = {"type": "http", "method": "GET", "path": f"/live/{ticket}", "headers": headers}
        self.sent: list[dict] = []
        self.leaves = asyncio.Event()

    async def receive(self):
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self) -> int:
        return self.sent[0]["status"]

    @property
    def text(self) -> str:
        return b"".join(one.get("body", b"") for one in self.sent[1:]).decode()

    async def until(self, words: str) -> None:
        for _ in range(300):
            if words in self.text:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{words!r} never came; {self.text!r} did")


def reading(reader: Reader, story) -> None:
    """Run `story()` (a coroutine) while the reader is connected."""

    async def both():
        stream = asyncio.ensure_future(live.application(reader.scope, reader.receive, reader.send))
        await asyncio.sleep(0.01)
        await story()
        reader.leaves.set()
        await asyncio.wait_for(stream, 5)

    asyncio.run(both())


@pytest.mark.django_db(transaction=True)
def test_a_published_fragment_reaches_the_reader_after_the_commit():
    reader = Reader(live.ticket(HALL, "poll:1"))

    async def story():
        def act():
            with transaction.atomic():
                live.publish(HALL, "poll:1", lambda: '<p id="count">\n3 voted</p>')
                assert live.flush() == 0  # not before the commit
            assert live.flush() == 1

        await asyncio.to_thread(act)
        await reader.until("data: 3 voted</p>\n\n")

    reading(reader, story)
    assert reader.status == 200
    assert 'data: <p id="count">\ndata: 3 voted</p>' in reader.text
    assert live.hub.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_sent():
    live.ticket(HALL, "poll:1")

    with pytest.raises(RuntimeError), transaction.atomic():
        live.publish(HALL, "poll:1", lambda: "<p>never</p>")
        raise RuntimeError

    assert live.flush() == 0


@pytest.mark.django_db(transaction=True)
def test_several_changes_become_one_push():
    live.ticket(HALL, "poll:1")
    for number in range(5):
        live.publish(HALL, "poll:1", lambda number=number: str(number))

    assert live.flush() == 1


@pytest.mark.django_db(transaction=True)
def test_each_reads_in_their_language():
    with translation.override("es"):
        reader = Reader(live.ticket(HALL, "poll:1"))

    async def story():
        live.hub.expect((str(HALL), "poll:1", "en"))
        await asyncio.to_thread(live.publish, HALL, "poll:1", lambda: f"<p>{translation.get_language()}</p>")
        await asyncio.to_thread(live.flush)
        await reader.until("data: <p>es</p>")

    reading(reader, story)
    assert "<p>en</p>" not in reader.text


@pytest.mark.django_db(transaction=True)
def test_another_hall_and_another_topic_hear_nothing():
    reader = Reader(live.ticket(HALL, "poll:1"))
    other = UUID(int=9)

    async def story():
        for hall, topic in ((other, "poll:1"), (HALL, "poll:2")):
            live.ticket(hall, topic)
            await asyncio.to_thread(live.publish, hall, topic, lambda: "<p>not for you</p>")
        await asyncio.to_thread(live.flush)
        await asyncio.sleep(0.05)

    reading(reader, story)
    assert "not for you" not in reader.text


@pytest.mark.django_db(transaction=True)
def test_what_changed_between_page_and_stream_is_caught_up(noon):
    live.hub.began = 0
    reader = Reader(live.ticket(HALL, "poll:1"))
    noon.forward(timedelta(seconds=2))
    live.publish(HALL, "poll:1", lambda: "<p>missed</p>")
    live.flush()

    reading(reader, lambda: reader.until("missed"))


@pytest.mark.django_db(transaction=True)
def test_what_was_seen_is_not_sent_again(noon):
    live.hub.began = 0
    ticket = live.ticket(HALL, "poll:1")
    noon.forward(timedelta(seconds=2))
    live.publish(HALL, "poll:1", lambda: "<p>seen</p>")
    live.flush()
    reader = Reader(ticket, last_seen=live.micros(noon.at))

    reading(reader, lambda: asyncio.sleep(0.05))
    assert "seen" not in reader.text


@pytest.mark.parametrize("forged", ["", "nonsense", "WyJhIl0:1abc:xyz"])
def test_a_forged_ticket_opens_nothing(forged):
    reader = Reader(forged)

    reading(reader, lambda: asyncio.sleep(0))
    assert reader.status == 404
    assert reader.text == ""


def test_a_changed_ticket_opens_nothing():
    real = live.ticket(HALL, "poll:1")
    reader = Reader(("A" if real[0] != "A" else "B") + real[1:])

    reading(reader, lambda: asyncio.sleep(0))
    assert reader.status == 404


def test_a_ticket_ends(noon):
    ticket = live.ticket(HALL, "poll:1")
    noon.forward(timedelta(minutes=29))
    assert live.read_ticket(ticket).topic == "poll:1"
    noon.forward(timedelta(minutes=2))

    with pytest.raises(live.BadTicket):
        live.read_ticket(ticket)


def test_a_stream_from_before_the_server_started_asks_for_the_page_anew(monkeypatch):
    old = datetime.fromtimestamp(live.hub.began / 1_000_000, UTC) - timedelta(seconds=1)
    with monkeypatch.context() as before:  # a plain undo would take away the quiet hub too
        before.setattr("unionhall.kit.clock.now", lambda: old)
        ticket = live.ticket(HALL, "poll:1")
    reader = Reader(ticket)

    reading(reader, lambda: reader.until("event: over"))


@pytest.mark.django_db(transaction=True)
def test_who_leaves_hears_no_more():
    reader = Reader(live.ticket(HALL, "poll:1", ANA))

    async def story():
        await asyncio.to_thread(live.drop, ANA)
        await reader.until("event: over")

    reading(reader, story)
    assert live.hub.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fragment_that_cannot_be_made_hurts_nobody(caplog):
    live.ticket(HALL, "poll:1")
    live.ticket(HALL, "poll:2")
    live.publish(HALL, "poll:1", lambda: 1 / 0)
    live.publish(HALL, "poll:2", lambda: "<p>well</p>")

    assert live.flush() == 2
    assert "could not be made" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_published():
    reader = Reader(live.ticket(HALL, "poll:1"))
    stop = threading.Event()
    worker = threading.Thread(target=live.run_until, args=(stop,))

    async def story():
        worker.start()
        await asyncio.to_thread(live.publish, HALL, "poll:1", lambda: "<p>by itself</p>")
        await reader.until("by itself")

    try:
        reading(reader, story)
    finally:
        stop.set()
        worker.join(5)
    assert not worker.is_alive()


def test_a_fragment_travels_in_parts_between_processes():
    from unionhall.site.relay import Joiner, parts_of

    key, fragment = (str(HALL), "poll:1", "en"), "".join(chr(33 + n * 7 % 5000) for n in range(60_000))
    parts = parts_of("one", key, 5, fragment)
    other, own = Joiner("two"), Joiner("one")

    assert len(parts) > 1
    assert max(len(part.encode()) for part in parts) < 8000
    assert [other.take(part) for part in reversed(parts)][-1] == (key, 5, fragment)
    assert [own.take(part) for part in parts] == [None] * len(parts)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_process_on_postgresql_hears_it():
    from unionhall.site.relay import Relay

    stop = threading.Event()
    here, there = Relay(stop), Relay(stop)
    live.relay_through(there.say)  # what "there" says, "here" hears
    here.start()
    try:
        for _ in range(100):
            live.publish(HALL, "poll:1", lambda: "<p>from afar</p>")
            hub, live.hub = live.hub, live.Hub()  # the other process has streams of its own
            live.flush()
            live.hub = hub
            stop.wait(0.1)
            if any("from afar" in fragment for _moment, fragment in hub._last.values()):
                break
        else:
            raise AssertionError("nothing was heard")
    finally:
        stop.set()
        here.join(5)
        live.relay_through(None)
