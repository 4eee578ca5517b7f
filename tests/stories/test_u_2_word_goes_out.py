"""U-2: word goes out in five forms, none of which tells a stranger anything; 48 hours' notice proved without one e-mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from tests.stories.telling import before_all, decided, effect
from unionhall.conftest import browser
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.tests.story import counted
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db
SECRETS = ("Bakery", "strike", "Strike", "union", "Ana", "vote", "motion")


@pytest.fixture
def strike(hall, ana, bilal):
    """Under the syndicate's charter, a motion to strike is before the body; noticed on the hall's page when it was seconded."""
    decided(hall, effect("charter.change", hall, preset="syndicate", in_days="0"), title="Our charter")
    return before_all(hall, title="We strike on Monday", matter="strike")


def page(motion, name):
    return reverse(f"decisions:{name}", kwargs={"hall": motion.hall.slug, "pk": motion.pk})


def served(motion, member, way):
    """Somebody enters on the page that word went out, and how."""
    answer = browser(member).post(page(motion, "word"), {"way": way})
    assert answer.status_code == 302, answer.content.decode()


def test_48_hours_are_proved_without_one_e_mail(hall, strike, ana, bilal, chidi, noon):
    for member, way in ((ana, "chat"), (bilal, "paper"), (chidi, "phone")):
        served(strike, member, way)
    with pytest.raises(OutOfOrder, match="48 hours"):
        actions.open_poll(by=ana.actor, motion=strike)
    noon.forward(timedelta(hours=48))

    poll = actions.open_poll(by=ana.actor, motion=strike)
    assert counted(poll, (ana, bilal), {"yes": 3, "no": 0}, present=3).outcome == "carried"

    assert mail.outbox == []
    entries = [one.said() for one in Opening.objects.order_by("entry__index")]
    notices = [one for one in entries if one["kind"] == "notice.served"]
    opened = next(
        one for one in entries if one["kind"] == "poll.opened" and one["facts"]["method"] == "paper"
    )
    assert [one["facts"]["way"] for one in notices] == ["chat", "paper", "phone"]
    for one in notices:  # the proof is in the record: the moments of both are sealed
        assert moment(opened) - moment(one) >= timedelta(hours=48)


def moment(entry):
    return datetime.fromisoformat(entry["at"])


def test_the_proof_stands_on_the_motions_page(strike, ana, chidi):
    served(strike, ana, "paper")
    said = browser(chidi).get(page(strike, "motion")).content.decode()
    assert "Notice served" in said


def test_the_line_for_the_chat_and_the_calendar_tell_a_stranger_nothing(strike, ana, noon):
    noon.forward(timedelta(hours=48))
    actions.open_poll(by=ana.actor, motion=strike)
    phone = browser(ana)

    line = phone.get(page(strike, "word")).context["line"]
    calendar = phone.get(page(strike, "calendar")).content.decode()

    for said in (line.replace(phone.get(page(strike, "word")).context["address"], ""), calendar):
        assert not [word for word in SECRETS if word in said]
    assert "BEGIN:VEVENT" in calendar


def test_the_hall_s_page_and_a_notice_to_print(strike, chidi):
    phone = browser(chidi)
    home = phone.get(reverse("desk:hall", kwargs={"hall": strike.hall.slug})).content.decode()
    assert "We strike on Monday" in home
    assert phone.get(page(strike, "notice")).content.startswith(b"%PDF-")


def test_a_way_that_is_none_is_refused(strike, ana):
    with pytest.raises(OutOfOrder, match="how notice was served"):
        actions.serve_notice(by=ana.actor, motion=strike, way="pigeon")
