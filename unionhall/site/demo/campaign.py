"""The second half of the story: they go public, walk out, take a mandate back, and what is on now."""

from __future__ import annotations

from dataclasses import replace

from unionhall.assemblies import actions as assemblies
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.actions.publicity import word_the_door
from unionhall.bodies.models import Body
from unionhall.core.charters import Article
from unionhall.core.counting.stacks import typed
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Method, Motion, Outcome
from unionhall.decisions.stripping import stripped
from unionhall.kit import clock
from unionhall.people import actions as people

from . import words
from .cast import FORMS, NAME
from .narrating import Narrator


def going(tell: Narrator) -> None:
    """Otto leaves for another town; Halina has a phone now and takes over the person she is."""
    tell.go(119, 13)
    bodies.leave_hall(by=tell.by("Otto"))
    tell.go(123, 18)
    asked = bodies.ask_back_in(by=tell.by("Pilar"), member=tell.member("Halina Petrova"))
    tell.a_moment(1800)
    confirmed = bodies.confirm_back_in(by=tell.by("Kofi"), letting=asked)
    tell.a_moment(1800)
    phrase, holder = tell.locks.holder(tell.sign_in_names["Halina Petrova"])
    taken = people.take_over(holder=holder, code=confirmed.code)
    tell.keep("Halina Petrova", tell.member("Halina Petrova"), taken.account, holder, phrase)


def public(tell: Narrator) -> None:
    """They go public; people ask at the door; Dario is to word it, and words it."""
    tell.go(128, 16)
    motion = tell.put(
        "Farah",
        "We open the door",
        words.PUBLIC,
        (
            "organisation.go_public",
            {
                "name": NAME,
                "front": words.FRONT,
                "reach": words.REACH,
                "place": "New York",
                "industry": "Bakery and cafés",
            },
        ),
        second="Big Lou",
    )
    tell.go(130, 20)
    poll = tell.open("Farah", motion, method=Method.HANDS)
    tell.counted(poll, ("Jamal", "Carmen Soto"), {"yes": 30, "no": 7, "abstain": 2}, present=39)

    tell.go(134, 20)
    asked = [tell.applied(name, section, contact, said) for name, section, contact, said in FORMS[:2]]
    tell.go(136, 9)
    motion = tell.put(
        "Greta",
        "Dario words the door",
        "He has the time, and people read what he writes.",
        (
            "mandate.give",
            {
                "member": tell.id_of("Dario M."),
                "powers": {"bodies.speak": {}},
                "until": tell.time.day(230).isoformat(),
                "purpose": words.SPEAK,
            },
        ),
        second="Jamal",
    )
    tell.vote(tell.open("Jamal", motion), 21, 4, 3)
    tell.go(137, 11)
    for application in asked:
        tell.admitted("Paloma Reyes", application)
    tell.go(139, 9)


def walkout(tell: Narrator) -> None:
    """A walkout is voted on in secret, on paper, in a room everybody had heard of; Dario says too much at the door."""
    tell.go(146, 15)
    motion = tell.put(
        "Wanjiru", "A walkout if there is no answer", words.WALKOUT, second="Solange", matter="strike"
    )
    decisions.serve_notice(by=tell.by("Solange"), motion=motion, way="paper")
    decisions.serve_notice(by=tell.by("Teo"), motion=motion, way="phone")
    tell.go(149, 21)
    poll = tell.open("Wanjiru", motion, method=Method.PAPER)
    figures = {"yes": 37, "no": 4, "abstain": 1, "blank": 1, "spoilt": 0}
    tell.counted(poll, ("Ruth Okafor", "Tomasz"), figures, present=43)
    tell.go(151, 10)
    word_the_door(
        by=tell.by("Dario M."), front=words.FRONT_BY_DARIO, place="New York", industry="Bakery and cafés"
    )


def recall(tell: Narrator) -> None:
    """The mandate is taken back. Dario answers, votes on it like everybody, and stays the member he is."""
    tell.go(152, 12)
    given = tell.live_mandate("Dario M.")
    motion = decisions.start_recall(by=tell.by("Adaeze"), mandate=given, grounds=words.RECALL_GROUNDS)
    tell.a_moment(7200)
    decisions.answer_recall(by=tell.by("Dario M."), motion=motion, text=words.RECALL_ANSWER)
    tell.go(155, 21)
    poll = tell.open("Adaeze", motion, method=Method.HANDS)
    tell.counted(poll, ("Ruth Okafor", "Yusuf"), {"yes": 29, "no": 9, "abstain": 4}, present=42)
    tell.a_moment()


def calling_in(tell: Narrator) -> None:
    """The committee buys leaflets; somebody has all of us look at it; the decision stands."""
    tell.go(160, 17)
    committee = Body.objects.get(hall=tell.hall, name="Wage committee")
    motion = tell.put(
        "Samir", "500 leaflets", words.LEAFLETS, second="Adaeze", body=committee, matter="spending"
    )
    poll = tell.open("Samir", motion)
    tell.vote(poll, 4, 0, 1)
    tell.a_moment()
    motion = decisions.close_poll(by=tell.by("Samir"), poll=poll).motion
    tell.a_moment(7200)
    calling = decisions.call_in(by=tell.by("Greta"), motion=motion, reason=words.CALL_IN)
    tell.a_moment(3600)
    calling = decisions.second_motion(by=tell.by("Anto"), motion=calling)
    tell.decided(tell.open("Greta", calling), 8, 21, 4, expected=Outcome.LOST)
    decisions.say_state_of_work(
        by=tell.by("Samir"), motion=motion, words="Printed, folded, and gone in nine days.", done=True
    )


def half_year(tell: Narrator) -> None:
    """The charter changes in three places, in force a week later; the hands of a full kitchen go up for the tenants."""
    tell.go(172, 16)
    now = rules.charter(tell.hall.pk, clock.now())
    keys = Article("keys", "Keys", words.HALF_YEAR_ARTICLE)
    new = replace(
        now.with_article(keys),
        terms=replace(now.terms, longest_days=182),
        options=replace(now.options, notice_days=2),
    )
    motion = tell.put(
        "Ruth Okafor",
        "Half a year at most, and two days to think",
        words.HALF_YEAR,
        ("charter.change", {"base": now.to_data(), "document": new.to_data(), "in_days": 7}),
        second="Sasha",
    )
    tell.decided(tell.open("Ruth Okafor", motion), 26, 5, 3)

    tell.go(184, 15)
    motion = tell.put(
        "Mateo Quispe",
        "Pan para los inquilinos de la calle Molino",
        words.TENANTS_ES,
        second="Marisol",
        language="es",
    )
    decisions.translate(
        by=tell.by("Leila"),
        motion=motion,
        language="en",
        title="Bread for the tenants of Mill Street",
        text=words.TENANTS_EN,
    )
    feast = _asked_where(tell)
    tell.go(187, 20)
    poll = tell.open("Mateo Quispe", motion, method=Method.HANDS)
    motion = tell.counted(poll, ("Petra", "Kofi"), {"yes": 34, "no": 0, "abstain": 2}, present=36)
    decisions.say_state_of_work(
        by=tell.by("Jamal"), motion=motion, words="Forty loaves a day since, by bicycle."
    )
    _chosen_on_paper(tell, feast)


def _asked_where(tell: Narrator) -> Motion:
    """A question with four answers."""
    motion = decisions.put_choice(
        by=tell.by("Tía Chelo"),
        body=tell.assembly,
        title="Where do we hold the spring feast?",
        text=words.FEAST,
        options=words.FEAST_OPTIONS,
    )
    tell.a_moment(5400)
    return decisions.second_motion(by=tell.by("Big Lou"), motion=motion)


def _chosen_on_paper(tell: Narrator, motion: Motion) -> None:
    """The same evening everybody puts them in order on paper, and two tellers type in every paper."""
    poll = tell.open("Tía Chelo", motion, method=Method.PAPER)
    question = poll.motion.choice.question()
    for name in ("Petra", "Kofi"):
        tell.a_moment(900)
        decisions.type_papers(
            by=tell.by(name), poll=poll, stack=typed(words.FEAST_PAPERS, question), present=36
        )
    tell.insist(decisions.close_poll(by=tell.by("Jamal"), poll=poll), Outcome.CARRIED)


def new_holders(tell: Narrator) -> None:
    """Lucía takes the door, Imani its words; both act."""
    tell.go(190, 12)
    speak = {
        "member": tell.id_of("Imani"),
        "powers": {"bodies.speak": {}},
        "until": tell.time.day(310).isoformat(),
        "purpose": words.SPEAK,
    }
    door = tell.put(
        "Noor Haddad",
        "Lucía at the door",
        words.NEW_DOORKEEPER,
        ("mandate.give", tell.doorkeeper("Lucía Ferrer", 310)),
        second="Halina Petrova",
    )
    its_words = tell.put(
        "Noor Haddad",
        "Imani for the door's words",
        words.NEW_WORDS,
        ("mandate.give", speak),
        second="Halina Petrova",
    )
    tell.go(193, 13)
    tell.decided(tell.open("Noor Haddad", door), 35, 1, 2)
    tell.decided(tell.open("Noor Haddad", its_words), 33, 2, 3)
    tell.second_factor("Lucía Ferrer")
    tell.go(197, 10)
    word_the_door(
        by=tell.by("Imani"),
        front=words.FRONT_BY_IMANI,
        reach=words.REACH,
        place="New York",
        industry="Bakery and cafés",
    )
    name, section, contact, said = FORMS[2]
    asked = tell.applied(name, section, contact, said)
    tell.go(199, 9)
    tell.admitted("Lucía Ferrer", asked)


def before_today(tell: Narrator) -> None:
    """Somebody is away; notes hang on the board; a motion is seconded and waits out its two days."""
    tell.go(204, 8)
    bodies.take_leave(by=tell.by("Hyun-woo"), from_day=tell.time.day(204), until_day=tell.time.day(226))
    for name, title, text, language in (
        ("Petra", "Winter coats on Elm Street", words.NOTE_COATS, "en"),
        ("Tía Chelo", "Leemos el reglamento", words.NOTE_ES, "es"),
        ("Big Lou", "A lift to the Bronx at six", words.NOTE_LIFT, "en"),
    ):
        tell.a_moment(3600)
        bodies.pin_notice(
            by=tell.by(name), title=title, text=text, language=language, until=tell.time.day(232)
        )
    tell.go(207, 22)
    motion = tell.put("Rosario", "Nobody works alone after ten at night", words.TWO_AT_NIGHT, second="Abel")
    decisions.lay_paper(
        by=tell.by("Rosario"), motion=motion, name="night-shifts.txt", file=stripped(words.PAPER.encode())
    )
    for name, (text,), answer in zip(("Nayeli", "Rafa"), words.TWO_QUESTIONS, words.TWO_ANSWERS, strict=True):
        tell.a_moment(3000)
        question = decisions.ask_question(by=tell.by(name), motion=motion, text=text)
        tell.a_moment(3000)
        decisions.answer_question(by=tell.by("Rosario"), question=question, text=answer)
    _called(tell, motion)


def _called(tell: Narrator, motion: Motion) -> None:
    """Two call the next assembly; others put on the agenda what they want to speak of, and say that they come."""
    meeting = assemblies.call_meeting(
        by=tell.by("Rosario"),
        body=tell.assembly,
        begins_at=tell.time.on(215, 18, 30),
        agenda="rusty",
        place="Parish hall on Fourth, the room upstairs",
        access=words.MEETING_ACCESS,
        about=words.MEETING_ABOUT,
    )
    tell.a_moment(3000)
    assemblies.call_too(by=tell.by("Abel"), meeting=meeting)
    assemblies.put_item(by=tell.by("Rosario"), meeting=meeting, motion=motion, minutes=15)
    for name, needs in (("Rosario", ""), ("Abel", ""), ("Nayeli", words.MEETING_NEEDS), ("Rafa", "")):
        tell.a_moment()
        assemblies.say_coming(by=tell.by(name), meeting=meeting, yes=True, needs=needs)


def today(tell: Narrator) -> None:
    """What is on now: a poll with part of the votes in, a motion without a seconder, an invite without its second voucher."""
    tell.until(tell.time.ago(hours=22))
    motion = tell.latest_motion()
    poll = tell.open("Rosario", motion)
    tell.vote(poll, 19, 3, 2, not_they=tuple(tell.printed))
    tell.until(tell.time.ago(hours=9))
    decisions.ask_question(
        by=tell.by("Solange"),
        motion=motion,
        text="Does it hold for the van that loads at four in the morning?",
    )
    tell.until(tell.time.ago(hours=6))
    decisions.put_motion(
        by=tell.by("Teo"),
        body=tell.assembly,
        title="Three bicycle locks worth the name",
        text=words.BICYCLES,
        matter="spending",
    )
    tell.until(tell.time.ago(hours=4))
    bodies.make_invite(by=tell.by("Imani"), hint="R., nights, Pine Street")
    tell.applied(
        "Constance",
        "Cafés",
        "Leave word with Farah.",
        "I wash dishes at Pine Street and heard about the letter.",
    )
    tell.a_moment()
    bodies.type_in_card(by=tell.by("Mateo Quispe"), name="Don Chema", card_number="208-61")
