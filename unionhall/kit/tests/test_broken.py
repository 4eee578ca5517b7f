"""What somebody reads when the server is broken: why, in their language, with what they sent still there."""

from __future__ import annotations

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory
from django.utils import translation

from unionhall.kit import broken

SENT = {"text": "We open at seven,\nnot at six.", "choice": "yes", "csrfmiddlewaretoken": "t0ken"}
AWAY = (
    OperationalError("database or disk is full"),
    InterfaceError("connection already closed"),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EIO, "Input/output error"),
)
OURS = (ValueError("wrong"), IntegrityError("twice"), OSError(errno.ENOENT, "no such file"))


def shown(wrong: Exception, sent=None, path="/h/x/cast/?a=1"):
    """The page after `wrong` was raised while a form was answered."""
    request = RequestFactory().post(path, SENT if sent is None else sent)
    try:
        raise wrong
    except Exception:
        answer = broken.page(request)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("wrong", AWAY, ids=repr)
def test_a_database_or_disk_that_is_away_is_said_to_be(wrong):
    status, page = shown(wrong)

    assert status == 503
    assert "Nothing can be stored just now" in page


@pytest.mark.parametrize("wrong", OURS, ids=repr)
def test_a_mistake_of_ours_is_not_called_anything_else(wrong):
    status, page = shown(wrong)

    assert status == 500
    assert "Something broke on our side" in page


def test_what_was_sent_can_be_copied_and_sent_again():
    page = shown(AWAY[0])[1]

    assert ">We open at seven,\nnot at six.</textarea>" in page
    assert 'action="/h/x/cast/?a=1"' in page
    for name, value in (("choice", "yes"), ("csrfmiddlewaretoken", "t0ken")):
        assert f'name="{name}" value="{value}"' in page


@pytest.mark.parametrize(
    "sent",
    [{**SENT, "passphrase": "battery"}, {**SENT, "paper": SimpleUploadedFile("a.pdf", b"battery")}],
    ids=["a secret", "a file"],
)
def test_no_secret_and_no_file_is_given_back(sent):
    page = shown(AWAY[0], sent)[1]

    assert "battery" not in page
    assert "Send it again" not in page
    assert "We open at seven" in page


def test_what_was_sent_cannot_become_part_of_the_page():
    page = shown(AWAY[0], {"t": '</textarea> "><script>x'})[1]

    assert "<script>x" not in page


def test_the_page_never_says_that_nothing_was_stored():
    """The answer may have been lost after the act: nobody knows here."""
    assert "Nothing of it was saved" not in shown(AWAY[0])[1]


def test_it_is_said_in_the_language_of_whoever_asked():
    with translation.override("es"):
        page = shown(AWAY[0])[1]

    assert '<html lang="es"' in page
    assert "Ahora mismo no se puede guardar nada" in page


def test_the_server_shows_this_page(client, monkeypatch):
    """Through all the layers, with a database that refuses from the session on."""

    def full(*_):
        raise AWAY[0]

    monkeypatch.setattr("unionhall.people.sessions.SessionStore.load", full)
    client.raise_request_exception = False
    client.cookies["s"] = "a" * 32
    client.cookies["l"] = "es"

    with translation.override(None):  # put back afterwards: the answer leaves its language behind
        answer = client.post("/h/abcdefgh/motions/put/", SENT)

    assert answer.status_code == 503
    assert "Ahora mismo no se puede guardar nada" in answer.content.decode()
    assert "We open at seven" in answer.content.decode()
    assert "sqlite" not in answer.content.decode()
