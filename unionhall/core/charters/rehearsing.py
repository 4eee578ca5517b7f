"""The rules a meeting is practised by: those of a real charter, with nothing in them that has to be waited for."""

from __future__ import annotations

from dataclasses import replace

from unionhall.core.charters.charter import Charter
from unionhall.core.charters.rules import Rule


def for_rehearsal(charter: Charter, title: str) -> Charter:
    """
    The rules of `charter` as an evening of practice needs them, called `title`: the same majorities, quorums, ways of voting,
    seconds and procedure. No notice, no days before a second call, no trial; one member calls, and one vouches for who
    joins. Its paragraphs in the body's own words stay behind: they decide nothing by themselves, and may name people.

    >>> from unionhall.core.charters.options import Options
    >>> bakery = Charter("Bakery", ordinary=Rule(notice_days=14), options=Options(seconds=3, callers=5))
    >>> played = for_rehearsal(bakery, "Practice")
    >>> played.notice_for("strike"), played.options.callers, played.options.seconds
    ((0, 0), 1, 3)
    >>> played.ordinary.threshold == bakery.ordinary.threshold
    True
    """
    return replace(
        charter,
        title=title,
        ordinary=_at_once(charter.ordinary),
        rules={matter: _at_once(rule) for matter, rule in charter.rules.items()},
        entrenched={anchor: _at_once(rule) for anchor, rule in charter.entrenched.items()},
        options=replace(charter.options, notice_days=0, notice_hours=0, trial_days=0, callers=1, vouchers=1),
        articles=(),
    )


def _at_once(rule: Rule) -> Rule:
    """The same rule, without days or hours of notice."""
    return replace(
        rule,
        notice_days=0,
        notice_hours=0,
        second_call=replace(rule.second_call, notice_days=0),
        also=tuple(_at_once(one) for one in rule.also),
    )
