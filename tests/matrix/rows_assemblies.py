"""The rows of the assemblies room: meetings, their agenda, and the word of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.matrix.rows import Asking, Row
from tests.matrix.rows_bodies import fixed, thing
from unionhall.kit import clock


def _call(asking: Asking) -> dict[str, Any]:
    day = clock.day(clock.now() + timedelta(days=40), asking.place.hall.time_zone)
    further = {
        f"sitting-{number}-{name}": said
        for number in (2, 3, 4)
        for name, said in (
            ("day", (day + timedelta(days=number)).isoformat()),
            ("hour", "06:00"),
            ("place", "Kantine"),
        )
    }
    return {
        "body": str(asking.place.assembly.pk),
        "day": day.isoformat(),
        "hour": "18:30",
        "place": "Hinterzimmer",
        "agenda": "short",
        "language": "en",
        **further,
    }


def _propose(asking: Asking) -> dict[str, Any]:
    day = clock.day(clock.now() + timedelta(days=40), asking.place.hall.time_zone)
    days = {f"day_{place}": (day + timedelta(days=place)).isoformat() for place in range(1, 9)}
    hours = {f"hour_{place}": "18:30" for place in range(1, 9)}
    return {"body": str(asking.place.assembly.pk), "about": "Ofen", **days, **hours}


ROWS = {
    "assemblies:meetings": Row("members"),
    "assemblies:call": Row("members", "voters act", sends=_call),
    "assemblies:how": Row("members"),
    "assemblies:how_printed": Row("members"),
    "assemblies:propose_times": Row("members", "voters act", sends=_propose),
    "assemblies:dates": Row(
        "members",
        "members in standing act",
        at=thing("dates"),
        sends=lambda asking: {f"fits-{asking.things.dates.times.all()[0].pk}": "need"},
    ),
    "assemblies:dates_drop": Row("not offered inside", "only live acts", at=thing("own_dates")),
    "assemblies:meeting": Row("members", at=thing("meeting")),
    "assemblies:call_too": Row("not offered inside", "voters act", at=thing("meeting_called")),
    "assemblies:call_off": Row("members", "only live acts", at=thing("own_meeting")),
    "assemblies:coming": Row(
        "not offered inside",
        "members in standing act",
        at=thing("meeting"),
        sends=fixed(coming="yes", needs="Rampe"),
    ),
    "assemblies:bringing_add": Row(
        "not offered inside", "members in standing act", at=thing("meeting"), sends=fixed(what="Suppe")
    ),
    "assemblies:bringing": Row(
        "not offered inside", "members in standing act", at=thing("thing"), sends=fixed(choice="take")
    ),
    "assemblies:put": Row(
        "members, sent on",
        "voters act",
        at=thing("meeting"),
        sends=fixed(title="Ofen", kind="discussion", minutes=10),
    ),
    "assemblies:take_off": Row("not offered inside", "only live acts", at=thing("own_item")),
    "assemblies:practise": Row(
        "members",
        "members in standing act",
        at=thing("meeting"),
        sends=fixed(many=2, with_ours="made"),
    ),
    "assemblies:rehearsal": Row("nothing inside", "nothing inside", other="not offered inside"),
    "assemblies:word": Row("members", at=thing("meeting")),
    "assemblies:calendar": Row("members", at=thing("meeting")),
    "assemblies:agenda": Row("members", at=thing("meeting")),
    "assemblies:sheet": Row("members", at=thing("meeting")),
    "assemblies:here": Row(
        "members, its maker sent on",
        "members in standing but live act",
        at=thing("own_doors"),
        sends=lambda asking: {"code": asking.things.own_doors.code},
    ),
    "assemblies:gone": Row("not offered inside", "only live acts", at=thing("own_doors")),
    "assemblies:door": Row("members", at=thing("own_doors")),
    "assemblies:tick": Row(
        "not offered inside",
        "only live acts",
        at=thing("own_doors"),
        sends=lambda asking: {"member": str(asking.place.voters[0].pk), "tick": "in"},
    ),
    "assemblies:guests": Row(
        "not offered inside", "only live acts", at=thing("own_doors"), sends=fixed(guests="3")
    ),
    "assemblies:open": Row("not offered inside", "only live acts", at=thing("own_doors")),
    "assemblies:close": Row(
        "only its maker", "only live's own", at=thing("meeting_on"), other="not offered inside"
    ),
    "assemblies:floor": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:screen": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:hand": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(kind="order")
    ),
    "assemblies:down": Row("not offered inside", "only live's own", at=thing("own_hand")),
    "assemblies:following": Row("not offered inside", "only live's own", at=thing("meeting_on")),
    "assemblies:stack": Row(
        "not offered inside",
        "only live's own",
        at=thing("meeting_on"),
        sends=fixed(way="fewest", minutes="3"),
    ),
    "assemblies:myself": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(side="a")
    ),
    "assemblies:ask_temperature": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(words="Ofen zu heiß?")
    ),
    "assemblies:say_temperature": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(warmth="warm")
    ),
    "assemblies:count_temperature": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(warm="2", cold="1")
    ),
    "assemblies:item": Row(
        "not offered inside", "only live's own", at=thing("meeting_on"), sends=fixed(item="")
    ),
    "assemblies:vote": Row(
        "not offered inside",
        "only live's own",
        at=thing("meeting_on"),
        sends=lambda asking: {
            "motion": str(getattr(asking.things.to_vote, "pk", "")),
            "method": "live",
            "minutes": "5",
        },
    ),
    "assemblies:procedure": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:move": Row(
        "not offered inside", "only live's own", at=thing("meeting_bare"), sends=fixed(move="adjourn")
    ),
    "assemblies:second_move": Row("not offered inside", "only live's own", at=thing("own_break")),
    "assemblies:hands": Row(
        "not offered inside", "only live's own", at=thing("own_move"), sends=fixed(yes="1", no="0")
    ),
    "assemblies:drop_move": Row("not offered inside", "only live's own", at=thing("own_break")),
    "assemblies:roles": Row(
        "only its maker",
        "only live's own",
        at=thing("meeting_on"),
        sends=fixed(kind="stack"),
        other="not offered inside",
    ),
    "assemblies:role_offer": Row(
        "not offered inside",
        "only live's own",
        at=thing("meeting_on"),
        sends=lambda asking: {"member": str(asking.member.pk), "kind": "care"},
    ),
    "assemblies:role_answer": Row(
        "not offered inside", "only live's own", at=thing("own_offer"), sends=fixed(choice="yes")
    ),
    "assemblies:role_down": Row("not offered inside", "only live's own", at=thing("own_role")),
    "assemblies:round": Row(
        "only its maker",
        "only live's own",
        at=thing("own_round"),
        sends=fixed(text="Zu heiß am Ofen."),
        other="not offered inside",
    ),
    "assemblies:count_report": Row(
        "not offered inside", "only live's own", at=thing("own_round"), sends=fixed(more="pay")
    ),
    "assemblies:box": Row("not offered inside", "only live's own", at=thing("own_round")),
    "assemblies:was_read": Row(
        "not offered inside",
        "only live's own",
        at=thing("own_read"),
        sends=lambda asking: {"sign": asking.things.own_sign, "kind": "safety"},
    ),
    "assemblies:how_it_is": Row("members", at=lambda asking: {"pk": asking.place.assembly.pk}),
    "assemblies:decided": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:decided_printed": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:minutes": Row(
        "only its maker",
        "only live's own",
        at=thing("meeting_on"),
        sends=fixed(text="Beschlossen."),
        other="not offered inside",
    ),
    "assemblies:minutes_printed": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:minutes_markdown": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:minutes_popolo": Row("only its maker", at=thing("meeting_on"), other="not offered inside"),
    "assemblies:approve_minutes": Row("not offered inside", "only live's own", at=thing("meeting_over")),
    "assemblies:first_assembly": Row("not offered inside", "only live's own", at=thing("meeting_over")),
    "assemblies:strike": Row("not offered inside", "only live's own", at=thing("own_line")),
    "assemblies:at": Row("members, sent on", at=thing("meeting")),
}
