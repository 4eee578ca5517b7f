"""What charters say when they are read aloud, in words and in another language."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from unionhall.core.chains import MACHINISTS, PLAIN_RATIFICATION, Chain, Step
from unionhall.core.charters import (
    Article,
    Band,
    BandedTable,
    Charter,
    Emergency,
    Independence,
    Interpretation,
    Method,
    Options,
    Reading,
    Rule,
    SecondCall,
    Steps,
    Terms,
    Tie,
    Voters,
    difference,
    heading_of,
    sentences,
)
from unionhall.core.charters.presets import PRESETS, Preset
from unionhall.core.consensus import ConsensusStyle
from unionhall.core.petitions import Denominator, Petition, Referendum
from unionhall.core.quorums import Quorum
from unionhall.core.recall import RecallRule
from unionhall.core.thresholds import TWO_THIRDS, Base, Threshold
from unionhall.core.words import Sentence

bakery = Charter("Bakery")


def aloud(charter, anchor):
    """The sentences of one paragraph."""
    (paragraph,) = [one for one in sentences(charter) if one.anchor == anchor]
    return [str(one) for one in paragraph.sentences]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(), "One member has one vote."),
        (Options(one_household_one_vote=True), "One household has one vote."),
        (Options(), "Nobody casts another's vote."),
        (Options(proxies=1), "A member may cast the vote of one other member who asked for it in writing."),
        (Options(vouchers=1), "Whoever joins by invite needs one member to vouch for them."),
        (
            Options(vouchers=2),
            "Whoever joins by invite needs two members to vouch for them; one is enough until there are three.",
        ),
        (Options(trial_days=1), "Whoever joins is on trial for one day and is then admitted by decision."),
        (Options(trial_days=9), "Whoever joins is on trial for 9 days and is then admitted by decision."),
        (Options(unpaid_months=1), "Who has not paid dues for one month is not in standing."),
        (Options(unpaid_months=3), "Who has not paid dues for 3 months is not in standing."),
        (Options(seconds=0), "A motion needs no seconder."),
        (Options(seconds=1), "A motion needs a seconder."),
        (Options(seconds=2), "A motion needs 2 seconders."),
        (Options(friendly_amendments=True), "The mover may accept an amendment without a vote."),
        (
            Options(friendly_amendments=False),
            "There are no friendly amendments: each amendment is voted on.",
        ),
        (Options(callers=1), "Any member may call an assembly."),
        (Options(callers=3), "Any 3 members may call an assembly."),
        (Options(poll_hours=1), "A poll is open for one hour, unless its rule says otherwise."),
        (Options(poll_hours=48), "A poll is open for 48 hours, unless its rule says otherwise."),
        (Options(notice_days=1), "Notice is given a day before, unless a rule says otherwise."),
        (Options(notice_days=7), "Notice is given 7 days before, unless a rule says otherwise."),
    ],
)
def test_each_option_is_said(options, said):
    assert said in aloud(replace(bakery, options=options), "options")


def test_an_option_not_taken_is_not_said():
    plain = aloud(replace(bakery, options=Options(trial_days=0, unpaid_months=0, notice_days=0)), "options")
    assert not [one for one in plain if "trial" in one or "dues" in one or "Notice" in one]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(longest_days=0), ["A mandate lasts as long as the decision that gives it says."]),
        (Terms(longest_days=90), ["A mandate lasts 90 days at most."]),
        (
            Terms(longest_days=90, consecutive=1),
            ["A mandate lasts 90 days at most.", "Nobody holds the same office for two terms in a row."],
        ),
        (
            Terms(longest_days=90, consecutive=3, last_resort=True),
            [
                "A mandate lasts 90 days at most.",
                "Nobody holds the same office for more than 3 terms in a row.",
                "Only where too few others can be found may they stand, and the ballot says how many terms"
                " it has been.",
            ],
        ),
    ],
)
def test_terms_are_said(terms, said):
    assert aloud(replace(bakery, terms=terms), "terms") == said


def test_independence_is_said():
    own = Independence(("No boss pays me.",), ("supervisors",), ("paid_officials",), 2550, "EUR")
    assert aloud(replace(bakery, independence=own), "independence") == [
        "Who stands for office declares: No boss pays me.",
        "May hold no office: people who can hire and fire.",
        "May speak and not vote: paid officials of the union.",
        "Gifts to whoever holds a mandate are declared above 25.50 EUR.",
    ]
    assert aloud(replace(bakery, independence=Independence(gifts_above=1, currency="EUR")), "independence")


@pytest.mark.parametrize(
    ("minor", "said"), [(100, "1"), (2500, "25"), (2501, "25.01"), (99, "0.99"), (10150, "101.50")]
)
def test_an_amount_is_said_as_on_a_price_tag(minor, said):
    own = Independence(gifts_above=minor, currency="EUR")
    assert aloud(replace(bakery, independence=own), "independence") == [
        f"Gifts to whoever holds a mandate are declared above {said} EUR."
    ]


@pytest.mark.parametrize(
    ("emergency", "said"),
    [
        (
            Emergency(hours=1, minimum_yes=5, seconded=False),
            [
                "Between meetings an emergency motion may be put to all, open for one hour.",
                "It needs no seconder.",
                "It is carried with at least 5 votes in favour.",
            ],
        ),
        (
            Emergency(hours=24, minimum_yes=3, limit=10_000, currency="USD"),
            [
                "Between meetings an emergency motion may be put to all, open for 24 hours.",
                "It needs a seconder.",
                "It is carried with at least 3 votes in favour.",
                "It may spend 100 USD at most.",
            ],
        ),
    ],
)
def test_an_emergency_motion_is_said(emergency, said):
    assert aloud(replace(bakery, emergency=emergency), "emergency") == said


def test_a_vote_of_all_members_is_said():
    asked = Referendum(Petition(share=Fraction(1, 10)), notice_days=21, open_least=7, open_most=14)
    (said,) = aloud(replace(bakery, referendum=asked), "referendum")
    assert "at least 21 days before" in said
    assert "7 to 14 days" in said
    assert str(asked.petition.in_words()) in said


TABLE = BandedTable("Delegates", (Band(0, 9, 0), Band(10, None, 2)))


def test_a_table_is_said_line_by_line():
    assert [str(one) for one in TABLE.said()] == ["From 0 to 9: 0.", "10 and more: 2."]
    assert [str(one) for one in replace(TABLE, filled=((12, 3),)).said()][2:] == ["12, as interpreted: 3."]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (None, "Above 130: 6, and one more for each additional 40."),
        (Reading.STARTED, "Above 130: 6, and one more for each additional 40 begun."),
        (Reading.COMPLETED, "Above 130: 6, and one more for each additional 40 complete."),
    ],
)
def test_steps_above_a_table_are_said_as_they_are_read(reading, said):
    stepped = BandedTable("Delegates", (Band(0, 130, 6),), Steps(130, 6, 40, reading))
    assert [str(one) for one in stepped.said()] == ["From 0 to 130: 6.", said]


def test_a_chain_is_said_step_by_step_to_its_endings():
    assert [str(one) for one in MACHINISTS.said()] == [
        "We vote on this: We accept the offer.",
        "It is carried when more than half of those present are in favour.",
        "If it is carried: The offer is accepted as it stands.",
        "If it is lost: We strike at once.",
        "We vote on this: We strike at once.",
        "It is carried when at least two thirds of those present are in favour.",
        "If it is carried: We strike.",
        "If it is lost: The offer is accepted as it stands.",
    ]
    open_ended = Chain("a", {"a": Step("This?", None, "b", "b")}, {"b": "That."})
    assert [str(one) for one in open_ended.said()] == [
        "We vote on this: This?",
        "If it is carried: That.",
        "If it is lost: That.",
    ]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (ConsensusStyle(TWO_THIRDS), "A proposal is tabled when anybody blocks it."),
        (ConsensusStyle(TWO_THIRDS, blocks_to_table=2), "A proposal is tabled when 2 blocks or more stand."),
        (
            ConsensusStyle(TWO_THIRDS, override=Fraction(4, 5)),
            "A block is set aside when at least 80 % of those present who do not block judge"
            " that it is not about what we are here for.",
        ),
        (
            ConsensusStyle(TWO_THIRDS, aside_tables=Fraction(1, 3)),
            "It is also tabled when at least a third of those present stand aside.",
        ),
        (
            ConsensusStyle(TWO_THIRDS, once_tabled=TWO_THIRDS),
            "What was tabled may come back to a later meeting, and is then recorded as weaker than consensus.",
        ),
    ],
)
def test_each_way_of_counting_positions_is_said_and_only_where_it_holds(style, said):
    plain = [str(one) for one in ConsensusStyle(TWO_THIRDS).said()]
    assert said in [str(one) for one in style.said()]
    assert (said in plain) is (style == ConsensusStyle(TWO_THIRDS))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            Rule(no_vote=("paid_officials", "supervisors")),
            "No vote: paid officials of the union, people who can hire and fire.",
        ),
        (Rule(tie=Tie.AGAIN), "After a tie we vote again."),
        (Rule(threshold=None), "What carries it, the text does not say."),
        (Rule(method=Method.CONSENSUS), "What carries it, the text does not say."),
        (Rule(not_counted=("supervisors",)), "Not counted for that: people who can hire and fire."),
        (
            Rule(quorum_participation=Quorum(number=4)),
            "At least this many ballots must be handed in: 4 members.",
        ),
        (Rule(quorum_present=Quorum(number=4)), "It counts when 4 members take part."),
        (Rule(notice_days=1), "Notice is given a day before."),
        (Rule(notice_days=5), "Notice is given 5 days before."),
        (Rule(notice_hours=1), "Notice is given an hour before."),
        (Rule(notice_hours=5), "Notice is given 5 hours before."),
        (Rule(poll_hours=1), "The poll is open for an hour."),
        (Rule(poll_hours=5), "The poll is open for 5 hours."),
        (
            Rule(second_call=SecondCall(notice_days=1)),
            "If too few come, a second call at least one day later needs half as many.",
        ),
        (
            Rule(second_call=SecondCall(Quorum(number=2), notice_days=1)),
            "If too few come, a second call at least one day later needs: 2 members.",
        ),
        (
            Rule(second_call=SecondCall(Quorum(number=2), notice_days=4)),
            "If too few come, a second call at least 4 days later needs: 2 members.",
        ),
        (Rule(also=(Rule(threshold=TWO_THIRDS),)), "And also:"),
    ],
)
def test_each_part_of_a_rule_is_said(rule, said):
    assert said in [str(one) for one in rule.said()]


def test_a_rule_beside_another_says_only_where_it_differs():
    assert [str(one) for one in Rule().said(beside=Rule())] == ["As in ordinary decisions."]
    assert [str(one) for one in Rule(poll_hours=5).said(beside=Rule())] == [
        "The poll is open for 5 hours.",
        "For the rest as in ordinary decisions.",
    ]
    without = Rule(quorum_present=None)
    assert [str(one) for one in without.said(beside=Rule())] == [str(one) for one in without.said()]


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        (Threshold(Fraction(0)), "It is carried when somebody is in favour."),
        (Threshold(Fraction(0), minimum_yes=1), "It is carried when somebody is in favour."),
        (
            Threshold(Fraction(0), minimum_yes=2),
            "It is carried when more than 0 % of the votes for and against, and at least 2 votes, are in favour.",
        ),
        (
            Threshold(Fraction(99, 100)),
            "It is carried when more than 99 % of the votes for and against are in favour.",
        ),
        (
            Threshold(Fraction(1), Base.ELECTORATE, at_least=True),
            "It is carried when all who may vote are all in favour.",
        ),
        (
            Threshold(Fraction(2, 3), at_least=True, minimum_yes=1),
            "It is carried when at least two thirds of the votes for and against, and at least 1 votes,"
            " are in favour.",
        ),
    ],
)
def test_thresholds_at_the_edge_are_said(threshold, said):
    assert str(threshold.said()) == said


# Headings and changes


def test_a_part_is_called_by_its_heading():
    charter = replace(bakery, articles=(Article("keys", "Who holds keys", "Two."), Article("bins", "B", "C")))
    named = {
        "strike": "Strike",
        "terms": "Terms and turns",
        "article-keys": "Who holds keys",
        "tables-delegates-of-two": "delegates-of-two",
        "something": "something",
    }
    assert {anchor: str(heading_of(charter, anchor)) for anchor in named} == named


def test_a_change_bears_the_heading_of_its_part():
    (change,) = difference(bakery, replace(bakery, terms=Terms(longest_days=90)))
    assert (change.anchor, str(change.heading)) == ("terms", "Terms and turns")
    told = replace(bakery, articles=(Article("keys", "Keys", "Two."), Article("bins", "Bins", "One.")))
    (gone,) = difference(told, bakery.with_article(told.articles[0]))
    assert (str(gone.heading), [str(one) for one in gone.before], gone.after) == ("Bins", ["One."], ())


def test_of_many_sentences_those_that_stay_stand_beside_themselves():
    many = tuple(Article(f"a{n}", f"A{n}", "The same.") for n in range(3))
    changed = replace(bakery, options=Options(seconds=2, callers=3))
    (change,) = difference(replace(bakery, articles=many), replace(changed, articles=many))
    pairs = [(before and str(before), after and str(after)) for before, after in change.pairs()]
    assert ("A motion needs a seconder.", "A motion needs 2 seconders.") in pairs
    assert all(after is not None for _before, after in pairs)


# In another language


def loud(text):
    """A language in which everything is shouted."""
    return text.upper()


EVERYTHING = Preset(
    "all",
    Sentence("x"),
    Sentence("x"),
    (),
    1,
    replace(
        bakery,
        articles=(Article("keys", "Keys", "Two of us."),),
        independence=Independence(("No boss pays me.",), ("supervisors",)),
        recall=RecallRule(source="As we always did."),
        chains={"offer": MACHINISTS, "plain": PLAIN_RATIFICATION},
        tables={"delegates": TABLE},
    ),
)


@pytest.mark.parametrize("preset", [*PRESETS.values(), EVERYTHING], ids=lambda one: one.key)
def test_a_charter_in_another_language_has_its_own_words_in_it_and_the_same_rules(preset):
    english = preset.charter
    other = preset.in_language("es", loud)
    assert (other.title, other.language) == (english.title.upper(), "es")
    assert other.independence.declarations == tuple(map(loud, english.independence.declarations))
    assert other.independence.barred == english.independence.barred
    assert other.recall == replace(english.recall, source=english.recall.source.upper())
    assert [(one.anchor, one.heading, one.text) for one in other.articles] == [
        (one.anchor, one.heading.upper(), one.text.upper()) for one in english.articles
    ]
    assert {name: table.about for name, table in other.tables.items()} == {
        name: table.about.upper() for name, table in english.tables.items()
    }
    assert [table.bands for table in other.tables.values()] == [
        table.bands for table in english.tables.values()
    ]
    for name, chain in english.chains.items():
        said = other.chains[name]
        assert (said.title, said.start, said.source) == (chain.title.upper(), chain.start, chain.source)
        assert said.endings == {key: words.upper() for key, words in chain.endings.items()}
        assert {key: step.question for key, step in said.steps.items()} == {
            key: step.question.upper() for key, step in chain.steps.items()
        }
        assert {key: step.threshold for key, step in said.steps.items()} == {
            key: step.threshold for key, step in chain.steps.items()
        }
    assert (other.rules, other.options, other.source) == (english.rules, english.options, english.source)


# The whole


def test_a_charter_is_laid_out_paragraph_by_paragraph_with_its_sources():
    charter = replace(
        EVERYTHING.charter,
        ordinary=Rule(source="Article 1"),
        rules={"strike": Rule(threshold=TWO_THIRDS, source="Article 2")},
        referendum=Referendum(Petition(number=5), notice_days=21, open_least=7, open_most=14),
        emergency=Emergency(hours=24, minimum_yes=5, source="Article 3"),
        entrenched={"article-keys": Rule(threshold=TWO_THIRDS, source="Article 4")},
        tables={"delegates": replace(TABLE, source="Article 5")},
        interpretations=(Interpretation("tables-delegates", 3, of=12, words="Twelve send three."),),
    )
    assert [(one.anchor, str(one.heading), one.source, one.own_words) for one in sentences(charter)] == [
        ("ordinary", "Ordinary decisions", "Article 1", False),
        ("strike", "Strike", "Article 2", False),
        ("options", "Members and motions", "", False),
        ("terms", "Terms and turns", "", False),
        ("calling-recall", "Calling for recall", "As we always did.", False),
        ("independence", "Independence", "", False),
        ("referendum", "Votes of all members", "", False),
        ("emergency", "Emergencies between meetings", "Article 3", False),
        ("entrenched-article-keys", "Changing this part: Keys", "Article 4", False),
        ("chains-offer", "Accept the offer, or strike", MACHINISTS.source, False),
        ("chains-plain", "plain", "", False),
        ("tables-delegates", "Delegates", "Article 5", False),
        ("article-keys", "Keys", "", True),
        ("interpretations", "As interpreted", "", True),
    ]
    assert aloud(charter, "ordinary")[-1] == "What this charter does not name is decided in the same way."
    assert aloud(charter, "interpretations") == ["Twelve send three."]
    assert aloud(charter, "tables-delegates")[-1] == "12, as interpreted: 3."
    assert aloud(charter, "entrenched-article-keys") == [
        str(one) for one in Rule(threshold=TWO_THIRDS).said()
    ]


def test_an_interpretation_without_words_says_its_value():
    charter = replace(
        bakery,
        tables={"delegates": TABLE},
        interpretations=(Interpretation("tables-delegates", 3, of=12),),
    )
    assert aloud(charter, "interpretations") == ["3"]


def test_a_rule_is_said_beside_the_ordinary_one_or_whole():
    rule = Rule(threshold=TWO_THIRDS)
    charter = bakery.with_rule("strike", rule)
    assert aloud(charter, "strike") == [str(one) for one in rule.said(beside=Rule())]
    (whole,) = [one for one in sentences(charter, whole=True) if one.anchor == "strike"]
    assert [str(one) for one in whole.sentences] == [str(one) for one in rule.said()]
    assert len(whole.sentences) > len(aloud(charter, "strike"))


def test_the_repair_of_a_quorum_is_read_as_it_is_used():
    rule = Rule(threshold=Threshold(Fraction(2, 3), Base.ELECTORATE, at_least=True))
    charter = bakery.with_rule("quorum_repair", rule)
    told = aloud(charter, "quorum_repair")
    assert told == [str(one) for one in charter.rule_for("quorum_repair").said(beside=Rule())]
    assert any("a meeting of whoever comes may decide this, and only this" in one for one in told)
    assert not any("all who may vote" in one for one in told)


@pytest.mark.parametrize(
    ("petition", "said"),
    [
        (Petition(number=1), "any member"),
        (Petition(number=5), "5 members"),
        (Petition(share=Fraction(1, 20)), "5 % of the members"),
        (
            Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START),
            "5 % of the members there were at the start of the year",
        ),
        (Petition(9, Fraction(1, 20)), "5 % of the members, or 9 members, whichever is less"),
        (
            Petition(9, Fraction(1, 20), Denominator.YEAR_START),
            "5 % of the members there were at the start of the year, or 9 members, whichever is less",
        ),
    ],
)
def test_who_may_ask_for_something_is_said(petition, said):
    assert str(petition.in_words()) == said


@pytest.mark.parametrize(
    ("quorum", "said"),
    [
        (Quorum(number=1), "one member"),
        (Quorum(number=2), "2 members"),
        (Quorum(share=Fraction(1, 2)), "half of us"),
        (Quorum(share=Fraction(1, 2), more_than=True), "more than half of us"),
        (Quorum(10, Fraction(1, 2)), "half of us, or 10, whichever is less"),
        (Quorum(10, Fraction(1, 2), more_than=True), "more than half of us, or 10, whichever is less"),
    ],
)
def test_a_quorum_is_said(quorum, said):
    assert str(quorum.in_words()) == said


ANYTIME = "Whoever holds a mandate can be recalled at any time"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            RecallRule(None),
            [
                f"{ANYTIME}, without a trial, by the body that gave it: any member may call for it, and it is put to the vote.",
                "Until the result is declared, the holder stays in office.",
            ],
        ),
        (
            RecallRule(Petition(number=5), within_days=30, acts_meanwhile=False, pause_days=10),
            [
                f"{ANYTIME}: 5 members may call for it, and it is put to the vote.",
                "The vote is held within 30 days of the call.",
                "From the call until the result, for 10 days at most, the holder may not act.",
            ],
        ),
    ],
)
def test_a_recall_is_said(rule, said):
    assert [str(one) for one in rule.said()] == said


def test_a_rule_by_consensus_says_how_positions_are_counted_and_nothing_of_ties():
    style = ConsensusStyle(TWO_THIRDS, blocks_to_table=2)
    said = [str(one) for one in Rule(method=Method.CONSENSUS, consensus=style).said()]
    assert [str(one) for one in style.said()] == [one for one in said if one in map(str, style.said())]
    assert not any("tie" in one.split() for one in said)


def test_a_rule_that_shares_nothing_with_another_does_not_say_as_in_the_rest():
    own = Rule(
        voters=Voters.PRESENT,
        method=Method.HANDS,
        threshold=TWO_THIRDS,
        tie=Tie.AGAIN,
        quorum_present=Quorum(number=3),
        second_call=SecondCall(notice_days=9),
    )
    rest = "For the rest as in ordinary decisions."
    assert rest not in [str(one) for one in own.said(beside=Rule())]
    assert rest in [str(one) for one in replace(own, tie=Tie.LOST).said(beside=Rule())]


def test_a_charter_with_a_hole_is_read_aloud_and_says_so():
    charter = replace(bakery, rules={"strike": Rule(threshold=None)})
    assert "What carries it, the text does not say." in aloud(charter, "strike")
