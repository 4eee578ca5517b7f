"""The pages of the charter, the principles, bodies, affiliations and the public door, as a member meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.forms import Select
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from unionhall.bodies.forms.effects.charters import change_to
from unionhall.bodies.forms.rules import RuleForm, initial_of
from unionhall.bodies.models import Affirmation, Body, Declaration, Membership
from unionhall.bodies.rules import charters
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.bodies.views.drafts import CHARTER, EFFECTS
from unionhall.conftest import browser, kinds, mandated
from unionhall.core.charters import MATTERS, Rule
from unionhall.core.charters.presets import PRESETS, STARTER
from unionhall.core.thresholds import TWO_THIRDS
from unionhall.kit import clock
from unionhall.kit.registries import effects


@pytest.fixture
def ana_there(ana) -> Client:
    """Ana's phone."""
    return browser(ana)


def url(hall, page, /, **more):
    return reverse(f"bodies:{page}", kwargs={"hall": hall.slug, **more})


def rule_as_typed(**changes):
    typed = {name: value for name, value in initial_of(Rule()).items() if value is not None}
    return {**typed, **changes}


def test_the_starter_agreement_is_read_in_its_five_sentences(ana_there, hall):
    page = ana_there.get(url(hall, "charter"))

    assert page.status_code == 200
    words = page.content.decode()
    assert "Any two of us may call one." in words
    assert 'id="ordinary"' in words and 'id="calling-recall"' in words


def test_the_founding_sentences_stay_and_say_which_no_longer_holds(ana_there, hall):
    old = STARTER.charter
    carry("charter.change", hall, change_to(old, old.with_rule("ordinary", Rule(threshold=TWO_THIRDS))))

    words = ana_there.get(url(hall, "charter")).content.decode()
    assert "<s>We decide by majority of those voting.</s>" in words
    assert "<li>Any two of us may call one.</li>" in words
    first = ana_there.get(url(hall, "charter_version", number=1)).content.decode()
    assert "<li>We decide by majority of those voting.</li>" in first and "<s>" not in first


def test_how_members_call_a_meeting_is_said_with_the_way_there(ana_there, hall):
    words = ana_there.get(url(hall, "charter")).content.decode()
    assert "2 of us call a meeting together." in words
    where = reverse("assemblies:call", kwargs={"hall": hall.slug})
    assert f'href="{where}"' in words


@pytest.mark.parametrize("key", list(PRESETS))
def test_every_preset_is_shown_in_full_with_its_source(ana_there, hall, key):
    page = ana_there.get(url(hall, "charter_preset", key=key))

    assert page.status_code == 200
    assert escape(PRESETS[key].source) in page.content.decode()


def test_you_are_three_and_this_quorum_is_five_is_warned(ana_there, hall):
    page = ana_there.get(url(hall, "charter_preset", key="iww_branch")).content.decode()
    assert "you are 3, this quorum is 5" in page


@pytest.mark.parametrize("matter", [key for key in MATTERS if key != "quorum_repair"])
def test_every_matter_has_a_form_that_starts_from_what_holds_now(ana_there, hall, matter):
    assert ana_there.get(url(hall, "charter_rule", matter=matter)).status_code == 200


@pytest.mark.parametrize("name", ["title", "options", "terms", "recall_rule", "independence", "article"])
def test_every_part_has_a_form(ana_there, hall, name):
    assert ana_there.get(url(hall, "charter_part", name=name)).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [kind for kind in effects if not effects.get(kind).own_page],
)
def test_every_effect_has_a_form(ana_there, hall, kind):
    assert ana_there.get(url(hall, "propose", kind=kind)).status_code == 200


def test_what_does_not_exist_is_not_there(ana_there, hall):
    assert ana_there.get(url(hall, "charter_rule", matter="picnic")).status_code == 404
    assert ana_there.get(url(hall, "charter_rule", matter="quorum_repair")).status_code == 404
    assert ana_there.get(url(hall, "charter_part", name="picnic")).status_code == 404
    assert ana_there.get(url(hall, "charter_preset", key="picnic")).status_code == 404
    assert ana_there.get(url(hall, "charter_version", number=9)).status_code == 404
    assert ana_there.get(url(hall, "charter_entrench", anchor="picnic")).status_code == 404
    assert ana_there.get(url(hall, "propose", kind="picnic.hold")).status_code == 404


def test_a_rule_is_written_seen_as_a_difference_and_handed_to_the_motion(ana_there, hall, noon):
    typed = rule_as_typed(share="third2", base="present", notice_hours="48", method="secret_paper")
    ana_there.post(url(hall, "charter_rule", matter="strike"), typed)
    page = ana_there.get(url(hall, "charter_preview")).content.decode()
    assert "at least two thirds of those present" in page
    assert "Notice is given 48 hours before." in page
    assert charters.charter_row(hall.pk, noon.at).version == 1

    answer = ana_there.post(url(hall, "charter_preview"), {"in_days": "3"})

    assert answer.status_code == 302
    (effect,) = ana_there.session[EFFECTS]
    assert effect["kind"] == "charter.change" and effect["params"]["in_days"] == 3
    assert hall.slug in ana_there.session[CHARTER]  # whoever turns back on the way loses nothing
    carry("charter.change", hall, effect["params"])
    assert charters.charter(hall.pk, noon.at + timedelta(days=4)).notice_for("strike") == (0, 48)


def test_several_changes_are_gathered_into_one_and_can_be_dropped(ana_there, hall):
    ana_there.post(url(hall, "charter_rule", matter="strike"), rule_as_typed(notice_hours="48"))
    ana_there.post(url(hall, "charter_part", name="terms"), {"longest_days": "180", "consecutive": "2"})
    ana_there.post(url(hall, "charter_part", name="article"), {"heading": "Bread", "text": "It is shared."})
    page = ana_there.get(url(hall, "charter_preview")).content.decode()
    for words in ("48 hours", "180 days at most", "It is shared."):
        assert words in page

    ana_there.post(url(hall, "charter_rule", matter="strike"), {"fall": "1"})
    page = ana_there.get(url(hall, "charter_preview")).content.decode()
    assert "48 hours" not in page and "It is shared." in page

    ana_there.post(url(hall, "charter_drop"))
    assert ana_there.get(url(hall, "charter_preview")).status_code == 302


def test_a_rule_that_could_never_be_met_is_refused_and_nothing_typed_is_lost(ana_there, hall):
    typed = rule_as_typed(quorum="number", quorum_number="", notice_hours="47")
    page = ana_there.post(url(hall, "charter_rule", matter="strike"), typed)

    assert page.status_code == 422
    assert "Write the number." in page.content.decode()
    assert 'value="47"' in page.content.decode()


def test_the_form_of_a_rule_begins_with_what_is_asked_most_and_folds_the_rest(ana_there, hall):
    address = url(hall, "charter_rule", matter="strike")
    page = ana_there.get(address).content.decode()
    first, rest = page.split("<details><summary>More", 1)
    for name in ("method", "style", "share", "base", "quorum", "quorum_number"):
        assert f'name="{name}"' in first
    for name in RuleForm.MORE:
        assert f'name="{name}"' in rest

    ana_there.post(address, rule_as_typed(notice_hours="48"))
    assert "<details open><summary>More" in ana_there.get(address).content.decode()
    wrong = ana_there.post(address, rule_as_typed(second_days="-1"))
    assert "<details open><summary>More" in wrong.content.decode()


def test_no_choice_in_a_list_is_longer_than_a_phone_is_wide(ana_there, hall):
    for matter in ("ordinary", "strike"):
        form = ana_there.get(url(hall, "charter_rule", matter=matter)).context["form"]
        lists = [field for field in form.fields.values() if type(getattr(field, "widget", None)) is Select]
        assert lists and all(len(str(words)) <= 30 for field in lists for _key, words in field.choices)


def test_a_rule_that_was_changed_no_longer_names_the_text_it_came_from(ana_there, hall):
    named = Rule(source="Bakers' bylaws, 4")
    same = RuleForm(rule_as_typed(), rule=named)
    other = RuleForm(rule_as_typed(share="third2"), rule=named)
    assert same.is_valid() and same.new_rule.source == "Bakers' bylaws, 4"
    assert other.is_valid() and other.new_rule.source == ""


def test_a_decided_case_becomes_a_rule_in_two_taps(ana_there, hall, noon):
    decided = {"heading": "The floor", "text": "Who closes sweeps the floor."}
    shown = ana_there.post(
        url(hall, "charter_part", name="article"), decided, follow=True
    )  # "make this our rule"
    assert "Who closes sweeps the floor." in shown.content.decode()

    ana_there.post(url(hall, "charter_preview"), {"in_days": "0"})  # "put this as a motion"

    carry("charter.change", hall, ana_there.session[EFFECTS][0]["params"])
    assert charters.charter(hall.pk, noon.at).articles[0].text == "Who closes sweeps the floor."


def test_the_way_something_was_decided_becomes_the_rule_for_its_matter(ana_there, hall):
    address = url(hall, "charter_rule", matter="spending") + "?share=third2&base=present&method=hands"
    page = ana_there.get(address)
    assert "make it our rule" in page.content.decode()
    form = page.context["form"]
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}

    answer = ana_there.post(
        address, {name: value for name, value in typed.items() if value not in (None, "")}
    )

    assert answer.status_code == 302
    assert "at least two thirds of those present" in ana_there.get(answer["Location"]).content.decode()


def test_entrenching_a_part_shows_its_own_rule_and_can_be_lifted(ana_there, hall):
    typed = rule_as_typed(share="quarter3")
    ana_there.post(url(hall, "charter_entrench", anchor="calling-recall"), typed)
    assert "at least three quarters" in ana_there.get(url(hall, "charter_preview")).content.decode()
    ana_there.post(url(hall, "charter_entrench", anchor="calling-recall"), {**typed, "lift": "on"})
    assert ana_there.get(url(hall, "charter_preview")).status_code == 302


def test_ending_recall_or_rotation_is_said_in_plain_words(ana_there, hall):
    ana_there.post(url(hall, "charter_part", name="terms"), {"longest_days": "0", "consecutive": "0"})
    assert (
        "No longest term: a mandate could last"
        in ana_there.get(url(hall, "charter_preview")).content.decode()
    )


def test_a_change_is_shown_against_the_last_decisions(ana_there, hall, monkeypatch):
    from unionhall.bodies.views import changing
    from unionhall.kit.registries import Registry, Replayed

    told = Registry("replay")
    past = [Replayed("Buy flour", "", "carried", "lost"), Replayed("Old", "", "carried", "")]
    told.declare("story", lambda hall, charter: past)
    monkeypatch.setattr(changing, "replays", told)
    ana_there.post(url(hall, "charter_rule", matter="strike"), rule_as_typed(notice_hours="48"))

    page = ana_there.get(url(hall, "charter_preview")).content.decode()

    assert "Buy flour" in page and "<strong>lost</strong>" in page and "cannot be known" in page


def test_what_goes_stands_beside_what_comes_in_its_place(ana_there, hall):
    typed = rule_as_typed(share="third2", method="secret_paper")
    ana_there.post(url(hall, "charter_rule", matter="ordinary"), typed)
    page = ana_there.get(url(hall, "charter_preview")).content.decode()
    places = [
        page.index(words)
        for words in ("We vote openly", "We vote in secret", "more than half", "at least two thirds")
    ]
    assert places == sorted(places)
    assert "Voting by phone ends: only those in the room decide ordinary matters." in page


def test_versions_can_be_read_with_what_each_changed(ana_there, hall):
    carry("charter.change", hall, filled("charter.change", hall, {"preset": "syndicate", "in_days": "0"}))

    assert ana_there.get(url(hall, "charter_version", number=1)).status_code == 200
    page = ana_there.get(url(hall, "charter_version", number=2)).content.decode()
    assert "This version is in force." in page and "<ins>" in page
    assert "Any two of us may call one." not in ana_there.get(url(hall, "charter")).content.decode()


def test_an_effect_refused_by_a_rule_keeps_what_was_typed_and_links_the_paragraph(ana_there, hall):
    typed = {
        "who": "Bilal",
        "powers": ["bodies.admit"],
        "until": "2027-05-01",
        "purpose": "Let the night shift in",
    }
    page = ana_there.post(url(hall, "propose", kind="mandate.give"), typed)

    assert page.status_code == 422
    words = page.content.decode()
    assert "90 days" in words and "Let the night shift in" in words
    assert f"{url(hall, 'charter')}#terms" in words


def test_an_effect_goes_on_to_the_motion(ana_there, hall, bilal):
    typed = {"who": "bilal", "powers": ["bodies.admit"], "until": "2026-07-01"}
    answer = ana_there.post(url(hall, "propose", kind="mandate.give"), typed)

    assert answer.status_code == 302
    (effect,) = ana_there.session[EFFECTS]
    assert effect["params"]["member"] == str(bilal.pk)


def test_names_are_looked_up_by_people_and_not_by_the_hundred(ana_there, hall, bilal):
    cache.clear()
    typed = {"kind": "group", "name": "Readers", "until": "", "members": "\n".join(["bi"] * 31)}

    page = ana_there.post(url(hall, "propose", kind="body.make"), typed)

    assert page.status_code == 422
    assert "many searches" in page.content.decode() and "Readers" in page.content.decode()
    cache.clear()


def test_the_principles_page_teaches_asks_and_keeps_the_answer(ana_there, hall, ana):
    assert "no principles yet" in ana_there.get(url(hall, "principles")).content.decode()
    for text in ("No bosses.", "No bosses, no borders."):
        carry("principles.adopt", hall, {"text": text, "language": "en"})
    page = ana_there.get(url(hall, "principles")).content.decode()
    assert "You are asked" in page
    assert ana_there.get(url(hall, "principles_version", number=1)).status_code == 200

    refused = ana_there.post(url(hall, "principles"), {"way": "reserves", "reservation": ""})
    assert refused.status_code == 422 and "Write what your reservation is." in refused.content.decode()
    ana_there.post(url(hall, "principles"), {"way": "reserves", "reservation": "Some borders of my garden."})

    assert (
        Affirmation.objects.get(member=ana, principles__version=2).reservation == "Some borders of my garden."
    )
    assert "My answer" in ana_there.get(url(hall, "principles")).content.decode()


def test_declarations_are_asked_where_the_charter_asks_them(ana_there, hall, ana):
    assert "asks nobody" in ana_there.get(url(hall, "declarations")).content.decode()
    answer = ana_there.post(
        url(hall, "charter_part", name="independence"),
        {"declarations": "I am not paid by a party.", "barred": ["party_officials"]},
    )
    assert answer.status_code == 302
    ana_there.post(url(hall, "charter_preview"), {"in_days": "0"})
    carry("charter.change", hall, ana_there.session[EFFECTS][0]["params"])

    page = ana_there.get(url(hall, "declarations"))
    assert "I am not paid by a party." in page.content.decode()
    asked = page.context["asked"]
    ana_there.post(url(hall, "declarations"), {asked[0].key: "no", asked[1].key: "yes"})

    assert dict(Declaration.objects.filter(member=ana).values_list("key", "says")) == {
        asked[0].key: False,
        asked[1].key: True,
    }


def test_bodies_are_listed_read_joined_and_left(ana_there, hall, ana, bilal):
    carry("body.make", hall, {"kind": "group", "name": "Readers", "purpose": "We read."})
    group = Body.objects.get(name="Readers")
    mandated(bilal, "bodies.speak", scope=group.pk)
    assert "Readers" in ana_there.get(url(hall, "bodies")).content.decode()
    page = ana_there.get(url(hall, "body", pk=group.pk)).content.decode()
    assert "We read." in page and "Bilal" in page and "word what the public door says" in page

    ana_there.post(url(hall, "join_body", pk=group.pk))
    assert Membership.objects.filter(body=group, member=ana, until=None, state="admitted").exists()
    ana_there.post(url(hall, "leave_body", pk=group.pk))
    assert not Membership.objects.filter(body=group, member=ana, until=None, state="admitted").exists()
    assert kinds(hall)[-2:] == ["body.joined", "body.left"]
    assert ana_there.get(url(hall, "join_body", pk=group.pk)).status_code == 405


def test_the_list_of_bodies_asks_no_more_of_the_database_for_ten_than_for_one(
    ana_there, hall, django_assert_max_num_queries
):
    ana_there.get(url(hall, "bodies"))
    with django_assert_max_num_queries(40) as one:
        ana_there.get(url(hall, "bodies"))
    for number in range(10):
        carry("body.make", hall, {"kind": "group", "name": f"Group {number}"})
    with django_assert_max_num_queries(len(one.captured_queries)):
        ana_there.get(url(hall, "bodies"))


def test_another_hall_and_its_rows_do_not_exist(hall, other_hall, dora, ana_there):
    carry("body.make", other_hall, {"kind": "group", "name": "Folders"})
    theirs = Body.objects.get(name="Folders")
    assert ana_there.get(url(hall, "body", pk=theirs.pk)).status_code == 404
    for name in ("charter", "bodies", "principles", "affiliations", "publicity", "charter_change"):
        assert ana_there.get(url(other_hall, name)).status_code == 404
        assert Client().get(url(hall, name)).status_code == 302


def test_a_trial_for_who_joins_leaves_those_who_are_here_as_they_are(ana_there, hall, bakery):
    ana_there.post(url(hall, "charter_preset", key="collective"))
    seen = ana_there.get(url(hall, "charter_preview")).content.decode()
    assert "Whoever is admitted today stays admitted" in seen
    assert "any member may call for it, and it is put to the vote" in seen

    current = charters.charter(hall.pk, clock.now())
    params = {"base": current.to_data(), "document": PRESETS["collective"].charter.to_data()}
    on_the_motion = effects.get("charter.change").whole(hall, bakery, params)
    assert "Whoever is admitted today stays admitted" in on_the_motion
    assert "Think of this first" in on_the_motion


def test_beside_the_last_day_of_a_mandate_stands_why_it_is_no_later(ana_there, hall):
    asked = url(hall, "propose", kind="mandate.give")
    assert "At most 90 days, by our charter." in ana_there.get(asked).content.decode()

    carry(
        "charter.change",
        hall,
        {
            "base": charters.charter(hall.pk, clock.now()).to_data(),
            "document": PRESETS["collective"].charter.to_data(),
            "in_days": 0,
        },
    )
    assert (
        "At most 90 days, until our founding is declared complete: nobody keeps a power for having begun."
        in ana_there.get(asked).content.decode()
    )
