"""The register policies that bodies know: how an electorate is made up."""

from unionhall.kit.registries import register_policies

from .rules.standing import electorate

# All make up the electorate alike. Figures that tellers type say themselves how many were there, and where a meeting keeps
# count of who came ("meeting") they say no more than came; in a poll by phone whoever takes part is present.
for _name in ("standing", "present", "tellers", "meeting"):
    register_policies.declare(_name, electorate)
