"""What somebody sees who is not signed in: a neutral page, whole and readable, that asks nobody else for anything."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESK, PHONE, overflows


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sign_in_page_is_whole(hall_server, device, axe, size, language):
    page = device(hall_server, size=size, language=language)
    page.goto("/sign-in/")

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert not overflows(page)
    assert axe(page) == []


def test_it_works_without_script(hall_server, device):
    page = device(hall_server, script=False)
    page.goto("/")

    assert page.locator("form input[type=password]").count() == 1


def test_in_the_dark(hall_server, device, axe):
    page = device(hall_server, dark=True)
    page.goto("/sign-in/")

    assert axe(page) == []


def test_a_breach_of_the_policy_is_caught(hall_server, chromium):
    """The watch that every story stands under catches a script from elsewhere and one written into the page."""
    from tests.browser.conftest import Watch

    context = chromium.new_context(base_url=hall_server.url)
    watch = Watch(context, hall_server.url)
    page = context.new_page()
    page.goto("/sign-in/")
    assert watch.faults == []
    page.evaluate(
        """() => {
            const here = document.createElement("script"); here.textContent = "window.ran = 1";
            const away = document.createElement("img"); away.src = "http://127.0.0.1:9/x.png";
            document.body.append(here, away);
        }"""
    )
    page.wait_for_timeout(300)

    assert page.evaluate("window.ran") is None
    assert any("policy breach" in fault for fault in watch.faults)
    context.close()


def test_the_watch_is_not_fooled_by_its_own_origin(hall_server, chromium):
    from tests.browser.conftest import Watch

    context = chromium.new_context(base_url="http://127.0.0.1:1")
    watch = Watch(context, "http://127.0.0.1:1")
    context.new_page().goto(f"{hall_server.url}/sign-in/")

    assert any("another origin was asked" in fault for fault in watch.faults)
    context.close()
