"""The powers that bodies declare: few, and each with an end; and what keeps somebody from using any."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import Power, declare_powers, hindrances

from .rules.membership import may_act

# Who is suspended or has left uses no power, whatever mandate they hold.
hindrances.declare("bodies.may_act", may_act)

declare_powers(
    [
        Power(
            "bodies.admit",
            _("admit members"),
            grave=True,
            used_at=[
                ("bodies:applications", "members", _("Applications")),
                ("bodies:bring_in_list", "record", _("Bring in a list")),
            ],
        ),
        Power(
            "bodies.let_back_in",
            _("let members back in who lost their way to sign in"),
            grave=True,
            used_at=[("bodies:letting_in", "lock", _("Let somebody back in"))],
        ),
        Power(
            "bodies.keep_list",
            _("keep the list of members: standing and households"),
            grave=True,
            used_at=[("bodies:keep", "record", _("Keep the list"))],
        ),
        Power(
            "bodies.speak",
            _("word what the public door says"),
            used_at=[("bodies:publicity", "hall", _("Quiet or public"))],
        ),
    ]
)
