"""
How to run a meeting, for who has never run one: what is said on one page and printed on one sheet.

Where a line comes from: motions in writing beforehand, the order of the opening (Rusty's Rules, domain rule R42); two hours at
most, and who facilitates does not argue (R43); what may interrupt (R44); three minutes a turn, twice each (R29); facilitating in
pairs, twice running at most (R15); the roles, and dissent in the minutes (R50); what to block and to stand aside mean (R48). The
others say what this software does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Role


@dataclass(frozen=True)
class Part:
    """`heading`: when, or what for; `lines`: what one does then, each with the word it begins with, "" for none."""

    heading: Any
    lines: Sequence[tuple[Any, Any]]


PARTS: Sequence[Part] = (
    Part(
        _("Before the meeting"),
        (
            ("", _("Call it together: when, where, what for, and what people need to be able to come.")),
            ("", _("Write down beforehand what is to be decided, so that nobody is taken by surprise.")),
            ("", _("Two hours are enough. Give each item its minutes; what matters most comes early.")),
            ("", _("Print the agenda and a sign-in sheet for those without a phone.")),
        ),
    ),
    Part(
        _("Opening"),
        (
            ("", _("Share out the roles: somebody new each time.")),
            ("", _("Count who is here and votes. Below the quorum we talk, and decide nothing.")),
            ("", _("Read the last minutes, and put right what is wrong in them.")),
            ("", _("Read the agenda out. Add, strike, change the order; then it is adopted.")),
        ),
    ),
    Part(
        _("Each kind of item"),
        (
            (_("Report"), _("short; then questions, and no debate yet.")),
            (_("Round"), _("each in turn, nobody answers. Whoever has nothing to say passes.")),
            (_("Discussion"), _("first what the question is, then what could be done.")),
            (
                _("Motion"),
                _("read out and seconded; for and against in turn; changes to it are voted on first."),
            ),
            (_("Election"), _("who stands says so; what the task is, and until when; then the vote.")),
            (_("Last minutes"), _("corrections first, then whether they are approved.")),
        ),
    ),
    Part(
        _("Speaking"),
        (
            ("", _("Hands go up; who has spoken least goes first, if that is how you decide to do it.")),
            ("", _("A limit helps: three minutes, and twice on one question.")),
            ("", _("Only a point of order or a question of fact comes in between.")),
        ),
    ),
    Part(
        _("Deciding"),
        (
            ("", _("Read out once more what is voted on. Who is for, who against, who abstains?")),
            ("", _("Two count, each by themselves. A tie is lost.")),
            (
                "",
                _(
                    "By consensus: to stand aside is to disagree and not stop it; a block is for what we are here for."
                ),
            ),
            ("", _("Whoever disagrees can have it written in the minutes, in their own words.")),
        ),
    ),
    Part(
        _("Closing"),
        (
            ("", _("Say again what was decided, who does what until when, and when we meet next.")),
            ("", _("Close it, and pass round “What we decided” before anybody leaves.")),
            ("", _("Destroy the sign-in sheet.")),
        ),
    ),
    Part(
        _("What the roles do"),
        (
            (
                Role.FACILITATES.label,
                _(
                    "leads through the agenda, best as two, twice running at most. To argue, hand over for that item."
                ),
            ),
            (Role.STACK.label, _("notes whose hand is up, and calls who is next.")),
            (Role.MINUTES.label, _("writes down what was decided, and no names that could harm somebody.")),
            (
                Role.TIME.label,
                _("says when the minutes of an item are up; the meeting says whether it goes on."),
            ),
            (Role.DOOR.label, _("ticks in who comes and out who goes, and tells latecomers what is on.")),
            (Role.CARE.label, _("sees who is tired, angry or left out, and asks for a break.")),
            (Role.INTERPRETS.label, _("sits with those who need it, and asks for slower speech.")),
            (Role.TELLS.label, _("counts hands or papers, as one of two.")),
        ),
    ),
)
