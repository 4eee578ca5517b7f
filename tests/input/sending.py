"""What is sent to a page: a form that was in order, and what became of it on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.input import nasty

BOUNDARY = "zwirbelgrenze"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
ODD_TYPES = [
    "",
    "application/json",
    "text/plain",
    "text/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/form-data; boundary=\xe9",
    f"{URLENCODED}; charset=utf-7",
    f"{URLENCODED}; charset=no-such-thing",
    f"{MULTIPART}; charset=utf-16",
    "multipart/mixed; boundary=x",
]
"""Ways of saying what a body is that no page of ours uses."""

Value = str | bytes | tuple[str, bytes]
"""A field's value: text, bytes that are no text, or a file (its name, its bytes)."""


@dataclass
class Sent:
    """Fields in their order, and the body and type they are sent as. `whole`: the body arrives as it was meant."""

    fields: list[tuple[str, Value]]
    body: bytes = b""
    kind: str = URLENCODED
    whole: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    def typed(self) -> dict[str, str]:
        """What the page can have read: name -> the last text sent under it, where the body arrived whole."""
        if not self.whole:
            return {}
        return {name: text for name, given in self.fields if (text := _text(given)) is not None}

    def __repr__(self) -> str:
        """Short: a megabyte helps nobody to find a fault."""
        short = [
            (name, given if len(str(given)) < 300 else f"{str(given)[:120]}… ({len(given)})")
            for name, given in self.fields
        ]
        return f"Sent({short}, kind={self.kind!r}, whole={self.whole})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """As hypothesis prints it."""
        printer.text(repr(self))


def _text(given: Value) -> str | None:
    if isinstance(given, tuple):
        return None
    return given if isinstance(given, str) else given.decode("utf-8", "replace")


def _bytes(given: str | bytes) -> bytes:
    return given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass")


def urlencoded(fields: list[tuple[str, Value]]) -> bytes:
    """The fields as a browser writes a form without a file."""
    pairs = [
        f"{quote_from_bytes(_bytes(name))}={quote_from_bytes(_bytes(given[1] if isinstance(given, tuple) else given))}"
        for name, given in fields
    ]
    return "&".join(pairs).encode()


def multipart(fields: list[tuple[str, Value]]) -> bytes:
    """The fields as a browser writes a form with a file in it."""
    parts = []
    for name, given in fields:
        head = f'Content-Disposition: form-data; name="{_inside(name)}"'
        if isinstance(given, tuple):
            head += f'; filename="{_inside(given[0])}"\r\nContent-Type: application/octet-stream'
        content = given[1] if isinstance(given, tuple) else _bytes(given)
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode("utf-8", "surrogatepass") + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _inside(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def as_it_was(data: dict[str, Any]) -> list[tuple[str, Value]]:
    """The form of a row of the table as fields."""
    fields: list[tuple[str, Value]] = []
    for name, given in data.items():
        for one in given if isinstance(given, list | tuple) else [given]:
            if hasattr(one, "read"):
                one.seek(0)
                fields.append((name, (one.name, one.read())))
            else:
                fields.append((name, str(one)))
    return fields


@st.composite
def broken(draw: Any, good: list[tuple[str, Value]], names: list[str], files: frozenset[str]) -> Sent:
    """
    A form made bad: some of its fields replaced, left out or doubled, now and then its body too.

    `good`: the form as it was in order. `names`: every field that the page reads. `files`: those of them that are files.
    """
    fields = list(good)
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)) if names else []:
        how = draw(st.sampled_from(["other"] * 6 + ["out", "double", "odd"]))
        as_file = (name in files) != (how == "odd")
        given: Value = draw(nasty.file()) if as_file else draw(nasty.value())
        if how != "double":
            fields = [one for one in fields if one[0] != name]
        if how != "out":
            fields.insert(draw(st.integers(0, len(fields))), (name, given))
    has_file = any(isinstance(given, tuple) for _name, given in fields)
    sent = Sent(fields, urlencoded(fields))
    if has_file or draw(st.booleans()):
        sent.body, sent.kind = multipart(fields), MULTIPART
    how = draw(st.sampled_from(["whole"] * 9 + ["cut", "odd type", "junk"]))
    if how == "cut":
        sent.body, sent.whole = sent.body[: draw(st.integers(0, max(0, len(sent.body) - 1)))], False
    elif how == "odd type":
        sent.kind, sent.whole = draw(st.sampled_from(ODD_TYPES)), False
    elif how == "junk":
        sent.body, sent.whole = draw(st.binary(max_size=200)), False
    return sent
