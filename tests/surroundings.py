"""
What a test run stands on: a data folder of its own, with its own secret, thrown away at the end.

Loaded by pytest before the settings are read (`-p tests.surroundings`), so that no test ever touches
a real hall's data. The settings themselves are those of a real server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def _fast_folder() -> str | None:
    """Memory-backed where there is some: tests need not wait for a disk."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else None


if "PYTEST_XDIST_WORKER" not in os.environ:
    DATA = Path(tempfile.mkdtemp(prefix="unionhall-test-", dir=_fast_folder()))
    os.environ["UNIONHALL_DATA"] = str(DATA)
    os.environ["DJANGO_SETTINGS_MODULE"] = "unionhall.site.settings"
    for name in ("UNIONHALL_DEBUG", "UNIONHALL_PUBLIC_URL", "UNIONHALL_HOSTS"):
        os.environ.pop(name, None)

    from unionhall.site import places

    places.make_data_dir()
    (DATA / "static").mkdir()
    os.environ["UNIONHALL_SECRET_KEY"] = places.secret_key()


def pytest_unconfigure(config) -> None:
    """Throw the data folder away when the whole run ends."""
    if not hasattr(config, "workerinput") and "DATA" in globals():
        shutil.rmtree(DATA, ignore_errors=True)
