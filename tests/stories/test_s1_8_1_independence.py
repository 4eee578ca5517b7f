"""S1-8.1: a paid officer of a party stands, and is refused with the charter's paragraph."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from tests.stories.telling import decided, mandate_for
from unionhall.bodies import rules
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.rules import charters
from unionhall.conftest import browser
from unionhall.core.charters import Independence
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def independent(hall, bakery):
    """The assembly has decided that no paid officer of a party holds a mandate here."""
    old = charters.charter(hall.pk, clock.now())
    new = replace(old, independence=Independence(barred=("party_officials",)))
    decided(hall, {"kind": "charter.change", "params": change_to(old, new)}, title="Nobody's conveyor belt")
    return bakery


def declares(member, says):
    """Bilal answers on his own phone what the charter asks of whoever is to hold a mandate."""
    address = reverse("bodies:declarations", kwargs={"hall": member.hall.slug})
    phone = browser(member)
    page = phone.get(address)
    (name,) = page.context["form"].fields
    answer = phone.post(address, {name: "yes" if says else "no"})
    assert answer.status_code == 302, answer.content.decode()


def proposes(by, who):
    """`by` fills in the page that proposes a mandate."""
    address = reverse("bodies:propose", kwargs={"hall": by.hall.slug, "kind": "mandate.give"})
    typed = {
        "who": who,
        "powers": ["bodies.admit"],
        "until": "2026-06-01",
        "purpose": "The night shift's door",
    }
    return browser(by).post(address, typed)


def test_who_is_paid_by_a_party_is_refused_with_the_paragraph(hall, independent, ana, bilal):
    declares(bilal, True)

    page = proposes(ana, "Bilal")

    words = page.content.decode()
    assert page.status_code == 422
    assert "keeps Bilal from holding" in words
    assert reverse("bodies:charter", kwargs={"hall": hall.slug}) + "#independence" in words
    assert "The night shift&#x27;s door" in words  # nothing typed is lost
    assert (
        'id="independence"'
        in browser(ana).get(reverse("bodies:charter", kwargs={"hall": hall.slug})).content.decode()
    )


def test_the_action_refuses_it_too(hall, independent, ana, bilal):
    declares(bilal, True)
    with pytest.raises(OutOfOrder) as refused:
        actions.put_motion(
            by=ana.actor,
            body=independent,
            title="Bilal",
            effects=[mandate_for(hall, "Bilal", "bodies.admit")],
        )
    assert refused.value.rule == "independence"


def test_who_begins_to_be_paid_between_the_motion_and_the_vote_gets_nothing(hall, independent, ana, bilal):
    """What holds is asked again when it is carried out: the decision stands, the mandate is not given, and the reason is said."""
    from tests.stories.telling import before_all, voted

    declares(bilal, False)
    motion = before_all(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    declares(bilal, True)

    voted(motion)

    motion.refresh_from_db()
    carried_out = motion.effects.get()
    assert (motion.status, carried_out.state) == ("carried", "refused")
    assert "keeps Bilal from holding" in str(carried_out.reason)
    assert not Mandate.objects.exists()


def test_they_keep_every_right_of_a_member(hall, independent, bilal):
    declares(bilal, True)
    assert rules.is_voter(bilal, independent, clock.now())


def test_who_is_not_may_hold_it(hall, independent, ana, bilal):
    declares(bilal, False)
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    assert Mandate.objects.get().holder == bilal.person
