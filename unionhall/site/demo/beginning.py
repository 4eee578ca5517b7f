"""The first half of the story: founding, sections, a charter, offices, and the first big letter."""

from __future__ import annotations

from dataclasses import replace

from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.actions.principles import answer_principles
from unionhall.bodies.models import Body, Principles
from unionhall.core.charters.presets import SYNDICATE
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Outcome
from unionhall.kit import clock

from . import words
from .cast import FOUNDER, NAME, SECTIONS
from .narrating import Narrator


def founding(tell: Narrator) -> None:
    """Noor founds the hall; three come the same evening, and they say what they stand for."""
    token = bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1]
    phrase, holder = tell.locks.holder(tell.sign_in_names[FOUNDER])
    made = bodies.open_hall(
        token=token,
        organisation=NAME,
        kind="assembly",
        name=FOUNDER,
        holder=holder,
        language="en",
        time_zone="America/New_York",
    )
    tell.hall, tell.assembly = made.hall, rules.assembly(made.hall.pk)
    tell.keep(FOUNDER, made.member, made.account, holder, phrase)

    tell.go(3, 21)
    motion = tell.put(
        "Ruth Okafor",
        "What we stand for, in six sentences",
        words.PRINCIPLES,
        ("principles.adopt", {"text": words.PRINCIPLES, "language": "en"}),
        second="Samir",
    )
    tell.decided(tell.open("Ruth Okafor", motion), 4, 0, 1)
    for name in sorted(tell.people):
        tell.a_moment(3600)
        reserves = name == "Samir"
        answer_principles(
            by=tell.by(name),
            member=tell.member(name),
            principles=Principles.objects.get(hall=tell.hall),
            way="reserves" if reserves else "affirms",
            reservation=words.SAMIR_RESERVES if reserves else "",
        )


def sections(tell: Narrator) -> None:
    """Three sections are made, and the founding is declared; then everybody goes into the section they work in."""
    tell.go(21, 16)
    made = [
        ("body.make", {"kind": "section", "name": name, "purpose": purpose, "headcount": count})
        for name, (purpose, count) in SECTIONS.items()
    ]
    motion = tell.put(
        "Wanjiru",
        "Three sections, and we are founded",
        words.SECTIONS,
        *made,
        ("organisation.found", {"stage": "founded"}),
        second="Teo",
    )
    motion = tell.decided(tell.open("Wanjiru", motion), 11, 1, 1)
    decisions.say_state_of_work(by=tell.by("Wanjiru"), motion=motion, words="", done=True)
    tell.everybody_into_sections()


def charter(tell: Narrator) -> None:
    """After five weeks they want one thing written down: how a strike is called."""
    tell.go(36, 15)
    now = rules.charter(tell.hall.pk, clock.now())
    new = replace(SYNDICATE.charter, title="Charter of the Red Oven")
    motion = tell.put(
        "Noor Haddad",
        "A charter: strikes by secret ballot, the rest as it is",
        words.CHARTER,
        ("charter.change", {"base": now.to_data(), "document": new.to_data(), "in_days": 0}),
        second="Lucía Ferrer",
    )
    decisions.serve_notice(by=tell.by("Big Lou"), motion=motion, way="paper")
    poll = tell.open("Noor Haddad", motion)
    tell.decided(poll, 16, 2, 1, must={"Samir": "abstain"})
    tell.a_moment(7200)
    decisions.dissent(by=tell.by("Samir"), poll=poll, text=words.CHARTER_DISSENT)


def offices(tell: Narrator) -> None:
    """A doorkeeper's office and a committee for the wage talks; Paloma is the first doorkeeper."""
    tell.go(50, 16)
    committee = [tell.id_of(name) for name in ("Imani", "Samir", "Wanjiru", "Teo", "Adaeze")]
    motion = tell.put(
        "Imani",
        "A doorkeeper, and a committee for the wage talks",
        words.OFFICE,
        (
            "office.make",
            {
                "name": "Doorkeeper",
                "purpose": words.DOORKEEPER,
                "powers": {"bodies.admit": {}, "bodies.let_back_in": {}},
                "term_days": 90,
            },
        ),
        (
            "body.make",
            {
                "kind": "committee",
                "name": "Wage committee",
                "purpose": "Prepares the talks and carries our letters. It proposes; the assembly decides.",
                "until": tell.time.day(330).isoformat(),
                "members": committee,
            },
        ),
        second="Pilar",
    )
    tell.decided(tell.open("Imani", motion), 20, 1, 2)

    tell.go(58, 17)
    first = tell.put(
        "Jo from Elm Street",
        "Paloma is our first doorkeeper",
        "She knows half of the counters by name and the other half by their order.",
        ("mandate.give", tell.doorkeeper("Paloma Reyes", 148)),
        second="Farah",
    )
    tell.decided(tell.open("Jo from Elm Street", first), 21, 0, 1)
    tell.second_factor("Paloma Reyes")


def sunday(tell: Narrator) -> None:
    """A motion is lost, and one who lost has it remembered; the committee may spend a little."""
    tell.go(72, 11)
    motion = tell.put("Chuy", "Assemblies on Sunday morning", words.SUNDAY, second="Mateo Quispe")
    question = decisions.ask_question(
        by=tell.by("Leila"), motion=motion, text="Who would look after the children at ten on a Sunday?"
    )
    tell.a_moment()
    decisions.answer_question(
        by=tell.by("Chuy"),
        question=question,
        text="Whoever has none that week. We would need two, and a kettle.",
    )
    poll = tell.open("Chuy", motion)
    tell.decided(poll, 9, 15, 2, expected=Outcome.LOST, must={"Rosario": "no", "Chuy": "yes"})
    tell.a_moment(7200)
    decisions.dissent(by=tell.by("Rosario"), poll=poll, text=words.SUNDAY_DISSENT)

    tell.go(80, 12)
    committee = Body.objects.get(hall=tell.hall, name="Wage committee")
    remit = {"body": str(committee.pk), "matter": "spending", "until": tell.time.day(250).isoformat()}
    motion = tell.put(
        "Adaeze", "The committee may buy paper", words.REMIT, ("remit.give", remit), second="Kofi"
    )
    tell.decided(tell.open("Adaeze", motion), 24, 3, 1)


def shift_fund(tell: Narrator) -> None:
    """Too few take part, and a second call three days later has enough."""
    tell.go(95, 10)
    motion = tell.put("Yusuf", "A tin for lost shifts", words.SHIFT_FUND, second="Deshawn")
    tell.decided(tell.open("Yusuf", motion), 6, 1, 0, expected=Outcome.NOT_QUORATE)
    tell.go(101, 9)
    decisions.serve_notice(by=tell.by("Yusuf"), motion=motion, way="told")
    motion = tell.decided(tell.open("Yusuf", motion), 22, 4, 3)
    decisions.say_state_of_work(
        by=tell.by("Deshawn"),
        motion=motion,
        words="The tin stands at Canal Street. Counted twice so far, $141 in it.",
    )


def schedule(tell: Narrator) -> None:
    """The letter about the schedule: an amendment carries first, then the motion as amended."""
    tell.go(110, 16)
    motion = tell.put("Samir", "A letter: the schedule two weeks ahead", words.SCHEDULE, second="Inés")
    amendment = decisions.put_amendment(
        by=tell.by("Carmen Soto"),
        motion=motion,
        title="A letter: the schedule two weeks ahead, and no split shifts",
        text=words.SCHEDULE_AMENDED,
        reason=words.SCHEDULE_REASON,
    )
    tell.a_moment(3600)
    amendment = decisions.second_motion(by=tell.by("Ngoc Anh"), motion=amendment)
    tell.decided(tell.open("Carmen Soto", amendment), 22, 7, 2)
    motion.refresh_from_db()
    motion = tell.decided(tell.open("Samir", motion), 27, 1, 1)
    decisions.set_review(by=tell.by("Samir"), motion=motion, on=tell.time.day(225))
    decisions.say_state_of_work(
        by=tell.by("Imani"),
        motion=motion,
        words="Handed in with 41 signatures. Two talks held; the schedule hangs on the wall.",
    )
