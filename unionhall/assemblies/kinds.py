"""The kinds of entry meetings leave in the record: that they were called, opened, closed, approved; never where, or who came."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind("meeting.called", _("{by} called {about}."), {"begins": str, "enough": bool}),
        RecordKind(
            "sitting.called", _("{by} called a further sitting: {about}."), {"begins": str, "first": str}
        ),
        RecordKind("call.joined", _("{by} called {about} too."), {"enough": bool}),
        RecordKind(
            "call.taken_down",
            _("{by} took down that somebody without a phone called {about} too."),
            {"enough": bool, "whose": str},
        ),
        RecordKind("call.taken_back", _("{by} took back their call for {about}."), {"off": bool}),
        RecordKind("meeting.opened", _("{by} opened {about}."), {"present": int, "wanted": int}),
        RecordKind(
            "floor.decided",
            _("{by} noted what {about} decided about how it goes on."),
            {"move": str, "carried": bool, "yes": int, "no": int, "present": int},
        ),
        RecordKind("meeting.closed", _("{by} closed {about}."), {"present": int, "guests": int}),
        RecordKind(
            "minutes.approved",
            _("The minutes of {about} were approved."),
            {"lines": int, "decisions": int, "digest": str, "number": int},
            version=2,
        ),
        RecordKind("assembly.first", _("{about} was the first assembly."), {"numbered": int}),
    ]
)
