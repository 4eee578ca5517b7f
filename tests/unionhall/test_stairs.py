"""Imports and foreign keys go down the stairs, and core stays plain Python."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

ROOT = Path(__file__).resolve().parents[2]


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def stairs() -> dict[str, int]:
    """Room → step, the highest number at the top, read from the layers contract."""
    layers = next(one["layers"] for one in contracts() if one["name"].startswith("The stairs"))
    steps = [[name.strip(" ()") for name in layer.split("|")] for layer in reversed(layers)]
    return {name: height for height, names in enumerate(steps) for name in names}


def room(model) -> str:
    return model.__module__.split(".")[1]


def ours(model) -> bool:
    return isinstance(model, type) and model.__module__.startswith("unionhall.")


def keys_that_look_up(models, height) -> list[str]:
    """The relations of `models` that point to a room further up (the key to the account excepted)."""
    up = []
    for model in models:
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or not ours(model) or not ours(target) or target is get_user_model():
                continue
            if height[room(target)] > height[room(model)]:
                up.append(f"{model._meta.label}.{field.name}")
    return up


def test_foreign_keys_look_down():
    assert keys_that_look_up(apps.get_models(), stairs()) == []


def test_a_key_that_looks_up_is_found():
    upside_down = {name: -height for name, height in stairs().items()}

    assert "bodies.Organisation.hall" in keys_that_look_up(apps.get_models(), upside_down)


def test_every_room_of_ours_has_its_step():
    height = stairs()

    assert [
        config.name for config in apps.get_app_configs() if ours_app(config) and room_of(config) not in height
    ] == []


def ours_app(config) -> bool:
    return config.name.startswith("unionhall.")


def room_of(config) -> str:
    return config.name.split(".")[1]


PLANTED = {
    "an import that looks up, hidden inside a function": (
        "kit/planted.py",
        "def late():\n    from unionhall.record import models\n    return models\n",
        "The stairs",
    ),
    "Django in core": ("core/planted.py", "import django\n", "plain Python"),
    "chance in core": ("core/planted.py", "import random\n", "plain Python"),
    "a room without a place in the order": (
        "planted/__init__.py",
        '"""A room nobody placed."""\n',
        "The stairs",
    ),
    "rules that import actions": (
        "mandates/rules.py",
        "from unionhall.mandates import actions\n",
        "Inside a room",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The package's Python files and its contracts, somewhere else, to plant faults in."""
    folder = tmp_path_factory.mktemp("stairs")
    for path in (ROOT / "unionhall").rglob("*.py"):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    words = [sys.executable, "-c", program, "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_look_down(copy):
    done = lint(copy)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("fault", PLANTED, ids=str)
def test_a_planted_import_is_found(copy, fault):
    name, text, broken = PLANTED[fault]
    path = copy / "unionhall" / name
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or "") + "\n" + text)
    try:
        done = lint(copy)
    finally:
        if before is None:
            path.unlink()
            if name == "planted/__init__.py":
                path.parent.rmdir()
        else:
            path.write_text(before)

    assert done.returncode != 0
    assert f"{broken}" in done.stdout
