"""
What the server does beside the pages of a hall: an empty sign-in page, pushes down open streams, and writes one after another.
"""

from __future__ import annotations

import asyncio
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.bench.figures import spread


def pages(at: str, path: str, times: int, readers: int) -> dict[str, Any]:
    """Ask for one page `times` times, `readers` at a time."""

    def ask(_number: int) -> float:
        began = time.perf_counter()
        with urllib.request.urlopen(at + path) as answer:
            answer.read()
        return time.perf_counter() - began

    with ThreadPoolExecutor(readers) as pool:
        list(pool.map(ask, range(readers * 4)))
        began = time.perf_counter()
        took = list(pool.map(ask, range(times)))
        whole = time.perf_counter() - began
    return {
        "what": f"page {path}",
        "times": times,
        "readers": readers,
        "per_second": round(times / whole),
        **spread(took),
    }


def pushes(streams: int, rounds: int) -> dict[str, Any]:
    """Push a fragment down `streams` open streams, `rounds` times; how long until each has it."""
    from uuid import uuid4

    from unionhall.kit import live

    hall = uuid4()

    async def one_stream(ticket: str, arrived: list[float], ready: asyncio.Event) -> None:
        async def send(message: dict[str, Any]) -> None:
            ready.set()
            if b"data: " in message.get("body", b""):
                arrived.append(time.perf_counter())

        async def never() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        await live.application(
            {"type": "http", "method": "GET", "path": f"/live/{ticket}", "headers": []}, never, send
        )

    async def run() -> list[float]:
        took: list[float] = []
        arrived: list[float] = []
        ready = [asyncio.Event() for _ in range(streams)]
        tasks = [asyncio.create_task(one_stream(live.ticket(hall, "bench"), arrived, one)) for one in ready]
        for one in ready:
            await one.wait()
        for number in range(rounds):
            arrived.clear()
            began = time.perf_counter()
            topic = (str(hall), "bench")
            live.hub.moves(topic, time.time_ns() // 1000)
            await asyncio.to_thread(live.hub.send, topic, "en", f"<p id=x>{number}</p>" * 20)
            while len(arrived) < streams:
                await asyncio.sleep(0.001)
            took += [moment - began for moment in arrived]
        for task in tasks:
            task.cancel()
        return took

    return {"what": "push", "streams": streams, "rounds": rounds, **spread(asyncio.run(run()))}


def writes(writers: int, each: int) -> dict[str, Any]:
    """Write transactions against each other."""
    from django.db import connection, transaction

    from unionhall.bodies.models import FoundingLink
    from unionhall.kit import clock

    took: list[float] = []

    def write(writer: int) -> None:
        for number in range(each):
            began = time.perf_counter()
            with transaction.atomic():
                FoundingLink.objects.create(token_hash=f"{writers}-{writer}-{number}", made_at=clock.now())
            took.append(time.perf_counter() - began)
        connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    result = {
        "what": f"write on {connection.vendor}",
        "writers": writers,
        "per_second": round(writers * each / whole),
    }
    return {**result, **spread(took)}
