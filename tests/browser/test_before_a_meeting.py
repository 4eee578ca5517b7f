"""The pages of a date that is looked for, and of what a meeting decided, are in order on phone and desk, in both languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.looking import faults_on, sizes_for
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions
from unionhall.assemblies.tests.evening import come
from unionhall.assemblies.tests.test_finding_a_date import FRIDAY, SATURDAY, SUNDAY, marked
from unionhall.assemblies.tests.test_minutes import by_hands
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
    called = actions.call_meeting(by=ana.actor, body=bakery, begins_at=SUNDAY, place="Hinterzimmer")
    actions.call_too(by=bilal.actor, meeting=called)
    actions.add_thing(by=ana.actor, meeting=called, what="The key", mine=True)
    actions.add_thing(by=ana.actor, meeting=called, what="Soup")
    noon.forward(timedelta(days=5))
    pages = {
        "ahead": reverse("assemblies:meeting", kwargs={**here, "pk": called.pk}),
        "meetings": reverse("assemblies:meetings", kwargs=here),
        "how": reverse("assemblies:how", kwargs=here),
        "call": reverse("assemblies:call", kwargs=here),
        "propose": reverse("assemblies:propose_times", kwargs=here),
        "dates": reverse("assemblies:dates", kwargs={**here, "pk": search.pk}),
    }
    assert seen(pages, ana, live_server.url, chromium, language, screens) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_we_decided_is_in_order(
    cast, live_server, chromium, screens, bakery, ana, bilal, noon, language
):
    evening = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Hinterzimmer")
    actions.call_too(by=bilal.actor, meeting=evening)
    noon.forward(FRIDAY - noon.at)
    come(evening, ana, bilal)
    actions.open_meeting(by=ana.actor, meeting=evening)
    by_hands(evening, ana, bilal, yes=2)
    noon.forward(timedelta(minutes=5))
    pages = {
        name: reverse(f"assemblies:{name}", kwargs={"hall": evening.hall.slug, "pk": evening.pk})
        for name in ("decided", "meeting", "minutes")
    }
    actions.close_meeting(by=ana.actor, meeting=evening)
    assert seen(pages, ana, live_server.url, chromium, language, screens) == []


def seen(
    pages: dict[str, str], by: Any, server: str, chromium: Any, language: str, screens: Any
) -> list[str]:
    """What is not in order on these pages, on a phone and at a desk, with everything unfolded."""
    wrong: list[str] = []
    page, watch = phone(chromium, server, by, language=language)
    for name, address in pages.items():
        for size in sizes_for(language):
            page.set_viewport_size(size)
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            wrong.extend(f"{name}, {size['width']} px: {one}" for one in faults_on(page, language))
            if screens is not None:
                page.screenshot(path=screens / f"{name}-{language}-{size['width']}.png", full_page=True)
    wrong.extend(watch.faults)
    page.context.close()
    return wrong
