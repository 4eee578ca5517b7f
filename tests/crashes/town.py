"""
A hall for a harness: many members, each with a browser signed in, and votes by phone that are open.

    python -m tests.crashes.town 50 20      50 members, 20 open votes; prints both as JSON
    python -m tests.crashes.town --of VOTE  what the database holds of one vote, as JSON

Runs on the data folder and database that the environment names, beside a server or without one.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any
from uuid import uuid4


def gathered(members: int) -> list[Any]:
    """
    Found a hall through the house's own actions, with so many members (two at least), each with an account.

    Each carries `account`, `wrap_key` and `actor`, as the people of our stories do.
    """
    from unionhall.bodies import actions as bodies
    from unionhall.conftest import holder
    from unionhall.decisions.tests.story import grown

    token = bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1]
    mine = uuid4().hex[:8]  # there may be another such hall on the server
    who = holder(f"first-{mine}")
    made = bodies.open_hall(
        token=token,
        organisation="A large hall",
        kind="collective",
        name="First",
        holder=who,
        language="en",
        time_zone="UTC",
    )
    founder = _signed_in(made.member, made.account, who)
    second = _joined(founder, f"second-{mine}")
    others = grown(founder, second, members - 2)
    for place, member in enumerate(others):
        _with_account(member, f"voter-{place}-{mine}")
    return [founder, second, *others]


def build(members: int, votes: int) -> dict[str, Any]:
    """A hall with open votes; gives its slug, the members' cookies and the votes' ids."""
    from unionhall.bodies import rules
    from unionhall.conftest import browser
    from unionhall.decisions import actions as decisions
    from unionhall.decisions.tests.story import seconded

    everybody = gathered(members)
    founder, second = everybody[:2]
    assembly = rules.assembly(founder.hall_id)
    polls = [
        decisions.open_poll(
            by=founder.actor, motion=seconded(founder, assembly, second, title=f"Bread for strike {number}")
        )
        for number in range(votes)
    ]
    return {
        "hall": founder.hall.slug,
        "voters": [{"member": str(one.pk), "cookie": browser(one).cookies["s"].value} for one in everybody],
        "votes": [str(poll.pk) for poll in polls],
    }


def _joined(inviter: Any, sign_in_name: str) -> Any:
    from unionhall.bodies import actions as bodies
    from unionhall.conftest import holder

    who = holder(sign_in_name)
    made = bodies.make_invite(by=inviter.actor)
    joined = bodies.accept_invite(token=made.token, holder=who, name="Second", way="affirms")
    return _signed_in(joined.member, joined.account, who)


def _with_account(member: Any, name: str) -> None:
    """Give a member who was put there an account, as a code handed over face to face would."""
    from unionhall.conftest import holder
    from unionhall.people import actions as people
    from unionhall.people.models import Claim

    issued = people.make_claim(person=member.person, hall=member.hall, purpose=Claim.Purpose.CLAIM)
    who = holder(name)
    _signed_in(member, people.take_over(holder=who, code=issued.code).account, who)


def _signed_in(member: Any, account: Any, who: Any) -> Any:
    from unionhall.bodies.rules import actor_of

    member.account, member.wrap_key, member.actor = account, who.wrap_key, actor_of(member)
    return member


def held(vote: str) -> dict[str, Any]:
    """What the database holds of a vote: each member's ballots, how many lines say they voted, and the result."""
    from unionhall.decisions.models import Ballot, Poll, Roll

    poll = Poll.objects.get(pk=vote)
    ballots: dict[str, list[dict[str, Any]]] = {}
    for one in Ballot.objects.filter(poll=poll).select_related("roll"):
        said = {"choice": one.choice, "id": str(one.client_id), "earlier": one.earlier}
        ballots.setdefault(str(one.roll.member_id), []).append(said)
    return {
        "ballots": ballots,
        "voted": Roll.objects.filter(poll=poll, voted=True).count(),
        "tally": poll.tally,
        "outcome": poll.outcome,
    }


def main() -> None:
    """Build a town, or say what a vote holds."""
    asked = argparse.ArgumentParser(prog="python -m tests.crashes.town")
    asked.add_argument("counts", nargs="*", type=int)
    asked.add_argument("--of", default="")
    words = asked.parse_args()
    import django

    from unionhall.site import places

    places.make_data_dir()
    django.setup()
    json.dump(held(words.of) if words.of else build(*words.counts), sys.stdout)


if __name__ == "__main__":
    main()
