"""
The words of every page, gathered from the code and the templates, and the catalogue that says them in another language.

Plain Python (Babel reads and writes the files), so that it runs wherever the tests run. `make words` uses it to
bring the catalogues up to date; the tests use it to find what nobody has translated yet.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "unionhall"
LOCALE = HOUSE / "locale"
LANGUAGES = ("es",)
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
_OTHER_NAMES = re.compile(r"\b(n?gettext(?:_lazy|_noop)?) as (\w+)")
_ASIDE = {"tests", "migrations", "locale", "__pycache__"}

Text = str | tuple[str, str]


def texts(house: Path = HOUSE) -> Iterator[tuple[Text, str, int, list[str]]]:
    """Each text marked for translation: (text, or one and many), file below the root, line, notes to translators."""
    for file in sorted(house.rglob("*")):
        if _ASIDE & set(file.relative_to(house).parts) or file.suffix not in (".py", ".html", ".txt"):
            continue
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            known = {**KEYWORDS, **{other: KEYWORDS[own] for own, other in _OTHER_NAMES.findall(source)}}
            read = extract_python(io.BytesIO(source.encode()), known, ["Translators:"], {})
        elif "templates" in file.parts:
            read = _in_template(source, str(file))
        else:
            continue
        for line, keyword, said, notes in read:
            text = _text(keyword, said)
            if text:
                yield text, str(file.relative_to(house.parent)), line, notes


def _in_template(source: str, name: str) -> Iterator[tuple[int, str, object, list[str]]]:
    """What Django itself would hand to the translators from a template."""
    for number, line in enumerate(templatize(source, origin=name).splitlines(), 1):
        for _, keyword, said, notes in extract_python(io.BytesIO(line.strip().encode()), KEYWORDS, [], {}):
            yield number, keyword, said, notes


def _text(keyword: str, said: object) -> Text | None:
    """The text of one call; None where it is none, such as `_(name)`."""
    if isinstance(said, str):
        return said or None
    if (
        isinstance(said, tuple)
        and len(said) > 1
        and keyword.startswith("n")
        and all(isinstance(one, str) for one in said[:2])
    ):
        return (said[0], said[1])
    first = said[0] if isinstance(said, tuple) and said else None
    return first if isinstance(first, str) and first else None


def gathered(house: Path = HOUSE) -> Catalog:
    """A catalogue of what the tree says now, with nothing translated."""
    catalogue = Catalog(project="Unionhall", charset="utf-8")
    for text, file, _line, notes in texts(house):
        # Without line numbers: moving a function should not change the catalogue.
        catalogue.add(text, locations=[(file, None)], auto_comments=notes)  # type: ignore[list-item]
        flags = catalogue[text].flags
        flags.discard("python-format")
        flags.discard("python-brace-format")
    return catalogue


def po(language: str) -> Path:
    """Where the translators write."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def mo(language: str) -> Path:
    """What the server reads."""
    return po(language).with_suffix(".mo")


def read(file: Path) -> Catalog:
    """A catalogue as it stands in `file` (.po or .mo)."""
    with file.open("rb") as opened:
        return read_mo(opened) if file.suffix == ".mo" else read_po(opened)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue in the form the server reads; what is doubtful or empty is left out, and is said in English."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The catalogue in the form translators read."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, omit_header=False)
    return out.getvalue()


def brought_up_to_date(language: str) -> Catalog:
    """The catalogue of `language` with the texts the tree has now: new ones empty, those gone left out."""
    fresh = gathered()
    kept = read(po(language)) if po(language).exists() else None
    catalogue = Catalog(locale=language, project="Unionhall", charset="utf-8", fuzzy=False)
    catalogue.header_comment = (
        "# Unionhall in another language. How this file is kept: docs/translating.md\n#"
    )
    if kept is not None:
        catalogue.creation_date, catalogue.revision_date = kept.creation_date, kept.revision_date
        catalogue.last_translator, catalogue.language_team = kept.last_translator, kept.language_team
    for message in fresh:
        if not message.id:
            continue
        before = kept.get(message.id) if kept is not None else None
        said = before.string if before is not None and _same_shape(before, message) else ""
        catalogue.add(
            message.id,
            said,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=before.user_comments if before is not None else (),
        )
        catalogue[message.id].flags.clear()
    return catalogue


def _same_shape(before: Message, now: Message) -> bool:
    return isinstance(before.id, str) == isinstance(now.id, str)


# What can be wrong with a translation --------------------------------------------------------------------

_PLACES = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}|</?[a-z][^>]*>")


def places(text: str) -> list[str]:
    """What a text must carry into every language: its places for values and its markup, sorted."""
    return sorted(re.sub(r"%\((\w+)\)[sdf]", r"%(\1)", one) for one in _PLACES.findall(text))


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that nobody has translated, or only doubtfully."""
    return [_first(one) for one in catalogue if one.id and (one.fuzzy or not all(_said(one)))]


def misplaced(catalogue: Catalog) -> list[str]:
    """The translations that lost a place or a tag of their text, or have one too many."""
    wrong = []
    for message in catalogue:
        if not message.id or not all(_said(message)):
            continue
        *_, many = message.id if isinstance(message.id, tuple) else (message.id,)
        *few, last = _said(message)
        # A form for one may say "one" in words and leave the place out; it may invent none.
        if places(last) != places(many) or any(set(places(form)) - set(places(many)) for form in few):
            wrong.append(_first(message))
    return wrong


def _said(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id
