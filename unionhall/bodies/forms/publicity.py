"""Wording the public door."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from unionhall.kit.forms import Words


class DoorForm(forms.Form):
    """What outsiders read at the public door."""

    front = forms.CharField(
        label=gettext_lazy("What the public door says"),
        max_length=10_000,
        widget=Words(rows=8, decided=True),
        help_text=gettext_lazy(
            "Who we are and what we do. Below it the door says by itself how to join, how to start one and where to ask for "
            "help. Write it in each language of those who will read it, one after the other."
        ),
    )
    reach = forms.CharField(
        label=gettext_lazy("How outsiders reach us"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "A telephone number, an address that is not the employer's, a place and an hour. Left empty, they write to us "
            "with the form by which others ask to join."
        ),
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    industry = forms.CharField(label=gettext_lazy("What work"), max_length=120, required=False)
