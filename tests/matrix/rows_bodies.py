"""The rows of the bodies room: coming in, the members, the charter, bodies, the public door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.matrix.places import day
from tests.matrix.rows import Asking, Row
from tests.matrix.world import OUTSIDE, PASSPHRASE, STRANGERS
from unionhall.bodies import rules
from unionhall.bodies.rules.offices import questions

EVERYBODY = (*OUTSIDE, *STRANGERS)


def thing(name: str, what: str = "pk") -> Callable[[Asking], dict[str, Any]]:
    """The id of one of the hall's things, as `what` in the address. A thing the other hall has none of never was."""

    def made(asking: Asking) -> dict[str, Any]:
        found = getattr(asking.things, name, None)
        return {what: found.pk if found else uuid4()}

    return made


def fixed(**given: Any) -> Callable[[Asking], dict[str, Any]]:
    """The same for everybody."""
    return lambda _asking: dict(given)


def later(days: int, name: str, **more: Any) -> Callable[[Asking], dict[str, Any]]:
    """A form with a day ahead in the field `name`."""
    return lambda asking: {name: day(asking.world.clock, days), **more}


def _person(asking: Asking) -> dict[str, Any]:
    """What somebody types who joins or founds, signed in or not."""
    return {"name": f"Neu{asking.place.word}", "sign_in_name": f"new-{asking.role}", "passphrase": PASSPHRASE}


def _founding(asking: Asking) -> dict[str, Any]:
    return {"organisation": "Neugründung", "kind": "collective", "time_zone": "UTC", **_person(asking)}


def _joining(asking: Asking) -> dict[str, Any]:
    return {"way": "affirms", **_person(asking)}


def _invite(asking: Asking) -> dict[str, Any]:
    return {"token": asking.world.codes["invite"] if asking.role == "invited" else "no-such-link"}


def _founding_link(asking: Asking) -> dict[str, Any]:
    return {"token": asking.world.codes["founding"] if asking.role == "carded" else "no-such-link"}


def _answering(asking: Asking) -> dict[str, Any]:
    return {"way": "reserves", "reservation": f"aber {asking.role}"}


def _declaring(asking: Asking) -> dict[str, Any]:
    now = rules.charter(asking.place.hall.pk, asking.world.clock.at)
    return {question.key: "no" for question in questions(now)}


def _proxy(asking: Asking) -> dict[str, Any]:
    return {"holder": asking.things.first.pk, "until": day(asking.world.clock, 5)}


def _household(asking: Asking) -> dict[str, Any]:
    return {"label": "Hof", "member": asking.things.second.pk, "save": "1"}


def _apply(_asking: Asking) -> dict[str, Any]:
    return {"name": "Neu", "contact": "morgen am Tor", "words": "bitte", "way": "affirms"}


def _open_door(asking: Asking) -> dict[str, Any]:
    return {"slug": asking.place.slug}


def _writing(asking: Asking) -> dict[str, Any]:
    return {"slug": asking.place.slug, "way": "help"}


_JOINING = {
    "bodies:members": Row("members"),
    # Reading the list is an act: the record says who did, once a day.
    "bodies:keep": Row("mandate acts"),
    "bodies:new_household": Row("mandate", "mandate acts", sends=_household),
    "bodies:household": Row("mandate acts", "mandate acts", at=thing("household"), sends=_household),
    "bodies:standing": Row(
        "mandate acts",
        "mandate acts",
        at=thing("second"),
        sends=later(0, "since", good="no", reason="Rückstand"),
    ),
    "bodies:invites": Row("members", "voters act", sends=fixed(hint="Tina")),
    "bodies:invite": Row("only its maker", at=thing("own_invite"), other="not offered inside"),
    "bodies:vouch": Row("not offered inside", "voters act", at=thing("invite")),
    "bodies:withdraw_invite": Row("not offered inside", "only live acts", at=thing("own_invite")),
    "bodies:cards": Row(
        "members", "voters act", sends=fixed(name="Norbert", contact="am Tor", way="affirms"), reaches=()
    ),
    "bodies:paper_card": Row("members"),
    "bodies:vouch_for_cards": Row(
        "not offered inside",
        "voters act, others sent on",
        sends=lambda asking: {"card": asking.things.card.pk},
    ),
    "bodies:take_card_back": Row("not offered inside", "only live acts", at=thing("own_card")),
    # Who vouches must know whom: voters read how applicants are reached, and nobody else does.
    "bodies:applications": Row("voters", reaches=("live",)),
    "bodies:admit": Row("not offered inside", "mandate acts", at=thing("application")),
    "bodies:answer_letter": Row("not offered inside", "mandate acts", at=thing("letter")),
    "bodies:reopen_letter": Row("not offered inside", "mandate acts", at=thing("old_letter")),
    "bodies:decline": Row("not offered inside", "mandate acts", at=thing("application")),
    "bodies:vouch_for": Row("not offered inside", "voters act", at=thing("application")),
    "bodies:bring_in_list": Row("members", "mandate acts", sends=fixed(text="Nina;;;", bring="1", seen="1")),
    "bodies:letting_in": Row("members"),
    "bodies:ask_back_in": Row("members", "voters act", at=lambda asking: {"pk": asking.things.first.pk}),
    "bodies:confirm_back_in": Row("members", "voters act", at=thing("letting")),
    # Whoever is in may stop it, above all who is robbed of their place; no vote is needed for that.
    "bodies:stop_back_in": Row("members", "members act", at=thing("letting")),
}

_SELF = {
    "bodies:notices": Row("members"),
    "bodies:pin": Row(
        "members", "members in standing act", sends=later(5, "until", title="Fest", text="", language="en")
    ),
    "bodies:take_down": Row("not offered inside", "only live acts", at=thing("own_notice")),
    "bodies:me": Row("members"),
    "bodies:name": Row("members", "members act", sends=fixed(name="Neuer Name")),
    "bodies:directory": Row("not offered inside", "members act", sends=fixed(shown="yes")),
    # Only a guest has this still to do.
    "bodies:affirm": Row("members", "only guest acts", sends=_answering),
    "bodies:absence": Row("members", "members act", sends=later(3, "from_day")),
    "bodies:come_back": Row("not offered inside", "members act"),
    # Nobody here shares a household: they are told to choose somebody of theirs.
    "bodies:speaker": Row("not offered inside", "nobody inside"),
    # Who carries another's vote already cannot hand on their own.
    "bodies:proxy": Row("members", "voters but live act", sends=_proxy),
    "bodies:end_proxy": Row("not offered inside", "only live's own", at=thing("own_proxy")),
    "bodies:carry_away": Row("not offered inside", "members"),
    "bodies:leave": Row("members", "members act"),
    "bodies:declarations": Row("members", "members act", sends=_declaring),
    "bodies:principles": Row("members", "members act", sends=_answering),
    "bodies:principles_version": Row("members", at=fixed(number=1)),
}

_RULES = {
    "bodies:charter": Row("members"),
    "bodies:charter_version": Row("members", at=fixed(number=1)),
    "bodies:charter_change": Row("members"),
    "bodies:charter_preset": Row("members", "members, sent on", at=fixed(key="starter")),
    "bodies:charter_rule": Row("members", "members", at=fixed(matter="spending")),
    "bodies:charter_part": Row("members", "members", at=fixed(name="title")),
    "bodies:charter_entrench": Row("members", "members", at=fixed(anchor="ordinary")),
    "bodies:charter_preview": Row("members, sent on", "members, sent on"),
    "bodies:charter_drop": Row("not offered inside", "members, sent on"),
    "bodies:propose": Row(
        "voters",
        "voters, sent on",
        at=fixed(kind="principles.adopt"),
        sends=fixed(text="Satz", language="en"),
    ),
}

_BODIES = {
    "bodies:bodies": Row("members"),
    "bodies:body": Row("members", at=thing("section")),
    "bodies:join_body": Row("not offered inside", "members in standing but live act", at=thing("section")),
    "bodies:leave_body": Row("not offered inside", "only live acts", at=thing("section")),
    "bodies:affiliations": Row("members"),
    "bodies:affiliation": Row("members", "nobody inside", at=thing("affiliation"), sends=fixed(text="{}")),
    "bodies:affiliation_document": Row("members", at=thing("affiliation")),
    # To word the door is no grave power: it needs the mandate and no second factor.
    "bodies:publicity": Row(
        "members", "mandate acts without factor", sends=fixed(front="Herein", place="", industry="")
    ),
}

_OUTSIDE = {
    # A founding link is a bearer's: here the one who holds it is somebody without an account.
    "door:found": Row(
        "founding link", "founding link acts", at=_founding_link, sends=_founding, other="not offered"
    ),
    # Unless the server's keeper opened it (UNIONHALL_OPEN_HALLS), there is nothing here.
    "door:found_here": Row("nobody", "nobody", other="not offered"),
    "door:join": Row("anyone", "invite acts", at=_invite, sends=_joining),
    # This hall went public by its own decision; what its door says is for everybody, and its name is on it.
    "door:front": Row("anyone", at=_open_door, tells=EVERYBODY),
    "door:apply": Row("anyone", "anyone acts", at=_open_door, sends=_apply, tells=EVERYBODY),
    "door:write": Row("anyone", "anyone acts", at=_writing, sends=_apply, tells=EVERYBODY),
}

ROWS = {**_JOINING, **_SELF, **_RULES, **_BODIES, **_OUTSIDE}
