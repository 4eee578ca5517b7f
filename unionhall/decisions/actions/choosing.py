"""Putting a choice between options. It is seconded, voted on and declared as every motion is."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.core.charters import Counting
from unionhall.core.counting.choices import Question, options_from
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Wrong
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Choice, Motion
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write

from .making import make_motion
from .motions import second_now


@action
def put_choice(
    *,
    by: Actor,
    body: Body,
    title: str,
    options: str,
    at: datetime,
    rule: str = Counting.IRV,
    seats: int = 1,
    text: str = "",
    language: str = "en",
    matter: str = "ordinary",
) -> Motion:
    """
    Ask `body` to choose between options.

    `options`: typed one a line, 2 to 30. `rule`: by which of `core.counting` it is counted; the charter's own where it names
    one. `seats`: how many are chosen. Raises a `Refusal` where it may not be put, or nothing can be chosen from.
    """
    body = Body.objects.select_related("hall").get(pk=body.pk)
    rules.may_put_choice(by, body, matter, at).enforce()
    question = _question(options, rule, seats)
    charter = bodies.charter(body.hall_id, at)
    rules.may_count_by(charter, matter, question.rule).enforce()

    motion = make_motion(by=by, body=body, matter=matter, title=title, text=text, language=language, at=at)
    Choice.objects.create(
        hall_id=motion.hall_id,
        motion=motion,
        options=list(question.options),
        people=_people(body, question),
        rule=question.rule.value,
        seats=question.seats,
    )
    if rules.has_enough_seconds(motion, charter, at):
        second_now(motion, at, by)

    write(
        "choice.put",
        by=by,
        at=at,
        about=motion,
        body=body.pk,
        number=motion.number,
        matter=matter,
        text=rules.text_in(motion).digest,
        options=hashlib.sha256("\n".join(question.options).encode()).hexdigest(),
        rule=question.rule.value,
        seats=question.seats,
    )
    motion_changed(motion)
    return motion


def _people(body: Body, question: Question) -> dict[str, str]:
    """Which options are members, by their names."""
    named = Member.objects.filter(hall_id=body.hall_id, name__in=question.options, erased_on=None)
    ids = {name: str(pk) for name, pk in named.values_list("name", "pk")}
    return {str(place): ids[name] for place, name in enumerate(question.options) if name in ids}


def _question(options: str, rule: str, seats: int) -> Question:
    """What is asked. Raises `OutOfOrder` with what is wrong with it."""
    try:
        return Question(options_from(options), Counting(rule), seats)
    except Wrong as wrong:
        raise OutOfOrder(wrong.sentence) from wrong
    except ValueError as unknown:
        raise OutOfOrder(_("Choose how it is counted.")) from unknown
