"""A meeting before any rules may later be declared the first assembly; from it on, approved minutes bear numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import Meeting
from unionhall.assemblies.rules.first import FIRST
from unionhall.conftest import browser, kinds, plain, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import EffectState
from unionhall.kit.registries import effects
from unionhall.record.models import Opening

from .evening import come
from .test_approving_the_minutes import put, voted
from .test_pages import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(open_now, bilal, noon):
    """The evening is over."""
    noon.forward(timedelta(hours=1))
    closed = actions.close_meeting(by=bilal.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    return closed


def at(name, meeting):
    return reverse(f"assemblies:{name}", kwargs={"hall": meeting.hall.slug, "pk": meeting.pk})


def meets(body, ana, bilal, noon):
    """Another evening of the body, opened and closed."""
    begins = noon.at + timedelta(days=7)
    made = actions.call_meeting(by=ana.actor, body=body, begins_at=begins, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(timedelta(days=7))
    come(made, ana, bilal)
    actions.open_meeting(by=ana.actor, meeting=made)
    noon.forward(timedelta(hours=1))
    actions.close_meeting(by=ana.actor, meeting=made)
    noon.forward(timedelta(hours=1))
    made.refresh_from_db()
    return made


def declared(meeting, ana, bilal):
    """The body decides that this was the first."""
    motion = decisions.second_motion(by=bilal.actor, motion=actions.put_first(by=ana.actor, meeting=meeting))
    voted(motion, ana, bilal)
    meeting.refresh_from_db()
    return motion


def approved(meeting, ana, bilal):
    voted(put(meeting, ana, bilal), ana, bilal)
    meeting.refresh_from_db()
    return meeting.number


def facts(kind):
    return Opening.objects.filter(kind=kind).latest("entry__index").said()["facts"]


def test_without_such_a_decision_minutes_bear_no_number(over, ana, bilal):
    assert approved(over, ana, bilal) is None
    assert facts("minutes.approved")["number"] is None


def test_declared_the_first_its_minutes_are_number_1_once_they_are_approved(over, ana, bilal):
    motion = declared(over, ana, bilal)
    assert over.first_by == motion and over.number is None
    assert motion.binding_text().title == "The meeting of 8 May 2026 was our first assembly"
    assert kinds()[-1] == "assembly.first" and facts("assembly.first") == {"numbered": 0}

    assert approved(over, ana, bilal) == 1
    assert facts("minutes.approved")["number"] == 1


def test_what_was_approved_before_gets_its_number_by_the_declaration(over, ana, bilal, noon):
    second = meets(over.body, ana, bilal, noon)
    assert approved(over, ana, bilal) is None

    declared(over, ana, bilal)

    over.refresh_from_db()
    assert over.number == 1 and facts("assembly.first") == {"numbered": 1}
    assert approved(second, ana, bilal) == 2


def test_a_number_is_that_of_the_assembly_whichever_minutes_are_approved_first(over, ana, bilal, noon):
    second, third = meets(over.body, ana, bilal, noon), meets(over.body, ana, bilal, noon)
    declared(over, ana, bilal)
    assert [approved(one, ana, bilal) for one in (third, over, second)] == [3, 1, 2]


def test_what_was_before_the_first_has_no_number(over, ana, bilal, noon):
    second = meets(over.body, ana, bilal, noon)
    declared(second, ana, bilal)
    assert approved(over, ana, bilal) is None
    assert approved(second, ana, bilal) == 1


def test_a_meeting_that_nobody_opened_counts_for_nothing(over, ana, bilal, noon):
    begins = noon.at + timedelta(days=1)
    idle = actions.call_meeting(by=ana.actor, body=over.body, begins_at=begins, place="Back room")
    actions.call_too(by=bilal.actor, meeting=idle)
    noon.forward(timedelta(days=2))
    with pytest.raises(OutOfOrder, match="once it is over"):
        actions.put_first(by=ana.actor, meeting=idle)
    second = meets(over.body, ana, bilal, noon)
    declared(over, ana, bilal)
    assert approved(second, ana, bilal) == 2


def test_another_decision_may_say_otherwise_until_a_number_is_given(over, ana, bilal, noon):
    second = meets(over.body, ana, bilal, noon)
    declared(over, ana, bilal)
    declared(second, ana, bilal)
    assert list(Meeting.objects.filter(first_at__isnull=False)) == [second]

    assert approved(second, ana, bilal) == 1
    over.refresh_from_db()
    with pytest.raises(OutOfOrder, match="quoted"):
        actions.put_first(by=ana.actor, meeting=over)


def test_a_decision_overtaken_by_a_number_is_refused_and_says_why(over, ana, bilal, noon):
    second = meets(over.body, ana, bilal, noon)
    late = decisions.second_motion(by=bilal.actor, motion=actions.put_first(by=ana.actor, meeting=second))
    declared(over, ana, bilal)
    approved(over, ana, bilal)

    voted(late, ana, bilal)

    effect = late.effects.get()
    assert effect.state == EffectState.REFUSED and "quoted" in effect.reason
    second.refresh_from_db()
    assert second.first_at is None


def test_two_assemblies_by_a_clock_put_back_have_two_numbers(over, ana, bilal, noon):
    second = meets(over.body, ana, bilal, noon)
    declared(over, ana, bilal)
    assert approved(second, ana, bilal) == 2
    third = meets(over.body, ana, bilal, noon)
    Meeting.objects.filter(pk=third.pk).update(opened_at=second.opened_at - timedelta(minutes=1))
    third.refresh_from_db()
    assert approved(third, ana, bilal) == 3


def test_before_it_is_over_it_was_nothing(open_now, ana):
    with pytest.raises(OutOfOrder, match="once it is over"):
        actions.put_first(by=ana.actor, meeting=open_now)


def test_put_twice_is_refused(over, ana, bilal):
    actions.put_first(by=ana.actor, meeting=over)
    with pytest.raises(OutOfOrder, match="already"):
        actions.put_first(by=bilal.actor, meeting=over)


def test_who_has_no_vote_there_puts_nothing(over, dora):
    with pytest.raises(NotAuthorised):
        actions.put_first(by=dora.actor, meeting=over)


def test_no_other_decision_declares_it(over, ana, other_hall):
    with pytest.raises(OutOfOrder, match="body that met"):
        actions.declare_first(by=ana.actor, warrant=warrant_of(over.hall), meeting=over)
    with pytest.raises(NotAuthorised, match="another hall"):
        actions.declare_first(by=ana.actor, warrant=warrant_of(other_hall), meeting=over)


def test_the_effect_begins_on_the_page_of_the_minutes_only():
    assert effects.get(FIRST).own_page


def test_page_paper_and_files_say_the_number_and_the_first(over, ana, bilal):
    phone = browser(ana)
    assert "Was this our first assembly?" in said(phone.get(at("minutes", over)))
    sent = phone.post(at("first_assembly", over))
    assert sent.status_code == 302
    motion = rules.motions_for_first(over).get()
    voted(decisions.second_motion(by=bilal.actor, motion=motion), ana, bilal)
    approved(over, ana, bilal)

    page = said(phone.get(at("minutes", over)))
    assert "Minutes, number 1" in page and "Our first assembly" in page
    assert "Was this our first assembly?" not in page
    markdown = phone.get(at("minutes_markdown", over)).content.decode()
    assert (
        markdown.startswith("# Minutes, number 1\n")
        and "Our first assembly, by the decision on motion" in markdown
    )
    popolo = phone.get(at("minutes_popolo", over)).json()
    assert {"scheme": "number", "identifier": "1"} in popolo["events"][0]["identifiers"]
    assert "minutes 1" in plain(phone.get(reverse("assemblies:meetings", kwargs={"hall": over.hall.slug})))
