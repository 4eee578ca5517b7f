"""Signing in to a running server as a browser does, for scanners that cannot."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener


def signed_in(url: str, name: str, passphrase: str) -> str:
    """The `Cookie` header of a browser in which `name` is signed in. Raises LookupError where the server says no."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{url}/sign-in/", timeout=20).read().decode()
    sent = {"csrfmiddlewaretoken": _token(page), "sign_in_name": name, "passphrase": passphrase}
    browser.open(f"{url}/sign-in/", urlencode(sent).encode(), timeout=20).close()
    cookies = {one.name: one.value for one in jar}
    if "s" not in cookies:
        raise LookupError(f"{name} could not sign in at {url}")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if found is None:
        raise LookupError("the sign-in page has no form")
    return found.group(1)


def pages(url: str, cookie: str, most: int = 6) -> list[str]:
    """The hall's first page and some that it links to, one of a kind, for whoever holds `cookie`."""
    browser = build_opener()
    browser.addheaders = [("Cookie", cookie)]
    with browser.open(f"{url}/", timeout=20) as answer:
        home, text = answer.url, answer.read().decode()
    found = {re.sub(r"[0-9a-f-]{36}|\d+", "*", home): home}
    inside = home.removeprefix(url)
    for href in re.findall(r'href="(/h/[^"#?]+)"', text):
        if href.startswith(inside):
            found.setdefault(re.sub(r"[0-9a-f-]{36}|\d+", "*", url + href), url + href)
    return list(found.values())[:most]
