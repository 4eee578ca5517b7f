"""A refusal is a page that says why, and loses nothing that was typed."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.refusals import RefusalPages, refused

TYPED = {"text": "We open at seven,\nnot at six.", "passphrase": "correct horse battery", "kind": "ordinary"}


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotAuthorised("Only members vote."), 403), (OutOfOrder("It is closed."), 409)]
)
def test_not_you_and_not_now_answer_differently_and_both_say_why(refusal, status):
    answer = refused(RequestFactory().get("/x/"), refusal)

    assert answer.status_code == status
    assert refusal.sentence in answer.content.decode()


def test_what_was_typed_is_kept_but_never_a_passphrase():
    page = refused(RequestFactory().post("/x/", TYPED), OutOfOrder("It is closed.")).content.decode()

    assert "We open at seven,\nnot at six." in page
    assert "battery" not in page


def test_what_was_typed_cannot_become_part_of_the_page():
    page = refused(
        RequestFactory().post("/x/", {"t": "</textarea> <script>x"}), OutOfOrder("No.")
    ).content.decode()

    assert "<script>x" not in page


def test_other_errors_are_left_alone():
    assert (
        RefusalPages(lambda request: HttpResponse()).process_exception(
            RequestFactory().get("/"), ValueError()
        )
        is None
    )
