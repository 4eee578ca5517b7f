"""What stories about decisions do again and again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Charter as CharterRow
from unionhall.bodies.models import Member, Membership
from unionhall.core.charters import Charter
from unionhall.decisions import actions
from unionhall.decisions.models import Motion, Poll
from unionhall.kit import clock
from unionhall.people.models import Person


def put(by: Any, body: Any, title: str = "Bread for the strikers", **more: Any) -> Motion:
    """`by` puts a motion."""
    return actions.put_motion(by=by.actor, body=body, title=title, **more)


def seconded(by: Any, body: Any, second: Any, **more: Any) -> Motion:
    """`by` puts a motion and `second` seconds it."""
    return actions.second_motion(by=second.actor, motion=put(by, body, **more))


def vote(poll: Poll, choice: str, *voters: Any, words: str = "") -> None:
    """Each of `voters` casts a ballot that says `choice`."""
    for voter in voters:
        actions.cast_ballot(by=voter.actor, poll=poll, choice=choice, client_id=uuid4(), words=words)


def carried(by: Any, body: Any, second: Any, *others: Any, **more: Any) -> Motion:
    """A motion put, seconded and carried by everybody."""
    poll = actions.open_poll(by=by.actor, motion=seconded(by, body, second, **more))
    vote(poll, "yes", by, second, *others)
    return actions.close_poll(by=by.actor, poll=poll).motion


def counted(poll: Poll, tellers: Any, figures: dict[str, Any], present: int, **more: Any) -> Poll:
    """Two tellers type in the same figures, and the first of them declares."""
    for teller in tellers:
        actions.type_figures(by=teller.actor, poll=poll, figures=figures, present=present, **more)
    return actions.close_poll(by=tellers[0].actor, poll=poll)


def adopt(body: Any, charter: Charter) -> None:
    """The body lives by `charter` from now on, as if it had adopted it before the story began."""
    last = CharterRow.objects.filter(hall_id=body.hall_id).latest("version")
    CharterRow.objects.create(
        hall_id=body.hall_id,
        version=last.version + 1,
        document=charter.to_data(),
        in_force_from=clock.now(),
    )


def grown(founder: Any, second: Any, names: int) -> list[Any]:
    """`names` more people are in the hall of `founder` and `second`, as if they had joined before the story began."""
    hall, assembly, day = founder.hall, bodies.assembly(founder.hall_id), bodies.today(founder, clock.now())
    found = []
    for place in range(names):
        member = Member.objects.create(
            hall=hall,
            person=Person.objects.create(key_hash=uuid4().hex),
            name=f"Member {place}",
            joined_on=day,
        )
        Membership.objects.create(hall=hall, member=member, body=assembly, state="admitted", since=day)
        member.actor = bodies.actor_of(member)
        found.append(member)
    return found


def declared(poll: Poll) -> Poll:
    """The poll as it is stored now."""
    return Poll.objects.select_related("motion").get(pk=poll.pk)


def electorate(body: Any) -> int:
    """How many vote in the body now."""
    return len(bodies.voters(body, clock.now()))
