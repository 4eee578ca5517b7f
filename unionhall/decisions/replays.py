"""What another charter would have done to the assembly's last decisions, for the page that proposes a change."""

from __future__ import annotations

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.charters import Charter, outcome_in_words, replay
from unionhall.kit.registries import Replayed, replays
from unionhall.record.models import Hall

from .namers import motions
from .rules import past_decisions


def last_decisions(hall: Hall, charter: Charter) -> list[Replayed]:
    """The assembly's last 20 decisions judged by `charter`, newest first; "" where it cannot be known."""
    past = past_decisions(bodies.assembly(hall.pk))
    names = {str(pk): named for pk, named in motions(hall.pk, [one.key for one in past]).items()}  # type: ignore[misc]
    found = []
    for one in reversed(replay(charter, past)):
        title, url = names.get(one.past.key, (_("a motion"), ""))
        would_be = outcome_in_words(one.verdict.outcome).said(_) if one.verdict is not None else ""
        found.append(
            Replayed(title, url, outcome_in_words(one.past.outcome).said(_), would_be, one.sentence.said(_))
        )
    return found


replays.declare("last_decisions", last_decisions)
