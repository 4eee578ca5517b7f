"""What a story says at its end: which entries it left in the record."""

from __future__ import annotations


def kinds(hall=None) -> list[str]:
    """The kinds of all entries, in order; of one hall where there are several."""
    from unionhall.record.models import Opening

    openings = Opening.objects.order_by("entry__hall", "entry__index")
    if hall is not None:
        openings = openings.filter(hall=hall)
    return list(openings.values_list("kind", flat=True))
