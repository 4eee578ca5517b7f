"""
S4-9: somebody stands aside and has their dissent minuted in their words; a task that a decision gives may be declined, and costs
nobody their standing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.stories.telling import decided, everybody, mandate_for
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.tests.evening import FRIDAY, come, seconded
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Membership, Standing
from unionhall.conftest import browser, kinds
from unionhall.core.charters import Charter, Method, Rule
from unionhall.core.consensus import OCCUPY_SEATTLE
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Dissent, Poll
from unionhall.decisions.tests.story import adopt
from unionhall.kit import pdf
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db

WORDS = "New aprons are not what we lack. I will not stop it, and I will not sew."
# One of three who stands aside would table it by a third; here only a block stops anything.
BY_CONSENSUS = Charter(
    "Bakery", ordinary=Rule(method=Method.CONSENSUS, consensus=replace(OCCUPY_SEATTLE, aside_tables=None))
)


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def address(room, name, hall, pk):
    return reverse(f"{room}:{name}", kwargs={"hall": hall.slug, "pk": pk})


@pytest.fixture
def aprons(hall, bakery, ana, bilal, chidi, noon):
    """At a meeting of the three, a motion that Ana and Bilal agree to and Chidi stands aside from, each on their own phone."""
    adopt(bakery, BY_CONSENSUS)
    meeting = assemblies.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    meeting = assemblies.call_too(by=bilal.actor, meeting=meeting)
    noon.forward(FRIDAY - noon.at)
    come(meeting, ana, bilal, chidi)
    meeting = assemblies.open_meeting(by=ana.actor, meeting=meeting)
    poll = actions.open_poll(by=ana.actor, motion=seconded(meeting, ana, bilal))
    for who, choice in ((ana, "agree"), (bilal, "agree"), (chidi, "aside")):
        sent = {
            "choice": choice,
            "words": "Others lack more." if choice == "aside" else "",
            "client_id": uuid4(),
        }
        answer = browser(who).post(address("decisions", "cast", hall, poll.pk), sent)
        assert answer.status_code == 302, said(answer)
    actions.close_poll(by=bilal.actor, poll=poll)
    poll.refresh_from_db()
    return meeting, poll


def test_standing_aside_stops_nothing_and_the_minute_shows_the_dissent_in_their_words(
    hall, aprons, ana, bilal, chidi, monkeypatch
):
    meeting, poll = aprons
    assert poll.motion.status == "carried"
    minutes = address("assemblies", "minutes", hall, meeting.pk)
    chidis = browser(chidi)
    assert f"{address('decisions', 'poll', hall, poll.pk)}#dissent" in said(chidis.get(minutes))

    dissenting = address("decisions", "dissent", hall, poll.pk)
    assert chidis.post(dissenting, {"text": WORDS}).status_code == 302
    given: dict[str, list[dict[str, list[str]]]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))
    printed = browser(bilal).get(address("assemblies", "minutes_printed", hall, meeting.pk))

    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said(browser(ana).get(minutes))))
    assert f"Dissent, Chidi {WORDS}" in page
    assert printed.content.startswith(b"%PDF")
    assert any(f"Dissent, Chidi: {WORDS}" in one["paragraphs"] for one in given["sections"])
    assert "dissent.minuted" in kinds()


def test_whoever_agreed_has_no_dissent_and_nobody_writes_it_for_another(hall, aprons, ana, bilal, chidi):
    _meeting, poll = aprons
    dissenting = address("decisions", "dissent", hall, poll.pk)
    assert browser(ana).post(dissenting, {"text": WORDS}).status_code == 409
    assert browser(bilal).post(dissenting, {"text": WORDS, "member": chidi.pk}).status_code in (403, 409)
    assert not Dissent.objects.exists()


def what_a_member_may(member, hall, body, noon):
    """What stands of a member: their place, what was said of their standing, whether they vote, put motions and hold things."""
    by = bodies.actor_of(member)
    return {
        "places": list(Membership.objects.filter(member=member).values_list("state", "until").order_by("pk")),
        "standing": list(Standing.objects.filter(member=member).values_list("good", "reason")),
        "votes": bodies.voters_of(body, noon.at).filter(pk=member.pk).exists(),
        "puts": bool(rules.may_put_motion(by, body, "ordinary", noon.at)),
        "acts": bool(bodies.may_act(by, noon.at)),
    }


def test_a_task_that_a_decision_gives_is_declined_without_a_reason_and_without_loss(
    hall, bakery, ana, bilal, chidi, noon
):
    before = what_a_member_may(chidi, hall, bakery, noon)
    decided(hall, mandate_for(hall, "Chidi", "bodies.admit"), against=1)
    task = Mandate.objects.get(member=chidi.pk)
    chidis = browser(chidi)
    assert "Lay it down" in said(chidis.get(address("desk", "mandate", hall, task.pk)))
    assert browser(bilal).post(address("desk", "lay_down", hall, task.pk)).status_code in (403, 409)

    answer = chidis.post(address("desk", "lay_down", hall, task.pk), follow=True)

    assert "You laid the mandate down." in said(answer)
    task.refresh_from_db()
    assert task.ending == "resigned"
    assert what_a_member_may(chidi, hall, bakery, noon) == before
    poll = actions.open_poll(by=ana.actor, motion=seconded_by(bakery, ana, bilal))
    assert poll.rolls.filter(member=chidi).exists()
    assert kinds().count("mandate.resigned") == 1 and not [one for one in kinds() if "suspend" in one]


def seconded_by(body, ana, bilal):
    motion = actions.put_motion(by=ana.actor, body=body, title="Bread")
    return actions.second_motion(by=bilal.actor, motion=motion)


def test_a_role_of_an_evening_is_declined_too(hall, bakery, ana, bilal, chidi, aprons, noon):
    meeting, _poll = aprons
    before = what_a_member_may(chidi, hall, bakery, noon)
    held = assemblies.offer_role(by=ana.actor, meeting=meeting, member=chidi, role="minutes")
    answer = browser(chidi).post(address("assemblies", "role_answer", hall, held.pk), {"choice": "no"})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.declined_at is not None and held.taken_at is None
    assert what_a_member_may(chidi, hall, bakery, noon) == before
    assert [one.name for one in everybody(bakery)] == ["Ana", "Bilal", "Chidi"]
    assert Poll.objects.count() == 1
