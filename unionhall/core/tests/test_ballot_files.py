"""Files of ballots: each form with what real files do, and an error that names the line."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.counting.ballots import MOST_BALLOTS, NO_OPINION, REASONS, Ballots
from unionhall.core.counting.files import blt as blt_module
from unionhall.core.counting.files.blt import read_blt
from unionhall.core.counting.files.errors import Unreadable
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.files.writing import written_blt, written_csv
from unionhall.core.counting.names import collapsed

END = '0\n"Ana"\n"Bilal"\n"Chidi"\n"A title"\n'


def blt(text: str, *, size: int = 10**6) -> Ballots:
    """A BLT file's ballots, read in blocks of `size` bytes."""
    whole = text.encode()
    return read([whole[at : at + size] for at in range(0, len(whole), size)], "b.blt")


def lines(ballots: Ballots) -> list[tuple[int, tuple[int, ...]]]:
    """Weights and marks, line by line."""
    return [
        (times, tuple(row))
        for times, row in zip(ballots.weights.tolist(), ballots.marks.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 2\n4 1 2 0\n2 3 0\n" + END, [(4, (1, 2, 0)), (2, (0, 0, 1))]),
        ("3 2\r\n4 1 2 0\r\n" + END.replace("\n", "\r\n"), [(4, (1, 2, 0))]),
        ("\ufeff3 2\n4 1 2 0\n" + END, [(4, (1, 2, 0))]),
        ("3 2\n-2\n4 1 2 0\n" + END, [(4, (1, 2, 0))]),
        ("3 2 # seats\n\n# a remark\n4 1 2 0 # another\n/* and\n5 1 0\none */ 1 3 0\n" + END,
         [(4, (1, 2, 0)), (1, (0, 0, 1))]),
        ("3 2\n[nick a b c]\n5 a b 0\n1 b=c 0\n" + END, [(5, (1, 2, 0)), (1, (0, 1, 1))]),
        ("3 2\n(7) 1 2 0\n(paper 8) 3 0\n" + END, [(1, (1, 2, 0)), (1, (0, 0, 1))]),
        ("3 2\n2 1 - 3 0\n" + END, [(2, (1, 0, 3))]),
        ("3 2\n4 1\n2 0 1 3 0\n" + END, [(4, (1, 2, 0)), (1, (0, 0, 1))]),
        ("3 2\n12345 1 0\n" + END, [(12345, (1, 0, 0))]),
        ('3 2\n1\t1\t2\t0\n0\n"Ana" "Bilal"\n "Chidi"', [(1, (1, 2, 0))]),
    ],
    ids=["plain", "crlf", "bom", "withdrawn", "comments", "nick", "named", "gap", "split", "weight", "tabs"],
)  # fmt: skip
@pytest.mark.parametrize("size", [10**6, 7])
def test_blt_as_it_is_found(text, expected, size):
    found = blt(text, size=size)

    assert lines(found) == expected
    assert found.candidates == ("Ana", "Bilal", "Chidi") and found.seats == 2 and found.are_ranks


def test_what_a_blt_file_says_besides():
    found = blt(
        '3 1\n-2\n[tie 3 1 2]\n[undeclared 3]\n2 0\n1 1 0\n0\n"Ana  de\tO"\n"Bil"al"\n"Chidi"\n" A  title "\n"source"'
    )

    assert found.withdrawn == {1} and found.undeclared == {2} and found.tie_order == (2, 0, 1)
    assert found.blank == 2 and found.title == "A title"
    assert found.candidates == ("Ana de O", 'Bil"al', "Chidi")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "expected the numbers of candidates and seats"),
        ("x 2\n", 1, "expected the number of candidates, 1 to 127, not “x”"),
        ("300 2\n", 1, "1 to 127, not “300”"),
        ("3 0\n", 1, "expected the number of seats"),
        ("3 2\n4 1 5 0\n" + END, 2, "expected a candidate from 1 to 3, not “5”"),
        ("3 2\n1 1 0\n4 1 2 1 0\n" + END, 3, "expected each candidate once on a ballot, not “1” again"),
        ("3 2\n1.5 1 0\n" + END, 2, "expected how many ballots this is, or 0 after the last, not “1.5”"),
        ("3 2\n1 1 0\n-4 1 0\n" + END, 3, "expected how many ballots"),
        ("3 2\n[nick a b]\n" + END, 2, "expected 3 different short names"),
        ("3 2\n[tie 1 2 2]\n" + END, 2, "each of the 3 candidates once"),
        ("3 2\n[hare]\n" + END, 2, "not “hare”"),
        ("3 2\n1 1 0\n1 2", 3, "expected 0 after the last ballot"),
        ("3 2\n1 1 0\n0\n\"Ana\"\n", 4, "expected the name of candidate 2"),
        ("3 2\n1 1 0\n0\nAna\n", 4, "expected the name of candidate 1 in quotation marks, not “Ana”"),
        ("3 2\n1 1 0\n0\n\"Ana\"\n\" Ana\"\n", 5, "a name of their own for candidate 2, not “Ana”"),
        ("3 2\n1 1 0\n0\n\"Ana\n", 4, "expected a closing quotation mark"),
        ("3 2\n1 1 0\n" + END.replace('"A title"', "title"), 7, "expected the title in quotation marks"),
        ("3 2\n/* 1 1 0\n" + END, 7, "inside a comment"),
        ("3 2\n4000000000 1 0\n4000000000 1 0\n" + END, 3, "cannot be counted"),
        ("3 2\n99999999999999999999999 1 0\n" + END, 2, "expected how many ballots"),
        ("2 1\n1 " + "- " * 130 + '0\n0\n"A"\n"B"\n', 2, "expected 0 at the end of a ballot"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [10**6, 5])
def test_what_is_wrong_with_a_blt_file_is_said_with_its_line(text, line, message, size):
    with pytest.raises(Unreadable, match=f"b.blt, line {line}: .*{message}") as caught:
        blt(text, size=size)
    assert caught.value.line == line


ballots_text = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 2, 9, 10, 99, 100, 123456]),
        st.permutations(list(range(1, 13))).flatmap(
            lambda order: st.integers(0, 12).map(lambda k: order[:k])
        ),
    ),
    min_size=1,
    max_size=12,
)


@given(ballots_text, st.integers(1, 40), st.randoms(use_true_random=False))
def test_the_quick_reader_and_the_slow_one_read_alike(given_ballots, size, chance):
    text = "12 3\n" + "".join(
        " ".join(map(str, [times, *order, 0])) + chance.choice(["\n", "\r\n", " \n", "\n\n"])
        for times, order in given_ballots
    )
    text += "0\n" + "".join(f'"C{number}"\n' for number in range(12))
    whole = text.encode()
    quick = read_blt([whole], "b.blt")
    pieces = read_blt([whole[at : at + size] for at in range(0, len(whole), size)], "b.blt")
    plain, blt_module.plain_ballots = blt_module.plain_ballots, lambda text, known: None
    try:
        slow = read_blt([whole], "b.blt")
    finally:
        blt_module.plain_ballots = plain

    assert lines(quick) == lines(slow) == lines(pieces)
    assert quick.blank == slow.blank == pieces.blank


@given(st.text("0123456789 \n\t-=", max_size=60))
def test_where_the_quick_reader_declines_the_slow_one_speaks(body):
    text = ("5 1\n" + body + "\n0\n" + "".join(f'"C{number}"\n' for number in range(5))).encode()

    def outcome() -> object:
        try:
            found = read_blt([text], "b.blt")
        except Unreadable as wrong:
            return str(wrong)
        return lines(found), found.blank

    quick = outcome()
    plain, blt_module.plain_ballots = blt_module.plain_ballots, lambda text, known: None
    try:
        assert outcome() == quick
    finally:
        blt_module.plain_ballots = plain


PREFLIB = """# FILE NAME: x.toc
# TITLE: The committee
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# ALTERNATIVE NAME 1: Ana
# ALTERNATIVE NAME 2: Bilal
# ALTERNATIVE NAME 3: Chidi
3: 1,2,3
2: 2,{1,3}
1: {2}
"""


def test_preflib_new_and_old():
    found = read([PREFLIB.encode()], "x.toc")
    assert lines(found) == [(3, (1, 2, 3)), (2, (2, 1, 2)), (1, (0, 1, 0))] and found.title == "The committee"
    old = "3\n1,Ana\n2,Bilal\n3,Chidi\n6,6,3\n3,1,2,3\n2,2,{1,3}\n1,{2}\n"
    assert lines(read([old.encode()], "x.toc")) == lines(found)
    assert lines(read([PREFLIB.encode()], "no-ending")) == lines(found)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "message"),
    [
        ("3: 1,2,4", "3: 1,2,3", 8, "expected a candidate from 1 to 3, not “4”"),
        ("3: 1,2,2", "3: 1,2,3", 8, "once on a ballot"),
        ("3; 1,2,3", "3: 1,2,3", 8, "expected how many voters, a colon and an order"),
        ("2: 2,{1,3", "2: 2,{1,3}", 9, "expected a closing brace"),
        (
            "# NUMBER VOTERS: 7",
            "# NUMBER VOTERS: 6",
            4,
            "expected as many voters as there are orders, 6, not “7”",
        ),
        ("# ALTERNATIVE NAME 3: Ana", "# ALTERNATIVE NAME 3: Chidi", 7, "a name of their own"),
        ("# ALTERNATIVE NAME 4: Chidi", "# ALTERNATIVE NAME 3: Chidi", 8, "names of all 3 candidates"),
        ("# NUMBER ALTERNATIVES: many", "# NUMBER ALTERNATIVES: 3", 3, "expected the number of candidates"),
    ],
)
def test_what_is_wrong_with_a_preflib_file(wrong, right, line, message):
    with pytest.raises(Unreadable, match=f"x.soi, line {line}: .*{message}"):
        read([PREFLIB.replace(right, wrong).encode()], "x.soi")


def table(text: str) -> Ballots:
    """A table's ballots."""
    return read([text.encode()], "t.csv")


def test_a_table_of_ranks_scores_or_approvals():
    assert lines(table("Ana,Bilal,Chidi\n1,2,\n,No  Opinion,x\n-3,100,yes\n")) == [
        (1, (1, 2, 0)),
        (1, (0, NO_OPINION, 1)),
        (1, (-3, 100, 1)),
    ]
    assert lines(table("count;Ana;Bilal\n12;1;2\n3;;1\n")) == [(12, (1, 2)), (3, (0, 1))]
    assert lines(table('"Ana, de O"\tBilal\n1\t2\n')) == [(1, (1, 2))]
    found = table("weight,Ana\n5,1\n4,\n")
    assert (lines(found), found.blank) == ([(5, (1,))], 4)


def test_a_tally_sheet_of_names():
    found = table("count,rank1,rank2,rank3\n5,Ana,undervote,Bilal\n2,UWI,Ana,overvote\n3,undervote,undervote,undervote\n"
                  "4,overvote,Ana,Bilal\n1,Ana,Ana,Bilal\n2,undervote,undervote,overvote\n")  # fmt: skip

    assert found.candidates == ("Ana", "Bilal", "Undeclared Write-ins") and found.undeclared == {2}
    assert lines(found) == [(5, (1, 3, 0)), (2, (2, 0, 1)), (1, (1, 2, 0))]
    assert found.blank == 3 and found.spoilt == {"overvote": 4, "skipped ranks": 2}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        ("Ana,Bilal\n", 1, "expected at least one ballot"),
        ("Ana,Ana\n1,2\n", 1, "a name of their own for candidate 2"),
        ("Ana,Bilal\n1,2\n1,2,3\n", 3, "expected 2 cells, not 3"),
        ("Ana,Bilal\n1,two\n", 2, "expected a rank, a score from -127 to 127 or a cross, not “two”"),
        ("Ana,Bilal\n1,128\n", 2, "not “128”"),
        ("count,Ana\n0,1\n", 2, "expected how many ballots this is, not “0”"),
        ("count,rank1\n2,Ana\n1,Ana,Bilal\n", 3, "expected 1 cells, not 2"),
        (",".join(map(str, range(128))) + "\n", 1, "expected 1 to 127 candidates' names, not 128"),
        ('Ana\n1\n"1\n2\n', 3, "expected cells parted by commas: unexpected end"),
        ('Ana\n1\n"1\n2"\n', 3, "expected a closing quotation mark after “1"),
    ],
)
def test_what_is_wrong_with_a_table(text, line, message):
    with pytest.raises(Unreadable, match=f"t.csv, line {line}: .*{message}"):
        table(text)


def test_debians_tally_sheet():
    found = read([b"\n Tally Sheet\nV: 12-   ab12\nV: 2-1\nV: ---\n"], "tally.txt")
    assert lines(found) == [(1, (1, 2, 0)), (1, (2, 0, 1))] and found.blank == 1
    long = read([b"V: 123456789AB\n"], "tally.txt")
    assert long.marks[0].tolist() == list(range(1, 12))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"V: 12\nV: 123\n", 2, "expected 2 ranks, not “123”"),
        (b"V: 12\nV: 1?\n", 2, "not “\\?”"),
        (b"V:\n", 1, "expected the ranks of all options"),
    ],
)
def test_what_is_wrong_with_a_tally_sheet(text, line, message):
    with pytest.raises(Unreadable, match=f"t.txt, line {line}: .*{message}"):
        read([text], "t.txt")


def test_a_form_is_known_by_its_beginning_where_the_ending_says_nothing():
    assert read([b'1 1\n1 1 0\n0\n"Ana"\n'], "ballots").candidates == ("Ana",)
    assert read([b"Ana,Bilal\n1,2\n"], "ballots.txt").candidates == ("Ana", "Bilal")
    assert read([b"Ana\n1\n"], "BALLOTS.CSV.GZ").candidates == ("Ana",)


@given(
    st.integers(1, 5).flatmap(
        lambda known: st.tuples(
            st.just(known),
            st.lists(st.lists(st.integers(0, 6), min_size=known, max_size=known), min_size=1, max_size=8),
            st.lists(st.integers(1, 5), min_size=8, max_size=8),
            st.booleans(),
        )
    )
)
def test_what_is_written_is_read_back(case):
    known, rows, weights, lot = case
    rows = [row for row in rows if any(row)] or [[1] * known]
    names = [f"C {number}" for number in range(known)]
    more = {"tie_order": tuple(reversed(range(known)))} if lot else {}
    found = Ballots.of(names, rows, weights[: len(rows)], seats=2, blank=3, withdrawn=frozenset({0}), **more)

    back = read(["".join(written_blt(found)).encode()], "b.blt")
    assert (lines(back), back.blank, back.tie_order, back.withdrawn) == (
        lines(found),
        3,
        found.tie_order,
        {0},
    )
    back = read(["".join(written_csv(found)).encode()], "b.csv")
    assert (lines(back), back.blank) == (lines(found), 3)


odd_names = st.lists(
    st.text("=+-@＝＋－＠'\"#;,\t choierank12é", min_size=1, max_size=9).map(collapsed).filter(bool),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(odd_names, st.dictionaries(st.sampled_from(REASONS), st.integers(1, 9)), st.integers(0, 2))
def test_whatever_the_names_and_however_many_are_spoilt_it_is_read_back(names, spoilt, blank):
    found = Ballots.of(names, [[1] * len(names)], [2], spoilt=spoilt, blank=blank, title=names[0])

    for form, written in (("b.blt", written_blt), ("b.csv", written_csv)):
        back = read(["".join(written(found)).encode()], form)
        assert (back.candidates, lines(back)) == (found.candidates, lines(found))
        assert (back.spoilt, back.blank) == (found.spoilt, found.blank)


@given(odd_names)
def test_no_cell_of_a_table_is_run_by_a_spreadsheet(names):
    text = "".join(written_csv(Ballots.of(names, [[1] * len(names)])))

    for row in csv.reader(text.splitlines()):
        assert not any(cell.startswith(tuple("=+-@＝＋－＠\t\r")) for cell in row)


def test_names_that_look_like_ranks_make_no_tally_sheet():
    found = table("count,'Choice 1,'Choice 2\n3,1,2\n")

    assert found.candidates == ("Choice 1", "Choice 2")
    assert not found.are_ranks


@pytest.mark.parametrize("name", ['"Bil"al"', '"Bil""', '"B"il"'])
def test_a_quotation_mark_that_others_wrote_once_is_still_read(name):
    assert read([f"1 1\n1 1 0\n0\n{name}\n".encode()], "b.blt").candidates == (name[1:-1],)


def test_remarks_are_read_where_we_write_them_only():
    text = '1 1\n# spoilt 5 unreadable\n1 1 0\n0\n"Ana"\n"T" # spoilt 2 unreadable\n# spoilt 3 badly\n# spoilt 0 overvote\n'

    assert read([text.encode()], "b.blt").spoilt == {"unreadable": 2}


def test_blt_cannot_say_no_opinion():
    with pytest.raises(ValueError, match="ranks only"):
        "".join(written_blt(Ballots.of(["Ana"], [[NO_OPINION]])))


def test_too_many_are_refused_before_they_are_kept():
    with pytest.raises(Unreadable, match=r"t.csv, line 3: more than"):
        table(f"count,Ana\n{MOST_BALLOTS},1\n1,1\n")
