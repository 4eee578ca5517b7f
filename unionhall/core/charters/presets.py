"""
Ready-made charters, each following a text somebody lives by.

None invents a rule: a preset says what its source says, and where the source is silent the ordinary sentence
of the starter agreement applies (`Preset.silent` says where). What a preset needs and no text gives is named
as a choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from unionhall.core.chains import MACHINISTS, Chain
from unionhall.core.charters.charter import Charter
from unionhall.core.charters.options import Emergency, Independence, Options, Terms
from unionhall.core.charters.rules import Method, Rule, Voters
from unionhall.core.charters.tables import IWW_DELEGATES
from unionhall.core.consensus import LA_REUNION, OCCUPY_SEATTLE
from unionhall.core.petitions import Denominator, Petition, Referendum
from unionhall.core.procedure import Procedure
from unionhall.core.quorums import Quorum
from unionhall.core.recall import RECALL_TABLE, RecallRule
from unionhall.core.thresholds import TWO_THIRDS, Base, Threshold
from unionhall.core.words import Sentence, _

KINDS = ("local", "assembly", "tenants", "network", "collective", "federation")
"""Kinds of organisation: workplace local, workers' assembly, tenants' union, solidarity network, worker
collective,
federation."""

STARTER_SENTENCES: tuple[Sentence, ...] = (
    Sentence(_("We decide by majority of those voting.")),
    Sentence(_("Half of us, or ten, whichever is less, make a meeting.")),
    Sentence(_("Any two of us may call one.")),
    Sentence(_("Anything not said here is decided in the same way.")),
    Sentence(_("We can replace this agreement at any time.")),
)
"""The starter agreement a hall is founded on, as its first members affirm it."""


@dataclass(frozen=True)
class Preset:
    """
    A ready-made charter.

    `key`; `title`; `about`: whom it suits; `kinds`: kinds of organisation it is suggested to; `smallest`:
    members from which it is suggested (below, a quorum could not be met). `charter`: the document, in
    English. `silent`: what the source does not say, and what holds instead.
    """

    key: str
    title: Sentence
    about: Sentence
    kinds: tuple[str, ...]
    smallest: int
    charter: Charter
    silent: tuple[Sentence, ...] = ()

    @property
    def source(self) -> str:
        """The text it follows."""
        return self.charter.source

    def in_language(self, language: str, translate: Callable[[str], str]) -> Charter:
        """
        The charter with its own words (title, declarations, steps, tables) in another language.

        `translate`: English text in, text out.

        >>> STARTER.in_language("es", {"Starter agreement": "Acuerdo inicial"}.get).title
        'Acuerdo inicial'
        """
        charter, own = self.charter, self.charter.independence
        return replace(
            charter,
            title=translate(charter.title),
            language=language,
            independence=replace(own, declarations=tuple(translate(one) for one in own.declarations)),
            # A source is quoted as it is called; only words of our own are said otherwise.
            recall=replace(charter.recall, source=charter.recall.source and translate(charter.recall.source)),
            articles=tuple(
                replace(one, heading=translate(one.heading), text=translate(one.text))
                for one in charter.articles
            ),
            chains={name: _chain_in(chain, translate) for name, chain in charter.chains.items()},
            tables={
                name: replace(table, about=translate(table.about)) for name, table in charter.tables.items()
            },
        )


def _chain_in(chain: Chain, translate: Callable[[str], str]) -> Chain:
    steps = {key: replace(step, question=translate(step.question)) for key, step in chain.steps.items()}
    return replace(
        chain,
        title=translate(chain.title),
        steps=steps,
        endings={key: translate(said) for key, said in chain.endings.items()},
    )


_IWW = "IWW North American constitution, bylaws and resolutions (github.com/BaltimoreIWW/IWW-Docs, folder NARA, 2021)"
_BALTIMORE = "IWW Baltimore branch, bylaws and manual of policies (github.com/BaltimoreIWW/IWW-Docs)"
_SILENT_REST = Sentence(_("What the source does not name is decided by the ordinary sentence."))
_SILENT_QUORUM = Sentence(
    _("The source gives no quorum: half of us, or ten, whichever is less, as in the starter agreement.")
)
_SILENT_SECOND = Sentence(
    _(
        "The source does not say what follows when too few come: a second call needs half as many, as in every hall."
    )
)

STARTER = Preset(
    key="starter",
    title=Sentence(_("Starter agreement")),
    about=Sentence(_("Five sentences to begin with. Rules are added when something has come up.")),
    kinds=KINDS,
    smallest=1,
    charter=Charter(
        title=_("Starter agreement"),
        source="Unionhall's starter agreement",
        terms=Terms(longest_days=90),
    ),
)
"""The starter agreement as a charter. Powers given before the founding is complete last 90 days at most."""


def begun_with(charter: Charter) -> tuple[tuple[Sentence, bool], ...]:
    """
    The starter agreement's sentences, each with whether `charter` still says so; empty where it follows another text.

    >>> [holds for _, holds in begun_with(STARTER.charter)]
    [True, True, True, True, True]
    """
    first = STARTER.charter
    if charter.source != first.source:
        return ()
    ours, theirs = charter.ordinary, first.ordinary
    as_before = (
        (ours.method, ours.threshold) == (theirs.method, theirs.threshold),
        ours.quorum_present == theirs.quorum_present,
        charter.options.callers == first.options.callers,
        True,  # whatever no paragraph names falls to the ordinary rule, in every charter
        "charter_change" not in charter.rules and not charter.entrenched,
    )
    return tuple(zip(STARTER_SENTENCES, as_before, strict=True))


ASSEMBLY = Preset(
    key="assembly",
    title=Sentence(_("Simple-majority assembly")),
    about=Sentence(_("One member, one vote, by show of hands; more than half of us make an assembly.")),
    kinds=("assembly", "tenants", "local", "network", "federation"),
    smallest=2,
    charter=Charter(
        title=_("Simple-majority assembly"),
        source="Alphabet Workers Union articles (github.com/alphabetworkers/alphabetworkersunion.org), for the quorum and"
        " recall; CNT Madrid metal union statutes, title VI, chapter VI (metal.cntmadrid.org), for one member, one vote",
        ordinary=Rule(
            method=Method.HANDS,
            quorum_present=Quorum(share=Fraction(1, 2), more_than=True),
            source="Alphabet Workers Union articles: an assembly's quorum is a majority",
        ),
        recall=RECALL_TABLE["awu_others"],
        terms=Terms(longest_days=0),
    ),
    silent=(_SILENT_SECOND, _SILENT_REST),
)

_IWW_ORDINARY = Rule(
    method=Method.HANDS,
    no_vote=("paid_officials",),
    quorum_present=Quorum(number=5),
    not_counted=("paid_secretary",),
    source=_IWW + ", constitution, article II, section 5",
)

IWW_BRANCH = Preset(
    key="iww_branch",
    title=Sentence(_("Branch of the IWW")),
    about=Sentence(
        _("Five make a meeting; paid officials have no vote; officers serve a year and can be recalled.")
    ),
    kinds=("local", "assembly", "network"),
    smallest=5,
    charter=Charter(
        title=_("Branch of the IWW"),
        source=f"{_IWW}; {_BALTIMORE}",
        ordinary=_IWW_ORDINARY,
        rules={
            "charter_change": replace(
                _IWW_ORDINARY,
                threshold=Threshold(Fraction(1, 2), Base.ELECTORATE),
                notice_days=30,
                source=_BALTIMORE + ", bylaws, article X",
            ),
            "election": replace(
                _IWW_ORDINARY,
                method=Method.SECRET_PAPER,
                source=_BALTIMORE + ", bylaws, article IV, section 3",
            ),
            "recall": replace(
                _IWW_ORDINARY,
                threshold=Threshold(Fraction(1, 2), Base.ELECTORATE),
                source=_BALTIMORE + ", bylaws, article III, section 5",
            ),
            "procedure": replace(
                _IWW_ORDINARY,
                threshold=TWO_THIRDS,
                source=_BALTIMORE + ": exceptions to the rules, and extending",
            ),
        },
        # The constitution's appendix prints the table of motions (R44).
        options=Options(unpaid_months=2, friendly_amendments=False, procedure=Procedure.IWW),
        terms=Terms(longest_days=365, consecutive=3, last_resort=True),
        recall=RECALL_TABLE["iww_branch"],
        independence=Independence(
            declarations=(_("I am no officer of a trade or craft union, nor of a political party."),),
            voice_only=("paid_officials",),
        ),
        referendum=Referendum(
            Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START), 30, 30, 45
        ),
        emergency=Emergency(
            hours=24,
            minimum_yes=5,
            limit=10_000,
            currency="USD",
            source=_BALTIMORE + ", emergency motions by e-mail",
        ),
        tables={
            "delegates": replace(
                IWW_DELEGATES, about=_("Delegates to the convention, by members in good standing")
            )
        },
    ),
    silent=(
        Sentence(_("How a meeting votes is not said, except for elections: by show of hands.")),
        Sentence(
            _(
                "Exactly 130 members, and how each further 40 count, are holes in the table: the assembly must interpret."
            )
        ),
        _SILENT_SECOND,
        _SILENT_REST,
    ),
)

CONSENSUS_BLOCKS = Preset(
    key="consensus_blocks",
    title=Sentence(_("Consensus, where two blocks stop")),
    about=Sentence(
        _(
            "Everybody is asked; one block does not stop the others, two do, and a misplaced one can be set aside."
        )
    ),
    kinds=("collective", "tenants", "network"),
    smallest=7,
    charter=Charter(
        title=_("Consensus, where two blocks stop"),
        source="La Reunion co-operative, consensus process (lareunioncoop.org)",
        ordinary=Rule(
            method=Method.CONSENSUS,
            threshold=None,
            consensus=LA_REUNION,
            quorum_present=Quorum(number=7),
            source="La Reunion co-operative, consensus process, definitions and section 2 (lareunioncoop.org)",
        ),
        terms=Terms(longest_days=0),
    ),
    silent=(_SILENT_SECOND, _SILENT_REST),
)

CONSENSUS_TABLING = Preset(
    key="consensus_tabling",
    title=Sentence(_("Consensus, where a block tables")),
    about=Sentence(
        _("A block, or a third standing aside, puts it off; a later meeting may pass it, weaker, with 80 %.")
    ),
    kinds=("network", "collective", "assembly"),
    smallest=1,
    charter=Charter(
        title=_("Consensus, where a block tables"),
        source="Occupy Seattle assembly, consensus process (occupyseattle.org, post 526)",
        ordinary=Rule(
            method=Method.CONSENSUS,
            threshold=None,
            consensus=OCCUPY_SEATTLE,
            source="Occupy Seattle assembly, consensus process (occupyseattle.org, post 526)",
        ),
        terms=Terms(longest_days=0),
    ),
    silent=(
        _SILENT_QUORUM,
        Sentence(
            _("Of what the 80 % is, the source does not say: of those who take a position for or against.")
        ),
        _SILENT_SECOND,
        _SILENT_REST,
    ),
)

SYNDICATE = Preset(
    key="syndicate",
    title=Sentence(_("Syndicate with a strike ballot")),
    about=Sentence(
        _("Strikes by secret paper ballot in a meeting called 48 hours before; the rest by majority.")
    ),
    kinds=("local", "assembly", "federation"),
    smallest=1,
    charter=Charter(
        title=_("Syndicate with a strike ballot"),
        source="Western Oregon University Federation of Teachers, constitution, article X (wouft.org)",
        rules={
            "strike": Rule(
                voters=Voters.PRESENT,
                method=Method.SECRET_PAPER,
                threshold=Threshold(Fraction(1, 2), Base.PRESENT),
                notice_hours=48,
                source="Western Oregon University Federation of Teachers, constitution, article X (wouft.org)",
            )
        },
        terms=Terms(longest_days=0),
    ),
    silent=(_SILENT_QUORUM, _SILENT_SECOND, _SILENT_REST),
)

RATIFICATION = Preset(
    key="ratification",
    title=Sentence(_("Accept the offer, or strike")),
    about=Sentence(_("An offer rejected by majority goes to a strike vote at once, which needs two thirds.")),
    kinds=("local",),
    smallest=1,
    charter=Charter(
        title=_("Accept the offer, or strike"),
        source=MACHINISTS.source,
        rules={
            "ratification": Rule(
                voters=Voters.PRESENT,
                method=Method.SECRET_PAPER,
                threshold=Threshold(Fraction(1, 2), Base.PRESENT),
                source=MACHINISTS.source,
            ),
            "strike": Rule(
                voters=Voters.PRESENT,
                method=Method.SECRET_PAPER,
                threshold=Threshold(Fraction(2, 3), Base.PRESENT, at_least=True),
                source=MACHINISTS.source,
            ),
        },
        chains={"offer": MACHINISTS},
        terms=Terms(longest_days=0),
    ),
    silent=(_SILENT_QUORUM, _SILENT_SECOND, _SILENT_REST),
)

COLLECTIVE = Preset(
    key="collective",
    title=Sentence(_("Worker collective with trial time")),
    about=Sentence(
        _("One member, one vote, no board; whoever joins works on trial for six months and is then voted in.")
    ),
    kinds=("collective",),
    smallest=1,
    charter=Charter(
        title=_("Worker collective with trial time"),
        source="New York Cooperative Corporations Law, section 93, for one member, one vote; Civilization worker"
        " co-operative, prospective by-laws, membership requirements (iml.jou.ufl.edu), for trial time",
        ordinary=Rule(no_vote=("on_trial",)),
        rules={
            "admission": Rule(
                no_vote=("on_trial",),
                source="Civilization worker co-operative, prospective by-laws, membership requirements (iml.jou.ufl.edu)",
            )
        },
        options=Options(trial_days=182),
        recall=RecallRule(
            None, source=_("as the starter agreement: whoever gives a mandate may take it back")
        ),
        terms=Terms(longest_days=182),
    ),
    silent=(
        Sentence(_("How long a turn lasts is not said: half a year is our choice, so that turns change.")),
        Sentence(
            _(
                "Whether whoever is on trial votes is not said: our choice is that they have a voice, and no vote."
            )
        ),
        _SILENT_QUORUM,
        _SILENT_SECOND,
        _SILENT_REST,
    ),
)

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        STARTER,
        ASSEMBLY,
        IWW_BRANCH,
        CONSENSUS_BLOCKS,
        CONSENSUS_TABLING,
        SYNDICATE,
        RATIFICATION,
        COLLECTIVE,
    )
}


def suggest(kind: str, members: int) -> list[Preset]:
    """
    The presets that suit a kind of organisation with so many members, the nearest first, the starter
    agreement last.

    >>> [preset.key for preset in suggest("collective", 4)]
    ['collective', 'consensus_tabling', 'starter']
    >>> [preset.key for preset in suggest("local", 60)]
    ['iww_branch', 'syndicate', 'ratification', 'assembly', 'starter']
    """
    fitting = [
        one
        for one in PRESETS.values()
        if one is not STARTER and kind in one.kinds and one.smallest <= members
    ]
    return [*sorted(fitting, key=lambda one: one.kinds.index(kind)), STARTER]
