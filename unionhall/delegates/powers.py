"""The power of a delegate: to say in the record what they did in the body's name. It decides nothing."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import Power, declare_powers

from .rules import ACT

declare_powers(
    [
        Power(
            ACT,
            _("speak and vote elsewhere in our name, as instructed"),
            used_at=[("delegates:delegations", "mandates", _("Delegations"))],
        )
    ]
)
