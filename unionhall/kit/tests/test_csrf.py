"""A form from our own page is taken though it tells no origin; one from elsewhere is not."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.middleware.csrf import _get_new_csrf_string
from django.test import RequestFactory

from unionhall.kit.csrf import FormsFromOurPages, too_old

TOKEN = _get_new_csrf_string()


def refused(*, token: str = TOKEN, secure: bool = False, **headers: str) -> bool:
    """Whether a form with these headers is refused."""
    request = RequestFactory().post("/", {"csrfmiddlewaretoken": token}, secure=secure, headers=headers)
    request.COOKIES["__Host-c" if secure else "c"] = TOKEN
    check = FormsFromOurPages(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is not None


@pytest.fixture(autouse=True)
def the_cookie(settings, request):
    """The cookie's name over https, where the story is told there."""
    settings.CSRF_COOKIE_NAME = "__Host-c" if "secure" in request.node.name else "c"


def test_our_own_form_is_taken_with_and_without_an_origin_told():
    assert not refused(origin="null", **{"sec-fetch-site": "same-origin"})
    assert not refused(origin="null")
    assert not refused(origin="http://testserver")
    assert not refused()


def test_a_secure_one_too():
    assert not refused(secure=True, origin="null", **{"sec-fetch-site": "same-origin"})


@pytest.mark.parametrize("where", ["cross-site", "same-site", "none"])
def test_one_that_comes_from_elsewhere_is_refused_even_with_the_token(where):
    assert refused(origin="null", **{"sec-fetch-site": where})


def test_what_was_written_comes_back_and_is_sent_again_from_our_own_pages_only(rf):
    written = {"csrfmiddlewaretoken": "old", "text": "We open at seven, not at six."}
    for where, again in (("same-origin", True), ("cross-site", False), ("none", False)):
        request = rf.post("/h/x/motions/put/", written, headers={"sec-fetch-site": where})
        page = too_old(request).content.decode()
        assert "We open at seven, not at six." in page
        assert ('action="/h/x/motions/put/"' in page) is again
        assert 'value="old"' not in page
    assert "We open" not in too_old(rf.post("/", {"passphrase": "We open at seven"})).content.decode()


def test_another_origin_or_a_wrong_token_is_refused():
    assert refused(origin="https://elsewhere.example")
    assert refused(token=_get_new_csrf_string(), origin="null", **{"sec-fetch-site": "same-origin"})
