"""A choice between options on paper: two tellers type in every paper, or read the papers in from a file."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from unionhall.conftest import browser, kinds
from unionhall.core.counting.choices import Question
from unionhall.core.counting.names import Rule
from unionhall.core.counting.stacks import Stack, typed
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Pile, TellerFigure

from .story import declared
from .test_choosing import asked, of_entry

pytestmark = pytest.mark.django_db
QUESTION = Question(("The old mill", "The barn", "The shed"), Rule.IRV)
BLT = b'3 1\n1 1 2 0\n2 2 1 0\n0\n"The old mill"\n"The barn"\n"The shed"\n"Where?"\n'


@pytest.fixture
def poll(bakery, ana, bilal):
    return actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal), method="paper")


def at(name, hall, poll):
    return reverse(f"decisions:{name}", kwargs={"hall": hall.slug, "pk": poll.pk})


def sent(teller, **more):
    return {"present": "3", "teller": teller.name, "papers": "", **more}


def test_two_tellers_type_in_every_paper_in_whatever_order(hall, poll, ana, bilal, chidi):
    first = browser(ana).post(at("tell", hall, poll), sent(ana, papers="1 2\n2 x 2 1"))
    second = browser(bilal).post(at("tell", hall, poll), sent(bilal, papers="2 1\n1 2\n2 1"))
    page = browser(chidi).get(at("tell", hall, poll)).content.decode()
    browser(chidi).post(at("close", hall, poll))

    report = rules.stored_report(declared(poll))
    assert (first.status_code, second.status_code) == (302, 302)
    assert "Both figures agree" in page and "Papers in all" in page
    assert (report.winners, report.valid) == (("The barn",), 3)
    assert kinds() == ["choice.put", "motion.seconded", "poll.opened", "poll.declared"]
    told = of_entry(poll, "poll.declared")
    assert told["tally"]["papers"] == TellerFigure.objects.filter(settled=True).get().figures["papers"]
    assert len(told["tellers"]) == 2


def test_the_first_papers_stay_hidden_and_others_mean_counting_again(hall, poll, ana, bilal):
    browser(ana).post(at("tell", hall, poll), sent(ana, papers="1 2\n2 x 2 1"))
    page = browser(bilal).get(at("tell", hall, poll)).content.decode()
    assert "has counted. That figure stays hidden" in page
    assert "2 x 2 1" not in page

    browser(bilal).post(at("tell", hall, poll), sent(bilal, papers="2 x 1 2\n2 1"))

    assert rules.agreed_figure(declared(poll)) is None
    assert "The figures differed" in browser(bilal).get(at("tell", hall, poll)).content.decode()


def test_one_types_and_the_other_reads_a_file_in(hall, poll, ana, bilal, chidi):
    browser(ana).post(at("tell", hall, poll), sent(ana, papers="1 2\n2 x 2 1"))
    browser(bilal).post(
        at("tell", hall, poll), sent(bilal, file=SimpleUploadedFile("urn.blt", BLT, "text/plain"))
    )
    actions.close_poll(by=chidi.actor, poll=poll)

    assert rules.stored_report(declared(poll)).winners == ("The barn",)
    assert Pile.objects.count() == 2


@pytest.mark.parametrize(
    ("papers", "why"),
    [
        ("1 2\n4", "Line 2: “4” is the number of no option; they go from 1 to 3."),
        ("1 2\n\n1 1", "Line 3: option 1 is there twice."),
        ("0 x 1", "Line 1: a line stands for one ballot or more"),
        ("mill", "Line 1: “mill” is the number of no option"),
        ("", "Type in the papers, one a line."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line_and_stays(hall, poll, ana, papers, why):
    answer = browser(ana).post(at("tell", hall, poll), sent(ana, papers=papers))

    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors["papers"])
    assert papers in answer.content.decode()
    assert not TellerFigure.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("urn.blt", b"3 1\n1 1 9 0\n0\n", "urn.blt, line 2"),
        ("urn.blt", BLT.replace(b"shed", b"sheds"), "Missing: The shed. Not on it: The sheds."),
        ("urn.csv", b"The old mill,The barn\n1,2\n", "Missing: The shed."),
        ("urn.csv", b"", "line"),
        ("urn.csv", b"x" * 1_000_001, "larger than 1 MB"),
        ("urn.blt", BLT.replace(b"1 1 2 0", b"-3\n1 1 2 0"), "withdrawn"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_what_is_wrong(hall, poll, ana, name, data, why):
    answer = browser(ana).post(
        at("tell", hall, poll), sent(ana, file=SimpleUploadedFile(name, data, "text/plain"))
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    if data:
        assert why in " ".join(answer.context["form"].errors["file"])
    assert not TellerFigure.objects.exists()


def test_papers_and_a_file_are_not_both_taken(hall, poll, ana):
    file = SimpleUploadedFile("urn.blt", BLT, "text/plain")

    answer = browser(ana).post(at("tell", hall, poll), sent(ana, papers="1", file=file))

    assert "not both" in " ".join(answer.context["form"].errors["file"])


def test_a_paper_that_gives_a_place_twice_is_spoilt_with_its_reason(poll, ana, bilal, chidi):
    stack = typed("1=2\n3 1\n3\n-\n?", QUESTION)
    for teller in (ana, bilal):
        with pytest.raises(OutOfOrder, match="There are 5 votes, but the register holds 3"):
            actions.type_papers(by=teller.actor, poll=poll, stack=stack, present=3)
    stack = typed("1=2\n3 1\n?", QUESTION)
    for teller in (ana, bilal):
        actions.type_papers(by=teller.actor, poll=poll, stack=stack, present=3)
    actions.close_poll(by=chidi.actor, poll=poll)

    report = rules.stored_report(declared(poll))
    assert (report.winners, report.valid) == (("The shed",), 1)
    assert report.spoilt == {"overvote": 1, "unreadable": 1}


@pytest.mark.parametrize(
    ("rule", "seats", "papers", "spoilt"),
    [
        ("irv", 1, "1=2\n3 1\n?", {"overvote": 1, "unreadable": 1}),
        ("scottish-stv", 2, "2 1\n?\n-", {"unreadable": 1}),
        ("score", 1, "5 0 2\n0 0 0\n?", {"unreadable": 1}),
        ("approval", 1, "1 3\n2 x ?", {"unreadable": 2}),
        ("schulze", 1, "2=1 3\n?\n1", {"unreadable": 1}),
    ],
)
def test_the_file_one_carries_away_counts_to_the_report_byte_for_byte_with_what_was_spoilt(
    hall, bakery, ana, bilal, chidi, tmp_path, rule, seats, papers, spoilt
):
    options = '=HYPERLINK("http://evil")\nChoice 2\n"Ana\'s" barn; the old one'
    motion = asked(ana, bakery, bilal, options=options, rule=rule, seats=seats)
    poll = actions.open_poll(by=ana.actor, motion=motion, method="paper")
    for teller in (ana, bilal):
        stack = typed(papers, rules.question_of(motion))
        actions.type_papers(by=teller.actor, poll=poll, stack=stack, present=3)
    actions.close_poll(by=chidi.actor, poll=poll)
    chidis = browser(chidi)

    told = chidis.get(at("report", hall, poll)).content.decode()
    command = chidis.get(at("poll", hall, poll)).context["chosen"]["command"].split()[2:]

    assert json.loads(told)["spoilt"]["reasons"] == spoilt
    for form in {"csv", command[0].rpartition(".")[2]}:
        file = tmp_path / f"ballots.{form}"
        file.write_bytes(chidis.get(at(f"ballots_{form}", hall, poll)).content)
        done = subprocess.run(
            [sys.executable, "-m", "unionhall.site.cli", "count", str(file), *command[1:], "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == told


def test_figures_are_for_motions_and_papers_for_choices(bakery, poll, ana, bilal):
    from .story import seconded

    with pytest.raises(OutOfOrder, match="the papers themselves"):
        actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 1}, present=1)
    hands = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    with pytest.raises(OutOfOrder, match="type in the figures"):
        actions.type_papers(by=ana.actor, poll=hands, stack=Stack({"1,0,0": 1}), present=1)


def test_the_ballot_papers_are_printed_with_numbers(hall, poll, ana):
    answer = browser(ana).get(at("ballot_papers", hall, poll))

    assert answer["Content-Type"] == "application/pdf"


def test_papers_go_with_the_ballots(hall, poll, ana, bilal, chidi, noon):
    from datetime import timedelta

    for teller in (ana, bilal):
        actions.type_papers(by=teller.actor, poll=poll, stack=typed("1 2\n2 x 2 1", QUESTION), present=3)
    actions.close_poll(by=chidi.actor, poll=poll)
    assert rules.stack_kept(declared(poll)).lines == {"1,2,0": 1, "2,1,0": 2}
    noon.forward(timedelta(days=31))

    actions.settle(hall.pk)

    assert not Pile.objects.exists()
    assert rules.stored_report(declared(poll)).winners == ("The barn",)
