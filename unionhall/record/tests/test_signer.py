"""The signer: it signs what continues, and nothing else, until a person reconciles."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import random
import stat
import threading

import pytest
from django.db import connection

from unionhall.core.log import checkpoints, merkle
from unionhall.core.log.notes import VerifierKey
from unionhall.record import signer
from unionhall.record.keeper import Behind, Keeper, SignerRefuses
from unionhall.record.models import Checkpoint, Entry, Opening
from unionhall.record.tests.log_cases import a_hall, seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signers_folder(settings, tmp_path):
    settings.SIGNER_DIR = tmp_path / "signer"
    signer._edges.clear()
    return settings.SIGNER_DIR


@pytest.fixture
def hall():
    return a_hall()


def in_a_new_process():
    """Forget what a running server remembers."""
    signer._edges.clear()


def tear_out(entries):
    """Delete rows behind the application's back, openings first."""
    Opening.objects.filter(entry_id__in=list(entries.values_list("pk", flat=True)))._raw_delete("default")
    entries._raw_delete("default")


def unseal(hall, size):
    """What a restored backup looks like: the last entries and their checkpoints are gone."""
    tear_out(Entry.objects.filter(hall=hall, index__gte=size))
    Checkpoint.objects.filter(hall=hall, size__gt=size).delete()


def test_a_checkpoint_signs_the_root_of_all_entries(hall):
    seal(hall, 7)

    signed = signer.checkpoint(hall)

    head = checkpoints.read(signed.note, signer.verifier_keys(hall))
    assert (head.origin, head.size, head.root.hex()) == (hall.origin, 7, signed.root)
    assert head.root == merkle.root(signer.leaf_hashes(hall, 0, 7))


@pytest.mark.parametrize("forgets", [True, False])
def test_each_checkpoint_continues_the_one_before(hall, forgets):
    for more in (1, 2, 3, 1, 8, 250, 1):
        seal(hall, more)
        if forgets:
            in_a_new_process()
        signed = signer.checkpoint(hall)
        assert bytes.fromhex(signed.root) == merkle.root(signer.leaf_hashes(hall, 0, signed.size))
    assert signed.size == 266
    assert Checkpoint.objects.filter(hall=hall).count() == 7


def test_asked_twice_it_gives_the_same_checkpoint(hall):
    seal(hall, 3)
    assert signer.checkpoint(hall).pk == signer.checkpoint(hall).pk


def test_after_the_first_time_only_what_was_added_is_read(hall, django_assert_max_num_queries):
    seal(hall, 600)
    signer.checkpoint(hall)
    seal(hall, 1)
    with django_assert_max_num_queries(12) as run:
        signer.checkpoint(hall)
    assert not any(
        "600" in query["sql"].split("LIMIT")[-1] for query in run.captured_queries if "LIMIT" in query["sql"]
    )


def test_the_files_are_for_the_server_alone_and_outside_the_database(hall, signers_folder):
    seal(hall, 2)
    signer.checkpoint(hall)
    folder = signers_folder / str(hall.pk)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    secret = (folder / "keys").read_text().split("+", 4)[4].strip()  # base64 may hold a plus itself
    assert not [
        model
        for model in (Checkpoint, Entry, Opening)
        if any(secret in str(row) for row in model.objects.values_list())
    ]


def test_after_a_restore_nothing_is_signed_until_a_person_reconciles(hall):
    seal(hall, 10)
    signer.checkpoint(hall)
    unseal(hall, 6)
    Checkpoint.objects.create(hall=hall, size=6, root="0" * 64, note="from the backup", day="2026-05-01")

    with pytest.raises(Behind) as refusal:
        signer.checkpoint(hall)
    assert str(refusal.value) == "10 entries were signed and only 6 are here. Was a backup restored?"
    assert signer.reconcile(hall) == 4
    assert signer.checkpoint(hall).size == 6
    [gap] = signer.keeper_of(hall.pk).gaps()
    assert (gap["from"]["size"], gap["to"]["size"]) == (10, 6)


def test_a_restored_record_that_has_grown_past_the_old_head_is_refused_too(hall):
    seal(hall, 10)
    signer.checkpoint(hall)
    unseal(hall, 6)
    seal(hall, 8)

    with pytest.raises(SignerRefuses, match="no longer begins with the 10 entries"):
        signer.checkpoint(hall)
    in_a_new_process()
    with pytest.raises(SignerRefuses, match="no longer begins with the 10 entries"):
        signer.checkpoint(hall)


def test_a_changed_entry_is_never_signed(hall):
    seal(hall, 10)
    signer.checkpoint(hall)
    entry = Entry.objects.get(hall=hall, index=3)
    Entry.objects.filter(pk=entry.pk).update(leaf=entry.leaf.replace("2026-05-01", "2026-05-02"))
    in_a_new_process()
    seal(hall, 1)
    with pytest.raises(SignerRefuses):
        signer.checkpoint(hall)


def test_a_missing_entry_is_named(hall):
    seal(hall, 10)
    tear_out(Entry.objects.filter(hall=hall, index=3))
    with pytest.raises(SignerRefuses, match="Entry 3 of the record is missing"):
        signer.checkpoint(hall)


def test_erasing_what_entries_say_changes_nothing_that_is_signed(hall):
    seal(hall, 10)
    before = signer.checkpoint(hall)
    Opening.objects.filter(entry__hall=hall).delete()
    in_a_new_process()
    assert signer.checkpoint(hall).root == before.root


def test_a_server_without_the_key_does_not_quietly_make_another(hall, signers_folder):
    seal(hall, 3)
    signer.checkpoint(hall)
    for file in (signers_folder / str(hall.pk)).iterdir():
        file.unlink()

    with pytest.raises(SignerRefuses, match="does not hold the key"):
        signer.checkpoint(hall)
    signer.reconcile(hall)
    assert signer.checkpoint(hall).size == 3


def test_a_lost_head_beside_a_kept_key_is_refused(hall, signers_folder):
    seal(hall, 3)
    signer.checkpoint(hall)
    (signers_folder / str(hall.pk) / "head.json").unlink()
    with pytest.raises(SignerRefuses, match="missing or spoilt"):
        signer.checkpoint(hall)
    signer.reconcile(hall)
    assert signer.checkpoint(hall).size == 3


def test_reconciling_is_no_way_round_a_signer_that_agrees(hall):
    seal(hall, 3)
    signer.checkpoint(hall)
    with pytest.raises(SignerRefuses, match="nothing to reconcile"):
        signer.reconcile(hall)


def test_during_a_change_of_keys_both_sign_and_afterwards_the_new_one(hall):
    seal(hall, 3)
    old = VerifierKey.read(signer.verifier_key(hall))
    signer.checkpoint(hall)
    new = signer.keeper_of(hall.pk).add_key()

    overlap = signer.checkpoint(hall)  # nothing was added, but the new key has not signed yet
    assert checkpoints.read(overlap.note, [old]) == checkpoints.read(overlap.note, [new])
    assert Checkpoint.objects.filter(hall=hall, size=3).count() == 1

    signer.keeper_of(hall.pk).retire_keys()
    seal(hall, 1)
    after = signer.checkpoint(hall)
    assert checkpoints.read(after.note, [new]).size == 4
    with pytest.raises(Exception, match="No known key has signed"):
        checkpoints.read(after.note, [old])


def test_a_checkpoint_signed_but_not_kept_before_a_power_cut_is_kept_afterwards(hall):
    seal(hall, 3)
    signed = signer.checkpoint(hall)
    Checkpoint.objects.all().delete()
    assert signer.checkpoint(hall).note == signed.note


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_all_that_is_signed_is_one_history(hall, seed):
    """Acts, erasures, restarts, restored backups and changed rows, in an order that chance chooses."""
    chance = random.Random(seed)
    signed: list[tuple[int, bytes]] = [(0, merkle.EMPTY_ROOT)]
    refused = 0
    for _step in range(40):
        size = signer.size_of(hall)
        what = chance.choice(["act", "act", "act", "restart", "erase", "restore", "change"])
        if what == "act":
            seal(hall, chance.randrange(1, 5))
        elif what == "restart":
            in_a_new_process()
        elif what == "erase" and size:
            Opening.objects.filter(entry__hall=hall, entry__index=chance.randrange(size)).delete()
        elif what == "restore" and size > 3 and chance.random() < 0.5:
            unseal(hall, size - chance.randrange(1, 3))
        elif what == "change" and size and chance.random() < 0.3:
            entry = Entry.objects.get(hall=hall, index=chance.randrange(size))
            Entry.objects.filter(pk=entry.pk).update(leaf=entry.leaf.replace("05-01", "05-02"))
            in_a_new_process()  # a running server would go on signing the true history, which is as good

        hashes = signer.leaf_hashes(hall, 0, signer.size_of(hall))
        last, last_root = signed[-1]
        continues = last <= len(hashes) and merkle.root(hashes[:last]) == last_root
        try:
            made = signer.checkpoint(hall)
        except SignerRefuses:
            assert not continues
            refused += 1
            signer.reconcile(hall)
            signed = [(len(hashes), merkle.root(hashes))]
        else:
            assert continues
            assert (made.size, bytes.fromhex(made.root)) == (len(hashes), merkle.root(hashes))
            signed.append((made.size, bytes.fromhex(made.root)))
        for size, root in signed:
            assert merkle.root(hashes[:size]) == root
    assert refused == len(signer.keeper_of(hall.pk).gaps())
    assert refused


def _race(folder, origin, start, number, results):
    keeper = Keeper(folder)
    leaves = [merkle.leaf_hash(bytes([number, n])) for n in range(40)]
    start.wait()
    for size in range(1, 41):
        proof = merkle.consistency_proof(leaves[:size], size - 1)
        try:
            keeper.sign(origin, size, merkle.root(leaves[:size]), proof)
        except SignerRefuses:
            break
        results.put((number, size, merkle.root(leaves[:size])))


def test_two_processes_cannot_fork_the_history(tmp_path):
    """Each process pushes a history of its own; whatever was signed must be one history."""
    folder = tmp_path / "one"
    Keeper(folder).make_key("hall.example/race")
    context = multiprocessing.get_context("fork")
    start, results = context.Event(), context.Queue()
    runners = [
        context.Process(target=_race, args=(folder, "hall.example/race", start, number, results))
        for number in (1, 2)
    ]
    for one in runners:
        one.start()
    start.set()
    signed = []
    while any(one.is_alive() for one in runners) or not results.empty():
        with contextlib.suppress(queue.Empty):
            signed.append(results.get(timeout=0.2))
    assert len({number for number, _size, _root in signed}) == 1
    assert sorted(size for _number, size, _root in signed) == list(range(1, len(signed) + 1))


@pytest.mark.django_db(transaction=True)
def test_threads_signing_at_once_agree(hall):
    seal(hall, 5)
    found, barrier = [], threading.Barrier(4)

    def run():
        barrier.wait()
        found.append(signer.checkpoint(hall).root)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
