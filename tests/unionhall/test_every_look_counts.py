"""No page finds a member by letters or by an id but through `bodies.looking`, which counts: a list is not for copying."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "unionhall"

ALLOWED = {
    # file and function: whom it names without counting
    "bodies/views/bodies.py held": "who holds a mandate, whom every member may know",
    "bodies/forms/effects/offices.py __init__": "who holds a mandate, whom every member may know",
    "bodies/forms/effects/base.py in_state": "nobody: what `looking` is asked to look among",
    "bodies/views/members.py household": "a household's own people, for who keeps the list",
    "decisions/views/here.py cast": "those whose vote the reader casts",
    "decisions/views/polls.py _page": "those whose vote the reader casts",
    "decisions/views/polls.py _roll_call": "nobody: what `looking` is asked to look among",
    "decisions/views/lots.py _drawn": "whom a lot drew, for the members of the body that asked for it",
    "desk/waiting/__init__.py _asked": "the reader alone, for whom something may wait",
    "desk/timeline.py lines": "nobody: which of them chose the directory",
    "decisions/views/reading.py with_lines": "whom a motion is about, as its own page says to everybody who reads it",
}
UNCOUNTED = {"find_members", "doubles"}
MEMBERS = re.compile(r"\bMember\b|\bmembers\.(filter|get)\b")
IDS = re.compile(r"(pk|id)(__in)?$")


def looks_in(source: str) -> Iterator[tuple[int, str, str]]:
    """Where `source` finds a member without counting it: line, function, what it calls."""
    tree = ast.parse(source)
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Name | ast.Attribute):
                name = node.id if isinstance(node, ast.Name) else node.attr
                if name in UNCOUNTED:
                    yield node.lineno, function.name, name
            elif isinstance(node, ast.Call) and finds_by_id(node, ast.unparse(function)):
                yield node.lineno, function.name, ast.unparse(node.func)


def finds_by_id(call: ast.Call, around: str) -> bool:
    """Whether `call`, in a function that speaks of members, asks for rows by their id."""
    if not any(one.arg and IDS.fullmatch(one.arg) for one in call.keywords):
        return False
    said = ast.unparse(call)
    if isinstance(call.func, ast.Name):
        return call.func.id == "get_object_or_404" and bool(MEMBERS.search(said))
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("get", "filter"):
        return False
    rows = ast.unparse(call.func.value)
    # Rows kept under a name of their own are somebody's, if the function asks for members at all.
    return bool(MEMBERS.search(said)) or (".objects" not in rows and "Member.objects" in around)


def pages() -> list[Path]:
    return [
        path
        for path in sorted(ROOT.rglob("*.py"))
        if "tests" not in path.parts
        and path.relative_to(ROOT).parts[0]
        in ("assemblies", "bodies", "decisions", "desk", "mandates", "work")
        and ({"views", "forms", "waiting"} & set(path.parts) or path.stem in ("views", "forms", "timeline"))
    ]


def round_it() -> set[str]:
    return {
        f"{path.relative_to(ROOT).as_posix()} {function}"
        for path in pages()
        for _line, function, _call in looks_in(path.read_text())
    }


def test_every_look_at_a_name_counts():
    assert round_it() - ALLOWED.keys() == set()


def test_every_exception_is_needed():
    assert ALLOWED.keys() - round_it() == set()


@pytest.mark.parametrize(
    "fault",
    [
        "return find_members(request.hall.pk, name)",
        "return names.doubles(request.hall.pk, name)",
        "return Member.objects.filter(hall=request.hall, pk=chosen).first()",
        "return get_object_or_404(Member, pk=pk, hall=request.hall)",
        "members = Member.objects.filter(hall=request.hall)\n    return members.filter(pk__in=keys)",
    ],
)
def test_a_way_round_is_found(fault):
    assert list(looks_in(f"def page(request):\n    {fault}\n"))


@pytest.mark.parametrize(
    "fine",
    [
        "return looking.with_id(request.member, pk)",
        "return get_object_or_404(Poll, pk=pk)",
        "return Member.objects.filter(hall=request.hall).count()",
    ],
)
def test_and_nothing_else(fine):
    assert not list(looks_in(f"def page(request):\n    {fine}\n"))
