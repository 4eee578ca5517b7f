"""Elections: standing for an office, putting the vote, and the declaration that is the mandate."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.actions.mandates import give_mandate
from unionhall.bodies.models import Alternate, Member, Office
from unionhall.core.charters import Counting
from unionhall.core.counting.choices import Question
from unionhall.core.offices import in_order_after
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.core.words import Wrong
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Candidate, Choice, Motion, Poll
from unionhall.decisions.rules import elections
from unionhall.decisions.rules.choosing import stored_report
from unionhall.kit.actor import Actor
from unionhall.record.book import action, attempt, unrecorded, write
from unionhall.record.models import Entry

from .making import make_motion
from .motions import second_now


def _locked(office: Office) -> Office:
    """The office's row, locked until the transaction ends."""
    rows = Office.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("body__hall", "hall").get(pk=office.pk)


@unrecorded("who stands is on the ballot paper once the election is put; until then it can be taken back")
def stand(*, by: Actor, office: Office, stands: bool, at: datetime) -> bool:
    """
    Stand for an office, or no more; doing it twice changes nothing. Nobody is put up by others, and who may stand no more may
    still step back.
    """
    office = _locked(office)
    if stands:
        elections.may_stand(by, office, at).enforce()
    theirs = Candidate.objects.filter(office=office, member_id=by.member_id)
    if not stands:
        theirs.delete()
    elif not theirs.exists():
        Candidate.objects.create(hall_id=office.hall_id, office=office, member_id=by.member_id)
    return stands


@action
def put_election(
    *, by: Actor, office: Office, at: datetime, rule: str = Counting.IRV, language: str = "en"
) -> Motion:
    """
    Put the election of everybody who stands for `office` and is eligible, counted by `rule`, or as the charter names it.

    The last option is none of them: a seat it wins stays empty. Raises a `Refusal` where it may not be put.
    """
    office = _locked(office)
    printed = elections.on_the_ballot(office, at)
    elections.may_put_election(by, office, printed, at).enforce()
    rules.may_put_choice(by, office.body, "election", at).enforce()
    charter = bodies.charter(office.hall_id, at)
    counting = rules.counting_for(charter, "election")
    if counting is None:
        if rule not in set(Counting):
            raise OutOfOrder(_("Choose how it is counted."))
        counting = Counting(rule)
    options = (*(text for _member, text in printed), _("None of these"))
    try:
        question = Question(options, counting, min(office.seats, len(printed)))
    except Wrong as wrong:
        raise OutOfOrder(wrong.sentence) from wrong

    title = _("Election: %(office)s") % {"office": office.name}
    motion = make_motion(
        by=by, body=office.body, matter="election", title=title, text="", language=language, at=at
    )
    Choice.objects.create(
        hall_id=motion.hall_id,
        motion=motion,
        options=list(question.options),
        people={str(place): str(member.pk) for place, (member, _text) in enumerate(printed)},
        rule=question.rule.value,
        seats=question.seats,
        office=office,
    )
    Candidate.objects.filter(office=office).delete()
    if rules.has_enough_seconds(motion, charter, at):
        second_now(motion, at, by)

    write(
        "choice.put",
        by=by,
        at=at,
        about=motion,
        body=office.body_id,
        number=motion.number,
        matter="election",
        text=rules.text_in(motion).digest,
        options=hashlib.sha256("\n".join(question.options).encode()).hexdigest(),
        rule=question.rule.value,
        seats=question.seats,
    )
    motion_changed(motion)
    return motion


def fill_office(by: Actor, motion: Motion, poll: Poll, entry: Entry, at: datetime) -> None:
    """
    The declaration is the mandate: whoever was elected holds the office from now, or as a seat comes free; the others are
    alternates in order. Whoever is not eligible any more is passed over, and the next steps in.
    """
    choice = Choice.objects.filter(motion=motion, office__isnull=False).first()
    report = stored_report(poll)
    if choice is None or report is None:
        return
    office = _locked(Office(pk=choice.office_id))
    people = {choice.options[int(place)]: member for place, member in choice.people.items()}
    nobody = tuple(name for name in choice.options if name not in people)
    elected = [name for name in report.winners if name in people]
    after = [name for name in in_order_after(report, nobody) if name in people]
    found = Member.objects.filter(pk__in=people.values()).select_related("person", "hall")
    members = {str(one.pk): one for one in found}
    ends = []
    waiting = [people[name] for name in after]
    for since, name in zip(elections.begins(office, len(elected), at), elected, strict=False):
        until = elections.end_of(office, since)
        who: str | None = people[name]
        while who is not None and not _given(by, office, members[who], since, until, entry):
            who = waiting.pop(0) if waiting else None
        ends.append(until)
    last = max(ends, default=None)
    if last is not None:
        Alternate.objects.bulk_create(
            Alternate(
                hall_id=office.hall_id,
                office=office,
                member=members[key],
                place=place,
                until=last,
                warrant=entry,
            )
            for place, key in enumerate(waiting, start=1)
        )


def _given(by: Actor, office: Office, member: Member, since: datetime, until: datetime, entry: Entry) -> bool:
    """Whether the mandate could be given: they may have left, or be barred, since the paper was made."""
    try:
        with attempt():
            give_mandate(
                by=by,
                warrant=entry,
                body=office.body,
                member=member,
                powers=office.powers,
                since=since,
                until=until,
                purpose=office.purpose,
                office=office,
            )
    except Refusal:
        return False
    return True
