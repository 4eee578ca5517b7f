"""A copy carried away: it verifies anywhere, says no more than its reader may see, and one changed byte shows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from unionhall.core.log import canonical, checkpoints, merkle, notes, tiles
from unionhall.core.log.faults import NotProven
from unionhall.core.log.notes import SigningKey, VerifierKey
from unionhall.core.rulings import OutOfOrder
from unionhall.record import export as exports
from unionhall.record import proofs, signer
from unionhall.record.models import Entry, Opening
from unionhall.record.tests.log_cases import a_hall, seal
from unionhall.record.verify import Unusable, main_verify, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signers_folder(settings, tmp_path):
    settings.SIGNER_DIR = tmp_path / "signer"


@pytest.fixture
def hall():
    hall = a_hall()
    seal(hall, 300, body_every=7)
    return hall


@pytest.fixture
def copy(hall, tmp_path):
    exports.export(hall, tmp_path / "copy")
    return tmp_path / "copy"


def key_of(hall):
    return signer.verifier_key(hall)


def resigned(copy, hall, secret):
    """Write the tree of the copy's entries anew and sign it: what whoever holds key and server can do."""
    size = 300
    entries = [
        entry
        for bundle in tiles.bundles(size)
        for entry in tiles.read_bundle((copy / bundle.path).read_bytes(), bundle.width)
    ]
    levels = tiles.levels([merkle.leaf_hash(entry) for entry in entries])
    for tile in tiles.tiles(size):
        (copy / tile.path).write_bytes(tiles.tile_bytes(tile, levels))
    head = checkpoints.Checkpoint(hall.origin, size, merkle.root(levels[0]))
    (copy / "checkpoint").write_text(str(head.signed([secret])), "utf-8")


def test_a_copy_verifies(hall, copy):
    report = verify(copy, key=key_of(hall))

    assert report.good, report.said
    assert (report.size, report.origin, report.key_given) == (300, hall.origin, True)
    assert str(report.said[0]) == f"Good: 300 entries of {hall.origin}, 257 of them in words, all as signed."


def test_without_a_key_the_reader_is_told_to_compare_its_fingerprint(hall, copy):
    report = verify(copy)
    fingerprint = VerifierKey.read(key_of(hall)).fingerprint
    assert report.good
    assert str(report.said[-1]).endswith(f"Compare this with the key on paper: {fingerprint}")


def test_a_copy_holds_only_openings_that_its_reader_may_see(hall, copy, tmp_path):
    closed = Opening.objects.filter(hall=hall).exclude(audience="members")
    text = (copy / "openings.jsonl").read_text("utf-8")
    assert closed.count() == 43
    assert not [one for one in closed if one.content in text or bytes(one.salt).hex() in text]

    theirs = closed.first()
    exports.export(hall, tmp_path / "theirs", audiences={"members", theirs.audience})
    report = verify(tmp_path / "theirs", key=key_of(hall))
    assert report.good
    assert report.openings == 258


def test_what_was_erased_is_missing_from_the_copy_and_the_copy_verifies(hall, tmp_path):
    Opening.objects.filter(entry__hall=hall, entry__index__in=[3, 4, 299]).delete()
    exports.export(hall, tmp_path / "copy")
    assert verify(tmp_path / "copy", key=key_of(hall)).good


def test_a_hall_of_another_key_is_not_taken_for_ours(copy):
    other = str(SigningKey("hall.example/other", bytes(32)).verifier)
    report = verify(copy, key=other)
    assert not report.good
    assert report.file == "checkpoint"


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "vkey",
        "openings.jsonl",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
    ],
)
def test_a_missing_file_is_named(copy, path):
    (copy / path).unlink()
    report = verify(copy)
    assert not report.good
    assert report.file == path
    assert path in str(report.said[0])


def test_a_file_that_does_not_belong_is_named(copy):
    (copy / "tile/entries/002.p").mkdir()
    (copy / "tile/entries/002.p/1").write_bytes(b"")
    report = verify(copy)
    assert not report.good
    assert report.file == "tile/entries/002.p/1"


@pytest.mark.parametrize("index", [0, 1, 255, 256, 299])
def test_a_changed_entry_is_named(copy, index):
    path = copy / ("tile/entries/000" if index < 256 else "tile/entries/001.p/44")
    width = 256 if index < 256 else 44
    entries = tiles.read_bundle(path.read_bytes(), width)
    entries[index % 256] = entries[index % 256].replace(b"2026-05-01", b"2026-05-02")
    path.write_bytes(tiles.bundle_bytes(entries))

    report = verify(copy)

    assert not report.good
    assert report.index == index
    assert str(report.said[0]) == f"Entry {index} was changed."


@pytest.mark.parametrize("change", ["drop", "swap", "double", "insert", "cut"])
def test_entries_dropped_swapped_doubled_or_slipped_in_are_named(copy, change):
    path = copy / "tile/entries/001.p/44"
    entries = tiles.read_bundle(path.read_bytes(), 44)
    changed = {
        "drop": entries[:10] + entries[11:],
        "swap": [*entries[:10], entries[11], entries[10], *entries[12:]],
        "double": entries[:10] + entries[9:],
        "insert": [*entries[:10], b"{}", *entries[10:]],
        "cut": entries[:10],
    }[change]
    path.write_bytes(tiles.bundle_bytes(changed))
    report = verify(copy)
    assert not report.good
    assert report.index == 266


def test_a_changed_tile_is_named_and_not_the_entry(copy):
    path = copy / "tile/0/000"
    data = bytearray(path.read_bytes())
    data[5 * 32] ^= 1
    path.write_bytes(data)
    report = verify(copy)
    assert not report.good
    assert report.file == "tile/0/000"


@pytest.mark.parametrize("which", ["salt", "content", "index", "twice", "order"])
def test_a_changed_opening_is_named(copy, which):
    path = copy / "openings.jsonl"
    lines = path.read_bytes().split(b"\n")
    at = 0 if which == "index" else 20
    value = json.loads(lines[at])
    if which == "salt":
        value["salt"] = "00" * 32
    elif which == "content":
        value["content"] = value["content"].replace("motion.put", "motion.cut")
    elif which == "index":
        value["index"] = 0  # which only another body may read
    lines[at] = canonical.dumps(value)
    if which == "twice":
        lines.insert(at, lines[at])
    elif which == "order":
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
        value = json.loads(lines[at])
    path.write_bytes(b"\n".join(lines))

    report = verify(copy)

    assert not report.good
    assert (report.file, report.index) == ("openings.jsonl", value["index"])


def test_bytes_after_the_last_entry_or_a_cut_last_line_are_named(copy):
    bundle = copy / "tile/entries/001.p/44"
    bundle.write_bytes(bundle.read_bytes() + b"\0")
    report = verify(copy)
    assert not report.good
    assert str(report.said[0]) == "The file tile/entries/001.p/44 holds more than its entries."
    bundle.write_bytes(bundle.read_bytes()[:-1])

    openings = copy / "openings.jsonl"
    openings.write_bytes(openings.read_bytes()[:-1])
    report = verify(copy)
    assert not report.good
    assert str(report.said[0]) == "The file openings.jsonl is cut short."


def test_a_signed_entry_of_another_form_is_named(hall, copy, settings):
    """Whoever holds the key could sign seals that say more than a seal may."""
    path = copy / "tile/entries/001.p/44"
    entries = tiles.read_bundle(path.read_bytes(), 44)
    entries[3] = entries[3].replace(b'{"commit"', b'{"by":"ana","commit"')
    path.write_bytes(tiles.bundle_bytes(entries))
    resigned(copy, hall, SigningKey.read((settings.SIGNER_DIR / str(hall.pk) / "keys").read_text()))
    report = verify(copy, key=key_of(hall))
    assert not report.good
    assert str(report.said[0]) == "Entry 259 has not the form of an entry."
    assert report.index == 259


def test_a_checkpoint_of_another_hall_is_no_earlier_one_of_ours(hall, copy, tmp_path):
    other = a_hall()
    seal(other, 3)
    (tmp_path / "kept").write_text(signer.checkpoint(other).note, "utf-8")
    report = verify(copy, since=tmp_path / "kept", key=f"{key_of(hall)}\n{key_of(other)}")
    assert not report.good
    assert str(report.said[0]) == f"The earlier checkpoint is of another record, {other.origin}."


def test_a_rewritten_and_resigned_history_passes_alone_and_fails_against_an_earlier_checkpoint(
    hall, copy, signers_folder, settings, tmp_path
):
    kept = shutil.copy(copy / "checkpoint", tmp_path / "kept")
    path = copy / "tile/entries/000"
    entries = tiles.read_bundle(path.read_bytes(), 256)
    entries[4] = entries[4].replace(b"2026-05-01", b"2026-05-02")
    path.write_bytes(tiles.bundle_bytes(entries))
    lines = (copy / "openings.jsonl").read_bytes().split(b"\n")
    without = [line for line in lines if not line or json.loads(line)["index"] != 4]
    (copy / "openings.jsonl").write_bytes(b"\n".join(without))
    secret = (settings.SIGNER_DIR / str(hall.pk) / "keys").read_text()
    resigned(copy, hall, SigningKey.read(secret))

    assert verify(copy, key=key_of(hall)).good
    against = verify(copy, since=kept, key=key_of(hall))
    assert not against.good
    assert "the history was rewritten" in str(against.said[0])


def test_a_copy_continues_an_earlier_checkpoint(hall, copy, tmp_path):
    kept = shutil.copy(copy / "checkpoint", tmp_path / "kept")
    seal(hall, 17)
    exports.export(hall, tmp_path / "later")

    report = verify(tmp_path / "later", since=kept, key=key_of(hall))
    assert report.good
    assert str(report.said[0]).endswith("the first 300 as before.")

    back = verify(copy, since=tmp_path / "later" / "checkpoint", key=key_of(hall))
    assert not back.good
    assert "entries are missing" in str(back.said[0])


def test_an_earlier_checkpoint_that_nobody_signed_proves_nothing(hall, copy, tmp_path):
    note = notes.read((copy / "checkpoint").read_bytes())
    (tmp_path / "kept").write_text(
        str(notes.Note(note.text, (notes.Signature("x", bytes(4), bytes(64)),))), "utf-8"
    )
    report = verify(copy, since=tmp_path / "kept", key=key_of(hall))
    assert not report.good
    assert str(report.said[0]) == "--since: No known key has signed this note."


def test_the_exit_codes_and_the_json(hall, copy, capsys, tmp_path):
    assert main_verify(str(copy), key=key_of(hall), as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["good"], said["size"], said["openings"], said["entry"]) == (True, 300, 257, None)

    (copy / "tile/0/000").unlink()
    assert main_verify(str(copy)) == 1
    assert capsys.readouterr().out.startswith("The file tile/0/000 is missing.")

    assert main_verify(str(tmp_path / "nowhere")) == 2
    assert main_verify(str(copy), key="not a key") == 2
    assert main_verify(str(copy), since=str(tmp_path / "nowhere")) == 2
    with pytest.raises(Unusable):
        verify(copy, key="")


def test_verifying_needs_no_hall_and_no_settings(copy):
    code = (
        "import sys; from unionhall.record.verify import main_verify; code = main_verify(sys.argv[1]);"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']; sys.exit(code)"
    )
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}
    run = subprocess.run([sys.executable, "-c", code, str(copy)], env=clean, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_copy_is_never_mixed_into_another_folder(hall, copy):
    with pytest.raises(OutOfOrder, match="is not empty"):
        exports.export(hall, copy)


def test_progress_is_told_and_can_stop_the_work(hall, tmp_path):
    told = []
    exports.export(hall, tmp_path / "all", tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (557, 557)
    with pytest.raises(exports.Stopped):
        exports.export(hall, tmp_path / "stopped", tell=lambda done, total: False)
    assert not verify(tmp_path / "stopped").good


def test_the_record_of_a_hall_where_nothing_happened_yet_verifies(tmp_path):
    empty = a_hall()
    exports.export(empty, tmp_path / "copy")
    assert verify(tmp_path / "copy").good


@pytest.mark.parametrize("index", [0, 8, 255, 256, 299])
def test_one_act_is_proven_by_its_own_file(hall, index):
    entry = Entry.objects.get(hall=hall, index=index)
    proven = proofs.check_proof(proofs.proof_for(entry), key_of(hall))
    assert (proven.index, proven.origin, proven.content["facts"]) == (index, hall.origin, {"n": index})


def test_a_proof_whose_words_were_changed_proves_nothing(hall):
    entry = Entry.objects.get(hall=hall, index=8)
    Opening.objects.filter(entry=entry).update(content='{"kind":"motion.cut"}')
    with pytest.raises(NotProven):
        proofs.check_proof(proofs.proof_for(entry), key_of(hall))


def test_an_erased_entry_still_has_a_proof_but_no_document(hall):
    entry = Entry.objects.get(hall=hall, index=8)
    Opening.objects.filter(entry=entry).delete()
    with pytest.raises(NotProven, match="does not carry what the entry says"):
        proofs.check_proof(proofs.proof_for(entry), key_of(hall))
    with pytest.raises(OutOfOrder, match="was erased"):
        proofs.signed_document(entry)


def test_a_signed_document_is_read_in_another_hall(hall):
    document = proofs.signed_document(Entry.objects.get(hall=hall, index=8))

    assert proofs.read_signed_document(document, key_of(hall)).content["facts"] == {"n": 8}
    stranger = proofs.read_signed_document(document)
    assert str(stranger.key) == key_of(hall)
    with pytest.raises(NotProven, match="another key"):
        proofs.read_signed_document(document, str(SigningKey(hall.origin, bytes(32)).verifier))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"n\\":8', '"n\\":9'),
        ('"index": 8', '"index": 9'),
        ('"day": "2026-05-01"', '"day": "2026-05-02"'),
        ("hall.example", "hell.example"),
    ],
)
def test_a_changed_document_is_refused(hall, old, new):
    document = proofs.signed_document(Entry.objects.get(hall=hall, index=8))
    assert old in document
    with pytest.raises(NotProven):
        proofs.read_signed_document(document.replace(old, new))
