"""Live pushes: who holds a ticket sees the region change, nobody else sees anything."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import translation

from unionhall.kit import hub, live
from unionhall.kit.registries import fragments

HALL = UUID("11111111-1111-4111-8111-111111111111")
ANA = UUID("22222222-2222-4222-8222-222222222222")


@pytest.fixture(autouse=True)
def quiet_hub(monkeypatch):
    monkeypatch.setattr(live, "hub", live.Hub())
    live.flush()


@pytest.fixture
def drawn(monkeypatch):
    """How the regions of polls look: what the database would say, by the poll's id. Notes each drawing in `drawn.often`."""

    class Drawn(dict):
        often = 0

    looks = Drawn()

    def draw(pk):
        looks.often += 1
        words = looks[pk]
        return words() if callable(words) else words

    monkeypatch.setitem(fragments._items, "poll", draw)
    return looks


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
def test_a_published_region_reaches_the_reader_after_the_commit(drawn):
    reader = Reader(live.ticket(HALL, "poll:1"))
    drawn["1"] = '<p id="count">\n3 voted</p>'

    async def story():
        def act():
            with transaction.atomic():
                live.publish(HALL, "poll:1")
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
    with pytest.raises(RuntimeError), transaction.atomic():
        live.publish(HALL, "poll:1")
        raise RuntimeError

    assert live.flush() == 0


@pytest.mark.django_db(transaction=True)
def test_several_changes_become_one_push():
    for _ in range(5):
        live.publish(HALL, "poll:1")

    assert live.flush() == 1


@pytest.mark.django_db(transaction=True)
def test_what_nobody_has_open_is_not_drawn(drawn):
    live.ticket(HALL, "poll:1")
    live.publish(HALL, "poll:1")

    assert live.flush() == 1
    assert drawn.often == 0


@pytest.mark.django_db(transaction=True)
def test_each_reads_in_their_language(drawn):
    with translation.override("es"):
        reader = Reader(live.ticket(HALL, "poll:1"))
    drawn["1"] = lambda: f"<p>{translation.get_language()}</p>"

    async def story():
        await asyncio.to_thread(live.publish, HALL, "poll:1")
        await asyncio.to_thread(live.flush)
        await reader.until("data: <p>es</p>")

    reading(reader, story)
    assert "<p>en</p>" not in reader.text
    assert drawn.often == 1


@pytest.mark.django_db(transaction=True)
def test_another_hall_and_another_topic_hear_nothing(drawn):
    reader = Reader(live.ticket(HALL, "poll:1"))
    drawn.update({"1": "<p>not for you</p>", "2": "<p>not for you</p>"})

    async def story():
        for hall, topic in ((UUID(int=9), "poll:1"), (HALL, "poll:2")):
            await asyncio.to_thread(live.publish, hall, topic)
        await asyncio.to_thread(live.flush)
        await asyncio.sleep(0.05)

    reading(reader, story)
    assert "not for you" not in reader.text


@pytest.mark.django_db(transaction=True)
def test_what_changed_between_page_and_stream_is_caught_up(noon, drawn):
    live.hub.began = 0
    first, second = (Reader(live.ticket(HALL, "poll:1")) for _ in range(2))
    drawn["1"] = "<p>missed</p>"
    noon.forward(timedelta(seconds=2))
    live.publish(HALL, "poll:1")
    live.flush()
    assert drawn.often == 0  # nobody had it open

    async def story():
        await asyncio.to_thread(live.flush)
        await first.until("missed")

    reading(first, story)
    reading(second, lambda: second.until("missed"))
    assert drawn.often == 1  # the next who is late gets it as it was drawn


@pytest.mark.django_db(transaction=True)
def test_what_changed_while_the_page_was_made_is_caught_up(noon, drawn):
    live.hub.began = 0
    drawn["1"] = "<p>in between</p>"
    live.publish(HALL, "poll:1")
    live.flush()
    noon.forward(timedelta(seconds=1))
    reader = Reader(live.ticket(HALL, "poll:1"))  # by a page that may have read before

    async def story():
        await asyncio.to_thread(live.flush)
        await reader.until("in between")

    reading(reader, story)


@pytest.mark.django_db(transaction=True)
def test_what_was_seen_is_not_sent_again(noon, drawn):
    live.hub.began = 0
    ticket = live.ticket(HALL, "poll:1")
    drawn["1"] = "<p>seen</p>"
    noon.forward(timedelta(seconds=2))
    live.publish(HALL, "poll:1")
    live.flush()
    reader = Reader(ticket, last_seen=live.micros(noon.at))

    async def story():
        await asyncio.to_thread(live.flush)
        await asyncio.sleep(0.05)

    reading(reader, story)
    assert "seen" not in reader.text


@pytest.mark.django_db(transaction=True)
def test_who_comes_so_late_that_nobody_knows_any_more_fetches_the_page_anew(noon, monkeypatch):
    monkeypatch.setattr(hub, "REMEMBERED", 3)
    live.hub.began = 0
    reader = Reader(live.ticket(HALL, "poll:1"))
    noon.forward(timedelta(seconds=10))
    for number in range(5):
        live.publish(HALL, f"poll:{number}")
    live.flush()

    reading(reader, lambda: reader.until("event: over"))


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


@pytest.mark.parametrize(
    ("message", "ends"), [((str(HALL),), True), (("",), True), ((str(UUID(int=9)),), False)]
)
def test_who_leaves_elsewhere_hears_no_more_here(message, ends):
    reader = Reader(live.ticket(HALL, "poll:1", ANA))

    async def story():
        live.hear(("left", str(ANA), *message))
        await asyncio.sleep(0.05)

    reading(reader, story)
    assert ("event: over" in reader.text) is ends


def test_what_is_not_understood_is_passed_over():
    live.hear(("moved", "of a newer shape", "with", "more"))
    live.hear(("unheard of",))

    assert live.flush() == 0


@pytest.mark.django_db(transaction=True)
def test_a_region_that_cannot_be_drawn_hurts_nobody(drawn, caplog):
    one, two = (Reader(live.ticket(HALL, f"poll:{number}")) for number in (1, 2))
    drawn.update({"1": lambda: 1 / 0, "2": "<p>well</p>"})

    async def story():
        stream = asyncio.ensure_future(live.application(one.scope, one.receive, one.send))
        await asyncio.sleep(0.01)
        for topic in ("poll:1", "poll:2"):
            await asyncio.to_thread(live.publish, HALL, topic)
        assert await asyncio.to_thread(live.flush) == 2
        await two.until("well")
        one.leaves.set()
        await stream

    reading(two, story)
    assert "could not be drawn" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_published(drawn):
    reader = Reader(live.ticket(HALL, "poll:1"))
    drawn["1"] = "<p>by itself</p>"
    stop = threading.Event()
    worker = threading.Thread(target=live.run_until, args=(stop,))

    async def story():
        worker.start()
        await asyncio.to_thread(live.publish, HALL, "poll:1")
        await reader.until("by itself")

    try:
        reading(reader, story)
    finally:
        stop.set()
        worker.join(5)
    assert not worker.is_alive()


def test_many_messages_travel_in_several_notifications_and_nobody_hears_themselves():
    from unionhall.site.relay import heard, told

    messages = [("moved", str(HALL), live.topic_of("motion", UUID(int=n))) for n in range(100)]
    notices = told("one", messages)

    assert len(notices) > 1
    assert max(len(notice.encode()) for notice in notices) < 8000
    assert [message for notice in notices for message in heard("two", notice)] == messages
    assert [message for notice in notices for message in heard("one", notice)] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_process_on_postgresql_hears_it(drawn):
    from unionhall.site.relay import Relay

    drawn["1"] = "<p>from afar</p>"
    reader = Reader(live.ticket(HALL, "poll:1"))
    stop = threading.Event()
    here, there = Relay(stop), Relay(stop)
    live.tell_through(None)
    here.start()

    async def story():
        for _ in range(100):
            await asyncio.to_thread(there.say, [("moved", str(HALL), "poll:1")])
            await asyncio.sleep(0.1)
            await asyncio.to_thread(live.flush)
            if "from afar" in reader.text:
                return
        raise AssertionError("nothing was heard")

    try:
        reading(reader, story)
    finally:
        stop.set()
        here.join(5)


@pytest.mark.django_db(transaction=True)
def test_what_moves_here_is_told_and_what_was_heard_is_not_told_on():
    told = []
    live.tell_through(told.extend)
    try:
        live.publish(HALL, "poll:1")
        live.hear(("moved", str(HALL), "poll:2"))
        live.flush()
        live.drop(ANA)
    finally:
        live.tell_through(None)

    assert told == [("moved", str(HALL), "poll:1"), ("left", str(ANA), "")]


@pytest.mark.django_db(transaction=True)
def test_a_broken_line_to_the_others_keeps_nothing_from_readers_here(drawn, caplog):
    def broken(_messages):
        raise OSError("the line is cut")

    reader = Reader(live.ticket(HALL, "poll:1"))
    drawn["1"] = "<p>here all the same</p>"

    async def story():
        await asyncio.to_thread(live.publish, HALL, "poll:1")
        await asyncio.to_thread(live.flush)
        await reader.until("here all the same")

    live.tell_through(broken)
    try:
        reading(reader, story)
    finally:
        live.tell_through(None)
    assert "could not be told" in caplog.text


# Many readers -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_moves_again_while_its_topic_rests_is_pushed_once_it_has_rested(drawn, monkeypatch):
    monkeypatch.setattr(live, "REST", 60.0)
    reader, began = Reader(live.ticket(HALL, "poll:1")), time.monotonic()
    drawn["1"] = "<p>first</p>"

    async def moves(words: str, now: float) -> int:
        drawn["1"] = f"<p>{words}</p>"
        await asyncio.to_thread(live.publish, HALL, "poll:1")
        return await asyncio.to_thread(live.flush, now)

    async def story():
        assert await moves("first", began) == 1
        await reader.until("first")
        assert await moves("second", began) == 0
        assert await moves("last", began) == 0
        assert await moves("elsewhere", began + live.LONGEST_REST + 60) == 1
        await reader.until("elsewhere")

    reading(reader, story)
    assert "second" not in reader.text and drawn.often == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_pushes_the_last_of_many_moves(drawn, monkeypatch):
    monkeypatch.setattr(live, "REST", 0.3)
    reader, stop = Reader(live.ticket(HALL, "poll:1")), threading.Event()
    worker = threading.Thread(target=live.run_until, args=(stop,))

    async def story():
        worker.start()
        for number in range(40):
            drawn["1"] = f"<p>number {number}</p>"
            await asyncio.to_thread(live.publish, HALL, "poll:1")
            await asyncio.sleep(0.02)
        await reader.until("number 39")

    try:
        reading(reader, story)
    finally:
        stop.set()
        worker.join(5)
    assert drawn.often <= 6


def test_each_of_many_streams_gets_a_push_and_none_an_older_one_after_it():
    async def story():
        loop = asyncio.get_running_loop()
        held = live.read_ticket(live.ticket(HALL, "poll:1"))
        streams = [live.Stream(held, loop) for _one in range(hub.AT_ONCE * 2 + 1)]
        for one in streams:
            live.hub.open(one, held.since)
        topic = (str(HALL), "poll:1")
        for number in range(3):
            live.hub.moves(topic, held.since + 1)  # the clock stands, or goes back
            assert live.hub.send(topic, held.language, f"<p>{number}</p>") == len(streams)
        await asyncio.sleep(0.05)
        streams[-1].put(held.since, b"older")
        return [await one.next(1) for one in streams]

    found = asyncio.run(story())
    assert len(set(found)) == 1 and b"<p>2</p>" in found[0]


@pytest.mark.django_db(transaction=True)
def test_a_clock_put_back_holds_no_push_back(drawn, monkeypatch, noon):
    monkeypatch.setattr(live, "hub", live.Hub())
    reader = Reader(live.ticket(HALL, "poll:1"))

    async def moves(words: str) -> None:
        drawn["1"] = f"<p>{words}</p>"
        await asyncio.to_thread(live.publish, HALL, "poll:1")
        await asyncio.to_thread(live.flush)
        await reader.until(words)

    async def story():
        noon.forward(timedelta(seconds=10))
        await moves("in time")
        noon.forward(-timedelta(seconds=9))
        await moves("all the same")

    reading(reader, story)
