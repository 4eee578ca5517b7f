"""The demo hall: seven months told through the house's own actions, all of it in the past, in a record that verifies."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db.models import Count
from django.test import Client

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Ballot, Motion, Outcome, Poll
from unionhall.kit import clock
from unionhall.mandates.models import Ending, Mandate
from unionhall.people import keyring, sealing
from unionhall.people.models import Account
from unionhall.record.export import export
from unionhall.record.models import Hall, Head, Opening
from unionhall.record.verify import verify
from unionhall.site.demo import building, story
from unionhall.site.demo.cast import SPEAKING
from unionhall.site.demo.telling import OffTheStory, StoryClock, in_place_of_the_clock

# The demo is always on SQLite, in a folder of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch):
    """Argon2 at its least: what takes long on purpose says nothing here."""
    monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 1)
    monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64)


def quiet(done: int, of: int | None) -> None:
    """Nobody watches."""


def test_the_whole_story(tmp_path):
    before = clock.now()
    told = []
    lines = building.build(lambda done, of: told.append((done, of)))
    hall = Hall.objects.get()

    # Nothing lies in the future, and the real clock is back.
    assert clock.now() >= before
    assert Head.objects.get(hall=hall).last_at <= before
    assert not Opening.objects.filter(at__gt=before).exists()
    assert told[-1] == (len(story.CHAPTERS), len(story.CHAPTERS))

    # Who is there.
    inside = Member.objects.filter(hall=hall, left_on=None)
    assert inside.count() == 60
    assert inside.filter(person__key_hash="").count() == 14
    assert (
        Member.objects.filter(hall=hall, left_on__isnull=False, name="").count() == 1
    )  # erased, 30 days after

    # What was decided, and what is on.
    outcomes = dict(Poll.objects.filter(judges=None).values_list("outcome").annotate(Count("pk")))
    assert (
        outcomes[Outcome.CARRIED] >= 12 and outcomes[Outcome.LOST] == 2 and outcomes[Outcome.NOT_QUORATE] == 1
    )
    assert not Motion.objects.filter(effects__state="refused").exists()
    now_open = Poll.objects.open_at(clock.now()).get()
    assert 0 < now_open.ballots.count() < now_open.electorate
    assert Motion.objects.filter(status="put").count() == 1
    assert {one.ending for one in Mandate.objects.all()} == {Ending.RECALLED, Ending.RAN_OUT, ""}
    assert Mandate.objects.live(clock.now()).count() == 2

    # Ballots and votes agree, and what the printed people may still do is left to whoever looks round as them.
    printed = {name for name, _sign_in, _about in SPEAKING}
    voted = Ballot.objects.filter(poll=now_open).values_list("roll__member__name", flat=True)
    assert printed.isdisjoint(voted)

    copy = tmp_path / "copy"
    export(hall, copy)
    report = verify(copy)
    assert report.good, report.sentence
    (bundle,) = [path for path in copy.rglob("*") if path.is_file() and "entries" in path.parts][:1]
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    assert not verify(copy).good

    assert_they_can_sign_in(lines, hall)


def assert_they_can_sign_in(lines, hall):
    """Each printed name and passphrase opens the account, and the account is the member it is said to be."""
    text = "\n".join(lines)
    for name, sign_in, _about in SPEAKING:
        (phrase,) = [line.split()[1] for line in lines if line.startswith(f"{sign_in} ")]
        account = Account.objects.get(sign_in_name=sign_in)
        assert account.check_password(phrase)
        wrap_key = sealing.key_from_passphrase(phrase, bytes(account.keyring_salt))
        (key,) = keyring.unpack(account, wrap_key)
        assert Member.objects.get(person_id=key.person_id, hall=hall).name == name
    lucia = Account.objects.get(sign_in_name="lucia")
    kinds = set(Authenticator.objects.filter(user=lucia).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"} and "Authenticator app key" in text

    client = Client()
    client.force_login(account := Account.objects.get(sign_in_name="ruth"))
    (phrase,) = [line.split()[1] for line in lines if line.startswith("ruth ")]
    session = client.session
    wrap_key = sealing.key_from_passphrase(phrase, bytes(account.keyring_salt))
    session["keyring"] = [str(account.pk), base64.b64encode(wrap_key).decode()]
    session.save()
    page = client.get(f"/h/{hall.slug}/")
    assert page.status_code == 200 and "Nobody works alone after ten at night" in page.content.decode()


def test_the_same_seed_tells_the_same_story():
    building.build(quiet, seed=7, chapters=2)
    once = _what_happened()
    call_command("flush", interactive=False, verbosity=0)
    building.build(quiet, seed=7, chapters=2)
    again = _what_happened()
    call_command("flush", interactive=False, verbosity=0)
    building.build(quiet, seed=8, chapters=2)

    assert again == once
    assert _what_happened() != once


def _what_happened() -> list[list[object]]:
    kinds = Opening.objects.order_by("entry__index").values_list("kind", flat=True)
    ballots = Ballot.objects.order_by("poll__opened_at", "roll__member__name")
    joined = Member.objects.order_by("joined_on", "name").values_list("name", "joined_on")
    return [list(kinds), list(ballots.values_list("roll__member__name", "choice")), list(joined)]


def test_it_is_not_built_where_there_is_a_hall(bakery):
    with pytest.raises(OutOfOrder):
        building.build(quiet)


def test_the_real_clock_is_back_after_a_mishap():
    real = clock.now
    told = StoryClock(real(), 10)

    with pytest.raises(OffTheStory), in_place_of_the_clock(told):
        assert clock.now() == told.at
        told.move(told.ago(days=-1))

    assert clock.now is real
