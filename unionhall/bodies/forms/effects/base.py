"""What the forms of effects share: the hall and body they are for, finding a member by name, powers and days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies import looking
from unionhall.bodies.models import Body, BodyKind, Member, Membership, State
from unionhall.bodies.rules import charters, names
from unionhall.bodies.rules import offices as rules
from unionhall.kit import clock
from unionhall.kit.forms import Choices, Ticks, Words
from unionhall.kit.registries import powers
from unionhall.record.models import Hall


class EffectForm(forms.Form):
    """
    A form for one kind of effect, in one hall for one body. `params()` gives, of a valid form, what the motion keeps: text,
    numbers, lists and dicts only.

    `reader`: who fills it in; each name that they look up counts, and who looks too often is refused.
    """

    hall: Hall
    body: Body

    def __init__(self, *args: Any, reader: Member, **given: Any) -> None:
        self.reader = reader
        super().__init__(*args, **given)

    def params(self) -> dict[str, Any]:
        """What the motion keeps of a valid form."""
        raise NotImplementedError


def form_of(form: type[EffectForm]) -> Callable[[Hall, Body], type[EffectForm]]:
    """What an `EffectKind` wants: a function of hall and body that gives the form's class, bound to both."""

    def bound(hall: Hall, body: Body) -> type[EffectForm]:
        return type(form.__name__, (form,), {"hall": hall, "body": body, "__module__": form.__module__})

    return bound


def default_end(hall: Hall, body: Body | None = None) -> date:
    """
    The day a mandate given today ends where nothing else is said: the charter's longest term, at most a year, and not
    after the body it is for.
    """
    now = clock.now()
    most = rules.longest_term_days(hall, charters.charter(hall.pk, now)) or 365
    day = clock.day(now, hall.time_zone) + timedelta(days=min(most, 365))
    return min(day, rules.last_day(hall, body.until)) if body is not None and body.until else day


def body_named(hall: Hall, key: Any) -> Body | None:
    """The body of this hall with the id `key`, None where there is none."""
    try:
        return Body.objects.filter(hall=hall, pk=key).first() if key else None
    except (forms.ValidationError, ValueError):
        return None


def in_state(hall: Hall, state: State) -> QuerySet[Member]:
    """The members whose place in the assembly is in `state`."""
    places = Membership.objects.filter(hall=hall, body__kind=BodyKind.ASSEMBLY, until=None, state=state)
    return Member.objects.filter(hall=hall, pk__in=places.values("member_id"))


class MemberForm(EffectForm):
    """
    A form about one member, found by typing some of their name: nobody is shown a list of everybody.

    Where several fit, they are offered and nothing typed is lost.
    """

    state: State | None = None
    """Only members whose place in the assembly is in this state; None: whatever it is."""
    nobody: Any = gettext_lazy(
        "Nobody is found by this. Who did not choose to be found is found by a whole word of their name."
    )

    who = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=80,
        error_messages={"required": gettext_lazy("Type their name, or a whole word of it.")},
        help_text=gettext_lazy("Their name, or a whole word of it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words", "dir": "auto"}),
    )
    member = forms.ChoiceField(label=gettext_lazy("Which of them"), required=False, widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        hits = self._hits()
        if len(hits) > 1 or (hits and not self.is_bound):
            self.fields["member"].choices = [(str(one.pk), names.called_apart(one)) for one in hits]
        else:
            del self.fields["member"]
        if self.initial.get("member") or self.data.get(self.add_prefix("member")):
            self.fields["who"].required = False
        self._found = hits

    def _hits(self) -> list[Member]:
        chosen = self.data.get(self.add_prefix("member")) if self.is_bound else self.initial.get("member")
        typed = self.data.get(self.add_prefix("who"), "") if self.is_bound else ""
        hits = looking.found_by_name(self.reader, typed, among=self._among())
        exact = [one for one in hits if names.plain(one.name) == names.plain(typed)]
        if len(exact) == 1 and not chosen:
            return exact
        if chosen and hits:  # one of those offered: the name that was typed has been looked up already
            return [one for one in hits if str(one.pk) == chosen] or hits
        if chosen and not typed and (named := looking.with_id(self.reader, chosen, among=self._among())):
            return [named]
        return hits

    def _among(self) -> QuerySet[Member] | None:
        return None if self.state is None else in_state(self.hall, self.state)

    def clean(self) -> dict[str, Any]:
        """Settle on one member, or say why not."""
        cleaned = super().clean() or {}
        if len(self._found) == 1:
            cleaned["member"] = str(self._found[0].pk)
        elif self._found:
            self.add_error("who", _("Several members fit: choose one of them, or type more of the name."))
        elif "who" not in self.errors and len(names.plain(cleaned.get("who") or "")) < 2:
            self.add_error("who", _("Type their name, or a whole word of it."))
        elif "who" not in self.errors:
            self.add_error("who", self.nobody)
        return cleaned

    @property
    def member_id(self) -> str:
        """The id of the member that was found."""
        return str(self.cleaned_data["member"])


class MembersField(forms.CharField):
    """
    Several members, a name a line. Gives their ids; says which line fits nobody, or several.

    `chosen`: ids ticked for lines that fit several; `several`: whom such lines fit, for the form to offer.
    """

    def __init__(self, **given: Any) -> None:
        given.setdefault("widget", Words(rows=4))
        given.setdefault("help_text", gettext_lazy("A name a line."))
        super().__init__(**given)
        self.reader: Member | None = None
        self.chosen: set[str] = set()
        self.several: list[Member] = []

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        """The ids of the members named, in the order they were typed."""
        lines = [line for line in str(super().clean(value) or "").splitlines() if line.strip()]
        found, wrong = [], []
        self.several = []
        for line in lines:
            exact = _named(self.reader, line)
            if len(exact) == 1:
                found.append(str(exact[0].pk))
            elif ticked := [one for one in exact if str(one.pk) in self.chosen]:
                found += [str(one.pk) for one in ticked]
                self.several += exact
            elif exact:
                self.several += exact
                several = ", ".join(names.called_apart(one) for one in exact)
                wrong.append(_("“%(line)s” fits several: %(names)s.") % {"line": line, "names": several})
            else:
                wrong.append(_("“%(line)s” fits nobody here.") % {"line": line})
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(found))


def _named(reader: Any, line: str) -> list[Member]:
    """Whom a line names: by the name, or by the name and what tells namesakes apart, as it was offered."""
    hits = looking.found_by_name(reader, line)
    if not hits and " (" in line:
        hits = looking.found_by_name(reader, line.partition(" (")[0])
    wanted = names.plain(line)
    whole = [one for one in hits if names.plain(names.called_apart(one)) == wanted]
    return whole or [one for one in hits if names.plain(one.name) == wanted] or hits


class PowersField(forms.MultipleChoiceField):
    """The powers a mandate carries, each in plain words; the grave ones say so."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("label", gettext_lazy("They may"))
        super().__init__(choices=power_choices, widget=Ticks, **given)

    def clean(self, value: Any) -> dict[str, dict[str, Any]]:  # type: ignore[override]
        """The powers ticked, as power → limits."""
        return {name: {} for name in super().clean(value)}


def power_choices() -> Iterable[tuple[str, str]]:
    """Every power the rooms declare, with its title."""
    for name, power in powers.items():
        title = str(power.title)
        yield (
            name,
            _("%(power)s (needs a second factor on their phone)") % {"power": title}
            if power.grave
            else title,
        )
