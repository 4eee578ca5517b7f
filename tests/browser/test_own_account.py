"""One's own account in a real browser: signing in, a passkey, the code sheet, and every page of it looked at."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tests.browser.conftest import DESK, PHONE, overflows
from unionhall.people import actions
from unionhall.people.models import Claim
from unionhall.people.tests.conftest import make_hall
from unionhall.people.tests.helpers import PASSPHRASE, somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("unionhall.people.urls")]


@pytest.fixture
def ana(transactional_db):
    """Ana, of the bakery."""
    return somebody("ana", make_hall("bakery").pk)


def sign_in(page, where: str = "/account/") -> None:
    page.goto(f"/sign-in/?next={where}")
    page.get_by_label("Sign-in name").fill("ana")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()


def add_passkey(page) -> None:
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/account/second-factor/sheet/")


def test_a_passkey_is_made_asked_for_and_proves(live_server, device, passkey, ana):
    page = device(live_server.url)
    passkey(page)
    sign_in(page)
    add_passkey(page)
    assert page.locator("ol.codes li").count() == 10

    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="You are signed out").is_visible()

    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/")

    page.goto("/second-factor/prove/?next=/account/sessions/")
    if not page.get_by_role("button", name="Use a passkey").is_visible():
        page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/sessions/")


def test_a_browser_without_the_passkey_says_so_and_the_sheet_is_another_way(
    live_server, device, passkey, ana
):
    first = device(live_server.url)
    passkey(first)
    sign_in(first)
    add_passkey(first)
    code = first.locator("ol.codes li code").first.inner_text()

    other = device(live_server.url)
    sign_in(other)
    other.get_by_label("Code").fill(code)
    other.get_by_role("button", name="Sign in").click()

    other.wait_for_url("**/account/")


def test_without_javascript_one_signs_in_and_out_and_claims(live_server, device, ana):
    page = device(live_server.url, script=False)
    sign_in(page)
    assert page.get_by_role("heading", name="My account").is_visible()
    page.get_by_role("button", name="Sign out").click()

    hall = make_hall("dairy")
    issued = actions.make_claim(person=actions.new_person(), hall=hall, purpose=Claim.Purpose.CLAIM)
    page.goto(f"/claim/?code={issued.code}")
    page.get_by_label("Sign-in name").fill("dora")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    with override_settings(LOGIN_REDIRECT_URL="/account/"):
        page.get_by_role("button", name="Use the code").click()
        assert page.get_by_text("The code is used up").is_visible()


PAGES = [
    "/account/",
    "/account/passphrase/",
    "/account/sessions/",
    "/account/close/",
    "/account/second-factor/",
    "/account/second-factor/sheet/",
    "/account/second-factor/sheet/new/",
    "/account/second-factor/passkeys/",
    "/account/second-factor/passkeys/add/",
    "/account/second-factor/app/add/",
    "/second-factor/prove/",
    "/claim/",
    "/sign-out/",
]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_reads_well(live_server, device, passkey, axe, screens, ana, language):
    outside = device(live_server.url, language=language)
    for path in ("/sign-in/", "/claim/"):
        outside.goto(path)
        assert axe(outside) == [] and not overflows(outside)
        if screens:
            outside.screenshot(
                path=screens / f"outside{path.replace('/', '-')}{language}.png", full_page=True
            )

    page = device(live_server.url)
    passkey(page)
    sign_in(page)
    add_passkey(page)
    page.set_extra_http_headers({"Accept-Language": language})
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for path in PAGES:
            page.goto(path)
            assert axe(page) == [], path
            assert not overflows(page), f"{path} is wider than {size['width']} pixels"
            if screens:
                name = f"{path.strip('/').replace('/', '-')}-{language}-{size['width']}.png"
                page.screenshot(path=screens / name, full_page=True)
