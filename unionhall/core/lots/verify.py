"""Verifying: that a report of a draw is what the rules make of the files, without a solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from unionhall.core.lots.pools import Pool
from unionhall.core.lots.proof import Proof, bound
from unionhall.core.lots.reports import PARTS, chances_of, counts_of, deviation, hash_of, winner
from unionhall.core.lots.rows import rows_of
from unionhall.core.lots.types import Types, types_of
from unionhall.core.words import Sentence, Wrong, _

NEAR = Fraction(1, 10**6)
"""How near the smallest chance must come to its bound."""


class Bad(Wrong):
    """Something in a report that does not follow."""


def verify(report: Mapping[str, Any], pool: Pool, inputs: Mapping[str, str]) -> list[Sentence]:
    """
    Go through a report (as read from JSON) with the pool and the hashes of the files it should be of; gives what was checked.

    Checked are the files, that each ticket is a panel that meets the quotas, the chances and their bound, the rounding, and the
    winning ticket. That the chances after the smallest are leximin too is not: for that, draw again.

    Raises `Bad` with the first thing that is wrong.
    """
    try:
        types = types_of(pool)
        return [check(report, pool, types, inputs) for check in CHECKS]
    except Bad:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, IndexError) as error:
        raise Bad(
            _("This is no report of a draw: something is missing in it or has another form.")
        ) from error


def _files(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    for name, found in inputs.items():
        if report["inputs"][name] != found:
            raise Bad(
                _("The report is of another file of {name}: its hash is {said}, and this file's is {found}."),
                name=name,
                said=str(report["inputs"][name])[:64],
                found=found,
            )
    return Sentence(_("The files are those of the report."))


def _panels(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    size, tickets = report["size"], report["tickets"]
    number_of = {name: number for number, name in enumerate(pool.names)}
    if type(size) is not int or not tickets:
        raise ValueError("size or tickets")
    for number, ticket in enumerate(tickets):
        if len(ticket) != size or len(set(ticket)) != size:
            raise Bad(_("Ticket {number} does not have {size} different people."), number=number, size=size)
        for name in ticket:
            if type(name) not in (str, int) or name not in number_of:
                raise Bad(
                    _("Ticket {number} names {name}, who did not come forward."),
                    number=number,
                    name=str(name)[:60],
                )
        people = [number_of[name] for name in ticket]
        for place, category in enumerate(pool.categories):
            seats = Counter(pool.rows[person][place] for person in people)
            for one, quota in enumerate(category.quotas):
                if not quota.allows(seats[one]):
                    raise Bad(
                        _(
                            "Ticket {number} has {many} of {category} “{feature}”, and the quota is {least} to {most}."
                        ),
                        number=number,
                        many=seats[one],
                        category=quota.category,
                        feature=quota.feature,
                        least=quota.least,
                        most=quota.most,
                    )
        homes = [pool.homes[person] for person in people if pool.homes and pool.homes[person]]
        if len(set(homes)) != len(homes):
            raise Bad(_("Ticket {number} has two of one household."), number=number)
    return Sentence(
        _("Each of the {tickets} tickets has {size} different people and meets every quota."),
        tickets=len(tickets),
        size=size,
    )


def _chances(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    rows = rows_of(pool, types, report["size"])
    shares = [one["share"] for one in report["lottery"]]
    if any(type(share) is not int or share <= 0 for share in shares) or sum(shares) != PARTS:
        raise Bad(_("The shares of the lottery do not add up to the whole."))
    for number, one in enumerate(report["lottery"]):
        counts = one["counts"]
        good = len(counts) == len(types.types) and all(
            type(many) is int and 0 <= many <= kind.most
            for many, kind in zip(counts, types.types, strict=True)
        )
        if not good or any(not row.least <= sum(counts[each] for each in row.of) <= row.most for row in rows):
            raise Bad(_("Panel {number} of the lottery does not meet the quotas."), number=number)
    chances = of_people(report, pool, types)
    if report["probabilities"] != {
        str(name): float(one) for name, one in zip(pool.names, chances, strict=True)
    }:
        raise Bad(_("The chances do not follow from the lottery."))
    if report["minimum"] != float(min(chances)):
        raise Bad(_("The smallest chance is not what the report says."))
    return Sentence(
        _("The chances follow from the lottery; the smallest is {minimum}."),
        minimum=in_hundredths(min(chances)),
    )


def _bound(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    proof = Proof.from_data(report["proof"])
    shown = bound(proof, types, rows_of(pool, types, report["size"]))
    if report["bound"] != float(shown):
        raise Bad(_("The bound does not follow from its proof."))
    if not 0 <= shown - min(of_people(report, pool, types)) <= NEAR:
        raise Bad(
            _("The smallest chance is not as large as it could be: the bound is {bound}."),
            bound=in_hundredths(shown),
        )
    if proof.cuts:
        return Sentence(
            _("No lottery gives everybody more than {bound}; {cuts} steps of the proof rest on the solver."),
            bound=in_hundredths(shown),
            cuts=len(proof.cuts),
        )
    return Sentence(
        _("No lottery gives everybody more than {bound}: added up from the quotas."),
        bound=in_hundredths(shown),
    )


def _rounding(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    tickets = report["tickets"]
    counts = counts_of(pool.names, tickets)
    if report["ticket_counts"] != {str(name): one for name, one in zip(pool.names, counts, strict=True)}:
        raise Bad(_("The numbers of tickets are not what the tickets say."))
    chances = of_people(report, pool, types)
    largest = deviation(counts, chances, len(tickets))
    if report["largest_deviation"] != float(largest):
        raise Bad(_("The largest deviation is not what the report says."))
    if Fraction(min(counts), len(tickets)) < min(chances) - Fraction(1, len(tickets)):
        raise Bad(_("Somebody is on fewer tickets than one below the smallest chance."))
    return Sentence(
        _(
            "The tickets are the lottery rounded: nobody's share of them is more than {largest} from their chance."
        ),
        largest=in_hundredths(largest),
    )


def _winner(report: Mapping[str, Any], pool: Pool, types: Types, inputs: Mapping[str, str]) -> Sentence:
    found = hash_of(report["tickets"])
    if report["tickets_hash"] != found:
        raise Bad(_("The hash of the tickets is {found}, not what the report says."), found=found)
    if not isinstance(report["seed"], str):
        raise ValueError("seed")
    number = winner(report["seed"], found, len(report["tickets"]))
    if report["winner"] != number or report["panel"] != report["tickets"][number]:
        raise Bad(_("The seed picks ticket {number}, and the report has another winner."), number=number)
    return Sentence(_("The seed picks ticket {number}, whose panel was drawn."), number=number)


def of_people(report: Mapping[str, Any], pool: Pool, types: Types) -> list[Fraction]:
    """The chance of each person by the report's lottery, in the order of the pool."""
    of_type = chances_of(
        [(one["share"], one["counts"]) for one in report["lottery"]], [one.people for one in types.types]
    )
    type_of = types.type_of()
    return [of_type[type_of[person]] for person in range(len(pool.names))]


def in_hundredths(chance: Fraction) -> str:
    """
    A chance in per cent, with four decimals.

    >>> in_hundredths(Fraction(1, 11))
    '9.0909 %'
    """
    units = (2 * chance.numerator * 10**6 + chance.denominator) // (2 * chance.denominator)
    return f"{units // 10**4}.{units % 10**4:04} %"


Check = Callable[[Mapping[str, Any], Pool, Types, Mapping[str, str]], Sentence]
CHECKS: tuple[Check, ...] = (_files, _panels, _chances, _bound, _rounding, _winner)
