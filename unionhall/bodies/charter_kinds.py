"""The kinds of entry that charters, principles, bodies, offices, publicity and affiliations leave in the record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind(
            "charter.adopted",
            _("Version {version} of the charter was adopted, in force from {from_day}."),
            {"version": int, "from_day": str},
        ),
        RecordKind(
            "charter.interpreted",
            _("The charter was interpreted, paragraph {paragraph}; it is version {version} now."),
            {"version": int, "paragraph": str},
        ),
        RecordKind(
            "principles.adopted", _("Version {version} of the principles was adopted."), {"version": int}
        ),
        RecordKind("body.made", _("{about} was made ({sort}), until {until}."), {"sort": str, "until": str}),
        RecordKind("body.dissolved", _("{about} was dissolved."), {}),
        RecordKind("body.joined", _("{by} joined {about}."), {}),
        RecordKind("body.left", _("{by} left {about}."), {}),
        RecordKind(
            "remit.given",
            _("A body was given the matter {matter} to decide in the assembly's place, until {until}."),
            {"matter": str, "until": str},
        ),
        RecordKind(
            "office.made",
            _("An office was made, for {term_days} days at a time: {powers}."),
            {"term_days": int, "powers": list},
        ),
        RecordKind(
            "organisation.reached", _("The founding has come to a new stage: {stage}."), {"stage": str}
        ),
        RecordKind("organisation.went_public", _("The organisation went public."), {}),
        RecordKind("organisation.door_worded", _("{by} changed what the public door says."), {}),
        RecordKind(
            "affiliation.decided",
            _("Our side of the affiliation with {origin} was decided."),
            {"origin": str, "ours_is_wider": bool},
        ),
        RecordKind(
            "affiliation.stood",
            _("{by} brought the signed decision of {origin}: the affiliation stands."),
            {"origin": str},
        ),
        RecordKind(
            "affiliation.ended",
            _("The affiliation with {origin} ended."),
            {"origin": str, "ours_is_wider": bool},
        ),
    ]
)
