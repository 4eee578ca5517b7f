"""Who may know each field of a rota, and how long it is kept."""

from unionhall.kit.privacy import BODY, DAYS_90, FOREVER, HALL, MEMBERSHIP, SERVER, Classed

KEY = (SERVER, FOREVER)

FIELDS: dict[str, Classed] = {
    **{f"Rota.{name}": KEY for name in ("id", "hall", "body", "next")},
    **{f"Rota.{name}": (BODY, HALL) for name in ("title", "every", "begun_on", "first")},
    "Rota.by": (SERVER, MEMBERSHIP),
    **{f"InRota.{name}": KEY for name in ("id", "hall", "rota", "number")},
    **{f"InRota.{name}": (BODY, MEMBERSHIP) for name in ("member", "before", "learns")},
    **{f"Turn.{name}": KEY for name in ("id", "hall", "rota", "number")},
    **{
        f"Turn.{name}": (BODY, DAYS_90)
        for name in ("day", "member", "beside", "fate", "how", "had", "offered", "wants")
    },
    **{f"Unable.{name}": KEY for name in ("id", "hall", "turn")},
    "Unable.member": (BODY, DAYS_90),
}
