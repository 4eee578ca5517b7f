"""Delegation: what a body told its delegate, what the delegate did, and whether one is within the other (R20-R24)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from unionhall.core.words import Sentence, Wrong, _


class Kind(Enum):
    """How far an instruction binds (R20)."""

    IMPERATIVE = "imperative"
    FALL_BACKS = "fall_backs"
    SPLIT = "split"
    INDICATIVE = "indicative"
    INFORMATION = "information"
    NONE = "none"


class Verdict(Enum):
    """What a comparison comes to."""

    WITHIN = "within"
    OUTSIDE = "outside"
    NOTHING = "nothing"


class Rung(Enum):
    """How far an act outside the instruction has come on the ladder of R24."""

    EXPLAIN = "explain"
    SEND_BACK = "send_back"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


def digest(text: str) -> str:
    """
    The name of a text: SHA-256, in hex, of its words as they are read, in UTF-8 after Unicode's NFC. Ends of lines and blanks
    round the whole do not count, since every browser and every printer writes them in its own way; each other sign does.

    >>> digest("We ask for 5 %.\\r\\nFrom May.") == digest("We ask for 5 %.\\nFrom May. ")
    True
    >>> digest("We ask for 5 %.") == digest("We ask for 4 %.")
    False
    """
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).splitlines()]
    return hashlib.sha256("\n".join(lines).strip().encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Instruction:
    """
    What a body decided on one point.

    `text`: the digest of the text it is about. `positions`: what is to be stood for: one where it is imperative, several in
    order of preference where it falls back; where it is indicative the first is the body's opinion, and all of them are the
    limits within which a delegate may move (the opinion alone: no limits were set). `shares`: for a split, position → share
    of the delegation's votes; they add up to one. Raises `ValueError` where these do not fit the kind.
    """

    kind: Kind
    text: str = ""
    positions: tuple[str, ...] = ()
    shares: Mapping[str, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.positions)) != len(self.positions):
            raise Wrong(_("an instruction names each position once"))
        if self.kind is Kind.SPLIT:
            if len(self.shares) < 2 or any(share <= 0 for share in self.shares.values()):
                raise Wrong(_("a split has at least two positions, each with a share above zero"))
            if sum(self.shares.values()) != 1:
                raise Wrong(_("the shares of a split add up to the whole"))
            if self.positions:
                raise Wrong(_("a split says its positions with their shares"))
            return
        if self.shares:
            raise Wrong(_("only a split has shares"))
        fits = {
            Kind.IMPERATIVE: len(self.positions) == 1,
            Kind.FALL_BACKS: len(self.positions) >= 2,
            Kind.INDICATIVE: len(self.positions) >= 1,
        }.get(self.kind, not self.positions)
        if not fits:
            raise Wrong(_("these positions do not fit this kind of instruction"))

    def said(self) -> Sentence:
        """
        The instruction in one sentence, as it stands on the card in a delegate's hand.

        >>> str(Instruction(Kind.SPLIT, "", shares={"yes": Fraction(7, 10), "no": Fraction(3, 10)}).said())
        'Split the votes: yes 70 %, no 30 %.'
        >>> str(Instruction(Kind.FALL_BACKS, "", ("5 %", "4 %")).said())
        'Stand for the first of these that is still open: 5 %, 4 %.'
        """
        if self.kind is Kind.IMPERATIVE:
            return Sentence(_("Stand for this and for nothing else: {position}."), position=self.positions[0])
        if self.kind is Kind.FALL_BACKS:
            return Sentence(
                _("Stand for the first of these that is still open: {positions}."), positions=self.positions
            )
        if self.kind is Kind.SPLIT:
            return Sentence(_("Split the votes: {shares}."), shares=_as_shares(self.shares))
        if self.kind is Kind.INDICATIVE:
            if len(self.positions) == 1:
                return Sentence(
                    _("Our opinion is: {position}. You may move from it."), position=self.positions[0]
                )
            return Sentence(
                _("Our opinion is: {position}. You may move as far as: {limits}."),
                position=self.positions[0],
                limits=self.positions[1:],
            )
        if self.kind is Kind.INFORMATION:
            return Sentence(_("Listen and bring it home. You have no mandate on this point."))
        return Sentence(_("We have not talked about this point. You have no instruction."))


@dataclass(frozen=True)
class Act:
    """
    What a delegate did on one point.

    `text`: the digest of the text it was about. `votes`: position → votes cast, whole and never below zero; for a statement or
    an offer, the positions stood for, each once, or none. `spoken`: it was said or offered, and not voted. `open`: the
    positions that could still be had in that moment; empty where nothing of the instruction had fallen.
    """

    text: str
    votes: Mapping[str, int] = field(default_factory=dict)
    spoken: bool = False
    open: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if any(many < 0 for many in self.votes.values()):
            raise Wrong(_("votes are never below zero"))

    def stood_for(self) -> tuple[str, ...]:
        """
        The positions that got anything, in the order they were written.

        >>> Act("", {"yes": 3, "no": 0}).stood_for()
        ('yes',)
        """
        return tuple(position for position, many in self.votes.items() if many)

    def _had(self, position: str) -> bool:
        return not self.open or position in self.open


@dataclass(frozen=True)
class Comparison:
    """A verdict, and the sentence that says why."""

    verdict: Verdict
    why: Sentence


def compare(instruction: Instruction | None, act: Act) -> Comparison:
    """
    Hold an act against the instruction of its point. None: there is none.

    >>> split = Instruction(Kind.SPLIT, "a", shares={"yes": Fraction(7, 10), "no": Fraction(3, 10)})
    >>> str(compare(split, Act("a", {"yes": 10})).why)
    'The instruction is yes 7, no 3 of 10 votes; cast were: yes 10.'
    >>> compare(split, Act("a", {"yes": 7, "no": 3})).verdict
    <Verdict.WITHIN: 'within'>
    >>> str(compare(split, Act("b", {"yes": 7, "no": 3})).why)
    'The text is another one than the body decided on, so there is no instruction for it.'
    """
    if instruction is None or instruction.kind is Kind.NONE:
        return _nothing(_("The body gave no instruction on this point."))
    if instruction.text != act.text:
        return _nothing(
            _("The text is another one than the body decided on, so there is no instruction for it.")
        )
    if instruction.kind is Kind.INFORMATION:
        return _information(act)
    if not act.stood_for():
        return _nothing(_("Nothing was stood for in this, so there is nothing to compare."))
    if instruction.kind is Kind.SPLIT:
        return _split(instruction.shares, act)
    if instruction.kind is Kind.INDICATIVE:
        return _indicative(instruction.positions, act)
    return _ordered(instruction.positions, act)


def split_of(shares: Mapping[str, Fraction], votes: int) -> dict[str, int]:
    """
    How `votes` whole votes follow `shares` as closely as whole votes can: by largest remainder (Hamilton's method). Of equal
    remainders the one written first gets the vote; `compare` takes any of them.

    >>> split_of({"yes": Fraction(7, 10), "no": Fraction(3, 10)}, 4)
    {'yes': 3, 'no': 1}
    >>> split_of({"yes": Fraction(7, 10), "no": Fraction(3, 10)}, 1)
    {'yes': 1, 'no': 0}
    """
    if votes < 0:
        raise Wrong(_("votes are never below zero"))
    whole = {position: int(share * votes) for position, share in shares.items()}
    left = votes - sum(whole.values())
    nearest = sorted(shares, key=lambda position: whole[position] - shares[position] * votes)
    return {position: whole[position] + (position in nearest[:left]) for position in shares}


def follows_split(shares: Mapping[str, Fraction], votes: Mapping[str, int]) -> bool:
    """
    Whether `votes` are one of the ways of splitting that largest remainder allows.

    >>> halves = {"yes": Fraction(1, 2), "no": Fraction(1, 2)}
    >>> follows_split(halves, {"yes": 2, "no": 1}), follows_split(halves, {"yes": 1, "no": 2})
    (True, True)
    >>> follows_split(halves, {"yes": 3}), follows_split(halves, {"yes": 2, "no": 2, "abstain": 1})
    (False, False)
    """
    if any(many and position not in shares for position, many in votes.items()):
        return False
    total = sum(votes.values())
    up: list[Fraction] = []
    down: list[Fraction] = []
    for position, share in shares.items():
        whole = int(share * total)
        rest, cast = share * total - whole, votes.get(position, 0)
        if cast == whole:
            down.append(rest)
        elif cast == whole + 1:
            up.append(rest)
        else:
            return False
    return not up or not down or min(up) >= max(down)


def rung(*, explained: bool, confirmed: bool | None) -> Rung:
    """
    Where an act outside its instruction stands (R24): the delegate explains it on the minutes; what came of it holds for the
    time being only and goes back to the body; the body confirms it or does not. `confirmed`: None while the body has not decided.

    >>> rung(explained=False, confirmed=None), rung(explained=True, confirmed=None)
    (<Rung.EXPLAIN: 'explain'>, <Rung.SEND_BACK: 'send_back'>)
    >>> rung(explained=False, confirmed=False)
    <Rung.REJECTED: 'rejected'>
    """
    if confirmed is not None:
        return Rung.CONFIRMED if confirmed else Rung.REJECTED
    return Rung.SEND_BACK if explained else Rung.EXPLAIN


@dataclass(frozen=True)
class AskingHome:
    """
    What the charter says of a delegate who asks home. `hours`: within how many an answer comes. `binds`: whether it binds like
    an instruction; else it is an opinion.
    """

    hours: int = 1
    binds: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.hours <= 240:
            raise Wrong(_("an answer comes within 1 to 240 hours"))

    def said(self) -> list[Sentence]:
        """
        The rule in words.

        >>> [str(one) for one in AskingHome(2, binds=False).said()][1]
        'What the answer says is an opinion: you may move from it.'
        """
        return [
            Sentence(_("A delegate who asks home is answered within {hours} h."), hours=self.hours),
            Sentence(_("What the answer says binds you like any instruction."))
            if self.binds
            else Sentence(_("What the answer says is an opinion: you may move from it.")),
            Sentence(_("Where no answer comes in time, you have no instruction: agree to nothing.")),
        ]


def _nothing(why: str) -> Comparison:
    return Comparison(Verdict.NOTHING, Sentence(why))


def _cast(act: Act) -> Sentence | tuple[str, ...]:
    if act.spoken:
        return act.stood_for()
    return Sentence(
        "{each}", each=tuple(f"{position} {many}" for position, many in act.votes.items() if many)
    )


def _as_shares(shares: Mapping[str, Fraction]) -> tuple[str, ...]:
    return tuple(f"{position} {_percent(share)}" for position, share in shares.items())


def _percent(share: Fraction) -> str:
    hundred = share * 100
    return f"{hundred.numerator} %" if hundred.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _information(act: Act) -> Comparison:
    if not act.stood_for():
        return Comparison(
            Verdict.WITHIN, Sentence(_("The instruction is to listen, and nothing was stood for."))
        )
    return _nothing(_("The body gave no mandate on this point: it was for information only."))


def _ordered(positions: tuple[str, ...], act: Act) -> Comparison:
    wanted = next((position for position in positions if act._had(position)), None)
    if wanted is None:
        return _nothing(_("Nothing of what the instruction names could be had any more."))
    if act.stood_for() == (wanted,):
        if wanted == positions[0]:
            return Comparison(
                Verdict.WITHIN, Sentence(_("The instruction is {wanted}, and so it was."), wanted=wanted)
            )
        return Comparison(
            Verdict.WITHIN,
            Sentence(_("What comes first had fallen; {wanted} is the next, and so it was."), wanted=wanted),
        )
    return Comparison(
        Verdict.OUTSIDE,
        Sentence(_("The instruction is {wanted}; stood for was: {cast}."), wanted=wanted, cast=_cast(act)),
    )


def _split(shares: Mapping[str, Fraction], act: Act) -> Comparison:
    if act.spoken:
        if set(act.stood_for()) == set(shares):
            return Comparison(Verdict.WITHIN, Sentence(_("Every view of the body was spoken for.")))
        return Comparison(
            Verdict.OUTSIDE,
            Sentence(
                _("The instruction is to speak for each of {wanted}; stood for was: {cast}."),
                wanted=tuple(shares),
                cast=act.stood_for(),
            ),
        )
    total = sum(act.votes.values())
    values = {
        "wanted": tuple(f"{position} {many}" for position, many in split_of(shares, total).items()),
        "total": total,
        "cast": _cast(act),
    }
    if follows_split(shares, act.votes):
        return Comparison(
            Verdict.WITHIN, Sentence(_("Cast were {cast}, as the split says for {total} votes."), **values)
        )
    return Comparison(
        Verdict.OUTSIDE,
        Sentence(_("The instruction is {wanted} of {total} votes; cast were: {cast}."), **values),
    )


def _indicative(positions: tuple[str, ...], act: Act) -> Comparison:
    stood = act.stood_for()
    if stood == positions[:1]:
        return Comparison(Verdict.WITHIN, Sentence(_("It is the opinion of the body.")))
    if len(positions) == 1:
        return _nothing(_("It is not the opinion of the body, which set no limits to moving from it."))
    if set(stood) <= set(positions):
        return Comparison(
            Verdict.WITHIN, Sentence(_("It is not the opinion of the body, and within the limits it set."))
        )
    return Comparison(
        Verdict.OUTSIDE,
        Sentence(_("The limits are {limits}; stood for was: {cast}."), limits=positions, cast=_cast(act)),
    )
