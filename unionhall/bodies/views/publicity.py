"""Quiet or public: where we stand, what the public door says, and the door itself as an outsider sees it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.bodies.actions.publicity import word_the_door
from unionhall.bodies.door import members_only, moved
from unionhall.bodies.forms.publicity import DoorForm
from unionhall.bodies.models import Organisation
from unionhall.bodies.rules.publicity import may_word_the_door
from unionhall.kit import clock


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def publicity(request: HttpRequest, hall: str) -> HttpResponse:
    """Whether outsiders may know of us, and what our door says; worded anew by whoever holds the mandate to speak."""
    organisation = request.organisation
    ruling = may_word_the_door(request.actor, organisation, clock.now())
    start = {name: getattr(organisation, name) for name in DoorForm.base_fields}
    form = DoorForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        word_the_door(by=request.actor, **form.cleaned_data)
        messages.success(request, _("The door says this now. It is in the record."))
        return redirect("bodies:publicity", hall=hall)
    context = {
        "organisation": organisation,
        "ruling": ruling,
        "form": form,
        "page_title": _("Quiet or public"),
    }
    return render(request, "bodies/publicity.html", context, status=422 if form.errors else 200)


@require_safe
def front(request: HttpRequest, slug: str) -> HttpResponse:
    """
    The public door of a hall that went public. For a quiet one there is nothing here, exactly as for one that never was.
    """
    organisation = Organisation.objects.select_related("hall").filter(hall__slug=slug, public=True).first()
    if organisation is None:
        raise Http404
    if organisation.hall.moved_to:
        return moved(request, organisation.hall)
    return render(request, "bodies/front_door.html", {"organisation": organisation, "slug": slug})
