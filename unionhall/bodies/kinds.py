"""The kinds of entry that founding, joining, membership and letting back in leave in the record."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind("hall.founded", _("{by} founded the hall, on the starter agreement."), {"sort": str}),
        RecordKind("member.joined", _("{about} joined."), {"way": str, "state": str}),
        RecordKind("member.admitted", _("{about} was admitted."), {"way": str}),
        RecordKind("members.listed", _("{by} brought in a list of {rows} members."), {"rows": int}),
        RecordKind("application.declined", _("{by} declined an application."), {}),
        RecordKind("letter.reopened", _("{by} said that somebody who wrote at the door waits still."), {}),
        RecordKind("letter.answered", _("{by} answered somebody who wrote at the public door."), {}),
        RecordKind("member.suspended", _("{about} was suspended until {until}."), {"until": str}),
        RecordKind("member.reinstated", _("The suspension of {about} ended."), {}),
        RecordKind("member.left", _("{about} left."), {}),
        RecordKind("member.excluded", _("{about} was excluded."), {}),
        RecordKind("member.erased", _("What was kept of somebody who left was erased."), {}),
        RecordKind("list.read", _("{by} read the list of members, as its keeper."), {}),
        RecordKind("standing.said", _("{by} entered the standing of {about}."), {"good": bool}),
        RecordKind("household.settled", _("{by} settled a household of {size}."), {"size": int}),
        RecordKind(
            "proxy.given",
            _("{by} let {holder} cast their vote until {until}."),
            {"holder": str, "until": str},
        ),
        RecordKind("proxy.ended", _("{by} took their vote back."), {"holder": str}),
        RecordKind("letting_in.asked", _("{by} asked that a member be given a way in."), {"first": bool}),
        RecordKind(
            "letting_in.confirmed",
            _("{by} confirmed it: the code works from {from_when}."),
            {"from_when": str},
        ),
        RecordKind("letting_in.stopped", _("{by} stopped that a member is let back in."), {}),
    ]
)
