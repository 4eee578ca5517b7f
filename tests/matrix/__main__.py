"""`python -m tests.matrix`: write docs/authorisation.md anew."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()

from tests.matrix import written  # noqa: E402 - models want the settings first
from tests.matrix.addresses import addresses  # noqa: E402
from tests.matrix.table import TABLE  # noqa: E402

written.PAGE.write_text(written.page(addresses(), TABLE))
