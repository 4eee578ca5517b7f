"""
S0-4.4: a founding conference of delegates and people at large: seats and rules first, then rival drafts side by side, adopted
part by part, put together and confirmed as a whole. It goes back to the groups, and who declines is not bound.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.stories.telling import before_all, decided, effect, everybody, founded, joins, voted
from unionhall.bodies import rules
from unionhall.bodies.actions.affiliations import bring_their_decision
from unionhall.bodies.models import Affiliation, Member
from unionhall.conftest import _named as named
from unionhall.conftest import browser
from unionhall.decisions import actions
from unionhall.decisions.models import Motion
from unionhall.kit import clock
from unionhall.record import signer
from unionhall.record.proofs import signed_document

pytestmark = pytest.mark.django_db

DRAFTS = ("Valley", "Harbour", "Hill")
PARTS = {
    "Delegates": ("Each group sends two.", "By size, one for thirty.", "Everybody comes."),
    "Money": ("Each group keeps its own.", "A tenth goes to one fund.", "There is no money."),
    "What binds whom": (
        "Every group is bound by what passes here.",
        "A group is bound once it says nothing for a month.",
        "What passes goes back to the groups. Each decides for itself, and who does not say yes is not bound.",
    ),
}
"""Part → what each of the three drafts says there."""
CHOSEN = {"Delegates": 0, "Money": 1, "What binds whom": 2}
"""Part → which draft the conference takes it from: one part from each."""


@pytest.fixture
def conference(noon):
    """Dora, Emil and Fay sit there for three groups, Greta for nobody but herself."""
    hall = founded("Conference", "Dora", ("Emil", "Fay"))
    joins(named(hall, "Dora"), "Greta", seconder=named(hall, "Emil"))
    decided(
        hall, title="Seats: one for Valley, Harbour and Hill each; who comes for nobody has one of their own"
    )
    decided(hall, title="We decide by majority here, and only the whole makes a charter")
    return hall


@pytest.fixture
def groups(noon):
    """Three groups in halls of their own."""
    people = {
        "Valley": ("Vera", "Viktor", "Veit"),
        "Harbour": ("Hana", "Hugo", "Hatice"),
        "Hill": ("Ida", "Igor", "Ines"),
    }
    return {name: founded(name, first, tuple(others)) for name, (first, *others) in people.items()}


def charter_of(hall: Any) -> Any:
    return rules.charter(hall.pk, clock.now())


def laid_side_by_side(hall: Any, part: str) -> Motion:
    """Dora lays the three drafts of one part side by side on the page, and Emil seconds that."""
    typed = {"title": part}
    for number, (name, text) in enumerate(zip(DRAFTS, PARTS[part], strict=True), 1):
        typed |= {f"draft_{number}": f"{name}'s draft", f"text_{number}": text}
    answer = browser(named(hall, "Dora")).post(
        reverse("decisions:put_rivals", kwargs={"hall": hall.slug}), typed
    )
    assert answer.status_code == 302, answer.content.decode()
    motion = Motion.objects.filter(hall=hall).latest("number")
    return actions.second_motion(by=named(hall, "Emil").actor, motion=motion)


def chosen(hall: Any, part: str) -> Motion:
    """The four who sit there choose: three of them the one, Fay another."""
    motion = laid_side_by_side(hall, part)
    poll = actions.open_poll(by=named(hall, "Dora").actor, motion=motion, method="open")
    best, other = CHOSEN[part], (CHOSEN[part] + 1) % 3
    for one in everybody(rules.assembly(hall.pk)):
        marks = ["0", "0", "0"]
        marks[other if one.name == "Fay" else best] = "1"
        actions.cast_ballot(by=one.actor, poll=poll, choice=",".join(marks), client_id=uuid4())
    actions.close_poll(by=named(hall, "Dora").actor, poll=poll)
    motion.refresh_from_db()
    return motion


def page(hall: Any, motion: Motion) -> str:
    where = reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": motion.pk})
    return browser(named(hall, "Dora")).get(where).content.decode()


def put_together(hall: Any) -> Motion:
    """Dora puts each chosen part with the others, looks at what would change, and puts the whole; Emil seconds it."""
    dora, where = browser(named(hall, "Dora")), {"hall": hall.slug}
    for part, draft in CHOSEN.items():
        shown = dora.get(
            reverse(
                "decisions:motion",
                kwargs={**where, "pk": Motion.objects.get(hall=hall, texts__title=part).pk},
            )
        )
        ready = shown.context["part"]
        assert ready == {"heading": part, "text": PARTS[part][draft], "of": f"{DRAFTS[draft]}'s draft"}
        ready = {"heading": ready["heading"], "text": ready["text"]}
        dora.post(reverse("bodies:charter_part", kwargs={**where, "name": "article"}), ready)
    preview = reverse("bodies:charter_preview", kwargs=where)
    for part, draft in CHOSEN.items():
        assert PARTS[part][draft] in dora.get(preview).content.decode()
    sheet = dora.post(preview, {"in_days": "0"}, follow=True)
    effects = sheet.context["form"].initial["effects"]  # what it does travels in the form
    title = "Our charter, part by part from three drafts"
    dora.post(reverse("decisions:put", kwargs=where), {"title": title, "effects": effects})
    whole = Motion.objects.filter(hall=hall).latest("number")
    assert [one.kind for one in whole.effects.all()] == ["charter.change"]
    return actions.second_motion(by=named(hall, "Emil").actor, motion=whole)


def test_three_drafts_lie_side_by_side_and_each_part_is_chosen(conference):
    motion = laid_side_by_side(conference, "Delegates")
    told = page(conference, motion)
    for name, text in zip(DRAFTS, PARTS["Delegates"], strict=True):
        assert f"{name}&#x27;s draft" in told
        assert text in told
    assert "Put this part with the others" not in told  # nothing is chosen yet


def test_what_is_chosen_is_no_rule_before_the_whole_is(conference):
    decided_parts = [chosen(conference, part) for part in PARTS]
    assert [one.status for one in decided_parts] == ["carried"] * 3
    assert "This one was chosen." in page(conference, decided_parts[0])
    assert charter_of(conference).articles == ()

    whole = put_together(conference)
    assert charter_of(conference).articles == ()
    assert voted(whole, against=1).outcome == "carried"

    assert {one.heading: one.text for one in charter_of(conference).articles} == {
        part: PARTS[part][draft] for part, draft in CHOSEN.items()
    }


def test_a_whole_that_is_lost_makes_no_charter(conference):
    for part in PARTS:
        chosen(conference, part)
    assert voted(put_together(conference), against=3).outcome == "lost"
    assert charter_of(conference).articles == ()


@pytest.fixture
def ratified(conference, groups):
    """The conference has its charter and is ready to take all three in; Valley and Harbour say yes, Hill says no."""
    for part in PARTS:
        chosen(conference, part)
    assert voted(put_together(conference)).outcome == "carried"
    votes = {}
    for name, hall in groups.items():
        decided(
            conference,
            joined(conference, hall, name, wider=True),
            title=f"{name} is one of us, once it says so",
        )
        asked = before_all(hall, joined(hall, conference, "Conference", wider=False), title="We ratify")
        votes[name] = voted(asked, against=3 if name == "Hill" else 1).outcome
    for name in ("Valley", "Harbour"):
        ours = Affiliation.objects.get(hall=groups[name])
        theirs = Affiliation.objects.get(hall=conference, name=name)
        for hall, edge, other in ((groups[name], ours, theirs), (conference, theirs, ours)):
            first = everybody(rules.assembly(hall.pk))[0]
            bring_their_decision(by=first.actor, affiliation=edge, text=signed_document(other.our_decision))
    return SimpleNamespace(conference=conference, groups=groups, votes=votes)


def joined(hall: Any, other: Any, name: str, *, wider: bool) -> Any:
    typed = {"name": name, "vkey": signer.verifier_key(other), "wider": "yes" if wider else "no"}
    return effect("affiliation.agree", hall, **typed)


def test_it_goes_back_to_the_groups_and_who_declines_is_not_bound(ratified):
    assert ratified.votes == {"Valley": "carried", "Harbour": "carried", "Hill": "lost"}
    bound = {
        one.name for one in Affiliation.objects.filter(hall=ratified.conference) if one.since is not None
    }
    assert bound == {"Valley", "Harbour"}
    assert not Affiliation.objects.filter(hall=ratified.groups["Hill"]).exists()
    for hall in ratified.groups.values():  # each stays its own organisation, under its own agreement
        assert charter_of(hall).articles == ()
        assert Member.objects.filter(hall=hall).count() == 3


def test_whoever_sits_there_for_nobody_has_one_vote_and_is_in_no_group(ratified):
    greta = Member.objects.get(name="Greta")
    assert greta.hall == ratified.conference
    assert (
        Motion.objects.get(hall=ratified.conference, texts__title="Money")
        .polls.get()
        .rolls.filter(member=greta)
        .count()
        == 1
    )
