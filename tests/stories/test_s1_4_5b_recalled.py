"""S1-4.5b: a recall carries, and the next request of every session of the holder's is refused, with the sentence why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.proving import note, times
from tests.stories.telling import decided, effect, mandate_for
from unionhall.bodies import actions as joining
from unionhall.bodies.models import Application, Member, Organisation
from unionhall.conftest import browser
from unionhall.decisions import actions
from unionhall.decisions.tests.story import vote
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db
ROUNDS = times(10, 100)
SESSIONS = 3


@pytest.fixture
def public(hall):
    """The hall, open to whoever asks."""
    decided(
        hall, effect("organisation.go_public", hall, name="Bakers", front="Join us."), title="Into the open"
    )
    return Organisation.objects.get(hall=hall)


def asks(public, name):
    return joining.apply(organisation=public, name=name, contact="at the table")


def admits(phone, application):
    hall = application.hall
    return phone.post(reverse("bodies:admit", kwargs={"hall": hall.slug, "pk": application.pk}))


def test_the_next_request_of_every_session_is_refused(hall, public, ana, bilal, chidi, noon):
    refused = admitted = 0
    for turn in range(ROUNDS):
        noon.forward(timedelta(minutes=1))  # proofs up to a recall are void
        decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
        phones = [browser(bilal, proved=True) for _one in range(SESSIONS)]
        for place, phone in enumerate(phones):  # every session has used the power: all of it is warm
            answer = admits(phone, asks(public, f"Before {turn} {place}"))
            assert answer.status_code == 302, answer.content.decode()
            admitted += 1
        mandate = Mandate.objects.get(hall=hall, ended_at=None)
        poll = actions.start_recall(by=ana.actor, mandate=mandate, grounds="It is enough.").polls.get()
        waiting = [asks(public, f"After {turn} {place}") for place in range(SESSIONS)]
        vote(poll, "yes", ana, bilal, chidi)
        actions.close_poll(by=ana.actor, poll=poll)

        for phone, application in zip(phones, waiting, strict=True):
            answer = admits(phone, application)
            words = answer.content.decode()
            assert answer.status_code == 403
            assert "Your mandate to admit members was recalled on" in words
            assert Application.objects.get(pk=application.pk).answer == "open"
            refused += 1
        Application.objects.filter(pk__in=[one.pk for one in waiting]).delete()

    assert (admitted, refused) == (ROUNDS * SESSIONS, ROUNDS * SESSIONS)
    note(
        "S1-4.5b",
        recalls=ROUNDS,
        sessions_each=SESSIONS,
        admitted_before=admitted,
        refused_at_the_next_request=refused,
    )


def test_they_stay_signed_in_as_the_member_they_are(hall, public, bakery, ana, bilal, chidi):
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    phone = browser(bilal, proved=True)
    mandate = Mandate.objects.get(hall=hall)
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert phone.get(reverse("desk:hall", kwargs={"hall": hall.slug})).status_code == 200
    assert phone.get(reverse("desk:record", kwargs={"hall": hall.slug})).status_code == 200
    assert decided(hall, title="Bread").polls.get().rolls.get(member=bilal).voted


def test_a_proof_from_before_does_not_count_after_even_for_another_mandate(
    hall, public, ana, bilal, chidi, noon
):
    """Recalled, and given again in the same half hour: the old proof is void, and the page asks for a new one."""
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    phone = browser(bilal, proved=True)
    decided(
        hall, effect("mandate.recall", hall, mandate=str(Mandate.objects.get(hall=hall).pk)), title="Enough"
    )
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Or not")

    answer = admits(phone, asks(public, "Tina"))

    assert not Member.objects.filter(hall=hall, name="Tina").exists()
    assert "Prove it is you" in answer.content.decode()
    assert clock.now() == noon.at
