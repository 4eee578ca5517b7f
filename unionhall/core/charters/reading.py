"""A charter read aloud: paragraphs of plain sentences, the difference of two, and what it would not let happen."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from unionhall.core.charters.charter import Charter
from unionhall.core.charters.matters import MATTERS
from unionhall.core.charters.rules import kind_in_words
from unionhall.core.procedure import Procedure
from unionhall.core.words import Sentence, _, counted


@dataclass(frozen=True)
class Paragraph:
    """
    One paragraph. `anchor`: its name in links (`Refusal.rule`). `heading`; `sentences`; `source`: the text it
    follows. `own_words`: whether its sentences are the charter's own words, in the charter's language, or the
    hall's.
    """

    anchor: str
    heading: Sentence
    sentences: tuple[Sentence, ...]
    source: str = ""
    own_words: bool = False


def sentences(charter: Charter, *, whole: bool = False) -> list[Paragraph]:
    """
    The charter as it is read aloud. A matter's rule says only where it differs from the ordinary one, unless
    `whole`.

    >>> told = sentences(Charter("Bakery"))
    >>> told[0].anchor, str(told[0].sentences[2])
    ('ordinary', 'It is carried when more than half of the votes for and against are in favour.')
    """
    told = [Paragraph("ordinary", MATTERS["ordinary"].title, _ordinary(charter), charter.ordinary.source)]
    for matter in MATTERS:
        if matter in charter.rules:
            rule = charter.rule_for(matter) if matter == "quorum_repair" else charter.rules[matter]
            said = tuple(rule.said(None if whole else charter.ordinary))
            told.append(Paragraph(matter, MATTERS[matter].title, said, rule.source))
    recall = charter.recall
    told += [
        Paragraph("options", _HEADINGS["options"], tuple(_options(charter))),
        Paragraph("terms", _HEADINGS["terms"], tuple(_terms(charter))),
        Paragraph("calling-recall", _HEADINGS["calling-recall"], tuple(recall.said()), recall.source),
    ]
    told += _optional(charter)
    told += [
        Paragraph(
            f"article-{one.anchor}",
            _own(one.heading),
            (_own(one.text),),
            own_words=True,
        )
        for one in charter.articles
    ]
    if charter.interpretations:
        said = tuple(_own(one.words or str(one.value)) for one in charter.interpretations)
        told.append(Paragraph("interpretations", _HEADINGS["interpretations"], said, own_words=True))
    return told


_HEADINGS = {
    "options": Sentence(_("Members and motions")),
    "terms": Sentence(_("Terms and turns")),
    "calling-recall": Sentence(_("Calling for recall")),
    "independence": Sentence(_("Independence")),
    "referendum": Sentence(_("Votes of all members")),
    "emergency": Sentence(_("Emergencies between meetings")),
    "interpretations": Sentence(_("As interpreted")),
}


def _own(words: str) -> Sentence:
    return Sentence("{words}", words=words)


def _ordinary(charter: Charter) -> tuple[Sentence, ...]:
    return (
        *charter.ordinary.said(),
        Sentence(_("What this charter does not name is decided in the same way.")),
    )


def _optional(charter: Charter) -> list[Paragraph]:
    told = []
    if charter.independence.says_something:
        told.append(Paragraph("independence", _HEADINGS["independence"], tuple(_independence(charter))))
    if charter.referendum:
        told.append(Paragraph("referendum", _HEADINGS["referendum"], (charter.referendum.said(),)))
    if charter.emergency:
        heading = _HEADINGS["emergency"]
        told.append(Paragraph("emergency", heading, tuple(_emergency(charter)), charter.emergency.source))
    for anchor, rule in charter.entrenched.items():
        heading = Sentence(_("Changing this part: {part}"), part=heading_of(charter, anchor))
        told.append(Paragraph(f"entrenched-{anchor}", heading, tuple(rule.said()), rule.source))
    for name, chain in charter.chains.items():
        told.append(Paragraph(f"chains-{name}", _own(chain.title or name), tuple(chain.said()), chain.source))
    for name in charter.tables:
        table = charter.interpreted_table(name)
        told.append(Paragraph(f"tables-{name}", _own(table.about), tuple(table.said()), table.source))
    return told


def heading_of(charter: Charter, anchor: str) -> Sentence:
    """
    The heading of the paragraph `anchor`.

    >>> str(heading_of(Charter("Bakery"), "recall"))
    'Recall'
    """
    if anchor in MATTERS:
        return MATTERS[anchor].title
    if anchor in _HEADINGS:
        return _HEADINGS[anchor]
    for article in charter.articles:
        if anchor == f"article-{article.anchor}":
            return _own(article.heading)
    return _own(anchor.partition("-")[2] or anchor)


_PROCEDURES = {
    Procedure.IWW: Sentence(
        _(
            "On the floor one may also move to end the debate, refer, postpone, lay aside, take a break or adjourn,"
            " by a majority; to extend the time by two thirds."
        )
    ),
    Procedure.ROBERT: Sentence(
        _(
            "On the floor one may also move to refer, postpone, lay aside, take a break or adjourn, by a majority;"
            " to end the debate or extend the time by two thirds."
        )
    ),
}


def _options(charter: Charter) -> list[Sentence]:
    options = charter.options
    told = [
        Sentence(_("One household has one vote."))
        if options.one_household_one_vote
        else Sentence(_("One member has one vote.")),
        Sentence(_("A member may cast the vote of one other member who asked for it in writing."))
        if options.proxies
        else Sentence(_("Nobody casts another's vote.")),
        Sentence(_("Whoever joins by invite needs one member to vouch for them."))
        if options.vouchers == 1
        else Sentence(
            _(
                "Whoever joins by invite needs two members to vouch for them; one is enough until there are three."
            )
        ),
    ]
    if options.trial_days:
        told.append(
            counted(
                options.trial_days,
                _("Whoever joins is on trial for one day and is then admitted by decision."),
                _("Whoever joins is on trial for {count} days and is then admitted by decision."),
            )
        )
    if options.unpaid_months:
        told.append(
            counted(
                options.unpaid_months,
                _("Who has not paid dues for one month is not in standing."),
                _("Who has not paid dues for {count} months is not in standing."),
            )
        )
    told.append(
        counted(
            options.seconds,
            _("A motion needs a seconder."),
            _("A motion needs {count} seconders.") if options.seconds else _("A motion needs no seconder."),
        )
    )
    told.append(
        Sentence(_("The mover may accept an amendment without a vote."))
        if options.friendly_amendments
        else Sentence(_("There are no friendly amendments: each amendment is voted on."))
    )
    told.append(
        counted(
            options.callers,
            _("Any member may call an assembly."),
            _("Any {count} members may call an assembly."),
        )
    )
    if options.procedure is not Procedure.PLAIN:
        told.append(_PROCEDURES[options.procedure])
    told.append(
        counted(
            options.poll_hours,
            _("A poll is open for one hour, unless its rule says otherwise."),
            _("A poll is open for {count} hours, unless its rule says otherwise."),
        )
    )
    if options.notice_days:
        told.append(
            counted(
                options.notice_days,
                _("Notice is given a day before, unless a rule says otherwise."),
                _("Notice is given {count} days before, unless a rule says otherwise."),
            )
        )
    return told


def _terms(charter: Charter) -> list[Sentence]:
    terms, told = charter.terms, []
    if terms.longest_days:
        told.append(Sentence(_("A mandate lasts {days} days at most."), days=terms.longest_days))
    else:
        told.append(Sentence(_("A mandate lasts as long as the decision that gives it says.")))
    if terms.consecutive:
        told.append(
            counted(
                terms.consecutive,
                _("Nobody holds the same office for two terms in a row."),
                _("Nobody holds the same office for more than {count} terms in a row."),
            )
        )
        if terms.last_resort:
            told.append(
                Sentence(
                    _(
                        "Only where too few others can be found may they stand, and the ballot says how many terms it has been."
                    )
                )
            )
    return told


def _independence(charter: Charter) -> list[Sentence]:
    rules = charter.independence
    told = [
        Sentence(_("Who stands for office declares: {words}"), words=words) for words in rules.declarations
    ]
    if rules.barred:
        told.append(
            Sentence(_("May hold no office: {who}."), who=tuple(kind_in_words(one) for one in rules.barred))
        )
    if rules.voice_only:
        told.append(
            Sentence(
                _("May speak and not vote: {who}."), who=tuple(kind_in_words(one) for one in rules.voice_only)
            )
        )
    if rules.gifts_above:
        told.append(
            Sentence(
                _("Gifts to whoever holds a mandate are declared above {amount} {currency}."),
                amount=_amount(rules.gifts_above),
                currency=rules.currency,
            )
        )
    return told


def _emergency(charter: Charter) -> list[Sentence]:
    rule = charter.emergency
    assert rule is not None
    told = [
        counted(
            rule.hours,
            _("Between meetings an emergency motion may be put to all, open for one hour."),
            _("Between meetings an emergency motion may be put to all, open for {count} hours."),
        ),
        Sentence(_("It needs a seconder.")) if rule.seconded else Sentence(_("It needs no seconder.")),
        Sentence(_("It is carried with at least {votes} votes in favour."), votes=rule.minimum_yes),
    ]
    if rule.limit:
        told.append(
            Sentence(
                _("It may spend {amount} {currency} at most."),
                amount=_amount(rule.limit),
                currency=rule.currency,
            )
        )
    return told


def _amount(minor: int) -> str:
    return f"{minor // 100}" if minor % 100 == 0 else f"{minor // 100}.{minor % 100:02d}"


@dataclass(frozen=True)
class Change:
    """One paragraph that differs: what it said before, and what it would say; either is empty where there is none."""

    anchor: str
    heading: Sentence
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]

    def pairs(self) -> list[tuple[Sentence | None, Sentence | None]]:
        """
        Sentence by sentence: what it said, and what it would say there; the same twice where it stays, None where there
        is none. What goes stands beside what comes in its place.

        >>> one, two, three, four = (Sentence(words) for words in ("One.", "Two.", "Three.", "Four."))
        >>> [(str(was), str(becomes)) for was, becomes in Change("x", one, (one, two, three), (four, two)).pairs()]
        [('One.', 'Four.'), ('Two.', 'Two.'), ('Three.', 'None')]
        """
        told: list[tuple[Sentence | None, Sentence | None]] = []
        matcher = SequenceMatcher(None, self.before, self.after, autojunk=False)
        for _same, start, end, there, until in matcher.get_opcodes():
            told += zip_longest(self.before[start:end], self.after[there:until])
        return told


def difference(old: Charter, new: Charter) -> list[Change]:
    """
    The paragraphs that differ between two charters, in reading order.

    >>> from unionhall.core.charters.rules import Rule
    >>> changes = difference(Charter("Bakery"), Charter("Bakery", rules={"strike": Rule(notice_hours=48)}))
    >>> [(one.anchor, len(one.before), str(one.after[-1])) for one in changes]
    [('strike', 0, 'Notice is given 48 hours before.')]
    """
    before = {one.anchor: one for one in sentences(old, whole=True)}
    after = {one.anchor: one for one in sentences(new, whole=True)}
    changes = []
    for anchor in dict.fromkeys((*before, *after)):
        was, becomes = before.get(anchor), after.get(anchor)
        said_before, said_after = was.sentences if was else (), becomes.sentences if becomes else ()
        if said_before != said_after:
            some = becomes or was
            assert some is not None
            changes.append(Change(anchor, some.heading, said_before, said_after))
    return changes
