"""An invite's link that opens nothing any more is answered like one that never was, to the byte and in the same time."""

import re

import pytest
from django.test import Client

from unionhall.bodies import actions
from unionhall.bodies.actions import invites
from unionhall.bodies.actions.founding import token_hash
from unionhall.bodies.models import Invite
from unionhall.bodies.rules import doors
from unionhall.people.tests.stopwatch import looks_different

NEVER = "n0-such-1ink-" * 3


@pytest.fixture
def links(other_hall, dora, noon) -> dict[str, str]:
    """A link that was used, one that was taken back, one that never was."""
    used, back = (actions.make_invite(by=dora.actor) for _ in range(2))
    actions.withdraw_invite(by=dora.actor, invite=back.invite)
    Invite.objects.filter(pk=used.invite.pk).update(used_at=noon.at)
    return {"used": used.token, "taken back": back.token, "never was": NEVER[: len(used.token)]}


def body(said, token: str) -> bytes:
    """The answer without its token and its own address."""
    found = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", said.content)
    return found.replace(token.encode(), b"LINK")


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_body_is_the_same_to_the_byte(links, method):
    answers = [getattr(Client(), method)(f"/join/{token}/") for token in links.values()]

    assert len({one.status_code for one in answers}) == 1
    assert len({body(said, token) for said, token in zip(answers, links.values(), strict=True)}) == 1


def test_opening_a_link_that_works_shows_nothing_either(links, other_hall, dora):
    works = actions.make_invite(by=dora.actor).token

    first, never = (body(Client().get(f"/join/{one}/"), one) for one in (works, links["never was"]))

    assert first == never


def test_it_takes_as_long(links):
    asks = {
        name: lambda token=links[name]: Client().post(f"/join/{token}/") for name in ("used", "never was")
    }

    assert not looks_different(asks, "same-time-invites")


@pytest.fixture
def careless(monkeypatch):
    """A house that reads an invite whatever became of it."""
    monkeypatch.setattr(
        invites, "invite_with", lambda token, _at: Invite.objects.filter(token_hash=token_hash(token)).first()
    )


def test_a_planted_reason_is_found(links, careless, monkeypatch):
    opens = doors.opens
    monkeypatch.setattr(
        doors, "opens", lambda invite, at: doors._open_still(invite, at) if invite else opens(invite, at)
    )
    answers = {body(Client().post(f"/join/{token}/"), token) for token in links.values()}

    assert len(answers) == 2


def test_a_planted_search_for_whoever_is_known_is_found(links, careless, monkeypatch):
    opens = doors.opens

    def thorough(invite, at):
        for _ in range(60 if invite else 0):
            list(Invite.objects.all())
        return opens(invite, at)

    monkeypatch.setattr(doors, "opens", thorough)
    asks = {
        name: lambda token=links[name]: Client().post(f"/join/{token}/") for name in ("used", "never was")
    }

    assert looks_different(asks)
