"""
What other programs make of a count: runs in the peers' own environment, where nothing of ours is installed.

Reads one JSON object a line (`rule`, `names`, `rows`, `weights`, `seats`, `order`: numbers, the preferred first), and
answers each with one: by peer the committees it would allow, or what broke in it.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

warnings.filterwarnings("ignore")
Case = dict[str, Any]
Committees = list[list[int]]


def with_ties(case: Case) -> Any:
    """The ballots as pref_voting holds them: who is not ranked is left out."""
    from pref_voting.profiles_with_ties import ProfileWithTies

    rankings = [{number: rank for number, rank in enumerate(row) if rank > 0} for row in case["rows"]]
    found = ProfileWithTies(rankings, rcounts=case["weights"], candidates=list(range(len(case["names"]))))
    found.use_extended_strict_preference()
    return found


class Lot:
    """Draws by the same order: a surplus for the preferred, an exclusion for the last."""

    def __init__(self, order: list[int]) -> None:
        self.order = order

    def choice(self, tied: list[int]) -> int:
        """One of `tied`; which way round, the counting function's own names tell."""
        drawn = sorted(tied, key=self.order.index)
        theirs = sys._getframe(1).f_locals
        return (
            drawn[-1]
            if "lowest" in theirs and theirs["lowest"] and set(tied) <= theirs["continuing"]
            else drawn[0]
        )


def pref_voting_plurality(case: Case) -> Committees:
    from pref_voting.scoring_methods import plurality

    return [[number] for number in plurality(with_ties(case))]


def pref_voting_irv(case: Case) -> Committees:
    from pref_voting.iterative_methods import instant_runoff_put

    return [[number] for number in instant_runoff_put(with_ties(case))]


def pref_voting_scottish(case: Case) -> Committees:
    from pref_voting.proportional_methods import stv_scottish

    return [stv_scottish(with_ties(case), num_seats=case["seats"], rng=Lot(case["order"]))]


def pref_voting_meek(case: Case) -> Committees:
    from pref_voting.proportional_methods import stv_meek

    return [stv_meek(with_ties(case), num_seats=case["seats"], tie_break_key=case["order"].index)]


def pref_voting_schulze(case: Case) -> Committees:
    from pref_voting.margin_based_methods import beat_path

    found = with_ties(case)
    return [[number] for number in beat_path(found, strength_function=found.support)]


def votelib_schulze(case: Case) -> Committees:
    import votelib.convert
    import votelib.evaluate.condorcet

    votes: dict[Any, int] = {}
    for row, weight in zip(case["rows"], case["weights"], strict=True):
        ranks = sorted({rank for rank in row if rank > 0})
        groups = [frozenset(number for number, rank in enumerate(row) if rank == one) for one in ranks]
        rest = frozenset(number for number, rank in enumerate(row) if rank <= 0)
        groups += [rest] if rest else []
        vote = tuple(next(iter(group)) if len(group) == 1 else group for group in groups)
        votes[vote] = votes.get(vote, 0) + weight
    pairs = votelib.convert.RankedToCondorcetVotes().convert(votes)
    if not any(pairs.values()):
        raise ValueError("nobody is ranked above anybody, of which it says nothing")
    chosen = votelib.evaluate.condorcet.Schulze().evaluate(pairs, 1)
    return [sorted(one) if isinstance(one, (frozenset, set)) else [one] for one in chosen][:1]


def votekit_profile(case: Case) -> Any:
    """The ballots as VoteKit holds them."""
    from votekit.ballot import RankBallot
    from votekit.pref_profile import RankProfile

    names = [str(number) for number in range(len(case["names"]))]
    ballots = []
    for row, weight in zip(case["rows"], case["weights"], strict=True):
        ranking = [
            frozenset(names[i] for i, rank in enumerate(row) if rank == one) for one in range(1, max(row) + 1)
        ]
        ballots.append(RankBallot(ranking=ranking, weight=weight))
    return RankProfile(ballots=tuple(ballots), candidates=tuple(names), max_ranking_length=len(names))


def votekit_irv(case: Case) -> Committees:
    from votekit.elections import IRV

    return [[int(name) for one in IRV(votekit_profile(case)).get_elected() for name in one]]


def votekit_plurality(case: Case) -> Committees:
    from votekit.elections import Plurality

    return [[int(name) for one in Plurality(votekit_profile(case), n_seats=1).get_elected() for name in one]]


def pyrankvote_irv(case: Case) -> Committees:
    import pyrankvote

    known = [pyrankvote.Candidate(str(number)) for number in range(len(case["names"]))]
    ballots = []
    for row, weight in zip(case["rows"], case["weights"], strict=True):
        ranked = sorted((rank, number) for number, rank in enumerate(row) if rank > 0)
        ballots += [pyrankvote.Ballot([known[number] for _rank, number in ranked]) for _each in range(weight)]
    result = pyrankvote.instant_runoff_voting(known, ballots)
    return [[int(one.name) for one in result.get_winners()]]


def abcvoting_approval(case: Case) -> Committees:
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    found = Profile(len(case["names"]))
    for row, weight in zip(case["rows"], case["weights"], strict=True):
        for _each in range(weight):
            found.add_voter([number for number, mark in enumerate(row) if mark > 0])
    return [sorted(one) for one in abcrules.compute_av(found, committeesize=case["seats"], resolute=False)]


def starvote_score(case: Case) -> Committees:
    """By its scoring round, with which STAR begins: the rest of STAR is another rule."""
    import starvote

    ballots = []
    for row, weight in zip(case["rows"], case["weights"], strict=True):
        ballots += [{str(number): mark for number, mark in enumerate(row)} for _each in range(weight)]
    scores = starvote._scoring_round(ballots)
    return [[int(name)] for name, total in scores.items() if total == max(scores.values())]


PEERS: dict[str, dict[str, Callable[[Case], Committees]]] = {
    "plurality": {"pref_voting": pref_voting_plurality, "votekit": votekit_plurality},
    "approval": {"abcvoting": abcvoting_approval},
    "score": {"starvote": starvote_score},
    "irv": {"pref_voting": pref_voting_irv, "pyrankvote": pyrankvote_irv, "votekit": votekit_irv},
    "scottish-stv": {"pref_voting": pref_voting_scottish},
    "meek-stv": {"pref_voting": pref_voting_meek},
    "schulze": {"pref_voting": pref_voting_schulze, "votelib": votelib_schulze},
}


def main() -> None:
    """Answer each line."""
    out = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        case = json.loads(line)
        answer: dict[str, Any] = {}
        for peer, asked in PEERS[case["rule"]].items():
            try:
                answer[peer] = [sorted(map(int, one)) for one in asked(case)]
            except Exception as broken:
                answer[peer] = f"{type(broken).__name__}: {broken}"
        print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
