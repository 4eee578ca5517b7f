"""S1-4.3: a hundred and twenty paper cards typed in by two people in one evening, five doubles among them found."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from unionhall.bodies.models import Application, Member
from unionhall.conftest import browser, kinds

pytestmark = pytest.mark.django_db

FIRST_NAMES = (
    "Adaeze Aylin Bartek Beatriz Cemile Dagmar Dmitri Eamon Efua Farida Fidel Gianna Goran Halima Hedwig Ibrahim Ilse Jamal"
    " Joaquim Katalin Khadija Lars Leila Magnus Mbali Nadia Niamh Olga Osman Paloma Priya Quentin Rasheed Rosario Saoirse Selim"
    " Tadeusz Thandiwe Ursula Vaclav Vesna Wanda Xochitl Yannis Yusra Zbigniew Zeynep Anselm Bronagh Caoimhe Desta Ewa Florin"
    " Gudrun Hristo Imani Jorunn Kwame"
)
LAST_NAMES = (
    "Abara Boateng Castellanos Demirel Eriksson Fitzgerald Grabowski Hernandez Iwu Johansson Kowalczyk Lindqvist Mukherjee"
    " Nakamura Okonkwo Papadopoulos Quiroga Rasmussen Stojanovic Tshabalala Uzun Vasquez Wojcik Xanthopoulos Yilmaz Zimmermann"
)
FIRST, LAST = FIRST_NAMES.split(), LAST_NAMES.split()
NAMES = [f"{first} {LAST[(place * 7) % len(LAST)]}" for place, first in enumerate(FIRST)] + [
    f"{first} {LAST[(place * 7 + 11) % len(LAST)]}" for place, first in enumerate(FIRST)
]
# Typed again as people write: the other way round, without marks, with a slip, in capitals, and a member of long standing.
AGAIN = ("{last}, {first}", "{first}  {last}.", "{first} {slip}", "{FIRST} {LAST}")


def doubled(name, way):
    first, last = name.split()
    return way.format(first=first, last=last, FIRST=first.upper(), LAST=last.upper(), slip=last[:-1] + "y")


class Typist:
    """Somebody with a pile of cards and a phone."""

    def __init__(self, member, letter):
        self.phone, self.letter = browser(member), letter
        self.page = reverse("bodies:cards", kwargs={"hall": member.hall.slug})
        self.typed, self.doubles, self.asked_in_vain = 0, [], []

    def type(self, name, *, is_double):
        """Type one card in; where the hall asks whether it is the same person, look at the card and say."""
        self.typed += 1
        card = {"name": name, "card_number": f"{self.letter}{self.typed}", "contact": "", "way": "affirms"}
        answer = self.phone.post(self.page, card)
        if answer.status_code == 200:
            assert f'value="{name}"' in answer.content.decode()  # nothing typed is lost
            offered = re.findall(r'name="same" value="([^"]+)"', answer.content.decode())
            assert len(offered) > 1
            (self.doubles if is_double else self.asked_in_vain).append(name)
            answer = self.phone.post(self.page, {**card, "same": offered[0] if is_double else "other"})
        assert answer.status_code == 302, answer.content.decode()

    def vouches(self):
        """Tick all that the other has typed in."""
        waiting = re.findall(r'name="card" value="([^"]+)"', self.phone.get(self.page).content.decode())
        self.phone.post(
            reverse("bodies:vouch_for_cards", kwargs={"hall": self.page.split("/")[2]}), {"card": waiting}
        )


def test_120_cards_by_two_people_and_all_5_doubles_are_found(hall, ana, bilal):
    fresh = NAMES[:115]
    doubles = [doubled(fresh[place], way) for place, way in zip((3, 40, 77, 100), AGAIN, strict=True)] + [
        "chidi"
    ]
    one, other = Typist(ana, "A"), Typist(bilal, "B")
    pile = [(name, False) for name in fresh]
    for place, name in zip((30, 70, 90, 110, 118), doubles, strict=True):  # each after the card it doubles
        pile.insert(place, (name, True))
    assert len(pile) == 120

    for place, (name, is_double) in enumerate(pile):
        (one, other)[place % 2].type(name, is_double=is_double)
        if place in (60, 119):
            one.vouches()
            other.vouches()

    assert sorted(one.doubles + other.doubles) == sorted(doubles)
    assert (
        len(one.asked_in_vain + other.asked_in_vain) <= 3
    )  # asked for nothing seldom enough not to be clicked away
    assert Member.objects.filter(hall=hall).count() == 3 + 115
    assert not Application.objects.filter(hall=hall, answer="open").exists()
    assert kinds() == ["member.joined"] * 115


def test_a_card_that_lies_in_both_piles_is_typed_in_once(hall, ana, bilal):
    one, other = Typist(ana, "A"), Typist(bilal, "B")
    one.type("Kwame Abara", is_double=False)
    other.type("Abara Kwame", is_double=True)
    one.vouches()
    other.vouches()
    assert Member.objects.filter(hall=hall).count() == 4
