"""Each act is signed once it is committed, and stands whether or not it could be."""

from __future__ import annotations

import pytest

from unionhall.core.log import leaves
from unionhall.kit.actor import Actor
from unionhall.record import proofs, signer
from unionhall.record.book import action, write
from unionhall.record.export import export
from unionhall.record.models import Checkpoint, Entry, Opening
from unionhall.record.tests.log_cases import a_hall
from unionhall.record.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def signers_folder(settings, tmp_path):
    settings.SIGNER_DIR = tmp_path / "signer"


@pytest.fixture
def hall():
    return a_hall()


@action
def carry_away(*, by, hall, size, at, and_then=None):
    entry = write("record.exported", by=by, at=at, about=hall, size=size)
    if and_then:
        and_then()
    return entry


def test_an_act_is_signed_when_it_is_committed_and_not_before(hall):
    seen = []
    carry_away(
        by=Actor.the_clock(hall.pk),
        hall=hall,
        size=3,
        and_then=lambda: seen.append(Checkpoint.objects.count()),
    )
    assert seen == [0]
    assert [one.size for one in Checkpoint.objects.filter(hall=hall)] == [1]


def test_an_act_that_was_not_committed_is_not_signed(hall):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=3, and_then=fail)
    assert not Checkpoint.objects.exists()
    carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=3)
    assert Checkpoint.objects.get().size == 1


def test_an_act_stands_when_the_signer_cannot_and_the_next_one_catches_up(hall, settings, tmp_path, caplog):
    carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=0)
    good = settings.SIGNER_DIR
    settings.SIGNER_DIR = tmp_path / "file"
    (tmp_path / "file").write_text("a file where a folder should be")

    carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=1)

    assert "could not sign" in caplog.text
    assert Entry.objects.filter(hall=hall).count() == 2
    settings.SIGNER_DIR = good
    carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=2)
    assert [one.size for one in Checkpoint.objects.filter(hall=hall)] == [3, 1]


def test_what_book_seals_opens_and_carries_away(hall, tmp_path):
    for size in range(5):
        carry_away(by=Actor.the_clock(hall.pk), hall=hall, size=size)
    opening = Opening.objects.get(entry__hall=hall, entry__index=3)
    leaf = leaves.read(opening.entry.leaf)
    assert leaf.is_opened_by(bytes(opening.salt), opening.content.encode())

    export(hall, tmp_path / "copy")
    report = verify(tmp_path / "copy", key=signer.verifier_key(hall))
    assert (report.good, report.size, report.openings) == (True, 5, 5)
    proven = proofs.check_proof(proofs.proof_for(opening.entry), signer.verifier_key(hall))
    assert (proven.content["kind"], proven.content["facts"]) == ("record.exported", {"size": 3})
