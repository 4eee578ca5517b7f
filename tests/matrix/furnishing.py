"""One of each thing that has an address of its own, made by real acts, so that every address can be asked for in earnest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.matrix.places import SECRET, Clock, Place, decide, seconded, voted
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies import rules as assembly_rules
from unionhall.assemblies.models import HeldRole, Meeting, Presence, ProceduralMotion
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.models import Affiliation, Application, Body, Office, Organisation
from unionhall.conftest import proved
from unionhall.core.charters import Independence
from unionhall.core.delegation import digest
from unionhall.core.petitions import Petition
from unionhall.core.procedure import Procedure
from unionhall.core.recall import RecallRule
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Lot, Poll
from unionhall.decisions.rules import lines_on_paper
from unionhall.decisions.stripping import stripped
from unionhall.delegates import actions as delegates
from unionhall.delegates.models import Delegate, Delegation, Point
from unionhall.kit import clock as kit_clock
from unionhall.mandates.models import Mandate
from unionhall.record import signer
from unionhall.work import actions as work


def furnish(clock: Clock, place: Place, holder: Any, first: Any, second: Any, others: Place) -> None:
    """
    Furnish a hall. `holder`: who holds the live mandate there, and all that is somebody's own. `first`, `second`: members
    who are in no role, and have what is nobody's own. `others`: the hall to be affiliated with.
    """
    _lots(place)
    _decided(clock, place, holder, others)
    place.things.committee_motion = _decided_by_two(place, first, second)
    _doors(place, holder, first)
    _members(clock, place, holder, first, second)
    _motions(place, holder, first)
    _polls(place, first, second)
    _meetings(place, holder, first)
    _rotas(place, holder, first, second)
    _delegation(place, holder)


def _decided(clock: Clock, place: Place, holder: Any, others: Place) -> None:
    things = place.things
    things.holder = holder
    things.mandate = Mandate.objects.filter(member=holder.pk).latest("since")
    things.motion_carried = decide(
        place,
        "body.make",
        kind="section",
        name=f"{place.word}schicht",
        purpose="",
        headcount=40,
        members=[str(holder.pk)],
    )
    things.section = Body.objects.get(hall=place.hall, kind="section")
    of_three = {"kind": "section", "name": f"{place.word}kreis", "purpose": "", "headcount": 3}
    with_two = [str(one.pk) for one in place.voters if one.pk != holder.pk][:2]
    decide(place, "body.make", **of_three, members=[str(holder.pk), *with_two])
    things.circle = Body.objects.get(hall=place.hall, name=of_three["name"])
    decide(place, "principles.adopt", text=f"{place.word}grundsatz", language="en")
    decide(
        place,
        "office.make",
        name=f"{place.word}kasse",
        purpose=f"{place.word}amt",
        powers={"bodies.speak": {}},
        term_days=60,
    )
    things.office = Office.objects.get(hall=place.hall, name=f"{place.word}kasse")
    now = rules.charter(place.hall.pk, clock.at)
    asked = Independence(declarations=("I am no manager.",))
    names = RecallRule(petition=Petition(3))
    new = replace(
        now,
        options=replace(now.options, proxies=1, procedure=Procedure.IWW),
        independence=asked,
        recall=names,
    )
    decide(place, "charter.change", base=now.to_data(), document=new.to_data(), in_days=0)
    key = signer.verifier_key(others.hall)
    decide(place, "affiliation.agree", name=f"{place.word}bund", vkey=key, ours_is_wider=place.word == "Quux")
    things.affiliation = Affiliation.objects.get(hall=place.hall)
    if place.word == "Zwirbel":
        decide(place, "organisation.go_public", name="Zwirbelbäckerei", front="Zwirbeltür")
    things.organisation = Organisation.objects.get(hall=place.hall)


def call_lots(place: Place, holder: Any) -> None:
    """Four committees to be drawn by lot from those willing; for three of them one may come forward for a day."""
    place.things.lots = []
    for number, days in enumerate((1, 1, 1, 60)):
        decide(
            place,
            "body.draw",
            name=f"{place.word}los {number}",
            purpose="Backen",
            size=1,
            days=days,
            source=f"{place.word}würfel",
            until=(kit_clock.now() + timedelta(days=50)).date().isoformat(),
        )
        lot = Lot.objects.get(hall=place.hall, name=f"{place.word}los {number}")
        if days == 1:
            decisions.be_willing(by=rules.actor_of(holder), lot=lot, willing=True)
        place.things.lots.append(lot)


def _lots(place: Place) -> None:
    """A day later: one is drawn, one read by two, one has its pool closed, one is still open."""
    things = place.things
    by, other = rules.actor_of(place.voters[0]), rules.actor_of(place.voters[1])
    things.lot_drawn, things.lot_read, things.lot_closed, things.lot = things.lots
    for lot in things.lots[:3]:
        decisions.close_pool(by=by, lot=lot)
    for lot in things.lots[:2]:
        decisions.read_seed(by=by, lot=lot, seed="4 2 6")
        decisions.read_seed(by=other, lot=lot, seed="4 2 6")
    decisions.draw_lot(by=by, lot=things.lot_drawn)


def _doors(place: Place, holder: Any, first: Any) -> None:
    things, word = place.things, place.word
    own, by = rules.actor_of(holder), rules.actor_of(first)
    things.invite = bodies.make_invite(by=by, hint=f"{word}hinweis").invite
    things.own_invite = bodies.make_invite(by=own, hint=f"{word}hinweis").invite
    things.card = bodies.type_in_card(by=by, name=f"Karla {word}", contact=f"karla@{SECRET}.example")
    things.own_card = bodies.type_in_card(by=own, name=f"Kuno {word}", contact=f"kuno@{SECRET}.example")
    if things.organisation.public:
        things.application = bodies.apply(
            organisation=things.organisation,
            name=f"Berta {word}",
            contact=f"berta@{SECRET}.example",
            words=f"{word}bitte",
        )
        things.letter, things.old_letter = (
            bodies.write_letter(
                organisation=things.organisation,
                way=Application.Way.HELP,
                name=f"{name} {word}",
                contact=f"hilde@{SECRET}.example",
                words=f"{word}hilfe",
            )
            for name in ("Hilde", "Hanno")
        )
        bodies.answer_letter(by=proved(own), application=things.old_letter)


def _members(clock: Clock, place: Place, holder: Any, first: Any, second: Any) -> None:
    things, word = place.things, place.word
    own, by = rules.actor_of(holder), rules.actor_of(first)
    things.first, things.second = first, second
    until = clock.at.date() + timedelta(days=20)
    things.own_notice = bodies.pin_notice(
        by=own, title=f"{word}zettel", text=f"{word}text", language="en", until=until
    )
    things.letting = bodies.ask_back_in(by=by, member=second)
    things.household = bodies.settle_household(by=proved(own), label=f"{word}hof", members=[first, second])
    things.own_proxy = bodies.give_proxy(
        by=rules.actor_of(second), body=place.assembly, holder=holder, until=clock.at + timedelta(days=9)
    )


def _motions(place: Place, holder: Any, first: Any) -> None:
    things, word = place.things, place.word
    own, by = rules.actor_of(holder), rules.actor_of(first)
    things.motion = decisions.put_motion(by=by, body=place.assembly, title=f"{word}frage", text=f"{word}text")
    things.own_motion = decisions.put_motion(
        by=own, body=place.assembly, title=f"{word}sache", text=f"{word}text"
    )
    things.amendment = decisions.put_amendment(by=by, motion=things.own_motion, title=f"{word}sache, besser")
    things.debated, things.apart = _amended(place, f"{word}streit")
    bundled, parts = _amended(place, f"{word}einig")
    things.bloc = decisions.put_together(by=by, motion=bundled, amendments=[str(one.pk) for one in parts])
    things.in_bloc = parts[0]
    things.question = decisions.ask_question(by=by, motion=things.motion, text=f"{word}warum?")
    things.paper = decisions.lay_paper(
        by=by, motion=things.motion, name=f"{word}.txt", file=stripped(word.encode())
    )
    things.own_paper = decisions.lay_paper(
        by=own, motion=things.motion, name=f"{word}.txt", file=stripped(word.encode())
    )
    things.seconded = seconded(place, f"{word}antrag")
    things.recall = decisions.start_recall(by=by, mandate=things.mandate, grounds=f"{word}grund")


def _delegation(place: Place, holder: Any) -> None:
    """The holder was sent somewhere, by the mandate they have, and did there what nobody had told them to."""
    things, word, by = place.things, place.word, rules.actor_of(holder)
    given = {"hall": place.hall, "made_at": kit_clock.now(), "warrant": things.mandate.warrant}
    things.delegation = Delegation.objects.create(
        body=place.assembly, to=f"{word}rat", until=things.mandate.until, **given
    )
    Delegate.objects.create(hall=place.hall, delegation=things.delegation, mandate=things.mandate)
    text = {"text": f"{word}kasse", "digest": digest(f"{word}kasse")}
    things.own_point = Point.objects.create(
        hall=place.hall, delegation=things.delegation, number=1, title=f"{word}punkt", **text
    )
    delegates.instruct(
        by=by,
        warrant=things.mandate.warrant,
        point=things.own_point,
        way="imperative",
        text=text["digest"],
        positions=[f"{word}ja"],
        shares={},
    )
    things.own_act = delegates.note_act(
        by=by, point=things.own_point, key=uuid4(), what="vote", votes={f"{word}nein": 1}
    )


def _amended(place: Place, title: str) -> tuple[Any, list[Any]]:
    """A seconded motion with three seconded amendments that do not collide."""
    first, second = (rules.actor_of(one) for one in place.voters[:2])
    motion = seconded(place, title, text="Eins.\n\nZwei.\n\nDrei.")
    texts = ("Vier.\n\nZwei.\n\nDrei.", "Eins.\n\nVier.\n\nDrei.", "Eins.\n\nZwei.\n\nVier.")
    put = [decisions.put_amendment(by=first, motion=motion, title=title, text=text) for text in texts]
    return motion, [decisions.second_motion(by=second, motion=one) for one in put]


def _meetings(place: Place, holder: Any, first: Any) -> None:
    """One that two called, with an item of the holder's own; one that waits for a second name; one of the holder's own."""
    things, word = place.things, place.word
    own, by = rules.actor_of(holder), rules.actor_of(first)
    begins, given = kit_clock.now() + timedelta(days=30), {"place": f"{word}keller", "about": f"{word}thema"}
    things.meeting = assemblies.call_meeting(
        by=by, body=place.assembly, begins_at=begins, agenda="short", **given
    )
    assemblies.call_too(by=own, meeting=things.meeting)
    things.own_item = assemblies.put_item(by=own, meeting=things.meeting, title=f"{word}ofen")
    assemblies.say_coming(by=by, meeting=things.meeting, yes=True, needs=f"{word}rampe")
    things.thing = assemblies.add_thing(by=by, meeting=things.meeting, what=f"{word}topf")
    times = [begins, begins + timedelta(days=1)]
    things.dates = assemblies.propose_times(by=by, body=place.assembly, times=times, about=f"{word}termin")
    things.own_dates = assemblies.propose_times(by=own, body=place.assembly, times=times)
    things.meeting_called = assemblies.call_meeting(by=by, body=place.assembly, begins_at=begins, **given)
    things.own_meeting = assemblies.call_meeting(by=own, body=place.assembly, begins_at=begins, **given)
    things.own_doors = assemblies.call_meeting(by=by, body=place.assembly, begins_at=begins, **given)
    assemblies.call_too(by=own, meeting=things.own_doors)
    _open_the_doors(things.own_doors, own)
    # Open ones are of the holder's own bodies: while the assembly meets, votes in the room are for who is checked in.
    things.meeting_over = assemblies.call_meeting(by=own, body=things.section, begins_at=begins, **given)
    _open_the_doors(things.meeting_over, own)
    assemblies.open_meeting(by=own, meeting=things.meeting_over)
    assemblies.close_meeting(by=own, meeting=things.meeting_over)
    things.meeting_on = assemblies.call_meeting(by=own, body=things.section, begins_at=begins, **given)
    _open_the_doors(things.meeting_on, own)
    assemblies.open_meeting(by=own, meeting=things.meeting_on)
    things.own_line = assemblies.write_line(by=own, meeting=things.meeting_on, text=f"{word}zeile")
    things.own_role = assemblies.take_role(by=own, meeting=things.meeting_on, role="time")
    things.own_offer = HeldRole.objects.create(
        hall=place.hall, meeting=things.meeting_on, member=holder, role="door"
    )
    things.own_hand = assemblies.raise_hand(by=own, meeting=things.meeting_on)
    assemblies.ask_temperature(by=own, meeting=things.meeting_on, words=f"{word}warm")
    things.own_break = assemblies.move(by=own, meeting=things.meeting_on, what="recess", minutes=5)
    things.own_move = assemblies.move(by=own, meeting=things.meeting_on, what="adjourn")
    moved = ProceduralMotion.objects.filter(meeting=things.meeting_on)
    moved.update(by=None)  # whoever moved them has left the hall since
    things.own_move = assemblies.second_move(by=own, motion=moved.get(move="adjourn"))
    by_name = decisions.put_motion(by=own, body=things.section, title=f"{word}name", text="")
    things.called = decisions.open_poll(by=own, motion=by_name, method="live", minutes=20, by_name=True)
    # Of another evening of theirs that is still on, not of those in which there is something to move and to close.
    Poll.objects.filter(pk=things.called.pk).update(opened_at=things.called.opened_at - timedelta(minutes=1))
    things.to_vote = decisions.put_motion(by=own, body=things.section, title=f"{word}frage", text="")
    things.too_few = decisions.put_motion(by=own, body=things.circle, title=f"{word}zuwenig", text="")
    another = rules.actor_of(next(one for one in place.voters if one.pk != holder.pk))
    decisions.second_motion(by=another, motion=things.too_few)
    few = assemblies.call_meeting(by=own, body=things.circle, begins_at=begins, **given)
    few = assemblies.call_too(by=another, meeting=few)
    _open_the_doors(few, own)
    assemblies.open_meeting(by=own, meeting=few)
    things.meeting_bare = assemblies.call_meeting(by=own, body=things.section, begins_at=begins, **given)
    _open_the_doors(things.meeting_bare, own)
    assemblies.open_meeting(by=own, meeting=things.meeting_bare)
    _round(place, holder, begins)


def _rotas(place: Place, holder: Any, first: Any, second: Any) -> None:
    """Rotas with the holder in them: one begun by them, one with a turn they may take, one in which they are asked to swap."""
    things, own, by = place.things, rules.actor_of(holder), rules.actor_of(first)
    given = {"body": place.assembly, "others": [holder, second]}
    things.rota = work.begin_rota(by=by, title=f"{place.word}putzen", **given)
    things.others_turn = work.offer_turn(by=by, turn=things.rota.turns.get(number=0))
    things.own_turn = things.rota.turns.get(number=1)
    things.own_rota = work.begin_rota(by=own, body=place.assembly, title=f"{place.word}kasse", others=[first])
    things.not_in_own_rota = second
    asking = work.begin_rota(by=by, title=f"{place.word}telefon", **given)
    mine, theirs = asking.turns.get(number=0), asking.turns.get(number=1)
    things.asking_turn = work.ask_swap(by=by, turn=mine, for_turn=theirs)


def _round(place: Place, holder: Any, begins: Any) -> None:
    """A round that is on among three phones, and one whose box is open with a note in it."""
    things, own = place.things, rules.actor_of(holder)
    meeting = assemblies.call_meeting(
        by=own, body=things.section, begins_at=begins, place=f"{place.word}keller"
    )
    _open_the_doors(meeting, own)
    assemblies.open_meeting(by=own, meeting=meeting)
    for one in [one for one in place.voters if one.pk != holder.pk and one.person.key_hash][:2]:
        Presence.objects.create(hall=place.hall, meeting=meeting, member=one, came_at=kit_clock.now())
    put = {"by": own, "meeting": meeting, "kind": "round"}
    things.own_read = assemblies.put_item(title=f"{place.word}reihum", **put)
    assemblies.go_to(by=own, meeting=meeting, item=things.own_read)
    assemblies.send_note(by=own, item=things.own_read, text=f"{place.word}zettel")
    box = assemblies.open_box(by=own, item=things.own_read)
    things.own_sign = assembly_rules.to_read(box)[0][0]
    things.own_round = assemblies.put_item(title=f"{place.word}runde", **put)
    assemblies.go_to(by=own, meeting=meeting, item=things.own_round)


def _open_the_doors(meeting: Any, by: Any) -> None:
    """The hour of the meeting has come, and `by` is the first there."""
    Meeting.objects.filter(pk=meeting.pk).update(begins_at=kit_clock.now())
    meeting.refresh_from_db()
    assemblies.check_in(by=by, meeting=meeting)
    meeting.refresh_from_db()


def _decided_by_two(place: Place, first: Any, second: Any) -> Any:
    """A decision of a working group of two, which the assembly may call in."""
    until = (kit_clock.now() + timedelta(days=50)).date().isoformat()
    people = [str(first.pk), str(second.pk)]
    name = f"{place.word}gruppe"
    decide(place, "body.make", kind="committee", name=name, purpose="Backen", until=until, members=people)
    group = Body.objects.get(hall=place.hall, name=name)
    pair = Place(place.hall, place.slug, group, place.word, [first, second])
    return voted(pair, seconded(pair, f"{place.word}gruppenantrag"))


def _polls(place: Place, first: Any, second: Any) -> None:
    """
    A vote by phone with somebody without an account on its register, one by hands, both open, one counted by hands that waits
    to be declared, and one that was.
    """
    things, word = place.things, place.word
    tellers = [rules.actor_of(one) for one in (first, second)]
    card = bodies.type_in_card(by=tellers[0], name=f"Petra {word}", contact=f"petra@{SECRET}.example")
    bodies.vouch_for(by=tellers[1], application=card)
    things.polled = seconded(place, f"{word}wahl")
    things.poll = decisions.open_poll(by=tellers[0], motion=things.polled)
    things.hands = decisions.open_poll(by=tellers[0], motion=seconded(place, f"{word}hand"), method="hands")
    things.chosen = _chosen(place, f"{word}auswahl")
    things.choice_on_paper = _choice(place, f"{word}zettelwahl", "paper")
    things.motion_chosen = things.chosen.motion
    things.counted = _counted(place, f"{word}zahl", tellers)
    # By hands, so that nobody's vote is known: whoever is known to have voted for it has no dissent to minute.
    things.declared = decisions.close_poll(by=tellers[0], poll=_counted(place, f"{word}handzahl", tellers))


def _choice(place: Place, title: str, method: str) -> Any:
    """A vote that is open on a choice between three."""
    first, second = (rules.actor_of(one) for one in place.voters[:2])
    options = "\n".join(f"{place.word}{name}" for name in ("roggen", "dinkel", "weizen"))
    motion = decisions.put_choice(by=first, body=place.assembly, title=title, options=options)
    decisions.second_motion(by=second, motion=motion)
    return decisions.open_poll(by=first, motion=motion, method=method)


def _chosen(place: Place, title: str) -> Any:
    """A choice between three that all have voted on and that is declared."""
    first, second = (rules.actor_of(one) for one in place.voters[:2])
    poll = _choice(place, title, "open")
    for line in poll.rolls.filter(member__in=place.voters).select_related("member__person"):
        by = rules.actor_of(line.member)
        decisions.cast_ballot(by=by, poll=poll, choice="1,2,0", client_id=uuid4())
    for line in lines_on_paper(poll):
        for reader in (first, second):
            decisions.bring_paper(by=reader, poll=poll, line=line, choice="2,1,0")
    return decisions.close_poll(by=first, poll=poll)


def _counted(place: Place, title: str, tellers: list[Any]) -> Any:
    """A vote by hands that two have counted."""
    poll = decisions.open_poll(by=tellers[0], motion=seconded(place, title), method="hands")
    for teller in tellers:
        decisions.type_figures(by=teller, poll=poll, figures={"yes": 2, "no": 0, "abstain": 0}, present=2)
    return poll
