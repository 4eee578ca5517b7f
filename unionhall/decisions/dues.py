"""What time brings about in this room, for the server's clock."""

from unionhall.decisions.actions.settling import DUE
from unionhall.kit.registries import declare_dues

declare_dues(DUE)
