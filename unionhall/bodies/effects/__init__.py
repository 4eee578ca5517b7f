"""What a carried motion can do by itself in this room; importing this declares all of it."""

from __future__ import annotations

from unionhall.kit.registries import declare_effects

from . import affiliations, bodies, charters, members, offices, publicity

declare_effects(
    [
        *offices.EFFECTS,
        *charters.EFFECTS,
        *members.EFFECTS,
        *bodies.EFFECTS,
        *publicity.EFFECTS,
        *affiliations.EFFECTS,
    ]
)
