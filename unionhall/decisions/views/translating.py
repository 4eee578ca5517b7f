"""Writing a motion's words in another language, and bringing a translation up to date."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies.door import members_only
from unionhall.core.amending import Wording
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.motions import TranslateForm
from unionhall.kit.languages import NAMES

from .finding import done, motion_in
from .reading import change_between


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """
    Write the motion's words in another language; the original stays binding. Of a translation that is behind, its words are there
    to go on from, and what the binding words have changed since is shown.
    """
    motion = motion_in(request, pk)
    texts = list(motion.texts.all())
    binding = max((one for one in texts if one.binding), key=lambda one: one.version)
    code = (request.POST or request.GET).get("language", "")
    earlier = next(
        (one for one in rules.in_languages(texts) if one.text.language == code and not one.text.binding), None
    )
    begun = {"language": code, "title": earlier.text.title, "text": earlier.text.text} if earlier else None
    form = TranslateForm(request.POST or None, initial=begun or {"language": _wanted(code, binding.language)})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.translate(by=request.actor, motion=motion, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("The translation is kept."), "decisions:motion", motion.pk)
    context: dict[str, Any] = {
        "motion": motion,
        "binding": binding,
        "form": form,
        "refusal": refusal,
        "page_title": _("Write a translation"),
    }
    if earlier is not None and earlier.behind:
        base = next(one for one in texts if one.binding and one.version == earlier.text.version)
        context |= {
            "change": change_between(Wording(base.title, base.text), Wording(binding.title, binding.text)),
            "page_title": _("Bring the translation up to date"),
        }
    return render(request, "decisions/translating.html", context, status=409 if refusal else 200)


def _wanted(code: str, binding: str) -> str:
    """The language to begin with: the one that was asked for, else the reader's own, else another of ours."""
    here = (get_language() or "en").split("-")[0]
    ours = [one for one, _name in settings.LANGUAGES]
    return next(one for one in (code, here, *ours) if one in NAMES and one != binding)
