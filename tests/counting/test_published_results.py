"""Every published or outside result for a rule we have: winners, order and each stage to the last digit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.counting import samples
from unionhall.core.counting import scottish as scottish_module
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.debian import DefaultOption
from unionhall.core.counting.meek import Exact, Fixed, meek
from unionhall.core.counting.papers import as_ranked
from unionhall.core.counting.reports import Report
from unionhall.core.counting.rules import count
from unionhall.core.counting.schulze import pairwise, strongest_paths
from unionhall.core.counting.ties import Ties

STAGES = {"begin", "transfer", "elect", "defeat"}
"""What the outside program logs where our stages are; it logs iterations and its closing words besides."""

DEBIAN_2006 = [
    "Jeroen van Wolffelaar",
    "Ari Pollak",
    "Steve McIntyre",
    "Anthony Towns",
    "Andreas Schuldei",
    "Jonathan aka Ted Walther",
    "Bill Allombert",
    "None of the Above",
]
"""The options of 2006 in the order of the ballot paper (debian.org/vote/2006/vote_002); the tally sheet has numbers only."""


def in_turn(tallies: list[dict[str, str]]) -> list[dict[str, str]]:
    """The tallies without those that repeat the one before."""
    return [one for number, one in enumerate(tallies) if not number or one != tallies[number - 1]]


def differences(entry: dict[str, Any], report: Report) -> list[str]:
    """Where an STV report is not what the outside program says."""
    found = []
    if sorted(report.winners) != sorted(entry["winners"]):
        found.append(f"winners {report.winners}")
    if report.quota is None or Fraction(report.quota) != Fraction(entry["quota"]):
        found.append(f"quota {report.quota}")
    theirs = in_turn([stage["votes"] for stage in entry["stages"] if stage["tag"] in STAGES])
    ours = in_turn([dict(stage.votes) for stage in report.stages])
    found += [f"{mine} is not {one}" for one, mine in zip(theirs, ours, strict=False) if one != mine]
    if len(theirs) != len(ours):
        found.append(f"{len(ours)} different tallies, not {len(theirs)}")
    for stage in entry["stages"]:
        if stage["tag"] in STAGES and stage["nontransferable"] is not None:
            alike = [one.exhausted for one in report.stages if dict(one.votes) == stage["votes"]]
            if stage["nontransferable"] not in alike:
                found.append(f"not transferable {alike} is not {stage['nontransferable']}")
    return found


def counted(entry: dict[str, Any]) -> Report:
    """The entry's ballots by the entry's rule and arithmetic."""
    found = samples.lowest_number_first(samples.ballots(entry))
    if entry["rule"] == "scotland":
        return count(found, "scottish-stv")
    if entry["rule"] == "meek-prf":
        return count(found, "meek-stv")
    if "guarded" in entry["arithmetic"]:
        ties = Ties(found.candidates, order=found.tie_order)
        return meek(found, found.seats or 1, ties, arithmetic=Exact(Fraction(1, 10**9), places=18))
    return count(found, "meek-stv", exact=True)


def test_every_stv_count_is_theirs_to_the_last_digit():
    entries = samples.entries("scotland", "meek-prf", "meek")
    assert len(entries) == 22

    assert {
        entry["id"]: differences(entry, counted(entry))
        for entry in entries
        if "guarded" not in entry["arithmetic"]
    } == {entry["id"]: [] for entry in entries if "guarded" not in entry["arithmetic"]}


def test_counts_in_guarded_decimals_agree_with_fractions_to_the_17th_place():
    entries = [entry for entry in samples.entries("meek") if "guarded" in entry["arithmetic"]]
    assert len(entries) == 5

    for entry in entries:
        report = counted(entry)
        assert sorted(report.winners) == sorted(entry["winners"])
        theirs = in_turn([stage["votes"] for stage in entry["stages"] if stage["tag"] in STAGES])
        for stage in report.stages:
            assert any(
                all(
                    abs(Fraction(stage.votes[name]) - Fraction(votes[name])) < Fraction(1, 10**17)
                    for name in votes
                )
                for votes in theirs
            )


def test_who_is_elected_at_which_stage_is_theirs_too():
    for entry in samples.entries("scotland", "meek-prf"):
        report = counted(entry)
        for stage in report.stages:
            for name in stage.elected:
                said = [
                    one
                    for one in entry["stages"]
                    if one["tag"] == "elect" and one["msg"].endswith(f": {name}")
                ]
                assert said and said[0]["votes"] == dict(stage.votes), (entry["id"], name)


@pytest.mark.parametrize(
    "fault",
    [
        "a surplus is rounded up",
        "the smallest surplus goes first",
        "an exhausted paper is forgotten",
        "the lot is turned round",
        "Meek rounds down",
        "Meek's quota lacks its last unit",
    ],
)
def test_a_planted_fault_is_seen(fault, monkeypatch):
    if fault == "a surplus is rounded up":
        plain = scottish_module._Count.transfer

        def transfer(self, giver, surplus=None):
            plain(self, giver, None if surplus is None else surplus + -(-self.votes[giver] // 10**5))

        monkeypatch.setattr(scottish_module._Count, "transfer", transfer)
    elif fault == "the smallest surplus goes first":
        plain = scottish_module._Count.move_on

        def move_on(self):
            if self.pending:
                low = min(self.pending, key=lambda number: self.votes[number])
                self.pending.remove(low)
                self.transfer(low, surplus=self.votes[low] - self.quota)
                self.votes[low] = self.quota
                self.end_stage()
            else:
                plain(self)

        monkeypatch.setattr(scottish_module._Count, "move_on", move_on)
    elif fault == "an exhausted paper is forgotten":
        plain = scottish_module._Count.end_stage

        def end_stage(self, excluded=()):
            self.exhausted = 0
            plain(self, excluded)

        monkeypatch.setattr(scottish_module._Count, "end_stage", end_stage)
    elif fault == "the lot is turned round":
        plain = Ties.lot
        monkeypatch.setattr(
            Ties,
            "lot",
            lambda self, stage, tied, preferred=True: plain(self, stage, tied, preferred=not preferred),
        )
    elif fault == "Meek rounds down":
        monkeypatch.setattr(Fixed, "keep", lambda self, weight, factor: weight * factor // self.one)
    else:
        monkeypatch.setattr(Fixed, "quota", lambda self, votes, seats: votes // (seats + 1))

    assert any(differences(entry, counted(entry)) for entry in samples.entries("scotland", "meek-prf"))


def test_exact_fractions_nine_decimals_and_scotland_elect_three_different_people():
    by_rule = {
        entry["rule"]: counted(entry).winners[-1]
        for entry in samples.entries("scotland", "meek-prf", "meek")
        if entry["file"] == "droop/SC-Vm-12.blt" and "guarded" not in entry["arithmetic"]
    }
    assert by_rule == {"meek": "X", "meek-prf": "Y", "scotland": "Z"}


def minneapolis() -> dict[str, Any]:
    return samples.expected()["rctab:2013_minneapolis_mayor"]


def irv_differences(entry: dict[str, Any], report: Report) -> list[str]:
    """Each of the outside rounds must be one of our stages: we exclude one at a time, they several where it is certain."""
    found = []
    for one in entry["stages"]:
        tally = dict.fromkeys(report.candidates, "0") | one["tally"]
        stages = [stage for stage in report.stages if dict(stage.votes) == tally]
        gone = one["inactive"]
        first = entry["stages"][0]["inactive"]
        spent = sum(
            int(gone[key]) - int(first[key]) for key in ("exhaustedChoices", "overvotes", "skippedRankings")
        )
        if not stages or stages[-1].exhausted != str(spent):
            found.append(f"round {one['round']}")
    return found


def test_minneapolis_2013_has_every_round_of_theirs():
    entry = minneapolis()
    report = count(samples.ballots(entry), "irv")

    assert report.winners == ("BETSY HODGES",)
    assert irv_differences(entry, report) == []
    assert report.blank == entry["summary"]["undervotes"]
    assert report.spoilt == {"overvote": 103, "skipped ranks": 47}
    assert report.valid + report.blank + sum(report.spoilt.values()) == entry["ballots"]


def test_a_planted_fault_in_minneapolis_is_seen(monkeypatch):
    from unionhall.core.counting import irv as irv_module

    plain = irv_module.as_sequences
    monkeypatch.setattr(
        irv_module, "as_sequences", lambda ballots, **more: plain(ballots, **{**more, "skips": 0})
    )
    entry = minneapolis()

    assert irv_differences(entry, count(samples.ballots(entry), "irv"))


def order_of(report: Report) -> list[str]:
    """The order as one list of names; equals joined by an equals sign, in alphabetical order."""
    assert report.order is not None
    return [" = ".join(sorted(group)) for group in report.order]


def test_cloud_foundry_is_as_it_was_declared():
    for entry in samples.entries("schulze"):
        if not entry["id"].startswith("cloudfoundry"):
            continue
        report = count(samples.ballots(entry), "schulze", no_opinion=True)
        assert order_of(report) == entry["order"]
        for above, below, more, fewer in entry["pairwise"] or []:
            assert report.pairwise[above][below] == more
            assert report.pairwise[below][above] == fewer


def debian_2006() -> Ballots:
    found = samples.ballots(samples.expected()["debian:dpl2006"])
    return Ballots(tuple(DEBIAN_2006), found.marks, found.weights, blank=found.blank)


def test_debian_2006_in_its_whole_order():
    entry = samples.expected()["debian:dpl2006"]
    report = count(debian_2006(), "schulze")

    assert list(report.winners) == entry["winners"]
    assert order_of(report) == [
        " = ".join(sorted(part.strip() for part in group.split("="))) for group in entry["order"].split(">")
    ]


def test_debian_2006_turns_round_where_unranked_means_no_opinion():
    assert count(debian_2006(), "schulze", no_opinion=True).winners == ("Steve McIntyre",)


def test_debian_2004_drops_who_missed_the_majority():
    entry = samples.expected()["debian:dpl2004-quorum-majority"]
    rule = DefaultOption(quorum=Fraction(str(entry["quorum"])))

    dropped = [name for name, pair in entry["for_against_default"].items() if not rule.keeps(name, *pair)]
    assert dropped == entry["dropped"]


def test_the_papers_examples_by_winning_votes():
    entries = [entry for entry in samples.entries("schulze") if entry["id"].startswith("schulze-paper")]
    assert len(entries) == 3

    for entry in entries:
        found = samples.ballots(entry)
        assert list(count(found, "schulze").winners) == entry["winners_by_variant"]["Schulze Winning"]
        strength = strongest_paths(pairwise(as_ranked(found)))
        names = entry["candidates"]
        ours = {
            one: {other: int(strength[i, j]) for j, other in enumerate(names) if i != j}
            for i, one in enumerate(names)
        }
        assert ours == entry["strongest_paths"]["Schulze Winning"]


def test_margins_for_winning_votes_would_be_seen():
    entry = samples.expected()["schulze-paper:example 10"]
    votes = pairwise(as_ranked(samples.ballots(entry)))
    margins = strongest_paths(np.maximum(votes - votes.T, 0))

    assert [int(margins[0, other]) for other in (1, 2, 3)] == [12, 12, 12]
    assert (
        entry["winners_by_variant"]["Schulze Margin"]
        == ["A"]
        != entry["winners_by_variant"]["Schulze Winning"]
    )


def test_burlington_2009_elects_three_people_by_three_rules():
    entry = samples.expected()["burlington2009:3-candidate"]
    found = samples.ballots(entry)

    for rule in ("plurality", "irv", "schulze"):
        assert count(found, rule).winners == (entry["expected"][rule],)
