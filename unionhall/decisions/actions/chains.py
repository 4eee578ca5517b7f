"""Votes that follow each other by the charter (R38): what comes after a result, and how the chain ends."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies import rules as bodies
from unionhall.core.chains import Chain
from unionhall.decisions import rules
from unionhall.decisions.models import Motion, Outcome
from unionhall.decisions.rules.chains import chain_for, matter_of_step
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write

from .making import make_motion
from .motions import second_now


def chain_of(motion: Motion, at: datetime) -> tuple[Chain, str] | None:
    """The chain the motion is a vote in, with its step; None where its matter has none."""
    chains = bodies.charter(motion.hall_id, at).chains
    if motion.chain_step:
        return next(
            ((one, motion.chain_step) for one in chains.values() if motion.chain_step in one.steps), None
        )
    chain = chain_for(bodies.charter(motion.hall_id, at), motion.matter)
    return (
        (chain, chain.start) if chain is not None and not motion.emergency and not motion.referendum else None
    )


def _next(motion: Motion, outcome: Outcome) -> tuple[Chain, str] | None:
    """The chain and the key of what follows from `outcome`; None where nothing does."""
    if outcome not in (Outcome.CARRIED, Outcome.LOST):
        return None
    found = chain_of(motion, motion.decided_at or clock.now())
    if found is None:
        return None
    chain, step = found
    return chain, chain.follows(step, carried=outcome == Outcome.CARRIED)


def ending_of(motion: Motion, outcome: Outcome) -> tuple[str, str]:
    """How the chain ended with this result: the ending's key and the charter's words; "" where there is none, or it goes on."""
    found = _next(motion, outcome)
    if found is None or found[1] not in found[0].endings:
        return "", ""
    return found[1], found[0].endings[found[1]]


def follow_chain(by: Actor, motion: Motion, outcome: Outcome) -> Motion | None:
    """Put the vote that follows by the charter before the body at once, seconded by the charter itself."""
    found = _next(motion, outcome)
    if found is None or found[1] not in found[0].steps:
        return None
    return put_next(by=by, motion=motion, step=found[1], question=found[0].steps[found[1]].question)


@action
def put_next(*, by: Actor, motion: Motion, step: str, question: str, at: datetime) -> Motion:
    """Enter the next vote of a chain, on the warrant of the result it follows from. It needs no seconder and no notice."""
    text = rules.text_in(motion)
    following = make_motion(
        by=by,
        body=motion.body,
        matter=matter_of_step(step),
        title=question,
        text=f"{text.title}\n\n{text.text}".strip(),
        language=text.language,
        at=at,
        follows=motion,
        chain_step=step,
    )
    second_now(following, at, by)
    write(
        "motion.followed",
        by=by,
        at=at,
        about=following,
        body=motion.body_id,
        warrant=motion.decision,
        step=step,
        after=str(motion.pk),
    )
    return following
