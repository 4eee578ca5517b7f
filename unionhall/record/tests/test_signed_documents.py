"""Entries in words, carried to another hall as one file: what is read there, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from unionhall.core.log import canonical, documents, merkle, proofs
from unionhall.core.log.checkpoints import Checkpoint
from unionhall.core.log.documents import OpenEntry
from unionhall.core.log.faults import NotProven
from unionhall.core.log.notes import SigningKey

KEY = SigningKey("hall.example/bakery", bytes(range(32)))
OTHER = SigningKey("hall.example/bakery", bytes(32))
SAID = [
    OpenEntry(bytes([n]) * 32, f'{{"kind":"poll.declared","n":{n},"text":"Sí"}}', "2026-05-01")
    for n in range(5)
]
HASHES = [merkle.leaf_hash(one.leaf().text().encode()) for one in SAID]
HEAD = Checkpoint("hall.example/bakery", 5, merkle.root(HASHES))
NOTE = str(HEAD.signed([KEY]))


def proof_of(index, *, extra=None):
    """The proof of one of the five entries."""
    return proofs.Proof(index, tuple(merkle.inclusion_proof(HASHES, index)), NOTE, extra)


TEXT = documents.write(KEY.verifier, SAID[3], proof_of(3, extra=b"left behind"))


def changed(**values):
    """The signed document with other values, `opening` among them by its own names."""
    document = json.loads(TEXT)
    document["opening"].update(values.pop("opening", {}))
    return json.dumps({**document, **values})


def test_a_document_is_read_as_it_was_written():
    for known in (None, KEY.verifier):
        proven = documents.read(TEXT, known)
        assert (proven.key, proven.checkpoint, proven.index) == (KEY.verifier, HEAD, 3)
        assert proven.content == {"kind": "poll.declared", "n": 3, "text": "Sí"}
        assert proven.origin == "hall.example/bakery"


def test_a_document_has_the_form_that_others_know_and_can_be_read_with_ones_eyes():
    text = documents.write(KEY.verifier, SAID[3], proof_of(3, extra=b"left behind"))
    assert json.loads(text) == {
        "v": 1,
        "origin": "hall.example/bakery",
        "vkey": str(KEY.verifier),
        "opening": {"index": 3, "day": "2026-05-01", "salt": "03" * 32, "content": SAID[3].content},
        "proof": proof_of(3).text(),
    }
    assert text == TEXT
    assert "Sí" in text
    assert text.startswith('{\n  "v": 1,\n  "origin"')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "3",
        '"v"',
        "[" * 100_000,
        changed(v=2),
        changed(v=True),
        changed(more=1),
        changed(opening={"more": 1}),
        json.dumps({name: value for name, value in json.loads(TEXT).items() if name != "vkey"}),
        changed(vkey=None),
        changed(proof=None),
        changed(origin="hall.example/other"),
        changed(opening={"index": 2}),
        json.dumps({**json.loads(TEXT), "opening": ["index", "day", "salt", "content"]}),
        json.dumps({**json.loads(TEXT), "opening": None}),
    ],
)
def test_what_is_no_signed_document_is_refused(text):
    with pytest.raises(NotProven, match="This is not a signed document"):
        documents.read(text)


@pytest.mark.parametrize(
    "opening",
    [
        {"day": 3},
        {"salt": "AA" * 32},
        {"salt": "aa" * 31},
        {"salt": "aa" * 33},
        {"salt": None},
        {"content": None},
    ],
)
def test_an_opening_of_another_form_is_refused(opening):
    with pytest.raises(NotProven, match="This is not the opening of an entry"):
        documents.read(changed(opening=opening))


@pytest.mark.parametrize(
    "opening", [{"content": SAID[2].content}, {"salt": "04" * 32}, {"day": "2026-05-02"}]
)
def test_other_words_than_were_sealed_are_not_proven(opening):
    with pytest.raises(NotProven, match="does not lead from this entry to the signed root"):
        documents.read(changed(opening=opening))


def test_a_document_under_another_key_than_the_one_known_is_refused():
    with pytest.raises(NotProven, match=r"another key than hall\.example/bakery's"):
        documents.read(TEXT, OTHER.verifier)
    with pytest.raises(NotProven, match="No known key"):
        documents.read(changed(vkey=str(OTHER.verifier)))


def test_a_proof_may_carry_what_the_entry_says_and_must_have_it_from_somewhere():
    carried = proof_of(3, extra=SAID[3].extra()).text()
    proven = documents.check_proof(carried, [OTHER.verifier, KEY.verifier])
    assert (proven.key, proven.index, proven.content["n"]) == (KEY.verifier, 3, 3)
    assert documents.check_proof(proof_of(3).text(), iter([KEY.verifier]), SAID[3]).content["n"] == 3
    with pytest.raises(NotProven, match="does not carry what the entry says"):
        documents.check_proof(proof_of(3).text(), [KEY.verifier])


@pytest.mark.parametrize("extra", [b"[]", b"3", b'"content day salt"', b"{}", b'{"content":"{}"}'])
def test_extra_data_that_is_no_opening_is_refused(extra):
    with pytest.raises(NotProven, match="This is not the opening of an entry"):
        documents.check_proof(proof_of(3, extra=extra).text(), [KEY.verifier])


def test_an_entry_that_says_nothing_by_name_is_no_entry():
    listed = OpenEntry(bytes(32), "[1]", "2026-05-01")
    root = merkle.leaf_hash(listed.leaf().text().encode())
    note = str(Checkpoint("hall.example/bakery", 1, root).signed([KEY]))
    with pytest.raises(NotProven, match="This is not the opening of an entry"):
        documents.check_proof(proofs.Proof(0, (), note, listed.extra()).text(), [KEY.verifier])


def test_the_extra_data_is_canonical_and_says_the_whole_opening():
    assert canonical.loads(SAID[1].extra()) == {
        "content": SAID[1].content,
        "day": "2026-05-01",
        "salt": "01" * 32,
    }
    assert OpenEntry.read(SAID[1].extra()) == SAID[1]
    assert OpenEntry.read(replace(SAID[1], day="2026-05-02").extra()) != SAID[1]
