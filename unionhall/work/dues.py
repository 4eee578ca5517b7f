"""What time brings about in this room, for the server's clock."""

from unionhall.kit.registries import declare_dues

from .actions.settling import DUE

declare_dues(DUE)
