"""An assembly in two sittings, as phones show it: called, counted by day and sealed, declared at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.browser.looking import faults_on, sizes_for
from tests.browser.test_a_choice import phone
from unionhall.assemblies import actions
from unionhall.assemblies.tests.evening import FRIDAY, come, seconded
from unionhall.conftest import joins
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Poll
from unionhall.decisions.tests.story import adopt

NIGHT = FRIDAY + timedelta(hours=6)


@pytest.fixture
def cast(transactional_db: Any) -> None:
    """Stories on a server of their own need a database that it sees."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_page_of_two_sittings_is_in_order(
    cast, live_server, chromium, hall, bakery, ana, bilal, chidi, noon, language, screens
):
    davi, eun = joins(ana, "Davi", seconder=bilal), joins(ana, "Eun", seconder=bilal)
    adopt(
        bakery,
        replace(STARTER.charter, ordinary=replace(STARTER.charter.ordinary, quorum_present=Quorum(number=4))),
    )
    wrong: list[str] = []

    def look(state: str, where: dict[str, Any], by: Any = ana) -> None:
        page, watch = phone(chromium, live_server.url, by, language=language)
        for name, pk in where.items():
            address = reverse(name, kwargs={"hall": hall.slug, **({"pk": pk} if pk else {})})
            for size in sizes_for(language):
                page.set_viewport_size(size)
                page.goto(address)
                page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
                wrong.extend(f"{state}, {size['width']} px: {one}" for one in faults_on(page, language))
                if screens is not None:
                    file = f"{state}-{name.split(':')[1]}-{size['width']}-{language}.png".replace(" ", "-")
                    page.screenshot(path=str(screens / file), full_page=True)
        wrong.extend(watch.faults)
        page.context.close()

    look("to call", {"assemblies:call": None})
    first = actions.call_meeting(
        by=ana.actor,
        body=bakery,
        begins_at=FRIDAY,
        place="Kantine",
        agenda="short",
        further=[(NIGHT, "Tor 2")],
    )
    actions.call_too(by=bilal.actor, meeting=first)
    night = first.further.get()
    look("called", {"assemblies:meeting": first.pk, "assemblies:meetings": None})
    look("called, the second", {"assemblies:meeting": night.pk})

    noon.forward(FRIDAY - noon.at)
    come(first, ana, bilal, chidi)
    actions.open_meeting(by=ana.actor, meeting=first)
    motion = seconded(first, ana, bilal)
    actions.put_item(by=ana.actor, meeting=first, motion=motion)
    actions.go_to(by=ana.actor, meeting=first, item=first.items.last())
    look("before the vote", {"decisions:open": motion.pk, "assemblies:floor": first.pk})
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    look("by day", {"decisions:tell": poll.pk, "decisions:poll": poll.pk})
    figures = {"yes": 2, "no": 1, "abstain": 0}
    decisions.type_figures(by=ana.actor, poll=poll, figures=figures, present=3)
    look("one has counted", {"decisions:tell": poll.pk}, by=bilal)
    decisions.type_figures(by=bilal.actor, poll=poll, figures=figures, present=3)
    look("they agree", {"decisions:tell": poll.pk}, by=chidi)
    decisions.close_poll(by=chidi.actor, poll=Poll.objects.get())
    told = {
        "assemblies:floor": first.pk,
        "assemblies:screen": first.pk,
        "decisions:poll": poll.pk,
        "decisions:motion": motion.pk,
        "decisions:tell": poll.pk,
        "assemblies:close": first.pk,
    }
    look("counted by day", told)
    first.refresh_from_db()
    actions.close_meeting(by=ana.actor, meeting=first)

    noon.forward(NIGHT - noon.at)
    come(night, davi, eun, ana)
    actions.open_meeting(by=davi.actor, meeting=night)
    look("at night", {"decisions:tell": poll.pk, "assemblies:meeting": night.pk, "desk:hall": None}, by=davi)
    for one in (davi, eun):
        decisions.type_figures(by=one.actor, poll=poll, figures={"yes": 2, "no": 0, "abstain": 0}, present=2)
    look("at night they agree", {"decisions:tell": poll.pk}, by=eun)
    decisions.close_poll(by=eun.actor, poll=Poll.objects.get())
    look("declared", {"decisions:poll": poll.pk, "assemblies:minutes": first.pk})
    assert not wrong, "\n".join(wrong)
