"""The pages of a choice between options, without JavaScript: putting it, its paper, its result, what one carries away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.bodies.models import Member
from unionhall.conftest import browser, kinds
from unionhall.core.charters import Charter, Counting, Method, Rule
from unionhall.core.consensus import LA_REUNION
from unionhall.core.counting.names import TITLES
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot, Choice, Motion, Poll
from unionhall.decisions.rules.choosing import seed_of

from .story import adopt, grown
from .test_choosing import OPTIONS, asked, cast

pytestmark = pytest.mark.django_db


def at(name, hall, **more):
    return reverse(f"decisions:{name}", kwargs={"hall": hall.slug, **more})


def words(answer):
    return answer.content.decode()


def opened(by, body, second, **more) -> Poll:
    return actions.open_poll(by=by.actor, motion=asked(by, body, second, **more))


def test_from_the_question_to_the_result_by_pages_alone(hall, bakery, ana, bilal, chidi):
    anas, bilals, chidis = browser(ana), browser(bilal), browser(chidi)
    assert at("put_choice", hall) in words(anas.get(at("put", hall)))
    sent = {"title": "Where shall we bake?", "options": OPTIONS, "rule": "irv", "seats": "1"}

    answer = anas.post(at("put_choice", hall), sent)

    motion = Motion.objects.get()
    assert answer["Location"] == at("motion", hall, pk=motion.pk)
    page = words(anas.get(at("motion", hall, pk=motion.pk)))
    assert "The shed" in page and "Instant-runoff voting." in page and "One of them is chosen." in page
    assert "It is carried when" not in page
    bilals.post(at("second", hall, pk=motion.pk))
    assert "The old mill" in words(bilals.get(at("open", hall, pk=motion.pk)))
    bilals.post(at("open", hall, pk=motion.pk), {"method": "open", "hours": "72"})
    poll = Poll.objects.get()
    for who, places in ((anas, "120"), (bilals, "210"), (chidis, "010")):
        paper = who.get(at("poll", hall, pk=poll.pk))
        given = {"client_id": str(paper.context["paper"])}
        given |= {f"mark-{number}": place for number, place in enumerate(places)}
        assert who.post(at("cast", hall, pk=poll.pk), given).status_code == 302
    assert "Your ballot is in: 1 The barn." in words(chidis.get(at("poll", hall, pk=poll.pk)))
    chidis.post(at("close", hall, pk=poll.pk))

    page = words(chidis.get(at("poll", hall, pk=poll.pk)))
    assert "Chosen: The barn." in page
    assert "Who voted how" in page and "1 The old mill · 2 The barn" in page
    assert "chosen is The barn" in words(chidis.get(at("decided", hall, pk=motion.pk)))
    assert kinds() == ["choice.put", "motion.seconded", "poll.opened", "poll.declared"]


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"options": "The barn"}, "options", "between 2 and 30 options"),
        ({"options": "The barn\nthe barn"}, "options", "is there twice"),
        ({"seats": "2"}, "seats", "chooses one"),
        ({"rule": "approval", "seats": "3"}, "seats", "2 at most can be chosen"),
        ({"rule": "borda"}, "rule", ""),
        ({"title": ""}, "title", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(hall, ana, changed, field, why):
    sent = {"title": "Where?", "options": OPTIONS, "rule": "irv", "seats": "1", "text": "Long ago."} | changed

    answer = browser(ana).post(at("put_choice", hall), sent)

    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[field])
    assert "Long ago." in words(answer)
    assert not Choice.objects.exists()


def test_a_ballot_that_cannot_be_stands_there_as_it_was_typed(hall, bakery, ana, bilal):
    poll = opened(ana, bakery, bilal)
    sent = {"client_id": str(uuid4()), "mark-0": "2", "mark-1": "2", "mark-2": "1"}

    answer = browser(ana).post(at("cast", hall, pk=poll.pk), sent)

    page = words(answer)
    assert answer.status_code == 409
    assert "Place 2 is given twice, to “The old mill” and “The barn”. Give each place once." in page
    assert re.findall(r'name="mark-(\d)">[^/]*selected>(\d)', page, re.S) == [
        ("0", "2"),
        ("1", "2"),
        ("2", "1"),
    ]
    assert "Your ballot is not in yet" in page
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("rule", "sent", "kept", "said"),
    [
        ("plurality", {"pick": "1"}, "0,1,0", "The barn"),
        ("plurality", {"pick": ""}, "0,0,0", "a blank ballot"),
        ("approval", {"mark-0": "1", "mark-2": "1"}, "1,0,1", "The old mill · The shed"),
        ("approval", {}, "0,0,0", "a blank ballot"),
        ("score", {"mark-0": "2", "mark-1": "5"}, "2,5,0", "5 The barn · 2 The old mill"),
        ("schulze", {"mark-0": "1", "mark-1": "1"}, "1,1,0", "1 The old mill · 1 The barn"),
        ("irv", {"mark-0": "0", "mark-1": ""}, "0,0,0", "a blank ballot"),
    ],
)
def test_the_paper_of_each_kind_is_filled_in_without_a_script(
    hall, bakery, ana, bilal, rule, sent, kept, said
):
    poll = opened(ana, bakery, bilal, rule=rule)
    anas = browser(ana)
    page = anas.get(at("poll", hall, pk=poll.pk))
    assert TITLES[rule].template in words(page).replace("&#x27;", "'")

    anas.post(at("cast", hall, pk=poll.pk), {"client_id": str(page.context["paper"]), **sent})

    assert Ballot.objects.get().choice == kept
    assert f"Your ballot is in: {said}." in words(anas.get(at("poll", hall, pk=poll.pk)))


@pytest.mark.parametrize("rule", list(Counting))
def test_the_result_of_each_rule_is_drawn_and_counts_again_to_the_same(
    hall, bakery, ana, bilal, chidi, rule, tmp_path
):
    several = rule not in (Counting.IRV, Counting.PLURALITY)
    poll = opened(ana, bakery, bilal, rule=rule, seats=2 if several else 1)
    cast(poll, (ana, "0,1,0"), (bilal, "1,0,0"), (chidi, "0,0,1"))  # a lot at each turn
    actions.close_poll(by=ana.actor, poll=poll)
    anas = browser(ana)

    page = words(anas.get(at("poll", hall, pk=poll.pk)))
    told = json.loads(words(anas.get(at("report", hall, pk=poll.pk))))

    assert "Chosen:" in page
    assert " style=" not in page
    assert seed_of(poll) in page
    command = re.search(r"<code>(unionhall count [^<]+)</code>", page)[1].split()
    file = tmp_path / command[2]
    file.write_text(words(anas.get(at(f"ballots_{file.suffix[1:]}", hall, pk=poll.pk))))
    command[2] = str(file)
    counted = subprocess.run(
        [sys.executable, "-m", "unionhall.site.cli", *command[1:]], capture_output=True, text=True, check=True
    )
    assert counted.stdout == words(anas.get(at("report", hall, pk=poll.pk)))
    assert (told["rule"], told["valid"]) == (rule.value, 3)


def test_the_ballots_carry_no_name_and_are_for_those_who_voted(hall, bakery, ana, bilal, chidi, dora):
    poll = opened(ana, bakery, bilal)
    cast(poll, (chidi, "1,2,0"), (ana, "1,2,0"), (bilal, "0,1,0"))
    early = browser(ana).get(at("ballots_blt", hall, pk=poll.pk))
    actions.close_poll(by=ana.actor, poll=poll)

    blt = words(browser(ana).get(at("ballots_blt", hall, pk=poll.pk)))
    csv = words(browser(ana).get(at("ballots_csv", hall, pk=poll.pk)))

    assert early.status_code == 409
    assert blt.splitlines()[:3] == ["3 1", "1 2 0", "2 1 2 0"]
    assert csv.splitlines() == ["count,The old mill,The barn,The shed", "1,,1,", "2,1,2,"]
    assert browser(dora).get(at("ballots_blt", hall, pk=poll.pk)).status_code == 404


def test_no_file_of_ranks_where_nothing_is_ranked(hall, bakery, ana, bilal, chidi):
    poll = opened(ana, bakery, bilal, rule="approval")
    cast(poll, (ana, "1,1,0"), (bilal, "1,0,0"), (chidi, "0,0,0"))
    actions.close_poll(by=ana.actor, poll=poll)

    assert browser(ana).get(at("ballots_blt", hall, pk=poll.pk)).status_code == 404
    assert browser(ana).get(at("ballots_csv", hall, pk=poll.pk)).status_code == 200


def test_a_motion_for_or_against_has_no_report(hall, bakery, ana, bilal, chidi):
    from .story import carried

    motion = carried(ana, bakery, bilal, chidi)
    poll = motion.polls.get()

    assert browser(ana).get(at("report", hall, pk=poll.pk)).status_code == 404
    assert browser(ana).get(at("ballots_csv", hall, pk=poll.pk)).status_code == 404


def test_where_positions_are_taken_and_no_rule_of_counting_is_named_nothing_is_asked(hall, bakery, ana):
    adopt(bakery, Charter("Bakery", ordinary=Rule(method=Method.CONSENSUS, consensus=LA_REUNION)))

    answer = browser(ana).get(at("put_choice", hall))

    assert answer.status_code == 409
    assert "does not say how a choice between options is counted" in words(answer)


def test_the_charters_rule_is_said_and_not_offered(hall, bakery, ana):
    adopt(bakery, Charter("Bakery", ordinary=Rule(counting=Counting.SCHULZE)))
    anas = browser(ana)
    assert "By our charter it is counted so:" in words(anas.get(at("put_choice", hall)))

    anas.post(at("put_choice", hall), {"title": "Where?", "options": OPTIONS, "seats": "1"})

    assert Choice.objects.get().rule == "schulze"


def test_no_page_of_a_choice_asks_more_of_many_than_of_few(hall, bakery, ana, bilal, chidi):
    def looked(poll):
        pages = (
            at("poll", hall, pk=poll.pk),
            at("motion", hall, pk=poll.motion_id),
            at("report", hall, pk=poll.pk),
        )
        anas, found = browser(ana), []
        for page in pages:
            anas.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert anas.get(page).status_code == 200
            found.append(len(queries))
        return found

    few = opened(ana, bakery, bilal)
    cast(few, (ana, "1,0,0"), (bilal, "1,2,0"), (chidi, "0,0,1"))
    actions.close_poll(by=ana.actor, poll=few)
    before = looked(few)
    more = grown(ana, bilal, 20)
    many = opened(ana, bakery, bilal, options="\n".join(f"Option {place}" for place in range(30)))
    marks = [[(place + turn) % 30 + 1 for place in range(30)] for turn in range(23)]
    cast(many, *zip((ana, bilal, chidi, *more), (",".join(map(str, one)) for one in marks), strict=True))
    actions.close_poll(by=ana.actor, poll=many)

    assert looked(many) == before


def test_a_choice_on_paper_beside_the_phones_is_read_by_two(hall, bakery, ana, bilal, chidi):
    from unionhall.decisions.rules import lines_on_paper

    Member.objects.filter(pk=chidi.pk).get().person.__class__.objects.filter(pk=chidi.person_id).update(
        key_hash=""
    )
    poll = opened(ana, bakery, bilal)
    line = lines_on_paper(poll).get()
    sent = {"line": str(line.pk), "mark-0": "2", "mark-1": "1", "mark-2": "0"}
    assert browser(ana).get(at("on_paper", hall, pk=poll.pk)).status_code == 200

    double = browser(ana).post(at("on_paper", hall, pk=poll.pk), sent | {"mark-2": "1"})
    assert double.status_code == 409
    browser(ana).post(at("on_paper", hall, pk=poll.pk), sent)
    assert not Ballot.objects.exists()
    browser(bilal).post(at("on_paper", hall, pk=poll.pk), sent)

    assert Ballot.objects.get().choice == "2,1,0"


def test_the_notice_for_the_board_says_what_there_is_to_choose(hall, bakery, ana, bilal, monkeypatch):
    from unionhall.kit import pdf

    motion, told = asked(ana, bakery, bilal), {}
    monkeypatch.setattr(pdf, "notice", lambda **given: told.update(given) or b"%PDF-")

    browser(ana).get(at("notice", hall, pk=motion.pk))

    assert told["lines"][:3] == ["1. The old mill", "2. The barn", "3. The shed"]
    assert told["lines"][3].startswith("Each of us puts them in order.")


@pytest.mark.parametrize("rule", ["irv", "scottish-stv", "schulze", "score"])
def test_thirty_options_fit_on_a_phone_before_and_after(hall, bakery, ana, bilal, chidi, rule):
    more = grown(ana, bilal, 27)
    options = "\n".join(f"Option {place}" for place in range(1, 31))
    poll = opened(ana, bakery, bilal, options=options, rule=rule, seats=5 if rule == "scottish-stv" else 1)
    paper = browser(ana).get(at("poll", hall, pk=poll.pk))
    for turn, who in enumerate((ana, bilal, chidi, *more)):
        marks = [(place * 7 + turn * 11) % 31 % (6 if rule == "score" else 31) for place in range(1, 31)]
        cast(poll, (who, ",".join(map(str, marks if rule in ("score", "schulze") else in_places(marks)))))
    actions.close_poll(by=ana.actor, poll=poll)
    result = browser(ana).get(at("poll", hall, pk=poll.pk))

    assert len(paper.content) < 30_000
    assert len(result.content) < 30_000
    assert "Option 30" in words(result)
    assert "<table" in words(result) or rule == "score"


def in_places(marks):
    """The same order in places without a gap."""
    given = sorted(mark for mark in marks if mark)
    return [given.index(mark) + 1 if mark else 0 for mark in marks]
