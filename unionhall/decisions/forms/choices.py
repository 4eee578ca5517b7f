"""Forms for asking which of several, and for typing in the papers of such a vote."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.charters import MATTERS, Counting
from unionhall.core.counting.choices import LONGEST, MOST, Kind, Question, options_from
from unionhall.core.counting.names import TITLES, explained
from unionhall.core.rulings import Refusal
from unionhall.core.words import Wrong
from unionhall.decisions.rules.chains import chain_for
from unionhall.decisions.rules.choosing import counting_for, question_of
from unionhall.decisions.rules.matters import matters_to_name
from unionhall.decisions.rules.motions import LONGEST_TEXT
from unionhall.kit.forms import Choices, TextLanguage, Words
from unionhall.record.models import Hall

from .motions import TextForm
from .polls import CountForm

MOST_BYTES = 1_000_000
"""Of the papers that are typed in, and of a file of them."""

OFFERED = (
    Counting.IRV,
    Counting.APPROVAL,
    Counting.PLURALITY,
    Counting.SCORE,
    Counting.SCHULZE,
    Counting.SCOTTISH_STV,
    Counting.MEEK_STV,
)
"""The rules in the order they are offered: those for one of several first, those for several seats last."""


def rule_label(rule: Counting) -> Any:
    """A rule to choose, with the sentence that says what it does."""
    return format_html(
        '<span><strong>{}</strong><br><span class="small">{}</span></span>',
        TITLES[rule].said(gettext),
        explained(rule).said(gettext),
    )


class ChoiceForm(TextForm):
    """Ask which of several. A question and its options are enough; the rest has an answer already."""

    options = forms.CharField(
        label=_("The options, one a line"),
        max_length=MOST * (LONGEST + 2) * 2,
        widget=Words(decided=True, rows=5),
        help_text=_("From 2 to 30. If it may be none of them, write that as an option too."),
    )
    rule = forms.ChoiceField(label=_("How it is counted"), widget=Choices, initial=Counting.IRV.value)
    seats = forms.IntegerField(label=_("How many are chosen"), min_value=1, max_value=MOST - 1, initial=1)
    body = forms.ChoiceField(label=_("Before which body"), required=False)
    matter = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        help_text=_("Only where our charter has a rule of its own for it."),
    )
    language = TextLanguage(required=False)

    field_order = ("title", "options", "rule", "seats", "text", "body", "matter", "language")

    def __init__(self, *args: Any, member: Member, hall: Hall, at: datetime, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["title"].label = gettext("The question, in one line")
        self.fields["text"].label = gettext("What there is to know about it")
        self.fields["text"].max_length = LONGEST_TEXT
        charter, assembly = bodies.charter(hall.pk, at), bodies.assembly(hall.pk)
        others = [
            one
            for one in bodies.bodies_of(member)
            if one.pk != assembly.pk and bodies.is_voter(member, one, at)
        ]
        if others:
            self.fields["body"].choices = [(str(one.pk), one.name) for one in (assembly, *others)]
        else:
            del self.fields["body"]
        self.named = self._rules_by_matter(charter)
        self._matters()
        self._rules()
        here = (get_language() or "en").split("-")[0]
        self.fields["language"].initial = here if here in dict(settings.LANGUAGES) else hall.language

    @staticmethod
    def _rules_by_matter(charter: Any) -> dict[str, Counting | None]:
        """Matters on which a choice may be put → the rule that the charter names for it, None where it names none."""
        found: dict[str, Counting | None] = {}
        for matter in ("ordinary", *matters_to_name(charter)):
            try:
                if chain_for(charter, matter) is None and charter.rule_for(matter).may_choose():
                    found[matter] = counting_for(charter, matter)
            except Refusal:  # a hole, which the assembly fills before anything is decided by it
                continue
        return found

    def _matters(self) -> None:
        if len(self.named) < 2:
            del self.fields["matter"]
            return
        self.fields["matter"].choices = [
            ("" if one == "ordinary" else one, MATTERS[one].title.said(gettext)) for one in self.named
        ]

    def _rules(self) -> None:
        """The rules to choose from; where the charter names one for a matter, that is said, and nothing is left to choose."""
        named = {matter: rule for matter, rule in self.named.items() if rule is not None}
        if named and len(named) == len(self.named):
            del self.fields["rule"]
            return
        self.fields["rule"].choices = [(rule.value, rule_label(rule)) for rule in OFFERED]
        if named:
            told = "; ".join(
                f"{MATTERS[matter].title.said(gettext)}: {TITLES[rule].said(gettext)}"
                for matter, rule in named.items()
            )
            self.fields["rule"].help_text = gettext(
                "Where our charter names a rule, that one counts. %(told)s."
            ) % {"told": told}

    def decided_as(self) -> str:
        """The matter chosen."""
        return self.cleaned_data.get("matter") or next(iter(self.named), "ordinary")

    def only_rule(self) -> Any:
        """What the charter's rule is called where it names one for all that may be asked here; None where there is a choice."""
        rule = next(iter(self.named.values()), None)
        return TITLES[rule] if rule is not None and "rule" not in self.fields else None

    def counting(self) -> Counting:
        """The rule it is counted by: the charter's for the matter, else the one chosen."""
        return self.named.get(self.decided_as()) or Counting(self.cleaned_data.get("rule") or Counting.IRV)

    def clean(self) -> dict[str, Any]:
        """Options that can be chosen from, said at the field they were typed into."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            options = options_from(cleaned["options"])
        except Wrong as wrong:
            self.add_error("options", str(wrong))
            return cleaned
        try:
            Question(options, self.counting(), cleaned["seats"])
        except Wrong as wrong:
            self.add_error("seats", str(wrong))
        return cleaned


HOW_TO_TYPE = {
    Kind.RANKED: _(
        "One paper a line: the numbers of the options in the order they were put, the best first. “3 x 2 1” are three papers that"
        " say “2, then 1”, and 2=1 puts both in one place."
    ),
    Kind.APPROVED: _(
        "One paper a line: the numbers of the options that are marked. “3 x 2 1” are three papers that say so."
    ),
    Kind.ONE: _(
        "One paper a line: the number of the option that is marked. “3 x 2” are three papers that say so."
    ),
    Kind.SCORED: _(
        "One paper a line: the points of each option, in their order. “3 x 5 0 2” are three papers that say so."
    ),
}


class PapersForm(CountForm):
    """The papers of a choice between options, as one teller reads them: typed, or in a file."""

    def ask_what_was_counted(self) -> None:
        """The papers, one a line, or a file of them."""
        self.question = question_of(self.poll.motion)
        assert self.question is not None
        self.fields["papers"] = forms.CharField(
            label=gettext("The papers"),
            required=False,
            max_length=MOST_BYTES,
            widget=Words(rows=6, attrs={"autocomplete": "off", "dir": "ltr", "class": "mono"}),
            help_text=" ".join(
                (
                    str(HOW_TO_TYPE[self.question.kind]),
                    gettext("“-” is a blank paper, “?” one that nobody can read."),
                )
            ),
        )
        self.fields["file"] = forms.FileField(
            label=gettext("Or a file of them"),
            required=False,
            max_length=200,
            widget=forms.FileInput(attrs={"accept": ".blt,.csv,.tsv,.soc,.soi,.toc,.toi,.txt"}),
            help_text=gettext(
                "BLT, PrefLib or a table (CSV), with the options' names as they stand on the paper; 1 MB at most."
            ),
        )

    def clean_file(self) -> Any:
        """A file that is not too large."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("This file is larger than 1 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """The papers as a stack; what is wrong with them is said with its line, at the field it stands in."""
        from unionhall.core.counting.files.reading import read
        from unionhall.core.counting.stacks import stack_of, typed

        cleaned = super().clean() or {}
        words, file = cleaned.get("papers", ""), cleaned.get("file")
        if words.strip() and file:
            self.add_error("file", gettext("Type them in or choose a file, not both."))
            return cleaned
        if self.errors:
            return cleaned
        field = "file" if file else "papers"
        assert self.question is not None
        try:
            if file:
                name = os.path.basename(str(file.name))[:80]
                self.stack = stack_of(read([file.read()], name), self.question)
            else:
                self.stack = typed(words, self.question)
        except Wrong as wrong:
            self.add_error(field, str(wrong))
        return cleaned
