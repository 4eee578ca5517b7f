"""The register policies that bodies know: how an electorate is made up."""

from unionhall.kit.registries import register_policies

from .rules.standing import electorate

# Figures that tellers type say themselves how many were there: the electorate is the same, who is present nobody can know.
for _name in ("standing", "tellers"):
    register_policies.declare(_name, electorate)
