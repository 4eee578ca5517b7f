"""Anybody chooses the language they read in, without a script and without being led elsewhere."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def choose(code: str, back: str):
    return Client().post(reverse("kit:language"), {"language": code, "next": back})


def test_the_choice_is_kept_and_leads_back_to_the_page():
    answer = choose("es", "/h/abc/motions/")

    assert answer["Location"] == "/h/abc/motions/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"


def test_a_language_nobody_speaks_here_is_not_kept():
    assert settings.LANGUAGE_COOKIE_NAME not in choose("tlh", "/").cookies


def test_it_leads_to_no_other_site():
    assert choose("es", "https://elsewhere.example/")["Location"] == "/"


def test_a_page_that_is_not_there_is_ours_and_neutral():
    answer = Client().get("/no/such/page/")

    assert answer.status_code == 404
    assert "<title>There is no such page</title>" in answer.content.decode()


def test_the_style_page_is_for_development_only():
    assert Client().get("/style/").status_code == 404
