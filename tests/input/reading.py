"""What a page reads of what it is sent: watched while it answers a form that is in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

CHOSEN = frozenset(
    [
        *(
            "choice",
            "way",
            "method",
            "kind",
            "language",
            "body",
            "which",
            "member",
            "holder",
            "card",
            "line",
            "item",
            "shown",
            "warmth",
            "part",
        ),
        *(
            "add",
            "drop",
            "save",
            "bring",
            "seen",
            "anyway",
            "skip",
            "same",
            "fall",
            "decision",
            "effects",
            "client_id",
        ),
        *("next", "q"),
    ]
)
"""Names of what is chosen, ticked or carried along, and of what is only looked for: nobody typed work into them."""


@dataclass
class Read:
    """Names that were asked for: in the form, in the address's query, among the files; and the forms that were made."""

    posted: set[str] = field(default_factory=set)
    queried: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    forms: list[forms.BaseForm] = field(default_factory=list)

    def plausible(self, good: dict[str, Any], later: str) -> dict[str, Any]:
        """`good`, and for every field of the forms that it says nothing of, something that the field may take."""
        whole = dict(good)
        for form in self.forms:
            for name, one in form.fields.items():
                full = form.add_prefix(name)
                if full not in whole and (text := _plausible(one, later)) is not None:
                    whole[full] = text
        return whole


def _plausible(one: forms.Field, later: str) -> Any:
    if isinstance(one, forms.FileField | forms.BooleanField):
        return None
    if isinstance(one, forms.ChoiceField):
        values = [
            str(value) for value, _words in one.choices if value and not isinstance(_words, list | tuple)
        ]
        return values[0] if values and one.required else None
    if isinstance(one, forms.DateField):
        return later
    if isinstance(one, forms.IntegerField | forms.DecimalField):
        return str(max(1, one.min_value or 0))
    return "Brot" if one.required else None


@contextmanager
def watching() -> Iterator[tuple[dict[int, set[str]], list[Any], list[forms.BaseForm]]]:
    """Until the block ends, note which names are asked of which dict (by its id), keeping the dicts; and the forms made."""
    asked: dict[int, set[str]] = {}
    kept: list[Any] = []
    made: list[forms.BaseForm] = []
    plain = {name: getattr(MultiValueDict, name) for name in ("__getitem__", "get", "getlist")}
    plain_items, plain_init = MultiValueDict.items, forms.BaseForm.__init__

    def noting(name: str) -> Any:
        def read(self: Any, key: Any, *more: Any, **given: Any) -> Any:
            _note(self, key)
            return plain[name](self, key, *more, **given)

        return read

    def _note(one: Any, key: Any) -> None:
        if id(one) not in asked:
            kept.append(one)
        asked.setdefault(id(one), set()).add(key)

    def contains(self: Any, key: Any) -> bool:
        _note(self, key)
        return dict.__contains__(self, key)

    def items(self: Any) -> Iterator[tuple[Any, Any]]:
        return iter(
            [(key, plain["__getitem__"](self, key)) for key in self]
        )  # whoever takes all asks for none

    def init(self: Any, *args: Any, **given: Any) -> None:
        made.append(self)
        plain_init(self, *args, **given)

    for name in plain:
        setattr(MultiValueDict, name, noting(name))
    MultiValueDict.__contains__, MultiValueDict.items = contains, items  # type: ignore[method-assign]
    forms.BaseForm.__init__ = init  # type: ignore[method-assign]
    try:
        yield asked, kept, made
    finally:
        for name, one in plain.items():
            setattr(MultiValueDict, name, one)
        del MultiValueDict.__contains__
        MultiValueDict.items = plain_items  # type: ignore[method-assign]
        forms.BaseForm.__init__ = plain_init  # type: ignore[method-assign]


def read_by(ask: Any) -> tuple[Read, Any]:
    """Ask (a function without arguments that gives a response) and give what was read, and the response."""
    with watching() as (asked, _kept, made):
        response = ask()
    found, request = Read(forms=[one for one in made if hasattr(one, "fields")]), response.wsgi_request
    found.queried = {name for name in asked.get(id(request.GET), set()) if isinstance(name, str)}
    if request.method == "POST":
        found.posted = asked.get(id(request.POST), set()) - {"csrfmiddlewaretoken"}
        found.files = asked.get(id(request.FILES), set())
    return found, response
