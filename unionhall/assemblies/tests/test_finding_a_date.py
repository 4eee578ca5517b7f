"""Finding a date: some times are proposed, each marks those that would do, and the best is called with one tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import DateSearch, PossibleTime, TimeAnswer
from unionhall.bodies import actions as joining
from unionhall.conftest import browser, joins, kinds, plain
from unionhall.core.charters.presets import STARTER
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions.tests.story import adopt
from unionhall.people.models import Person
from unionhall.record.models import Entry

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 5, 8, 16, 0, tzinfo=UTC)
SATURDAY = FRIDAY + timedelta(days=1)
SUNDAY = FRIDAY + timedelta(days=2)


@pytest.fixture
def search(bakery, ana):
    """Ana proposes three evenings."""
    return actions.propose_times(
        by=ana.actor, body=bakery, times=[SATURDAY, FRIDAY, SUNDAY], about="The oven"
    )


def marked(search, who, *answers, **more):
    """`who` marks the three evenings in their order."""
    times = search.times.order_by("begins_at")
    marks = {time.pk: fits for time, fits in zip(times, answers, strict=True)}
    return actions.mark_times(by=who.actor, search=search, marks=marks, **more)


def three_days_notice(bakery):
    ordinary = replace(STARTER.charter.ordinary, notice_days=3)
    adopt(bakery, replace(STARTER.charter, ordinary=ordinary))


def stand(search, noon):
    return [(one.gladly, one.needs) for one in rules.standings(search, noon.at)]


def page(search, name="dates"):
    return reverse(f"assemblies:{name}", kwargs={"hall": search.hall.slug, "pk": search.pk})


def test_who_proposes_times_is_down_for_each_and_leaves_no_entry(search, noon):
    assert stand(search, noon) == [(1, 0), (1, 0), (1, 0)]
    assert search.ends_at == SUNDAY
    assert kinds() == []


def test_the_time_that_does_for_most_comes_before_the_one_that_some_would_like_better(
    search, ana, bilal, chidi, noon
):
    marked(search, ana, "yes", "yes", "no")
    marked(search, bilal, "yes", "need", "yes")
    marked(search, chidi, "no", "need", "yes")

    assert stand(search, noon) == [(2, 0), (1, 2), (2, 0)]
    assert rules.best(rules.standings(search, noon.at)).time.begins_at == SATURDAY


def test_of_two_for_as_many_the_one_more_of_them_like_and_then_the_earlier(search, ana, bilal, noon):
    marked(search, ana, "need", "yes", "yes")
    marked(search, bilal, "yes", "yes", "yes")
    assert rules.best(rules.standings(search, noon.at)).time.begins_at == SATURDAY


def test_who_can_at_none_has_answered_all_the_same(search, bilal, noon):
    marked(search, bilal, "no", "no", "no")
    assert rules.answered(search) == 2
    assert stand(search, noon) == [(1, 0)] * 3


def test_marking_again_changes_it(search, bilal, noon):
    marked(search, bilal, "yes", "no", "no")
    marked(search, bilal, "no", "no", "need")
    assert stand(search, noon) == [(1, 0), (1, 0), (1, 1)]


def test_a_word_that_is_none_of_the_three_is_refused(search, bilal):
    with pytest.raises(OutOfOrder, match="if need be"):
        marked(search, bilal, "perhaps", "no", "no")
    assert not TimeAnswer.objects.filter(member=bilal).exists()


@pytest.mark.parametrize(
    "times", [[FRIDAY], [FRIDAY, FRIDAY], [FRIDAY + timedelta(hours=n) for n in range(9)]]
)
def test_two_to_eight_different_times_are_proposed(bakery, ana, times):
    with pytest.raises(OutOfOrder, match="2 to 8"):
        actions.propose_times(by=ana.actor, body=bakery, times=times)


def test_a_time_too_early_for_the_charters_notice_is_said_when_it_is_proposed(bakery, ana, noon):
    three_days_notice(bakery)
    with pytest.raises(OutOfOrder, match="notice of 3 days"):
        actions.propose_times(by=ana.actor, body=bakery, times=[noon.at + timedelta(days=1), SUNDAY])
    assert not DateSearch.objects.exists()


def test_a_time_that_became_too_early_is_not_offered_for_the_call(search, bakery, noon):
    three_days_notice(bakery)
    noon.forward(
        datetime(2026, 5, 5, 22, 30, tzinfo=UTC) - noon.at
    )  # Wednesday in Vienna: three days to Saturday
    assert [one.in_time for one in rules.standings(search, noon.at)] == [False, True, True]
    assert rules.best(rules.standings(search, noon.at)).time.begins_at == SATURDAY


def test_the_last_day_to_call_is_the_last_on_which_calling_is_in_order(search, bakery, ana, noon):
    three_days_notice(bakery)
    first = rules.standings(search, noon.at)[0]
    noon.forward(first.call_by - timedelta(minutes=1) - noon.at)
    assert rules.begins_in_time(bakery, FRIDAY, noon.at)
    noon.forward(timedelta(minutes=1))
    assert not rules.begins_in_time(bakery, FRIDAY, noon.at)


def test_five_at_once_are_enough(bakery, ana):
    for _each in range(5):
        actions.propose_times(by=ana.actor, body=bakery, times=[FRIDAY, SUNDAY])
    with pytest.raises(OutOfOrder, match="call one first"):
        actions.propose_times(by=ana.actor, body=bakery, times=[FRIDAY, SUNDAY])


def test_somebody_from_another_hall_proposes_and_marks_nothing(search, bakery, dora):
    with pytest.raises(NotAuthorised):
        actions.propose_times(by=dora.actor, body=bakery, times=[FRIDAY, SUNDAY])
    with pytest.raises(NotAuthorised):
        marked(search, dora, "yes", "yes", "yes")


def test_a_guest_marks_and_does_not_propose(search, bakery, ana, bilal):
    greta = joins(ana, "Greta", way="not_yet", seconder=bilal)
    marked(search, greta, "yes", "no", "no")
    with pytest.raises(NotAuthorised):
        actions.propose_times(by=greta.actor, body=bakery, times=[FRIDAY, SUNDAY])


def test_one_marks_for_who_has_no_account_and_for_nobody_else(search, bilal, chidi, noon):
    with pytest.raises(NotAuthorised, match="no account"):
        marked(search, bilal, "yes", "no", "no", member=chidi)
    Person.objects.filter(pk=chidi.person_id).update(key_hash="")

    marked(search, bilal, "yes", "no", "no", member=chidi)

    assert stand(search, noon) == [(2, 0), (1, 0), (1, 0)]
    assert not TimeAnswer.objects.filter(member=bilal).exists()


def test_who_leaves_counts_no_more(search, bilal, noon):
    marked(search, bilal, "yes", "yes", "yes")
    joining.leave_hall(by=bilal.actor)
    assert stand(search, noon) == [(1, 0)] * 3
    assert rules.answered(search) == 1


def test_it_is_gone_once_enough_have_called_the_meeting_and_not_before(search, bakery, ana, bilal, chidi):
    marked(search, chidi, "yes", "no", "no")
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room", found=search)
    search.refresh_from_db()
    assert search.meeting == made and TimeAnswer.objects.exists()

    actions.call_too(by=bilal.actor, meeting=made)

    assert not DateSearch.objects.exists() and not PossibleTime.objects.exists()
    assert not TimeAnswer.objects.exists()


def test_it_goes_on_where_the_call_is_taken_back(search, bakery, ana, noon):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room", found=search)
    assert rules.is_called(DateSearch.objects.get(), noon.at) == made
    actions.call_off(by=ana.actor, meeting=made)
    assert rules.is_called(DateSearch.objects.get(), noon.at) is None


def test_a_meeting_at_another_hour_did_not_come_of_it(search, bakery, ana):
    other = FRIDAY + timedelta(hours=1)
    actions.call_meeting(by=ana.actor, body=bakery, begins_at=other, place="Back room", found=search)
    search.refresh_from_db()
    assert search.meeting is None


def test_whoever_proposed_takes_it_back_and_nobody_else(search, ana, bilal):
    with pytest.raises(NotAuthorised):
        actions.drop_search(by=bilal.actor, search=search)
    actions.drop_search(by=ana.actor, search=search)
    assert not TimeAnswer.objects.exists()
    with pytest.raises(OutOfOrder, match="over"):
        marked(search, bilal)


def test_after_its_last_time_nobody_marks_and_all_of_it_is_erased(search, bilal, noon):
    noon.forward(SUNDAY - noon.at)
    with pytest.raises(OutOfOrder, match="over"):
        marked(search, bilal, "yes", "yes", "yes")
    actions.settle(search.hall_id)
    assert not DateSearch.objects.exists() and not TimeAnswer.objects.exists()


def test_thirty_days_are_enough_for_a_day_far_ahead(bakery, ana, noon):
    far = [noon.at + timedelta(days=90), noon.at + timedelta(days=91)]
    assert actions.propose_times(by=ana.actor, body=bakery, times=far).ends_at == noon.at + timedelta(days=30)


def sent(**typed):
    """The form of three times as a browser sends it."""
    hours = {f"hour_{place}": "18:00" for place in range(1, 9)}
    return {**{f"day_{place}": "" for place in range(1, 9)}, **hours, "about": "", **typed}


def test_from_three_days_typed_to_the_call_with_its_hour_filled_in(hall, bakery, ana, bilal):
    phone = browser(ana)
    propose = reverse("assemblies:propose_times", kwargs={"hall": hall.slug})
    days = {"day_1": "2026-05-08", "day_2": "2026-05-09", "day_3": "2026-05-10"}
    asked = phone.post(propose, sent(body=str(bakery.pk), about="The oven", **days))
    search = DateSearch.objects.get()
    assert asked.status_code == 302 and asked["Location"] == page(search)

    second = search.times.get(begins_at=SATURDAY)
    browser(bilal).post(page(search), {f"fits-{second.pk}": "yes"})
    said = phone.get(page(search))
    assert "Does for most" in plain(said) and "2 could" in plain(said)
    assert "Bilal" not in plain(said)

    link = f"{reverse('assemblies:call', kwargs={'hall': hall.slug})}?time={second.pk}"
    assert link in said.content.decode()
    form = phone.get(link).context["form"]
    filled = {name: form[name].value() for name in ("day", "hour", "about")}
    assert str(filled["day"]) == "2026-05-09" and str(filled["hour"])[:5] == "18:00"
    assert filled["about"] == "The oven"


def test_a_day_too_early_is_said_beside_it_and_the_others_stay(hall, bakery, ana, noon):
    three_days_notice(bakery)
    propose = reverse("assemblies:propose_times", kwargs={"hall": hall.slug})
    days = {"day_1": "2026-05-05", "day_2": "2026-05-09"}
    answer = browser(ana).post(propose, sent(body=str(bakery.pk), **days))
    assert answer.status_code == 422
    assert "notice of 3 days" in answer.context["form"].errors["day_1"][0]
    assert "2026-05-09" in answer.content.decode()
    assert not DateSearch.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day_1": "2026-05-08"}, "day_2"),
        ({"day_1": "2026-05-08", "day_2": "2026-05-08"}, "day_2"),
        ({"day_1": "2026-05-08", "day_2": "2026-05-09", "hour_2": ""}, "hour_2"),
        ({"day_1": "soon", "day_2": "2026-05-09"}, "day_1"),
    ],
)
def test_what_is_no_time_is_said_beside_it(hall, bakery, ana, typed, field):
    propose = reverse("assemblies:propose_times", kwargs={"hall": hall.slug})
    answer = browser(ana).post(propose, sent(body=str(bakery.pk), **typed))
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_the_page_asks_as_many_questions_for_many_answers_as_for_few(
    search, ana, bilal, django_assert_max_num_queries
):
    phone = browser(ana)
    phone.get(page(search))

    with CaptureQueriesContext(connection) as few:
        phone.get(page(search))
    for place in range(6):
        marked(search, joins(ana, f"Member {place}", seconder=bilal), "yes", "need", "no")
    with CaptureQueriesContext(connection) as many:
        phone.get(page(search))
    assert len(many) == len(few)


def test_the_page_of_meetings_leads_to_it(search, bilal):
    words = (
        browser(bilal).get(reverse("assemblies:meetings", kwargs={"hall": search.hall.slug})).content.decode()
    )
    assert "A date is looked for" in words and page(search) in words


def test_nothing_of_it_is_in_the_record(search, bilal):
    before = Entry.objects.count()
    marked(search, bilal, "yes", "no", "no")
    browser(bilal).post(page(search), {})
    assert Entry.objects.count() == before


def test_on_the_page_one_types_the_name_of_who_has_no_account(search, bilal, chidi, noon):
    phone = browser(bilal)
    assert "without a phone" not in plain(phone.get(page(search)))
    Person.objects.filter(pk=chidi.person_id).update(key_hash="")
    shown = plain(phone.get(page(search)))
    assert "without a phone" in shown and "Chidi" not in shown

    first = search.times.order_by("begins_at")[0]
    phone.post(page(search), {"name": "chidi", f"fits-{first.pk}": "yes"})
    assert stand(search, noon)[0] == (2, 0)
    refused = phone.post(page(search), {"name": "Ana", f"fits-{first.pk}": "need"})
    assert refused.status_code == 409 and stand(search, noon)[0] == (2, 0)
