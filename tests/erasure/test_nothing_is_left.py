"""
Every field that is kept for a time only gets words found nowhere else; when the time is over, they are found nowhere at all:
not in the database's files, its log, the members' files or the newest backup. The record still is what was signed.

Which fields those are is read from the data classes (`privacy.py` of each room), so that a new one is looked for as well.
"""

from __future__ import annotations

import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import models

from tests.stories.telling import mandate_for
from tests.walks.known import root_of
from tests.walks.place import Place, Template
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.models import Meeting, NoteBox, ProceduralMotion
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.actions import settling
from unionhall.bodies.models import Application, Declaration, Member, Organisation
from unionhall.conftest import Noon, holder
from unionhall.core.charters.presets import PRESETS
from unionhall.core.counting.stacks import Stack
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Ballot, Choice, Motion, PaperBallot, Pile, Roll
from unionhall.desk import deadlines
from unionhall.kit import clock, privacy, wiping
from unionhall.kit.actor import Actor
from unionhall.mandates.models import Mandate
from unionhall.people import actions as people
from unionhall.people.models import Account, Session
from unionhall.record import signer
from unionhall.record.models import Checkpoint, Entry, Hall
from unionhall.site import carrying
from unionhall.work import actions as work

FOR_A_TIME = {
    privacy.ACCOUNT,
    privacy.MEMBERSHIP,
    privacy.POLL,
    privacy.DAYS_4,
    privacy.DAYS_30,
    privacy.DAYS_90,
    privacy.ASKED,
    privacy.HOURS_72,
    privacy.SESSION,
    privacy.EVENING,
}
LONGEST = 95
"""Days after which all of that is over, and the database's files have been rewritten."""
HOLDS_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
RANDOM_ALREADY = (
    "Account.keyring",
    "Account.keyring_salt",
    "Claim.code_hash",
    "Invite.token_hash",
    "Person.key_hash",
    "Session.key_hash",
)
"""Fields that hold chance itself: what is in them is looked for as it is."""
ONE_OF_FEW = ("Ballot.choice", "PaperBallot.choice", "Pile.papers")
"""Fields that must hold one of a few words to be counted: nobody could tell whose it was; their rows are gone at the end."""


def fields_kept_for_a_time() -> Iterator[tuple[str, Any]]:
    """`"Model.field"` and the field of each that holds words for a time only; choices are not anybody's words."""
    for label, name, field in privacy.our_fields():
        _who, keep = privacy.of_room(label)[name]
        words = isinstance(field, HOLDS_WORDS) and not (field.choices or field.is_relation)
        if words and keep in FOR_A_TIME and name not in ONE_OF_FEW:
            yield name, field


@pytest.fixture
def place(transactional_db, noon: Noon) -> Iterator[Place]:
    """A server of this story's own, whose files can be read byte by byte."""
    template = Template()
    one = Place(template)
    one.enter()
    try:
        yield one
    finally:
        one.leave()
        template.close()


class Town:
    """A hall in which everything that is kept for a time has happened; `goes` are those who leave, with their accounts' keys."""

    def __init__(self) -> None:
        link = bodies.make_founding_link(base_url="")
        self.ana, _key = self._opened(link.rsplit("/", 2)[-2])
        self.hall = Hall.objects.get()
        self.bilal, _key = self._joined("Bilal", self.ana)
        self.chidi, self.key = self._joined("Chidi", self.ana, way="reserves", reservation="But.")
        self.account = Account.objects.order_by("pk").get(sign_in_name="chidi")
        self.tina = self._by_card()

    def _opened(self, token: str) -> tuple[Member, bytes]:
        who = holder("ana")
        made = bodies.open_hall(
            token=token,
            organisation="Bakery",
            kind="collective",
            name="Ana",
            holder=who,
            language="en",
            time_zone="UTC",
        )
        return made.member, who.wrap_key

    def _joined(self, name: str, inviter: Member, **how: str) -> tuple[Member, bytes]:
        made = bodies.make_invite(by=rules.actor_of(inviter), hint="for whom it is")
        who = holder(name.casefold())
        joined = bodies.accept_invite(token=made.token, holder=who, name=name, **{"way": "affirms", **how})
        return joined.member, who.wrap_key

    def _by_card(self) -> Member:
        card = bodies.type_in_card(
            by=rules.actor_of(self.ana),
            name="Tina",
            contact="at the oven",
            card_number="17",
            affirms=True,
            reservation="But.",
        )
        bodies.vouch_for(by=rules.actor_of(self.bilal), application=card)
        return Member.objects.get(name="Tina")

    def live_a_little(self) -> None:
        """What leaves something of somebody behind: a standing, a declaration, a mandate recalled, a vote, a note, a claim."""
        keeper = self.by(self.ana)
        self.decide(mandate_for(self.hall, "Ana", "bodies.keep_list"))
        self.decide(mandate_for(self.hall, "Chidi", "bodies.speak"))
        bodies.say_standing(by=keeper, member=self.chidi, good=True, reason="paid", since=clock.now().date())
        Declaration.objects.create(
            hall=self.hall, member=self.chidi, key="employer", says=True, on=clock.now().date()
        )
        recall = decisions.start_recall(
            by=self.by(self.bilal), mandate=Mandate.objects.get(member=self.chidi.pk), grounds="Because."
        )
        decisions.answer_recall(by=self.by(self.chidi), motion=recall, text="No.")
        bodies.pin_notice(
            by=self.by(self.chidi),
            title="Lost",
            text="A cap.",
            language="en",
            until=clock.now().date() + timedelta(days=3),
        )
        meeting = assemblies.call_meeting(
            by=self.by(self.ana),
            body=rules.assembly(self.hall.pk),
            begins_at=clock.now() + timedelta(days=2),
            place="The back room",
            link="https://meet.example/",
            access="Two steps.",
        )
        assemblies.propose_times(
            by=self.by(self.chidi),
            body=rules.assembly(self.hall.pk),
            times=[clock.now() + timedelta(days=days) for days in (9, 10)],
            about="The oven",
        )
        assemblies.say_coming(by=self.by(self.chidi), meeting=meeting, yes=True, needs="A lift.")
        assemblies.add_thing(by=self.by(self.chidi), meeting=meeting, what="Soup", mine=True)
        rota = work.begin_rota(
            by=self.by(self.ana),
            body=rules.assembly(self.hall.pk),
            title="Cleaning",
            others=[self.chidi, self.bilal],
        )
        for turn in rota.turns.filter(member=self.chidi):
            work.say_cannot(by=self.by(self.chidi), turn=turn)
            work.ask_swap(
                by=self.by(self.ana), turn=rota.turns.get(number=3), for_turn=rota.turns.get(number=2)
            )
        Meeting.objects.filter(pk=meeting.pk).update(begins_at=clock.now(), convened_at=clock.now())
        assemblies.check_in(by=self.by(self.ana), meeting=meeting)
        for one in (self.bilal, self.chidi, self.tina):
            assemblies.tick_in(by=self.by(self.ana), meeting=meeting, member=one)
        meeting = assemblies.open_meeting(by=self.by(self.ana), meeting=meeting)
        assemblies.say_of_oneself(by=self.by(self.chidi), meeting=meeting, side="a", seldom=True)
        assemblies.raise_hand(by=self.by(self.chidi), meeting=meeting)
        item = assemblies.put_item(by=self.by(self.ana), meeting=meeting, title="How work is", kind="round")
        NoteBox.objects.create(hall=self.hall, item=item, notes=["The oven smokes."])
        assemblies.ask_temperature(by=self.by(self.ana), meeting=meeting, words="Do we walk out?")
        ProceduralMotion.objects.create(
            hall=self.hall,
            meeting=meeting,
            move="recess",
            minutes=5,
            by=self.chidi,
            seconded_by=self.chidi,
            at=clock.now(),
        )
        bodies.make_invite(by=self.by(self.ana), hint="my cousin")
        people.make_claim(person=self.tina.person, hall=self.hall, purpose="claim")
        Session.objects.create(
            key_hash=secrets.token_hex(32),
            account=self.account,
            data=b"sealed",
            begun_on=clock.now().date(),
            expires_at=clock.now() + timedelta(hours=12),
        )
        card = bodies.type_in_card(by=self.by(self.chidi), name="Nobody", contact="?", card_number="18")
        bodies.take_card_back(by=self.by(self.chidi), application=card)
        self.nobody_answers()
        Application.objects.update(words="please", reservation="But.")
        self.vote_on_paper()
        self.choose_on_paper()
        self.vote_with_reasons()

    def nobody_answers(self) -> None:
        """An application and a letter at the door, and a paper card, for which nobody has a word."""
        Organisation.objects.update(public=True)
        door = Organisation.objects.get()
        bodies.apply(organisation=door, name="Wanda", contact="at the gate", words="Please.")
        bodies.write_letter(
            organisation=door, way=Application.Way.HELP, name="Uwe", contact="?", words="Wages."
        )
        bodies.type_in_card(by=self.by(self.ana), name="Vera", contact="?", card_number="19")

    def vote_on_paper(self) -> None:
        """A vote by phone, with a second ballot of the same voter, and one on paper of who has no account."""
        poll = decisions.open_poll(by=self.by(self.ana), motion=self.put())
        for choice in ("yes", "no"):
            decisions.cast_ballot(by=self.by(self.chidi), poll=poll, choice=choice, client_id=uuid4())
        line = Roll.objects.get(poll=poll, member=self.tina)
        decisions.bring_paper(by=self.by(self.ana), poll=poll, line=line, choice="yes")

    def choose_on_paper(self) -> None:
        """A choice with a member among its options, whose papers one has typed in."""
        motion = decisions.put_choice(
            by=self.by(self.ana), body=rules.assembly(self.hall.pk), title="Who?", options="Chidi\nNobody"
        )
        for other in (self.bilal, self.chidi):
            if motion.status == "put":
                motion = decisions.second_motion(by=self.by(other), motion=motion)
        poll = decisions.open_poll(by=self.by(self.ana), motion=motion, method="paper")
        decisions.type_papers(by=self.by(self.ana), poll=poll, stack=Stack({"1,2": 2}), present=3)

    def vote_with_reasons(self) -> None:
        """A vote by consensus, with a reservation."""
        consensus = next(one for one in PRESETS.values() if one.key.startswith("consensus")).charter
        base = rules.charter(self.hall.pk, clock.now()).to_data()
        params = {"base": base, "document": consensus.to_data(), "in_days": 0}
        self.decide({"kind": "charter.change", "params": params})
        poll = decisions.open_poll(by=self.by(self.ana), motion=self.put())
        decisions.cast_ballot(
            by=self.by(self.chidi), poll=poll, choice="reservations", words="I wonder.", client_id=uuid4()
        )

    def by(self, member: Member) -> Actor:
        """Somebody who acts, with a second factor shown just now."""
        return Actor(self.hall.pk, member.person_id, member.pk, proved_at=clock.now())

    def put(self, *effects: Any) -> Motion:
        """A motion that two have seconded."""
        motion = decisions.put_motion(
            by=self.by(self.ana), body=rules.assembly(self.hall.pk), title="So be it", effects=list(effects)
        )
        for other in (self.bilal, self.chidi):
            if motion.status == "put":
                motion = decisions.second_motion(by=self.by(other), motion=motion)
        return motion

    def decide(self, *effects: Any) -> None:
        """A motion that carries by hands, counted by two."""
        poll = decisions.open_poll(by=self.by(self.ana), motion=self.put(*effects), method="hands")
        for teller in (self.ana, self.bilal):
            counted = {"yes": 4, "no": 0, "abstain": 0}
            decisions.type_figures(by=self.by(teller), poll=poll, figures=counted, present=4)
        decisions.close_poll(by=self.by(self.bilal), poll=poll)

    def everybody_goes(self) -> None:
        """All leave but two, whose own names stay, and close their accounts; their time runs out."""
        for member in (self.chidi, self.tina):
            bodies.leave_hall(by=self.by(member))
        people.close_account(account=self.account, wrap_key=self.key)


def plant(town: Town) -> dict[str, list[bytes]]:
    """Put words found nowhere else into each row of each such field; gives them by field. Those of who stays are left alone."""
    planted: dict[str, list[bytes]] = {}
    for name, field in fields_kept_for_a_time():
        for row in field.model._base_manager.all():
            if _stays(town, row):
                continue
            held = getattr(row, field.name)
            if held in ("", b"", None):
                continue  # nobody has written anything there
            if name in RANDOM_ALREADY:
                words = bytes(held) if isinstance(held, (bytes, memoryview)) else str(held).encode()
            else:
                words = _words(field)
                new: Any = words if isinstance(field, models.BinaryField) else words.decode()
                field.model._base_manager.filter(pk=row.pk).update(
                    **{field.name: [new] if isinstance(field, models.JSONField) else new}
                )
            planted.setdefault(name, []).append(words)
    return planted


def _words(field: Any) -> bytes:
    most = min(field.max_length or 40, 40)
    return ("w" + secrets.token_hex(20))[:most].encode()


def _stays(town: Town, row: models.Model) -> bool:
    """Whether a row is about somebody who does not leave."""
    stay = {town.ana.pk, town.bilal.pk}
    here = {town.ana.person_id, town.bilal.person_id}
    if isinstance(row, Account):
        return row.pk != town.account.pk
    return (
        (isinstance(row, Member) and row.pk in stay)
        or row.pk in here
        or (row._meta.model_name in {"affirmation", "standing"} and row.member_id in stay)
    )


def found(kept: bytes, planted: dict[str, list[bytes]]) -> list[str]:
    """The fields whose words are in `kept`, as they are or in hex, which is how PostgreSQL says bytes."""
    return sorted(
        name
        for name, words in planted.items()
        if any(one in kept or one.hex().encode() in kept for one in words)
    )


def unpacked(backup: Path, place: Place) -> bytes:
    """Everything in a backup, PostgreSQL's packed dump written out as SQL."""
    with tarfile.open(backup) as tar:
        held = {one.name: tar.extractfile(one).read() for one in tar if one.isfile()}  # type: ignore[union-attr]
    if "database.dump" in held:
        dump = place.folder / "database.dump"
        dump.write_bytes(held.pop("database.dump"))
        held["sql"] = subprocess.run(["pg_restore", "--file=-", dump], capture_output=True, check=True).stdout
    return b"\n".join(held.values())


def time_passes(noon: Noon, *, days: int) -> None:
    """Days go by, and the clock does each day what is due."""
    for _day in range(days):
        noon.forward(timedelta(days=1))
        deadlines.settle_all()


@pytest.fixture
def town(place: Place) -> Town:
    """A hall in which it has all happened."""
    one = Town()
    one.live_a_little()
    return one


def test_when_its_time_is_over_no_word_of_it_is_left(place, town, noon, tmp_path):
    planted = plant(town)
    assert set(planted) == {name for name, _field in fields_kept_for_a_time()}, (
        "a field nobody planted anything in"
    )
    assert found(place.bytes_kept(), planted) == sorted(planted), "the search would not find what is there"

    town.everybody_goes()
    time_passes(noon, days=LONGEST)

    assert found(place.bytes_kept(), planted) == []
    assert not any(rows.objects.exists() for rows in (Ballot, PaperBallot, Pile))
    assert Choice.objects.get().people == {}, "whose name was an option is still to be found"
    carrying.backup(tmp_path / "newest.tar.gz")
    assert found(unpacked(tmp_path / "newest.tar.gz", place), planted) == []
    the_record_is_what_was_signed(town.hall)


def the_record_is_what_was_signed(hall: Hall) -> None:
    """All of it is there, each head that was signed is its root, and it goes on."""
    leaves = [leaf.encode() for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    for head in Checkpoint.objects.all():
        assert root_of(leaves[: head.size]).hex() == head.root
    assert signer.checkpoint(hall).size == len(leaves)


def test_a_file_and_log_that_are_never_wiped_are_noticed(place, town, noon, monkeypatch):
    if not place.template.on_sqlite:
        pytest.skip("PostgreSQL's files are its own")
    for what in ("empty_write_ahead_log", "rewrite"):
        monkeypatch.setattr(wiping, what, lambda: True)
    planted = plant(town)

    town.everybody_goes()
    time_passes(noon, days=70)

    assert found(place.bytes_kept(), planted)


def test_what_nobody_ever_answers_would_be_noticed(place, town, noon, monkeypatch):
    monkeypatch.setattr(settling, "given_up", lambda _hall, _at: Application.objects.none())
    planted = plant(town)

    town.everybody_goes()
    time_passes(noon, days=LONGEST)

    left = found(place.bytes_kept(), planted)
    assert {"Application.name", "Application.contact", "Application.words"} <= set(left)
    assert {one.partition(".")[0] for one in left} == {"Application"}
