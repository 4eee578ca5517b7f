"""Behind a web server each sender is told apart; what a stranger says about themselves is believed by nobody."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from unionhall.site import places
from unionhall.site.proxy import BehindProxy

CADDY = ("127.0.0.1", 40_000)
STRANGER = ("198.51.100.9", 40_000)
SAID = [
    (b"host", b"notes.example.org"),
    (b"x-forwarded-for", b"192.0.2.66, 198.51.100.7"),
    (b"x-forwarded-proto", b"https"),
    (b"x-real-ip", b"192.0.2.66"),
    (b"forwarded", b"for=192.0.2.66"),
]


def passed_on(client, headers, trusted=("127.0.0.1", "::1")):
    """The scope that reaches the application."""
    reached = []

    async def app(scope, receive, send):
        reached.append(scope)

    scope = {"type": "http", "client": client, "headers": headers}
    asyncio.run(BehindProxy(app, trusted)(scope, None, None))
    return reached[0]


def test_a_trusted_proxy_says_who_asks():
    scope = passed_on(CADDY, SAID)

    assert scope["client"] == (
        "198.51.100.7",
        0,
    )  # what the proxy saw itself, not what the sender wrote before it
    assert (b"x-forwarded-proto", b"https") in scope["headers"]
    assert not [name for name, _value in scope["headers"] if name == b"x-forwarded-for"]


def test_a_stranger_is_believed_nothing():
    scope = passed_on(STRANGER, SAID)

    assert scope["client"] == STRANGER
    assert scope["headers"] == [(b"host", b"notes.example.org")]


def test_nobody_is_believed_where_no_proxy_is_named():
    scope = passed_on(CADDY, SAID, trusted=())

    assert scope["client"] == CADDY
    assert scope["headers"] == [(b"host", b"notes.example.org")]


@pytest.mark.parametrize("said", [b"", b"unknown", b"198.51.100.7:4711", b"_hidden"])
def test_what_is_no_address_leaves_the_proxy_as_the_sender(said):
    assert passed_on(CADDY, [(b"x-forwarded-for", said)])["client"] == (CADDY[0], 0)


@pytest.mark.parametrize("named", ["10.0.0.5", "0.0.0.0", "proxy.example.org", "127.0.0.1, 192.0.2.1"])
def test_a_proxy_elsewhere_is_refused(monkeypatch, named):
    monkeypatch.setenv("UNIONHALL_PROXY", named)

    with pytest.raises(places.BadSetting, match="this machine's own"):
        places.proxies(by_https=True)


@pytest.mark.parametrize(("named", "by_https", "trusted"), [
    (None, True, ["127.0.0.1", "::1"]),
    (None, False, []),
    ("", True, []),
    ("127.0.0.1", False, ["127.0.0.1"]),
])  # fmt: skip
def test_who_is_trusted(monkeypatch, named, by_https, trusted):
    monkeypatch.delenv("UNIONHALL_PROXY", raising=False)
    if named is not None:
        monkeypatch.setenv("UNIONHALL_PROXY", named)

    assert places.proxies(by_https) == trusted


class Phone:
    """A browser whose requests come through a web server on this machine that says they are from `address`."""

    def __init__(self, house, address):
        self.house, self.address = house, address
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def asks(self, path, data=None):
        request = urllib.request.Request(self.house.url + path, data)
        request.add_header("X-Forwarded-For", f"192.0.2.250, {self.address}")
        request.add_header("Origin", self.house.url)
        try:
            with self.opener.open(request) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.read().decode()

    def guesses(self):
        """Guess a passphrase of Ana once; whether the answer was to wait."""
        token = self.asks("/sign-in/").split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "sign_in_name": "ana", "passphrase": "wrong enough"}
        return "Please wait" in self.asks("/sign-in/", urllib.parse.urlencode(form).encode())


def guessing_from_two_addresses(house):
    """
    Whether a second sender, who never tried before, ever has to wait when the first has just been told to; and all that was kept.

    Five rounds, because the first wait is a second long and a busy machine may sleep through it.
    """
    house.start()
    try:
        first, told = Phone(house, "198.51.100.7"), []
        for number in range(5):
            second = Phone(house, f"198.51.100.{10 + number}")
            assert any(first.guesses() for _ in range(30)), "nobody was ever told to wait"
            told.append(second.guesses())
            if told[-1]:
                break
    finally:
        house.stop()
    kept = [path.read_bytes() for path in house.data.rglob("*") if path.is_file()]
    return any(told), b"".join([*kept, house.said.encode()])


@pytest.mark.sqlite
def test_one_who_guesses_makes_nobody_else_wait_and_no_address_is_kept(a_server):
    told, kept = guessing_from_two_addresses(a_server(UNIONHALL_PROXY="127.0.0.1"))

    assert not told
    for address in (b"198.51.100.7", b"198.51.100.10", b"192.0.2.250"):
        assert address not in kept


@pytest.mark.sqlite
def test_without_a_named_proxy_they_are_one_sender(a_server):
    """The control: what the sender says is not believed, so whoever guesses makes the other wait."""
    told, _kept = guessing_from_two_addresses(a_server())

    assert told
