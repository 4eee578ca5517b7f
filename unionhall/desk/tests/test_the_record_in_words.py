"""What the record keeps as a code is read as a word, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from unionhall.desk.timeline import _word


@pytest.mark.parametrize(
    ("name", "stored", "english", "spanish"),
    [
        ("outcome", "not_quorate", "not quorate", "sin quórum"),
        ("outcome", "carried", "carried", "aprobada"),
        ("sort", "group", "working group", "grupo de trabajo"),
        ("stage", "core_group", "core group", "grupo motor"),
        ("matter", "recall", "recall", "revocación"),
        ("until", "2026-05-01", "1 May 2026", "1 de mayo de 2026"),
        ("until", "", "–", "–"),
        ("origin", "hall/12", "hall/12", "hall/12"),
    ],
)
def test_a_fact_is_said_in_words(name, stored, english, spanish):
    with translation.override("en"):
        assert _word(name, stored) == english
    with translation.override("es"):
        assert _word(name, stored) == spanish
