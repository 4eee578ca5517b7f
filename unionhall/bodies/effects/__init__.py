"""What a carried motion can do by itself in this room, each declared to the registry of effects."""

from __future__ import annotations
