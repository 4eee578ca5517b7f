"""S2-2.10: a hall lives a year on the starter agreement; a case that was decided becomes a rule in two taps."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.stories.telling import before_all, decided, effect, everybody, joins, mandate_for, voted
from unionhall.bodies import rules
from unionhall.bodies.models import Body, Member
from unionhall.conftest import browser, proved
from unionhall.decisions import actions
from unionhall.decisions.models import Motion
from unionhall.kit import clock
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


def test_a_year_on_the_starter_agreement(hall, bakery, ana, bilal, chidi, noon):
    """Every month something comes up, each time another sort of thing, and the five sentences are enough."""

    def month(*effects, **more):
        noon.forward(timedelta(days=30))
        return decided(hall, *effects, **more)

    month(title="Bread for the strikers", matter="spending")
    joins(ana, "Tina", seconder=bilal)
    month(mandate_for(hall, "Tina", "bodies.admit", days=60), title="Tina at the door")
    month(effect("body.make", hall, kind="group", name="Readers", members="Ana"), title="A reading group")
    assert may_use(
        proved(rules.actor_of(Member.objects.get(name="Tina"))), "bodies.admit", bakery.pk, noon.at
    )
    month(title="We strike on Monday", matter="strike")
    actions.settle(hall.pk)
    from unionhall.bodies import actions as bodies

    bodies.settle(hall.pk)
    assert Mandate.objects.get().ending == "ran_out"  # back to the members, by itself
    month(effect("member.suspend", hall, who="Chidi", days="20"), title="Chidi rests")
    month(effect("principles.adopt", hall, text="Bread and roses.", language="en"), title="What we stand for")
    month(mandate_for(hall, "Bilal", "bodies.keep_list", days=60), title="Bilal keeps the list")
    month(
        effect("mandate.recall", hall, mandate=str(Mandate.objects.get(ended_at=None).pk)),
        title="Not any more",
    )
    month(effect("organisation.go_public", hall, name="Bakers", front="Join us."), title="Into the open")
    month(effect("member.exclude", hall, who="Tina"), title="Without Tina")
    month(title="A better oven", matter="spending")
    lost = voted(before_all(hall, title="No bread"), against=3)

    assert lost.outcome == "lost"
    assert noon.at - ana.hall.charters.first().in_force_from > timedelta(days=320)
    row = rules.charter_row(hall.pk, clock.now())
    assert (row.version, row.warrant) == (1, None)
    assert Motion.objects.filter(hall=hall, status="carried").count() == 11
    assert Body.objects.get(name="Readers").ended_at is None


def taps(phone, page, label, at):
    """Press the button called `label` on a page, as it stands there; gives the page it leads to."""
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page.content.decode(), re.S):
        if label in form:
            where = re.search(r'<form[^>]*action="([^"]*)"', form)
            fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
            return phone.post(where.group(1) if where else at, dict(fields), follow=True)
    raise AssertionError(f"nothing to press is called {label}")


def test_a_decided_case_becomes_a_rule_in_two_taps(hall, bakery, ana, bilal, chidi):
    """From the decision: "Make this our rule", "Go on to the motion"; it stands there ready, and nothing was typed."""
    said = "Whoever bakes on a Sunday has the Monday free."
    motion = decided(hall, title="Mondays after Sundays", text=said)
    phone = browser(ana)
    page = phone.get(reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": motion.pk}))

    preview = taps(phone, page, "Make this our rule", at="")
    assert said in preview.content.decode()
    ready = taps(phone, preview, "Go on to the motion", at=preview.request["PATH_INFO"])

    assert ready.request["PATH_INFO"] == reverse("decisions:put", kwargs={"hall": hall.slug})
    assert "charter changes in: Mondays after Sundays" in ready.content.decode()
    form = ready.content.decode()
    typed = {
        "title": re.search(r'<textarea[^>]*name="title"[^>]*>([^<]*)</textarea>', form).group(1).strip(),
        "text": "",
        "effects": re.search(r'name="effects" value="([^"]*)"', form).group(1),
    }
    assert typed["title"] == "Our rule: Mondays after Sundays"
    assert phone.post(ready.request["PATH_INFO"], typed).status_code == 302
    put = Motion.objects.get(hall=hall, status="put")
    voted(actions.second_motion(by=bilal.actor, motion=put))

    charter = rules.charter(hall.pk, clock.now())
    assert [(one.heading, one.text) for one in charter.articles] == [("Mondays after Sundays", said)]
    read = phone.get(reverse("bodies:charter", kwargs={"hall": hall.slug})).content.decode()
    assert said in read
    assert len(everybody(bakery)) == 3
