"""The pages of founding, joining and membership, as a browser without JavaScript sees them."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.bodies import actions
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.models import Application, Body, Invite, LettingBackIn, Member, Notice, Organisation
from unionhall.bodies.tests.carrying import carry
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.bodies.views.members import READS_A_MINUTE
from unionhall.conftest import browser, holder, mandated, plain, proved, warrant_of
from unionhall.core.charters.presets import ASSEMBLY, STARTER
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import pdf
from unionhall.mandates.actions import recall_mandate
from unionhall.people.actions import take_over
from unionhall.people.models import Account, Session

SAFE = "seven loaves on a cold sill"


def page(name, hall, **more):
    return reverse(f"bodies:{name}", kwargs={"hall": hall.slug, **more})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture(autouse=True)
def _nobody_has_asked_before() -> None:
    """How often one address has asked to join is remembered as long as the process runs, and all stories come from one."""
    asked_often.forget_all()


@pytest.fixture
def link(db, noon):
    return actions.founding_link("")


def test_three_typed_fields_found_a_hall_and_sign_in(link):
    phone = Client()
    assert "starter agreement" in said(phone.get(link))

    answer = phone.post(
        link,
        {
            "organisation": "Bakery",
            "kind": "collective",
            "name": "Ana",
            "passphrase": SAFE,
            "time_zone": "Europe/Vienna",
        },
    )

    hall = Organisation.objects.get().hall
    assert answer["Location"] == f"/h/{hall.slug}/"
    assert phone.get(page("members", hall)).status_code == 200
    assert Account.objects.get().sign_in_name == "ana"
    assert phone.get(link).status_code == 404


def test_opening_the_link_uses_nothing_up(link):
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200


def test_a_mistake_keeps_what_was_typed_and_the_link(link):
    phone = Client()

    answer = phone.post(
        link, {"organisation": "Bakery", "kind": "collective", "name": "Ana", "passphrase": "short"}
    )

    assert 'value="Bakery"' in said(answer) and 'value="Ana"' in said(answer)
    assert "short" not in said(answer).replace("too short", "")
    assert not Organisation.objects.exists()


def test_a_page_that_comes_back_says_that_the_passphrase_is_typed_again(link, hall, invited):
    again = "Type the passphrase again: no page ever sends it back."
    for where in (actions.founding_link(""), invited):
        phone = Client()
        assert again not in said(phone.get(where))
        answer = said(phone.post(where, {"name": " ", "passphrase": SAFE, "way": "affirms"}))
        assert again in answer and SAFE not in answer


def test_the_founding_page_says_its_time_zone_and_why_it_is_called_notes(link):
    shown = said(Client().get(link))

    assert "Time zone: <b data-time-zone-said>UTC</b>" in shown
    assert shown.count("called “Notes”, on purpose") == 1


def test_whoever_left_finds_the_way_out_of_their_account(hall, ana):
    phone = browser(ana)
    phone.post(page("leave", hall))

    shown = said(phone.get("/"))

    assert "You are in no hall" in shown
    assert (
        f'action="{reverse("account_logout")}"' in shown
        and f'href="{reverse("people:close_account")}"' in shown
    )


def test_where_the_name_signs_somebody_in_already_a_fourth_field_asks_for_another(dora):
    phone, link = Client(), actions.founding_link("")
    given = {"organisation": "Bakery", "kind": "collective", "name": "Dora", "passphrase": SAFE}

    answer = phone.post(link, given)
    assert "Somebody here already signs in with this name" in said(answer)
    assert 'name="sign_in_name"' in said(answer)
    assert "Only for signing in: somebody on this server signs in with the name above already." in said(
        answer
    )

    assert phone.post(link, {**given, "sign_in_name": "dora two"}).status_code == 302
    assert Member.objects.filter(name="Dora").count() == 2


def test_an_account_founds_a_second_hall(dora, noon):
    link = actions.founding_link("")
    phone = browser(dora)

    assert phone.post(link, {"organisation": "Choir", "kind": "network", "name": "Dodo"}).status_code == 302
    assert Account.objects.count() == 1


@pytest.fixture
def invited(hall, ana, bilal):
    """An invite that opens: the address behind the link."""
    made = actions.make_invite(by=ana.actor, hint="Tina from nights")
    actions.vouch(by=bilal.actor, invite=made.invite)
    return reverse("door:join", kwargs={"token": made.token})


def test_the_link_says_nothing_until_a_button_is_pressed(hall, invited):
    opened = Client().get(invited)
    wrong = Client().get("/join/never-existed/")

    assert plain(opened).replace(invited, "") == plain(wrong).replace("/join/never-existed/", "")
    assert "Bakery" not in said(opened)
    assert Invite.objects.filter(used_at=None).count() == 1


def test_two_typed_fields_join(hall, invited):
    phone = Client()
    shown = said(phone.post(invited, follow=True))
    assert "Bakery" in shown
    assert "checked" not in shown, "nobody affirms by leaving something as it is"
    mistaken = said(phone.post(invited, {"name": "Tina", "passphrase": SAFE}))
    assert mistaken.index("Please mend one thing") < mistaken.index("What we have agreed on")

    answer = phone.post(invited, {"name": "Tina", "passphrase": SAFE, "way": "affirms"})

    assert answer["Location"] == f"/h/{hall.slug}/"
    assert "Tina" in said(phone.get(page("me", hall)))


def test_back_leads_to_the_opened_link_without_sending_anything_again(hall, invited):
    phone = Client()

    opened = phone.post(invited)

    assert (opened.status_code, opened["Location"]) == (302, invited), "its page is fetched, not sent"
    assert "Bakery" in said(phone.get(invited))
    assert "Bakery" not in said(Client().get(invited)), "nobody else's browser is told by asking"
    token = invited.rstrip("/").rsplit("/", 1)[-1]
    assert token not in str(dict(phone.session)), "the session keeps its hash"
    assert Invite.objects.filter(used_at=None).count() == 1


def test_a_link_that_opens_nothing_begins_no_session(hall):
    phone = Client()

    assert phone.post("/join/never-existed/").status_code == 404

    assert not Session.objects.exists()


def test_an_opened_link_that_is_used_up_meanwhile_is_neutral_again(hall, invited):
    phone = Client()
    phone.post(invited)
    Client().post(invited, {"name": "Tina", "passphrase": SAFE, "way": "affirms"})

    assert plain(phone.get(invited)) == plain(Client().get(invited))


def test_a_reservation_without_words_is_asked_for_again(hall, invited):
    answer = Client().post(invited, {"name": "Tina", "passphrase": SAFE, "way": "reserves"})

    assert "Write what your reservation is." in said(answer)
    assert Member.objects.count() == 3


def test_a_used_link_and_a_wrong_one_answer_alike(hall, invited):
    Client().post(invited, {"name": "Tina", "passphrase": SAFE, "way": "affirms"})

    used, wrong = Client().post(invited), Client().post("/join/never-existed/")

    assert used.status_code == wrong.status_code == 404
    assert plain(used) == plain(wrong)


def test_an_account_of_another_hall_joins_with_its_keyring(hall, invited, dora):
    phone = browser(dora)

    answer = phone.post(invited, {"name": "Dodo", "way": "affirms"})

    assert answer.status_code == 302
    assert phone.get(page("me", hall)).status_code == 200
    assert phone.get(page("me", dora.hall)).status_code == 200


def test_an_invite_is_made_shown_and_vouched_for(hall, ana, bilal):
    phone = browser(ana)
    shown = phone.post(page("invites", hall), {"hint": "Tina from nights"}, follow=True)
    assert "/join/" in said(shown) and "<svg" in said(shown)
    invite = Invite.objects.get(hint="Tina from nights")
    assert "It does not open yet" in said(shown)

    other = browser(bilal)
    assert "Tina from nights" in said(other.get(page("invites", hall)))
    other.post(page("vouch", hall, pk=invite.pk))

    invite.refresh_from_db()
    assert invite.seconder == bilal
    assert other.get(page("invite", hall, pk=invite.pk)).status_code == 404, "only its maker sees an invite"
    assert "kept nowhere" in said(browser(ana).get(page("invite", hall, pk=invite.pk)))


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8001", True),
        ("http://192.168.1.20:8000", False),
        ("https://notes.example.org", False),
    ],
)
def test_an_invite_says_when_its_link_opens_on_this_computer_only(hall, ana, settings, address, warned):
    settings.PUBLIC_URL = address

    shown = said(browser(ana).post(page("invites", hall), {"hint": ""}, follow=True))

    assert f"{address}/join/" in shown
    assert ("This link opens only on this computer" in shown) is warned


def test_an_invite_is_taken_back(hall, ana):
    made = actions.make_invite(by=ana.actor)

    browser(ana).post(page("withdraw_invite", hall, pk=made.invite.pk))

    assert Client().post(reverse("door:join", kwargs={"token": made.token})).status_code == 404


def test_cards_one_after_the_other_and_a_batch_of_words(hall, ana, bilal):
    phone = browser(ana)
    for number in range(3):
        assert (
            phone.post(
                page("cards", hall), {"name": f"Paper {number} {'xyz'[number] * 6}", "way": "affirms"}
            ).status_code
            == 302
        )
    assert "autofocus" in said(phone.get(page("cards", hall)))

    waiting = [str(pk) for pk in Application.objects.values_list("pk", flat=True)]
    shown = said(browser(bilal).post(page("vouch_for_cards", hall), {"card": waiting}, follow=True))
    assert "You vouched for 3 cards. They are in: Paper" in shown

    assert Member.objects.filter(hall=hall).count() == 6


def test_the_typist_ticks_what_is_ticked_on_paper_and_nothing_is_ticked_beforehand(hall, ana):
    phone = browser(ana)
    assert "checked" not in said(phone.get(page("cards", hall)))

    assert "This field is required." in said(phone.post(page("cards", hall), {"name": "Tina"}))
    lacking = said(phone.post(page("cards", hall), {"name": "Tina", "way": "reserves"}))
    assert "Type in the reservation that stands overleaf." in lacking
    assert not Application.objects.exists()

    phone.post(page("cards", hall), {"name": "Tina", "way": "reserves", "reservation": "not on Sundays"})
    phone.post(page("cards", hall), {"name": "Uwe", "way": "not_yet"})
    kept = {one.name: (one.affirms, one.reservation) for one in Application.objects.all()}
    assert kept == {"Tina": (True, "not on Sundays"), "Uwe": (False, "")}


def test_while_cards_wait_the_page_begins_with_them(hall, ana, bilal):
    assert "autofocus" in said(browser(ana).get(page("cards", hall)))

    actions.type_in_card(by=bilal.actor, name="Tina")

    assert "autofocus" not in said(browser(ana).get(page("cards", hall)))
    assert "autofocus" in said(browser(bilal).get(page("cards", hall))), "whose own cards wait types on"


@pytest.mark.parametrize("with_section", [False, True])
def test_the_printed_card_asks_what_the_form_asks(hall, ana, bakery, noon, monkeypatch, with_section):
    printed = {}
    monkeypatch.setattr(pdf, "card", lambda **given: printed.update(given) or b"%PDF")
    if with_section:
        Body.objects.create(hall=hall, kind="section", name="Nights", made_at=noon.at)
    phone = browser(ana)

    phone.get(page("paper_card", hall))
    form = said(phone.get(page("cards", hall)))

    assert ("Where I work or live" in printed["fields"]) is with_section
    assert ("Where they work or live" in form) is with_section
    assert len(printed["ticks"]) == 4 and "They ticked that the others may find their name" in form
    for words in ("They affirm it", "They affirm it, with a reservation", "Not yet: they come as a guest"):
        assert words in form


def test_the_printed_card_affirms_what_holds_now(hall, ana, monkeypatch):
    printed = {}
    monkeypatch.setattr(pdf, "card", lambda **given: printed.update(given) or b"%PDF")
    phone = browser(ana)

    phone.get(page("paper_card", hall))
    assert "Half of us, or ten, whichever is less, make a meeting." in printed["sentences"]

    carry("charter.change", hall, change_to(STARTER.charter, ASSEMBLY.charter))
    phone.get(page("paper_card", hall))
    assert "Half of us, or ten, whichever is less, make a meeting." not in printed["sentences"]
    assert printed["sentences"][-1].startswith("Our charter says the rest") and len(printed["sentences"]) > 2


def test_a_double_is_asked_about_and_what_was_typed_stays(hall, ana, chidi):
    phone = browser(ana)
    answer = phone.post(page("cards", hall), {"name": "chidi", "way": "affirms", "card_number": "7"})
    assert "Is it the same person?" in said(answer) and 'value="7"' in said(answer)
    assert not Application.objects.exists()

    phone.post(
        page("cards", hall), {"name": "chidi", "way": "affirms", "card_number": "7", "same": str(chidi.pk)}
    )
    assert Application.objects.get().answer == "double"

    phone.post(page("cards", hall), {"name": "chidi", "way": "affirms", "card_number": "8", "same": "other"})
    assert Application.objects.filter(answer="open").count() == 1


def test_the_printed_card_says_whose_it_is_only_of_a_public_body(hall, ana):
    answer = browser(ana).get(page("paper_card", hall))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_list_is_looked_at_line_by_line_before_anything_is_kept(hall, ana):
    mandated(ana, "bodies.admit")
    phone = browser(ana, proved=True)
    text = "name;section\nTina;\n;\nUwe;Moon\nana;\nTina;\nVera;"

    seen = phone.post(page("bring_in_list", hall), {"file": SimpleUploadedFile("list.csv", text.encode())})
    assert Member.objects.filter(hall=hall).count() == 3
    for wrong in (
        "There is no section called Moon here.",
        "The same name as in line 2.",
        "A member has this name already.",
    ):
        assert wrong in said(seen)
    assert "Uwe;Moon" in seen.content.decode(), "the list stays on the page"

    assert (
        phone.post(page("bring_in_list", hall), {"text": text, "seen": "5", "bring": "yes"}).status_code
        == 302
    )
    assert {"Tina", "Vera"} <= set(Member.objects.values_list("name", flat=True))
    assert Member.objects.filter(hall=hall).count() == 5


def test_a_list_that_is_none_says_so(hall, ana):
    mandated(ana, "bodies.admit")
    phone = browser(ana)
    assert "Choose a file" in said(phone.post(page("bring_in_list", hall), {"text": "  "}))
    assert "nobody on this list" in said(phone.post(page("bring_in_list", hall), {"text": "name;section"}))


def test_without_the_mandate_the_list_is_refused_and_not_lost(hall, ana):
    answer = browser(ana).post(
        page("bring_in_list", hall), {"text": "Tina\nUwe", "seen": "2", "bring": "yes"}
    )

    assert "You hold no mandate to admit members." in said(answer)
    assert "Tina\nUwe" in answer.content.decode()


def test_the_public_door_takes_applications_and_a_quiet_one_does_not_exist(hall, ana):
    apply = reverse("door:apply", kwargs={"slug": hall.slug})
    quiet, never = Client().get(apply), Client().get("/at/zzzzzzzz/join/")
    assert quiet.status_code == never.status_code == 404
    assert plain(quiet) == plain(never)

    Organisation.objects.filter(hall=hall).update(public=True)
    assert "five sentences" not in said(Client().get(apply))
    done = Client().post(apply, {"name": "Tina", "contact": "at the back door", "way": "affirms"})
    assert "You have asked" in said(done)
    assert "at the back door" in said(browser(ana).get(page("applications", hall)))


def writing(hall, way):
    return reverse("door:write", kwargs={"slug": hall.slug, "way": way})


@pytest.fixture
def door(hall):
    """Where one asks at the bakery's public door."""
    Organisation.objects.filter(hall=hall).update(public=True)
    return reverse("door:apply", kwargs={"slug": hall.slug})


def test_nobody_becomes_a_guest_or_affirms_by_leaving_something_open(door):
    asked = {"name": "Tina", "contact": "at the back door"}
    assert "checked" not in said(Client().get(door))

    answer = said(Client().post(door, asked))

    assert "This field is required." in answer and 'value="Tina"' in answer
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("way", "words", "kept"),
    [
        ("affirms", "", (True, "")),
        ("reserves", "not on Sundays", (True, "not on Sundays")),
        ("not_yet", "", (False, "")),
    ],
)
def test_an_applicant_chooses_among_the_same_three_as_somebody_invited(door, way, words, kept):
    asked = {"name": "Tina", "contact": "at the back door", "way": way, "reservation": words}

    assert "You have asked" in said(Client().post(door, asked))

    one = Application.objects.get()
    assert (one.affirms, one.reservation) == kept


@pytest.mark.parametrize(("about", "wants"), [("help", "help"), ("begin", "to begin where they are")])
def test_who_needs_help_writes_to_us_and_says_nothing_of_where_they_stand(hall, ana, door, about, wants):
    front = said(Client().get(reverse("door:front", kwargs={"slug": hall.slug})))
    assert f'href="{writing(hall, about)}"' in front
    page_there = said(Client().get(writing(hall, about)))
    assert 'name="way"' not in page_there and "affirm" not in page_there

    lacking = said(Client().post(writing(hall, about), {"name": "Tina", "contact": "at the gate"}))
    assert "This field is required." in lacking and 'value="Tina"' in lacking
    told = {"name": "Tina", "contact": "at the gate", "words": "wages since May"}
    assert "You have written to us" in said(Client().post(writing(hall, about), told))

    phone, inside = browser(ana), page("applications", hall)
    assert "Somebody wrote to us at the door" in said(
        phone.get(reverse("desk:hall", kwargs={"hall": hall.slug}))
    )
    seen = said(phone.get(inside))
    assert "wages since May" in seen and "at the gate" in seen and f"<dd>{wants}</dd>" in seen
    assert "I vouch" not in seen
    question = Application.objects.get()
    assert phone.post(page("vouch_for", hall, pk=question.pk)).status_code == 404
    answered = said(phone.post(page("answer_letter", hall, pk=question.pk), follow=True))
    assert "Tina has an answer" in answered and "They wrote to us" not in answered
    assert "wages since May" in answered, "kept for 30 days, to be looked at and taken back"
    again = said(phone.post(page("reopen_letter", hall, pk=question.pk), follow=True))
    assert "Tina waits for an answer again" in again and "They wrote to us" in again


def test_who_reads_a_letter_is_what_its_writer_was_told(hall, ana, bilal, door, noon):
    told = {"name": "Tina", "contact": "at the gate", "words": "wages since May"}
    assert "Our members read it" in said(Client().get(writing(hall, "help")))
    mandate = mandated(ana, "bodies.admit")
    assert "Only whoever holds our mandate" in said(Client().get(writing(hall, "help")))
    Client().post(writing(hall, "help"), told)
    letter = Application.objects.get()

    recall_mandate(by=ana.actor, mandate=mandate, warrant=warrant_of(hall))

    for member in (ana, bilal):
        seen = said(browser(member).get(page("applications", hall)))
        assert "wages since May" not in seen and "at the gate" not in seen and "Tina" not in seen
        assert "They were told that only whoever holds our mandate" in seen
        with pytest.raises(NotAuthorised):
            actions.answer_letter(by=proved(member.actor), application=letter)
    mandated(bilal, "bodies.admit")
    assert actions.answer_letter(by=proved(bilal.actor), application=letter).answer == "answered"


def test_a_promise_holds_where_the_mandate_ends_while_they_write(hall, ana, bilal, door):
    mandate = mandated(ana, "bodies.admit")
    form = said(Client().get(writing(hall, "help")))
    told = {"name": "Tina", "contact": "at the gate", "words": "wages since May"}
    told |= dict(re.findall(r'<input type="hidden" name="(for_holders)" value="(\w+)">', form))
    recall_mandate(by=ana.actor, mandate=mandate, warrant=warrant_of(hall))

    Client().post(writing(hall, "help"), told)

    assert "Only whoever holds our mandate" in form and Application.objects.get().for_holders
    assert "wages since May" not in said(browser(bilal).get(page("applications", hall)))


def test_what_was_written_at_the_door_lets_nobody_in(hall, ana, bilal, door, noon):
    question = actions.write_letter(
        organisation=Organisation.objects.get(hall=hall),
        way=Application.Way.HELP,
        name="Tina",
        contact="here",
        words="wages",
    )
    with pytest.raises(OutOfOrder, match="did not ask to join"):
        actions.vouch_for(by=ana.actor, application=question)
    with pytest.raises(OutOfOrder, match="did not ask to join"):
        actions.admit_application(by=ana.actor, application=question, warrant=warrant_of(hall))

    mandated(ana, "bodies.admit")
    with pytest.raises(NotAuthorised):
        actions.answer_letter(by=bilal.actor, application=question)
    actions.answer_letter(by=proved(ana.actor), application=question)
    with pytest.raises(OutOfOrder, match="answered already"):
        actions.answer_letter(by=proved(ana.actor), application=question)

    noon.forward(timedelta(days=30))
    actions.settle(hall.pk)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("way", "words", "why"),
    [
        ("reserves", " ", "Write what your reservation is."),
        ("affirms", "not on Sundays", "You wrote a reservation"),
        ("not_yet", "not on Sundays", "You wrote a reservation"),
    ],
)
def test_a_reservation_is_neither_empty_nor_dropped(door, way, words, why):
    answer = Client().post(
        door, {"name": "Tina", "contact": "at the back door", "way": way, "reservation": words}
    )

    assert why in said(answer) and not Application.objects.exists()


def test_a_reservation_is_not_called_one_if_you_like(door):
    label = re.search(r'<label for="id_reservation">(.*?)</label>', said(Client().get(door)))[1]
    assert label == "My reservation"


def test_a_passphrase_is_asked_for_again_where_something_else_is_mended(link):
    phone = Client()
    given = {"organisation": "", "kind": "local", "name": "Ana", "passphrase": SAFE}
    again = "Type this again too, it is never sent back: "
    assert again in said(phone.post(link, given)) and again not in said(phone.get(link))


def test_a_guest_is_led_to_what_they_would_affirm(hall, ana, bilal):
    from unionhall.conftest import joins

    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    phone, there = browser(guest), f'href="{page("affirm", hall)}"'

    mine = said(phone.get(page("me", hall)))
    assert "</svg>Guest</span>" in mine and "</svg>Member</span>" not in mine
    for where in ("me", "invites", "cards"):
        assert there in said(phone.get(page(where, hall))), where
    assert there in said(phone.get(reverse("desk:hall", kwargs={"hall": hall.slug})))
    made = actions.make_invite(by=ana.actor)
    refused = phone.post(page("vouch", hall, pk=made.invite.pk))
    assert refused.status_code == 403 and there in said(refused)

    phone.post(page("affirm", hall), {"way": "affirms"})
    assert there not in said(phone.get(reverse("desk:hall", kwargs={"hall": hall.slug})))
    assert "</svg>Member</span>" in said(phone.get(page("me", hall)))


def test_after_admitting_the_page_leads_on_to_the_code(hall, ana, bilal, chidi, noon):
    Organisation.objects.filter(hall=hall).update(public=True)
    asked = actions.apply(
        organisation=Organisation.objects.get(hall=hall),
        name="Lena",
        contact="at the back door",
        affirms=True,
    )
    mandated(ana, "bodies.admit")
    phone = browser(ana, proved=True)

    admitted = said(phone.post(page("admit", hall, pk=asked.pk), follow=True))
    lena = Member.objects.get(name="Lena")
    assert "To sign in, they need a code: two of you make it" in admitted
    assert "at the back door" in admitted and "at the back door" not in said(
        browser(bilal).get(page("applications", hall))
    )
    begin = page("ask_back_in", hall, pk=lena.pk)
    assert f'href="{begin}"' in admitted
    assert "They have no account yet." in said(phone.get(begin))

    begun = said(phone.post(begin, follow=True))
    assert "they have none yet" in begun and "on paper" not in begun
    assert "Lena" not in said(phone.get(page("notices", hall))), "nothing is taken over that could be stopped"
    assert "Ana began it." in said(phone.get(page("applications", hall)))

    code = actions.confirm_back_in(by=bilal.actor, letting=LettingBackIn.objects.get()).code
    assert "The code is made." in said(phone.get(page("applications", hall)))
    take_over(holder=holder("lena"), code=code)
    assert "Lena" not in said(phone.get(page("applications", hall))), "she is in: nothing waits any more"


def test_a_holder_is_told_of_the_second_factor_before_they_need_it(hall, ana, bilal, door):
    home = reverse("desk:hall", kwargs={"hall": hall.slug})
    Client().post(door, {"name": "Lena", "contact": "at the back door", "way": "affirms"})
    asked = Application.objects.get()
    mandated(ana, "bodies.admit")
    mandated(bilal, "bodies.speak")  # no grave power
    phone, needs = browser(ana), "Your mandate needs a second factor"
    admit = f'action="{page("admit", hall, pk=asked.pk)}"'

    for where in (home, page("me", hall), page("applications", hall)):
        shown = said(phone.get(where))
        assert needs in shown and f'href="{reverse("mfa_index")}"' in shown
        assert needs not in said(browser(bilal).get(where))
    assert admit not in said(phone.get(page("applications", hall))), "no button that cannot work"
    assert "shown to you once you have proved" in said(phone.get(page("applications", hall)))

    Authenticator.objects.create(user=ana.account, type="totp", data={})
    shown = said(phone.get(page("applications", hall)))
    assert needs not in shown and "Prove my second factor" in shown and admit not in shown
    assert needs not in said(phone.get(home))
    assert admit in said(browser(ana, proved=True).get(page("applications", hall)))


def test_from_the_first_page_a_holder_comes_to_where_a_power_is_used(hall, ana, bilal):
    home = reverse("desk:hall", kwargs={"hall": hall.slug})
    held = mandated(ana, "bodies.admit")
    doors = [f'href="{page(name, hall)}"' for name in ("applications", "bring_in_list")]
    where = [home, reverse("desk:mandate", kwargs={"hall": hall.slug, "pk": held.pk})]

    for shown in (said(browser(ana).get(one)) for one in where):
        assert all(door in shown for door in doors)
    for shown in (said(browser(bilal).get(one)) for one in where):
        assert not any(door in shown for door in doors)


def test_a_power_says_that_it_needs_a_second_factor(hall, ana):
    offered = said(browser(ana).get(page("propose", hall, kind="mandate.give")))

    assert "admit members (needs a second factor on their phone)" in offered and "grave" not in offered


def test_how_somebody_is_reached_is_shown_for_no_longer_than_it_is_kept(hall, ana, noon):
    Organisation.objects.filter(hall=hall).update(public=True)
    asked = actions.apply(
        organisation=Organisation.objects.get(hall=hall),
        name="Lena",
        contact="at the back door",
        affirms=True,
    )
    mandated(ana, "bodies.admit", days=90)
    actions.admit_application(by=proved(ana.actor), application=asked)
    noon.forward(timedelta(days=31))

    actions.settle(hall.pk)

    assert "at the back door" not in said(browser(ana, proved=True).get(page("applications", hall)))


def test_the_board_teaches_when_empty_and_a_note_goes_up_and_down(hall, ana, bilal):
    phone = browser(ana)
    assert "Nothing is pinned up" in said(phone.get(page("notices", hall)))

    phone.post(
        page("pin", hall),
        {"title": "A lift to the meeting", "text": "At six", "language": "en", "until": "2026-05-09"},
    )
    assert "A lift to the meeting" in said(browser(bilal).get(page("notices", hall)))
    note = Notice.objects.get()
    assert browser(bilal).post(page("take_down", hall, pk=note.pk)).status_code == 403

    phone.post(page("take_down", hall, pk=note.pk))
    assert "A lift to the meeting" not in said(browser(bilal).get(page("notices", hall)))


def test_a_note_with_a_wrong_day_keeps_its_words(hall, ana):
    answer = browser(ana).post(
        page("pin", hall), {"title": "Soup", "text": "At six", "language": "en", "until": "2020-01-01"}
    )

    assert "until today at least" in said(answer) and 'value="Soup"' in said(answer)


def test_names_are_shown_by_choice_only(hall, ana, bilal):
    phone = browser(ana)
    assert "Bilal" not in said(phone.get(page("members", hall)))

    browser(bilal).post(page("directory", hall), {"shown": "yes"})
    assert "Bilal" in said(phone.get(page("members", hall)))
    assert "Bilal" in said(phone.get(page("members", hall) + "?q=bil"))


TICK = "The others may find my name in the list of members"


@pytest.mark.parametrize("tick", [{}, {"in_directory": "on"}], ids=["left", "ticked"])
@pytest.mark.parametrize("road", ["founding", "invite", "door", "card"])
def test_whoever_comes_in_is_asked_whether_they_may_be_found(hall, ana, bilal, tick, road):
    Organisation.objects.filter(hall=hall).update(public=True)
    made = actions.make_invite(by=ana.actor)
    actions.vouch(by=bilal.actor, invite=made.invite)
    where, phone, typed = {
        "founding": (
            actions.founding_link(""),
            Client(),
            {"organisation": "Choir", "kind": "network", "passphrase": SAFE},
        ),
        "invite": (f"/join/{made.token}/", Client(), {"passphrase": SAFE, "way": "affirms"}),
        "door": (
            reverse("door:apply", kwargs={"slug": hall.slug}),
            Client(),
            {"contact": "here", "way": "affirms"},
        ),
        "card": (page("cards", hall), browser(ana), {"way": "affirms"}),
    }[road]
    if road == "invite":
        phone.post(where)
    shown = said(phone.get(where))
    assert (TICK if road != "card" else "They ticked that the others may find their name") in shown
    assert 'name="in_directory" id="id_in_directory" checked' not in shown

    phone.post(where, {"name": "Tina", **typed, **tick})
    for application in Application.objects.filter(name="Tina"):
        for voucher in (ana, bilal) if road == "door" else (bilal,):
            actions.vouch_for(by=voucher.actor, application=application)

    assert Member.objects.get(name="Tina").in_directory is bool(tick)


def test_an_empty_list_of_members_says_whose_choice_it_is(hall, ana):
    phone = browser(ana)
    mine = f'href="{page("me", hall)}#name"'

    shown = said(phone.get(page("members", hall)))
    assert "that is each member's own choice" in shown and mine in shown

    phone.post(page("directory", hall), {"shown": "yes"})
    assert "Your name is found here." in said(phone.get(page("members", hall)))


def test_names_cannot_be_copied_by_searching(hall, ana):
    phone = browser(ana)
    for _ in range(READS_A_MINUTE):
        assert phone.get(page("letting_in", hall) + "?q=ch").status_code == 200

    assert phone.get(page("letting_in", hall) + "?q=ch").status_code == 409


def test_the_members_page_asks_the_database_as_often_for_three_as_for_sixty(
    hall, ana, django_assert_num_queries
):
    mandated(ana, "bodies.admit")
    from unionhall.bodies.actions.lists import Row
    from unionhall.conftest import proved

    Member.objects.filter(hall=hall).update(in_directory=True)
    phone = browser(ana)
    with CaptureQueriesContext(connection) as asked:
        phone.get(page("members", hall))
    assert len(asked) < 50

    actions.bring_in_list(by=proved(ana.actor), rows=[Row(f"Member {number}") for number in range(60)])
    Member.objects.filter(hall=hall).update(in_directory=True)
    with django_assert_num_queries(len(asked)):
        phone.get(page("members", hall))


def test_a_name_an_absence_and_the_way_out(hall, ana):
    phone = browser(ana)
    phone.post(page("name", hall), {"name": "Anna"})
    phone.post(page("absence", hall), {"from_day": "2026-05-05", "until_day": ""})
    ana.refresh_from_db()
    assert (ana.name, str(ana.on_leave_from)) == ("Anna", "2026-05-05")
    phone.post(page("come_back", hall))
    ana.refresh_from_db()
    assert ana.on_leave_from is None

    mine = phone.post(page("carry_away", hall))
    assert mine.json()["me"]["name"] == "Anna"

    assert "erased in 30 days" in said(phone.get(page("leave", hall)))
    assert phone.post(page("leave", hall))["Location"] == "/"
    assert phone.get(page("me", hall)).status_code == 404


def test_letting_somebody_back_in_from_asking_to_the_code(hall, ana, bilal, chidi):
    phone = browser(ana)
    assert "Chidi" in said(phone.get(page("letting_in", hall) + "?q=chidi"))
    phone.post(page("ask_back_in", hall, pk=chidi.pk))
    letting = LettingBackIn.objects.get()
    assert "Chidi is being let back in" in said(browser(bilal).get(page("notices", hall)))
    assert "Your way in is being given anew" in said(browser(chidi).get(page("notices", hall)))

    answer = browser(bilal).post(page("confirm_back_in", hall, pk=letting.pk))
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said(answer))

    browser(chidi).post(page("stop_back_in", hall, pk=letting.pk))
    letting.refresh_from_db()
    assert letting.stopped_at


def test_who_keeps_the_list_enters_standing_and_households(hall, ana, bilal, chidi):
    mandated(ana, "bodies.keep_list")
    phone = browser(ana, proved=True)
    assert "Bilal" in said(phone.get(page("keep", hall) + "?q=bil"))
    phone.post(
        page("standing", hall, pk=bilal.pk), {"good": "no", "since": "2026-05-01", "reason": "arrears"}
    )
    assert "arrears" in said(browser(bilal).get(page("me", hall)))

    phone.post(
        page("new_household", hall),
        {"label": "Mill Lane 3", "member": [str(bilal.pk), str(chidi.pk)], "save": "yes"},
    )
    assert "Mill Lane 3" in said(phone.get(page("keep", hall)))


def test_a_quiet_hall_says_nothing_to_an_outsider_anywhere(hall, ana, bilal):
    made = actions.make_invite(by=ana.actor, hint="Tina from nights")
    actions.vouch(by=bilal.actor, invite=made.invite)
    outside = [
        "/",
        "/sign-in/",
        f"/at/{hall.slug}/",
        f"/at/{hall.slug}/join/",
        f"/join/{made.token}/",
        f"/h/{hall.slug}/",
        f"/h/{hall.slug}/members/",
        "/claim/",
    ]
    for address in outside:
        text = said(Client().get(address, follow=True))
        for secret in ("Bakery", "Ana", "Bilal", "collective", "nights"):
            assert secret not in text, (address, secret)


def test_a_passphrase_is_kept_by_the_account_alone(hall, invited):
    Client().post(invited, {"name": "Tina", "passphrase": SAFE, "way": "affirms"})

    assert SAFE not in str(list(Account.objects.values()))
    assert holder("x").locks is not None


def test_a_guest_reads_what_was_agreed_on_and_affirms_it(hall, ana, bilal):
    from unionhall.conftest import joins

    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    phone = browser(guest)
    assert "We decide by majority" in said(phone.get(page("affirm", hall)))

    phone.post(page("affirm", hall), {"way": "affirms"})

    guest.refresh_from_db()
    assert not guest.guest


@pytest.mark.parametrize("name", ["ask_back_in", "proxy", "propose"])
def test_an_id_from_the_record_is_looked_up_no_oftener_than_a_name(hall, ana, bilal, chidi, name):
    phone = browser(ana)
    given = (
        {"pk": bilal.pk} if name == "ask_back_in" else {"kind": "member.suspend"} if name == "propose" else {}
    )
    where = f"{page(name, hall, **given)}?member={bilal.pk}&holder={bilal.pk}"
    assert name == "proxy" or "Bilal" in said(
        phone.get(where)
    )  # our charter has no proxies: there nobody is shown at all
    for _ in range(READS_A_MINUTE):
        phone.get(where)

    answer = phone.get(where)

    assert answer.status_code in (409, 422)
    assert "Bilal" not in said(answer)


def test_a_list_in_an_old_alphabet_says_that_its_letters_were_guessed(hall, ana):
    mandated(ana, "bodies.admit")
    phone = browser(ana, proved=True)

    def look(content: bytes) -> str:
        return said(
            phone.post(page("bring_in_list", hall), {"file": SimpleUploadedFile("list.csv", content)})
        )

    assert "they were guessed" not in look("Jürgen;\nZoë;".encode())
    old = look("Jürgen;\nZoë;".encode("cp1252"))
    assert "they were guessed" in old and "Jürgen" in old


def test_a_line_with_a_byte_that_is_no_letter_stays_out_and_the_others_are_read_as_they_are(hall, ana):
    mandated(ana, "bodies.admit")
    phone = browser(ana, proved=True)
    content = "Jürgen;\nZoë;\nÖzlem;\n".encode() + b"T\xffna;\n"

    seen = phone.post(page("bring_in_list", hall), {"file": SimpleUploadedFile("list.csv", content)})

    assert "Özlem" in said(seen) and "they were guessed" in said(seen)
    assert "A letter in this line could not be read" in said(seen)


def test_a_list_turns_no_reading_order_round(hall, ana):
    mandated(ana, "bodies.admit")
    phone = browser(ana, proved=True)
    content = "Ti\u202ena;\n".encode()

    seen = phone.post(page("bring_in_list", hall), {"file": SimpleUploadedFile("list.csv", content)})

    assert "Tina;" in seen.content.decode() and "\u202e" not in seen.content.decode()


def test_a_card_whose_double_has_left_meanwhile_is_not_lost(hall, ana):
    answer = browser(ana).post(
        page("cards", hall),
        {"name": "Tina T.", "contact": "at the gate", "way": "affirms", "same": str(hall.pk)},
    )

    assert "Say whether it is the same person" in said(answer) and "at the gate" in answer.content.decode()


def test_a_stance_that_is_missing_is_asked_for_and_the_name_stays(other_hall, dora):
    token = actions.make_invite(by=dora.actor).token

    answer = Client().post(f"/join/{token}/", {"name": "Emil", "passphrase": "kettle lantern oat"})

    assert answer.status_code == 200 and 'value="Emil"' in answer.content.decode()
