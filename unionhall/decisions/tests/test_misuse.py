"""What somebody might try who wants a result that the others do not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.models import Body, Membership, Remit
from unionhall.conftest import browser, kinds, mandated, warrant_of
from unionhall.core.charters.presets import STARTER
from unionhall.core.petitions import Petition
from unionhall.core.recall import RecallRule
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot, Method

from .story import adopt, carried, grown, put, seconded, vote
from .test_carrying_out import give

pytestmark = pytest.mark.django_db


def test_whoever_is_suspended_while_a_poll_is_open_casts_no_ballot_and_changes_none(
    bakery, ana, bilal, chidi
):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    other = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "no", chidi)
    bodies.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(bakery.hall))

    for one in (poll, other):
        with pytest.raises(NotAuthorised, match="suspended"):
            vote(one, "yes", chidi)

    assert list(Ballot.objects.values_list("choice", flat=True)) == ["no"]


def test_whoever_is_suspended_withdraws_nothing_and_has_no_dissent_minuted(bakery, ana, bilal, chidi):
    own = put(chidi, bakery)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    vote(poll, "no", chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    bodies.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(bakery.hall))
    before = kinds()

    with pytest.raises(NotAuthorised, match="suspended"):
        actions.withdraw_motion(by=chidi.actor, motion=own)
    with pytest.raises(NotAuthorised, match="suspended"):
        actions.dissent(by=chidi.actor, poll=poll, text="hm")

    assert kinds() == before


def test_whoever_is_suspended_does_not_withdraw_what_called_a_decision_in(bakery, ana, bilal, chidi):
    group = make_body(
        by=ana.actor, kind="group", name="Oven", members=[ana, bilal], warrant=warrant_of(bakery.hall)
    )
    called = actions.call_in(by=chidi.actor, motion=carried(ana, group, bilal))
    bodies.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(bakery.hall))

    with pytest.raises(NotAuthorised, match="suspended"):
        actions.withdraw_motion(by=chidi.actor, motion=called)


def test_whoever_left_casts_no_ballot_and_what_was_in_is_counted(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "no", chidi)
    bodies.leave_hall(by=chidi.actor)

    with pytest.raises(NotAuthorised):
        vote(poll, "yes", chidi)
    vote(poll, "yes", ana, bilal)
    assert actions.close_poll(by=ana.actor, poll=poll).tally["no"] == 1


def test_a_translation_is_not_exchanged_while_people_vote_by_it(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal, title="No dismissals")
    actions.translate(by=bilal.actor, motion=motion, language="es", title="Ningún despido")
    actions.translate(by=bilal.actor, motion=motion, language="es", title="Ningun despido")
    actions.open_poll(by=ana.actor, motion=motion)
    motion.refresh_from_db()

    with pytest.raises(OutOfOrder, match="no longer change"):
        actions.translate(by=chidi.actor, motion=motion, language="es", title="Despidos")
    actions.translate(by=chidi.actor, motion=motion, language="fr", title="Pas de licenciements")

    assert motion.texts.get(language="es").title == "Ningun despido"


def test_whoever_is_to_be_recalled_cannot_call_for_it_and_take_it_back_with_all_names(
    bakery, ana, bilal, chidi
):
    dina, *_others = grown(ana, bilal, 4)
    adopt(bakery, replace(STARTER.charter, recall=RecallRule(Petition(number=4))))
    motion = actions.start_recall(by=chidi.actor, mandate=mandated(chidi, "bodies.speak"))
    actions.add_name(by=ana.actor, motion=motion)

    with pytest.raises(OutOfOrder, match="names"):
        actions.withdraw_motion(by=chidi.actor, motion=motion)
    actions.add_name(by=bilal.actor, motion=motion)
    actions.add_name(by=dina.actor, motion=motion)

    motion.refresh_from_db()
    assert motion.status == "polling"


def test_two_votes_by_one_paper_or_by_another_member_s_line(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    paper = uuid4()
    actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=paper)

    with pytest.raises(OutOfOrder, match="used already"):
        actions.cast_ballot(by=bilal.actor, poll=poll, choice="no", client_id=paper)
    poll.refresh_from_db()
    assert (poll.ballots.get().choice, poll.rolls.filter(voted=True).count()) == ("yes", 1)


def test_no_page_tells_how_an_open_poll_stands(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method=Method.OPEN)
    here = f"/h/{bakery.hall.slug}/motions"
    pages = [f"{here}/votes/{poll.pk}/", f"{here}/{poll.motion_id}/", f"{here}/", f"{here}/register/"]

    def seen():
        found = [browser(chidi).get(page).content.decode() for page in pages]
        return [_without_what_changes(one) for one in found]

    vote(poll, "yes", ana)
    before = seen()
    vote(poll, "no", ana)

    assert seen() == before


def _without_what_changes(page: str) -> str:
    marks = r"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"\w+|/live/[^\"]+|data-live=\"[^\"]+"
    return re.sub(marks, "", page)


@pytest.mark.parametrize("typed", ["²", "١٢", "9" * 40, "\0", "-1"])
def test_what_looks_like_a_number_breaks_no_page(bakery, ana, bilal, typed):
    motion = put(ana, bakery)
    here = f"/h/{bakery.hall.slug}/motions"
    seen = browser(ana)

    assert seen.get(f"{here}/register/", {"q": typed, "page": typed}).status_code == 200
    assert seen.post(f"{here}/put/", {"drop": typed, "title": "x"}).status_code < 500
    assert seen.get(f"{here}/{motion.pk}/").status_code == 200


def test_what_a_body_let_go_on_is_not_stopped_again_and_again(bakery, ana, bilal, chidi, noon):
    committee = Body.objects.create(
        hall_id=bakery.hall_id, kind="committee", name="K", made_at=noon.at, warrant=warrant_of(bakery.hall)
    )
    for member in (ana, bilal):
        Membership.objects.create(
            hall_id=bakery.hall_id, member=member, body=committee, state="admitted", since=noon.at.date()
        )
    Remit.objects.create(
        hall_id=bakery.hall_id,
        body=committee,
        matter="mandate",
        since=noon.at,
        until=noon.at + timedelta(days=60),
        warrant=warrant_of(bakery.hall),
    )
    later = noon.at + timedelta(days=10)
    motion = carried(ana, committee, bilal, effects=[give(bilal)], takes_effect_at=later)
    actions.withdraw_motion(by=chidi.actor, motion=actions.call_in(by=chidi.actor, motion=motion))

    with pytest.raises(OutOfOrder, match="called in already"):
        actions.call_in(by=chidi.actor, motion=motion)
    calling = actions.second_motion(by=bilal.actor, motion=actions.call_in(by=ana.actor, motion=motion))
    poll = actions.open_poll(by=ana.actor, motion=calling)
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    with pytest.raises(OutOfOrder, match="called in already"):
        actions.call_in(by=bilal.actor, motion=motion)

    noon.at = later
    actions.settle(bakery.hall_id)
    assert motion.effects.get().state == "done"
    assert actions.call_in(by=bilal.actor, motion=motion)  # what is done can still be undone


def test_a_member_of_another_hall_reaches_nothing_by_name(bakery, ana, bilal, dora):
    for effect in (
        {"kind": "member.exclude", "params": {"member": str(dora.pk)}},
        {
            "kind": "mandate.give",
            "params": {"member": str(dora.pk), "powers": {"bodies.admit": {}}, "until": "2026-07-01"},
        },
        {"kind": "mandate.recall", "params": {"mandate": str(mandated(dora, "bodies.admit").pk)}},
        {"kind": "body.dissolve", "params": {"body": str(rules.assembly(dora.hall_id).pk)}},
        {
            "kind": "remit.give",
            "params": {
                "body": str(rules.assembly(dora.hall_id).pk),
                "matter": "spending",
                "until": "2026-07-01",
            },
        },
        {
            "kind": "motion.amend",
            "params": {
                "motion": str(put(dora, rules.assembly(dora.hall_id)).pk),
                "version": 1,
                "title": "x",
                "text": "",
            },
        },
    ):
        with pytest.raises((OutOfOrder, NotAuthorised)):
            put(ana, bakery, effects=[effect])
