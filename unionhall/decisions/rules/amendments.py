"""
Amendments beside the words they would change: which still apply, which collide, and which come to the vote before the motion.

An amendment is a motion with the effect `motion.amend`: the whole words as they would become, and the version these were
written on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.core.amending import Change, TheyCollide, Wording, applied, changes, colliding, moved
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.decisions.models import Motion, Status

from .lifecycle import LIVE, READY, UNDECIDED

AMENDS = "motion.amend"
"""The effect of an amendment."""
TOGETHER = "motion.amend_together"
"""The effect of a motion that decides several amendments together: the ids of these."""


@dataclass(frozen=True)
class Standing:
    """
    How an amendment stands to the words it would change. `base`, `new`: the words it was written on, and as it would have them.
    `now`: as they are. `wanted`: what it changes in these; None where somebody changed the same stretch since it was put, so that
    it has to be worded anew, and of what is decided; empty where the words say already what it asks for.
    """

    amendment: Motion
    base: Wording
    new: Wording
    now: Wording
    wanted: tuple[Change, ...] | None

    @property
    def applies(self) -> bool:
        """Whether there is still something that it changes."""
        return bool(self.wanted)

    @property
    def then(self) -> Wording:
        """The words as they are now with what it changes; to the letter as it was put where nothing has changed since."""
        if self.wanted is None:
            raise TheyCollide({(0, 1)})
        return self.new if self.base == self.now else applied(self.now, self.wanted)


def changed_since() -> str:
    """Why an amendment no longer applies."""
    return _("What this amendment changes was changed since it was put: write it anew against the new text.")


def wordings(motion: Motion) -> list[Wording]:
    """
    The versions of what amendments to `motion` would change, from the first to the one of now: its words; of an amendment those
    it would give.
    """
    if motion.amends_id is None:
        binding = motion.texts.filter(binding=True).order_by("version")
        return [Wording(*row) for row in binding.values_list("title", "text")]
    params = wish_of(motion)
    earlier = [Wording(*one) for one in params.get("earlier", ())]
    return [*earlier, Wording(params.get("title", ""), params.get("text", ""))]


def wish_of(amendment: Motion) -> Mapping[str, Any]:
    """The parameters of the amendment's effect; empty where it is no amendment, or several taken together."""
    found = (effect.params for effect in amendment.effects.all() if effect.kind == AMENDS)
    return next(found, {})


def parts_of(bloc: Motion) -> list[str]:
    """The ids of the amendments that a motion decides together; empty where it is none of that kind."""
    found = (effect.params["amendments"] for effect in bloc.effects.all() if effect.kind == TOGETHER)
    return next(found, [])


def binding_blocs(motion: Motion) -> list[Motion]:
    """The motions that decide several of the motion's amendments together, from when they are seconded until they are decided."""
    found = motion.amendments.filter(status__in=(*READY, Status.POLLING), effects__kind=TOGETHER)
    return list(found.prefetch_related("effects"))


def standings(motion: Motion, amendments: Iterable[Motion]) -> list[Standing]:
    """
    How each of the `amendments` to `motion` stands, in their order; their effects should be there already. One query, or two
    where some are decided together, however many.
    """
    rows, versions = list(amendments), wordings(motion)
    found = {one.amendment.pk: one for one in _standings(versions, [(one, wish_of(one)) for one in rows])}
    blocs = [one for one in rows if parts_of(one)]
    if blocs:
        parts = {UUID(part) for bloc in blocs for part in parts_of(bloc)} - set(found)
        others = Motion.objects.filter(pk__in=parts).prefetch_related("effects")
        known = {
            **found,
            **{
                one.amendment.pk: one for one in _standings(versions, [(one, wish_of(one)) for one in others])
            },
        }
        found |= {bloc.pk: _together(bloc, versions[-1], known) for bloc in blocs}
    return [found[one.pk] for one in rows if one.pk in found]


def _together(bloc: Motion, now: Wording, known: Mapping[UUID, Standing]) -> Standing:
    """How amendments stand that are decided together: those that were decided otherwise meanwhile are no longer among them."""
    parts = [known[UUID(part)] for part in parts_of(bloc) if UUID(part) in known]
    open_parts = [one for one in parts if one.amendment.status in UNDECIDED]
    if bloc.status not in LIVE or any(one.wanted is None for one in open_parts):
        return Standing(bloc, now, now, now, None)
    wanted = sorted({change for one in open_parts for change in one.wanted or ()}, key=lambda one: one.claim)
    return Standing(bloc, now, applied(now, wanted), now, tuple(wanted))


def standing(amendment: Motion) -> Standing:
    """How one amendment stands. Raises `OutOfOrder` where it is none."""
    found = standings(amendment.amends, [amendment]) if amendment.amends is not None else []
    if not found:
        raise OutOfOrder(_("This is not an amendment."))
    return found[0]


def words_by(motion: Motion, params: Mapping[str, Any]) -> Wording:
    """
    The words of `motion` as the parameters of an amendment's effect would have them. Raises `OutOfOrder` where what it changes
    was changed by somebody else since it was put.
    """
    found = _standings(wordings(motion), [(motion, params)])
    if not found or found[0].wanted is None:
        raise OutOfOrder(changed_since())
    return found[0].then


def _standings(versions: list[Wording], wishes: Iterable[tuple[Motion, Mapping[str, Any]]]) -> list[Standing]:
    @cache
    def step(number: int) -> tuple[Change, ...]:
        return tuple(changes(versions[number - 1], versions[number]))

    found = []
    for one, params in wishes:
        written_on = params.get("version", 0)
        if not 1 <= written_on <= len(versions):
            continue
        base, new = versions[written_on - 1], Wording(params["title"], params["text"])
        if one.status not in LIVE:
            found.append(Standing(one, base, new, versions[-1], None))
            continue
        wanted: Sequence[Change] | None = changes(base, new)
        try:
            for number in range(written_on, len(versions)):
                wanted = moved(wanted or (), step(number))
        except TheyCollide:
            wanted = None
        found.append(Standing(one, base, new, versions[-1], None if wanted is None else tuple(wanted)))
    return found


def all_of(motion: Motion, found: Iterable[Standing]) -> Wording:
    """The motion's words with all of these amendments, of which none collides with another."""
    return applied(wordings(motion)[-1], {change for one in found for change in one.wanted or ()})


def still_applies(amendment: Motion) -> Ruling:
    """Whether the amendment still changes something, where nobody else has changed it since it was put."""
    found = standing(amendment)
    if found.wanted is None and parts_of(amendment):
        return Ruling(
            OutOfOrder(_("One of these no longer fits the text: ask that it be decided by itself."))
        )
    if found.wanted is None:
        return Ruling(OutOfOrder(changed_since()))
    if not found.wanted:
        return Ruling(OutOfOrder(_("What this amendment asks for stands in the text already.")))
    return IN_ORDER


def may_change_words(motion: Motion) -> Ruling:
    """Whether what amendments to `motion` change can still change: until the vote on it begins, or on what it amends."""
    about = motion if motion.amends is None or motion.status not in UNDECIDED else motion.amends
    if about.status in UNDECIDED:
        return IN_ORDER
    return Ruling(OutOfOrder(_("The vote on the motion itself has begun: its text can no longer change.")))


def which_collide(found: Iterable[Standing]) -> dict[UUID, list[Motion]]:
    """Beside the id of each amendment that still applies those that it collides with, in their order."""
    live = [one for one in found if one.applies]
    beside: dict[UUID, list[Motion]] = {one.amendment.pk: [] for one in live}
    for a, b in sorted(colliding([one.wanted or () for one in live])):
        beside[live[a].amendment.pk].append(live[b].amendment)
        beside[live[b].amendment.pk].append(live[a].amendment)
    return beside


def undecided_of(motion: Motion) -> list[Motion]:
    """The motion's amendments that are before the body and not under a vote, the oldest first, with their effects."""
    return list(motion.amendments.filter(status__in=UNDECIDED).order_by("put_at").prefetch_related("effects"))


def amendments_before(found: Iterable[Standing]) -> tuple[list[Motion], list[Motion]]:
    """
    Of undecided amendments, by how they stand, those that come to the vote before their motion, and those that do not hinder it,
    because nobody has seconded them or nothing is left of them: what they change was changed since, or is there already. Those
    that are decided together come as one.
    """
    rows = list(found)
    seconded = [one.amendment for one in rows if one.amendment.status in READY]
    bound = {part for bloc in seconded for part in parts_of(bloc)}
    waiting: list[Motion] = []
    beside: list[Motion] = []
    for one in rows:
        if str(one.amendment.pk) in bound:
            continue
        (waiting if one.amendment.status in READY and one.applies else beside).append(one.amendment)
    return waiting, beside


def may_pass_over(motion: Motion, as_it_stands: bool) -> Ruling:
    """
    Whether the motion may come to the vote before its amendments: where none waits, or where whoever opens the vote says
    in so many words that it is on the motion `as_it_stands` and that they fall.
    """
    if as_it_stands:
        return IN_ORDER
    waiting, _others = amendments_before(standings(motion, undecided_of(motion)))
    if not waiting:
        return IN_ORDER
    sentence = ngettext(
        "Amendment %(numbers)s is seconded and not decided: first the words, then the motion."
        " Whoever opens this vote all the same says that the amendment falls.",
        "Amendments %(numbers)s are seconded and not decided: first the words, then the motion."
        " Whoever opens this vote all the same says that the amendments fall.",
        len(waiting),
    )
    return Ruling(OutOfOrder(sentence % {"numbers": ", ".join(str(one.number) for one in waiting)}))
