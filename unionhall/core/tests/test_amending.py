"""What amendments change, which of them collide, and what a text becomes by those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.amending import (
    Amended,
    TheyCollide,
    Wording,
    applied,
    changes,
    collisions,
    is_same,
    merged,
    moved,
    paragraphs_changed,
    tidy,
)

BASE = "One is first. Two comes after.\n\nThree stands alone.\nFour is a line below.\n\nFive ends it."


def worded(text: str, title: str = "Bread") -> Wording:
    return Wording(title, text)


def both(one: str, other: str, base: str = BASE) -> str | None:
    """The text with both amendments; None where they collide. The order in which they are named never matters."""
    first, second = ([worded(text) for text in order] for order in ((one, other), (other, one)))
    assert collisions(worded(base), first) == collisions(worded(base), second)
    try:
        found = merged(worded(base), first)
    except TheyCollide as collide:
        assert collide.pairs == {(0, 1)} == collisions(worded(base), first)
        return None
    assert found == merged(worded(base), second)
    assert not collisions(worded(base), first)
    return found.text


def with_(*swaps: tuple[str, str], base: str = BASE) -> str:
    for old, new in swaps:
        assert old in base
        base = base.replace(old, new)
    return base


HOLD = {
    "two sentences of one line": ([("One is", "Nine is")], [("comes after", "goes before")]),
    "the last of one paragraph and the first of the next": ([("after", "later")], [("Three", "Thirty")]),
    "a new paragraph beside one that is reworded": (
        [("\n\nThree", "\n\nNew here.\n\nThree")],
        [("Three stands", "Thirty stand")],
    ),
    "a new paragraph beside one that is cut": (
        [("\n\nThree", "\n\nNew here.\n\nThree")],
        [("Three stands alone.\nFour is a line below.\n\n", "")],
    ),
    "a new sentence beside one that is reworded": (
        [("Two comes", "New here. Two comes")],
        [("Two comes after", "Two comes before")],
    ),
    "a new paragraph and a sentence at the end of the one before": (
        [("after.\n\n", "after.\n\nNew here.\n\n")],
        [("after.", "after. And that.")],
    ),
    "the same change twice": ([("Two comes", "Two went")], [("Two comes", "Two went")]),
    "a change that the other makes beside more": (
        [("One is first", "One was last"), ("Two comes", "Two went")],
        [("One is first", "One was last")],
    ),
    "the same new paragraph": ([("Five", "New here.\n\nFive")], [("Five", "New here.\n\nFive")]),
    "each cuts half of a line": ([("One is first. ", "")], [(" Two comes after.", "")]),
    "a cut of the first and a new last": (
        [("One is first. Two comes after.\n\n", "")],
        [("ends it.", "ends it.\n\nSix.")],
    ),
    "nothing and something": ([], [("One", "Nine")]),
}
COLLIDE = {
    "one sentence at two words": ([("One is", "Nine is")], [("is first", "is last")]),
    "a paragraph that is cut, and amended": (
        [("Three stands alone.\nFour is a line below.\n\n", "")],
        [("a line below", "a line above")],
    ),
    "a paragraph that is cut, and added to": (
        [("Three stands alone.\nFour is a line below.\n\n", "")],
        [("line below.", "line below. And that.")],
    ),
    "a sentence that is cut, and amended": ([("One is first. ", "")], [("One is", "Nine is")]),
    "two new paragraphs in one place": ([("Five", "New here.\n\nFive")], [("Five", "Other there.\n\nFive")]),
    "two new sentences at the end": ([("ends it.", "ends it. So.")], [("ends it.", "ends it. No.")]),
    "a new sentence, and a sentence reworded into two": (
        [("Two comes after.", "Two comes after. New here.")],
        [("Two comes after.", "Quite otherwise, everything. Elsewhere then.")],
    ),
    "a moved paragraph, and a change in it": (
        [("\n\nFive ends it.", ""), ("One is", "Five ends it.\n\nOne is")],
        [("Five ends", "Fifty end")],
    ),
    "all anew, and a word": ([(BASE, "Nothing of it.")], [("Four", "Forty")]),
}


@pytest.mark.parametrize("case", HOLD)
def test_they_both_hold(case):
    one, other = (with_(*swaps) for swaps in HOLD[case])
    once = with_(*HOLD[case][0])
    left = [swap for swap in HOLD[case][1] if swap not in HOLD[case][0]]
    if case == "each cuts half of a line":
        expected = BASE.partition("\n\n")[2]
    elif case == "a new sentence beside one that is reworded":
        expected = with_(("Two comes after", "New here. Two comes before"))
    elif case == "a new paragraph beside one that is reworded":
        expected = with_(("\n\nThree stands", "\n\nNew here.\n\nThirty stand"))
    elif case == "a new paragraph beside one that is cut":
        expected = with_(("Three stands alone.\nFour is a line below.\n\n", "New here.\n\n"))
    elif case == "a new paragraph and a sentence at the end of the one before":
        expected = with_(("after.", "after. And that.\n\nNew here."))
    else:
        expected = with_(*left, base=once)
    assert both(one, other) == expected


@pytest.mark.parametrize("case", COLLIDE)
def test_they_collide(case):
    one, other = (with_(*swaps) for swaps in COLLIDE[case])
    assert both(one, other) is None


def test_a_title_is_one_line_and_collides_with_titles_only():
    base = Wording("Bread. And butter", "First.")
    ones = [
        Wording("Roses. And butter", "First."),
        Wording("Bread. And roses", "First."),
        Wording("Bread. And butter", "New. First."),
    ]
    assert collisions(base, ones) == {(0, 1)}
    assert merged(base, ones[1:]) == Wording("Bread. And roses", "New. First.")


def test_blanks_that_nobody_sees_change_nothing():
    odd = BASE.replace("\n", "\r\n").replace("alone.", "alone.  ") + " \r\n\r\n"
    assert is_same(worded(odd, " Bread "), worded(BASE)) and not is_same(worded("No."), worded(BASE))
    assert changes(worded(odd), worded(BASE)) == changes(worded(BASE), worded(odd)) == []
    assert both(odd.replace("Five", "Fifty"), with_(("Three", "Thirty"))) == with_(
        ("Three", "Thirty"), ("Five", "Fifty")
    )


def test_an_empty_text_takes_what_one_puts_there_and_collides_with_another():
    assert both("New.", "", base="") == "New."
    assert both("New.", "Other.", base="") is None
    assert both("", with_(("Five", "Fifty"))) is None
    assert both("", "") == ""


def test_only_changed_paragraphs_are_told():
    new = with_(("after", "later"), ("\n\nFive ends it.", ""), ("Three", "In between.\n\nThree"))
    assert paragraphs_changed(worded(BASE), worded(new)) == [
        Amended(1, "One is first. Two comes after.", "One is first. Two comes later."),
        Amended(2, "", "In between."),
        Amended(3, "Five ends it.", ""),
    ]


PIECES = st.sampled_from(["A b.", "C d!", "E f", "\n", "\n\n", " ", "  x", "\r\n", "Ä;", "a b."])
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS, TEXTS)
def test_what_an_amendment_changes_gives_its_words_again(base, new):
    assert merged(worded(base), [worded(new)]) == worded(tidy(new))
    assert (changes(worded(base), worded(new)) == []) == (tidy(base) == tidy(new))


@given(TEXTS, TEXTS, TEXTS)
def test_it_never_matters_which_of_two_comes_first(base, one, other):
    found = both(one, other, base=base)
    wanted, step = (changes(worded(base), worded(text)) for text in (one, other))
    if found is None:
        with pytest.raises(TheyCollide):
            moved(wanted, step)
    else:
        then = applied(worded(base), step)
        assert applied(then, moved(wanted, step)).text == found
    assert both(one, one, base=base) == tidy(one)
