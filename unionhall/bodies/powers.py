"""The powers that bodies declare: few, and each with an end."""

from django.utils.translation import gettext_lazy as _

from unionhall.kit.registries import Power, declare_powers

declare_powers(
    [
        Power("bodies.admit", _("admit members"), grave=True),
        Power("bodies.let_back_in", _("let members back in who lost their way to sign in"), grave=True),
        Power("bodies.keep_list", _("keep the list of members: standing and households"), grave=True),
        Power("bodies.speak", _("word what the public door says")),
    ]
)
