"""Every text of every page has its translation, whole and with its places, and the server reads what the translators wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import dates, translation

from tests.machine import catalogue as words

ROOT = Path(__file__).resolve().parents[2]
GETTEXT = re.compile(r"\b(?:_|gettext|gettext_lazy|ngettext|ngettext_lazy)\(\s*f[\"']")


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    """What the tree says now."""
    return words.gathered()


@pytest.fixture(scope="module", params=words.LANGUAGES)
def language(request) -> str:
    """Each language but the one the sources are in."""
    return request.param


@pytest.fixture(scope="module")
def translated(language) -> Catalog:
    """What the translators wrote."""
    return words.read(words.po(language))


def planted(one: str, said: str, many: str = "", said_of_many: str = "") -> Catalog:
    """A catalogue with one entry."""
    catalogue = Catalog(locale="es")
    catalogue.add((one, many) if many else one, (said, said_of_many) if many else said)
    return catalogue


def test_every_text_of_the_tree_is_in_the_catalogue(gathered, translated):
    wanted = {message.id for message in gathered if message.id}

    assert sorted(map(str, wanted - {message.id for message in translated})) == [], (
        "say make words, and translate"
    )


def test_the_catalogue_holds_nothing_that_no_page_says_any_more(gathered, translated):
    known = {message.id for message in gathered}

    assert sorted(str(message.id) for message in translated if message.id not in known) == [], (
        "say make words"
    )


def test_nothing_waits_for_a_translator(translated):
    assert words.untranslated(translated) == []


def test_no_translation_lost_a_place(translated):
    assert words.misplaced(translated) == []


def test_the_server_reads_what_the_translators_wrote(language, translated):
    assert words.mo(language).read_bytes() == words.compiled(translated), "say make words"


def test_texts_are_found_in_every_room(gathered):
    rooms = {file.split("/")[1] for message in gathered for file, _ in message.locations}

    assert rooms >= {"core", "kit", "record", "people", "mandates", "bodies", "decisions", "desk"}


def test_a_text_is_marked_before_its_values_are_filled_in():
    wrong = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in (ROOT / "unionhall").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if GETTEXT.search(line)
    ]

    assert wrong == []


def test_each_of_our_words_has_one_in_the_dictionary(language):
    ours, theirs = (
        set(re.findall(r"^\| \*\*(.+?)\*\*", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.M))
        for name in ("words.md", f"words.{language}.md")
    )

    assert len(ours) > 40
    assert sorted(ours - theirs) == []


def test_no_text_of_ours_stands_for_a_month_or_a_day(gathered):
    """Django asks the same catalogue for its calendar: a heading "May" of ours would stand in every date of that month."""
    calendar = [
        *dates.MONTHS.values(),
        *dates.WEEKDAYS.values(),
        *dates.MONTHS_3.values(),
        *dates.WEEKDAYS_ABBR.values(),
    ]
    with translation.override("en"):
        names = {str(one) for one in calendar}

    assert "May" in names
    assert sorted(names & {message.id for message in gathered if isinstance(message.id, str)}) == []


# The faults that must be caught --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You are {members}.", "Somos."),
        ("You are {members}.", "Somos {integrantes}."),
        ("You are %(members)s.", "Somos %(miembros)s."),
        ("You are %(members)s.", "Somos members."),
        ('<a href="%(here)s">Go</a>', '<a href="%(here)s">Ir'),
        ("Nothing here.", "Nada {aquí}."),
    ],
)
def test_a_lost_place_is_caught(text, said):
    assert words.misplaced(planted(text, said)) == [text]


def test_a_place_lost_among_many_is_caught():
    assert words.misplaced(planted("One", "Uno", "%(count)s of us", "de quienes somos")) == ["One"]


def test_one_may_be_said_in_words():
    assert words.misplaced(planted("One", "Uno", "%(count)s of us", "%(count)s de quienes somos")) == []
    assert words.misplaced(planted("%(count)d hour", "una hora", "%(count)d hours", "%(count)d horas")) == []


def test_an_empty_translation_is_caught():
    assert words.untranslated(planted("Nothing here.", "")) == ["Nothing here."]
    assert words.untranslated(planted("One", "Uno", "%(count)s of us", "")) == ["One"]


def test_a_doubtful_translation_is_caught():
    catalogue = planted("Nothing here.", "Nada.")
    catalogue["Nothing here."].flags.add("fuzzy")

    assert words.untranslated(catalogue) == ["Nothing here."]


def test_a_new_text_is_found_in_code_and_in_a_template(tmp_path):
    house = tmp_path / "house"
    (house / "room" / "templates").mkdir(parents=True)
    (house / "room" / "rules.py").write_text(
        'REASON = _("Not " "you.")\nMANY = ngettext("one", "%(n)d", n)\n'
    )
    (house / "room" / "forms.py").write_text('from x import gettext as say\nHINT = say("Your name")\n')
    (house / "room" / "templates" / "page.html").write_text(
        '{% load i18n %}{% blocktranslate trimmed %}\n  Good day,\n  {{ name }}\n{% endblocktranslate %}{{ _("Day") }}'
    )

    found = {text for text, *_ in words.texts(house)}

    assert found == {"Not you.", ("one", "%(n)d"), "Your name", "Good day, %(name)s", "Day"}
