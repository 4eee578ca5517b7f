"""Where the way back from a refusal leads, judged by what each address can be asked."""

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from unionhall.kit.whence import _methods, whence

HALL = "/h/abcdefgh/"
ONE = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


def views(patterns):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one.callback
        else:
            yield from views(one.url_patterns)


def test_every_view_says_what_it_may_be_asked():
    limits = [list(_methods(view)) for view in views(get_resolver().url_patterns)]
    assert any(limit == [["POST"]] for limit in limits)
    assert any("GET" in methods for limit in limits for methods in limit)


@pytest.mark.parametrize(
    ("sent", "page"),
    [
        (f"{HALL}motions/{ONE}/second/", f"{HALL}motions/{ONE}/"),
        (f"{HALL}motions/votes/{ONE}/close/", f"{HALL}motions/votes/{ONE}/"),
        (f"{HALL}applications/{ONE}/admit/", f"{HALL}applications/"),
        (f"{HALL}invites/", f"{HALL}invites/"),
        ("/nowhere/at/all/", "/"),
    ],
)
def test_a_button_leads_to_the_page_it_stood_on(rf, sent, page):
    assert whence(rf.post(sent)) == page
    assert whence(rf.get(sent)) == sent
