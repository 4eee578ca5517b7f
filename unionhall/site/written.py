"""
Pages of docs/ that are written from the code, so that they cannot say something else than it does.

`python -m unionhall.site.written` writes them anew; a test insists that they are fresh.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from django.apps import apps

from unionhall.site import places

DOCS = places.ROOT / "docs"

HELD = """\
# What we hold

What a server keeps about a hall and its people, field by field: who may know it and how long it is kept. Whoever
takes the server away, or demands a copy of it, gets this and nothing else. Addresses, devices, browsers and e-mail
are not in it, because they are not kept. What is sealed under a person's own passphrase or cookie says so by being
known to *the person themselves* and being kept by the server as ciphertext.

This page is written from the data model (`make docs`); a test fails when a field is missing.
"""

UNRECORDED = """\
# What is not entered in the record

Everything done in a body's name leaves one entry in the record. These actions are no acts of a body; each says why.
An action on this list that wrote an entry would be refused, and one that is not on it and writes none would be too.

This page is written from the code (`make docs`); a test fails when it is not fresh.
"""


def what_we_hold() -> str:
    """docs/what-we-hold.md: every field of ours with its data class."""
    from unionhall.kit import privacy

    text = [HELD]
    for config in apps.get_app_configs():
        fields = privacy.of_room(config.label) if config.name.startswith("unionhall.") else {}
        if not fields:
            continue
        text.append(f"\n## {config.label.capitalize()}\n")
        text.append("| what | field | who may know it | how long |\n|---|---|---|---|")
        for label, name, field in privacy.our_fields():
            if label != config.label or name not in fields:
                continue
            who, keep = fields[name]
            what = str(field.model._meta.verbose_name)
            text.append(f"| {what} | `{name}` | {who.said} | {keep.said} |")
    return "\n".join(text) + "\n"


def unrecorded() -> str:
    """docs/unrecorded.md: every `@unrecorded` action with its reason."""
    from unionhall.record.book import UNRECORDED as ACTIONS

    _load_all_actions()
    rows = [
        f"| `{name.removeprefix('unionhall.')}` | {_said(why)} |" for name, why in sorted(ACTIONS.items())
    ]
    return "\n".join([UNRECORDED, "| action | why |\n|---|---|", *rows]) + "\n"


def _said(why: object) -> str:
    return str(why).replace("|", "\\|")


def _load_all_actions() -> None:
    """Import every actions module, so that what they declare is declared."""
    for config in apps.get_app_configs():
        if not config.name.startswith("unionhall."):
            continue
        folder = Path(config.path)
        several = [*folder.glob("actions*.py"), *folder.glob("actions/*.py"), *folder.glob("effects/*.py")]
        for path in several:
            parts = path.relative_to(folder).with_suffix("").parts
            import_module(".".join([config.name, *(part for part in parts if part != "__init__")]))


def pages() -> dict[Path, str]:
    """Every page written from the code, with its text as it should be now."""
    return {DOCS / "what-we-hold.md": what_we_hold(), DOCS / "unrecorded.md": unrecorded()}


def main() -> int:
    """Write the pages anew; gives the exit code."""
    import os

    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    django.setup()
    with translation.override("en"):
        for path, text in pages().items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
