"""A committee drawn by lot from those willing: the decision calls, the pool is sealed, two read the lot, and it is drawn."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Body, Member, Membership
from unionhall.conftest import browser, from_here, kinds
from unionhall.core.lots.order import ordered, pool_digest
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Lot, Willing
from unionhall.people.models import Person

from .story import carried, grown
from .test_choosing import of_entry

pytestmark = pytest.mark.django_db
DICE = {
    "name": "Feast committee",
    "purpose": "The feast in June.",
    "size": 2,
    "days": 7,
    "source": "Five dice thrown at the assembly on Tuesday",
    "until": "2026-07-01",
}


def called(ana, bakery, bilal, chidi, **changed) -> Lot:
    """The assembly decides that a committee is drawn."""
    carried(ana, bakery, bilal, chidi, effects=[{"kind": "body.draw", "params": DICE | changed}])
    from_here()
    return Lot.objects.get()


def closed(lot, noon, by, *willing) -> Lot:
    """Those willing come forward, and a week later they are written down."""
    for one in willing:
        actions.be_willing(by=one.actor, lot=lot, willing=True)
    noon.forward(timedelta(days=7))
    return actions.close_pool(by=by.actor, lot=lot)


def read(lot, seed, *readers):
    return [actions.read_seed(by=one.actor, lot=lot, seed=seed) for one in readers]


def test_from_the_decision_to_the_committee(bakery, ana, bilal, chidi, noon):
    lot = called(ana, bakery, bilal, chidi)
    lot = closed(lot, noon, ana, ana, bilal, chidi)
    assert read(lot, "4 2 6 6 1", ana, bilal) == ["waits", "agrees"]

    drawn = actions.draw_lot(by=chidi.actor, lot=lot)

    wanted = ordered([str(one.pk) for one in (ana, bilal, chidi)], "4 2 6 6 1")[:2]
    committee = Body.objects.get(name="Feast committee")
    assert drawn.panel == wanted
    assert drawn.made == committee
    assert {str(pk) for pk in committee.memberships.values_list("member", flat=True)} == set(wanted)
    assert committee.warrant == drawn.motion.decision
    assert kinds() == ["lot.closed", "body.made", "lot.drawn"]
    sealed, told = of_entry(lot, "lot.closed"), of_entry(lot, "lot.drawn")
    assert sealed == {"willing": 3, "pool": pool_digest([str(one.pk) for one in (ana, bilal, chidi)])}
    assert (told["panel"], told["seed"], told["pool"]) == (wanted, "4 2 6 6 1", sealed["pool"])


def test_whoever_steps_back_is_not_drawn(bakery, ana, bilal, chidi, noon):
    lot = called(ana, bakery, bilal, chidi, size=1)
    actions.be_willing(by=bilal.actor, lot=lot, willing=True)
    actions.be_willing(by=bilal.actor, lot=lot, willing=True)
    actions.be_willing(by=bilal.actor, lot=lot, willing=False)

    lot = closed(lot, noon, ana, chidi)

    assert lot.pool == [str(chidi.pk)]
    assert not Willing.objects.exists()
    assert kinds() == ["lot.closed"]


def test_the_clock_closes_the_pool_when_its_time_is_up(hall, bakery, ana, bilal, chidi, noon):
    lot = called(ana, bakery, bilal, chidi)
    actions.be_willing(by=ana.actor, lot=lot, willing=True)
    noon.forward(timedelta(days=7))

    assert actions.settle(hall.pk) == 1
    assert actions.settle(hall.pk) == 0

    lot.refresh_from_db()
    assert (lot.pool, lot.closed_at) == ([str(ana.pk)], noon.at)


def test_two_who_read_something_else_begin_anew(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi), noon, ana, ana, bilal)

    assert read(lot, "4 2 6", ana) + read(lot, "4 2 5", bilal) == ["waits", "differs"]

    lot.refresh_from_db()
    assert (lot.seed, lot.seed_by, lot.confirmed) == ("", None, False)
    assert read(lot, " 4  2 5", ana) + read(lot, "4 2 5", bilal) == ["waits", "agrees"]


def test_who_left_since_is_passed_over_and_the_next_is_drawn(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi, size=1), noon, ana, ana, bilal, chidi)
    read(lot, "1", ana, bilal)
    first, second, _third = ordered(lot.pool, "1")
    Membership.objects.filter(member=first, body=bakery).update(until=noon.at.date())

    drawn = actions.draw_lot(
        by=next(one for one in (ana, bilal, chidi) if str(one.pk) != first).actor, lot=lot
    )

    assert drawn.panel == [second]


def test_fewer_willing_than_seats_are_all_drawn(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi, size=3), noon, ana, chidi)
    read(lot, "1", ana, bilal)

    assert actions.draw_lot(by=ana.actor, lot=lot).panel == [str(chidi.pk)]


def test_a_name_taken_meanwhile_leaves_the_lot_standing(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi), noon, ana, ana, bilal)
    read(lot, "1", ana, bilal)
    Body.objects.create(hall=bakery.hall, kind="group", name="feast committee", made_at=noon.at)

    drawn = actions.draw_lot(by=ana.actor, lot=lot)

    assert (len(drawn.panel), drawn.made) == (2, None)
    assert kinds() == ["lot.closed", "lot.drawn"]


def test_where_nobody_else_has_an_account_one_reading_is_enough(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi), noon, ana, ana)
    Person.objects.filter(pk__in=[bilal.person_id, chidi.person_id]).update(key_hash="")

    assert read(lot, "1", ana) == ["agrees"]


def test_each_refusal_says_why(bakery, ana, bilal, chidi, dora, noon):
    lot = called(ana, bakery, bilal, chidi)
    refused = [
        (
            NotAuthorised,
            "Only members of this body",
            lambda: actions.be_willing(by=dora.actor, lot=lot, willing=True),
        ),
        (OutOfOrder, "may still come forward", lambda: actions.close_pool(by=ana.actor, lot=lot)),
        (OutOfOrder, "First those willing", lambda: read(lot, "1", ana)),
        (OutOfOrder, "Two must have read", lambda: actions.draw_lot(by=ana.actor, lot=lot)),
    ]
    for kind, words, act in refused:
        with pytest.raises(kind, match=words):
            act()
    closed(lot, noon, ana, ana)
    refused = [
        (OutOfOrder, "too late", lambda: actions.be_willing(by=bilal.actor, lot=lot, willing=True)),
        (OutOfOrder, "written down already", lambda: actions.close_pool(by=ana.actor, lot=lot)),
        (OutOfOrder, "Type what the source says", lambda: read(lot, " ", ana)),
        (OutOfOrder, "You have read it", lambda: read(lot, "1", ana, ana)),
    ]
    for kind, words, act in refused:
        with pytest.raises(kind, match=words):
            act()
    read(lot, "1", bilal)
    with pytest.raises(OutOfOrder, match="Two have read the same already"):
        read(lot, "1", chidi)
    actions.draw_lot(by=ana.actor, lot=lot)
    with pytest.raises(OutOfOrder, match="drawn already"):
        actions.draw_lot(by=ana.actor, lot=lot)


def test_nobody_who_came_forward_is_nothing_to_draw(bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi), noon, ana)

    with pytest.raises(OutOfOrder, match="Nobody came forward"):
        read(lot, "1", ana)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"size": 0}, "Between 1 and 60"),
        ({"size": "3"}, "Between 1 and 60"),
        ({"days": 0}, "1 to 60 days"),
        ({"source": " "}, "Say now what the lot"),
        ({"name": ""}, "A body needs a name"),
        ({"until": "2020-01-01"}, "lies in the past"),
        ({"until": "soon"}, "not a day"),
    ],
)
def test_a_lot_that_makes_no_sense_is_not_put(bakery, ana, changed, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.put_motion(
            by=ana.actor, body=bakery, title="?", effects=[{"kind": "body.draw", "params": DICE | changed}]
        )


def test_every_order_is_about_equally_likely():
    people = ["ana", "bilal", "chidi", "dora"]
    first = [ordered(people, f"dice {throw}")[0] for throw in range(4000)]

    assert all(900 < first.count(one) < 1100 for one in people)


def test_by_pages_alone(hall, bakery, ana, bilal, chidi, dora, noon):
    def at(name, lot):
        return reverse(f"decisions:{name}", kwargs={"hall": hall.slug, "pk": lot.pk})

    lot = called(ana, bakery, bilal, chidi)
    anas, bilals, chidis = browser(ana), browser(bilal), browser(chidi)
    home = reverse("desk:hall", kwargs={"hall": hall.slug})
    assert "Drawn by lot: Feast committee. Are you willing?" in anas.get(home).content.decode()
    assert (
        "Come forward for the lot"
        in anas.get(
            reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": lot.motion_id})
        ).content.decode()
    )
    anas.post(at("lot_willing", lot), {"willing": "yes"})
    bilals.post(at("lot_willing", lot), {"willing": "yes"})
    assert "Step back" in anas.get(at("lot", lot)).content.decode()
    noon.forward(timedelta(days=7))
    anas, bilals, chidis = browser(ana), browser(bilal), browser(chidi)
    assert anas.post(at("lot_close", lot)).status_code == 302
    anas.post(at("lot_seed", lot), {"seed": "4 2 6"})
    hidden = bilals.get(at("lot", lot)).content.decode()
    assert "4 2 6" not in hidden and "stays hidden" in hidden
    assert anas.post(at("lot_seed", lot), {"seed": "4 2 6"}).status_code == 409
    bilals.post(at("lot_seed", lot), {"seed": "4 2 6"})
    chidis.post(at("lot_draw", lot))

    page = chidis.get(at("lot", lot)).content.decode()
    table = chidis.get(at("lot_proof", lot)).content.decode().splitlines()
    assert "Who was drawn" in page and "To the committee" in page
    assert page.count("You stand at place") == 0
    assert table[0] == "place,drawn,person,mark"
    for line in table[1:]:
        _place, _drawn, person, mark = line.split(",")
        assert mark == hashlib.sha256(f"4 2 6\n{person}".encode()).hexdigest()
    assert browser(dora).get(at("lot_proof", lot)).status_code == 404
    assert Member.objects.get(pk=lot.__class__.objects.get().panel[0]).name in page


def test_nobody_is_drawn_twice_and_a_large_pool_is_one_draw(bakery, ana, bilal, chidi, noon):
    more = grown(ana, bilal, 12)
    lot = Lot.objects.create(
        hall=bakery.hall,
        body=bakery,
        warrant=bakery.hall.entries.first(),
        name="Large",
        until=noon.at + timedelta(days=60),
        size=5,
        source="dice",
        called_at=noon.at,
        closes_at=noon.at + timedelta(days=7),
    )
    lot = closed(lot, noon, ana, ana, bilal, chidi, *more)
    read(lot, "9", ana, bilal)

    panel = actions.draw_lot(by=ana.actor, lot=lot).panel

    assert len(set(panel)) == 5
    assert panel == ordered(lot.pool, "9")[:5]


def test_the_page_names_those_drawn_and_nobody_else(hall, bakery, ana, bilal, chidi, noon):
    lot = closed(called(ana, bakery, bilal, chidi, size=1), noon, ana, ana, bilal, chidi)
    read(lot, "1", ana, bilal)
    drawn = actions.draw_lot(by=ana.actor, lot=lot)
    people = {str(one.pk): one for one in (ana, bilal, chidi)}
    last = people[ordered(lot.pool, "1")[-1]]

    page = (
        browser(last).get(reverse("decisions:lot", kwargs={"hall": hall.slug, "pk": lot.pk})).content.decode()
    )

    assert f"<strong>{people[drawn.panel[0]].name}</strong>" in page
    assert "You stand at place 3 of 3." in page
    assert f"<strong>{people[ordered(lot.pool, '1')[1]].name}</strong>" not in page


def test_who_has_no_account_comes_forward_by_what_they_told_another(hall, bakery, ana, bilal, chidi):
    lot = called(ana, bakery, bilal, chidi)
    bodies.vouch_for(by=bilal.actor, application=bodies.type_in_card(by=ana.actor, name="Tina Roth"))
    tina = Member.objects.get(name="Tina Roth")
    with pytest.raises(NotAuthorised, match="Whoever has an account says so themselves"):
        actions.be_willing(by=ana.actor, lot=lot, willing=True, whose=bilal)

    page, willing = (
        reverse(f"decisions:{name}", kwargs={"hall": hall.slug, "pk": lot.pk})
        for name in ("lot", "lot_willing")
    )
    anas = browser(ana)
    assert "For somebody who has no account" in anas.get(page).content.decode()
    for typed in ("Bilal", "Nobody", "Ti"):
        refused = anas.post(willing, {"name": typed, "willing": "yes"})
        assert refused.status_code == 409 and "fits nobody" in refused.content.decode()
    answer = anas.post(willing, {"name": "tina roth", "willing": "yes"}, follow=True)
    assert "Tina Roth is willing." in answer.content.decode()
    assert [one.member_id for one in Willing.objects.all()] == [tina.pk]
    anas.post(willing, {"name": "Roth", "willing": "no"})
    assert not Willing.objects.exists()
