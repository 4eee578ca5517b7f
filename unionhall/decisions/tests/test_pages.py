"""The pages of the room, as members meet them: without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.conftest import browser, kinds, mandated
from unionhall.core.charters import Method
from unionhall.core.charters.presets import CONSENSUS_BLOCKS, CONSENSUS_TABLING, STARTER
from unionhall.decisions import actions, namers
from unionhall.decisions.models import Ballot, Motion, Poll
from unionhall.kit.registries import effects

from .story import adopt, carried, grown, put, seconded, vote

pytestmark = pytest.mark.django_db

OF_A_BALLOT = [
    "people_session",
    "people_account",
    "record_hall",
    "bodies_member",
    "decisions_poll",
    "record_head",
    "decisions_roll",
    "bodies_membership",
    "decisions_ballot",
]
"""What is looked up for a ballot, each once: whoever needs more here makes every ballot slower."""


def at(name, hall, **more):
    return reverse(f"decisions:{name}", kwargs={"hall": hall.slug, **more})


def words(answer):
    return answer.content.decode()


def test_from_nothing_to_a_carried_motion_by_pages_alone(hall, bakery, ana, bilal, chidi):
    anas, bilals, chidis = browser(ana), browser(bilal), browser(chidi)
    assert "Nothing has been put yet" in words(anas.get(at("motions", hall)))
    page = anas.get(at("put", hall))
    assert page.status_code == 200
    answer = anas.post(
        at("put", hall), {"title": "Bread for the strikers", "effects": page.context["sealed"]}
    )
    motion = Motion.objects.get()
    assert answer["Location"] == at("motion", hall, pk=motion.pk)
    assert "needs one member to second it" in words(anas.get(at("motion", hall, pk=motion.pk)))

    bilals.post(at("second", hall, pk=motion.pk))
    assert "Open the vote" in words(bilals.get(at("motion", hall, pk=motion.pk)))
    assert bilals.get(at("open", hall, pk=motion.pk)).status_code == 200
    bilals.post(at("open", hall, pk=motion.pk), {"method": "open", "hours": "1"})
    assert not Poll.objects.exists()  # our agreement says 72 hours: nobody alone makes it a vote of one
    bilals.post(at("open", hall, pk=motion.pk), {"method": "open", "hours": "72"})
    poll = Poll.objects.get()
    for who in (anas, bilals, chidis):
        paper = who.get(at("poll", hall, pk=poll.pk))
        given = {"choice": "yes", "client_id": str(paper.context["paper"])}
        assert who.post(at("cast", hall, pk=poll.pk), given).status_code == 302
    assert "Your ballot is in: Yes" in words(chidis.get(at("poll", hall, pk=poll.pk)))
    chidis.post(at("close", hall, pk=poll.pk))

    page = words(chidis.get(at("motion", hall, pk=motion.pk)))
    assert "3 in favour, and 2 were needed." in page
    assert "Carried" in page
    assert kinds() == ["motion.put", "motion.seconded", "poll.opened", "poll.declared"]


def test_a_ballot_writes_its_line_and_its_paper_and_nothing_else(hall, bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    anas, paper = browser(ana), str(uuid4())

    with CaptureQueriesContext(connection) as asked:
        anas.post(at("cast", hall, pk=poll.pk), {"choice": "yes", "client_id": paper})

    said = [query["sql"].split('"') for query in asked.captured_queries]
    written = [words[1] for words in said if words[0].strip() in ("UPDATE", "INSERT INTO", "DELETE FROM")]
    assert written == ["decisions_roll", "decisions_ballot"]
    assert [words[1] for words in said if words[0] == "SELECT "] == OF_A_BALLOT
    receipt = f"Receipt {str(Ballot.objects.get(client_id=paper).pk)[:8]}:"
    assert receipt in words(anas.get(at("poll", hall, pk=poll.pk)))


@pytest.mark.parametrize("odd", ["x\r\nSet-Cookie: a=b", "é☃", "x" * 70_000, "²"])
def test_a_body_that_nobody_offers_goes_into_no_address(hall, bakery, ana, odd):
    answer = browser(ana).post(at("put", hall), {"add": "member.exclude", "body": odd, "title": "t"})

    assert answer.status_code == 302
    assert answer["Location"].endswith("/propose/member.exclude/")


def test_every_page_of_a_motion_answers_at_every_point_of_its_way(hall, bakery, ana, bilal, chidi):
    anas = browser(ana)
    motion = put(ana, bakery, text="**All** of it.")
    mine = [
        at(name, hall, pk=motion.pk) for name in ("motion", "reword", "amend", "translate", "word", "open")
    ]

    def look():
        return [anas.get(url).status_code for url in mine]

    assert look() == [200, 200, 200, 200, 200, 409]
    actions.second_motion(by=bilal.actor, motion=motion)
    assert look() == [200] * 6
    poll = actions.open_poll(by=ana.actor, motion=motion)
    assert anas.get(at("poll", hall, pk=poll.pk)).status_code == 200
    assert anas.get(at("calendar", hall, pk=motion.pk))["Content-Type"].startswith("text/calendar")
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    for name in ("motion", "decided"):
        assert anas.get(at(name, hall, pk=motion.pk)).status_code == 200
    assert "Who voted how" in words(anas.get(at("poll", hall, pk=poll.pk)))
    assert "Bread for the strikers" in words(anas.get(at("register", hall)))
    assert "Bread for the strikers" in words(anas.get(at("motions", hall)))


@pytest.mark.parametrize(
    ("method", "said", "where"),
    [
        (
            Method.OPEN,
            "We vote openly; everybody can see who voted how.",
            "By phone the vote is open for as long",
        ),
        (Method.HANDS, "We vote by show of hands, counted by two tellers.", "taken in the room"),
        (Method.SECRET_PAPER, "We vote in secret, on paper, counted by two tellers.", "taken in the room"),
    ],
)
def test_who_opens_the_vote_reads_before_how_we_vote(hall, bakery, ana, bilal, method, said, where):
    adopt(bakery, replace(STARTER.charter, ordinary=replace(STARTER.charter.ordinary, method=method)))
    motion = seconded(ana, bakery, bilal)

    page = words(browser(ana).get(at("open", hall, pk=motion.pk)))

    assert said in page and where in page
    assert "It is carried when more than half" in page and "It counts when" in page
    assert page.index(said) < page.index('<button class="button main">Open the vote')


def test_who_opens_a_vote_whose_hours_the_charter_says_reads_until_when(hall, bakery, ana, bilal):
    adopt(bakery, replace(STARTER.charter, ordinary=replace(STARTER.charter.ordinary, poll_hours=72)))
    page = words(browser(ana).get(at("open", hall, pk=seconded(ana, bakery, bilal).pk)))
    assert "By phone the vote is open until: " in page
    assert "The poll is open for 72 hours." in page


def test_an_old_decision_is_shown_with_the_rule_it_was_taken_under(hall, bakery, ana, bilal, chidi):
    old = carried(ana, bakery, bilal, chidi)
    new = seconded(ana, bakery, bilal, title="Soup")
    anas = browser(ana)
    assert "This rule is from version" not in words(anas.get(at("motion", hall, pk=old.pk)))

    adopt(bakery, CONSENSUS_TABLING.charter)

    page = words(anas.get(at("motion", hall, pk=old.pk)))
    assert "We vote openly; everybody can see who voted how." in page
    assert "We look for consensus" not in page
    version = reverse("bodies:charter_version", kwargs={"hall": hall.slug, "number": 1})
    assert "This rule is from version 1 of our charter" in page and version in page
    page = words(anas.get(at("motion", hall, pk=new.pk)))
    assert "We look for consensus" in page and "This rule is from version" not in page


def test_who_voted_how_is_found_by_name_and_is_no_list_of_members(hall, bakery, ana, bilal, chidi):
    crowd = grown(ana, bilal, 10)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal, *crowd)
    vote(poll, "no", chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    anas, where = browser(ana), at("poll", hall, pk=poll.pk)

    def named(query=""):
        return [name for name, _word in anas.get(where + query).context["roll_call"]]

    assert named() == ["Ana"]
    assert named("?name=c") == ["Ana"]
    assert named("?name=chi") == []
    assert anas.get(where + "?name=chidi").context["roll_call"] == [("Chidi", "Against")]


def test_the_neutral_line_and_calendar_say_nothing_to_strangers(hall, bakery, ana, bilal):
    motion = seconded(ana, bakery, bilal)
    actions.open_poll(by=ana.actor, motion=motion)
    anas = browser(ana)
    line = anas.get(at("word", hall, pk=motion.pk)).context["line"]
    reminder = words(anas.get(at("calendar", hall, pk=motion.pk)))
    for said in (line, reminder):
        for telling in ("Bakery", "Bread", "vote", "motion", "union", "strike"):
            assert telling.lower() not in said.lower()
    short = re.search(r"https?://[^/]+(\S+)", line)[1]
    assert anas.get(short)["Location"] == at("motion", hall, pk=motion.pk)


def test_a_refused_ballot_loses_nothing_typed(hall, bakery, ana, bilal):
    adopt(bakery, CONSENSUS_TABLING.charter)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    answer = browser(ana).post(
        at("cast", hall, pk=poll.pk), {"choice": "nonsense", "client_id": str(uuid4()), "words": "Kept words"}
    )
    assert answer.status_code == 409
    assert "Kept words" in words(answer)


def test_a_motion_without_a_title_loses_nothing_typed(hall, bakery, ana):
    answer = browser(ana).post(at("put", hall), {"title": "", "text": "Kept words", "effects": ""})
    assert answer.status_code == 422
    assert "Kept words" in words(answer)
    assert not Motion.objects.exists()


def test_what_a_motion_does_is_chosen_on_its_own_page_and_nothing_typed_is_lost(hall, bakery, ana, bilal):
    anas = browser(ana)
    page = anas.get(at("put", hall))
    given = {"title": "Ana keeps the list", "text": "For a month", "effects": page.context["sealed"]}
    answer = anas.post(at("put", hall), {**given, "add": "mandate.give"})
    assert answer["Location"] == reverse("bodies:propose", kwargs={"hall": hall.slug, "kind": "mandate.give"})
    form = {"who": "Ana", "powers": ["bodies.admit"], "purpose": "", "until": "2026-06-01"}
    answer = anas.post(answer["Location"], form)
    assert answer.status_code == 302

    page = anas.get(answer["Location"])

    assert page.context["form"].initial["title"] == "Ana keeps the list"
    assert len(page.context["effects"]) == 1
    anas.post(at("put", hall), {"title": "Ana keeps the list", "effects": page.context["sealed"]})
    assert Motion.objects.get().effects.get().kind == "mandate.give"


@pytest.mark.parametrize(
    ("kind", "form", "title"),
    [
        (
            "mandate.give",
            {"who": "Bilal", "powers": ["bodies.admit"], "until": "2026-06-01"},
            "Give a mandate: admit members",
        ),
        (
            "body.make",
            {"kind": "committee", "name": "Sunday list", "until": "2026-06-01"},
            "Make a committee: Sunday list",
        ),
        ("organisation.go_public", {"name": "Bakers", "front": "We bake."}, "Go public"),
    ],
)
def test_the_title_to_begin_with_says_the_thing_and_names_nobody(hall, bakery, ana, bilal, kind, form, title):
    anas = browser(ana)
    answer = anas.post(reverse("bodies:propose", kwargs={"hall": hall.slug, "kind": kind}), form)
    assert answer.status_code == 302
    assert anas.get(answer["Location"]).context["form"].initial["title"] == title


def test_a_recall_says_which_mandate_and_not_whose(hall, bakery, ana, bilal):
    motion = actions.start_recall(by=ana.actor, mandate=mandated(bilal, "bodies.admit"))
    assert motion.binding_text().title == "Take back a mandate: admit members"


def test_all_of_what_a_motion_does_is_open_until_it_is_decided(hall, bakery, ana, bilal, chidi):
    effect = {"kind": "principles.adopt", "params": {"text": "Bread for all.", "language": "en"}}
    motion = seconded(ana, bakery, bilal, effects=[effect])
    anas = browser(ana)
    assert "<details open><summary>All of it" in words(anas.get(at("open", hall, pk=motion.pk)))
    poll = actions.open_poll(by=ana.actor, motion=motion)
    for name, pk in (("motion", motion.pk), ("poll", poll.pk)):
        assert "<details open><summary>All of it" in words(anas.get(at(name, hall, pk=pk)))
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    for name, pk in (("motion", motion.pk), ("poll", poll.pk), ("decided", motion.pk)):
        assert "<details><summary>All of it" in words(anas.get(at(name, hall, pk=pk)))


def test_what_a_motion_may_do_is_grouped_with_a_word_on_each_group_and_all_of_it_offered(hall, bakery, ana):
    page = browser(ana).get(at("put", hall))
    groups = page.context["groups"]
    assert [str(heading) for heading, _about, _kinds in groups] == [
        "People",
        "Bodies and mandates",
        "Our rules",
        "Towards the outside",
    ]
    assert all(about and kinds for _heading, about, kinds in groups)
    offered = {name for _heading, _about, kinds in groups for name, _title in kinds}
    assert offered == {name for name, kind in effects.items() if not kind.own_page}
    assert not offered & {"motion.amend", "decision.overturn"}


def test_what_may_be_chosen_comes_before_the_button_and_the_enter_key_puts_the_motion(hall, bakery, ana):
    page = words(browser(ana).get(at("put", hall)))
    assert page.index("<details") < page.rindex("</details>") < page.index("Put the motion</button>")
    first = re.search(r"<button[^>]*>", page[page.index('name="effects"') - 400 :])
    assert first is not None and "name=" not in first[0]


def test_a_choice_of_the_body_is_named_only_where_there_is_one(hall, bakery, ana):
    assert "which body" not in words(browser(ana).get(at("put", hall)))


def test_effects_cannot_be_made_up_in_the_form(hall, bakery, ana):
    browser(ana).post(at("put", hall), {"title": "Sly", "effects": '[{"kind": "mandate.give"}]'})
    assert not Motion.objects.get().effects.exists()


def test_two_tellers_on_one_phone(hall, bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    anas, url = browser(ana), at("tell", hall, pk=poll.pk)
    figures = {"present": "3", "yes": "2", "no": "1", "abstain": "0"}
    assert anas.get(url).status_code == 200
    anas.post(url, {**figures, "teller": "Ana"})
    page = words(anas.get(url))
    assert "stays hidden until the second is in" in page
    assert "With fewer than 7 in the room one count is enough" in page
    assert 'value="2"' not in page
    anas.post(url, {**figures, "teller": "bilal"})
    page = words(anas.get(url))
    assert "Now somebody else who was there declares the result." in page and "Now anybody" not in page
    assert "Both figures agree" in page and "somebody else who was there declares" in page
    assert anas.post(at("close", hall, pk=poll.pk)).status_code == 403
    browser(bilal).post(at("close", hall, pk=poll.pk))
    assert Poll.objects.get().outcome == "carried"


def test_two_tellers_on_two_phones_and_anybody_declares(hall, bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    url, figures = at("tell", hall, pk=poll.pk), {"present": "3", "yes": "2", "no": "1", "abstain": "0"}
    browser(ana).post(url, {**figures, "teller": "Ana"})
    bilals = browser(bilal)
    bilals.post(url, {**figures, "teller": "Bilal"})
    assert "Now anybody who votes may declare the result." in words(bilals.get(url))


def test_whoever_puts_an_amendment_reads_what_it_needs(hall, bakery, ana, bilal, chidi):
    motion, anas = seconded(ana, bakery, bilal), browser(ana)
    answer = anas.post(at("amend", hall, pk=motion.pk), {"title": "Soup", "text": ""})
    assert "The amendment is put. Now it needs a second member." in words(anas.get(answer["Location"]))


def test_a_motion_says_what_it_waits_for(hall, bakery, ana, bilal):
    motion, anas = put(ana, bakery), browser(ana)
    page = words(anas.get(at("motion", hall, pk=motion.pk)))
    assert "Looks for support" in page and "Put, and looks for a seconder" in page
    assert "Reword it" in page
    actions.second_motion(by=bilal.actor, motion=motion)
    page = words(anas.get(at("motion", hall, pk=motion.pk)))
    assert "any member may open the vote." in page and "notice our charter asks for" not in page
    adopt(bakery, replace(STARTER.charter, options=replace(STARTER.charter.options, notice_days=2)))
    page = words(anas.get(at("motion", hall, pk=motion.pk)))
    assert "once everybody has had the notice our charter asks for" in page


def test_carried_stands_once_on_the_page_of_a_decision(hall, bakery, ana, bilal, chidi):
    motion, anas = carried(ana, bakery, bilal, chidi), browser(ana)
    for name, pk in (("motion", motion.pk), ("decided", motion.pk), ("poll", motion.polls.get().pk)):
        assert words(anas.get(at(name, hall, pk=pk))).count('<span class="status status-carried">') == 1


def test_a_title_with_quotes_is_quoted_once_in_the_record(hall, bakery, ana):
    motion = put(ana, bakery, title="Adopt “Bread” as our charter")
    said, _page = namers.motions(hall.pk, [motion.pk])[motion.pk]
    assert said == "motion 1, “Adopt ‘Bread’ as our charter”"


def test_a_receipt_says_what_it_is_for(hall, bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    anas = browser(ana)
    anas.post(at("cast", hall, pk=poll.pk), {"choice": "yes", "client_id": str(uuid4())})
    assert "the number of your ballot, for you alone. It stays the same when you change it" in words(
        anas.get(at("poll", hall, pk=poll.pk))
    )


def test_ballot_papers_and_notice_are_pdf(hall, bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    notice = browser(ana).get(at("notice", hall, pk=poll.motion_id))
    assert notice.content.startswith(b"%PDF")


def test_a_recall_in_two_taps(hall, bakery, ana, bilal):
    mandate = mandated(bilal, "bodies.admit")
    anas, url = browser(ana), at("recall", hall, pk=mandate.pk)
    assert "Call for it" in words(anas.get(url))
    answer = anas.post(url, {"text": ""})
    assert answer["Location"] == at("motion", hall, pk=Motion.objects.get().pk)
    assert Poll.objects.get().is_open(Poll.objects.get().opened_at)
    bilals = browser(bilal)
    assert "My answer" in words(bilals.get(answer["Location"]))
    bilals.post(at("answer_recall", hall, pk=Motion.objects.get().pk), {"text": "I kept it."})
    assert "I kept it." in words(anas.get(answer["Location"]))


def test_blocks_are_judged_on_a_page(hall, bakery, ana, bilal, chidi):
    more = grown(ana, bilal, 7)
    adopt(bakery, CONSENSUS_BLOCKS.charter)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "block", ana, bilal, words="Not what we are here for.")
    vote(poll, "agree", chidi, *more)
    actions.close_poll(by=ana.actor, poll=poll)
    judging = Poll.objects.get(judges=poll)
    chidis, url = browser(chidi), at("poll", hall, pk=judging.pk)
    assert "Not what we are here for." in words(chidis.get(url))
    given = {"block-0": "n", "block-1": "r", "client_id": str(uuid4())}
    assert chidis.post(at("cast", hall, pk=judging.pk), given).status_code == 302
    assert judging.ballots.get().choice == "nr"
    assert browser(ana).get(at("poll", hall, pk=poll.pk)).status_code == 200


def test_a_paper_is_laid_beside_a_motion_and_served_as_a_file(hall, bakery, ana, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    motion = put(ana, bakery)
    anas = browser(ana)
    anas.post(at("lay", hall, pk=motion.pk), {"paper": SimpleUploadedFile("rota.txt", b"Mondays: Ana")})
    paper = motion.papers.get()
    answer = anas.get(at("paper", hall, pk=paper.pk))
    assert answer.content == b"Mondays: Ana"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"Mondays" not in b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())


def test_somebody_from_another_hall_finds_nothing(hall, other_hall, bakery, ana, bilal, dora):
    motion = seconded(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)
    doras = browser(dora)
    for name, pk in (
        ("motion", motion.pk),
        ("poll", poll.pk),
        ("tell", poll.pk),
        ("word", motion.pk),
        ("decided", motion.pk),
    ):
        never = doras.get(at(name, other_hall, pk=uuid4()))
        foreign = doras.get(at(name, other_hall, pk=pk))
        assert (
            (foreign.status_code, len(foreign.content))
            == (never.status_code, len(never.content))
            == (404, len(never.content))
        )
        assert doras.get(at(name, hall, pk=pk)).status_code == 404


@pytest.mark.parametrize("name", ["motions", "register"])
def test_lists_ask_no_more_of_the_database_when_they_grow(hall, bakery, ana, bilal, chidi, name):
    def look():
        anas = browser(ana)
        anas.get(at(name, hall))
        with CaptureQueriesContext(connection) as asked:
            assert anas.get(at(name, hall)).status_code == 200
        return len(asked)

    def more():
        put(ana, bakery)
        actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
        carried(ana, bakery, bilal, chidi)

    more()
    few = look()
    for _again in range(4):
        more()
    assert look() == few
