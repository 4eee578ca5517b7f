"""What cannot be is refused in words when it is written down, and what is just possible is not."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from unionhall.core.charters import (
    Band,
    BandedTable,
    Charter,
    Emergency,
    Independence,
    Method,
    NotACharter,
    Options,
    Rule,
    SecondCall,
    Terms,
    codec,
)
from unionhall.core.consensus import ConsensusStyle, Positions
from unionhall.core.petitions import Denominator, Petition, Referendum, members_at_year_start
from unionhall.core.quorums import Quorum
from unionhall.core.recall import RecallRule
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import TWO_THIRDS, Base, Threshold
from unionhall.core.words import Wrong

half, whole, none = Fraction(1, 2), Fraction(1), Fraction(0)
style = partial(ConsensusStyle, TWO_THIRDS)
asked = partial(Referendum, Petition(number=1))
SHARE = "lies above 0 and up to 1, not"
BELOW = "days, months and members are never below zero, and somebody must be able to call"
ORDER = "a referendum's days must be in order: at least one open, the least not above the most"
FIRST = "an emergency motion needs an hour and a vote at least"


@pytest.mark.parametrize(
    ("made", "values", "why"),
    [
        (Tally, {"yes": -1}, "yes must be a whole number, zero or more, not “-1”"),
        (Tally, {"spoilt": True}, "spoilt must be a whole number, zero or more, not “True”"),
        (Tally, {"no": half}, "no must be a whole number, zero or more, not “1/2”"),
        (Positions, {"agree": -1}, "positions are whole numbers, zero or more, not “-1”"),
        (Positions, {"abstain": True}, "positions are whole numbers, zero or more, not “True”"),
        (Positions, {"block": half}, "positions are whole numbers, zero or more, not “1/2”"),
        (Positions, {"block": 1, "irrelevant": (1, 1)}, "more blocks were judged than there are"),
        (style, {"blocks_to_table": 0}, "at least one block is needed to table a proposal"),
        (style, {"override": none}, f"a share {SHARE} 0"),
        (style, {"aside_tables": Fraction(3, 2)}, f"a share {SHARE} 3/2"),
        (Threshold, {"share": Fraction(-1, 2)}, "a share lies between 0 and 1, not -1/2"),
        (Threshold, {"share": Fraction(3, 2)}, "a share lies between 0 and 1, not 3/2"),
        (Threshold, {"share": whole}, "more than the whole can never be reached"),
        (Threshold, {"share": half, "minimum_yes": -1}, "a least number of votes is never below zero"),
        (Quorum, {}, "a quorum needs a number or a share"),
        (Quorum, {"number": 0}, "a quorum is at least one person"),
        (Quorum, {"share": none}, f"a quorum's share {SHARE} 0"),
        (Quorum, {"share": Fraction(3, 2)}, f"a quorum's share {SHARE} 3/2"),
        (Quorum, {"share": whole, "more_than": True}, "more than everybody can never come"),
        (Petition, {}, "a petition needs a number or a share"),
        (Petition, {"number": 0}, "a petition needs at least one name"),
        (Petition, {"share": none}, f"a petition's share {SHARE} 0"),
        (Petition, {"share": Fraction(3, 2)}, f"a petition's share {SHARE} 3/2"),
        (asked, {"notice_days": -1, "open_least": 1, "open_most": 1}, ORDER),
        (asked, {"notice_days": 0, "open_least": 0, "open_most": 1}, ORDER),
        (asked, {"notice_days": 0, "open_least": 2, "open_most": 1}, ORDER),
        (RecallRule, {"within_days": -1}, "days are never below zero"),
        (RecallRule, {"pause_days": -1}, "days are never below zero"),
        (RecallRule, {"acts_meanwhile": False}, "a pause needs its longest number of days"),
        (Options, {"proxies": 2}, "a member carries no proxy or one"),
        (Options, {"vouchers": 0}, "one or two members vouch"),
        (Options, {"vouchers": 3}, "one or two members vouch"),
        (Options, {"poll_hours": 0}, "a poll is open for an hour at least"),
        (Options, {"trial_days": -1}, BELOW),
        (Options, {"callers": 0}, BELOW),
        (Terms, {"longest_days": -1}, "days and terms are never below zero"),
        (Terms, {"consecutive": -1}, "days and terms are never below zero"),
        (Independence, {"gifts_above": -1}, "an amount is never below zero"),
        (Independence, {"gifts_above": 1}, "an amount needs its currency"),
        (Emergency, {"hours": 0, "minimum_yes": 1}, FIRST),
        (Emergency, {"hours": 1, "minimum_yes": 0}, FIRST),
        (Emergency, {"hours": 1, "minimum_yes": 1, "limit": -1, "currency": "EUR"}, FIRST),
        (Emergency, {"hours": 1, "minimum_yes": 1, "limit": 1}, "an amount needs its currency"),
        (SecondCall, {"notice_days": -1}, "days are never below zero"),
        (Rule, {"notice_hours": -1}, "hours and days are never below zero"),
        (Rule, {"notice_days": -1}, "hours and days are never below zero"),
        (Rule, {"poll_hours": -1}, "hours and days are never below zero"),
        (Rule, {"consensus": style()}, "a way of counting positions needs consensus as the method"),
        (
            BandedTable,
            {"about": "x", "bands": (Band(5, 4, 1),)},
            "the band from 5 overlaps the one before, or is upside down",
        ),
        (
            BandedTable,
            {"about": "x", "bands": (Band(0, 4, 1), Band(4, 9, 1))},
            "the band from 4 overlaps the one before, or is upside down",
        ),
        (
            BandedTable,
            {"about": "x", "bands": (Band(-1, 4, 1),)},
            "the band from -1 overlaps the one before, or is upside down",
        ),
        (
            BandedTable,
            {"about": "x", "bands": (Band(3, None, 1), Band(7, 9, 1))},
            "only the last band may be open, not the one from 3",
        ),
    ],
)
def test_what_cannot_be_says_why(made, values, why):
    with pytest.raises(Wrong) as refused:
        made(**values)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("made", "values"),
    [
        (style, {"blocks_to_table": 1, "override": whole, "aside_tables": Fraction(1, 100)}),
        (Positions, {"block": 1, "irrelevant": (0,)}),
        (Threshold, {"share": none}),
        (Threshold, {"share": whole, "at_least": True}),
        (Quorum, {"number": 1, "share": whole}),
        (Petition, {"number": 1, "share": whole}),
        (asked, {"notice_days": 0, "open_least": 1, "open_most": 1}),
        (RecallRule, {"acts_meanwhile": False, "pause_days": 1}),
        (Options, {"vouchers": 1, "poll_hours": 1, "callers": 1, "seconds": 0, "proxies": 1}),
        (Terms, {"longest_days": 0, "consecutive": 0}),
        (Independence, {"gifts_above": 1, "currency": "EUR"}),
        (Emergency, {"hours": 1, "minimum_yes": 1, "limit": 1, "currency": "EUR"}),
        (SecondCall, {"notice_days": 0}),
        (Rule, {"method": Method.CONSENSUS, "consensus": style()}),
        (BandedTable, {"about": "x", "bands": (Band(0, 0, 1), Band(1, None, 1))}),
        (BandedTable, {"about": "x", "bands": (Band(0, None, 1),)}),
        (BandedTable, {"about": "x", "bands": (Band(0, 1, 1), Band(2, 3, 1), Band(4, None, 1))}),
    ],
)
def test_what_is_just_possible_is_taken(made, values):
    assert made(**values)


def test_a_share_of_the_year_needs_a_count():
    yearly = Petition(share=half, denominator=Denominator.YEAR_START)
    with pytest.raises(Wrong, match="a share frozen for the year needs the number at its start"):
        yearly.needs(now=9)
    assert [yearly.needs(now=9, at_year_start=n) for n in (1, 2, 3, 15, 16, 40)] == [1, 1, 2, 8, 8, 8]
    assert Petition(3, half).needs(now=4) == 2
    assert Petition(3, half).needs(now=40) == 3
    with pytest.raises(Wrong, match="nobody counted the members up to that day"):
        members_at_year_start(None, ())


# What is read


def refusal(kind, data, path="here"):
    """The place and the reason with which data are refused."""
    with pytest.raises(NotACharter) as refused:
        codec.read(kind, data, path)
    return str(refused.value)


def charter(**values):
    """A charter as data."""
    return {"schema": 1, "title": "Bakery", **values}


@pytest.mark.parametrize(
    ("kind", "data", "why"),
    [
        (str, 3, "At here: a text is expected."),
        (str, "x" * 20_001, "At here: a text has at most 20000 signs."),
        (int, "3", "At here: a whole number is expected."),
        (int, True, "At here: a whole number is expected."),
        (int, 2**31, "At here: the number is too large."),
        (int, -(2**31), "At here: the number is too large."),
        (bool, 1, "At here: true or false is expected."),
        (bytes, "x", "At here: this cannot be read."),
        (Fraction, "1", "At here: a share is written like 2/3."),
        (Fraction, "1/2/3", "At here: a share is written like 2/3."),
        (Fraction, 2, "At here: a text is expected."),
        (
            Base,
            "none",
            "At here: one of these is expected: cast, valid, handed_in, present, electorate, non_blocking.",
        ),
        (tuple[int, ...], 3, "At here: a list is expected."),
        (tuple[int, ...], "12", "At here: a list is expected."),
        (tuple[int, ...], [1, "2"], "At here.2: a whole number is expected."),
        (tuple[int, int], [1], "At here: 2 values are expected."),
        (tuple[int, int], [1, 2, 3], "At here: 2 values are expected."),
        (tuple[int, int], [1, "2"], "At here: a whole number is expected."),
        (dict[str, int], [1], "At here: names with values are expected."),
        (dict[str, int], {"a": "1"}, "At here.a: a whole number is expected."),
        (dict[str, int], {1: 1}, "At here: a text is expected."),
        (Threshold, [], "At here: names with values are expected."),
        (Threshold, {"share": "2/3", "bsae": "cast"}, "At here.bsae: there is nothing of this name here."),
        (Threshold, {"base": "cast"}, "At here: something is missing among: share, at_least, minimum_yes."),
        (Threshold, {"share": "3/2"}, "At here: a share lies between 0 and 1, not 3/2."),
        (Threshold | None, {"share": "x"}, "At here.share: a share is written like 2/3."),
    ],
)
def test_data_that_cannot_be_read_are_refused_with_the_place_and_the_reason(kind, data, why):
    assert refusal(kind, data) == why


@pytest.mark.parametrize(
    ("kind", "data", "read"),
    [
        (str, "x" * 20_000, "x" * 20_000),
        (int, 2**31 - 1, 2**31 - 1),
        (bool, False, False),
        (Fraction, "4/6", Fraction(2, 3)),
        (tuple[int, ...], [1, 2], (1, 2)),
        (tuple[int, ...], [], ()),
        (tuple[int, str], [1, "b"], (1, "b")),
        (dict[str, int], {"a": 1}, {"a": 1}),
        (Threshold | None, None, None),
        (Threshold | None, {"share": "2/3", "at_least": True}, TWO_THIRDS),
    ],
)
def test_data_are_read_as_what_they_are(kind, data, read):
    assert codec.read(kind, data) == read


def test_the_place_at_the_top_of_a_charter_has_no_stop_before_it():
    for data, why in (
        (charter(X=1), "At X: there is nothing of this name here."),
        (charter(title=3), "At title: a text is expected."),
        (charter(rules={"strike": 3}), "At rules.strike: names with values are expected."),
    ):
        with pytest.raises(NotACharter) as refused:
            Charter.from_data(data)
        assert str(refused.value) == why
    assert refusal(dict[str, int], {"X": "1"}, "") == "At X: a whole number is expected."
