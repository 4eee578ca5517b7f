"""Who is in the demo hall, how they came, and where they work. Nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "Red Oven Workers' Assembly"
BAKERY, CAFES, DELIVERY = "Night bakery", "Cafés", "Deliveries"
SECTIONS = {
    BAKERY: ("Everybody on the ovens and the benches of Canal Street, ten at night to six.", 34),
    CAFES: ("The four cafés: counters, kitchens and the dish pit.", 41),
    DELIVERY: ("Vans and bicycles, five to eleven in the morning.", 12),
}
"""Each section with what it is for and how many people work there, member or not."""


@dataclass(frozen=True)
class Arrival:
    """Somebody who comes in: on which day of the story, at which hour and by which road; `leaves`: on which day they go."""

    name: str
    section: str
    day: int
    hour: int = 14
    road: str = "invite"
    way: str = "affirms"
    reservation: str = ""
    listed: bool = False


FOUNDER = "Noor Haddad"

_FIRST = (
    ("Lucía Ferrer", BAKERY),
    ("Samir", BAKERY),
    ("Ruth Okafor", CAFES),
    ("Paloma Reyes", CAFES),
)
_FIRST_WEEKS = (
    ("Dario M.", CAFES),
    ("Imani", CAFES),
    ("Teo", DELIVERY),
    ("Big Lou", BAKERY),
    ("Wanjiru", BAKERY),
    ("Mateo Quispe", BAKERY),
    ("Jo from Elm Street", CAFES),
    ("Otto", DELIVERY),
    ("Farah", CAFES),
    ("Chuy", BAKERY),
)
_BEFORE_THE_CHARTER = (
    ("Beatriz", CAFES),
    ("Tomasz", BAKERY),
    ("Adaeze", CAFES),
    ("Kofi", BAKERY),
    ("Ngoc Anh", CAFES),
    ("Pilar", BAKERY),
    ("Sasha", DELIVERY),
)
_AFTER_IT = (
    ("Rosario", BAKERY),
    ("Leila", CAFES),
    ("Jamal", DELIVERY),
    ("Inés", CAFES),
    ("Hyun-woo", BAKERY),
    ("Carmen Soto", CAFES),
    ("Deshawn", DELIVERY),
    ("Marisol", BAKERY),
    ("Anto", BAKERY),
    ("Yusuf", CAFES),
    ("Greta", CAFES),
    ("Ximena", BAKERY),
)
_SINCE_THE_CAMPAIGN = (
    ("Ike", BAKERY),
    ("Solange", CAFES),
    ("Bram", DELIVERY),
    ("Olu", BAKERY),
    ("Nayeli", CAFES),
    ("Petra", CAFES),
    ("Rafa", DELIVERY),
    ("Tía Chelo", BAKERY),
    ("Min-jun", CAFES),
    ("Vera", CAFES),
    ("Zainab", BAKERY),
    ("Abel", BAKERY),
)

CARDS = (
    ("Halina Petrova", BAKERY),
    ("Mr. Osei", BAKERY),
    ("Doña Elvira", BAKERY),
    ("Gus Papadakis", DELIVERY),
    ("Mei Lin", BAKERY),
    ("Old Frank", BAKERY),
    ("Esperanza", CAFES),
    ("Tadeusz", BAKERY),
    ("Birdie", CAFES),
    ("Ramón Vega", BAKERY),
    ("Auntie Grace", CAFES),
    ("Hernán", DELIVERY),
)
"""Members by paper card. They have no account; Halina claims one in the end."""

FORMS = (
    (
        "Zofia",
        CAFES,
        "Ask for me at the counter on Pine Street, afternoons.",
        "A friend of mine works nights with you.",
    ),
    (
        "Kwame",
        BAKERY,
        "Through Kofi, he has my number.",
        "I start on the ovens next week and want to know my hours.",
    ),
    (
        "Alma Ruiz",
        CAFES,
        "A note at the café on Elm Street.",
        "Trabajo en Elm Street desde enero. ¿Qué hay que hacer?",
    ),
)
"""Those who ask at the public door: name, section, how to answer, and what they wrote."""


def arrivals() -> list[Arrival]:
    """Everybody who comes by invite or card, in the order in which they come."""
    found = [Arrival(name, section, 0, 20) for name, section in _FIRST[:3]]
    found += [Arrival(name, section, 1, 7) for name, section in _FIRST[3:]]
    found += _spread(_FIRST_WEEKS, 4, 18)
    found += _spread(_BEFORE_THE_CHARTER, 24, 34)
    found += _spread(_AFTER_IT, 40, 88)
    found += _spread(_SINCE_THE_CAMPAIGN, 104, 196)
    found += [Arrival(name, section, 30, 6, "card") for name, section in CARDS[:5]]
    found += [Arrival(name, section, 64, 6, "card") for name, section in CARDS[5:9]]
    found += [Arrival(name, section, 120, 11, "card") for name, section in CARDS[9:]]
    return sorted(found, key=lambda one: (one.day, one.hour))


def _spread(people: tuple[tuple[str, str], ...], first: int, last: int) -> list[Arrival]:
    """`people` from the day `first` to the day `last`, evenly; a few have a reservation, about half may be looked up."""
    step = (last - first) / max(1, len(people) - 1)
    found = []
    for place, (name, section) in enumerate(people):
        reserves = name in RESERVATIONS
        found.append(
            Arrival(
                name,
                section,
                round(first + place * step),
                (7, 12, 15, 21)[place % 4],
                way="reserves" if reserves else "affirms",
                reservation=RESERVATIONS.get(name, ""),
                listed=place % 2 == 0,
            )
        )
    return found


RESERVATIONS = {
    "Tomasz": "I am with you in all of it but the strike: I have three children and say so beforehand.",
    "Greta": "Half of my café are on visas. Whatever we do must not put them in front.",
}
"""What some wrote beside the agreement when they joined."""

SPEAKING = (
    ("Ruth Okafor", "ruth", "a member like any other; has not voted yet in the poll that is open"),
    ("Lucía Ferrer", "lucia", "doorkeeper: may admit members and let them back in; has a second factor"),
    ("Imani", "imani", "words the public door; has an invite out that waits for a second voucher"),
    ("Noor Haddad", "noor", "founded the hall, and may do what every member may"),
    ("Dario M.", "dario", "was recalled: reads and votes like everybody, and is told why the power is gone"),
)
"""Whose sign-in is printed: their name in the hall, the one they sign in with, and what there is to see as them."""
