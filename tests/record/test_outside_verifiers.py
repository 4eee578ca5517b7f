"""What others' software says of our record: the Go team's, pymerkle, and aics-tlog where it is installed."""

from __future__ import annotations

import random
import sys

import pytest

from tests import proving
from tests.record import gotools
from tests.record.flips import PARTS, flips, missed
from unionhall.core.log import checkpoints, merkle, notes, tiles
from unionhall.core.log.checkpoints import Checkpoint
from unionhall.core.log.notes import SigningKey, VerifierKey
from unionhall.record import signer, verify
from unionhall.record.export import export
from unionhall.record.tests.log_cases import a_hall, seal

FLIPS = proving.times(check=60, prove=600)
SIZE = 300
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def go(tmp_path_factory):
    return gotools.compiled(tmp_path_factory.mktemp("go"))


@pytest.fixture
def hall(settings, tmp_path):
    settings.SIGNER_DIR = tmp_path / "signer"
    hall = a_hall()
    seal(hall, SIZE, body_every=9)
    return hall


@pytest.fixture
def vkey(hall):
    return signer.verifier_key(hall)


@pytest.fixture
def copy(hall, tmp_path):
    export(hall, tmp_path / "copy")
    return tmp_path / "copy"


def rewrite(copy, hall, settings):
    """The history changed in one entry and signed again with the true key, as the one who runs the server can."""
    path = copy / "tile/entries/000"
    entries = tiles.read_bundle(path.read_bytes(), 256)
    entries[9] = entries[9].replace(b"2026-05-01", b"2026-05-02")
    path.write_bytes(tiles.bundle_bytes(entries))
    entries += tiles.read_bundle((copy / "tile/entries/001.p/44").read_bytes(), 44)
    levels = tiles.levels([merkle.leaf_hash(entry) for entry in entries])
    for tile in tiles.tiles(SIZE):
        (copy / tile.path).write_bytes(tiles.tile_bytes(tile, levels))
    secret = SigningKey.read((settings.SIGNER_DIR / str(hall.pk) / "keys").read_text())
    head = Checkpoint(hall.origin, SIZE, merkle.root(levels[0]))
    (copy / "checkpoint").write_text(str(head.signed([secret])), "utf-8")


def test_the_go_packages_accept_a_copy(go, copy, vkey):
    assert go(copy, vkey).good


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513])
def test_the_go_packages_accept_copies_of_every_shape(go, settings, tmp_path, size):
    settings.SIGNER_DIR = tmp_path / "signer"
    hall = a_hall()
    seal(hall, size)
    export(hall, tmp_path / "copy")
    assert go(tmp_path / "copy", signer.verifier_key(hall)).good
    assert verify.verify(tmp_path / "copy", key=signer.verifier_key(hall)).good


def test_the_go_packages_accept_a_tree_of_three_levels(go, tmp_path):
    """70,000 entries, the specification's own example: 273 full tiles, one of 112, then 1 and 17, then 1."""
    size, secret = 70_000, SigningKey("hall.example/large", bytes(range(32)))
    leaf = b'{"commit":"%064x","day":"2026-05-01","v":1}'
    entries = [leaf % number for number in range(size)]
    levels = tiles.levels([merkle.leaf_hash(entry) for entry in entries])
    files = {tile.path: tiles.tile_bytes(tile, levels) for tile in tiles.tiles(size)}
    for bundle in tiles.bundles(size):
        start = bundle.number * tiles.WIDTH
        files[bundle.path] = tiles.bundle_bytes(entries[start : start + bundle.width])
    head = Checkpoint("hall.example/large", size, merkle.root(levels[0])).signed([secret])
    files |= {
        "checkpoint": str(head).encode(),
        "openings.jsonl": b"",
        "vkey": f"{secret.verifier}\n".encode(),
    }
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)

    assert go(tmp_path, str(secret.verifier)).good
    assert verify.verify(tmp_path).good


def test_no_changed_bit_passes_and_the_right_entry_is_named(go, copy, vkey):
    wanted = flips(copy, FLIPS, seed=1886)
    named = 0
    for flip in wanted:
        with flip.done(copy):
            ours, theirs = verify.verify(copy, key=vkey), go(copy, vkey)
        assert not ours.good, f"we missed {flip}"
        assert not theirs.good, f"Go missed {flip}"
        entry = flip.entry(copy)
        if entry is not None:
            assert ours.index == entry, flip
            assert theirs.where == f"entry {entry}", flip
            named += 1
        else:
            assert ours.file == flip.file, flip
    assert named >= FLIPS // len(PARTS)
    assert verify.verify(copy, key=vkey).good  # and every bit is back where it was
    assert go(copy, vkey).good
    proving.note("record-changed-bits", bits=FLIPS, missed_by_ours=0, missed_by_go=0, entries_named=named)


def test_a_rewritten_and_resigned_history_passes_alone_and_fails_against_before(
    go, hall, copy, vkey, settings, tmp_path
):
    before = tmp_path / "before"
    before.write_bytes((copy / "checkpoint").read_bytes())
    assert go(copy, vkey, before).good
    rewrite(copy, hall, settings)
    lines = (copy / "openings.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "openings.jsonl").write_bytes(b"".join(line for line in lines if b'"index":9,' not in line))

    assert go(copy, vkey).good
    assert verify.verify(copy, key=vkey).good
    assert go(copy, vkey, before).where == "history"
    assert not verify.verify(copy, since=before, key=vkey).good


def test_both_agree_on_growth(go, hall, copy, vkey, tmp_path):
    before = tmp_path / "before"
    before.write_bytes((copy / "checkpoint").read_bytes())
    seal(hall, 33)
    export(hall, tmp_path / "later")
    assert go(tmp_path / "later", vkey, before).good
    assert verify.verify(tmp_path / "later", since=before, key=vkey).good
    assert go(copy, vkey, tmp_path / "later" / "checkpoint").where == "history"


# What would a harness be worth that cannot fail: each check is taken out of a verifier, and must be missed.

OURS = {
    "the signature": (
        "checkpoint",
        lambda patch: patch.setattr(notes.VerifierKey, "accepts", lambda *_: True),
    ),
    "what an opening says": (
        "openings.jsonl",
        lambda patch: patch.setattr(verify, "_openings", lambda *_: 0),
    ),
    "what the entries are": ("tile/entries", lambda patch: patch.setattr(verify, "_entries", _unread)),
    "the files of the tree": ("tile/1", lambda patch: patch.setattr(verify, "_tree", _leaves_only)),
}


def _unread(folder, head, hashes, tell):
    """No entry is read; the openings are then held against the true commitments, as nothing is wrong with those."""
    return ["".join(one) for one in _TRUE[head.size]]


def _leaves_only(folder, head):
    files = [tile for tile in tiles.tiles(head.size) if tile.level == 0]
    data = b"".join((folder / tile.path).read_bytes() for tile in files)
    return [data[at : at + 32] for at in range(0, len(data), 32)]


_TRUE: dict[int, list[str]] = {}


@pytest.mark.parametrize("check", OURS)
def test_a_check_taken_out_of_ours_is_missed(check, copy, vkey, monkeypatch):
    head = checkpoints.read((copy / "checkpoint").read_bytes(), [VerifierKey.read(vkey)])
    _TRUE[head.size] = verify._entries(copy, head, _leaves_only(copy, head), None)
    part, take_out = OURS[check]
    wanted = flips(copy, 60, seed=1871, parts=(part,))
    assert missed(copy, wanted, lambda folder: verify.verify(folder, key=vkey).good) == []
    take_out(monkeypatch)
    assert missed(copy, wanted, lambda folder: verify.verify(folder, key=vkey).good)


GO = {
    "what an opening says": ("openings.jsonl", "hex.EncodeToString(sum[:]) == commits[index]"),
    "what the entries are": ("tile/entries", "tlog.RecordHash(leaf) == hashes[i]"),
}


@pytest.mark.parametrize("check", GO)
def test_a_check_taken_out_of_gos_is_missed(go, check, copy, vkey, tmp_path):
    part, condition = GO[check]
    source = gotools.SOURCE.read_text("utf-8")
    assert source.count(condition) == 1
    lax = gotools.compiled(tmp_path / "lax", source.replace(condition, f"({condition} || true)"))
    wanted = flips(copy, 40, seed=1871, parts=(part,))
    assert missed(copy, wanted, lambda folder: go(folder, vkey).good) == []
    assert missed(copy, wanted, lambda folder: lax(folder, vkey).good)


def test_pymerkle_gives_the_same_root_and_accepts_our_proofs():
    pymerkle = pytest.importorskip("pymerkle")
    chance = random.Random(1864)
    for size in (1, 2, 3, 8, 13, 100):
        entries = [chance.randbytes(40) for _ in range(size)]
        hashes = [merkle.leaf_hash(entry) for entry in entries]
        theirs = pymerkle.InmemoryTree(algorithm="sha256")
        for entry in entries:
            theirs.append_entry(entry)
        root = merkle.root(hashes)
        assert theirs.get_root() == root
        for index in range(size):
            said = theirs.prove_inclusion(index + 1, size).serialize()
            said["path"] = [one.hex() for one in [hashes[index], *merkle.inclusion_proof(hashes, index)]]
            ours = pymerkle.MerkleProof.deserialize(said)
            pymerkle.verify_inclusion(hashes[index], root, ours)
            with pytest.raises(pymerkle.InvalidProof):
                pymerkle.verify_inclusion(hashes[index], bytes(32), ours)
        for old in range(1, size + 1):
            proof = theirs.prove_consistency(old, size)
            pymerkle.verify_consistency(merkle.root(hashes[:old]), root, proof)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="left out: aics-tlog asks for Python 3.12")
def test_aics_tlog_accepts_a_copy_and_finds_a_changed_tile(copy, vkey):
    import aics_tlog as aics

    note = aics.parse_note((copy / "checkpoint").read_bytes())
    assert aics.verify_checkpoint(note, aics.parse_vkey(vkey)).log_ok
    head = checkpoints.read((copy / "checkpoint").read_bytes(), [VerifierKey.read(vkey)])
    aics.audit_tiles(aics.FileSystemTileReader(copy), head.size, head.root)
    for flip in flips(copy, 20, seed=1905, parts=("tile/0", "tile/1", "tile/entries")):
        with flip.done(copy), pytest.raises((aics.TileVerificationError, aics.TileMissingError)):
            aics.audit_tiles(aics.FileSystemTileReader(copy), head.size, head.root)
