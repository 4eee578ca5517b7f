"""The powers that bodies declare: few, and each with an end; and what keeps somebody from using any."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import Power, declare_powers, hindrances

from .rules.membership import may_act

# Who is suspended or has left uses no power, whatever mandate they hold.
hindrances.declare("bodies.may_act", may_act)

declare_powers(
    [
        Power("bodies.admit", _("admit members"), grave=True),
        Power("bodies.let_back_in", _("let members back in who lost their way to sign in"), grave=True),
        Power("bodies.keep_list", _("keep the list of members: standing and households"), grave=True),
        Power("bodies.speak", _("word what the public door says")),
    ]
)
