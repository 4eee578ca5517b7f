"""The sheet that a returning officer hands out: each count worked out with a pencil, and what its page says."""

from __future__ import annotations

from unionhall.core.counting.rules import count
from unionhall.core.counting.sheets import sheet
from unionhall.core.tests.test_ranked_rules import ranked

IRV = """\
Instant-runoff voting; seats 1; arithmetic: integers.
Ballots: 9 valid, 0 blank, 2 spoilt.
Spoilt, because two candidates were given the same place: 1.
Spoilt, because the first places were left out: 1.

Candidate  Stage 1    Stage 2      Stage 3
Ana              4          4            4
Bilal            3          3  +2        5
Chidi            2          2  -2        0
Dora             0          0            0
Exhausted        0          0            0
Total            9          9            9

Stage 2: Dora is excluded.
Stage 3: Chidi is excluded.
Stage 3: Bilal is elected.

Elected: Bilal."""

STV_STAGES = """\
Candidate          Stage 1             Stage 2             Stage 3             Stage 4
Ana                9.00000  -3.00000   6.00000             6.00000             6.00000
Bilal              3.00000  +2.99997   5.99997             5.99997             5.99997
Chidi              2.00000             2.00000  -2.00000   0.00000             0.00000
Dora               2.00000             2.00000             2.00000  -2.00000   0.00000
Exhausted          0.00000             0.00000  +2.00000   2.00000  +2.00000   4.00000
Lost to rounding   0.00000             0.00003             0.00003             0.00003
Total             16.00000            16.00000            16.00000            16.00000
"""

STV_SAID = """
Stage 1: Ana is elected.
Stage 2: the surplus of Ana is transferred.
Stage 3: Chidi, Dora were level; the lot of the seed chose Chidi.
Stage 3: Chidi is excluded.
Stage 4: Dora is excluded.
Stage 4: Bilal is elected.

Elected: Ana, Bilal."""

STV = (
    """\
Single transferable vote, Scottish rules; seats 2; arithmetic: 5 decimals, any remainder ignored.
Ballots: 16 valid, 0 blank, 0 spoilt.
Quota: 6.00000.

"""
    + STV_STAGES
    + STV_SAID
)

SCHULZE = """\
Schulze's method; seats 1; arithmetic: integers.
Ballots: 12 valid, 0 blank, 0 spoilt.

         1  2  3
1 Ana    ·  8  5
2 Bilal  4  ·  9
3 Chidi  7  3  ·

1. Ana
2. Bilal
3. Chidi

Elected: Ana."""


def shown(report, **how):
    """The sheet as one text."""
    return "\n".join(sheet(report, **how))


def two_seats():
    """Nine give Ana a surplus of three; Chidi and Dora are level."""
    return count(ranked((9, "AB"), (3, "BC"), (2, "C"), (2, "D")), "scottish-stv", seats=2, seed="1")


def test_a_runoff_shows_what_moved_and_why_ballots_were_spoilt():
    found = ranked((4, "A"), (3, "BC"), (2, "CB"), (1, "--A"), (1, "C=DA"))
    assert shown(count(found, "irv", seed="1")) == IRV


def test_a_transferable_vote_shows_the_surplus_what_was_lost_to_rounding_and_the_lot():
    assert shown(two_seats()) == STV


def test_a_wide_table_is_cut_between_stages_and_each_part_names_the_candidates():
    narrow = shown(two_seats(), width=57)
    parts = narrow.split("\n\n")[1:3]
    assert [part.splitlines()[0].split()[1:] for part in parts] == [
        ["Stage", "1", "Stage", "2"],
        ["Stage", "3", "Stage", "4"],
    ]
    assert all(part.splitlines()[1].startswith("Ana  ") for part in parts)
    assert narrow.endswith(STV_SAID)
    assert [len(shown(two_seats(), width=width).split("\n\n")) for width in (85, 86)] == [5, 4]


def test_pairs_are_shown_as_a_square_and_the_order_below_it():
    assert shown(count(ranked((5, "AB"), (4, "BC"), (3, "CA")), "schulze", seed="1")) == SCHULZE


def test_names_with_wide_signs_and_accents_keep_the_columns_straight():
    found = ranked((3, "A"), (1, "B"))
    wide = type(found).of(["Ana", "田中", "Fa\u0301tima"], [[1, 0, 0], [0, 1, 0]], [3, 1])
    rows = shown(count(wide, "plurality", seed="1")).splitlines()[3:7]
    assert rows == [
        "Candidate  Stage 1",
        "Ana              3",
        "田中             1",
        "Fa\u0301tima           0",
    ]


def test_a_sheet_is_said_in_the_readers_language():
    told = shown(two_seats(), say=lambda sentence: sentence.said(str.upper) if not sentence.values else "…")
    assert "CANDIDATE" in told
    assert "LOST TO ROUNDING" in told
    assert told.startswith("…\n…\n…\n\n")
