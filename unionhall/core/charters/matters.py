"""The matters a body decides, each of which a charter may give a rule of its own."""

from __future__ import annotations

from dataclasses import dataclass

from unionhall.core.words import Sentence, _


@dataclass(frozen=True)
class Matter:
    """
    One kind of thing a body decides. `key`: its name in data. `title`: its name for people. `grave`: needs
    thinking about twice; a page says so before a vote.

    >>> str(MATTERS["strike"].title), MATTERS["strike"].grave
    ('Strike', True)
    """

    key: str
    title: Sentence
    grave: bool = False


MATTERS: dict[str, Matter] = {
    matter.key: matter
    for matter in (
        Matter("ordinary", Sentence(_("Ordinary decisions"))),
        Matter("charter_change", Sentence(_("Changing this charter")), grave=True),
        Matter("quorum_repair", Sentence(_("Repairing a quorum nobody can meet"))),
        Matter("admission", Sentence(_("Admitting a member"))),
        Matter("exclusion", Sentence(_("Excluding a member")), grave=True),
        Matter("suspension", Sentence(_("Suspending a member")), grave=True),
        Matter("election", Sentence(_("Electing to an office"))),
        Matter("mandate", Sentence(_("Giving or ending a mandate"))),
        Matter("recall", Sentence(_("Recall")), grave=True),
        Matter("spending", Sentence(_("Spending"))),
        Matter("strike", Sentence(_("Strike")), grave=True),
        Matter("ratification", Sentence(_("Accepting an offer")), grave=True),
        Matter("affiliation", Sentence(_("Affiliating, and leaving a federation")), grave=True),
        Matter("body", Sentence(_("Creating or dissolving a body"))),
        Matter("publicity", Sentence(_("Going public")), grave=True),
        Matter("principles", Sentence(_("Our principles")), grave=True),
        Matter("overturn", Sentence(_("Calling in a committee's decision"))),
        Matter("interpretation", Sentence(_("Interpreting this charter"))),
        Matter("procedure", Sentence(_("Procedure at a meeting"))),
    )
}
