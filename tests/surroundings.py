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


def fast_folder() -> str | None:
    """Memory-backed where there is some: tests need not wait for a disk."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else None


# Somebody else has made them already: the process that started this worker, or whoever runs pytest many times over.
GIVEN = "PYTEST_XDIST_WORKER" in os.environ or "UNIONHALL_SURROUNDED" in os.environ

if not GIVEN:
    DATA = Path(tempfile.mkdtemp(prefix="unionhall-test-", dir=fast_folder()))
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
