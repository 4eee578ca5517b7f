"""Every sentence core says can be translated: its template is marked where it is written."""

from __future__ import annotations

import ast
from importlib.resources import files

import pytest

from unionhall.core.charters import Charter, NeedsInterpretation, NotACharter, sentences
from unionhall.core.charters.presets import IWW_BRANCH
from unionhall.core.words import Sentence, Wrong, _, speak

CORE = files("unionhall.core")
TEMPLATES = {
    "Sentence": slice(0, 1),
    "Wrong": slice(0, 1),
    "counted": slice(1, 3),
    "NotACharter": slice(1, 2),
}


def unmarked(source: str) -> list[str]:
    """The texts written straight into a sentence without a mark, but for bare places like "{words}"."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in TEMPLATES:
            continue
        for argument in call.args[TEMPLATES[call.func.id]]:
            parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            parts = [
                value for part in parts for value in (part.values if isinstance(part, ast.Dict) else [part])
            ]
            found += [
                part.value
                for part in parts
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and part.value.strip("{}").isidentifier() is False
            ]
            found += [ast.unparse(part) for part in parts if isinstance(part, ast.JoinedStr)]
    return found


def test_a_text_without_its_mark_is_found():
    assert unmarked('Sentence("Hello.")') == ["Hello."]
    assert unmarked('raise Wrong(f"not {x}")') == ["f'not {x}'"]
    assert unmarked('counted(2, _("one"), "two")') == []  # a bare word may be a place's name
    assert unmarked('counted(2, _("one"), "two of us")') == ["two of us"]
    assert unmarked('Sentence(_("Hello."))') == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(CORE.rglob("*.py")) if "tests" not in path.parts and path.name != "words.py"],
)
def test_every_text_is_marked(path):
    source = "\n".join(line for line in path.read_text().splitlines() if ">>>" not in line)
    assert unmarked(source) == []


def test_a_refusal_is_said_in_the_readers_language():
    spanish = {
        "a charter needs a title": "una carta necesita un título",
        "At {path}: {problem}.": "En {path}: {problem}.",
    }
    before = speak(spanish.__getitem__)
    try:
        with pytest.raises(NotACharter) as refused:
            Charter.from_data({"schema": 1, "title": ""})
        assert refused.value.sentence == "En charter: una carta necesita un título."
    finally:
        speak(before)
    assert refused.value.sentence == "At charter: a charter needs a title."


def test_a_charter_can_be_said_whole_in_another_language():
    marks: list[str] = []

    def marking(text: str) -> str:
        marks.append(text)
        return text

    said = [one.said(marking) for paragraph in sentences(IWW_BRANCH.charter) for one in paragraph.sentences]
    assert len(said) > 30
    assert "the paid secretary" in marks
    assert "It is carried when more than {share} of {base} are in favour." in marks


def test_a_hole_has_its_paragraph():
    assert NeedsInterpretation("strike.threshold").rule == "strike"
    assert str(Wrong(_("“{key}” cannot be reached"), key="{x}")) == "“{x}” cannot be reached"
    assert isinstance(NeedsInterpretation("x").args[0], Sentence)
