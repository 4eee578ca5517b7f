"""
Our winners beside those of other programs, on profiles with ties, weights and truncated ballots.

The programs lie in an environment of their own (`make prove` and `make bench` make it); `make check` asks them where it
is there already. Each difference there is stands in docs/decisions/0014, with the words of the statute or the paper.
"""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import proving
from tests.conftest import left_out
from tests.machine import parts, peers
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.reports import Report
from unionhall.core.counting.rules import Rule, count
from unionhall.core.counting.ties import BY_SEED, drawn_order

PROFILES = proving.times(check=40, prove=2000)
NAMES = ["Ana", "Bilal", "Chidi", "Dora", "Eshe", "Fátima"]


@pytest.fixture(scope="module")
def others():
    if not (proving.proving() or peers.are_there()):
        pytest.skip("the other counting programs are not installed: make prove installs them")
    try:
        peers.python()
    except parts.Missing as missing:
        left_out(missing)
    with peers.waiting() as asked:
        yield asked


def row(known: int, rule: Rule) -> st.SearchStrategy[list[int]]:
    """One ballot: an order cut off somewhere, for Schulze and Meek with equal ranks, or marks."""
    if rule in (Rule.APPROVAL, Rule.SCORE):
        return st.lists(st.integers(0, 1 if rule is Rule.APPROVAL else 5), min_size=known, max_size=known)
    orders = st.tuples(st.permutations(range(known)), st.integers(1, known)).map(
        lambda drawn: [
            drawn[0].index(number) + 1 if drawn[0].index(number) < drawn[1] else 0 for number in range(known)
        ]
    )
    if rule in (Rule.SCHULZE, Rule.MEEK_STV):
        return orders | st.lists(st.integers(0, 3), min_size=known, max_size=known).map(without_gaps)
    return orders


def without_gaps(ranks: list[int]) -> list[int]:
    """Equal ranks as consecutive numbers."""
    used = sorted(set(ranks) - {0})
    return [used.index(rank) + 1 if rank else 0 for rank in ranks]


@st.composite
def profiles(draw, rule: Rule):
    """Names, rows, weights and seats."""
    known = draw(st.integers(2, 6))
    rows = draw(st.lists(row(known, rule), min_size=1, max_size=12))
    rows = [one for one in rows if any(one)] or [[1] * known]
    weights = draw(st.lists(st.sampled_from([1, 1, 2, 3, 5, 10]), min_size=len(rows), max_size=len(rows)))
    single = rule in (Rule.PLURALITY, Rule.SCORE, Rule.IRV, Rule.SCHULZE)
    return known, rows, weights, 1 if single else draw(st.integers(1, max(1, known - 1)))


def any_are_level(report: Report) -> bool:
    """Whether two had the same number of votes at some stage."""
    for stage in report.stages:
        votes = [text for text in stage.votes.values() if text != "0"]
        if len(set(votes)) < len(votes):
            return True
    return bool(report.ties)


def is_close(report: Report, seats: int) -> bool:
    """Whether a Meek count turned on less than what nine decimals and floats can tell apart, or on a lot."""
    close = Fraction(1, 10**5)
    for stage in report.stages:
        votes = [Fraction(text) for text in stage.votes.values()]
        quota = sum(votes) / (seats + 1)
        if any(0 < abs(one - quota) < close or one == quota for one in votes):
            return True
        low = sorted(one for one in votes if one)
        if any(abs(one - other) < close for one, other in itertools.combinations(low, 2)):
            return True
    return bool(report.ties)


@pytest.mark.parametrize("rule", list(Rule))
def test_others_elect_the_same(rule, others):
    seen: Counter[str] = Counter()  # twice as many for Meek: half of them are too close to compare
    apart: list[str] = []

    @settings(
        max_examples=2 * PROFILES if rule is Rule.MEEK_STV else PROFILES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(profiles(rule), st.integers(0, 10**6))
    def ask(profile, number):
        known, rows, weights, seats = profile
        names, seed = NAMES[:known], str(number)
        found = Ballots.of(names, rows, weights)
        if rule is Rule.PLURALITY and not is_plain(rows):
            return
        try:
            report = count(found, rule, seats, seed=seed)
        except ValueError:
            seen["nothing valid"] += 1
            return
        seen["profiles"] += 1
        ours = sorted(names.index(name) for name in report.winners)
        drawn = any(tie.how == BY_SEED for tie in report.ties)
        order = drawn_order(names, seed)
        case = {
            "rule": rule,
            "names": names,
            "rows": rows,
            "weights": weights,
            "seats": seats,
            "order": order,
        }
        for peer, theirs in others.ask(case).items():
            if isinstance(theirs, str):
                seen[f"{peer} could not"] += 1
                continue
            if rule is Rule.SCHULZE:
                first = sorted(names.index(name) for name in report.order[0])
                unbeaten = sorted(itertools.chain.from_iterable(theirs))
                # votelib gives those of the unbeaten who beat most others: the paper calls each unbeaten one a winner
                good = set(unbeaten) <= set(first) if peer == "votelib" else first == unbeaten
            elif peer == "votekit" and drawn:
                continue  # it draws its own lots
            elif peer == "pyrankvote" and any_are_level(report):
                continue  # it goes by second choices then, and excludes others along with the loser
            elif rule is Rule.MEEK_STV and is_close(report, seats):
                seen["too close to compare"] += 1
                continue
            else:
                good = ours in [sorted(one) for one in theirs]
            seen[f"{peer} agrees" if good else f"{peer} does not"] += 1
            if not good:
                apart.append(f"{peer}: {theirs}, we {ours}: {case}")

    ask()
    proving.note(
        f"counted-beside-others-{rule}", **{name.replace(" ", "_"): many for name, many in seen.items()}
    )
    assert not apart, (dict(seen), apart[:3])
    assert sum(many for name, many in seen.items() if name.endswith("agrees")) > PROFILES // 4, dict(seen)


def is_plain(rows: list[list[int]]) -> bool:
    """Whether no ballot names two first."""
    return all(one.count(1) == 1 for one in rows)


def test_a_wrong_rule_of_ours_would_be_seen(others):
    found = {
        "names": NAMES[:3],
        "rows": [[1, 0, 0], [0, 1, 2], [0, 2, 1]],
        "weights": [4, 3, 2],
        "seats": 1,
        "order": [0, 1, 2],
    }

    assert others.ask({**found, "rule": "irv"})["pref_voting"] == [[1]]
    assert count(Ballots.of(found["names"], found["rows"], found["weights"]), "plurality").winners == ("Ana",)
