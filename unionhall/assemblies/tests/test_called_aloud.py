"""A member without a phone calls a meeting aloud, and another takes it down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.bodies import actions as joining
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.conftest import _founded as founded
from unionhall.conftest import _named as named
from unionhall.conftest import browser
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db


def on_paper(hall, name):
    return Member.objects.select_related("person").get(hall=hall, name=name)


@pytest.fixture
def amina(noon):
    """The only one of three with a phone."""
    one = named(founded("Kitchen", "Amina", ()), "Amina")
    for name in ("Boris", "Carmen"):
        joining.type_in_card(by=one.actor, name=name)
    return one


def called(one):
    return actions.call_meeting(
        by=one.actor,
        body=bodies.assembly(one.hall_id),
        begins_at=clock.now() + timedelta(hours=5),
        place="Kitchen",
    )


def test_two_call_it_though_there_is_one_phone(amina):
    meeting, boris = called(amina), on_paper(amina.hall, "Boris")
    assert meeting.convened_at is None  # the agreement says: any two of us

    meeting = actions.call_too(by=amina.actor, meeting=meeting, whose=boris)

    assert meeting.convened_at is not None
    assert {one.member_id for one in meeting.callers.all()} == {amina.pk, boris.pk}
    entry = Opening.objects.latest("entry__index").said()
    assert (entry["kind"], entry["by"]) == ("call.taken_down", str(amina.pk))
    assert entry["facts"] == {"enough": True, "whose": str(boris.pk)}
    with pytest.raises(OutOfOrder, match="called this meeting already"):
        actions.call_too(by=amina.actor, meeting=meeting, whose=boris)


def test_who_called_it_does_not_write_down_the_second_where_others_have_phones(hall, ana, bilal):
    card = joining.type_in_card(by=ana.actor, name="Hilde")
    joining.vouch_for(by=bilal.actor, application=card)
    meeting, hilde = called(ana), on_paper(hall, "Hilde")

    with pytest.raises(NotAuthorised, match="somebody else with a phone"):
        actions.call_too(by=ana.actor, meeting=meeting, whose=hilde)

    assert actions.call_too(by=bilal.actor, meeting=meeting, whose=hilde).convened_at is not None


def test_on_the_meeting_s_page(amina):
    meeting, phone = called(amina), browser(amina)
    page = reverse("assemblies:meeting", kwargs={"hall": amina.hall.slug, "pk": meeting.pk})
    assert "Somebody without a phone calls it too" in phone.get(page).content.decode()

    answer = phone.post(
        reverse("assemblies:call_too", kwargs={"hall": amina.hall.slug, "pk": meeting.pk}),
        {"member": str(on_paper(amina.hall, "Carmen").pk)},
        follow=True,
    ).content.decode()

    assert "Called by enough of us" in answer
    assert "Somebody without a phone calls it too" not in answer


def test_the_first_agenda_offered_is_for_a_first_meeting(amina):
    page = reverse("assemblies:call", kwargs={"hall": amina.hall.slug})
    phone = browser(amina)
    assert phone.get(page).context["form"]["agenda"].value() == "first"
    called(amina)
    assert phone.get(page).context["form"]["agenda"].value() == "short"
