"""Who may know each field of a delegation, and how long it is kept: what is done in a body's name is the body's to know."""

from unionhall.kit.privacy import BODY, FOREVER, HALL, MEMBERSHIP, SERVER, Classed

KEY = (SERVER, FOREVER)
SAID = (BODY, HALL)

FIELDS: dict[str, Classed] = {
    **{f"Delegation.{name}": KEY for name in ("id", "hall", "body")},
    **{f"Delegation.{name}": SAID for name in ("to", "employer", "made_at", "until", "warrant")},
    **{f"Delegate.{name}": KEY for name in ("id", "hall", "delegation")},
    "Delegate.mandate": (BODY, FOREVER),
    **{f"Point.{name}": KEY for name in ("id", "hall", "delegation")},
    **{f"Point.{name}": SAID for name in ("number", "title", "text", "digest")},
    **{f"Told.{name}": KEY for name in ("id", "hall", "point")},
    **{f"Told.{name}": SAID for name in ("way", "text", "positions", "shares", "at", "warrant")},
    **{f"AskedHome.{name}": KEY for name in ("id", "hall", "point")},
    **{f"AskedHome.{name}": SAID for name in ("words", "at", "until", "answered_at")},
    **{f"Act.{name}": KEY for name in ("id", "hall", "point", "key")},
    **{
        f"Act.{name}": SAID
        for name in (
            "mandate",
            "what",
            "votes",
            "open",
            "words",
            "text",
            "told",
            "at",
            "verdict",
            "explained",
            "confirmed",
        )
    },
    "Act.second": (BODY, MEMBERSHIP),
}
