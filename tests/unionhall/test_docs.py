"""The pages of docs/ say what the code does, and lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unionhall.site import written

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize(
    "path", [ROOT / "docs" / name for name in ("what-we-hold.md", "unrecorded.md")], ids=lambda p: p.name
)
def test_a_written_page_is_fresh(path):
    """Where this fails: make docs."""
    assert path.read_text() == written.pages()[path]


def dead_links(path: Path, text: str) -> list[str]:
    """Links of a page to files that are not there."""
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [
        link
        for link in links
        if "://" not in link and not link.startswith("mailto:") and not (path.parent / link).exists()
    ]


def dead_names(text: str) -> list[str]:
    """Files of docs/ that a page names between backticks and that are not there."""
    return [name for name in re.findall(r"`(docs/[\w./-]+\.md)`", text) if not (ROOT / name).exists()]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_leads_somewhere(path):
    text = path.read_text()

    assert dead_links(path, text) == []
    assert dead_names(text) == []


def test_a_dead_link_is_found():
    assert dead_links(ROOT / "README.md", "[words](docs/no-such-page.md)") == ["docs/no-such-page.md"]
    assert dead_names("see `docs/no-such-page.md`") == ["docs/no-such-page.md"]


def test_every_setting_is_explained():
    """Each name beginning with UNIONHALL_ that the package reads stands in docs/running.md."""
    read = {
        name
        for path in (ROOT / "unionhall").rglob("*.py")
        if "tests" not in path.parts
        for name in re.findall(r"""["'](UNIONHALL_[A-Z_]+)["']""", path.read_text())
    }
    explained = set(re.findall(r"`(UNIONHALL_[A-Z_]+)`", (ROOT / "docs" / "running.md").read_text()))

    assert read - explained == set()
