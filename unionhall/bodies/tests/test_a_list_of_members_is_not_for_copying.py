"""Names are found one at a time, by who needs them: no page makes a list of the ids that the record holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from unionhall.bodies import actions, looking
from unionhall.bodies.models import Application, Charter, Member
from unionhall.conftest import browser, joins, warrant_of
from unionhall.core.charters.presets import STARTER
from unionhall.core.rulings import OutOfOrder

pytestmark = pytest.mark.django_db
EXCLUDE, ADMIT, REINSTATE = "member.exclude", "member.admit", "member.reinstate"


def propose(hall, kind):
    return reverse("bodies:propose", kwargs={"hall": hall.slug, "kind": kind})


def has_looked_enough(member):
    for _turn in range(looking.LOOKS_A_MINUTE):
        looking.count(member)


def text_of(answer):
    return answer.content.decode()


def test_an_id_that_is_posted_counts_as_one_that_is_typed_in_the_address(hall, ana, chidi):
    phone = browser(ana)
    assert phone.post(propose(hall, EXCLUDE), {"member": str(chidi.pk), "who": ""}).status_code == 302
    for _turn in range(looking.LOOKS_A_MINUTE - 1):
        looking.count(ana)

    answer = phone.post(propose(hall, EXCLUDE), {"member": str(chidi.pk), "who": ""})

    assert answer.status_code == 422 and "many searches" in text_of(answer)
    assert "Chidi" not in text_of(answer)


def test_a_line_of_a_committee_counts_each_name_and_keeps_what_was_typed(hall, ana):
    has_looked_enough(ana)

    answer = browser(ana).post(
        propose(hall, "body.make"), {"kind": "group", "name": "Reading", "members": "Chi\nBil"}
    )

    assert answer.status_code == 422 and "Reading" in text_of(answer)
    assert "Chidi" not in text_of(answer) and "Bilal" not in text_of(answer)


def test_a_card_is_put_aside_for_who_was_offered_and_for_nobody_else(hall, ana, bilal, chidi):
    phone, cards = browser(ana), reverse("bodies:cards", kwargs={"hall": hall.slug})

    phone.post(cards, {"name": "x y", "way": "affirms", "same": str(chidi.pk)})
    assert "Chidi" not in text_of(phone.get(reverse("desk:more", kwargs={"hall": hall.slug})))
    assert not Application.objects.exists()

    phone.post(cards, {"name": "Chidi", "way": "affirms", "same": str(chidi.pk)})
    assert Application.objects.get().double_of == chidi


def test_whether_somebody_is_here_is_not_tried_with_one_card_after_another(hall, ana, chidi):
    has_looked_enough(ana)
    phone, cards = browser(ana), reverse("bodies:cards", kwargs={"hall": hall.slug})

    answer = phone.post(cards, {"name": "Chidi", "way": "affirms"})
    assert answer.status_code == 409 and not Application.objects.exists()

    phone.post(cards, {"name": "Nobody Like This", "way": "affirms"})
    assert Application.objects.get().name == "Nobody Like This", "an evening's pile of cards needs no wait"


def test_an_id_that_is_none_finds_nobody_and_counts(hall, ana, dora):
    assert looking.with_id(ana, "no id at all") is None
    assert looking.with_id(ana, dora.pk) is None, "somebody of another hall"
    assert looking.with_id(ana, "") is None
    for _turn in range(looking.LOOKS_A_MINUTE - 2):
        looking.count(ana)

    with pytest.raises(OutOfOrder, match="many searches"):
        looking.with_id(ana, "no id at all")


# On trial, and suspended ---------------------------------------------------------------------------------


@pytest.fixture
def on_trial(hall, ana, bilal, noon):
    """Tina, who is on trial, as whoever joins is under this charter."""
    options = replace(STARTER.charter.options, trial_days=90)
    Charter.objects.create(
        hall=hall,
        version=2,
        document=replace(STARTER.charter, options=options).to_data(),
        in_force_from=noon.at,
    )
    return joins(ana, "Tina", seconder=bilal)


def suspend(by, member):
    actions.suspend_member(by=by.actor, member=member, days=7, warrant=warrant_of(member.hall))


@pytest.mark.parametrize("kind", [ADMIT, REINSTATE])
def test_nobody_reads_who_is_on_trial_or_suspended_in_a_list(hall, ana, chidi, on_trial, kind):
    suspend(ana, chidi)

    shown = text_of(browser(ana).get(propose(hall, kind)))

    assert "Tina" not in shown and "Chidi" not in shown


def test_who_is_on_trial_is_found_by_name_and_nobody_else_is(hall, ana, on_trial):
    phone = browser(ana)

    assert phone.post(propose(hall, ADMIT), {"who": "tina"}).status_code == 302
    answer = phone.post(propose(hall, ADMIT), {"who": "chidi"})
    assert answer.status_code == 422 and "Nobody who is on trial" in text_of(answer)
    answer = phone.post(propose(hall, ADMIT), {"member": str(Member.objects.get(name="Chidi").pk), "who": ""})
    assert answer.status_code == 422


def test_who_is_suspended_is_found_by_name_and_nobody_else_is(hall, ana, bilal, chidi):
    suspend(ana, chidi)
    phone = browser(ana)

    assert phone.post(propose(hall, REINSTATE), {"who": "chidi"}).status_code == 302
    assert "Nobody who is suspended" in text_of(phone.post(propose(hall, REINSTATE), {"who": "bilal"}))


def test_who_has_applied_is_chosen_instead_of_a_name(hall, ana):
    card = actions.type_in_card(by=ana.actor, name="Karla")
    phone = browser(ana)
    assert "Karla" in text_of(phone.get(propose(hall, ADMIT)))

    assert phone.post(propose(hall, ADMIT), {"who": "", "application": str(card.pk)}).status_code == 302
    assert phone.post(propose(hall, ADMIT), {"who": ""}).status_code == 422


@pytest.mark.parametrize("kind", [ADMIT, REINSTATE, EXCLUDE])
def test_whoever_may_not_put_the_motion_does_not_search_for_it(hall, ana, bilal, chidi, kind):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    suspend(ana, chidi)

    assert browser(guest).get(propose(hall, kind)).status_code == 403
    assert browser(chidi).post(propose(hall, kind), {"who": "Bilal"}).status_code == 403
