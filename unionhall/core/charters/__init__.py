"""
Charters: how a body decides each matter, as data that reads as plain sentences.

`Charter` is the document, `Rule` the rule of one matter, `judge` says what a count comes to, `sentences`
reads the charter aloud. Ready-made charters are in `presets`.
"""

from unionhall.core.charters.cautions import for_those_here, losses, warnings
from unionhall.core.charters.charter import SCHEMA, Charter
from unionhall.core.charters.errors import NeedsInterpretation, NotACharter
from unionhall.core.charters.judging import Call, Outcome, Verdict, judge, judge_choice, quorum_way_out
from unionhall.core.charters.matters import MATTERS, Matter
from unionhall.core.charters.options import (
    Article,
    Emergency,
    Independence,
    Interpretation,
    Options,
    Terms,
)
from unionhall.core.charters.reading import Change, Paragraph, difference, heading_of, sentences
from unionhall.core.charters.rehearsing import for_rehearsal
from unionhall.core.charters.repairing import is_a_repair, repaired
from unionhall.core.charters.replaying import PastDecision, Replayed, outcome_in_words, replay
from unionhall.core.charters.rules import (
    FAILED_BEFORE_REPAIR,
    KINDS_OF_PEOPLE,
    Counting,
    Method,
    Rule,
    SecondCall,
    Tie,
    Voters,
    kind_in_words,
    method_in_words,
)
from unionhall.core.charters.tables import Band, BandedTable, Reading, Steps

__all__ = [
    "FAILED_BEFORE_REPAIR",
    "KINDS_OF_PEOPLE",
    "MATTERS",
    "SCHEMA",
    "Article",
    "Band",
    "BandedTable",
    "Call",
    "Change",
    "Charter",
    "Counting",
    "Emergency",
    "Independence",
    "Interpretation",
    "Matter",
    "Method",
    "NeedsInterpretation",
    "NotACharter",
    "Options",
    "Outcome",
    "Paragraph",
    "PastDecision",
    "Reading",
    "Replayed",
    "Rule",
    "SecondCall",
    "Steps",
    "Terms",
    "Tie",
    "Verdict",
    "Voters",
    "difference",
    "for_rehearsal",
    "for_those_here",
    "heading_of",
    "is_a_repair",
    "judge",
    "judge_choice",
    "kind_in_words",
    "losses",
    "method_in_words",
    "outcome_in_words",
    "quorum_way_out",
    "repaired",
    "replay",
    "sentences",
    "warnings",
]
