"""Before a meeting: a date is found on phones, and its pages are in order on phone and desk, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import faults_on
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions
from unionhall.assemblies.tests.test_finding_a_date import FRIDAY, SATURDAY, SUNDAY, marked
from unionhall.people.models import Person


@pytest.fixture
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_page_of_it_is_in_order(
    cast, live_server, chromium, screens, hall, bakery, ana, bilal, chidi, noon, language
):
    times = [FRIDAY, SATURDAY, SUNDAY]
    search = actions.propose_times(by=ana.actor, body=bakery, times=times, about="The oven")
    marked(search, bilal, "need", "yes", "no")
    Person.objects.filter(pk=chidi.person_id).update(key_hash="")
    here = {"hall": hall.slug}
    pages = {
        "meetings": reverse("assemblies:meetings", kwargs=here),
        "propose": reverse("assemblies:propose_times", kwargs=here),
        "dates": reverse("assemblies:dates", kwargs={**here, "pk": search.pk}),
    }
    wrong: list[str] = []
    page, watch = phone(chromium, live_server.url, ana, language=language)
    for name, address in pages.items():
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.goto(address)
            for folded in page.locator("main details > summary").all():
                folded.click()
            wrong.extend(f"{name}, {size['width']} px: {one}" for one in faults_on(page, language))
            if screens is not None:
                page.screenshot(path=screens / f"{name}-{language}-{size['width']}.png", full_page=True)
    wrong.extend(watch.faults)
    page.context.close()
    assert wrong == []
