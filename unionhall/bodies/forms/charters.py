"""Forms for the parts of a charter that are no rule of a matter: membership, terms, recall, independence, own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.core.charters import KINDS_OF_PEOPLE, Article, Charter, Options, Terms
from unionhall.core.petitions import Denominator, Petition
from unionhall.core.procedure import Procedure
from unionhall.core.recall import RecallRule
from unionhall.core.words import Sentence
from unionhall.kit.forms import Choices, TextLanguage, Ticks, Words

from .rules import RuleForm


class PartForm(forms.Form):
    """One part of a charter. `charter`: the one it starts from; `changed()` gives, of a valid form, the charter it makes."""

    def __init__(self, *args: Any, charter: Charter, **given: Any) -> None:
        self.charter = charter
        given["initial"] = {**self.starts_with(charter), **(given.get("initial") or {})}
        super().__init__(*args, **given)

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """What the fields say of the charter there is."""
        raise NotImplementedError

    def made(self) -> Charter:
        """The charter these fields make; may raise `ValueError`."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """What could be no charter is said in a sentence."""
        cleaned = super().clean() or {}
        self.cleaned_data = cleaned
        if not self.errors:
            try:
                self._changed = self.made()
            except ValueError as wrong:
                raise forms.ValidationError(_("This cannot be: %(why)s") % {"why": wrong}) from wrong
        return cleaned

    def changed(self) -> Charter:
        """The charter with this part changed."""
        return self._changed


class OptionsForm(PartForm):
    """Members and motions: households, proxies, vouchers, trial, seconding, calls, common times."""

    one_household_one_vote = forms.BooleanField(
        label=gettext_lazy("One household has one vote"), required=False
    )
    proxies = forms.TypedChoiceField(
        label=gettext_lazy("Casting another's vote"),
        coerce=int,
        choices=[
            (0, gettext_lazy("nobody casts another's vote")),
            (1, gettext_lazy("a member may cast the vote of one other who asked for it in writing")),
        ],
        widget=Choices,
    )
    vouchers = forms.TypedChoiceField(
        label=gettext_lazy("Whoever joins by invite"),
        coerce=int,
        choices=[
            (1, gettext_lazy("needs one member to vouch for them")),
            (2, gettext_lazy("needs two members to vouch for them, one until there are three")),
        ],
        widget=Choices,
    )
    trial_days = forms.IntegerField(
        label=gettext_lazy("Days on trial before somebody is admitted"), min_value=0, max_value=1000
    )
    unpaid_months = forms.IntegerField(
        label=gettext_lazy("Months of dues unpaid after which standing is lost"), min_value=0, max_value=120
    )
    seconds = forms.IntegerField(label=gettext_lazy("Seconders a motion needs"), min_value=0, max_value=50)
    friendly_amendments = forms.BooleanField(
        label=gettext_lazy("The mover may accept an amendment without a vote"), required=False
    )
    callers = forms.IntegerField(
        label=gettext_lazy("Members who may call an assembly"), min_value=1, max_value=1000
    )
    procedure = forms.TypedChoiceField(
        label=gettext_lazy("On the floor of a meeting one may"),
        coerce=Procedure,
        choices=[
            (Procedure.PLAIN.value, gettext_lazy("propose, amend and vote")),
            (
                Procedure.IWW.value,
                gettext_lazy("also end the debate, refer, postpone, adjourn and so on, by a majority"),
            ),
            (Procedure.ROBERT.value, gettext_lazy("the same, with two thirds to end the debate")),
        ],
        widget=Choices,
    )
    poll_hours = forms.IntegerField(
        label=gettext_lazy("A poll is open for so many hours"), min_value=1, max_value=8760
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice before a vote, in days"), min_value=0, max_value=365
    )
    notice_hours = forms.IntegerField(
        label=gettext_lazy("Notice before a vote, in hours"), min_value=0, max_value=8760
    )

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """The options there are."""
        return {one.name: getattr(charter.options, one.name) for one in fields(Options)}

    def made(self) -> Charter:
        """The charter with these options."""
        given = {
            one.name: self.cleaned_data[one.name] for one in fields(Options) if one.name in self.cleaned_data
        }
        return replace(self.charter, options=replace(self.charter.options, **given))


class TermsForm(PartForm):
    """How long a mandate lasts and how often it may be renewed."""

    longest_days = forms.IntegerField(
        label=gettext_lazy("A mandate lasts so many days at most"),
        min_value=0,
        max_value=3660,
        help_text=gettext_lazy("0: as long as the decision that gives it says."),
    )
    consecutive = forms.IntegerField(
        label=gettext_lazy("Terms in a row in the same office"),
        min_value=0,
        max_value=50,
        help_text=gettext_lazy("0: the charter does not limit them."),
    )
    last_resort = forms.BooleanField(
        label=gettext_lazy("After that they may stand only where too few others can be found"), required=False
    )

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """The terms there are."""
        return {one.name: getattr(charter.terms, one.name) for one in fields(Terms)}

    def made(self) -> Charter:
        """The charter with these terms."""
        return replace(self.charter, terms=replace(self.charter.terms, **self.cleaned_data))


RECALL_SHARES = {
    "1/20": gettext_lazy("5 % of the members"),
    "1/10": gettext_lazy("10 % of the members"),
    "1/5": gettext_lazy("20 % of the members"),
    "1/3": gettext_lazy("a third of the members"),
}


class RecallRuleForm(PartForm):
    """Who may call a mandate back, and who is in office meanwhile."""

    trigger = forms.ChoiceField(
        label=gettext_lazy("Who may call for a recall"),
        choices=[
            ("body", gettext_lazy("the body that gave it, at any meeting, without a trial")),
            ("number", gettext_lazy("so many members")),
            ("share", gettext_lazy("a share of the members")),
        ],
        widget=Choices,
    )
    number = forms.IntegerField(label=gettext_lazy("So many"), required=False, min_value=1, max_value=100_000)
    share = forms.ChoiceField(
        label=gettext_lazy("That share"), choices=list(RECALL_SHARES.items()), required=False
    )
    denominator = forms.ChoiceField(
        label=gettext_lazy("Of the members"),
        required=False,
        choices=[
            (Denominator.NOW.value, gettext_lazy("there are when it is called")),
            (
                Denominator.YEAR_START.value,
                gettext_lazy("there were at the start of the year, for the whole year"),
            ),
        ],
        widget=Choices,
    )
    acts_meanwhile = forms.BooleanField(
        label=gettext_lazy("Until the result is declared, the holder stays in office"), required=False
    )
    pause_days = forms.IntegerField(
        label=gettext_lazy("Otherwise they may not act for so many days at most"),
        required=False,
        min_value=1,
        max_value=365,
    )
    within_days = forms.IntegerField(
        label=gettext_lazy("The vote is held within so many days"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("0: the charter does not say."),
    )
    again_days = forms.IntegerField(
        label=gettext_lazy("After a call that was voted down, the next one waits so many days"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("0: the charter does not say."),
    )

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """The rule there is."""
        rule, asked = charter.recall, charter.recall.petition
        return {
            "trigger": "body" if asked is None else "share" if asked.share else "number",
            "number": asked.number if asked else None,
            "share": f"{asked.share.numerator}/{asked.share.denominator}" if asked and asked.share else None,
            "denominator": asked.denominator.value if asked else Denominator.NOW.value,
            "acts_meanwhile": rule.acts_meanwhile,
            "pause_days": rule.pause_days or None,
            "within_days": rule.within_days,
            "again_days": rule.again_days,
        }

    def clean(self) -> dict[str, Any]:
        """A number or a share where one was promised, and the length of a pause."""
        data = self.cleaned_data
        if data.get("trigger") == "number" and not data.get("number"):
            self.add_error("number", _("Write the number."))
        if data.get("trigger") == "share" and not data.get("share"):
            self.add_error("share", _("Choose the share."))
        if not data.get("acts_meanwhile") and not data.get("pause_days"):
            self.add_error(
                "pause_days",
                _("A pause needs its longest number of days, so that a call suspends nobody for ever."),
            )
        return super().clean()

    def made(self) -> Charter:
        """The charter with this rule of recall."""
        data = self.cleaned_data
        where = Denominator(data["denominator"] or Denominator.NOW.value)
        asked = {
            "body": None,
            "number": Petition(number=data["number"], denominator=where) if data["number"] else None,
            "share": Petition(share=Fraction(data["share"]), denominator=where) if data["share"] else None,
        }[data["trigger"]]
        rule = RecallRule(
            petition=asked,
            acts_meanwhile=data["acts_meanwhile"],
            pause_days=0 if data["acts_meanwhile"] else data["pause_days"],
            within_days=data["within_days"] or 0,
            again_days=data["again_days"] or 0,
        )
        return replace(self.charter, recall=rule)


class IndependenceForm(PartForm):
    """What keeps the body its own: declarations, who holds no office, who speaks and does not vote."""

    declarations = forms.CharField(
        label=gettext_lazy("Whoever holds a mandate declares"),
        required=False,
        max_length=4000,
        widget=Words(rows=4, decided=True),
        help_text=gettext_lazy("A sentence a line, such as: I am not paid by a political party."),
    )
    barred = forms.MultipleChoiceField(
        label=gettext_lazy("They hold no office"), required=False, widget=Ticks
    )
    voice_only = forms.MultipleChoiceField(
        label=gettext_lazy("They speak and do not vote"), required=False, widget=Ticks
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        own = {*self.charter.independence.barred, *self.charter.independence.voice_only} - set(
            KINDS_OF_PEOPLE
        )
        choices = [(key, said(words)) for key, words in KINDS_OF_PEOPLE.items()] + [
            (one, one) for one in sorted(own)
        ]
        self.fields["barred"].choices = self.fields["voice_only"].choices = choices

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """The rules there are."""
        rules = charter.independence
        return {
            "declarations": "\n".join(rules.declarations),
            "barred": list(rules.barred),
            "voice_only": list(rules.voice_only),
        }

    def made(self) -> Charter:
        """The charter with these rules of independence."""
        data = self.cleaned_data
        lines = tuple(
            dict.fromkeys(line.strip() for line in data["declarations"].splitlines() if line.strip())
        )
        rules = replace(
            self.charter.independence,
            declarations=lines,
            barred=tuple(data["barred"]),
            voice_only=tuple(data["voice_only"]),
        )
        return replace(self.charter, independence=rules)


class ArticleForm(PartForm):
    """A paragraph in the body's own words: a new one, or another of the same heading in its place."""

    heading = forms.CharField(label=gettext_lazy("Its heading"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Its text"),
        max_length=10_000,
        required=False,
        widget=Words(rows=6, decided=True),
        help_text=gettext_lazy("Empty: a paragraph of this heading is struck out."),
    )

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """Nothing: which paragraph, the page says by `initial`."""
        return {}

    def made(self) -> Charter:
        """The charter with this paragraph."""
        anchor = anchor_of(self.cleaned_data["heading"])
        kept = [one for one in self.charter.articles if one.anchor != anchor]
        text = self.cleaned_data["text"].strip()
        if not text and len(kept) == len(self.charter.articles):
            raise ValueError(_("there is no paragraph of this heading to strike out."))
        if not text:
            return replace(self.charter, articles=tuple(kept))
        new = Article(anchor, self.cleaned_data["heading"].strip(), text)
        places = [one.anchor for one in self.charter.articles]
        if anchor in places:
            kept.insert(places.index(anchor), new)
        else:
            kept.append(new)
        return replace(self.charter, articles=tuple(kept))


class TitleForm(PartForm):
    """What the charter is called, and the language of its own words."""

    title = forms.CharField(label=gettext_lazy("What the charter is called"), max_length=120)
    language = TextLanguage()

    def starts_with(self, charter: Charter) -> dict[str, Any]:
        """The title there is."""
        return {"title": charter.title, "language": charter.language}

    def made(self) -> Charter:
        """The charter under this title."""
        return replace(
            self.charter, title=self.cleaned_data["title"].strip(), language=self.cleaned_data["language"]
        )


class EntrenchForm(RuleForm):
    """The rule that changing one part needs, on top of the rule for changing the charter."""

    lift = forms.BooleanField(label=gettext_lazy("This part is entrenched no longer"), required=False)


class InForceForm(forms.Form):
    """From when a change holds."""

    in_days = forms.IntegerField(
        label=gettext_lazy("Days until it is in force, after it is carried"),
        min_value=0,
        max_value=366,
        initial=0,
        help_text=gettext_lazy("0: at once."),
    )


PARTS: dict[str, Callable[..., PartForm]] = {
    "title": TitleForm,
    "options": OptionsForm,
    "terms": TermsForm,
    "recall_rule": RecallRuleForm,
    "independence": IndependenceForm,
    "article": ArticleForm,
}


def said(words: Sentence | str) -> str:
    """A sentence of core in the reader's language."""
    return words.said(_) if isinstance(words, Sentence) else words


def anchor_of(heading: str) -> str:
    """The name of a paragraph in links, from its heading; headings in other scripts keep their letters."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-")[:60] or "article"
