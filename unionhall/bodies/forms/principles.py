"""Forms for answering the principles and for declaring one's independence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Way
from unionhall.bodies.rules.offices import Question
from unionhall.kit.forms import Choices, WordsWhereChosen


class AnswerForm(forms.Form):
    """How one stands to the principles."""

    way = forms.ChoiceField(
        label=gettext_lazy("How do you stand to them?"),
        choices=[
            (Way.AFFIRMS.value, gettext_lazy("I affirm them")),
            (Way.RESERVES.value, gettext_lazy("I affirm them with a reservation, written below")),
            (Way.NOT_YET.value, gettext_lazy("not yet")),
        ],
        widget=Choices,
    )
    reservation = WordsWhereChosen(label=gettext_lazy("My reservation"), max_length=2000)


class DeclarationsForm(forms.Form):
    """What the charter asks, each to be answered yes or no; what is left open stays open."""

    def __init__(
        self, *args: Any, questions: Sequence[Question], said: Mapping[str, bool], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.questions = questions
        for question in questions:
            before = said.get(question.key)
            label = question.words
            if question.wanted is not True:
                label = _("Are you one of these: %(who)s?") % {"who": question.words}
            self.fields[question.key] = forms.ChoiceField(
                label=label,
                required=False,
                widget=Choices,
                choices=[
                    ("yes", _("I declare this") if question.wanted is True else _("yes")),
                    ("no", _("I do not declare this") if question.wanted is True else _("no")),
                ],
                initial=None if before is None else "yes" if before else "no",
                help_text=_("Who answers yes holds no mandate.") if question.wanted is False else "",
            )

    def answers(self) -> list[tuple[str, bool]]:
        """The questions answered: (key, whether yes)."""
        return [
            (one.key, self.cleaned_data[one.key] == "yes")
            for one in self.questions
            if self.cleaned_data.get(one.key)
        ]
