"""Faults to plant in the rules, the count, the gate and the log: each one a line that somebody might have written."""

from __future__ import annotations
import __future__

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from unionhall.bodies.actions import membership as leaving
from unionhall.bodies.rules import membership
from unionhall.core.counting import highest, irv
from unionhall.core.log import merkle
from unionhall.core.quorums import Quorum
from unionhall.core.thresholds import Threshold
from unionhall.decisions.actions import ballots, declaring
from unionhall.decisions.models import Poll
from unionhall.decisions.rules import choosing, counting
from unionhall.mandates import actions as mandates
from unionhall.mandates import gate
from unionhall.mandates.models import Mandate
from unionhall.people import tidying
from unionhall.record.keeper import Keeper


class Fault(NamedTuple):
    """In `function` the text `right` reads `wrong`."""

    function: Callable[..., Any]
    right: str
    wrong: str


FAULTS = {
    "a tie carries": Fault(Threshold.line, "// exact.denominator + 1", "// exact.denominator"),
    "abstaining is voting for": Fault(
        counting.count_of,
        "return Tally(**votes)",
        "return Tally(yes=votes.get('yes', 0) + votes.get('abstain', 0), no=votes.get('no', 0))",
    ),
    "the least is chosen": Fault(highest.highest, "-totals[number]", "totals[number]"),
    "a lot is turned round": Fault(irv._lowest, "preferred=False", "preferred=True"),
    "equal ballots of a choice are one": Fault(
        choosing.stack_cast, "Stack.of(dict(weighed))", "Stack.of(dict.fromkeys(dict(weighed), 1))"
    ),
    "whoever comes is a quorum": Fault(Quorum.needs, "max(1, min(found))", "1"),
    "who is suspended is on the register": Fault(
        membership.voters_of, "Q(state=State.SUSPENDED, ends_on__lte=day)", "Q(state=State.SUSPENDED)"
    ),
    "an ended mandate gives power": Fault(Mandate.lives, "self.ended_at is None and ", ""),
    "a recall changes nothing": Fault(
        mandates._end, 'mandate.save(update_fields=["ended_at", "ending", "ended_by"])', "pass"
    ),
    "no second factor is asked for": Fault(gate._asked, "declared.grave and ", "False and "),
    "a poll never closes": Fault(Poll.is_open, " < self.closes_at", ""),
    "an earlier paper brings its vote back": Fault(
        ballots.cast_ballot, "(str(ballot.client_id), *ballot.earlier)", "(str(ballot.client_id),)"
    ),
    "a ballot is left out of the seal": Fault(declaring.seal, 'order_by("pk")', 'order_by("pk")[1:]'),
    "leaves are hashed like branches": Fault(merkle.leaf_hash, 'b"\\x00"', 'b"\\x01"'),
    "the signer signs what it is given": Fault(
        Keeper.sign, "or not merkle.is_consistent(last.size, last.root, size, root, proof)", ""
    ),
    "a name is kept": Fault(
        leaving._forget, "member.name, member.household", "member.reservation, member.household"
    ),
    "nothing is wiped": Fault(tidying._is_due, "return True", 'return what not in ("rewrite", "log")'),
}


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The fault is there meanwhile, wherever the function is called from."""
    function = inspect.unwrap(fault.function)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(fault.right) == 1, f"{function.__qualname__} no longer says {fault.right!r} once"
    tree = ast.parse(source.replace(fault.right, fault.wrong))
    tree.body[0].decorator_list = []  # type: ignore[attr-defined]
    flags = __future__.annotations.compiler_flag
    made: dict[str, Any] = {}
    exec(compile(tree, "a planted fault", "exec", flags=flags, dont_inherit=True), function.__globals__, made)
    right, function.__code__ = function.__code__, made[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = right
