"""The page that shows every component in every state, in development only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from unionhall.core.words import Sentence
from unionhall.kit import clock, pictures, standing
from unionhall.kit.forms import Choices, Ticks, Words


class SampleForm(forms.Form):
    """Every kind of field, for the style page."""

    title = forms.CharField(
        label=_("What is the motion called?"), help_text=_("A few words, as you would say it.")
    )
    text = forms.CharField(label=_("The text that will be decided"), widget=Words(decided=True))
    people = forms.IntegerField(label=_("How many were present?"), min_value=1, max_value=500)
    day = forms.DateField(label=_("On which day?"), widget=forms.DateInput(attrs={"type": "date"}))
    voters = forms.ChoiceField(
        label=_("Who votes?"),
        choices=[("standing", _("All members in standing")), ("present", _("Everybody present"))],
        widget=Choices,
        help_text=_("The charter says the same for every motion of this kind."),
    )
    after = forms.MultipleChoiceField(
        label=_("If it carries"),
        choices=[("mandate", _("somebody gets a mandate")), ("charter", _("the charter changes"))],
        widget=Ticks,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("ordinary", _("An ordinary matter")), ("spend", _("Spending"))]
    )
    sure = forms.BooleanField(label=_("I have read it aloud once"), help_text=_("It helps."))


@dataclass(frozen=True)
class _Tally:
    yes: int
    no: int
    abstain: int
    blank: int = 0
    spoilt: int = 0


OLD = (
    "The bakery opens at six on weekdays. Two people open together, and the one who came last month does not."
)
NEW = "The bakery opens at seven on weekdays and at eight on Sundays. Two people open together."


_OF_MANY: dict[str, Any] = {
    "rows": [(0, ("The old mill", 2)), (1, ("The barn", 1)), (2, ("The shed", 0))],
    "places": range(1, 4),
    "points": range(6),
}
"""A ballot paper on which options are put in order, or given points."""


def _samples() -> dict[str, Any]:
    now = clock.now()
    wrong = SampleForm(
        {"title": "", "text": "We open later.", "people": "0", "day": "soon", "kind": "ordinary"}
    )
    choices = [
        {"value": "yes", "word": _("Yes"), "words": _("I am for the motion as it stands.")},
        {"value": "no", "word": _("No"), "words": _("I am against it.")},
        {"value": "abstain", "word": _("Abstain"), "words": _("Counted as present, for neither side.")},
    ]
    consensus = [
        {"value": "agree", "word": _("Agree"), "words": _("I support it and will help carry it out.")},
        {"value": "reservations", "word": _("Agree with reservations"), "words": _("My concern is minuted.")},
        {"value": "aside", "word": _("Stand aside"), "words": _("I cannot take part, and will not stop it.")},
        {"value": "block", "word": _("Block"), "words": _("It goes against what we are for. Say why.")},
    ]
    return {
        "form": SampleForm(),
        "wrong": wrong,
        "choices": choices,
        "consensus": consensus,
        "chosen": [{**choice, "checked": choice["value"] == "yes"} for choice in choices],
        "ranked": {**_OF_MANY, "kind": "ranked"},
        "scored": {**_OF_MANY, "kind": "scored", "rows": [(9, ("Paella", 5)), (8, ("Couscous", 2))]},
        "tally": _Tally(41, 19, 4),
        "close": _Tally(5, 5, 2, spoilt=1),
        "moments": [
            now + timedelta(days=3),
            now + timedelta(minutes=12),
            now - timedelta(days=1),
            now + timedelta(90),
        ],
        "now": now,
        "old": OLD,
        "new": NEW,
        "icons": pictures.icon_names(),
        "standings": standing.known(),
        "sentence": Sentence("You are {members}, this quorum is {quorum}.", members=4, quorum=5),
        "what": [
            Sentence("Dora's mandate to admit members ends now, in every open session."),
            Sentence("What she did under it stays valid."),
        ],
        "crumbs": [("#main", "Bakers' Local 12"), ("#main", _("Motions"))],
        "steps": [_("Your name"), _("The principles"), _("Vouchers"), _("Done")],
        "positions": [
            (_("Agree"), 9, "yes"),
            (_("Reservations"), 2, "aside"),
            (_("Aside"), 1, "aside"),
            (_("Block"), 0, "no"),
        ],
        "markdown": "We will **write to the landlord** by Friday.\n\n- repairs first\n- then the rent\n\n> Said at the door.",
    }


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    hall = SimpleNamespace(name="Bakers' Local 12", slug="", time_zone="Europe/Madrid")
    places = [
        {"href": f"#{icon}", "icon": icon, "word": word, "current": "page" if icon == "motions" else ""}
        for icon, word in (
            ("hall", _("Hall")), ("motions", _("Motions")), ("charter", _("Charter")), ("members", _("Members")),
            ("more", _("More")),
        )
    ]  # fmt: skip
    return render(request, "kit/style.html", {"hall": hall, "places": places, **_samples()})
