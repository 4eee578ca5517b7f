"""What somebody is about to put as a motion, kept in their own session until they put it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from unionhall.bodies.rules import charters
from unionhall.core.charters import Charter
from unionhall.core.rulings import Refusal

EFFECTS = "draft_effects"
"""In the session: the effects of the next motion, each `{"kind": …, "params": …}`, for the page that puts it."""

CHARTER = "draft_charter"
"""In the session: hall's slug → the charter somebody is writing: `{"base": …, "document": …}`."""


def hand_over(
    request: HttpRequest, hall: str, kind: str, params: dict[str, Any], body: str = "", title: str = ""
) -> HttpResponse:
    """
    Keep an effect for the next motion and go to the page that puts one. `body`: the id of the body it is put in; `title`:
    what the motion may be called, which its mover can word otherwise.
    """
    request.session[EFFECTS] = [{"kind": kind, "params": params}]
    said = {name: words for name, words in (("body", body), ("title", title)) if words}
    query = f"?{urlencode(said)}" if said else ""
    try:
        return redirect(reverse("decisions:put", kwargs={"hall": hall}) + query)
    except NoReverseMatch:
        return redirect("bodies:charter", hall=hall)


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """The charter somebody is writing for this hall, or None; what is no charter any more is forgotten."""
    slug = request.hall.slug  # type: ignore[attr-defined]
    draft = request.session.get(CHARTER, {}).get(slug)
    if draft is None:
        return None
    try:
        charters.check_change(request.hall.pk, draft)  # type: ignore[attr-defined]
    except Refusal:
        forget(request)
        return None
    return dict(draft)


def keep(request: HttpRequest, new: Charter) -> None:
    """Keep `new` as the charter somebody is writing, against the newest version or what they began from."""
    slug = request.hall.slug  # type: ignore[attr-defined]
    draft = kept(request)
    newest = charters.read(charters.newest_row(request.hall.pk))  # type: ignore[attr-defined]
    base = draft["base"] if draft else newest.to_data()
    drafts = {**request.session.get(CHARTER, {}), slug: {"base": base, "document": new.to_data()}}
    request.session[CHARTER] = drafts


def forget(request: HttpRequest) -> None:
    """Forget the charter somebody was writing."""
    slug = request.hall.slug  # type: ignore[attr-defined]
    request.session[CHARTER] = {
        key: one for key, one in request.session.get(CHARTER, {}).items() if key != slug
    }


def working(request: HttpRequest) -> Charter:
    """The charter to go on from: the one being written, or the newest version."""
    draft = kept(request)
    if draft:
        return Charter.from_data(draft["document"])
    return charters.read(charters.newest_row(request.hall.pk))  # type: ignore[attr-defined]
