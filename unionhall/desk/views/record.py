"""The record as a timeline, to verify and to carry away."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.rules import bodies_of
from unionhall.core.log.notes import VerifierKey
from unionhall.desk import timeline
from unionhall.kit.registries import record_kinds
from unionhall.record import proofs, signer
from unionhall.record.export import export
from unionhall.record.keeper import SignerRefuses
from unionhall.record.models import Checkpoint, Opening, OpeningQuerySet

PAGE = 40
GROUPS = {
    "motions": ("motion.", "poll.", "effects."),
    "mandates": ("mandate.", "office."),
    "members": ("member.", "invite.", "application.", "card."),
    "rules": ("charter.", "principles.", "rule.", "organisation.", "hall.", "body.", "remit."),
}


def _visible(request: HttpRequest) -> OpeningQuerySet:
    bodies = [body.pk for body in bodies_of(request.member)]
    openings: OpeningQuerySet = Opening.objects.visible_to(hall_id=request.hall.pk, bodies=bodies)
    return openings


def _keys(request: HttpRequest) -> list[VerifierKey]:
    """The keys that sign the record; none where they were left behind with another server."""
    try:
        return signer.verifier_keys(request.hall)
    except SignerRefuses:
        return []


def in_order(hall_id: UUID, openings: OpeningQuerySet) -> OpeningQuerySet:
    """
    The openings of one hall with their entries, the newest first. The hall is named of the entries too, so that the database
    walks the log from its end and stops when a page is full.
    """
    return openings.filter(entry__hall_id=hall_id).select_related("entry").order_by("-entry__index")


@members_only
@require_safe
def record(request: HttpRequest, hall: str) -> HttpResponse:
    """What happened, newest first, in plain sentences."""
    openings, group = _visible(request), request.GET.get("about", "")
    if group in GROUPS:
        openings = openings.filter(kind__in=[kind for kind in record_kinds if kind.startswith(GROUPS[group])])
    pages = Paginator(in_order(request.hall.pk, openings), PAGE)
    pages.count = openings.count()  # counted in the openings' index alone; the pages need the entries too
    page = pages.get_page(request.GET.get("page"))
    last = Checkpoint.objects.filter(hall=request.hall).order_by("-size").first()
    context = {
        "lines": timeline.lines(request.hall.pk, page.object_list, request.member.pk),
        "page": page,
        "group": group,
        "groups": [
            ("", _("Everything")),
            ("motions", _("Decisions")),
            ("mandates", _("Mandates")),
            ("members", _("Members")),
            ("rules", _("Rules")),
        ],
        "last": last,
        "at_rest": signer.at_rest(request.hall),
        "keys": _keys(request),
        "page_title": _("Record"),
    }
    return render(request, "desk/record.html", context)


@members_only
@require_safe
def entry(request: HttpRequest, hall: str, index: int) -> HttpResponse:
    """One entry: its sentence, what it commits to, and its proof to carry away."""
    opening = get_object_or_404(_visible(request).select_related("entry"), entry__index=index)
    line = timeline.lines(request.hall.pk, [opening], request.member.pk)[0]
    context = {
        "line": line,
        "opening": opening,
        "salt": bytes(opening.salt).hex(),
        "content": opening.content,
        "page_title": _("Entry %(index)s") % {"index": index},
    }
    return render(request, "desk/entry.html", context)


@members_only
@require_safe
def checkpoint(request: HttpRequest, hall: str) -> HttpResponse:
    """The last checkpoint, to print or keep: the page against which a rewritten history shows."""
    last = Checkpoint.objects.filter(hall=request.hall).order_by("-size").first()
    context = {
        "last": last,
        "at_rest": signer.at_rest(request.hall),
        "keys": _keys(request),
        "page_title": _("Checkpoint"),
    }
    if request.GET.get("as") == "text" and last is not None:
        return _attached(last.note, "checkpoint.txt")
    return render(request, "desk/checkpoint.html", context)


@members_only
@require_safe
def data(request: HttpRequest, hall: str) -> JsonResponse:
    """Everything a browser needs to verify the record itself: leaves, openings this member may see, checkpoint and key."""
    last = Checkpoint.objects.filter(hall=request.hall).order_by("-size").first()
    size = last.size if last else 0
    openings = _visible(request).filter(entry__index__lt=size).order_by("entry__index")
    return JsonResponse(
        {
            "checkpoint": last.note if last else "",
            "vkey": "\n".join(str(key) for key in signer.verifier_keys(request.hall)),
            "leaves": signer.leaves(request.hall, 0, size),
            "openings": [
                {"index": index, "salt": bytes(salt).hex(), "content": content}
                for index, salt, content in openings.values_list("entry__index", "salt", "content")
            ],
        }
    )


@members_only
@require_safe
def proof(request: HttpRequest, hall: str, index: int) -> HttpResponse:
    """The `.tlog-proof` of one entry."""
    opening = get_object_or_404(_visible(request).select_related("entry"), entry__index=index)
    return _attached(proofs.proof_for(opening.entry), f"entry-{index}.tlog-proof")


@members_only
@require_safe
def signed(request: HttpRequest, hall: str, index: int) -> HttpResponse:
    """One entry as a signed document that another hall can check by itself."""
    opening = get_object_or_404(_visible(request).select_related("entry"), entry__index=index)
    return _attached(proofs.signed_document(opening.entry), f"entry-{index}.signed.json", "application/json")


@members_only
@require_safe
def carry_away(request: HttpRequest, hall: str) -> FileResponse:
    """The whole record as this member may see it, as one archive that `unionhall record verify` and others' tools accept."""
    if not Checkpoint.objects.filter(hall=request.hall).exists():
        raise Http404
    audiences = ["members", *(f"body:{body.pk}" for body in bodies_of(request.member))]
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it; on disk, for a record only grows
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "record"
        export(request.hall, target, audiences=audiences)
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            archive.add(target, arcname="record")
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="record.tar.gz", content_type="application/gzip")


def _attached(text: str, name: str, kind: str = "text/plain") -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
