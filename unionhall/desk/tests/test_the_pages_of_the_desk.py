"""What the record and the mandates look like to a member."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.bodies import actions as joining
from unionhall.conftest import browser, mandated
from unionhall.mandates.models import Mandate
from unionhall.record import signer
from unionhall.record.models import Entry

pytestmark = pytest.mark.django_db


def page(member, name):
    answer = browser(member).get(reverse(f"desk:{name}", kwargs={"hall": member.hall.slug}))
    return answer.content.decode()


def test_the_number_of_an_entry_stands_beside_its_day_and_says_what_it_is(ana, bilal):
    mandated(bilal, "bodies.admit")
    words = page(ana, "record")
    link = re.search(
        r'<a class="timeline-number" href="([^"]+)" aria-label="no. (\d+) in the record">no. \2</a>', words
    )
    assert link is not None and link[1].endswith(f"/record/{link[2]}/")
    assert not re.search(r"</a></p></div></li>", words), "no sentence ends in a bare number"


def test_the_root_is_folded_and_explained(ana):
    last = signer.checkpoint(ana.hall)
    words = page(ana, "record")
    assert words.index("<summary>For checking with other tools") < words.index(last.root)


def test_a_recall_is_called_from_the_list_of_mandates(ana, bilal):
    mandate = mandated(bilal, "bodies.admit")
    href = reverse("decisions:recall", kwargs={"hall": ana.hall.slug, "pk": mandate.pk})
    link = f'<a class="button small" href="{href}">Call a recall<span class="hidden-words">: Bilal</span></a>'
    assert link in page(ana, "mandates")


def test_after_a_restore_the_record_can_be_read_and_says_what_it_waits_for(ana):
    signer.checkpoint(ana.hall)
    fingerprint = signer.verifier_keys(ana.hall)[0].fingerprint
    assert fingerprint in page(ana, "checkpoint")
    assert "A backup was brought back" not in page(ana, "record")

    shutil.rmtree(signer.keeper_of(ana.hall_id).folder)  # a backup brought back on another machine

    for name in ("record", "checkpoint"):
        words = page(ana, name)
        assert "A backup was brought back" in words
        assert f"unionhall record reconcile {ana.hall.slug}" in words
    assert "A member joined" in page(ana, "record")
    assert fingerprint not in page(ana, "checkpoint")


def test_a_record_shorter_than_what_was_signed_says_so(ana, bilal):
    mandated(bilal, "bodies.admit")
    size = signer.checkpoint(ana.hall).size
    last = Entry.objects.filter(hall=ana.hall).latest("index")
    Mandate.objects.all().delete()
    last.opening.delete()
    last.delete()

    assert f"{size} entries were signed and only {size - 1} are here." in page(ana, "record")


def test_all_see_how_many_joined_by_card_and_how_few_typed_them_in(ana, bilal, chidi, noon):
    assert "paper card" not in page(chidi, "hall")
    for name in ("Karla", "Lina"):
        joining.vouch_for(by=bilal.actor, application=joining.type_in_card(by=ana.actor, name=name))

    words = page(chidi, "hall")
    assert "2 people joined by paper card in the last 7 days." in words
    assert "One member typed the cards in." in words

    noon.forward(timedelta(days=8))
    assert "joined by paper card" not in page(chidi, "hall")


def test_the_charter_is_found_by_its_words_in_the_readers_language(hall, ana):
    phone, where = browser(ana), reverse("desk:search", kwargs={"hall": hall.slug})

    found = phone.get(where, {"q": "in favour"}).content.decode()
    assert f'href="{reverse("bodies:charter", kwargs={"hall": hall.slug})}#ordinary"' in found
    assert "Nothing here holds" in phone.get(where, {"q": "zwieback"}).content.decode()
    assert (
        "#ordinary" in phone.get(where, {"q": "a favor"}, headers={"accept-language": "es"}).content.decode()
    )
