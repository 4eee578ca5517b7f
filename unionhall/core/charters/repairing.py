"""Repairing a quorum nobody can meet: the one thing whoever comes may decide after three failed calls."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from unionhall.core.charters.charter import Charter
from unionhall.core.charters.rules import Rule, SecondCall
from unionhall.core.consensus import ConsensusStyle
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.core.thresholds import Base, Threshold
from unionhall.core.words import Sentence, _

HALF_OF_US = Quorum(share=Fraction(1, 2))


def _present(threshold: Threshold | None) -> Threshold | None:
    if threshold is not None and threshold.base is Base.ELECTORATE:
        return replace(threshold, base=Base.PRESENT)
    return threshold


def _style(style: ConsensusStyle | None) -> ConsensusStyle | None:
    if style is None:
        return None
    support = _present(style.support) or style.support
    return replace(style, support=support, once_tabled=_present(style.once_tabled))


def _eased(was: Quorum | None, quorum: Quorum | None) -> Quorum | None:
    """The lesser of both, as one ("half of us, or five, whichever is less"); None where there was none."""
    if was is None or quorum is None:
        return None
    numbers = [one.number for one in (was, quorum) if one.number is not None]
    shares = [(one.share, one.more_than) for one in (was, quorum) if one.share is not None]
    share, more_than = min(shares) if shares else (None, False)
    return Quorum(min(numbers, default=None), share, more_than)


def _repaired_rule(rule: Rule, quorum: Quorum | None) -> Rule:
    return replace(
        rule,
        quorum_present=_eased(rule.quorum_present, quorum),
        quorum_participation=None,
        threshold=_present(rule.threshold),
        consensus=_style(rule.consensus),
        also=tuple(_repaired_rule(one, quorum) for one in rule.also),
    )


def repaired(charter: Charter, quorum: Quorum = HALF_OF_US) -> Charter:
    """
    The charter with `quorum`, or less where a rule asked for less, no quorum of participation, and shares of
    all who may vote taken of those present instead: what a meeting that repairs the quorum is offered.

    >>> branch = Charter("Branch", ordinary=Rule(quorum_present=Quorum(number=5)))
    >>> eased = repaired(branch).ordinary.quorum_present
    >>> str(eased.in_words()), eased.needs(3), eased.needs(40)
    ('half of us, or 5, whichever is less', 2, 5)
    """
    return replace(
        charter,
        ordinary=_repaired_rule(charter.ordinary, quorum),
        rules={matter: _repaired_rule(rule, quorum) for matter, rule in charter.rules.items()},
        entrenched={anchor: _repaired_rule(rule, quorum) for anchor, rule in charter.entrenched.items()},
    )


def _without_quorums(charter: Charter) -> Charter:
    def bare(rule: Rule) -> Rule:
        plain = _repaired_rule(rule, None)
        return replace(
            plain, not_counted=(), second_call=SecondCall(), also=tuple(bare(one) for one in plain.also)
        )

    return replace(
        charter,
        ordinary=bare(charter.ordinary),
        rules={matter: bare(rule) for matter, rule in charter.rules.items()},
        entrenched={anchor: bare(rule) for anchor, rule in charter.entrenched.items()},
    )


def is_a_repair(old: Charter, new: Charter, members: int) -> Ruling:
    """
    Whether `new` repairs the quorums of `old` and changes nothing else: no quorum may need more of `members`
    people than before, and only shares of all who may vote may become shares of those present.

    >>> from unionhall.core.charters.options import Options
    >>> branch = Charter("Branch", ordinary=Rule(quorum_present=Quorum(number=5)))
    >>> bool(is_a_repair(branch, repaired(branch), 4))
    True
    >>> is_a_repair(branch, replace(branch, options=Options(proxies=1)), 4).sentence
    'A meeting that repairs the quorum may change nothing else.'
    """
    if _without_quorums(old) != _without_quorums(new):
        return Ruling(
            OutOfOrder(
                Sentence(_("A meeting that repairs the quorum may change nothing else.")),
                rule="quorum_repair",
            )
        )
    for was, becomes in zip(_rules(old), _rules(new), strict=True):
        if _bars_more(was, becomes, members):
            return Ruling(
                OutOfOrder(
                    Sentence(
                        _("A meeting that repairs the quorum may lower what is needed, never raise it.")
                    ),
                    rule="quorum_repair",
                )
            )
    return IN_ORDER


def _rules(charter: Charter) -> list[Rule]:
    found = [
        charter.ordinary,
        *(charter.rules[matter] for matter in sorted(charter.rules)),
        *(charter.entrenched[anchor] for anchor in sorted(charter.entrenched)),
    ]
    return [one for rule in found for one in (rule, *rule.also)]


def _bars_more(was: Rule, becomes: Rule, members: int) -> bool:
    pairs = [
        (was.quorum_present, becomes.quorum_present),
        (was.quorum_participation, becomes.quorum_participation),
    ]
    for before, after in pairs:
        if after is not None and (before is None or after.needs(members) > before.needs(members)):
            return True
        if before is not None and after is not None:
            if becomes.second_call.needs(after, members) > was.second_call.needs(before, members):
                return True
    thresholds = [(was.threshold, becomes.threshold)]
    if was.consensus and becomes.consensus:
        thresholds += [
            (was.consensus.support, becomes.consensus.support),
            (was.consensus.once_tabled, becomes.consensus.once_tabled),
        ]
    return any(
        after is not None
        and after.base is Base.ELECTORATE
        and (before is None or before.base is not Base.ELECTORATE)
        for before, after in thresholds
    )
