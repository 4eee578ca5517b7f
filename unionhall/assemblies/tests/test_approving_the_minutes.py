"""Minutes are approved by a decision: what is voted on is what stands in them, and then nothing more is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.assemblies import actions, rules
from unionhall.assemblies.live import floor
from unionhall.assemblies.models import Meeting, MinuteLine
from unionhall.assemblies.rules.minutes import APPROVING
from unionhall.bodies.actions.bodies import make_body
from unionhall.conftest import browser, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Dissent, EffectState
from unionhall.kit import pdf
from unionhall.kit.registries import effects
from unionhall.record.models import Opening

from .evening import FRIDAY, come
from .test_minutes import by_hands
from .test_pages import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(open_now, ana, bilal, noon):
    """The evening is over: one decision, one line of Ana's."""
    by_hands(open_now, ana, bilal, yes=2)
    actions.write_line(by=ana.actor, meeting=open_now, text="Oven two is out.")
    noon.forward(timedelta(hours=1))
    closed = actions.close_meeting(by=bilal.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    return closed


def put(over, ana, bilal):
    """The motion that they are approved, put by Ana and seconded."""
    return decisions.second_motion(by=bilal.actor, motion=actions.put_minutes(by=ana.actor, meeting=over))


def voted(motion, ana, bilal, yes=2, no=0):
    """The vote upon it by hands, declared."""
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    for one in (ana, bilal):
        figures = {"yes": yes, "no": no, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=yes + no)
    return decisions.close_poll(by=bilal.actor, poll=poll)


def told(kind):
    """The facts of the newest entry of a kind."""
    return Opening.objects.filter(kind=kind).latest("entry__index").said()


def test_a_motion_like_any_other_approves_them_and_the_record_has_their_digest(over, ana, bilal):
    motion = put(over, ana, bilal)
    assert motion.matter == "ordinary" and motion.binding_text().title == "Approve the minutes of 8 May 2026"
    voted(motion, ana, bilal)

    over.refresh_from_db()
    assert over.approved_at is not None and over.approved_by == motion
    entry = told("minutes.approved")
    stand = rules.stand_of(over)
    assert entry["facts"] == {"lines": 1, "decisions": 1, "digest": stand.digest, "number": None}
    assert entry["warrant"] is not None and str(over.pk) in entry["about"]


def test_nothing_is_written_in_approved_minutes(over, ana, bilal):
    voted(put(over, ana, bilal), ana, bilal)
    with pytest.raises(OutOfOrder, match="are approved"):
        actions.write_line(by=ana.actor, meeting=over, text="One thing more.")
    with pytest.raises(OutOfOrder, match="approved already"):
        actions.put_minutes(by=ana.actor, meeting=over)


def test_what_is_corrected_before_the_vote_is_voted_on_and_nothing_while_it_is_open(over, ana, bilal, chidi):
    motion = put(over, ana, bilal)
    first = rules.stand_of(over).digest
    actions.write_line(by=bilal.actor, meeting=over, text="It was oven three.")
    assert actions.write_line(by=chidi.actor, meeting=over, text="I was ill.").late, "who votes may correct"
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    pinned = motion.effects.get().params["digest"]
    assert pinned == rules.stand_of(over).digest != first
    with pytest.raises(OutOfOrder, match="vote on these minutes is open"):
        actions.write_line(by=bilal.actor, meeting=over, text="Or oven four.")

    for one in (ana, bilal):
        figures = {"yes": 2, "no": 0, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=2)
    decisions.close_poll(by=bilal.actor, poll=poll)
    assert told("minutes.approved")["facts"]["digest"] == pinned


def test_what_was_changed_behind_the_vote_is_not_approved(over, ana, bilal):
    motion = put(over, ana, bilal)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    MinuteLine.objects.update(text="Nothing is out.")
    for one in (ana, bilal):
        figures = {"yes": 2, "no": 0, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=2)
    decisions.close_poll(by=bilal.actor, poll=poll)

    over.refresh_from_db()
    effect = motion.effects.get()
    assert effect.state == EffectState.REFUSED and "not those that were voted on" in effect.reason
    assert over.approved_at is None
    assert actions.write_line(by=bilal.actor, meeting=over, text="Yes it is.")
    assert rules.may_put_minutes(ana.actor, over, over.closed_at), "another motion may be put"


def test_lost_and_put_again(over, ana, bilal):
    voted(put(over, ana, bilal), ana, bilal, yes=0, no=2)
    over.refresh_from_db()
    assert over.approved_at is None
    actions.write_line(by=bilal.actor, meeting=over, text="It was oven three.")
    voted(put(over, ana, bilal), ana, bilal)
    over.refresh_from_db()
    assert over.approved_at is not None and told("minutes.approved")["facts"]["lines"] == 2


def test_whoever_votes_puts_it_once_and_after_the_meeting(open_now, ana, bilal, dora):
    with pytest.raises(OutOfOrder, match="once their meeting is over"):
        actions.put_minutes(by=ana.actor, meeting=open_now)
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    with pytest.raises(NotAuthorised):
        actions.put_minutes(by=dora.actor, meeting=closed)
    actions.put_minutes(by=ana.actor, meeting=closed)
    with pytest.raises(OutOfOrder, match="before us already"):
        actions.put_minutes(by=bilal.actor, meeting=closed)


def test_minutes_of_an_evening_that_nobody_closed_are_approved_too(open_now, ana, bilal, noon):
    noon.forward(timedelta(hours=13))
    assert actions.write_line(by=ana.actor, meeting=open_now, text="We forgot to close.").late
    voted(put(open_now, ana, bilal), ana, bilal)
    assert Meeting.objects.get(pk=open_now.pk).approved_at is not None


def test_only_the_body_that_met_and_only_what_was_voted_on(over, hall, bakery, ana, bilal):
    kind = effects.get(APPROVING)
    good = {"meeting": str(over.pk), "digest": rules.stand_of(over).digest}
    kind.check(hall, bakery, good)
    with pytest.raises(OutOfOrder, match="not in the hall"):
        kind.check(hall, bakery, {**good, "meeting": "none"})
    with pytest.raises(OutOfOrder, match="not those"):
        kind.check(hall, bakery, {**good, "digest": ""})
    other = make_body(by=ana.actor, kind="group", name="Oven", members=[ana], warrant=warrant_of(hall))
    with pytest.raises(NotAuthorised, match="its own meetings"):
        kind.check(hall, other, good)
    another = rules.decided_at(over).get().declaration
    with pytest.raises(OutOfOrder, match="by a decision"):
        actions.approve_minutes(by=ana.actor, meeting=over, warrant=another)


@pytest.mark.parametrize("change", ["text", "late", "item", "another", "dissent", "fewer"])
def test_the_digest_is_of_all_that_stands_there(over, ana, bilal, change):
    before = rules.stand_of(over).digest
    lines = MinuteLine.objects.filter(meeting=over)
    item = over.items.create(hall=over.hall, place=3, kind="report", title="x")
    {
        "text": lambda: lines.update(text="Oven two is fine."),
        "late": lambda: lines.update(late=True),
        "item": lambda: lines.update(item=item),
        "another": lambda: actions.write_line(by=ana.actor, meeting=over, text="And so on."),
        "dissent": lambda: decisions.dissent(
            by=bilal.actor, poll=rules.decided_at(over).get(), text="I was against it."
        ),
        "fewer": lambda: lines.delete(),
    }[change]()
    assert rules.stand_of(over).digest != before


def test_the_digest_holds_no_name(over, ana, bilal):
    decisions.dissent(by=bilal.actor, poll=rules.decided_at(over).get(), text="I was against it.")
    before = rules.stand_of(over).digest
    MinuteLine.objects.update(by=None)
    Dissent.objects.update(member=None)
    assert rules.stand_of(over).digest == before


@pytest.fixture
def later(over, bakery, ana, bilal):
    """The next meeting, with an item for the last minutes."""
    begins = FRIDAY + timedelta(days=14)
    made = actions.call_meeting(
        by=ana.actor, body=bakery, begins_at=begins, place="Back room", agenda="rusty"
    )
    return actions.call_too(by=bilal.actor, meeting=made)


def test_the_item_of_a_later_meeting_leads_to_them_and_has_the_motion(hall, over, later, ana, bilal, noon):
    anas, page, minutes = browser(ana), at("meeting", hall, pk=later.pk), at("minutes", hall, pk=over.pk)
    shown = said(anas.get(page))
    assert minutes in shown and "Put that they are approved" in shown

    answer = anas.post(at("approve_minutes", hall, pk=over.pk), follow=True)
    assert "The motion is put" in said(answer) and minutes in said(answer)
    item = later.items.get(kind="minutes")
    assert item.motion == rules.motion_to_approve(over)
    shown = said(anas.get(page))
    assert minutes in shown and f"Motion {item.motion.number}" in shown
    assert "Put that they are approved" not in shown

    noon.forward(later.begins_at - noon.at)
    come(later, ana, bilal)
    opened = actions.open_meeting(by=ana.actor, meeting=later)
    assert minutes not in floor(str(later.pk))
    actions.go_to(by=ana.actor, meeting=opened, item=item)
    assert minutes in floor(str(later.pk))
    assert minutes in said(browser(ana).get(at("floor", hall, pk=later.pk)))
    voted(decisions.second_motion(by=bilal.actor, motion=item.motion), ana, bilal)
    assert Meeting.objects.get(pk=over.pk).approved_by == item.motion
    assert minutes not in floor(str(later.pk))


def test_page_and_paper_say_by_which_decision(hall, over, ana, bilal, monkeypatch):
    anas, page = browser(ana), at("minutes", hall, pk=over.pk)
    assert "Put that they are approved" in said(anas.get(page))
    motion = put(over, ana, bilal)
    waiting = said(anas.get(page))
    assert "whether these minutes are approved" in waiting and "Write what is to be added" in waiting
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    shown = said(anas.get(page))
    assert "The vote is open" in shown and "Write what is to be added" not in shown
    kept = anas.post(page, {"text": "Too late, and not lost."})
    assert kept.status_code == 409 and "Too late, and not lost." in said(kept)
    for one in (ana, bilal):
        figures = {"yes": 2, "no": 0, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=2)
    decisions.close_poll(by=bilal.actor, poll=poll)

    shown = said(anas.get(page))
    assert f"By the decision on motion {motion.number}" in shown and rules.stand_of(over).digest in shown
    given: dict[str, list[str]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))
    anas.get(at("minutes_printed", hall, pk=over.pk))
    assert any(f"Approved by the decision on motion {motion.number}" in line for line in given["lines"])
    MinuteLine.objects.update(text="Nothing is out.")
    assert "Not what was approved" in said(anas.get(page))
    anas.get(at("minutes_printed", hall, pk=over.pk))
    assert any("Something was changed" in line for line in given["lines"])


def test_the_page_asks_no_more_of_many_meetings_and_lines(hall, over, later, ana, bilal):
    anas = browser(ana)

    def queries(name, of):
        with CaptureQueriesContext(connection) as asked:
            anas.get(at(name, hall, pk=of.pk))
        return len(asked)

    for name, of in (("minutes", over), ("meeting", later)):
        queries(name, of)
        few = queries(name, of)
        for number in range(3):
            actions.write_line(by=ana.actor, meeting=over, text=f"And {number}.")
        assert queries(name, of) == few
