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
from contextlib import contextmanager
from subprocess import CalledProcessError

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import BARE, PHONE, devices, needed
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


# What is told, each as often as one likes: of the right Caddy, and of one with a fault planted in its file ----------


def founds_another(house, device, name: str) -> Hands:
    """Somebody founds a hall of their own by a link of the keeper's, and reads who is in it."""
    founder = Hands(name, device(house))
    founder.founds(founding_link(house), "The dairy")
    founder.goes("members/")
    founder.reads("of us")
    return founder


def founding_link(house) -> str:
    """A link that founds one hall, as the keeper gets it on the server."""
    said = house.command("found").stdout
    return re.search(r"https?://\S+/\S+", said)[0]


def holds_bound_cookies(page) -> None:
    """What the browser keeps belongs to this host alone and to https."""
    cookies = page.context.cookies()
    assert {one["name"] for one in cookies} <= {"__Host-s", "__Host-c", "l"}
    assert {"__Host-s", "__Host-c"} <= {one["name"] for one in cookies}
    for one in cookies:
        assert one["secure"], one["name"]
        assert one["domain"] == elsewhere.NAME
        assert one["httpOnly"] or one["name"] == "l"


def asks_for_https(caddy, hosts) -> None:
    """Every answer says so, and whoever comes by http is sent there."""
    status, headers, _text = asks(caddy, hosts, "/sign-in/")
    assert status == 200
    assert headers.get("strict-transport-security", "").startswith("max-age=63072000")
    assert "server" not in headers
    status, headers, _text = asks(caddy, hosts, "/sign-in/", port=80, tls=False)
    assert (status, headers["location"]) == (308, f"https://{elsewhere.NAME}/sign-in/")


def makes_a_passkey(hands, passkey) -> None:
    """From the page of second factors to the sheet that comes with the first of them."""
    passkey(hands.page)
    hands.page.goto("/account/second-factor/")
    hands.follows("Add a passkey", within="main")
    if hands.page.get_by_label("Passphrase").count():  # asked for where it was typed a while ago
        hands.types("Passphrase", hands.passphrase)
        hands.presses("Go on")
    hands.presses("Make the passkey")
    hands.page.wait_for_url("**/account/second-factor/sheet/")


def sees_it_happen(cast, title: str) -> None:
    """A live stream reaches the phone through Caddy at once: the page changes, and is neither loaded nor asked for again."""
    cast.ana.puts(title)
    page, asked = cast.chidi.page, []
    with page.expect_response("**/live/*") as stream:
        cast.chidi.finds(title)
    assert stream.value.headers.get("content-type", "").startswith("text/event-stream")
    page.evaluate("window.untouched = true")
    page.on("request", lambda request: asked.append(request.url))
    cast.bilal.seconds(title)
    expect(page.get_by_text("Before us: any member may open the vote")).to_be_visible()
    assert page.evaluate("window.untouched") is True
    assert (
        page.url not in asked
    )  # as it would where no stream comes through: the page looks again by itself then


def nobody_is_written_down(house, caddy) -> None:
    """Not by the server, not by Caddy, not in the data: neither the phones' address nor what they asked."""
    kept = b"".join(path.read_bytes() for path in house.data.rglob("*") if path.is_file())
    for words in (house.said, caddy.said, kept.decode("latin-1")):
        assert elsewhere.PHONE not in words
    for sign in ("/sign-in/", "/join/", "Mozilla", "remote_ip", "handled request"):
        assert sign not in house.said + caddy.said
    assert "serving initial configuration" in caddy.said  # it does write something


def comes_back(cast, page) -> None:
    """Chidi signs in on a second device and reads."""
    again = Hands("Chidi", page)
    again.hall = cast.slug
    again.signs_in()
    again.goes("")
    again.reads("Mandates now")


def nothing_answers(hosts, port: int) -> None:
    """Nobody on another host reaches this port of the server's."""
    code = f"import socket; socket.create_connection(('{elsewhere.SERVER}', {port}), 5)"
    asked = subprocess.run(
        [*elsewhere.on(hosts[1]), sys.executable, "-c", code], capture_output=True, text=True
    )
    assert "ConnectionRefusedError" in asked.stderr


# As installed ---------------------------------------------------------------------------------------------------


def test_they_come_together_from_another_host(cast):
    """The founding and two who come in; in the full count the charter, the mandate, the recall and the record too."""
    cast.chidi.goes("members/")
    cast.chidi.reads("of us")
    assert cast.chidi.page.url.startswith(f"https://{elsewhere.NAME}/h/")
    note("story-1-over-https", hosts=2, whole=proving())


def test_a_second_hall_is_founded(house, cast):
    assert founds_another(house, cast.device, "Emma").hall != cast.slug


def test_cookies_are_bound_to_this_host_and_to_https(cast):
    holds_bound_cookies(cast.ana.page)


def test_every_answer_asks_for_https_from_then_on(house, hosts):
    asks_for_https(house.caddy, hosts)


def test_a_passkey_can_be_made(cast, passkey):
    makes_a_passkey(cast.bilal, passkey)


def test_what_others_do_arrives_while_one_looks(cast):
    sees_it_happen(cast, MOTION)


def test_who_came_from_where_is_written_nowhere(cast, house):
    nobody_is_written_down(house, house.caddy)


def test_it_works_without_javascript_too(cast):
    comes_back(cast, cast.device(cast.server, script=False))


def test_there_is_no_way_round_caddy(house, hosts):
    """The server itself listens to its own machine alone."""
    nothing_answers(hosts, house.port)


# With a fault planted in what was installed, none of that can be told --------------------------------------------


NOTICED = (AssertionError, Error)
PROXIED = "\treverse_proxy 127.0.0.1:8000 {\n"
BOT_CHECK = """\
	@unchecked not header Cookie *checked=1*
	handle @unchecked {
		header Content-Type text/html
		header Cache-Control no-store
		respond `<!doctype html><title>One moment</title><main>Looking at your browser</main>
<script>document.cookie = "checked=1; path=/; Secure"; location.reload()</script>` 200
	}
"""
"""What keepers put before a site against robots: a page whose script says that one is a browser."""


@pytest.fixture
def wrongly(house, hosts):
    """`with wrongly(edit) as caddy`: in the place of the right Caddy one whose file was changed by `edit`."""

    @contextmanager
    def instead(edit):
        assert edit(house.caddy.file.read_text()) != house.caddy.file.read_text(), "nothing was planted"
        house.caddy.stop()
        wrong = elsewhere.Caddy(house.data.parent, hosts[0], edit).start()
        try:
            yield wrong
        finally:
            wrong.stop()
            house.caddy = elsewhere.Caddy(house.data.parent, hosts[0]).start()

    return instead


@pytest.fixture
def device(far):
    """`device(server, **how)`: the page of a device of its own, watched by nobody."""
    contexts = []

    def open_one(at, size=PHONE, script=True):
        context = far.new_context(base_url=at.url, viewport=size, java_script_enabled=script, locale="en")
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def adding(line: str):
    """Plants a line in what Caddy hands on to the server."""
    return lambda text: text.replace(PROXIED, f"{PROXIED}\t\t{line}\n")


def in_the_site(lines: str):
    """Plants lines in the site."""
    return lambda text: text.replace("\theader -Server\n\treverse", f"\theader -Server\n{lines}\treverse")


def test_a_caddy_that_hands_on_another_name_is_noticed(house, wrongly, device):
    with wrongly(adding("header_up Host hall.internal")), pytest.raises(NOTICED):
        founds_another(house, device, "Frida")


def test_a_caddy_that_does_not_say_that_they_came_by_https_does_no_harm(house, hosts, wrongly, device):
    """What is bound to https follows the address in the settings, not what a request says of itself."""
    with wrongly(adding("header_up -X-Forwarded-Proto")) as caddy:
        asks_for_https(caddy, hosts)
        holds_bound_cookies(founds_another(house, device, "Hanna").page)


def test_a_caddy_that_changes_the_cookies_is_noticed(cast, house, wrongly, device):
    page = device(house)
    with wrongly(adding('header_down Set-Cookie "; HttpOnly" "; Priority=High"')):
        comes_back(cast, page)
        with pytest.raises(NOTICED, match="__Host-"):
            holds_bound_cookies(page)


@pytest.mark.parametrize(
    "edit",
    [
        adding("header_down -Strict-Transport-Security"),
        lambda text: text.replace("admin off", "admin off\n\tauto_https disable_redirects"),
        lambda text: text.replace("\theader -Server\n", "").replace("\t\theader_down -Server\n", ""),
    ],
    ids=["silent", "answers by http", "says what it is"],
)
def test_a_caddy_that_does_not_ask_for_https_is_noticed(hosts, wrongly, edit):
    with wrongly(edit) as caddy, pytest.raises((*NOTICED, CalledProcessError, KeyError)):
        asks_for_https(caddy, hosts)


def test_a_caddy_that_hands_on_a_name_of_its_own_is_noticed_by_the_passkey(house, wrongly, device, passkey):
    """A passkey is for one name. All the rest works: one is signed in, and reads the very page that makes it."""
    gita = founds_another(house, device, "Gita")
    with wrongly(adding("header_up Host {upstream_hostport}")):
        with pytest.raises(NOTICED):
            makes_a_passkey(gita, passkey)
        assert gita.page.url.endswith("/passkeys/add/")


def test_a_caddy_that_allows_no_long_answers_is_noticed(cast, wrongly):
    no_streams = "\t@streams header Accept text/event-stream\n\trespond @streams 204\n"
    with wrongly(in_the_site(no_streams)), pytest.raises(NOTICED, match="event-stream"):
        sees_it_happen(cast, "We meet on Fridays")


def test_a_caddy_that_logs_who_asks_is_noticed(house, hosts, wrongly):
    def logs(text: str) -> str:
        return in_the_site("\tlog\n")(without("exclude", text))

    with wrongly(logs) as caddy:
        asks(caddy, hosts, "/sign-in/")
        with pytest.raises(NOTICED):
            nobody_is_written_down(house, caddy)


def test_a_check_of_browsers_before_the_hall_is_noticed_without_javascript(cast, house, wrongly, device):
    """With a script one passes it and sees no difference: only who has none cannot come in."""
    with wrongly(in_the_site(BOT_CHECK)):
        comes_back(cast, device(house))
        with pytest.raises(NOTICED):
            comes_back(cast, device(house, script=False))


def test_a_server_that_listens_to_everybody_is_noticed(hosts):
    with subprocess.Popen(
        [*elsewhere.on(hosts[0]), sys.executable, "-c", LISTENS], stdout=subprocess.PIPE
    ) as open_door:
        try:
            port = int(open_door.stdout.readline())
            with pytest.raises(NOTICED):
                nothing_answers(hosts, port)
        finally:
            open_door.kill()


LISTENS = """
import socket, time
with socket.create_server(("0.0.0.0", 0)) as door:
    print(door.getsockname()[1], flush=True)
    time.sleep(60)
"""


def test_a_browser_that_was_told_nothing_does_not_come_in(house, hosts, playwright):
    """The control of all this: the certificate is looked at."""
    program = elsewhere.phone_browser(house.data.parent, hosts[1], needed(parts.chromium), None)
    browser = playwright.chromium.launch(executable_path=str(program), args=LED)
    try:
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            browser.new_page().goto(house.url)
    finally:
        browser.close()


# With nobody behind it --------------------------------------------------------------------------------------------


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
