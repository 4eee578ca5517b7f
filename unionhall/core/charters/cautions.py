"""What a charter would mean for the members there are, said before anybody votes on it."""

from __future__ import annotations

from dataclasses import replace

from unionhall.core.charters.charter import Charter
from unionhall.core.charters.matters import MATTERS
from unionhall.core.charters.rules import Method, Rule
from unionhall.core.quorums import Quorum
from unionhall.core.thresholds import SIMPLE_MAJORITY, Base, Threshold
from unionhall.core.words import Sentence, _


def warnings(charter: Charter, members: int, old: Charter | None = None) -> list[Sentence]:
    """
    Plain warnings: rules that `members` people cannot meet or that one absence bars, and, against `old`, what
    would be lost: recall, rotation, independence, voting by phone, the secret ballot, entrenchment.

    >>> for one in warnings(Charter("Branch", ordinary=Rule(quorum_present=Quorum(number=5))), 4): print(one)
    Ordinary decisions: you are 4, this quorum is 5.
    """
    found: list[Sentence] = []
    named = {"ordinary": charter.ordinary, **charter.rules}
    for matter, rule in named.items():
        same = matter != "ordinary" and rule.quorum_present == charter.ordinary.quorum_present
        found += _about_numbers(
            MATTERS[matter].title, replace(rule, quorum_present=None) if same else rule, members
        )
    for anchor, rule in charter.entrenched.items():
        title = MATTERS[anchor].title if anchor in MATTERS else Sentence(_("An entrenched part"))
        found += _about_numbers(title, rule, members)
    if charter.emergency and charter.emergency.minimum_yes > members:
        found.append(
            Sentence(
                _(
                    "You are {members}, and an emergency motion needs {votes} votes in favour: none can be carried."
                ),
                members=members,
                votes=charter.emergency.minimum_yes,
            )
        )
    if old is not None:
        found += losses(old, charter)
    return found


def _about_numbers(matter: Sentence, rule: Rule, members: int) -> list[Sentence]:
    found = []
    for quorum in (rule.quorum_present, rule.quorum_participation):
        if quorum:
            found += _about_quorum(matter, quorum, members)
    threshold = rule.consensus.support if rule.consensus else rule.threshold
    if rule.has_hole:
        found.append(
            Sentence(
                _("{matter}: the text does not say what carries it; the assembly must interpret."),
                matter=matter,
            )
        )
    elif threshold:
        found += _about_threshold(matter, threshold, members)
    return found


def _about_quorum(matter: Sentence, quorum: Quorum, members: int) -> list[Sentence]:
    needed = quorum.needs(members)
    if needed > members:
        return [
            Sentence(
                _("{matter}: you are {members}, this quorum is {quorum}."),
                matter=matter,
                members=members,
                quorum=needed,
            )
        ]
    if needed == members and members > 1:
        return [
            Sentence(
                _(
                    "{matter}: you are {members} and this quorum is {quorum}: one absence makes a second call."
                ),
                matter=matter,
                members=members,
                quorum=needed,
            )
        ]
    return []


def _about_threshold(matter: Sentence, threshold: Threshold, members: int) -> list[Sentence]:
    if threshold.minimum_yes > members:
        return [
            Sentence(
                _(
                    "{matter}: you are {members}, and {votes} votes in favour are needed: nothing can be carried."
                ),
                matter=matter,
                members=members,
                votes=threshold.minimum_yes,
            )
        ]
    if threshold.base is Base.ELECTORATE and members > 1:
        exact = threshold.share * members
        line = -(-exact.numerator // exact.denominator) if threshold.at_least else int(exact) + 1
        if line >= members:
            return [
                Sentence(
                    _("{matter}: all {members} of you must be there and in favour: one absence bars it."),
                    matter=matter,
                    members=members,
                )
            ]
    return []


def losses(old: Charter, new: Charter) -> list[Sentence]:
    """
    What a change would end or weaken, in plain words.

    >>> from dataclasses import replace
    >>> from unionhall.core.charters.options import Terms
    >>> bakery = Charter("Bakery", terms=Terms(longest_days=180, consecutive=2))
    >>> [str(one) for one in losses(bakery, replace(bakery, terms=Terms(longest_days=0)))]
    ['No longest term: a mandate could last as long as each decision says, and nobody would have to make way.', \
'The same person could hold an office term after term: rotation would end.']
    """
    return [
        *_lost_recall(old, new),
        *_lost_rotation(old, new),
        *_lost_independence(old, new),
        *_lost_phones(old, new),
        *_lost_votes(old, new),
    ]


def for_those_here(old: Charter, new: Charter) -> list[Sentence]:
    """
    What a change of how people join and are admitted means for those who are members already.

    >>> from dataclasses import replace
    >>> bakery = Charter("Bakery")
    >>> for one in for_those_here(bakery, replace(bakery, rules={"admission": Rule()})): print(one)
    Whoever is admitted today stays admitted: what is said of joining and trial holds for those who come later.
    Whoever is on trial today stays on trial until the body has decided.
    >>> for_those_here(bakery, bakery)
    []
    """
    was, becomes = ("admission" in one.rules for one in (old, new))
    found = []
    if was != becomes or old.options.trial_days != new.options.trial_days:
        found.append(
            Sentence(
                _(
                    "Whoever is admitted today stays admitted: what is said of joining and trial holds for those who come later."
                )
            )
        )
    if becomes and not was:
        found.append(Sentence(_("Whoever is on trial today stays on trial until the body has decided.")))
    if was and not becomes:
        found.append(
            Sentence(_("Whoever is on trial today is admitted without a decision once their trial is over."))
        )
    return found


def _lost_recall(old: Charter, new: Charter) -> list[Sentence]:
    found = []
    for members in (10, 100, 1000):
        frozen = {"members_now": members, "members_at_year_start": members}
        was, becomes = old.recall.needs(**frozen), new.recall.needs(**frozen)
        if becomes > was:
            found.append(
                Sentence(
                    _(
                        "This change would make recall harder: of {members} members, {now} would have to ask, not {before}."
                    ),
                    members=members,
                    now=becomes,
                    before=was,
                )
            )
            break
    if new.recall.again_days > old.recall.again_days:
        found.append(
            Sentence(
                _(
                    "This change would make recall harder: after a call that was voted down, {days} days would have to pass."
                ),
                days=new.recall.again_days,
            )
        )
    if _is_harder(_threshold(old, "recall"), _threshold(new, "recall")):
        found.append(Sentence(_("This change would make recall harder: more votes would be needed.")))
    if _threshold(new, "recall").base is Base.ELECTORATE and _threshold(new, "recall").share >= 1:
        found.append(
            Sentence(_("This change would end recall: it would need everybody, also whoever is recalled."))
        )
    return found


def _threshold(charter: Charter, matter: str) -> Threshold:
    rule = charter.rules.get(matter, charter.ordinary)
    return rule.consensus.support if rule.consensus else rule.threshold or SIMPLE_MAJORITY


def _is_harder(was: Threshold, becomes: Threshold) -> bool:
    order = [Base.CAST, Base.VALID, Base.HANDED_IN, Base.NON_BLOCKING, Base.PRESENT, Base.ELECTORATE]
    return (becomes.share, becomes.minimum_yes) > (was.share, was.minimum_yes) or (
        becomes.share >= was.share and order.index(becomes.base) > order.index(was.base)
    )


def _lost_rotation(old: Charter, new: Charter) -> list[Sentence]:
    found = []
    if old.terms.longest_days and not new.terms.longest_days:
        found.append(
            Sentence(
                _(
                    "No longest term: a mandate could last as long as each decision says, and nobody would have to make way."
                )
            )
        )
    elif new.terms.longest_days > old.terms.longest_days > 0:
        found.append(
            Sentence(
                _("A mandate could last {now} days, not {before}: power would change hands less often."),
                now=new.terms.longest_days,
                before=old.terms.longest_days,
            )
        )
    if old.terms.consecutive and not new.terms.consecutive:
        found.append(Sentence(_("The same person could hold an office term after term: rotation would end.")))
    elif new.terms.consecutive > old.terms.consecutive > 0:
        found.append(
            Sentence(
                _("The same person could hold an office {now} terms in a row, not {before}."),
                now=new.terms.consecutive,
                before=old.terms.consecutive,
            )
        )
    return found


def _lost_independence(old: Charter, new: Charter) -> list[Sentence]:
    was, becomes = old.independence, new.independence
    found = []
    for words in was.declarations:
        if words not in becomes.declarations:
            found.append(
                Sentence(_("This change would end a declaration of independence: “{words}”."), words=words)
            )
    if set(was.barred) - set(becomes.barred) or set(was.voice_only) - set(becomes.voice_only):
        found.append(
            Sentence(
                _(
                    "This change would weaken independence: people kept from office or the vote no longer would be."
                )
            )
        )
    if was.gifts_above and (not becomes.gifts_above or becomes.gifts_above > was.gifts_above):
        found.append(Sentence(_("This change would weaken independence: fewer gifts would be declared.")))
    return found


_BY_PHONE = {Method.OPEN, Method.CONSENSUS}
"""Ways of voting that are open to who is not in the room."""


def _lost_phones(old: Charter, new: Charter) -> list[Sentence]:
    """Matters that could be voted on by phone, and would be decided in the room alone: the ordinary ones said first."""
    found = []
    for matter, meaning in MATTERS.items():
        if matter != "ordinary" and matter not in old.rules and matter not in new.rules:
            continue  # it falls to the ordinary sentence before and after, which is said once
        was, becomes = (one.rules.get(matter, one.ordinary).method for one in (old, new))
        if was not in _BY_PHONE or becomes in _BY_PHONE:
            continue
        if matter == "ordinary":
            found.append(Sentence(_("Voting by phone ends: only those in the room decide ordinary matters.")))
        else:
            found.append(
                Sentence(
                    _("{matter}: voting by phone ends, only those in the room decide."), matter=meaning.title
                )
            )
    return found


def _lost_votes(old: Charter, new: Charter) -> list[Sentence]:
    found = []
    for matter, meaning in MATTERS.items():
        if matter != "ordinary" and matter not in old.rules and matter not in new.rules:
            continue  # it falls to the ordinary sentence before and after, which is said once
        was, becomes = (one.rules.get(matter, one.ordinary) for one in (old, new))
        if was.method is Method.SECRET_PAPER and becomes.method is not Method.SECRET_PAPER:
            found.append(
                Sentence(_("{matter}: this change would end the secret ballot."), matter=meaning.title)
            )
        if set(was.no_vote) - set(becomes.no_vote):
            found.append(
                Sentence(
                    _(
                        "{matter}: this change would weaken independence: people without a vote would have one."
                    ),
                    matter=meaning.title,
                )
            )
    for anchor in old.entrenched:
        if anchor not in new.entrenched:
            title = MATTERS[anchor].title if anchor in MATTERS else anchor
            found.append(Sentence(_("This part would no longer be entrenched: {part}."), part=title))
    return found
