"""
Measures the real server on this machine and prints what came out, one JSON object a line.

Pages: time to answer, through HTTP, several readers at a time. Live: time from `publish` to the last of many open
streams. Writes: one write transaction after another, as many writers as threads, on the database the settings name.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.machine import server


def spread(seconds: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile of durations, in milliseconds."""
    cuts = statistics.quantiles(sorted(seconds), n=100)
    return {
        "median_ms": round(cuts[49] * 1e3, 1),
        "p95_ms": round(cuts[94] * 1e3, 1),
        "p99_ms": round(cuts[98] * 1e3, 1),
    }


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
            key = (str(hall), "bench", "en")
            await asyncio.to_thread(live.hub.send, key, time.time_ns() // 1000, f"<p id=x>{number}</p>" * 20)
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


def main() -> None:
    """Measure everything and print it."""
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--times", type=int, default=400)
    asked.add_argument("--streams", type=int, default=1000)
    words = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one = server.Server(Path(folder) / "served")
        one.start()
        try:
            for path in ("/sign-in/",):
                for readers in (1, 4):
                    print(
                        json.dumps(pages(f"http://127.0.0.1:{one.port}", path, words.times, readers)),
                        flush=True,
                    )
        finally:
            one.stop()
        os.environ.update(
            UNIONHALL_DATA=str(Path(folder) / "here"), DJANGO_SETTINGS_MODULE="unionhall.site.settings"
        )
        from unionhall.site import places, preparing

        places.make_data_dir()
        os.environ["UNIONHALL_SECRET_KEY"] = places.secret_key()
        preparing.prepare()
        print(json.dumps(pushes(words.streams, 10)), flush=True)
        for writers in (1, 20):
            print(json.dumps(writes(writers, 50)), flush=True)


if __name__ == "__main__":
    main()
