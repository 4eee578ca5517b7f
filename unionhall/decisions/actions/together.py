"""Deciding several amendments together, and having one of them decided by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.amending import is_same
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import EffectState, Motion, Status
from unionhall.decisions.rules.amendments import TOGETHER, may_change_words, parts_of, standings
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.motions import may_step
from unionhall.decisions.rules.together import FEWEST_LEFT, are_together, may_bundle, may_part
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from .amendments import give_words
from .falling import let_fall
from .making import LONGEST_TITLE, add_effects, add_text, make_motion
from .motions import enter_put, locked


@action
def put_together(
    *, by: Actor, motion: Motion, amendments: Sequence[str], at: datetime, reason: str = ""
) -> Motion:
    """
    Propose to decide several amendments to `motion`, by their ids, with one vote. Raises a `Refusal` where fewer than three are
    named, or two of them collide.
    """
    motion = locked(motion)
    may_bundle(by, motion, at).enforce()
    are_together(motion, list(amendments)).enforce()
    bodies.may_decide(motion.body, "ordinary", at).enforce()

    found = list(motion.amendments.filter(pk__in=[UUID(one) for one in amendments]).order_by("number"))
    bloc = make_motion(
        by=by,
        body=motion.body,
        matter="ordinary",
        title=_name(motion, found),
        text=reason,
        language=motion.binding_text().language,
        at=at,
        amends=motion,
    )
    params = {"motion": str(motion.pk), "amendments": [str(one.pk) for one in found]}
    add_effects(bloc, [(TOGETHER, params)])
    enter_put(by, bloc, [TOGETHER], at)
    return bloc


def _name(motion: Motion, parts: Sequence[Motion]) -> str:
    numbers = ", ".join(str(one.number) for one in parts)
    said = _("Together, the amendments to motion %(number)d: %(numbers)s") % {
        "number": motion.number,
        "numbers": numbers,
    }
    return Truncator(said).chars(LONGEST_TITLE)


@action
def decide_by_itself(*, by: Actor, bloc: Motion, amendment: Motion, at: datetime) -> Motion:
    """
    Have one amendment decided by itself and not together with others, which is for anybody who votes to ask. The rest goes on
    without it; with fewer than two left it falls.
    """
    bloc = locked(bloc)
    may_part(by, bloc, amendment, at).enforce()

    effect, now = bloc.effects.get(kind=TOGETHER), bloc.binding_text()
    left = [one for one in parts_of(bloc) if one != str(amendment.pk)]
    effect.params = {**effect.params, "amendments": left}
    effect.said = effect_kinds.get(TOGETHER).describe(bloc.hall, bloc.body, effect.params)
    if len(left) < FEWEST_LEFT:
        may_step(bloc, Status.OVERTAKEN).enforce()
        bloc.status, effect.state = Status.OVERTAKEN, EffectState.VOID
        bloc.save(update_fields=["status"])
    effect.save(update_fields=["params", "said", "state"])
    parts = Motion.objects.filter(pk__in=[UUID(one) for one in left]).order_by("number")
    add_text(
        by,
        bloc,
        version=now.version + 1,
        language=now.language,
        binding=True,
        title=_name(bloc.amends, list(parts)),  # type: ignore[arg-type]
        text=now.text,
        at=at,
    )

    write(
        "amendment.parted",
        by=by,
        at=at,
        about=amendment,
        body=bloc.body_id,
        together=str(bloc.pk),
        left=len(left),
    )
    for one in (bloc, amendment):
        motion_changed(one)
    return bloc


@action
def amend_together(
    *, by: Actor, warrant: Entry, motion: Motion, parts: Sequence[str], at: datetime
) -> Motion:
    """
    Take several amendments in, by their ids, on the `warrant` of the motion that decided them together. One that was decided
    otherwise meanwhile is left as it is, and so is one whose stretch somebody changed: it is there to be put anew.
    """
    motion = locked(motion)
    may_change_words(motion).enforce()
    rows = motion.amendments.filter(pk__in=[UUID(one) for one in parts], status__in=UNDECIDED)
    found = [
        one for one in standings(motion, rows.order_by("number").prefetch_related("effects")) if one.applies
    ]
    words = rules.all_of(motion, found)
    if is_same(words, rules.wordings(motion)[-1]):
        raise OutOfOrder(_("Nothing is left of these amendments."))

    version, digest = give_words(by, motion, words, at)
    for one in found:
        amendment = one.amendment
        may_step(amendment, Status.WITHDRAWN).enforce()
        amendment.status, amendment.ending = Status.WITHDRAWN, _("carried together with others")
        amendment.save(update_fields=["status", "ending"])
        amendment.effects.update(state=EffectState.DONE, done_at=at)

    entry = write(
        "motion.amended",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        warrant=warrant,
        version=version,
        text=digest,
    )
    for one in found:
        let_fall(by, one.amendment, entry)
        motion_changed(one.amendment)
    motion_changed(motion)
    return motion
