"""What outsiders send leaves nothing in the log: neither a link they hold nor as many lines as they like."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_refused_form_writes_no_link_down_and_a_strange_host_no_lines(caplog):
    outside = Client(enforce_csrf_checks=True)

    assert outside.post("/join/canary-of-a-link/").status_code == 403
    assert outside.get("/sign-in/", headers={"host": "canary.example"}).status_code == 400

    assert "canary" not in caplog.text
