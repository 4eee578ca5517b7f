"""The kinds of entry mandates leave in the record."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind(
            "mandate.given",
            _("{holder} was given a mandate until {until}: {powers}."),
            {"holder": str, "powers": list, "until": str},
        ),
        RecordKind(
            "mandate.recalled", _("The mandate of {holder} was taken back."), {"holder": str, "powers": list}
        ),
        RecordKind("mandate.resigned", _("{by} laid down a mandate."), {"holder": str, "powers": list}),
        RecordKind(
            "mandate.ended", _("The mandate of {holder} came to its end."), {"holder": str, "powers": list}
        ),
        RecordKind(
            "mandate.suspended",
            _("The mandate of {holder} rests until {until} at most, while its recall is decided."),
            {"holder": str, "powers": list, "until": str},
        ),
        RecordKind(
            "mandate.resumed", _("The mandate of {holder} no longer rests."), {"holder": str, "powers": list}
        ),
    ]
)
