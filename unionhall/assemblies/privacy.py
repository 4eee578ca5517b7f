"""Who may know each field of a meeting, and how long it is kept."""

from unionhall.kit.privacy import (
    BODY,
    DAYS_30,
    DAYS_90,
    EVENING,
    FOREVER,
    HALL,
    MEMBERSHIP,
    SELF,
    SERVER,
    Classed,
)

KEY = (SERVER, FOREVER)
CALLED = (BODY, FOREVER)
SAID = (BODY, HALL)
WHERE = (BODY, DAYS_30)

FIELDS: dict[str, Classed] = {
    **{f"Meeting.{name}": KEY for name in ("id", "hall", "first")},
    **{
        f"Meeting.{name}": CALLED
        for name in (
            "body",
            "begins_at",
            "called_at",
            "convened_at",
            "called_off_at",
            "opened_at",
            "closed_at",
            "guests",
            "guests_speak",
            "guest_turns",
            "seldom_of_ten",
            "seldom_turns_of_ten",
            "way",
            "turn_minutes",
            "now",
            "break_until",
            "approved_at",
            "approved_by",
            "first_at",
            "first_by",
            "number",
        )
    },
    **{f"Meeting.{name}": WHERE for name in ("place", "place_from", "link", "access", "code")},
    **{f"Meeting.{name}": SAID for name in ("about", "language")},
    **{f"Caller.{name}": KEY for name in ("id", "hall", "meeting")},
    "Caller.member": (BODY, MEMBERSHIP),
    **{f"Caller.{name}": CALLED for name in ("at", "off_at")},
    **{f"Item.{name}": KEY for name in ("id", "hall", "meeting")},
    **{f"Item.{name}": SAID for name in ("place", "kind", "title", "text", "minutes", "motion", "state")},
    "Item.by": (BODY, MEMBERSHIP),
    **{f"Coming.{name}": KEY for name in ("id", "hall")},
    **{f"Coming.{name}": (SELF, DAYS_30) for name in ("meeting", "member", "yes")},
    "Coming.needs": (BODY, DAYS_30),
    **{f"Presence.{name}": KEY for name in ("id", "hall")},
    **{
        f"Presence.{name}": (BODY, DAYS_30)
        for name in ("meeting", "member", "came_at", "left_at", "online", "ticked_by", "turns")
    },
    **{f"Presence.{name}": (SELF, DAYS_30) for name in ("side", "seldom")},
    **{f"HandUp.{name}": KEY for name in ("id", "hall")},
    **{
        f"HandUp.{name}": (BODY, DAYS_30)
        for name in ("meeting", "presence", "kind", "raised_at", "called_at")
    },
    **{f"ProceduralMotion.{name}": KEY for name in ("id", "hall", "meeting", "item")},
    **{
        f"ProceduralMotion.{name}": SAID
        for name in ("move", "words", "minutes", "at", "seconded_at", "decided_at", "fate", "yes", "no")
    },
    **{f"ProceduralMotion.{name}": (BODY, DAYS_30) for name in ("by", "seconded_by")},
    **{f"HeldRole.{name}": KEY for name in ("id", "hall")},
    **{
        f"HeldRole.{name}": (BODY, DAYS_90)
        for name in ("meeting", "role", "member", "taken_at", "declined_at")
    },
    **{f"Bringing.{name}": KEY for name in ("id", "hall", "meeting")},
    **{f"Bringing.{name}": (BODY, DAYS_30) for name in ("what", "by", "taken_by", "at")},
    **{f"DateSearch.{name}": KEY for name in ("id", "hall", "body", "meeting")},
    **{f"DateSearch.{name}": (BODY, DAYS_30) for name in ("about", "by", "asked_at", "ends_at")},
    **{f"PossibleTime.{name}": KEY for name in ("id", "hall", "search")},
    "PossibleTime.begins_at": (BODY, DAYS_30),
    **{f"TimeAnswer.{name}": KEY for name in ("id", "hall")},
    **{f"TimeAnswer.{name}": (SELF, DAYS_30) for name in ("time", "member", "fits")},
    **{f"MinuteLine.{name}": KEY for name in ("id", "hall", "meeting")},
    **{f"MinuteLine.{name}": SAID for name in ("item", "text", "late")},
    **{f"MinuteLine.{name}": (BODY, MEMBERSHIP) for name in ("by", "at")},
    **{f"RoundCount.{name}": KEY for name in ("id", "hall", "item")},
    **{f"RoundCount.{name}": SAID for name in ("kind", "many")},
    **{f"TemperatureCheck.{name}": KEY for name in ("id", "hall", "meeting")},
    **{f"TemperatureCheck.{name}": (BODY, EVENING) for name in ("words", "warm", "so_so", "cold")},
    **{f"Felt.{name}": KEY for name in ("id", "hall")},
    **{f"Felt.{name}": (SELF, EVENING) for name in ("check_of", "presence", "warmth")},
    **{f"NoteBox.{name}": KEY for name in ("id", "hall")},
    **{f"NoteBox.{name}": (BODY, EVENING) for name in ("item", "notes", "shut")},
}
