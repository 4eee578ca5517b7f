"""A member without a phone seconds a motion aloud, and another takes it down."""

from __future__ import annotations

import pytest
from django.urls import reverse

from unionhall.bodies import actions as joining
from unionhall.bodies import rules
from unionhall.bodies.models import Member
from unionhall.conftest import _founded as founded
from unionhall.conftest import _named as named
from unionhall.conftest import browser, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Motion
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db


def on_paper(hall, name):
    return Member.objects.select_related("person").get(hall=hall, name=name)


@pytest.fixture
def amina(noon):
    """The only one of three with a phone."""
    hall = founded("Kitchen", "Amina", ())
    one = named(hall, "Amina")
    for name in ("Boris", "Carmen"):
        joining.type_in_card(by=one.actor, name=name)
    return one


def put(one):
    return actions.put_motion(by=one.actor, body=rules.assembly(one.hall_id), title="We ask for gloves")


def test_it_is_before_the_body_by_two_and_the_record_says_who_wrote(amina):
    boris = on_paper(amina.hall, "Boris")
    motion = actions.second_motion(by=amina.actor, motion=put(amina), whose=boris)

    assert (motion.status, motion.seconded_by_id) == ("seconded", boris.pk)
    entry = Opening.objects.latest("entry__index").said()
    assert (entry["kind"], entry["by"]) == ("second.taken_down", str(amina.pk))
    assert entry["facts"] == {"enough": True, "whose": str(boris.pk)}


def test_whoever_put_it_cannot_be_said_to_second_it(amina):
    motion = put(amina)
    with pytest.raises(OutOfOrder, match="They have a phone"):
        actions.second_motion(by=amina.actor, motion=motion, whose=amina)
    with pytest.raises(NotAuthorised, match="cannot second it"):
        actions.second_motion(by=amina.actor, motion=motion)


def test_where_another_has_a_phone_the_mover_does_not_write_it_down(hall, ana, bilal):
    card = joining.type_in_card(by=ana.actor, name="Hilde")
    joining.vouch_for(by=bilal.actor, application=card)
    hilde = on_paper(hall, "Hilde")
    motion = put(ana)
    before = kinds()

    with pytest.raises(NotAuthorised, match="somebody else with a phone"):
        actions.second_motion(by=ana.actor, motion=motion, whose=hilde)
    assert kinds() == before
    assert actions.second_motion(by=bilal.actor, motion=motion, whose=hilde).seconded_by_id == hilde.pk


def test_on_the_motion_s_page(amina):
    motion = put(amina)
    page = reverse("decisions:motion", kwargs={"hall": amina.hall.slug, "pk": motion.pk})
    phone = browser(amina)
    said = phone.get(page).content.decode()
    assert "Somebody without a phone seconds it" in said
    assert "Boris" in said
    assert ">Amina</option>" not in said

    answer = phone.post(
        reverse("decisions:second", kwargs={"hall": amina.hall.slug, "pk": motion.pk}),
        {"member": str(on_paper(amina.hall, "Boris").pk)},
        follow=True,
    ).content.decode()

    assert "Boris seconds it: that is taken down." in answer
    assert "Somebody without a phone seconds it" not in answer
    assert Motion.objects.get(pk=motion.pk).status == "seconded"
