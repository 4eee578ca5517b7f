"""The kinds of entry the record writes of itself."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind(
            "record.exported", _("{by} carried away a copy of the record up to entry {size}."), {"size": int}
        ),
        RecordKind("hall.moved", _("Who keeps the server moved the hall to another server."), {}),
        RecordKind(
            "hall.settled", _("The hall goes on here, on another server, and its record with it."), {}
        ),
        RecordKind(
            "signer.reconciled",
            _(
                "Who keeps the server let the signer go on after a restore; {missing} entries known elsewhere are missing here."
            ),
            {"missing": int},
        ),
    ]
)
