"""The page behind a founding link."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from unionhall.core.charters.presets import STARTER_SENTENCES
from unionhall.core.rulings import Refusal
from unionhall.people import entering, keyring

from ..actions import founding as actions
from ..forms.joining import AccountFields, NameOnly, OrganisationForm


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, token: str) -> HttpResponse:
    """Found a hall: opening the page uses nothing up, sending it does. Three typed fields."""
    if not actions.link_opens(token):
        return render(request, "bodies/link_gone.html", {"founding": True}, status=404)
    holder = keyring.holder_signed_in(request)
    data = request.POST or None
    organisation = OrganisationForm(data, initial={"time_zone": "UTC"})
    person = AccountFields(data) if holder is None else NameOnly(data)
    if organisation.is_valid() and person.is_valid():
        holder = holder or person.holder()  # type: ignore[union-attr]
        try:
            made = actions.open_hall(
                token=token,
                organisation=organisation.cleaned_data["organisation"],
                kind=organisation.cleaned_data["kind"],
                name=person.cleaned_data["name"],
                in_directory=person.cleaned_data["in_directory"],
                holder=holder,
                language=translation.get_language() or "en",
                time_zone=organisation.cleaned_data["time_zone"] or "UTC",
            )
        except Refusal as refusal:
            organisation.add_error(None, refusal.sentence)
        else:
            entering.settle(request, holder, made.account)
            messages.success(request, _("The hall stands. Now bring in the others."))
            return redirect("desk:hall", hall=made.hall.slug)
    context = {
        "organisation": organisation,
        "person": person,
        "known": holder if request.user.is_authenticated else None,
        "sentences": STARTER_SENTENCES,
    }
    return render(request, "bodies/found.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def found_here(request: HttpRequest) -> HttpResponse:
    """Give oneself a founding link, where this server takes in further halls; elsewhere there is nothing here."""
    if not actions.may_open_halls(request.user.is_authenticated):
        raise Http404
    if request.method == "POST":
        token = actions.take_founding_link(signed_in=request.user.is_authenticated)
        return redirect("door:found", token=token)
    return render(request, "bodies/found_here.html", {"page_title": _("Found a hall here")})
