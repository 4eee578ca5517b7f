"""Who may know each field of a mandate, and how long it is kept: mandates are power, and power is in the open."""

from unionhall.kit.privacy import FOREVER, HALL, MANDATED, MEMBERS, SERVER

FIELDS = {
    "Mandate.id": (MEMBERS, FOREVER),
    "Mandate.hall": (SERVER, HALL),
    "Mandate.holder": (SERVER, MANDATED),
    "Mandate.member": (MEMBERS, FOREVER),
    "Mandate.scope": (MEMBERS, FOREVER),
    "Mandate.office": (MEMBERS, FOREVER),
    "Mandate.purpose": (MEMBERS, FOREVER),
    "Mandate.since": (MEMBERS, FOREVER),
    "Mandate.until": (MEMBERS, FOREVER),
    "Mandate.warrant": (MEMBERS, FOREVER),
    "Mandate.rests_until": (MEMBERS, FOREVER),
    "Mandate.ended_at": (MEMBERS, FOREVER),
    "Mandate.ending": (MEMBERS, FOREVER),
    "Mandate.ended_by": (MEMBERS, FOREVER),
    "Grant.id": (SERVER, FOREVER),
    "Grant.hall": (SERVER, HALL),
    "Grant.mandate": (MEMBERS, FOREVER),
    "Grant.power": (MEMBERS, FOREVER),
    "Grant.limits": (MEMBERS, FOREVER),
}
