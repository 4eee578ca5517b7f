"""The log's arithmetic against published values, and proofs that cannot be bent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.core.log import canonical, checkpoints, leaves, merkle, notes, proofs, tiles
from unionhall.core.log.checkpoints import Checkpoint
from unionhall.core.log.faults import NotProven
from unionhall.core.log.notes import SigningKey, VerifierKey

# The tree of Certificate Transparency's reference implementation (merkle_tree_test.cc), which others test with too.
CT_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_PATH_OF_LEAF_0_IN_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CT_CONSISTENCY_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
# The example in the documentation of golang.org/x/mod/sumdb/note.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

HASHES = [merkle.leaf_hash(leaf) for leaf in CT_LEAVES]
MANY = [merkle.leaf_hash(bytes([n])) for n in range(67)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size):
    assert merkle.root(HASHES[:size]).hex() == CT_ROOTS[size - 1]
    assert merkle.Edge().extend(HASHES[:size]).root().hex() == CT_ROOTS[size - 1]


def test_proofs_are_those_of_certificate_transparency():
    assert [one.hex() for one in merkle.inclusion_proof(HASHES, 0)] == CT_PATH_OF_LEAF_0_IN_8
    assert [one.hex() for one in merkle.consistency_proof(HASHES, 6)] == CT_CONSISTENCY_6_TO_8


def test_the_example_note_of_the_go_team_is_read_and_written_alike():
    key = SigningKey.read(GO_SECRET)
    assert str(key.verifier) == GO_KEY
    note = notes.read(GO_NOTE)
    assert note.signed_by([VerifierKey.read(GO_KEY)]) == [key.verifier]
    assert str(notes.sign(note.text, [key])) == GO_NOTE
    assert key.secret_text() == GO_SECRET


def test_strings_and_order_are_those_of_rfc_8785():
    # Section 3.2.3's sorting example, and 3.2.2's string.
    names = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert [canonical.loads(canonical.dumps(names))[key] for key in canonical.loads(canonical.dumps(names))] == [
        2, 4, 6, 7, 1, 5, 3,
    ]  # fmt: skip
    assert canonical.dumps('\u20ac$\u000f\u000aA\'B"\\\\"/').decode() == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert canonical.dumps([None, True, False, -1, "\x7f"]) == b'[null,true,false,-1,"\x7f"]'


@pytest.mark.parametrize("value", [1.0, {"a": 0.5}, {1: 2}, b"x", {"a": {1, 2}}])
def test_what_has_several_spellings_is_refused(value):
    with pytest.raises(TypeError):
        canonical.dumps(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800"])
def test_what_other_readers_would_bend_is_refused(value):
    with pytest.raises(ValueError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        "[1, 2]",
        "1.0",
        "-0",
        "1e3",
        "NaN",
        '"\\u00e9"',
        '"\\/"',
        "",
        "[" * 99_999,
    ],
)
def test_another_spelling_of_the_same_value_is_not_canonical(text):
    with pytest.raises(NotProven):
        canonical.loads(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("aé€\U0001f600\r", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_canonical_json_gives_back_what_it_was_given(value):
    assert canonical.loads(canonical.dumps(value)) == value


@settings(max_examples=300, deadline=None)
@given(VALUES, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ":"), (",", ": ")]))
def test_what_dumps_would_have_written_is_read_and_no_other_spelling(value, as_ascii, in_order, between):
    text = json.dumps(value, ensure_ascii=as_ascii, sort_keys=in_order, separators=between)

    if text.encode() == canonical.dumps(value):
        assert canonical.loads(text) == canonical.loads(text.encode()) == value
    else:
        with pytest.raises(NotProven):
            canonical.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"commit":"%s","day":"2026-02-29","v":1}' % ("ab" * 32),
        '{"commit":"%s","day":"2026-05-01","v":true}' % ("ab" * 32),
        '{"commit":"%s","day":"2026-05-01","v":1}\n' % ("ab" * 32),
        '{"commit":"%s","day":"2026-05-0\u0661","v":1}' % ("ab" * 32),
        '{"commit":"%s","day":"2026-05-01","v":1}' % ("AB" * 32),
        '{"day":"2026-05-01","commit":"%s","v":1}' % ("ab" * 32),
        "\udcff",
    ],
)
def test_a_leaf_has_one_form(text):
    with pytest.raises(NotProven):
        leaves.read(text)
    with pytest.raises(NotProven):
        leaves.read(text.encode("utf-8", "surrogateescape"))


def test_every_inclusion_proof_holds_and_no_bent_one_does():
    for size in (*range(1, 18), 33, 64, 67):
        root = merkle.root(MANY[:size])
        for index in range(size):
            proof = merkle.inclusion_proof(MANY[:size], index)
            assert merkle.is_included(MANY[index], index, size, proof, root)
            assert not merkle.is_included(MANY[index], index ^ 1, size, proof, root) or size == 1
            assert not merkle.is_included(MANY[index], index, size, [*proof, root], root)
            assert not merkle.is_included(MANY[index], index, size, proof[:-1], root) or not proof
            assert not merkle.is_included(MANY[(index + 1) % 67], index, size, proof, root)


def test_an_inner_hash_is_never_taken_for_a_leaf():
    left, right = merkle.node_hash(MANY[0], MANY[1]), merkle.node_hash(MANY[2], MANY[3])
    root = merkle.root(MANY[:4])
    assert merkle.node_hash(left, right) == root
    assert not merkle.is_included(left, 0, 4, [right], root)
    assert not merkle.is_included(root, 0, 4, [], root)


def test_every_consistency_proof_holds_and_no_bent_one_does():
    for size in (*range(18), 33, 64, 67):
        root = merkle.root(MANY[:size])
        for old in range(size + 1):
            before = merkle.root(MANY[:old])
            proof = merkle.consistency_proof(MANY[:size], old)
            assert proof == merkle.consistency_from_edge(merkle.Edge().extend(MANY[:old]), MANY[old:size])
            assert merkle.is_consistent(old, before, size, root, proof)
            assert not merkle.is_consistent(old, before, size, root, [*proof, root])
            assert not merkle.is_consistent(old, bytes(32), size, root, proof)
            if old < size:
                assert not merkle.is_consistent(size, root, old, before, proof)
            if old:
                assert not merkle.is_consistent(old, before, size, bytes(32), proof)
            for at in range(len(proof)):
                bent = [*proof[:at], bytes(32), *proof[at + 1 :]]
                assert not merkle.is_consistent(old, before, size, root, bent)


def test_a_tree_of_70_000_has_the_tiles_of_the_specification():
    widths = {}
    for tile in tiles.tiles(70_000):
        widths.setdefault(tile.level, []).append(tile.width)
    assert {level: (len(all_), all_[-1]) for level, all_ in widths.items()} == {
        0: (274, 112),
        1: (2, 17),
        2: (1, 1),
    }
    assert [tile.path for tile in tiles.tiles(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert list(tiles.tiles(0)) == list(tiles.bundles(0)) == []


def test_a_bundle_gives_back_its_entries_and_refuses_half_ones():
    entries = [b"", b"x", b"y" * 300]
    data = tiles.bundle_bytes(entries)
    assert tiles.read_bundle(data, 3) == entries
    for bad, width in [(data[:-1], 3), (data + b"\0", 3), (data, 2), (data, 4), (data[:4], 3)]:
        with pytest.raises(NotProven):
            tiles.read_bundle(bad, width)


KEY = SigningKey("hall.example/bakery", bytes(range(32)))
OTHER = SigningKey("hall.example/bakery", bytes(32))
NOTE = str(Checkpoint("hall.example/bakery", 8, merkle.root(HASHES)).signed([KEY]))


def test_no_single_bit_of_a_checkpoint_can_change():
    data = NOTE.encode()
    for bit in range(len(data) * 8):
        bent = bytearray(data)
        bent[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotProven):
            checkpoints.read(bytes(bent), [KEY.verifier])


def test_a_checkpoint_of_another_key_or_another_log_is_refused():
    with pytest.raises(NotProven, match="No known key"):
        checkpoints.read(NOTE, [OTHER.verifier])
    foreign = str(Checkpoint("hall.example/other", 8, bytes(32)).signed([KEY]))
    with pytest.raises(NotProven, match="whose key has not signed"):
        checkpoints.read(foreign, [KEY.verifier])


def test_unknown_signatures_are_passed_over_and_a_false_one_of_a_known_key_is_not():
    both = str(Checkpoint("hall.example/bakery", 8, bytes(32)).signed([OTHER, KEY]))
    assert checkpoints.read(both, [KEY.verifier]).size == 8
    note = notes.read(both)
    forged = notes.Note(
        note.text, (note.signatures[0], notes.Signature(KEY.name, KEY.verifier.id, bytes(64)))
    )
    with pytest.raises(NotProven, match="false"):
        checkpoints.read(str(forged), [OTHER.verifier, KEY.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n\n",
        "a\n\n— x AAAA\n",
        "a\n\n- x AAAAAAA=\n",
        "a\n\n— x+y AAAAAAA=\n",
        "a\t\n\n— x AAAAAAA=\n",
    ],
)
def test_malformed_notes_are_refused(text):
    with pytest.raises(NotProven):
        notes.read(text)


@pytest.mark.parametrize("size", ["", "-1", "08", "8 ", "٨", "1" * 25])
def test_malformed_sizes_are_refused(size):
    with pytest.raises(NotProven):
        checkpoints.read_text(f"hall\n{size}\n{'A' * 43}=\n")


def test_a_proof_is_read_as_it_was_written():
    proof = proofs.Proof(2, tuple(merkle.inclusion_proof(HASHES, 2)), NOTE, b'{"a":1}')
    assert proofs.read(proof.text()) == proof
    assert proof.check(CT_LEAVES[2], [KEY.verifier]).size == 8
    with pytest.raises(NotProven, match="does not lead"):
        proof.check(CT_LEAVES[3], [KEY.verifier])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_bent_proof_never_proves_something_else(data):
    text = proofs.Proof(2, tuple(merkle.inclusion_proof(HASHES, 2)), NOTE).text().encode()
    bit = data.draw(st.integers(0, len(text) * 8 - 1))
    bent = bytearray(text)
    bent[bit // 8] ^= 1 << bit % 8
    with pytest.raises((NotProven, UnicodeDecodeError)):
        proofs.read(bytes(bent).decode()).check(CT_LEAVES[2], [KEY.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"commit":"' + "0" * 64 + '","day":"2026-05-01","v":2}',
        '{"commit":"' + "0" * 64 + '","day":"2026-05-01","v":true}',
        '{"commit":"' + "0" * 64 + '","day":"2026-02-30","v":1}',
        '{"commit":"' + "A" * 64 + '","day":"2026-05-01","v":1}',
        '{"by":"ana","commit":"' + "0" * 64 + '","day":"2026-05-01","v":1}',
        '{"commit":"' + "0" * 64 + '","day":"2026-05-01", "v":1}',
    ],
)
def test_a_leaf_of_any_other_form_is_refused(text):
    with pytest.raises(NotProven):
        leaves.read(text)


def test_a_leaf_is_read_as_it_was_written():
    leaf = leaves.Leaf("ab" * 32, "2026-05-01")
    assert leaves.read(leaf.text()) == leaf
    assert leaves.read(leaf.text().encode()) == leaf
    with pytest.raises(NotProven):
        leaves.read(leaf.text().encode() + b"\xff")


def test_each_hash_of_a_level_is_the_root_of_one_full_tile_below():
    hashes = [merkle.leaf_hash(bytes([n % 256, n // 256])) for n in range(513)]
    for size in (0, 1, 255, 256, 257, 511, 512, 513):
        told = tiles.levels(hashes[:size])
        assert [len(level) for level in told] == [one for one in (size, size // 256) if one]
        assert [list(level) for level in told[1:2]] == [
            [merkle.root(hashes[start : start + 256]) for start in range(0, size - 255, 256)]
        ] * (size >= 256)


def test_a_tile_holds_its_own_stretch_of_hashes():
    hashes = [merkle.leaf_hash(bytes([n % 256, n // 256])) for n in range(300)]
    assert tiles.tile_bytes(tiles.Tile(0, 1, 44), [hashes]) == b"".join(hashes[256:])
    assert tiles.tile_bytes(tiles.Tile(0, 0, 256), [hashes]) == b"".join(hashes[:256])


def test_the_longest_entry_fits_a_bundle_and_a_longer_one_does_not():
    longest = bytes(65_535)
    assert tiles.read_bundle(tiles.bundle_bytes([longest, b"a"]), 2) == [longest, b"a"]
    with pytest.raises(ValueError, match="65,535"):
        tiles.bundle_bytes([longest + b"a"])


@pytest.mark.parametrize(
    ("data", "width", "why"),
    [
        (b"\x00\x02ab\x00", 2, "Entry 1 of the bundle is cut short."),
        (b"\x00\x03ab", 1, "Entry 0 of the bundle is cut short."),
        (b"\x00\x02ab", 2, "The bundle does not hold 2 entries."),
        (b"\x00\x02ab\x00\x00\x00\x00", 2, "The bundle does not hold 2 entries."),
        (b"", 1, "The bundle does not hold 1 entries."),
    ],
)
def test_a_bundle_that_is_not_whole_says_where(data, width, why):
    with pytest.raises(NotProven) as refused:
        tiles.read_bundle(data, width)
    assert refused.value.sentence == why


@pytest.mark.parametrize("read", [SigningKey.read, VerifierKey.read])
def test_a_key_of_any_other_form_is_refused(read):
    right = GO_SECRET if read == SigningKey.read else GO_KEY
    assert read(right).name == "PeterNeumann"
    start, identity, encoded = right.rsplit("+", 2)
    for wrong in (
        "",
        start,
        f"{start}+{identity}",
        f"{start}+00000000+{encoded}",
        f"{start}+{identity}+{encoded[:-4]}",
        f"{start}+{identity}+AQ==",
        f"{start}+{identity}+" + "Ag" + encoded[2:],
        f"{start}+{identity}+{encoded}AAAA",
        f"{start}+{identity}+{encoded}+more",
        right.replace("PeterNeumann", "Peter Neumann"),
        right.replace("PeterNeumann", ""),
        right.replace("PRIVATE+", "PUBLIC+").replace("PeterNeumann+", "+", right is GO_KEY),
    ):
        with pytest.raises(NotProven):
            read(wrong)


def test_a_text_with_empty_lines_in_it_is_read_whole():
    text = "We meet.\n\n— on Monday\n\nBring bread.\n"
    assert notes.read(str(notes.sign(text, [KEY]))).text == text


def test_a_note_bears_up_to_its_most_signatures():
    signatures = tuple(notes.Signature(f"k{n}", bytes(4), b"x") for n in range(notes._MOST_SIGNATURES + 1))
    assert len(notes.read(str(notes.Note("x\n", signatures[:-1]))).signatures) == len(signatures) - 1
    with pytest.raises(NotProven, match="This is not a signed note"):
        notes.read(str(notes.Note("x\n", signatures)))


@pytest.mark.parametrize(
    "data",
    [
        "a— x AAAAAAA=\n",
        b"\xff\n\n\xe2\x80\x94 x AAAAAAA=\n",
        "x\n\n— x  AAAAAAA=\n",
        "x\n\n— x AAAAAAA=",
        "x",
    ],
)
def test_what_is_no_note_says_so(data):
    with pytest.raises(NotProven, match="This is not a signed note"):
        notes.read(data)


@pytest.mark.parametrize(("name", "seed"), [("the hall", bytes(32)), ("", bytes(32)), ("hall", bytes(31))])
def test_a_signing_key_has_a_name_and_a_whole_seed(name, seed):
    with pytest.raises(ValueError, match="a signing key has a name"):
        SigningKey(name, seed)


ROOT = "A" * 43 + "="


@pytest.mark.parametrize(
    "text",
    [
        "hall\n8\n",
        f"hall\n8\n{ROOT}",
        f"\n8\n{ROOT}\n",
        f"hall\n8\n{ROOT}\n\n",
        f"hall\n8\n{ROOT}\nmore",
        f"hall\n8\n{ROOT}\n\nmore\n",
        f"hall\n8\n{'A' * 40}AA==\n",
        f"hall\n8\n{'A' * 44}\n",
        f"hall\n8\n{'A' * 42}B=\n",
        f"hall\n{'1' * 20}\n{ROOT}\n",
    ],
)
def test_a_checkpoint_of_any_other_form_is_refused(text):
    with pytest.raises(NotProven, match="This is not a checkpoint"):
        checkpoints.read_text(text)


def test_a_checkpoint_may_say_more_and_be_of_a_long_log():
    assert checkpoints.read_text(f"hall\n8\n{ROOT}\nmore\n") == Checkpoint("hall", 8, bytes(32))
    assert checkpoints.read_text(f"hall\n{'1' * 19}\n{ROOT}\n").size == int("1" * 19)


def proof_text(index="2", hashes=0):
    """A proof as text, nothing of it true."""
    return "c2sp.org/tlog-proof@v1\n" + f"index {index}\n" + f"{ROOT}\n" * hashes + "\nhall\n"


@pytest.mark.parametrize(
    "text",
    [
        "c2sp.org/tlog-proof@v1\n\nhall\n",
        "c2sp.org/tlog-proof@v1\nextra AA==\n\nhall\n",
        proof_text("02"),
        proof_text("1" * 20),
        proof_text("-1"),
        proof_text("٨"),
        proof_text(hashes=64),
        proof_text().replace("index", "place"),
        proof_text(hashes=1).replace(ROOT, "AAAA"),
    ],
)
def test_a_proof_of_any_other_form_is_refused(text):
    with pytest.raises(NotProven, match="This is not a proof of an entry"):
        proofs.read(text)


def test_a_proof_may_be_of_a_long_log():
    assert len(proofs.read(proof_text(hashes=63)).hashes) == 63
    assert proofs.read(proof_text("1" * 19)).index == int("1" * 19)


def test_there_is_no_proof_past_the_end():
    with pytest.raises(IndexError, match="no leaf 8 in a tree of 8"):
        merkle.inclusion_proof(HASHES, 8)
    with pytest.raises(IndexError, match="a tree of 8 does not begin with one of 9"):
        merkle.consistency_proof(HASHES, 9)
    assert not merkle.is_included(HASHES[0], 1, 1, [], HASHES[0])
    assert merkle.is_included(HASHES[0], 0, 1, [], HASHES[0])


def test_a_proof_of_consistency_that_is_empty_too_long_or_the_wrong_way_round_shows_nothing():
    roots = [merkle.root(HASHES[:size]) for size in range(9)]
    for old in range(1, 8):
        proof = merkle.consistency_proof(HASHES, old)
        assert merkle.is_consistent(old, roots[old], 8, roots[8], proof)
        assert not merkle.is_consistent(old, roots[old], 8, roots[8], [])
        assert not merkle.is_consistent(old, roots[old], 8, roots[8], [*proof, roots[1]])
        assert not merkle.is_consistent(8, roots[8], old, roots[old], proof)
        assert not merkle.is_consistent(-old, roots[old], 8, roots[8], proof)
    assert merkle.is_consistent(8, roots[8], 8, roots[8], [])
    assert not merkle.is_consistent(8, roots[8], 8, roots[8], [roots[1]])
    assert merkle.is_consistent(0, merkle.EMPTY_ROOT, 8, roots[8], [])
    assert not merkle.is_consistent(0, roots[1], 8, roots[8], [])
    assert not merkle.is_consistent(0, merkle.EMPTY_ROOT, 8, roots[8], [roots[1]])


def test_the_shortest_text_is_one_empty_line():
    assert notes.read(str(notes.sign("\n", [KEY]))).text == "\n"
