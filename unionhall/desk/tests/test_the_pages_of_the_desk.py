"""What the record and the mandates look like to a member."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from unionhall.conftest import browser, mandated
from unionhall.record import signer

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
