"""How commands speak: progress on the standard error, results on the standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

aside = Console(stderr=True, highlight=False)
"""Where progress and advice go."""


def say(sentence: str = "", style: str = "") -> None:
    """Say something beside the result."""
    aside.print(sentence, style=style or None, soft_wrap=True, markup=False)


def give(result: dict[str, Any], as_json: bool, sentence: str) -> None:
    """Print the result: as JSON for another program, or as `sentence` for a person."""
    print(json.dumps(result, indent=2, ensure_ascii=False, default=str) if as_json else sentence)
    sys.stdout.flush()


def _quietly(done: int, of: int | None = None) -> None:
    """Where nobody watches, nothing is shown."""


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[int, int | None], None]]:
    """
    Show how far something long has come; gives `tell(done, of)`.

    Quiet where the standard error is no terminal, so that logs stay readable.
    """
    if not aside.is_terminal:
        say(f"{title} …")
        yield _quietly
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside, transient=True) as shown:
        task = shown.add_task(title, total=total)

        def tell(done: int, of: int | None = None) -> None:
            shown.update(task, completed=done, total=of if of is not None else total)

        yield tell
