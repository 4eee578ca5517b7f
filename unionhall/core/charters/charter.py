"""A charter: versioned data that says how a body decides each matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from unionhall.core.chains import Chain
from unionhall.core.charters import codec
from unionhall.core.charters.errors import NeedsInterpretation, NotACharter
from unionhall.core.charters.matters import MATTERS
from unionhall.core.charters.options import Article, Emergency, Independence, Interpretation, Options, Terms
from unionhall.core.charters.rules import Method, Rule
from unionhall.core.charters.tables import BandedTable, Reading
from unionhall.core.consensus import ConsensusStyle
from unionhall.core.petitions import Referendum
from unionhall.core.recall import RecallRule
from unionhall.core.thresholds import SIMPLE_MAJORITY, Base, Threshold
from unionhall.core.words import Wrong, _

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

_STRICTNESS = (Method.CONSENSUS, Method.SECRET_PAPER, Method.HANDS, Method.OPEN)

SCHEMA = 1
"""The form charters are stored in; a later form reads all earlier ones."""


@dataclass(frozen=True)
class Charter:
    """
    How a body decides.

    `title`, `language` (a BCP 47 tag), `source` (the text it follows): of the document. `ordinary`: the rule
    of every matter not named. `rules`: by matter (`matters.MATTERS`). `options`, `terms`, `recall`,
    `independence`: see there. `referendum`, `emergency`: None where the charter has none. `entrenched`:
    paragraph → the rule its change needs, on top of the rule for changing the charter. `chains`, `tables`: by
    a name of the charter's own. `articles`: paragraphs in the charter's own words. `interpretations`: what
    the assembly said where the text did not.

    >>> charter = Charter(title="Bakery")
    >>> charter.rule_for("strike") == charter.ordinary
    True
    >>> Charter.from_data(charter.to_data()) == charter
    True
    """

    title: str
    language: str = "en"
    source: str = ""
    ordinary: Rule = field(default_factory=Rule)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    terms: Terms = field(default_factory=Terms)
    recall: RecallRule = field(default_factory=RecallRule)
    independence: Independence = field(default_factory=Independence)
    referendum: Referendum | None = None
    emergency: Emergency | None = None
    entrenched: Mapping[str, Rule] = field(default_factory=dict)
    chains: Mapping[str, Chain] = field(default_factory=dict)
    tables: Mapping[str, BandedTable] = field(default_factory=dict)
    articles: tuple[Article, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise Wrong(_("a charter needs a title"))
        if self.ordinary.has_hole:
            raise Wrong(_("the ordinary rule must say what carries a motion"))
        for matter in self.rules:
            if matter not in MATTERS or matter == "ordinary":
                raise Wrong(_("there is no matter called “{matter}”"), matter=matter)
        others = [self.ordinary, *self.entrenched.values()]
        others += [rule for matter, rule in self.rules.items() if matter != "quorum_repair"]
        if any(one.repair for rule in others for one in (rule, *rule.also)):
            raise Wrong(_("only the repair of a quorum does without one"))
        anchors = [article.anchor for article in self.articles]
        for name in (*anchors, *self.chains, *self.tables):
            if not _NAME.fullmatch(name):
                raise Wrong(
                    _("a name is small letters, figures and hyphens, 40 at most, not “{name}”"), name=name
                )
        if len(set(anchors)) < len(anchors):
            raise Wrong(_("two articles have one name"))

    def notice_of(self, rule: Rule) -> tuple[int, int]:
        """
        The notice `rule` asks for, in calendar days and in hours: its own, or the charter's common one where it names none.

        >>> Charter("Bakery", options=Options(notice_days=3)).notice_of(Rule(notice_hours=48))
        (0, 48)
        """
        if rule.notice_days or rule.notice_hours:
            return rule.notice_days, rule.notice_hours
        return self.options.notice_days, self.options.notice_hours

    def rule_for(self, matter: str) -> Rule:
        """
        The rule of `matter`: the charter's own, with interpretations filled in, or the ordinary one.

        Raises `KeyError` for a matter that is none, and `NeedsInterpretation` where a named rule has a hole.

        >>> holed = Charter("Bakery", rules={"strike": Rule(threshold=None)})
        >>> holed.rule_for("strike")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        unionhall...NeedsInterpretation: The text does not say; the assembly must interpret.
        """
        if matter not in MATTERS:
            raise KeyError(matter)
        if matter == "quorum_repair":
            return self._repair_rule()
        rule = self._interpreted(matter)
        if rule.has_hole:
            raise NeedsInterpretation(
                f"{matter}.{'consensus' if rule.method is Method.CONSENSUS else 'threshold'}"
            )
        return rule

    def _interpreted(self, matter: str) -> Rule:
        rule = self.rules.get(matter, self.ordinary)
        for told in self.interpretations:
            if told.anchor == f"{matter}.threshold":
                rule = replace(rule, threshold=codec.read(Threshold, told.value, told.anchor))
            if told.anchor == f"{matter}.consensus":
                rule = replace(rule, consensus=codec.read(ConsensusStyle, told.value, told.anchor))
        return rule

    def _repair_rule(self) -> Rule:
        """
        Repairing a quorum: the charter's own rule, or the ordinary one; never measured by those who did not
        come, and never by consensus, or the way out of a lock would be locked itself.
        """
        rule = self.rules.get("quorum_repair", self.ordinary)
        threshold = rule.threshold
        if (
            threshold is None
            or threshold.base is Base.ELECTORATE
            or threshold.minimum_yes
            or rule.method is Method.CONSENSUS
        ):
            threshold = SIMPLE_MAJORITY
        method = Method.OPEN if rule.method is Method.CONSENSUS else rule.method
        return replace(rule, threshold=threshold, method=method, consensus=None, repair=True, also=())

    def table(self, name: str, number: int) -> int:
        """
        What the table `name` gives for `number`. Raises `KeyError` for no such table and
        `NeedsInterpretation` where the text has a gap that no interpretation has filled.

        >>> from unionhall.core.charters.tables import IWW_DELEGATES
        >>> told = Interpretation("tables-delegates", 6, of=130)
        >>> Charter("Branch", tables={"delegates": IWW_DELEGATES}, interpretations=(told,)).table("delegates", 130)
        6
        """
        return self.interpreted_table(name).value(number, anchor=f"tables-{name}")

    def interpreted_table(self, name: str) -> BandedTable:
        """The table `name` with the assembly's interpretations filled in."""
        found = self.tables[name]
        for told in self.interpretations:
            if told.anchor != f"tables-{name}":
                continue
            if told.of is not None:
                found = replace(
                    found, filled=(*found.filled, (told.of, codec.read(int, told.value, told.anchor)))
                )
            elif found.steps:
                reading = codec.read(Reading, told.value, told.anchor)
                found = replace(found, steps=replace(found.steps, reading=reading))
        return found

    def poll_hours_for(self, matter: str) -> int:
        """
        How long a poll on `matter` is open, in hours.

        >>> Charter("Bakery").poll_hours_for("ordinary")
        72
        """
        return self.rule_for(matter).poll_hours or self.options.poll_hours

    def notice_for(self, matter: str) -> tuple[int, int]:
        """
        Notice before a vote on `matter`: (calendar days, hours).

        >>> Charter("Bakery", rules={"strike": Rule(notice_hours=48)}).notice_for("strike")
        (0, 48)
        """
        rule = self.rule_for(matter)
        if rule.notice_days or rule.notice_hours:
            return rule.notice_days, rule.notice_hours
        return self.options.notice_days, self.options.notice_hours

    def parts(self) -> dict[str, Any]:
        """
        The charter's paragraphs as data, by anchor; a matter's part is the rule it has in the end, so that
        changing the ordinary sentence is seen to change every matter that falls to it.
        """
        parts: dict[str, Any] = {
            matter: codec.write(self.rules.get(matter, self.ordinary)) for matter in MATTERS
        }
        for name in ("options", "terms", "independence", "referendum", "emergency"):
            parts[name] = codec.write(getattr(self, name))
        parts["calling-recall"] = codec.write(self.recall)
        parts |= {f"chains-{name}": codec.write(chain) for name, chain in self.chains.items()}
        parts |= {f"tables-{name}": codec.write(table) for name, table in self.tables.items()}
        parts |= {f"article-{one.anchor}": codec.write(one) for one in self.articles}
        parts["interpretations"] = codec.write(self.interpretations)
        return parts

    def touched(self, new: Charter) -> list[str]:
        """
        The paragraphs that `new` changes; changing what entrenches a paragraph touches that paragraph.

        >>> Charter("Bakery").touched(Charter("Bakery", rules={"strike": Rule(notice_hours=48)}))
        ['strike']
        """
        before, after = self.parts(), new.parts()
        found = [
            anchor for anchor in dict.fromkeys((*before, *after)) if before.get(anchor) != after.get(anchor)
        ]
        for anchor in dict.fromkeys((*self.entrenched, *new.entrenched)):
            if self.entrenched.get(anchor) != new.entrenched.get(anchor) and anchor not in found:
                found.append(anchor)
        return found

    def rule_to_change(self, new: Charter) -> Rule:
        """
        The rule by which this charter becomes `new`: the one for changing it, and also each entrenched
        paragraph's own. The vote is taken in the strictest of their ways: positions if one of them asks for
        consensus (the others then count agreeing as for), else in secret if one of them says so.
        """
        rule = self.rule_for("charter_change")
        also = self._entrenched_rules(self.touched(new))
        if not also:
            return rule
        first, *others = sorted((rule, *also), key=lambda one: _STRICTNESS.index(one.method))
        return replace(
            first,
            also=(*first.also, *others),
            notice_days=max(one.notice_days for one in (rule, *also)),
            notice_hours=max(one.notice_hours for one in (rule, *also)),
            poll_hours=max(one.poll_hours for one in (rule, *also)),
        )

    def _entrenched_rules(self, touched: Iterable[str]) -> tuple[Rule, ...]:
        return tuple(
            dict.fromkeys(self.entrenched[anchor] for anchor in touched if anchor in self.entrenched)
        )

    def with_rule(self, matter: str, rule: Rule) -> Charter:
        """
        The same charter with a rule of its own for `matter` ("make this our rule"); "ordinary" changes the
        ordinary one.

        >>> Charter("Bakery").with_rule("strike", Rule(notice_hours=48)).notice_for("strike")
        (0, 48)
        """
        if matter == "ordinary":
            return replace(self, ordinary=rule)
        return replace(self, rules={**self.rules, matter: rule})

    def with_article(self, article: Article) -> Charter:
        """
        The same charter with a paragraph in its own words, in the place of one of the same name, or at the
        end: how a decided case becomes a standing rule.

        >>> Charter("Bakery").with_article(Article("keys", "Keys", "Two of us hold keys.")).articles[0].heading
        'Keys'
        """
        if any(one.anchor == article.anchor for one in self.articles):
            told = tuple(article if one.anchor == article.anchor else one for one in self.articles)
        else:
            told = (*self.articles, article)
        return replace(self, articles=told)

    def interpreted(self, interpretation: Interpretation) -> Charter:
        """
        The same charter with a hole filled, in the place of an earlier interpretation of the same; raises
        `NotACharter` where the value does not fit.

        >>> holed = Charter("Bakery", rules={"strike": Rule(threshold=None)})
        >>> told = holed.interpreted(Interpretation("strike.threshold", {"share": "2/3", "at_least": True}))
        >>> told.rule_for("strike").threshold.share
        Fraction(2, 3)
        """
        place = (interpretation.anchor, interpretation.of)
        kept = tuple(one for one in self.interpretations if (one.anchor, one.of) != place)
        return Charter.from_data(replace(self, interpretations=(*kept, interpretation)).to_data())

    def to_data(self) -> dict[str, Any]:
        """The charter as data that JSON can hold, with the number of its form."""
        return {"schema": SCHEMA, **codec.write(self)}

    @classmethod
    def from_data(cls, data: Any) -> Charter:
        """
        The charter from data; raises `NotACharter`, naming the path, where it is none.

        >>> Charter.from_data({"schema": 1, "title": "Bakery", "rules": {"picnic": {}}})
        Traceback (most recent call last):
        unionhall.core.charters.errors.NotACharter: At charter: there is no matter called “picnic”.
        """
        if not isinstance(data, Mapping):
            raise NotACharter("", _("names with values are expected"))
        if data.get("schema") != SCHEMA:
            raise NotACharter("schema", _("only form {schema} can be read here"), schema=SCHEMA)
        charter = codec.read(cls, {name: item for name, item in data.items() if name != "schema"})
        for name in charter.tables:
            charter.interpreted_table(name)
        for matter in MATTERS:
            charter._interpreted(matter)
        return charter
