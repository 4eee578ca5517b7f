"""Reading what members type about motions and polls."""

from .motions import AmendForm, PutForm, TextForm, TranslateForm
from .polls import FiguresForm, OpenForm, ReviewForm, WorkForm

__all__ = [
    "AmendForm",
    "FiguresForm",
    "OpenForm",
    "PutForm",
    "ReviewForm",
    "TextForm",
    "TranslateForm",
    "WorkForm",
]
