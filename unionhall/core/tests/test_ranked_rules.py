"""IRV, Scottish and Meek STV, Schulze: small cases anybody can work out with a pencil."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unionhall.core.counting.ballots import NO_OPINION, Ballots
from unionhall.core.counting.debian import DefaultOption, debian_quorum
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.meek import Exact, meek
from unionhall.core.counting.rules import Rule, count
from unionhall.core.counting.ties import BY_FILE, BY_SEED, BY_STAGE, Ties, drawn_order

NAMES = ["Ana", "Bilal", "Chidi", "Dora", "Eshe", "Fátima"]


def ranked(*lines: tuple[int, str], names: int | None = None, **more) -> Ballots:
    """Ballots such as (3, "ABC"): three that rank Ana, Bilal and Chidi; `=` joins equals, `-` leaves a rank out."""
    letters = sorted({sign for _times, order in lines for sign in order if sign.isalpha()})
    known = NAMES[: names or max(ord(sign) - 64 for sign in letters)]
    rows = []
    for _times, order in lines:
        row, rank, joined = [0] * len(known), 0, False
        for sign in order:
            if sign == "=":
                joined = True
                continue
            rank += 0 if joined else 1
            joined = False
            if sign != "-":
                row[ord(sign) - 65] = rank
        rows.append(row)
    return Ballots.of(known, rows, [times for times, _order in lines], **more)


# Instant-runoff voting


def test_the_lowest_goes_and_the_majority_wins():
    report = count(ranked((4, "A"), (3, "BC"), (2, "CB")), "irv")

    assert report.winners == ("Bilal",)
    assert [stage.excluded for stage in report.stages] == [(), ("Chidi",)]
    assert dict(report.stages[1].votes) == {"Ana": "4", "Bilal": "5", "Chidi": "0"}


def test_a_majority_is_of_the_ballots_that_still_continue():
    report = count(ranked((4, "A"), (3, "B"), (2, "C")), "irv")

    assert report.winners == ("Ana",)
    assert report.stages[-1].exhausted == "2"


def test_irv_stops_at_an_overvote_and_passes_over_one_rank_left_out():
    found = ranked((5, "A"), (4, "B"), (2, "C-B"), (1, "C=DA"), (1, "--A"), (1, "DC=AB"))
    report = count(found, "irv", seed="1")

    assert report.spoilt == {"overvote": 1, "skipped ranks": 1}
    assert report.valid == 12
    assert report.winners == ("Bilal",)  # two came over the gap; the ballot that begins with Dora stopped


def test_a_tie_for_exclusion_goes_by_lot_and_says_so():
    found = ranked((4, "A"), (3, "BA"), (3, "CB"))
    order = [NAMES[number] for number in drawn_order(NAMES[:3], "dice 3 5 1")]
    report = count(found, "irv", seed="dice 3 5 1")

    last = max("Bilal", "Chidi", key=order.index)
    assert report.stages[1].excluded == (last,)
    assert [tie.to_data() for tie in report.ties] == [
        {"stage": 2, "among": ["Bilal", "Chidi"], "chosen": last, "how": BY_SEED}
    ]


def test_a_lot_without_a_seed_is_refused_by_name():
    with pytest.raises(ValueError, match=r"lot is needed between Bilal, Chidi at stage 2, and no seed"):
        count(ranked((4, "A"), (3, "BA"), (3, "CB")), "irv")


def test_the_files_own_lot_wins_over_the_seed():
    found = ranked((4, "A"), (3, "BA"), (3, "CB"), tie_order=(2, 1, 0))
    report = count(found, "irv", seed="dice 3 5 1")

    assert report.stages[1].excluded == ("Bilal",)
    assert report.ties[0].how == BY_FILE


def test_the_lot_does_not_depend_on_the_order_of_the_paper():
    seeds = [str(number) for number in range(50)]
    there = [[NAMES[number] for number in drawn_order(NAMES, seed)] for seed in seeds]
    turned = list(reversed(NAMES))
    assert there == [[turned[number] for number in drawn_order(turned, seed)] for seed in seeds]
    assert len({order[0] for order in there}) == len(NAMES)  # everybody comes first some time


def test_who_never_stood_goes_first():
    found = ranked((3, "A"), (2, "B"), (4, "CB"), undeclared=frozenset({2}))
    report = count(found, "irv")

    assert report.stages[1].excluded == ("Chidi",)
    assert report.winners == ("Bilal",)


def test_irv_fills_one_seat_whatever_the_file_says():
    found = ranked((3, "A"), (2, "B"), seats=4)
    assert count(found, "irv").seats == 1
    with pytest.raises(ValueError, match="one seat, not 2"):
        count(found, "irv", 2)


# Scottish STV


def test_a_surplus_goes_on_at_five_decimals_and_the_rest_is_ignored():
    report = count(ranked((7, "AB"), (3, "C"), (2, "B")), "scottish-stv", 2)

    assert report.quota == "5.00000"
    assert dict(report.stages[1].votes) == {"Ana": "5.00000", "Bilal": "3.99997", "Chidi": "3.00000"}
    assert report.winners == ("Ana", "Bilal")


def test_an_exact_quota_has_no_surplus_and_makes_no_stage():
    report = count(ranked((4, "AC"), (3, "B"), (2, "C"), (1, "D")), "scottish-stv", 2, seed="1")

    assert report.quota == "4.00000" and report.stages[0].elected == ("Ana",)
    assert report.stages[1].excluded == ("Dora",)


def test_a_tie_looks_back_and_a_paper_of_a_surplus_keeps_its_value():
    report = count(ranked((8, "ABC"), (3, "C"), (3, "D")), "scottish-stv", 2)

    assert report.quota == "5.00000"
    assert report.stages[1].votes["Bilal"] == "3.00000"  # 8 papers at 0.375
    assert report.stages[2].excluded == ("Bilal",)  # all three have 3, and Bilal had none at stage 1
    assert report.ties[0].to_data() == {
        "stage": 3, "among": ["Bilal", "Chidi", "Dora"], "chosen": "Bilal", "how": BY_STAGE
    }  # fmt: skip
    assert report.stages[2].votes["Chidi"] == "6.00000" and report.winners == ("Ana", "Chidi")


def test_of_three_who_tie_those_who_were_level_earlier_go_on_to_the_stage_before():
    from unionhall.core.counting.scottish import _Count

    found = ranked((2, "A"), (2, "B"), (2, "C"), (1, "D"))
    count_ = _Count(found, 1, Ties(found.candidates, "1"))
    count_.history = [[1, 2, 3, 0], [2, 2, 3, 0], [4, 4, 4, 0]]

    assert count_.choose([0, 1, 2], highest=False) == 0  # level with Bilal at stage 2, below at stage 1
    assert count_.choose([0, 1, 2], highest=True) == 2
    assert [tie.how for tie in count_.ties.used] == [BY_STAGE, BY_STAGE]
    count_.history = [[4, 4, 4, 0]]
    count_.choose([0, 1, 2], highest=False)
    assert count_.ties.used[-1].how == BY_SEED


def test_a_scottish_paper_needs_one_first_preference_and_is_read_up_to_the_first_gap():
    found = ranked((4, "AB"), (1, "-B"), (1, "A=B"), (3, "B-C"), (2, "CB=A"), (2, "D"))
    report = count(found, "scottish-stv", 1, seed="1")

    assert report.spoilt == {"skipped ranks": 1, "overvote": 1}
    assert report.valid == 11
    assert dict(report.stages[0].votes) == {
        "Ana": "4.00000", "Bilal": "3.00000", "Chidi": "2.00000", "Dora": "2.00000"
    }  # fmt: skip
    assert report.stages[-1].exhausted >= "2.00000"  # the gap and the equal places ended two ballots' ways


def test_the_last_vacancies_go_to_those_who_are_left():
    report = count(ranked((9, "A"), (2, "B"), (1, "C")), "scottish-stv", 3)

    assert len(report.stages) == 1  # no transfer is needed any more (rule 52)
    assert report.winners == ("Ana", "Bilal", "Chidi")


# Meek STV


def test_meek_at_nine_decimals_rounds_up_as_the_reference_rule_says():
    report = count(ranked((4, "AB"), (2, "C")), "meek-stv", 2, seed="1")

    assert report.quota == "2.000000001"
    assert dict(report.stages[1].votes) == {
        "Ana": "2.000000004",
        "Bilal": "1.999999996",
        "Chidi": "2.000000000",
    }


def test_meek_in_fractions_is_a_true_tie():
    report = count(ranked((4, "AB"), (2, "C")), "meek-stv", 2, seed="1", exact=True)

    assert report.ties[0].among == ("Bilal", "Chidi")
    assert report.stages[1].votes["Bilal"] == "2.000000000000"


def test_meek_shares_a_ballot_equally_among_equals():
    report = count(ranked((5, "AB"), (1, "B=C"), (3, "C")), "meek-stv", 2, exact=True)

    assert dict(report.stages[0].votes) == {
        "Ana": "5.000000000000", "Bilal": "0.500000000000", "Chidi": "3.500000000000"
    }  # fmt: skip
    assert report.winners == ("Ana", "Chidi")


def test_equals_pass_on_only_what_the_elected_one_does_not_keep():
    report = count(ranked((8, "A"), (4, "A=BC"), (5, "B"), (3, "C")), "meek-stv", 2, exact=True)

    for stage in report.stages:
        whole = sum(map(Fraction, stage.votes.values())) + Fraction(stage.exhausted)
        assert abs(whole - 20) < Fraction(1, 10**10)


def test_fractions_that_grow_are_cut_and_still_nothing_is_lost():
    found = ranked((9, "ABCD"), (8, "BADC"), (7, "CDAB"), (1, "DA"), (2, "ECBA"), (2, "FE"))
    report = count(found, "meek-stv", 3, seed="1", exact=True)

    assert len(report.winners) == 3
    long = Fraction(1, 3**5000)
    cut = Exact().factor(long, Fraction(1), Fraction(1))
    assert (
        isinstance(cut, Fraction) and cut.denominator <= 10**1000 and 0 <= cut - long <= Fraction(1, 10**1000)
    )
    assert Exact().factor(Fraction(1, 3), Fraction(1), Fraction(2)) == Fraction(1, 6)


def test_meek_takes_another_omega():
    found = ranked((5, "AB"), (3, "C"), (1, "BC"))
    report = meek(found, 2, Ties(found.candidates, "1"), arithmetic=Exact(Fraction(1, 10), places=3))

    assert report.quota == "3.000" and report.arithmetic == "exact fractions, omega 1/10"


# Schulze


def test_who_is_not_ranked_is_equal_last_unless_the_ballot_or_the_rule_says_nothing_about_them():
    found = ranked((3, "A"), (2, "BA"))
    assert count(found, "schulze").pairwise == {"Ana": {"Bilal": 3}, "Bilal": {"Ana": 2}}
    assert count(found, "schulze", no_opinion=True, seed="1").pairwise == {
        "Ana": {"Bilal": 0},
        "Bilal": {"Ana": 2},
    }
    said = Ballots.of(["Ana", "Bilal"], [[1, NO_OPINION], [1, 0], [2, 1]])
    assert count(said, "schulze", seed="1").pairwise == {"Ana": {"Bilal": 1}, "Bilal": {"Ana": 1}}


def test_the_whole_order_shows_ties_as_ties_and_draws_only_across_the_last_seat():
    found = ranked((2, "AB=CD"), (1, "AC=BD"))
    report = count(found, "schulze")

    assert report.to_data()["order"] == ["Ana", ["Bilal", "Chidi"], "Dora"]
    assert report.ties == ()
    with pytest.raises(ValueError, match="lot is needed"):
        count(found, "schulze", 2)
    assert len(count(found, "schulze", 2, seed="1").ties) == 1
    assert count(found, "schulze", 3).winners == ("Ana", "Bilal", "Chidi")


def test_debians_quorum_and_majority():
    assert [debian_quorum(many) for many in (1, 4, 100, 911, 1000)] == [2, 3, 15, 46, 48]
    rule = DefaultOption(10, {"Change": Fraction(3)})
    assert rule.keeps("Plain", 10, 9) and not rule.keeps("Plain", 9, 1) and not rule.keeps("Plain", 10, 10)
    assert rule.keeps("Change", 31, 10) and not rule.keeps("Change", 30, 10)


# Every rule


@pytest.mark.parametrize("rule", list(Rule))
def test_nobody_who_withdrew_is_counted(rule):
    found = Ballots.of(
        ["Ana", "Bilal", "Chidi"], [[1, 0, 0], [1, 2, 0], [0, 0, 1]], [5, 3, 2], withdrawn=frozenset({0})
    )
    report = count(found, rule, seed="1")

    assert report.winners == ("Bilal",)
    assert report.withdrawn == ("Ana",) and report.candidates == ("Ana", "Bilal", "Chidi")
    assert report.spoilt == {"only withdrawn candidates": 5} and report.valid == 5


@pytest.mark.parametrize("rule", list(Rule))
def test_blank_and_spoilt_ballots_are_told_apart(rule):
    found = Ballots.of(["Ana", "Bilal"], [[1, 0], [0, 0]], [5, 3], blank=2, spoilt={"torn": 4})
    report = count(found, rule)

    assert (report.valid, report.blank, report.spoilt) == (5, 5, {"torn": 4})
    assert report.to_data()["spoilt"] == {"count": 4, "reasons": {"torn": 4}}


@pytest.mark.parametrize("rule", list(Rule))
def test_without_a_valid_ballot_nothing_is_counted(rule):
    with pytest.raises(ValueError, match="no valid ballot"):
        count(Ballots.of(["Ana"], [[0]]), rule)


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.IRV])
def test_fewer_candidates_than_seats_are_all_elected(rule):
    assert sorted(count(ranked((3, "A"), (2, "B")), rule, 5).winners) == ["Ana", "Bilal"]


def test_approval_and_score_count_what_is_marked():
    found = Ballots.of(["Ana", "Bilal"], [[5, 4], [-2, 0], [NO_OPINION, 3]])
    assert dict(count(found, "approval").stages[0].votes) == {"Ana": "1", "Bilal": "2"}
    assert dict(count(found, "score").stages[0].votes) == {"Ana": "3", "Bilal": "7"}
    with pytest.raises(ValueError, match="rank is no score"):
        count(ranked((1, "A"), are_ranks=True), "score")
    with pytest.raises(ValueError, match="nothing here is below zero"):
        count(found, "irv")


def test_the_highest_are_elected_and_a_tie_at_the_edge_is_drawn():
    found = Ballots.of(["Ana", "Bilal", "Chidi"], [[1, 1, 1], [1, 0, 0]])
    assert count(found, "approval", 3).winners == ("Ana", "Bilal", "Chidi")
    report = count(found, "approval", 2, seed="1")
    assert report.winners[0] == "Ana" and len(report.ties) == 1
    with pytest.raises(ValueError, match="lot is needed between Bilal, Chidi"):
        count(found, "approval", 2)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"rule": "irv", "exact": True}, "Only Meek"),
        ({"rule": "irv", "no_opinion": True}, "Only Schulze"),
        ({"rule": "approval", "seats": 0}, "at least one seat"),
        ({"rule": "borda"}, "borda"),
    ],
)
def test_what_a_rule_does_not_know_is_refused(more, message):
    with pytest.raises(ValueError, match=message):
        count(ranked((1, "A")), **more)


@pytest.mark.parametrize(
    ("names", "rows", "more", "message"),
    [
        ([], [], {}, "1 to 127"),
        (["A"] * 128, [], {}, "1 to 127"),
        (["Ana", " Ana "], [], {}, "name of their own, not “Ana”"),
        (["Ana", ""], [], {}, "name of their own"),
        (["Ana"], [[1]], {"weights": [0]}, "one ballot or more"),
        (["Ana"], [[1]], {"weights": [5 * 10**9]}, "cannot be counted"),
        (["Ana"], [[200]], {}, "from -127 to 127"),
        (["Ana", "Bilal"], [[1, 2]], {"tie_order": (0, 0)}, "each candidate once"),
    ],
)
def test_ballots_that_cannot_be(names, rows, more, message):
    with pytest.raises(ValueError, match=message):
        Ballots.of(names, rows, **more)


def test_a_written_nought_and_an_empty_field_are_the_same_score():
    """Totals, not averages; and whoever gives nothing to anybody has handed in a blank ballot, however it is written."""
    empty = read([b"Ana,Bilal\n5,\n,4\n,\n"], "s.csv")
    written = read([b"Ana,Bilal\n5,0\n0,4\n0,0\n"], "s.csv")

    assert count(empty, "score").to_data() == count(written, "score").to_data()
    report = count(written, "score")
    assert (report.valid, report.blank, report.winners) == (2, 1, ("Ana",))
    below = count(read([b"Ana,Bilal\n-1,0\n0,0\n"], "s.csv"), "score")
    assert (below.valid, below.blank, below.winners) == (1, 1, ("Bilal",))
