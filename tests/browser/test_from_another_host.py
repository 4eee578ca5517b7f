"""
The first story again, as in real life: phones on another network host, by HTTPS, through the Caddy that the installer sets up.

Nothing but the authority differs from a server on the net: the installer's own Caddyfile and settings, a name, a certificate.
"""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import BARE, devices, needed
from tests.browser.hands import Hands
from tests.browser.test_the_story import Cast, the_first_weeks
from tests.machine import elsewhere, parts
from tests.proving import note, proving

LED = [*BARE, f"--host-resolver-rules=MAP {elsewhere.NAME} {elsewhere.SERVER}"]
DESERTED = 8443
MOTION = "We meet on Thursdays"


@pytest.fixture(scope="module")
def hosts():
    """Two network hosts."""
    making = elsewhere.two_hosts()
    yield needed(making.__enter__)
    making.__exit__(None, None, None)


@pytest.fixture(scope="module")
def house(hosts, tmp_path_factory):
    """A server as installed, on its host, with Caddy before it."""
    needed(parts.caddy)
    one = elsewhere.FarServer(tmp_path_factory.mktemp("house"), hosts[0])
    one.start()
    one.caddy = elsewhere.Caddy(one.data.parent, hosts[0]).start()
    yield one
    one.caddy.stop()
    one.stop()


@pytest.fixture(scope="module")
def far(house, hosts, playwright):
    """A browser on the phones' host."""
    program = elsewhere.phone_browser(
        house.data.parent, hosts[1], needed(parts.chromium), house.caddy.authority
    )
    browser = playwright.chromium.launch(executable_path=str(program), args=LED)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def cast(house, far, tmp_path_factory):
    """Those of the first story: three come together; in the full count all do, and live through the whole of it."""
    with devices(far) as device:
        cast = Cast(house, device)
        if proving():
            the_first_weeks(cast, tmp_path_factory.mktemp("carried"))
        else:
            cast.ana.founds(house.founding_link, "The bakery")
            for one in (cast.bilal, cast.chidi):
                one.joins(cast.ana.invites())
        yield cast


ASKS = """
import http.client, json, socket, ssl, sys
where, port, name, authority, path = sys.argv[1:]
class Line(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.create_connection((where, int(port)), 15)
        if authority:
            trusting = ssl.create_default_context(cafile=authority)
            self.sock = trusting.wrap_socket(self.sock, server_hostname=name)
line = Line(name)
line.request("GET", path)
answer = line.getresponse()
print(json.dumps([answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()]))
"""
"""A program that asks for one page, without a browser."""


def asks(caddy, hosts, path: str, port: int = 443, tls: bool = True) -> tuple[int, dict[str, str], str]:
    """What is answered to a bare request from the phones' host: status, headers (small letters), text."""
    words = (elsewhere.SERVER, str(port), elsewhere.NAME, str(caddy.authority) if tls else "", path)
    command = [*elsewhere.on(hosts[1]), sys.executable, "-c", ASKS, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    status, headers, text = json.loads(done.stdout)
    return status, headers, text


def test_they_come_together_from_another_host(cast):
    """The founding and two who come in; in the full count the charter, the mandate, the recall and the record too."""
    cast.chidi.goes("members/")
    cast.chidi.reads("of us")
    assert cast.chidi.page.url.startswith(f"https://{elsewhere.NAME}/h/")
    note("story-1-over-https", hosts=2, whole=proving())


def test_cookies_are_bound_to_this_host_and_to_https(cast):
    cookies = cast.ana.page.context.cookies()

    assert {one["name"] for one in cookies} <= {"__Host-s", "__Host-c", "l"}
    assert {"__Host-s", "__Host-c"} <= {one["name"] for one in cookies}
    for one in cookies:
        assert one["secure"], one["name"]
        assert one["domain"] == elsewhere.NAME
        assert one["httpOnly"] or one["name"] == "l"


def test_every_answer_asks_for_https_from_then_on(house, hosts):
    status, headers, _text = asks(house.caddy, hosts, "/sign-in/")

    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert "server" not in headers
    status, headers, _text = asks(house.caddy, hosts, "/sign-in/", port=80, tls=False)
    assert (status, headers["location"]) == (308, f"https://{elsewhere.NAME}/sign-in/")


def test_a_passkey_can_be_made(cast, passkey):
    hands = cast.bilal
    passkey(hands.page)
    hands.page.goto("/account/second-factor/")
    hands.follows("Add a passkey", within="main")
    if hands.page.get_by_label("Passphrase").count():  # asked for where it was typed a while ago
        hands.types("Passphrase", hands.passphrase)
        hands.presses("Go on")
    hands.presses("Make the passkey")
    hands.page.wait_for_url("**/account/second-factor/sheet/")


def test_what_others_do_arrives_while_one_looks(cast):
    """A live stream reaches the phone through Caddy at once: the page changes, and is not loaded again."""
    cast.ana.puts(MOTION)
    cast.chidi.finds(MOTION)
    cast.chidi.page.evaluate("window.untouched = true")
    cast.bilal.seconds(MOTION)

    expect(cast.chidi.page.get_by_text("Before us: any member may open the vote")).to_be_visible()
    assert cast.chidi.page.evaluate("window.untouched") is True


def test_who_came_from_where_is_written_nowhere(cast, house):
    """Not by the server, not by Caddy, not in the data: neither the phones' address nor what they asked."""
    kept = b"".join(path.read_bytes() for path in house.data.rglob("*") if path.is_file())

    for words in (house.said, house.caddy.said, kept.decode("latin-1")):
        assert elsewhere.PHONE not in words
    for sign in ("/sign-in/", "/join/", "Mozilla", "remote_ip", "handled request"):
        assert sign not in house.said + house.caddy.said
    assert "serving initial configuration" in house.caddy.said  # it does write something


def test_a_browser_that_was_told_nothing_does_not_come_in(house, hosts, playwright):
    """The control of all this: the certificate is looked at."""
    program = elsewhere.phone_browser(house.data.parent, hosts[1], needed(parts.chromium), None)
    browser = playwright.chromium.launch(executable_path=str(program), args=LED)
    try:
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            browser.new_page().goto(house.url)
    finally:
        browser.close()


def test_there_is_no_way_round_caddy(house, hosts):
    """The server itself listens to its own machine alone."""
    code = f"import socket; socket.create_connection(('{elsewhere.SERVER}', {house.port}), 5)"
    asked = subprocess.run(
        [*elsewhere.on(hosts[1]), sys.executable, "-c", code], capture_output=True, text=True
    )

    assert "ConnectionRefusedError" in asked.stderr


@pytest.fixture
def deserted(hosts, tmp_path):
    """`deserted(edit)`: Caddy with nobody behind it, on ports of its own, its file changed by `edit`."""
    needed(parts.caddy)
    elsewhere.installed(tmp_path)
    started = []

    def start(edit=lambda text: text):
        def moved(text: str) -> str:
            text = text.replace("admin off", f"admin off\n\thttp_port 8080\n\thttps_port {DESERTED}")
            return edit(text.replace("127.0.0.1:8000", "127.0.0.1:8009"))

        started.append(elsewhere.Caddy(tmp_path, hosts[0], moved).start())
        return started[-1]

    yield start
    for one in started:
        one.stop()


def test_where_the_server_is_down_a_sentence_says_so_and_nobody_is_written_down(deserted, hosts):
    caddy = deserted()
    status, headers, text = asks(caddy, hosts, "/h/canaries/", port=DESERTED)

    assert status == 502
    assert text.startswith("Nobody answers just now.")
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers
    assert elsewhere.PHONE not in caddy.said
    assert "canaries" not in caddy.said


def without(part: str, text: str) -> str:
    """A Caddyfile without one of its lines, or without a block of its site."""
    return re.sub(rf"(?ms)^\t+{part} {{\n.*?^\t}}\n|^\t+{part} [^{{\n]*\n", "", text)


def test_each_of_our_two_lines_keeps_caddy_quiet_and_without_both_it_would_write_them_down(deserted, hosts):
    """What says the sentence keeps an error out of the log, `exclude` what it does not catch. The control: neither."""
    said = {}
    for parts_gone in (("handle_errors",), ("exclude",), ("handle_errors", "exclude")):
        caddy = deserted(
            lambda text, gone=parts_gone: functools.reduce(lambda t, one: without(one, t), gone, text)
        )
        asks(caddy, hosts, "/h/canaries/", port=DESERTED)
        caddy.stop()
        said[parts_gone] = elsewhere.PHONE in caddy.said

    assert list(said.values()) == [False, False, True]


def test_it_works_without_javascript_too(cast):
    """A second device of the same member signs in and reads."""
    again = Hands("Chidi", cast.device(cast.server, script=False))
    again.hall = cast.slug
    again.signs_in()
    again.goes("")
    again.reads("Mandates now")
