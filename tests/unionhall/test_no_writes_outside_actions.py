"""What changes state stands in actions, where it is in a transaction, judged and written down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "unionhall"

ALLOWED = {
    # file: why it may write
    "record/book.py": "is what every action writes through",
    "record/signer.py": "keeps the checkpoint it has signed, after the act is committed",
    "kit/rows.py": "asks, and changes nothing: its SQL is that of a queryset",
    "kit/wiping.py": "changes no row: it takes away what was left of those that were deleted",
    "kit/samples.py": "changes no row: it tells the planner what to keep no samples of",
    "people/sessions.py": "Django's session engine: signing in is no act of a body",
}
QUERYSET = {"objects", "filter", "exclude", "all", "select_for_update", "_base_manager", "_default_manager"}
ALWAYS = {
    "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "adelete", "acreate", "aupdate", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
}  # fmt: skip


def is_an_actions_module(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return (
        parts[-1].startswith("actions")
        or "actions" in parts[:-1]
        or "effects" in parts[:-1]
        or parts[-1] == "effects.py"
        or "migrations" in parts
        or "tests" in parts
        or parts[0] == "core"
        or parts == ("conftest.py",)  # the cast of the stories
    )


def speaks_of_rows(node: ast.expr) -> bool:
    """Whether an expression goes through a manager or queryset: `Poll.objects.filter(…)`."""
    return any(isinstance(part, ast.Attribute) and part.attr in QUERYSET for part in ast.walk(node))


def writes_in(source: str) -> Iterator[tuple[int, str]]:
    """The lines of `source` on which rows are written, with the call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_write(node, node.func):
            yield node.lineno, ast.unparse(node.func)


def is_write(call: ast.Call, called: ast.Attribute) -> bool:
    name = called.attr
    if name in ALWAYS:
        return not a_form_without_commit(name, call)
    if name in {"update", "delete", "create"} and speaks_of_rows(called.value):
        return True
    if name in {"execute", "executemany"}:
        return "cursor" in ast.unparse(called.value)
    return name == "delete" and not call.args


def a_form_without_commit(name: str, call: ast.Call) -> bool:
    return name == "save" and any(
        k.arg == "commit" and ast.unparse(k.value) == "False" for k in call.keywords
    )


def writes_outside(allowed) -> list[str]:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if is_an_actions_module(path) or name in allowed or name.startswith("site/"):
            continue
        found += [f"{name}:{line} {call}" for line, call in writes_in(path.read_text())]
    return found


def test_rows_are_written_in_actions_only():
    assert writes_outside(ALLOWED) == []


def test_every_exception_is_needed():
    assert [name for name in ALLOWED if not any(writes_in((ROOT / name).read_text()))] == []


@pytest.mark.parametrize(
    "fault",
    [
        "poll.save()",
        "poll.save(update_fields=['status'])",
        "poll.delete()",
        "Poll.objects.create(x=1)",
        "Poll.objects.filter(pk=1).update(status='open')",
        "self.body.polls.filter(a=1).delete()",
        "Poll.objects.bulk_create(rows)",
        "Poll.objects.get_or_create(x=1)",
        "await poll.asave()",
        "connection.cursor().execute('update x')",
    ],
)
def test_a_planted_write_is_found(fault):
    source = f"async def view(request):\n    {fault}\n"

    assert [line for line, _call in writes_in(source)] == [2]


@pytest.mark.parametrize(
    "fine", ["facts.update(a=1)", "names.add(1)", "hashlib.new('x').update(b'')", "form.save(commit=False)"]
)
def test_what_is_no_write_is_left_alone(fine):
    assert list(writes_in(f"{fine}\n")) == []


def bare_writers(source: str) -> list[str]:
    """Public functions of an actions module that write rows themselves and are neither action nor unrecorded."""
    tree = ast.parse(source)
    bare = []
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        names = {ast.unparse(one).split("(")[0].split(".")[-1] for one in node.decorator_list}
        if not names & {"action", "unrecorded"} and any(writes_in(ast.unparse(node))):
            bare.append(node.name)
    return bare


def parts_of_actions() -> set[str]:
    """The names of functions that write rows as a step of actions, without being actions themselves."""
    return {
        name
        for path in ROOT.rglob("*.py")
        if is_an_actions_module(path) and "migrations" not in path.parts and "tests" not in path.parts
        for name in bare_writers(path.read_text())
    }


def calls_of(names: set[str], source: str) -> list[str]:
    """The calls in `source` of functions with one of `names`."""
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names
    ]


def test_a_step_of_an_action_is_called_by_actions_only():
    names = parts_of_actions()
    around = [
        f"{path.relative_to(ROOT)}: {call}"
        for path in sorted(ROOT.rglob("*.py"))
        if not is_an_actions_module(path)
        for call in calls_of(names, path.read_text())
    ]

    assert around == []


def test_a_step_called_from_a_view_is_found():
    assert bare_writers("def new_member(hall):\n    Member.objects.create(hall=hall)\n") == ["new_member"]
    assert bare_writers("@action\ndef admit(*, by, at):\n    Member.objects.create(by=by)\n") == []
    assert calls_of({"new_member"}, "def view(request):\n    places.new_member(request.hall)\n") == [
        "2 places.new_member"
    ]
