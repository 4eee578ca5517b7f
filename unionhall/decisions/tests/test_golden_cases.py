"""Cases of real unions' rules, through the real actions. Named after the rules; the sources stand in each preset."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies.models import Declaration
from unionhall.conftest import kinds
from unionhall.core.charters.presets import (
    CONSENSUS_BLOCKS,
    CONSENSUS_TABLING,
    IWW_BRANCH,
    RATIFICATION,
    SYNDICATE,
)
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Motion, Poll
from unionhall.decisions.rules.counting import sentence_from

from .story import adopt, counted, declared, grown, put, seconded, vote

pytestmark = pytest.mark.django_db


def declares(member, key):
    Declaration.objects.create(hall_id=member.hall_id, member=member, key=key, says=True, on="2026-05-04")


# R9: five members make a meeting, the paid secretary not counted; no paid official votes


def test_r9_five_members_make_a_meeting_and_the_paid_secretary_is_not_the_fifth(bakery, ana, bilal):
    grown(ana, bilal, 4)
    adopt(bakery, IWW_BRANCH.charter)
    motion = seconded(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)

    closed = counted(poll, (ana, bilal), {"yes": 5}, present=5, not_counted=1)

    assert closed.outcome == "not_quorate"
    assert str(sentence_from(closed.reasons[0])) == "4 took part, and 5 were needed."


def test_r9_five_without_the_secretary_are_enough(bakery, ana, bilal):
    grown(ana, bilal, 4)
    adopt(bakery, IWW_BRANCH.charter)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    assert counted(poll, (ana, bilal), {"yes": 4, "no": 1}, present=6, not_counted=1).outcome == "carried"


def test_r9_no_paid_official_is_on_the_register_or_seconds(bakery, ana, bilal, chidi):
    grown(ana, bilal, 4)
    adopt(bakery, IWW_BRANCH.charter)
    declares(chidi, "paid_officials")

    motion = put(ana, bakery)
    with pytest.raises(NotAuthorised):
        actions.second_motion(by=chidi.actor, motion=motion)
    poll = actions.open_poll(by=ana.actor, motion=actions.second_motion(by=bilal.actor, motion=motion))

    assert poll.electorate == 6
    assert not poll.rolls.filter(member=chidi).exists()


# R32: a vote of all members by petition of 5 % of the members at the start of the year; notice of 30 days; open 30 to 45 days


def test_r32_a_referendum_by_petition(bakery, ana, bilal, chidi, noon):
    everybody = [ana, bilal, chidi, *grown(ana, bilal, 38)]
    bakery.memberships.filter(member__in=everybody).update(since="2025-11-01")
    bakery.made_at = bakery.made_at.replace(year=2025)
    bakery.save(update_fields=["made_at"])
    adopt(bakery, IWW_BRANCH.charter)
    motion = put(ana, bakery, referendum=True)
    assert motion.status == "put"  # 5 % of 41 are three names
    actions.add_name(by=bilal.actor, motion=motion)
    motion = actions.add_name(by=chidi.actor, motion=motion)
    assert motion.status == "seconded"
    with pytest.raises(OutOfOrder, match="30 days"):
        actions.open_poll(by=ana.actor, motion=motion)

    noon.forward(timedelta(days=30))
    with pytest.raises(OutOfOrder, match="30 to 45 days"):
        actions.open_poll(by=ana.actor, motion=motion, hours=29 * 24)
    poll = actions.open_poll(by=ana.actor, motion=motion, hours=45 * 24)
    figures = {"yes": 12, "no": 9, "abstain": 0, "blank": 1, "spoilt": 1}
    with pytest.raises(OutOfOrder, match="opened once the vote is closed"):
        actions.type_figures(by=ana.actor, poll=poll, figures=figures, present=23)

    noon.forward(timedelta(days=45))
    assert actions.settle(bakery.hall_id) == 0  # the tellers have time to count
    assert counted(poll, (ana, bilal), figures, present=23).outcome == "carried"


def test_r32_later_members_do_not_raise_the_number_of_names(bakery, ana, bilal, chidi):
    bakery.memberships.update(since="2025-11-01")
    bakery.made_at = bakery.made_at.replace(year=2025)
    bakery.save(update_fields=["made_at"])
    adopt(bakery, IWW_BRANCH.charter)
    grown(ana, bilal, 38)  # this year
    assert (
        put(ana, bakery, referendum=True).status == "seconded"
    )  # 5 % of three is one name, and Ana's is there


# R38 and oracle 9: ratification by those attending; if rejected, an immediate strike vote by two thirds; if that fails, accepted


def chain(bakery, ana, bilal, ratify, strike):
    adopt(bakery, RATIFICATION.charter)
    motion = seconded(ana, bakery, bilal, title="The offer of 4 May", matter="ratification")
    poll = actions.open_poll(by=ana.actor, motion=motion)
    counted(poll, (ana, bilal), ratify, present=sum(ratify.values()))
    following = Motion.objects.filter(follows=motion).first()
    if following is None:
        motion.refresh_from_db()
        return motion
    assert (following.status, following.matter) == ("seconded", "strike")
    poll = actions.open_poll(by=ana.actor, motion=following)
    counted(poll, (ana, bilal), strike, present=sum(strike.values()))
    following.refresh_from_db()
    return following


def test_r38_a_majority_of_those_attending_accepts(bakery, ana, bilal):
    grown(ana, bilal, 9)
    end = chain(bakery, ana, bilal, {"yes": 7, "no": 5}, None)
    assert (end.status, end.ending) == ("carried", "The offer is accepted as it stands.")


def test_oracle_9_rejected_and_sixty_percent_for_a_strike_gives_accepted(bakery, ana, bilal):
    grown(ana, bilal, 12)
    end = chain(bakery, ana, bilal, {"yes": 5, "no": 10}, {"yes": 9, "no": 6})
    assert (end.status, end.ending) == ("lost", "The offer is accepted as it stands.")
    assert "motion.followed" in kinds()


def test_oracle_9_rejected_and_sixty_seven_percent_for_a_strike_gives_strike(bakery, ana, bilal):
    grown(ana, bilal, 12)
    end = chain(bakery, ana, bilal, {"yes": 5, "no": 10}, {"yes": 10, "no": 5})
    assert (end.status, end.ending) == ("carried", "We strike.")


# R39: 48 hours' notice, secret paper ballot counted in the meeting, majority of those present, a tie fails


def strike_vote(bakery, ana, bilal, noon):
    adopt(bakery, SYNDICATE.charter)
    motion = seconded(ana, bakery, bilal, title="We strike on Monday", matter="strike")
    actions.serve_notice(by=bilal.actor, motion=motion, way="chat")
    noon.forward(timedelta(hours=47))
    with pytest.raises(OutOfOrder, match="48 hours"):
        actions.open_poll(by=ana.actor, motion=motion)
    noon.forward(timedelta(hours=1))
    with pytest.raises(OutOfOrder, match="otherwise how we vote"):
        actions.open_poll(by=ana.actor, motion=motion, method="open")
    return actions.open_poll(by=ana.actor, motion=motion)


@pytest.mark.parametrize(
    ("figures", "outcome"),
    [
        ({"yes": 6, "no": 4}, "carried"),
        ({"yes": 5, "no": 5}, "lost"),
        ({"yes": 5, "no": 3, "abstain": 2}, "lost"),
        ({"yes": 5, "no": 3, "blank": 1, "spoilt": 1}, "lost"),
    ],
)
def test_r39_a_strike_ballot(bakery, ana, bilal, noon, figures, outcome):
    grown(ana, bilal, 7)
    poll = strike_vote(bakery, ana, bilal, noon)
    assert poll.method == "paper"
    assert counted(poll, (ana, bilal), figures, present=10).outcome == outcome


def test_r39_the_notice_is_proved_without_one_letter(bakery, ana, bilal, noon):
    poll = strike_vote(bakery, ana, bilal, noon)
    served = list(poll.motion.served.order_by("at", "way").values_list("way", flat=True))
    assert served == ["chat", "page"]
    assert all(poll.opened_at - one.at >= timedelta(hours=48) for one in poll.motion.served.all())


# R45: an emergency motion needs mover and seconder, is open for 24 hours, and at least five votes in favour


def emergency(bakery, ana, bilal, noon, yes, no=()):
    adopt(bakery, IWW_BRANCH.charter)
    motion = put(ana, bakery, emergency=True)
    with pytest.raises(OutOfOrder, match="not been seconded"):
        actions.open_poll(by=ana.actor, motion=motion)
    poll = actions.open_poll(by=ana.actor, motion=actions.second_motion(by=bilal.actor, motion=motion))
    assert poll.closes_at - poll.opened_at == timedelta(hours=24)
    vote(poll, "yes", *yes)
    vote(poll, "no", *no)
    noon.forward(timedelta(hours=24))
    actions.settle(bakery.hall_id)
    return declared(poll)


def test_r45_five_in_favour_carry_it(bakery, ana, bilal, chidi, noon):
    more = grown(ana, bilal, 6)
    assert emergency(bakery, ana, bilal, noon, (ana, bilal, chidi, *more[:2]), more[2:4]).outcome == "carried"


def test_r45_four_in_favour_do_not_though_nobody_is_against(bakery, ana, bilal, chidi, noon):
    more = grown(ana, bilal, 6)
    poll = emergency(bakery, ana, bilal, noon, (ana, bilal, chidi, more[0]))
    assert (poll.outcome, poll.line) == ("lost", 5)


def test_r45_a_charter_without_emergencies_knows_none(bakery, ana):
    with pytest.raises(OutOfOrder, match="no emergency motions"):
        put(ana, bakery, emergency=True)


def test_r45_what_has_a_rule_of_its_own_is_no_emergency(bakery, ana):
    adopt(bakery, IWW_BRANCH.charter)
    with pytest.raises(OutOfOrder, match="rule of its own"):
        put(ana, bakery, emergency=True, matter="strike")


# R49: two real ways of counting a consensus


def positions(bakery, ana, bilal, chidi, charter, *, asides=0, blocks=0, people=10):
    everybody = [ana, bilal, chidi, *grown(ana, bilal, people - 3)]
    adopt(bakery, charter)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    blocking, rest = everybody[:blocks], everybody[blocks:]
    vote(poll, "block", *blocking, words="It is against what we are here for.")
    vote(poll, "aside", *rest[:asides])
    vote(poll, "agree", *rest[asides:])
    return actions.close_poll(by=ana.actor, poll=poll), rest


def test_r49_one_block_of_ten_does_not_stop_at_la_reunion(bakery, ana, bilal, chidi):
    poll, _rest = positions(bakery, ana, bilal, chidi, CONSENSUS_BLOCKS.charter, blocks=1)
    assert poll.outcome == "carried"


def judge(poll, not_relevant, relevant):
    judging = Poll.objects.get(judges=poll)
    vote(judging, "nn", *not_relevant)
    vote(judging, "rr", *relevant)
    return judging


def test_r49_two_blocks_are_judged_by_the_others_and_table_when_they_are_relevant(bakery, ana, bilal, chidi):
    poll, rest = positions(bakery, ana, bilal, chidi, CONSENSUS_BLOCKS.charter, blocks=2)
    assert poll.declared_at is None
    assert kinds()[-2:] == ["poll.opened", "positions.collected"]
    judging = judge(poll, rest[:7], rest[7:])  # seven of eight are not nine tenths
    assert judging.electorate == 8

    actions.close_poll(by=rest[0].actor, poll=judging)

    assert declared(poll).outcome == "tabled"
    assert kinds()[-2:] == ["poll.declared", "blocks.judged"]


def test_r49_ninety_percent_of_the_others_set_the_blocks_aside(bakery, ana, bilal, chidi):
    poll, rest = positions(bakery, ana, bilal, chidi, CONSENSUS_BLOCKS.charter, blocks=2)
    judging = judge(poll, rest, ())

    actions.close_poll(by=rest[0].actor, poll=judging)

    poll = declared(poll)
    assert (poll.outcome, poll.motion.status) == ("carried", "carried")
    assert poll.tally["irrelevant"] == [8, 8]


def test_r49_blocks_that_nobody_judged_in_time_stand(bakery, ana, bilal, chidi, noon):
    poll, _rest = positions(bakery, ana, bilal, chidi, CONSENSUS_BLOCKS.charter, blocks=2)
    noon.forward(timedelta(days=4))
    actions.settle(bakery.hall_id)
    assert declared(poll).outcome == "tabled"


def test_r49_who_blocks_says_why_and_does_not_judge(bakery, ana, bilal, chidi):
    poll, _rest = positions(bakery, ana, bilal, chidi, CONSENSUS_BLOCKS.charter, blocks=2)
    judging = Poll.objects.get(judges=poll)
    with pytest.raises(NotAuthorised, match="register"):
        vote(judging, "nn", ana)
    other = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    with pytest.raises(OutOfOrder, match="says why"):
        vote(other, "block", ana)


def test_r49_a_third_standing_aside_tables_and_eighty_percent_pass_it_later(bakery, ana, bilal, chidi):
    poll, rest = positions(bakery, ana, bilal, chidi, CONSENSUS_TABLING.charter, asides=3, people=9)
    assert (poll.outcome, poll.motion.status) == ("tabled", "tabled")

    later = actions.open_poll(by=ana.actor, motion=poll.motion)
    vote(later, "aside", rest[0])
    vote(later, "agree", *rest[1:])
    closed = actions.close_poll(by=ana.actor, poll=later)

    assert closed.outcome == "carried"
    assert "weaker than consensus" in str(sentence_from(closed.reasons[0]))


def test_r49_positions_are_hidden_until_all_are_in(bakery, ana, bilal, chidi):
    from unionhall.decisions.views.reading import tally_shown

    adopt(bakery, CONSENSUS_TABLING.charter)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "agree", ana)
    assert tally_shown(poll) is None
