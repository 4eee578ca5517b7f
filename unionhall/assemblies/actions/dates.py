"""Finding a date: proposing times, marking those that would do, and taking the question back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies.models import Body, Member
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..models import DateSearch, Fits, Meeting, PossibleTime, TimeAnswer

THEIRS = "when somebody could come is theirs, and goes when the meeting is called, or after 30 days"
LONGEST_ABOUT = 160


@unrecorded(THEIRS)
def propose_times(
    *, by: Actor, body: Body, times: Sequence[datetime], about: str = "", at: datetime
) -> DateSearch:
    """
    Propose some times at which `body` could meet. Whoever proposes them is taken to be able to come at each; they may say
    otherwise. Raises a `Refusal` for who has no vote there, and for a time that the charter's notice no longer reaches.
    """
    rules.may_propose_times(by, body, at).enforce()
    wanted = sorted(set(times))
    if not rules.FEWEST_TIMES <= len(wanted) <= rules.MOST_TIMES:
        raise OutOfOrder(
            _("Propose %(fewest)d to %(most)d different times.")
            % {"fewest": rules.FEWEST_TIMES, "most": rules.MOST_TIMES}
        )
    for begins_at in wanted:
        rules.begins_in_time(body, begins_at, at).enforce()

    search = DateSearch.objects.create(
        hall_id=by.hall_id,
        body=body,
        about=" ".join(about.split())[:LONGEST_ABOUT],
        by_id=by.member_id,
        asked_at=at,
        ends_at=min(at + rules.SEARCHED, wanted[-1]),
    )
    made = PossibleTime.objects.bulk_create(
        PossibleTime(hall_id=by.hall_id, search=search, begins_at=begins_at) for begins_at in wanted
    )
    TimeAnswer.objects.bulk_create(
        TimeAnswer(hall_id=by.hall_id, time=one, member_id=by.member_id, fits=Fits.YES) for one in made
    )
    return search


@unrecorded(THEIRS)
def mark_times(
    *,
    by: Actor,
    search: DateSearch,
    marks: Mapping[UUID, str],
    member: Member | None = None,
    at: datetime,
) -> DateSearch:
    """
    Say which times would do, one's own or those of `member`, who has no account here; again changes it. `marks`: time → `Fits`;
    what is not in it would not do.
    """
    search = _as_it_is(search)
    if member is None or member.pk == by.member_id:
        rules.may_mark_times(by, search, at).enforce()
        whose = by.member_id
    else:
        rules.may_mark_for(by, search, member, at).enforce()
        whose = member.pk
    if not set(marks.values()) <= set(Fits.values):
        raise OutOfOrder(_("Say of each time: yes, if need be, or no."))

    rows = [
        TimeAnswer(hall_id=search.hall_id, time=one, member_id=whose, fits=marks.get(one.pk, Fits.NO))
        for one in search.times.all()
    ]
    TimeAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["time", "member"], update_fields=["fits"]
    )
    return search


@unrecorded(THEIRS)
def drop_search(*, by: Actor, search: DateSearch, at: datetime) -> None:
    """Take the question back; every answer goes with it."""
    search = _as_it_is(search)
    rules.may_drop_search(by, search, at).enforce()
    search.delete()


def came_of(search: DateSearch, meeting: Meeting) -> None:
    """
    Say what came of a search, inside the action that calls the meeting. Once that is convened nobody needs to know who could
    come when; until then the answers stay, for one alone must not be able to end what others are still answering. A meeting
    of another body, or at none of the times, did not come of it.
    """
    if search.body_id != meeting.body_id or not search.times.filter(begins_at=meeting.begins_at).exists():
        return
    if meeting.convened_at is not None:
        search.delete()
    else:
        DateSearch.objects.filter(pk=search.pk).update(meeting=meeting)


def _as_it_is(search: DateSearch) -> DateSearch:
    """Its row, locked until the transaction ends. Raises `OutOfOrder` where it is gone."""
    rows = DateSearch.objects.select_for_update(of=("self",)).select_related("body__hall", "hall")
    found = rows.filter(pk=search.pk).first()
    if found is None:
        raise OutOfOrder(_("These times are over."))
    return found
