"""Reading a list of members that was kept elsewhere: line by line, saying what is wrong with each."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kit.forms import Words
from unionhall.kit.typed_text import as_typed

from ..actions.lists import MOST_ROWS, Row
from ..models import Body, Member
from ..rules import names

COLUMNS = ("name", "section", "contact", "household")
MOST_BYTES = 1_000_000
UNREADABLE = "\ufffd"
"""Stands where a letter could not be read."""
_HEADINGS = {
    "name": {"name", "member", "members", "nombre", "miembro", "nom", "mitglied"},
    "section": {"section", "department", "shift", "building", "sección", "seccion", "departamento", "turno"},
    "contact": {"contact", "phone", "mail", "e-mail", "email", "contacto", "teléfono", "telefono"},
    "household": {"household", "flat", "address", "hogar", "piso", "dirección", "direccion"},
}


@dataclass
class Line:
    """One line as it was read: its number in the text (from 1), what is in it, and what is wrong with it."""

    number: int
    row: Row
    wrong: list[str] = field(default_factory=list)
    like: list[str] = field(default_factory=list)

    @property
    def is_double(self) -> bool:
        """Whether exactly this name is a member's already, so that it is left out unless somebody says otherwise."""
        return any(names.settled(name) == names.settled(self.row.name) for name in self.like)

    @property
    def is_good(self) -> bool:
        """Whether it can come in as it is."""
        return not self.wrong


class ListForm(forms.Form):
    """A list as a file or as text; the text is kept on the page, so that nothing is lost by a mistake in it."""

    file = forms.FileField(
        label=gettext_lazy("A file (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or the list as text, a line for each member"),
        required=False,
        widget=Words(
            {"class": "mono", "spellcheck": "false", "placeholder": "name;section;contact;household"}, rows=8
        ),
    )

    guessed = False
    """Whether the file does not say how its letters are written, so that they were guessed."""

    def clean_file(self) -> str:
        """The file's text, whatever spreadsheet it comes from."""
        given = self.cleaned_data["file"]
        if not given:
            return ""
        if given.size > MOST_BYTES:
            raise ValidationError(_("This file is too large for a list of members: one megabyte at most."))
        text, self.guessed = decoded(given.read())
        return text

    def clean(self) -> dict[str, Any]:
        """One of the two must hold something; a file counts before the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["list"] = cleaned.get("file") or cleaned.get("text", "")
        if not self.errors and not cleaned["list"].strip():
            raise ValidationError(_("Choose a file, or paste the list as text."))
        return cleaned


def decoded(content: bytes) -> tuple[str, bool]:
    """
    Bytes as text, and whether its letters were guessed: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252
    as spreadsheets write it. A file that is UTF-8 but for some bytes stays UTF-8; `UNREADABLE` stands for those.

    >>> decoded("Ana;Öfen".encode("cp1252")), decoded("Ana;Öfen".encode("utf-8-sig"))
    (('Ana;Öfen', True), ('Ana;Öfen', False))
    >>> decoded("Zoë;Öfen;München".encode() + bytes([255]))[0] == "Zoë;Öfen;München" + UNREADABLE
    True
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return as_typed(content.decode("utf-16", errors="replace")), False
    text = content.decode("utf-8-sig", errors="replace")
    broken = text.count(UNREADABLE)
    foreign = sum(letter > "\x7f" for letter in text) - broken
    if broken == 0 or foreign > broken:
        return as_typed(text), broken > 0
    return as_typed(content.decode("cp1252", errors="replace")), True


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """
    The lines of a list with their numbers, empty ones left out, whether parted by semicolons, commas or tabs.

    >>> rows_of("Ana;Ovens" + chr(10) * 2 + "Bilal;Counter")
    [(1, ['Ana', 'Ovens']), (3, ['Bilal', 'Counter'])]
    """
    sample = text[:4000]
    mark = max(";\t,", key=lambda one: sample.count(one))
    reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=mark)
    found = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, [" ".join(cell.split()) for cell in cells]))
    except csv.Error as error:
        raise ValidationError(
            _("Line %(number)d cannot be read: it may lack a quotation mark.") % {"number": reader.line_num}
        ) from error
    return found


def columns_of(first: list[str]) -> list[str] | None:
    """The columns that a heading line names, in its order; None where the first line is a member already."""
    named = [
        next((name for name, words in _HEADINGS.items() if cell.casefold().strip() in words), "")
        for cell in first
    ]
    return named if "name" in named else None


def read_list(text: str, hall_id: UUID) -> list[Line]:
    """
    A list line by line, each with what is wrong with it and whom it is like: a member already here, or a line above.

    Raises `ValidationError` where the text as a whole is no list.
    """
    rows = rows_of(text)
    columns = columns_of(rows[0][1]) if rows else None
    if columns is not None:
        rows = rows[1:]
    if not rows:
        raise ValidationError(_("There is nobody on this list."))
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("A list has %(most)d lines at most: bring it in in pieces.") % {"most": MOST_ROWS}
        )
    sections = {
        names.settled(name): name
        for name in Body.objects.filter(hall_id=hall_id, kind="section", ended_at=None).values_list(
            "name", flat=True
        )
    }
    known = {
        names.settled(name): name
        for name in Member.objects.filter(hall_id=hall_id, left_on=None).values_list("name", flat=True)
    }
    lines: list[Line] = []
    above: dict[str, int] = {}
    for number, cells in rows:
        line = Line(number, _row(cells, columns or list(COLUMNS)))
        if len(cells) > len(columns or COLUMNS):
            line.wrong.append(_("There are more columns than the list has."))
        _check(line, sections, known, above)
        lines.append(line)
    return lines


def _row(cells: list[str], columns: list[str]) -> Row:
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    return Row(**given) if "name" in given else Row("", **given)


def _check(line: Line, sections: dict[str, str], known: dict[str, str], above: dict[str, int]) -> None:
    row, name = line.row, names.settled(line.row.name)
    if not name:
        line.wrong.append(_("There is no name."))
        return
    if UNREADABLE in "".join((row.name, row.section, row.contact, row.household)):
        line.wrong.append(_("A letter in this line could not be read: type it anew."))
    if len(row.name) > 80:
        line.wrong.append(_("The name is longer than 80 letters."))
    if len(row.contact) > 200:
        line.wrong.append(_("The contact is longer than 200 letters."))
    if row.section and names.settled(row.section) not in sections:
        line.wrong.append(_("There is no section called %(name)s here.") % {"name": row.section})
    if name in above:
        line.wrong.append(_("The same name as in line %(number)d.") % {"number": above[name]})
    above.setdefault(name, line.number)
    if name in known:
        line.like.append(known[name])
    elif len(known) <= 500:
        line.like.extend([one for settled, one in known.items() if names.is_alike(name, settled)][:3])
