"""Styles, scripts and fonts: kept by browsers for ever, packed when they are collected; and no page packed at all."""

from __future__ import annotations

import gzip
import http.client
import re
from pathlib import Path

import brotli
import pytest

from tests.machine import server as machine

PACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A server as `make run` starts it."""
    one = machine.Server(machine.copied(tmp_path_factory.mktemp("static") / "data")).start()
    yield one
    one.stop(9)


def asked(house, path: str, accepted: str = "") -> tuple[dict[str, str], bytes]:
    """The headers of an answer, names in small letters, and its bytes as they came."""
    line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=20)
    line.request("GET", path, headers={"Host": f"localhost:{house.port}", "Accept-Encoding": accepted})
    answer = line.getresponse()
    assert answer.status == 200, path
    found = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    line.close()
    return found, body


def files_of(house) -> list[str]:
    """The addresses of the static files that the first page names."""
    _headers, page = asked(house, "/sign-in/")
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())))


def faults(headers: dict[str, str]) -> list[str]:
    """What keeps a browser from keeping a file for good, and whom else it is given to."""
    control = headers.get("cache-control", "")
    lasts = re.search(r"max-age=(\d+)", control)
    wrong = []
    if lasts is None or int(lasts[1]) < 365 * 24 * 3600 or "immutable" not in control:
        wrong.append("not kept")
    if "accept-encoding" not in headers.get("vary", "").lower():
        wrong.append("one packing for all")
    if "access-control-allow-origin" in headers:
        wrong.append("other origins")
    return wrong


@pytest.mark.sqlite
def test_a_file_is_kept_for_ever_and_comes_packed(house):
    texts = [path for path in files_of(house) if path.endswith((".css", ".js"))]
    assert texts

    for path in texts:
        headers, plain = asked(house, path)
        assert faults(headers) == [], path
        assert "content-encoding" not in headers
        for encoding, unpacked in PACKED.items():
            given, packed = asked(house, path, encoding)
            assert (given.get("content-encoding"), faults(given)) == (encoding, []), path
            assert unpacked(packed) == plain and len(packed) < len(plain)
        assert asked(house, path, "gzip, deflate, br")[0]["content-encoding"] == "br"


@pytest.mark.sqlite
def test_a_name_without_its_hash_is_not_kept(house):
    """The planted fault: such a file's next version has the same name."""
    headers, _body = asked(house, "/static/kit/kit.css")

    assert faults(headers) == ["not kept"]


@pytest.mark.sqlite
def test_they_are_packed_when_they_are_collected_and_not_when_they_are_asked_for(house):
    collected = Path(house.data) / "static"

    texts = [*collected.rglob("*.css"), *collected.rglob("*.js")]
    assert [one.name for one in texts if not one.with_name(one.name + ".br").is_file()] == []


@pytest.mark.sqlite
def test_a_page_is_never_packed(house):
    """A page holds a form's token beside what somebody else may have typed: packed, its length tells of the token (BREACH)."""
    for path in ("/sign-in/", house.founding_link.removeprefix(house.url)):
        headers, body = asked(house, path, "br, gzip, deflate")

        assert "content-encoding" not in headers
        assert b"<!doctype html>" in body
