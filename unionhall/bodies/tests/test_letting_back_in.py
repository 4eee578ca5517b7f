"""Two members let somebody back in who lost everything; everybody hears of it, and anybody stops it."""

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.rules.doors import open_lettings
from unionhall.conftest import browser, holder, joins, kinds, mandated, proved
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.people import actions as people


def test_two_members_let_a_third_back_in_a_day_later(hall, ana, bilal, chidi, noon):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    code = actions.confirm_back_in(by=bilal.actor, letting=letting).code

    with pytest.raises(OutOfOrder, match="a day before"):
        people.take_over(holder=holder("chidi again"), code=code)
    noon.forward(timedelta(days=1))
    taken = people.take_over(holder=holder("chidi again"), code=code)

    assert taken.person.pk == chidi.person_id
    assert kinds() == ["letting_in.asked", "letting_in.confirmed"]


def test_who_asked_is_not_the_second_too(hall, ana, chidi):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)

    with pytest.raises(NotAuthorised, match="second member"):
        actions.confirm_back_in(by=ana.actor, letting=letting)


def test_nobody_lets_themselves_back_in(hall, ana, chidi):
    with pytest.raises(NotAuthorised):
        actions.ask_back_in(by=chidi.actor, member=chidi)
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    with pytest.raises(NotAuthorised, match="themselves"):
        actions.confirm_back_in(by=chidi.actor, letting=letting)


def test_where_there_are_two_the_one_other_is_enough_a_day_later(other_hall, dora, noon):
    emil = joins(dora, "Emil")
    letting = actions.ask_back_in(by=dora.actor, member=emil)
    confirmed = actions.confirm_back_in(by=dora.actor, letting=letting)

    assert confirmed.letting.from_when == noon.at + timedelta(days=1)


def test_anybody_stops_it_and_the_code_opens_nothing(hall, ana, bilal, chidi, noon):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    confirmed = actions.confirm_back_in(by=bilal.actor, letting=letting)

    actions.stop_back_in(by=chidi.actor, letting=confirmed.letting)

    noon.forward(timedelta(days=1))
    with pytest.raises(OutOfOrder):
        people.take_over(holder=holder("thief"), code=confirmed.code)
    assert kinds() == ["letting_in.asked", "letting_in.confirmed", "letting_in.stopped"]


def test_what_was_stopped_is_not_stopped_again_nor_confirmed(hall, ana, bilal, chidi):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    actions.stop_back_in(by=bilal.actor, letting=letting)

    with pytest.raises(OutOfOrder):
        actions.stop_back_in(by=bilal.actor, letting=letting)
    with pytest.raises(OutOfOrder):
        actions.confirm_back_in(by=bilal.actor, letting=letting)


def test_once_used_it_cannot_be_stopped(hall, ana, bilal, chidi, noon):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    code = actions.confirm_back_in(by=bilal.actor, letting=letting).code
    noon.forward(timedelta(days=1))
    people.take_over(holder=holder("chidi again"), code=code)

    with pytest.raises(OutOfOrder, match="used already"):
        actions.stop_back_in(by=ana.actor, letting=letting)
    actions.settle(hall.pk)
    letting.refresh_from_db()
    assert letting.done_at is not None


def test_once_used_nobody_is_warned_of_it_any_more(hall, ana, bilal, chidi, noon):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    confirmed = actions.confirm_back_in(by=bilal.actor, letting=letting)
    noon.forward(timedelta(hours=25))
    assert open_lettings(hall.pk, noon.at).exists()

    people.take_over(code=confirmed.code, holder=holder("chidi again"))

    assert not open_lettings(hall.pk, noon.at).exists(), "before the clock has noted it"


def test_it_is_asked_once_at_a_time_and_again_after_it_ran_out(hall, ana, bilal, chidi, noon):
    actions.ask_back_in(by=ana.actor, member=chidi)
    with pytest.raises(OutOfOrder, match="asked for them already"):
        actions.ask_back_in(by=bilal.actor, member=chidi)

    noon.forward(timedelta(days=15))
    assert actions.ask_back_in(by=bilal.actor, member=chidi)


def test_two_of_three_holders_let_somebody_in_at_once(hall, ana, bilal, chidi, noon):
    tina = joins(ana, "Tina", seconder=bilal)
    for member in (ana, bilal, chidi):
        mandated(member, "bodies.let_back_in")

    letting = actions.ask_back_in(by=proved(ana.actor), member=tina)
    confirmed = actions.confirm_back_in(by=proved(bilal.actor), letting=letting)

    assert confirmed.letting.from_when == noon.at


@pytest.mark.parametrize(("asks", "confirms"), [(True, False), (False, True), (False, False)])
def test_where_one_of_two_holders_has_proved_no_factor_a_day_passes(
    hall, ana, bilal, chidi, noon, asks, confirms
):
    tina = joins(ana, "Tina", seconder=bilal)
    for member in (ana, bilal, chidi):
        mandated(member, "bodies.let_back_in")

    letting = actions.ask_back_in(by=proved(ana.actor) if asks else ana.actor, member=tina)
    confirmed = actions.confirm_back_in(by=proved(bilal.actor) if confirms else bilal.actor, letting=letting)

    assert confirmed.letting.from_when == noon.at + timedelta(days=1)


def test_a_factor_without_the_mandate_lets_nobody_in_at_once(hall, ana, bilal, chidi, noon):
    tina, uta = (joins(ana, name, seconder=bilal) for name in ("Tina", "Uta"))
    for member in (bilal, chidi, uta):
        mandated(member, "bodies.let_back_in")

    letting = actions.ask_back_in(by=proved(ana.actor), member=tina)
    confirmed = actions.confirm_back_in(by=proved(bilal.actor), letting=letting)

    assert confirmed.letting.from_when == noon.at + timedelta(days=1)


def test_a_holder_is_told_on_the_page_to_prove_the_factor_first(hall, ana, bilal, chidi):
    tina = joins(ana, "Tina", seconder=bilal)
    where = f"/h/{hall.slug}/letting-in/ask/{tina.pk}/"
    assert "You hold the mandate for this" not in browser(ana).get(where).content.decode()
    for member in (ana, bilal, chidi):
        mandated(member, "bodies.let_back_in")

    assert "You hold the mandate for this" in browser(ana).get(where).content.decode()
    assert "You hold the mandate for this" not in browser(ana, proved=True).get(where).content.decode()


def test_all_read_on_the_hall_s_first_page_that_somebody_is_let_back_in(hall, ana, bilal, chidi):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    stop = f"/h/{hall.slug}/letting-in/{letting.pk}/stop/"

    for page in ("", "board/"):
        theirs, others = (
            browser(one).get(f"/h/{hall.slug}/{page}").content.decode() for one in (chidi, bilal)
        )
        assert "Chidi is being let back in" in others and stop not in others
        assert "Your way in is being given anew" in theirs and f'href="{stop}"' in theirs
        assert "Ana asked for it" in theirs


def test_a_first_account_is_not_announced(hall, ana, bilal):
    card = actions.vouch_for(by=bilal.actor, application=actions.type_in_card(by=ana.actor, name="Karla"))
    actions.ask_back_in(by=ana.actor, member=card.member)

    assert "Karla" not in browser(bilal).get(f"/h/{hall.slug}/").content.decode()


def test_stopping_it_is_asked_once(hall, ana, bilal, chidi):
    letting = actions.ask_back_in(by=ana.actor, member=chidi)
    phone, stop = browser(chidi), f"/h/{hall.slug}/letting-in/{letting.pk}/stop/"
    assert stop in browser(bilal).get(f"/h/{hall.slug}/letting-in/").content.decode()

    assert "two members have to begin anew" in phone.get(stop).content.decode()
    letting.refresh_from_db()
    assert letting.stopped_at is None

    phone.post(stop)
    letting.refresh_from_db()
    assert letting.stopped_at is not None
    assert "This was stopped" in phone.get(stop).content.decode()


def test_a_guest_lets_nobody_in(hall, ana, bilal, chidi):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)

    with pytest.raises(NotAuthorised):
        actions.ask_back_in(by=guest.actor, member=chidi)


def test_somebody_of_another_hall_is_not_let_in_here(hall, ana, dora):
    with pytest.raises(type(dora).DoesNotExist):
        actions.ask_back_in(by=ana.actor, member=dora)
