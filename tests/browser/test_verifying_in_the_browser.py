"""The record checked by the reader's own browser, which remembers what it saw."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from unionhall.core.log import merkle
from unionhall.core.log.checkpoints import Checkpoint
from unionhall.core.log.leaves import Leaf, commitment
from unionhall.core.log.notes import SigningKey
from unionhall.kit.headers import CSP_LINE

SCRIPT = Path(__file__).resolve().parents[2] / "unionhall/record/static/record/verify.js"
KEY = SigningKey("hall.example/bakery", bytes(range(32)))
OTHER = SigningKey("hall.example/bakery", bytes(32))
OUTCOMES = (
    *("running", "first", "good", "unsigned", "nocrypto", "failed", "badsignature", "badroot"),
    *("missing", "badentry", "badopening", "shorter", "rewritten", "newkey"),
)
PAGE = (
    "<!doctype html><title>x</title><section data-verify data-url='/record.json' "
    + " ".join(
        f"data-{one}='{one} {{entries}} {{openings}} {{entry}} {{before}} {{key}}'" for one in OUTCOMES
    )
    + "><p data-verify-result role=status></p></section><script type=module src=/verify.js></script>"
)


def a_record(size: int, *, said: str = "carried", keys=(KEY,)) -> dict:
    """The first `size` entries of a record, each third of them for others to read."""
    openings, leaves = [], []
    for index in range(size):
        salt = hashlib.sha256(bytes([index])).digest()
        content = json.dumps({"kind": "poll.declared", "n": index, "é": said}, ensure_ascii=False)
        leaves.append(Leaf(commitment(salt, content.encode()), "2026-05-01").text())
        if index % 3:
            openings.append({"index": index, "salt": salt.hex(), "content": content})
    head = Checkpoint(KEY.name, size, merkle.root([merkle.leaf_hash(leaf.encode()) for leaf in leaves]))
    return {
        "checkpoint": str(head.signed(keys)),
        "vkey": "".join(f"{key.verifier}\n" for key in keys),
        "leaves": leaves,
        "openings": openings,
    }


class Place:
    """A server that answers with the page, the script under the hall's own policy, and the record as given."""

    def __init__(self) -> None:
        self.record: dict = {}
        place = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {
                    "/": ("text/html", PAGE.encode()),
                    "/verify.js": ("text/javascript", SCRIPT.read_bytes()),
                    "/record.json": ("application/json", json.dumps(place.record).encode()),
                }
                kind, data = answers.get(self.path, ("text/plain", b""))
                self.send_response(200 if self.path in answers else 204)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", CSP_LINE)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def place() -> Iterator[Place]:
    one = Place()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def look(device, place):
    """`look(record)`: what the same browser says when it opens the page with this record."""
    page = device(place.url)

    def see(record: dict) -> str:
        place.record = record
        page.goto("/")
        page.wait_for_selector("[data-verify-state]:not([data-verify-state=running])")
        return page.text_content("[data-verify-result]")

    see.page = page
    return see


def test_the_first_look_checks_all_and_shows_the_key(look):
    said = look(a_record(10))
    assert said == f"first 10 6 {{entry}} 0 {KEY.verifier.fingerprint}"
    assert look.page.get_attribute("[data-verify]", "data-verify-state") == "good"


@pytest.mark.parametrize("sizes", [(1, 2), (7, 7), (10, 33), (8, 9)])
def test_a_record_that_grew_is_as_it_was_before(look, sizes):
    before, after = sizes
    look(a_record(before))
    assert look(a_record(after)).startswith(f"good {after} {after - (after + 2) // 3} {{entry}} {before} ")


def test_a_history_rewritten_and_signed_again_is_noticed(look):
    look(a_record(10))
    assert look(a_record(12, said="lost")).startswith("rewritten")
    assert look(a_record(12)).startswith("good")  # the true one is still the one remembered


def test_a_record_grown_shorter_is_noticed(look):
    look(a_record(10))
    assert look(a_record(9)).startswith("shorter")


def test_another_key_is_noticed_and_a_change_of_keys_that_both_sign_is_not(look):
    look(a_record(10))
    assert look(a_record(10, keys=(OTHER,))).startswith("newkey")
    assert look(a_record(11, keys=(KEY, OTHER))).startswith("good")
    assert look(a_record(12, keys=(OTHER,))).startswith("good")


def test_what_is_wrong_is_named(look):
    def changed(change):
        record = a_record(10)
        change(record)
        return look(record).split(" {")[0]

    def leaf(record):
        record["leaves"][4] = record["leaves"][4].replace("05-01", "05-02")

    def words(record):
        record["openings"][2]["content"] = record["openings"][2]["content"].replace("carried", "lost")

    def salt(record):
        record["openings"][2]["salt"] = record["openings"][2]["salt"][::-1]

    def place(record):
        record["openings"][2]["index"] = 5

    def signature(record):
        at = record["checkpoint"].rindex("=") - 12
        letter = "A" if record["checkpoint"][at] != "A" else "B"
        record["checkpoint"] = record["checkpoint"][:at] + letter + record["checkpoint"][at + 1 :]

    def unsigned(record):
        record["vkey"] = str(SigningKey("hall.example/other", bytes(32)).verifier)

    def key(record):
        record["vkey"] = record["vkey"].replace("+A", "+B")

    def short(record):
        del record["leaves"][7:]

    assert changed(leaf) == "badroot"
    assert changed(words).startswith("badopening")
    assert changed(salt).startswith("badopening")
    assert changed(place).startswith("badopening")
    assert changed(signature) == "badsignature"
    assert changed(unsigned) == "badsignature"
    assert changed(key) == "badsignature"
    assert changed(short).startswith("missing")
    assert changed(lambda record: record.clear()) == "badroot"
    assert look(a_record(10)).startswith("first")  # nothing bad was remembered


def test_what_the_browser_remembers_names_no_hall(look):
    look(a_record(10))
    kept = look.page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "hall" not in kept
    assert "bakery" not in kept
