"""The kinds of entry decisions leave in the record: ids and outcomes, never how somebody voted."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import RecordKind, declare_kinds

declare_kinds(
    [
        RecordKind(
            "motion.put",
            _("{by} put {about}."),
            {
                "number": int,
                "matter": str,
                "text": str,
                "effects": list,
                "amends": str,
                "emergency": bool,
                "referendum": bool,
            },
        ),
        RecordKind(
            "choice.put",
            _("{by} put {about}, a choice between options."),
            {"number": int, "matter": str, "text": str, "options": str, "rule": str, "seats": int},
        ),
        RecordKind("motion.seconded", _("{by} seconded {about}."), {"enough": bool}),
        RecordKind(
            "second.taken_down",
            _("{by} took down that somebody without a phone seconded {about}."),
            {"enough": bool, "whose": str},
        ),
        RecordKind(
            "motion.amended",
            _("The text of {about} was changed; it is version {version} now."),
            {"version": int, "text": str},
        ),
        RecordKind(
            "amendment.parted",
            _("{by} had {about} decided by itself, and not together with others."),
            {"together": str, "left": int},
        ),
        RecordKind("motion.withdrawn", _("{by} withdrew {about}."), {}),
        RecordKind(
            "motion.overtaken",
            _("{about} was overtaken: what it would have changed was settled first."),
            {},
        ),
        RecordKind(
            "motion.followed",
            _("By the charter, {about} followed from what was decided before."),
            {"step": str, "after": str},
        ),
        RecordKind("notice.served", _("{by} served notice of {about}."), {"way": str}),
        RecordKind(
            "recall.called",
            _("{by} called for a mandate to be taken back: {about}."),
            {"number": int, "recalls": str, "text": str},
        ),
        RecordKind("name.added", _("{by} put their name under {about}."), {"enough": bool}),
        RecordKind(
            "decision.called_in",
            _("{by} called a decision in before the assembly: {about}."),
            {"number": int, "decision": str, "text": str},
        ),
        RecordKind("decision.overturned", _("The decision of {about} was overturned."), {"undone": list}),
        RecordKind("decision.ended", _("{about}, decided on trial, came to its end."), {}),
        RecordKind(
            "poll.opened",
            _("A poll was opened on {about}, with {electorate} on the register."),
            {"call": int, "method": str, "electorate": int, "closes": str, "text": str, "charter": int},
        ),
        RecordKind(
            "positions.collected",
            _("Positions were collected on {about}: {block} blocked."),
            {"block": int, "root": str},
        ),
        RecordKind(
            "blocks.judged", _("The blocks on {about} were judged."), {"not_relevant": list, "root": str}
        ),
        RecordKind(
            "poll.declared",
            _("The result on {about} was declared: {outcome}."),
            {
                "outcome": str,
                "call": int,
                "tally": dict,
                "electorate": int,
                "present": int,
                "line": int,
                "needed": int,
                "root": str,
                "ballots": int,
                "tellers": list,
                "aloud": bool,
                "ending": str,
                "weaker": bool,
            },
        ),
        RecordKind(
            "sitting.counted",
            _("At one sitting {about} was counted, with {present} there; what was counted stays sealed."),
            {"present": int, "tellers": list, "seal": str},
        ),
        RecordKind(
            "sittings.opened", _("What was counted at the sittings on {about} was opened."), {"counts": list}
        ),
        RecordKind("decision.carried_out", _("What {about} decided was carried out."), {"effects": list}),
        RecordKind(
            "effects.refused",
            _("What {about} decided could not be carried out yet."),
            {"effect": str, "rule": str},
        ),
        RecordKind(
            "lot.called",
            _("Those willing were called on, to draw {about} by lot."),
            {"size": int, "closes": str, "source": str},
        ),
        RecordKind(
            "lot.closed",
            _("Those willing to be drawn for {about} were written down: {willing}."),
            {"willing": int, "pool": str},
        ),
        RecordKind(
            "lot.drawn",
            _("{about} was drawn by lot."),
            {"panel": list, "seed": str, "pool": str, "made": str},
        ),
        RecordKind("dissent.minuted", _("{by} had their dissent from {about} minuted."), {}),
        RecordKind(
            "dissent.taken_down",
            _("{by} took down the dissent from {about} of somebody without a phone."),
            {"whose": str},
        ),
    ]
)
