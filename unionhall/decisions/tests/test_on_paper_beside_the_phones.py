"""Members without an account vote on paper in a vote by phone: two others read the paper, neither sees the other's reading."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from unionhall.bodies.models import Membership
from unionhall.conftest import browser, joins, kinds
from unionhall.core.charters.presets import CONSENSUS_TABLING
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, rules
from unionhall.decisions.actions import Reading
from unionhall.decisions.live import differing_in, region, waiting_in
from unionhall.decisions.models import Ballot, PaperBallot, Poll
from unionhall.people.models import Person

from .story import adopt, declared, grown, seconded, vote

pytestmark = pytest.mark.django_db


def without_an_account(*members):
    Person.objects.filter(pk__in=[one.person_id for one in members]).update(key_hash="")


def with_an_account(member):
    Person.objects.filter(pk=member.person_id).update(key_hash="somebody's own")


@pytest.fixture
def greta(ana, bilal):
    """Greta, who has no account."""
    (one,) = grown(ana, bilal, 1)
    one.name = "Greta"
    one.save()
    without_an_account(one)
    return one


@pytest.fixture
def poll(bakery, ana, bilal, greta):
    return actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")


def bring(by, poll, whose, choice="yes"):
    return actions.bring_paper(by=by.actor, poll=poll, line=poll.rolls.get(member=whose), choice=choice)


def where(poll, name="on_paper"):
    return reverse(f"decisions:{name}", kwargs={"hall": poll.hall.slug, "pk": poll.pk})


def words(answer):
    return answer.content.decode()


def test_two_read_the_same_and_it_counts(poll, ana, bilal, chidi, greta):
    assert bring(ana, poll, greta, "no") is Reading.WAITS
    assert (Ballot.objects.count(), poll.rolls.filter(voted=True).count()) == (0, 0)
    assert bring(bilal, poll, greta, "no") is Reading.COUNTED

    vote(poll, "yes", ana, bilal, chidi)
    closed = actions.close_poll(by=chidi.actor, poll=poll)
    assert (closed.outcome, closed.tally["yes"], closed.tally["no"]) == ("carried", 3, 1)
    assert kinds()[-2:] == ["poll.opened", "poll.declared"]
    paper = PaperBallot.objects.get()
    assert (paper.typed_by_id, paper.confirmed_by_id, paper.choice) == (ana.pk, bilal.pk, "")


def test_what_waits_counts_nothing_and_is_said_on_the_page(poll, ana, bilal, chidi, greta, noon):
    bring(ana, poll, greta)
    assert "1 ballot on paper waits for a second pair of eyes." in region(poll.motion_id)
    assert "1 ballot on paper waits" in words(browser(chidi).get(where(poll, "poll")))
    vote(poll, "no", ana, bilal, chidi)
    with pytest.raises(OutOfOrder, match="Not all have voted"):
        actions.close_poll(by=ana.actor, poll=poll)

    noon.forward(timedelta(days=30))
    actions.settle(poll.hall_id)
    assert declared(poll).tally["yes"] == 0
    assert waiting_in(declared(poll)) == 0


def test_two_readings_that_differ_are_both_gone(poll, ana, bilal, greta):
    bring(ana, poll, greta, "yes")
    assert bring(bilal, poll, greta, "no") is Reading.DIFFERS
    assert PaperBallot.objects.get().choice == "" and waiting_in(poll) == 0
    assert not Ballot.objects.exists()
    assert "1 ballot on paper was read differently" in words(browser(ana).get(where(poll)))

    assert bring(ana, poll, greta, "no") is Reading.WAITS
    assert bring(bilal, poll, greta, "no") is Reading.COUNTED
    assert Ballot.objects.get().choice == "no"
    assert differing_in(poll) == 0


def test_whoever_read_after_two_differed_is_the_first_again(poll, ana, bilal, chidi, greta):
    bring(ana, poll, greta, "yes")
    bring(bilal, poll, greta, "no")
    assert bring(chidi, poll, greta, "yes") is Reading.WAITS
    assert bring(chidi, poll, greta, "yes") is Reading.WAITS
    assert bring(bilal, poll, greta, "yes") is Reading.COUNTED


def test_what_one_has_read_is_marked_for_them_and_nobody_else(poll, ana, bilal, greta):
    def listed(who):
        return [(line.member.name, line.read_by_me) for line in rules.listed_on_paper(who.actor, poll)]

    bring(ana, poll, greta)
    assert (listed(ana), listed(bilal)) == ([("Greta", True)], [("Greta", False)])
    assert "You have read it." in words(browser(ana).get(where(poll)))
    assert "You have read it." not in words(browser(bilal).get(where(poll)))
    bring(bilal, poll, greta, "no")
    assert listed(ana) == [("Greta", False)]


def test_ballot_papers_are_printed_for_who_has_no_phone(hall, poll, ana, bilal, greta):
    printed = reverse("decisions:ballot_papers", kwargs={"hall": hall.slug, "pk": poll.pk})
    assert printed in words(browser(ana).get(where(poll))) and "Print a ballot paper" in words(
        browser(ana).get(where(poll))
    )
    assert browser(ana).get(printed).content.startswith(b"%PDF")
    bring(ana, poll, greta)
    bring(bilal, poll, greta)
    assert printed not in words(browser(ana).get(where(poll)))
    assert browser(ana).get(printed).status_code == 409


def test_one_alone_does_not_read_twice_but_puts_their_reading_right(poll, ana, bilal, greta):
    for choice in ("yes", "yes", "no"):
        assert bring(ana, poll, greta, choice) is Reading.WAITS
        assert not Ballot.objects.exists()

    assert bring(bilal, poll, greta, "no") is Reading.COUNTED
    with pytest.raises(OutOfOrder, match="is in already"):
        bring(ana, poll, greta, "yes")


def test_there_is_one_ballot_a_line(poll, ana, bilal, chidi, greta):
    bring(ana, poll, greta)
    bring(bilal, poll, greta)
    with pytest.raises(OutOfOrder, match="Greta is in already"):
        bring(chidi, poll, greta)
    assert Ballot.objects.count() == poll.rolls.filter(voted=True).count() == 1


def test_nobody_reads_their_own(poll, greta):
    with pytest.raises(NotAuthorised, match="Two others"):
        bring(greta, poll, greta)


def test_whoever_has_an_account_votes_by_phone(poll, ana, chidi):
    with pytest.raises(OutOfOrder, match="Chidi has an account by now"):
        bring(ana, poll, chidi)


def test_whoever_got_an_account_meanwhile_and_voted_is_not_voted_for(poll, ana, bilal, greta):
    bring(ana, poll, greta, "no")
    with_an_account(greta)
    assert waiting_in(poll) == 0
    with pytest.raises(OutOfOrder, match="has an account by now"):
        bring(bilal, poll, greta, "no")
    vote(poll, "yes", greta)
    with pytest.raises(OutOfOrder, match="Greta is in already"):
        bring(bilal, poll, greta, "no")
    assert Ballot.objects.get().choice == "yes"


def test_whoever_got_an_account_afterwards_changes_their_ballot_by_phone(poll, ana, bilal, chidi, greta):
    bring(ana, poll, greta, "no")
    bring(bilal, poll, greta, "no")
    with_an_account(greta)
    vote(poll, "yes", ana, bilal, chidi, greta)

    closed = actions.close_poll(by=ana.actor, poll=poll)
    assert (closed.tally["yes"], Ballot.objects.count()) == (4, 4)
    page = browser(ana).get(where(poll, "poll") + "?name=greta")
    assert page.context["roll_call"] == [("Greta", "In favour")]


def test_members_see_who_brought_a_paper_in(poll, ana, bilal, chidi, greta):
    bring(ana, poll, greta)
    bring(bilal, poll, greta)
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    page = browser(chidi).get(where(poll, "poll") + "?name=greta")
    assert page.context["roll_call"] == [("Greta", "In favour · on paper, brought in by Ana and Bilal")]


def test_guests_strangers_and_the_suspended_bring_nothing_in(poll, ana, bilal, dora, greta):
    tina = joins(ana, "Tina", way="not_yet", seconder=bilal)
    for somebody in (tina, dora):
        with pytest.raises(NotAuthorised):
            bring(somebody, poll, greta)
    Membership.objects.filter(member=bilal).update(state="suspended", ends_on=None)
    with pytest.raises(NotAuthorised):
        bring(bilal, poll, greta)


def test_a_member_suspended_since_the_opening_votes_on_paper_as_little_as_by_phone(poll, ana, bilal, greta):
    bring(ana, poll, greta)
    Membership.objects.filter(member=greta).update(state="suspended", ends_on=None)
    with pytest.raises(OutOfOrder, match="left or been suspended"):
        bring(bilal, poll, greta)


def test_closing_in_between_leaves_the_paper_uncounted(poll, ana, bilal, chidi, greta, noon):
    stale = Poll.objects.select_related("motion__body", "body__hall").get(pk=poll.pk)
    bring(ana, poll, greta, "no")
    vote(poll, "yes", ana, bilal, chidi)
    poll.rolls.update(
        state="closed"
    )  # as a declaration does first of all, in a transaction that ends before ours
    with pytest.raises(OutOfOrder, match="not open"):
        bring(bilal, stale, greta, "no")
    assert Ballot.objects.count() == poll.rolls.filter(voted=True).count() == 3

    noon.forward(timedelta(days=30))
    with pytest.raises(OutOfOrder, match="not open"):
        bring(bilal, poll, greta, "no")


def test_a_paper_that_says_nothing_is_not_brought_in(poll, ana, greta):
    with pytest.raises(OutOfOrder, match="Mark what the paper says"):
        bring(ana, poll, greta, "")


@pytest.mark.parametrize("choice", ["blank", "block", "maybe"])
def test_only_what_is_on_the_paper(poll, ana, greta, choice):
    with pytest.raises(OutOfOrder, match="not on the ballot paper"):
        bring(ana, poll, greta, choice)


def test_not_where_it_is_counted_in_the_room(bakery, ana, bilal, greta):
    hands = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    with pytest.raises(OutOfOrder, match="openly by phone"):
        bring(ana, hands, greta)


def test_not_a_position_of_a_consensus(bakery, ana, bilal, greta):
    adopt(bakery, CONSENSUS_TABLING.charter)
    positions = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    with pytest.raises(OutOfOrder, match="openly by phone"):
        bring(ana, positions, greta, "agree")


def test_a_line_of_another_vote_is_not_brought_in_here(poll, bakery, ana, bilal, greta):
    other = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    with pytest.raises(poll.rolls.model.DoesNotExist):
        actions.bring_paper(by=ana.actor, poll=poll, line=other.rolls.get(member=greta), choice="yes")


def test_twelve_of_us_four_without_an_account_decide_before_the_time_is_up(bakery, ana, bilal, chidi):
    more = grown(ana, bilal, 9)
    phones, papers = [ana, bilal, chidi, *more[:5]], more[5:]
    without_an_account(*papers)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    assert (poll.electorate, rules.left_on_paper(poll)) == (12, 4)

    vote(poll, "yes", *phones[:5])
    vote(poll, "no", *phones[5:])
    for place, member in enumerate(papers):
        bring(phones[place], poll, member, "yes" if place else "abstain")
        with pytest.raises(OutOfOrder, match="Not all have voted"):
            actions.close_poll(by=ana.actor, poll=poll)
        bring(phones[place + 1], poll, member, "yes" if place else "abstain")

    closed = actions.close_poll(by=ana.actor, poll=poll)
    assert [closed.tally[name] for name in ("yes", "no", "abstain")] == [8, 3, 1]
    assert Ballot.objects.filter(poll=poll).count() == 12


def test_papers_go_with_the_ballots_after_thirty_days(poll, ana, bilal, chidi, greta, noon):
    bring(ana, poll, greta)
    bring(bilal, poll, greta)
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    noon.forward(timedelta(days=29))
    actions.settle(poll.hall_id)
    assert PaperBallot.objects.exists()
    noon.forward(timedelta(days=2))
    actions.settle(poll.hall_id)
    assert not PaperBallot.objects.exists()


# By pages alone ------------------------------------------------------------------------------------------


def test_by_pages_alone_and_the_first_reading_is_shown_to_nobody(poll, ana, bilal, greta):
    anas, bilals = browser(ana), browser(bilal)
    greta = str(poll.rolls.get(member=greta).pk)
    assert where(poll) in words(anas.get(where(poll, "poll")))
    empty = words(bilals.get(where(poll)))
    assert f'value="{greta}"' in empty
    assert anas.post(where(poll), {"line": greta, "choice": "no"})["Location"] == where(poll)
    assert "The ballot of Greta: the first reading is in and hidden" in words(anas.get(where(poll)))

    page = words(bilals.get(where(poll)))
    assert "1 ballot on paper waits" in page
    assert "checked" not in page
    assert page.count("Greta") == empty.count("Greta") == 1
    bilals.post(where(poll), {"line": greta, "choice": "yes"})
    assert "The ballot of Greta: the two readings differ" in words(bilals.get(where(poll)))
    bilals.post(where(poll), {"line": greta, "choice": "no"})
    anas.post(where(poll), {"line": greta, "choice": "no"})
    page = words(anas.get(where(poll)))
    assert "The ballot of Greta: both read the same" in page and "All ballots on paper are in." in page
    assert where(poll) not in words(anas.get(where(poll, "poll")))


def test_only_whose_ballot_is_still_out_is_listed_and_never_oneself(poll, ana, bilal, greta):
    assert [line.member.name for line in rules.listed_on_paper(ana.actor, poll)] == ["Greta"]
    without_an_account(ana)
    assert [line.member.name for line in rules.listed_on_paper(ana.actor, poll)] == ["Greta"]
    assert [line.member.name for line in rules.listed_on_paper(bilal.actor, poll)] == ["Ana", "Greta"]
    with_an_account(ana)
    bring(ana, poll, greta)
    bring(bilal, poll, greta)
    assert rules.listed_on_paper(ana.actor, poll) == []


def test_more_than_twelve_are_looked_for_by_name(bakery, ana, bilal, greta):
    without_an_account(*grown(ana, bilal, 12))
    many = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    assert rules.listed_on_paper(ana.actor, many) is None
    assert "Greta" not in words(browser(ana).get(where(many)))


@pytest.mark.parametrize(
    "given", [{"choice": "no"}, {"line": "", "choice": "no"}, {"line": "?", "choice": "no"}]
)
def test_somebody_is_chosen_from_the_list(poll, ana, given):
    answer = browser(ana).post(where(poll), given)
    assert answer.status_code == 409
    assert "Choose whose ballot it is" in words(answer)
    assert words(answer).count("checked") == 1


def test_whom_one_chose_is_still_chosen_after_a_refusal(poll, ana, greta):
    line = poll.rolls.get(member=greta).pk
    answer = browser(ana).post(where(poll), {"line": str(line)})
    assert "Mark what the paper says." in words(answer)
    assert f'value="{line}" checked' in words(answer)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": "Nobody", "choice": "no"}, "fits nobody"),
        ({"name": "Chidi", "choice": "no"}, "fits nobody"),
        ({"name": "", "choice": "no"}, "fits nobody"),
        ({"name": "Greta"}, "Mark what the paper says."),
    ],
)
def test_in_a_large_hall_a_refused_reading_loses_nothing_typed(bakery, ana, bilal, greta, given, why):
    grown(ana, bilal, 27)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    answer = browser(ana).post(where(poll), given)
    assert answer.status_code == 409
    assert why in words(answer)
    assert f'value="{given["name"]}"' in words(answer)
    assert ("checked" in words(answer)) == ("choice" in given)
    assert words(answer).count('name="choice"') == 3


def test_the_page_of_a_vote_in_the_room_sends_on(bakery, ana, bilal):
    hands = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    assert browser(ana).get(where(hands))["Location"] == where(hands, "poll")


def test_who_opens_the_vote_reads_that_paper_is_a_way(bakery, ana, bilal, greta):
    motion = seconded(ana, bakery, bilal)
    page = browser(ana).get(reverse("decisions:open", kwargs={"hall": motion.hall.slug, "pk": motion.pk}))
    assert "votes on paper: in a vote by phone two others bring that ballot in" in words(page)


def test_where_we_vote_by_positions_the_warning_stays(bakery, ana, bilal, greta):
    adopt(bakery, CONSENSUS_TABLING.charter)
    motion = seconded(ana, bakery, bilal)
    page = browser(ana).get(reverse("decisions:open", kwargs={"hall": motion.hall.slug, "pk": motion.pk}))
    assert "cannot vote by phone" in words(page)


def test_a_late_copy_of_a_phone_ballot_does_not_take_the_papers_place(poll, ana, bilal, greta):
    bring(ana, poll, greta, "no")
    bring(bilal, poll, greta, "no")
    paper = PaperBallot.objects.get()
    again = actions.cast_ballot(by=greta.actor, poll=poll, choice="yes", client_id=paper.pk)
    assert again.again
    new = actions.cast_ballot(by=greta.actor, poll=poll, choice="yes", client_id=uuid4())
    assert (new.choice, Ballot.objects.count()) == ("yes", 1)
