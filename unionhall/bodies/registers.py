"""The register policies that bodies know: how an electorate is made up."""

from unionhall.kit.registries import register_policies

from .rules.standing import electorate

# All three make up the electorate alike. Figures that tellers type say themselves how many were there; in a poll without
# a meeting whoever takes part is present. A room that holds meetings brings its own "present".
for _name in ("standing", "present", "tellers"):
    register_policies.declare(_name, electorate)
