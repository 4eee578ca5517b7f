"""The kinds of entry delegations leave in the record: that there was an act and how it compares, never the words of it."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind(
            "delegation.made", _("A delegation was made: {about}."), {"delegates": int, "points": int}
        ),
        RecordKind(
            "delegation.instructed",
            _("An instruction was given to {about}, on point {point}."),
            {"point": int, "way": str, "text": str},
        ),
        RecordKind(
            "text.changed",
            _("{by} noted for {about} that the text of point {point} was changed there."),
            {"point": int, "text": str},
        ),
        RecordKind(
            "delegate.acted",
            _("{by} noted what was done for {about} on point {point}."),
            {"point": int, "act": str, "what": str, "verdict": str, "text": str},
        ),
        RecordKind(
            "delegate.explained",
            _("{by} explained an act outside the instruction of {about}, on point {point}."),
            {"point": int, "act": str},
        ),
        RecordKind(
            "home.asked", _("{by} asked home, from {about}, on point {point}."), {"point": int, "until": str}
        ),
        RecordKind(
            "act.judged",
            _("What was done outside the instruction of {about}, on point {point}, was judged."),
            {"point": int, "act": str, "confirmed": bool},
        ),
    ]
)
