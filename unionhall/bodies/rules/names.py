"""Names: how they are compared, whose is taken, who may be the same person, and how one is found."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling

from ..models import Application, Member

ALIKE = 0.86
"""How alike two settled names are (difflib's ratio) before they are shown side by side; found on lists of real names."""
MOST_FOUND = 8
REMEMBERED = 16_384
"""Names whose settled form is kept in memory: a page that compares all of a large hall's would take longer than it may."""


@lru_cache(REMEMBERED)
def plain(name: str) -> str:
    """
    A name as typed letters are looked for in it: without case, marks or needless spaces, its parts in their order.

    >>> plain("  GARCÍA, José ")
    'garcia, jose'
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


@lru_cache(REMEMBERED)
def settled(name: str) -> str:
    """
    A name as names are compared: without case, marks, dots and the order of its parts.

    >>> settled("  GARCÍA, José ") == settled("jose garcia")
    True
    """
    whole = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(one if one.isalnum() else " " for one in whole if not unicodedata.combining(one))
    return " ".join(sorted(letters.split()))


def same_name(name: str) -> str:
    """
    What two names have in common that nobody could tell apart when one is read aloud; a name without a letter is itself.

    >>> same_name("García, José") == same_name(" jose  GARCIA"), same_name("♥") == same_name("♦")
    (True, False)
    """
    return settled(name) or " ".join(name.casefold().split())


LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK")
"""Alphabets with letters that cannot be told from each other: whoever mixes them in a word may pass for somebody else."""


def alphabets(word: str) -> set[str]:
    """
    Which of the alphabets that look alike the letters of a word are from.

    >>> sorted(alphabets("Ana")), sorted(alphabets("Аna")), alphabets("あな")
    (['LATIN'], ['CYRILLIC', 'LATIN'], set())
    """
    first = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    return first & set(LOOK_ALIKE)


class NameTaken(OutOfOrder):
    """Another member of the hall is called this already."""


def may_be_called(hall_id: UUID, name: str, *, besides: UUID | None = None) -> Ruling:
    """
    Whether a member of the hall may be called `name`: nobody else who is in is called so. `besides`: whose own name it is.

    Asked by who joins on an invite, and by who takes another name. Of a card and a list two members say that it is
    somebody else (`doubles`), and an applicant outside is told nothing of who is in: there, names may meet.
    """
    wanted = same_name(name)
    others = Member.objects.filter(hall_id=hall_id, left_on=None).exclude(pk=besides)
    if any(same_name(one) == wanted for one in others.values_list("name", flat=True)):
        return Ruling(NameTaken(_("Somebody here is called that already: add a letter or another word.")))
    return IN_ORDER


def told_apart(hall_id: UUID, members: Iterable[Member]) -> list[Member]:
    """
    The same members, each with `apart`: "" where no other member has their name, else what members know that tells them
    apart: the day they joined, and that they are here on paper. Two queries at most, however many they are.
    """
    found = list(members)
    known = Member.objects.filter(hall_id=hall_id, left_on=None).values_list("name", flat=True)
    many = Counter(map(same_name, known)) if found else Counter()
    shared = [one.pk for one in found if many[same_name(one.name)] > 1]
    facts = {}
    if shared:
        rows = Member.objects.filter(pk__in=shared).values_list("pk", "joined_on", "person__key_hash")
        facts = {pk: (joined, bool(key)) for pk, joined, key in rows}
    for one in found:
        one.apart = _said_apart(*facts[one.pk]) if one.pk in facts else ""
    return found


def _said_apart(joined: date, has_account: bool) -> str:
    day = {"day": formats.date_format(joined, _("j F Y"), use_l10n=False)}
    return (_("joined %(day)s") if has_account else _("on paper, joined %(day)s")) % day


def called_apart(member: Member) -> str:
    """A member of `told_apart` in one line: the name, and what tells them from their namesakes."""
    return f"{member.name} ({member.apart})" if member.apart else member.name


def is_alike(one: str, other: str) -> bool:
    """
    Whether two settled names may be one person's, typed differently.

    >>> is_alike(settled("Ana Petrova"), settled("Petrowa Ana")), is_alike(settled("Ana"), settled("Bilal"))
    (True, False)
    """
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def doubles(hall_id: UUID, name: str) -> list[Member]:
    """The members whose names are like `name`, the likeliest first."""
    wanted = settled(name)
    if not wanted:
        return []
    names = Member.objects.filter(hall_id=hall_id, left_on=None).values_list("pk", "name")
    ids = [pk for pk, one in names if is_alike(wanted, settled(one))][:8]
    found = Member.objects.filter(pk__in=ids)
    return sorted(found, key=lambda one: -SequenceMatcher(None, wanted, settled(one.name)).ratio())


def cards_alike(hall_id: UUID, name: str) -> list[Application]:
    """The cards still waiting whose names are like `name`."""
    wanted = settled(name)
    waiting = Application.objects.filter(hall_id=hall_id, answer=Application.Answer.OPEN)
    return [one for one in waiting if is_alike(wanted, settled(one.name))]


def in_whole_words(typed: str, name: str) -> bool:
    """
    Whether everything typed is a whole word of the name: what somebody knows who knows the member.

    >>> in_whole_words("petrova", "Ana Petrova"), in_whole_words("pet", "Ana Petrova"), in_whole_words("!", "Ana")
    (True, False, False)
    """
    words = set(same_name(typed).split())
    return bool(words) and words <= set(same_name(name).split())


def find_members(
    hall_id: UUID,
    typed: str,
    *,
    most: int = MOST_FOUND,
    among: QuerySet[Member] | None = None,
    by_letters: bool = False,
) -> list[Member]:
    """
    Members whose name fits what was typed, at least two letters; at most `most`, exact names first. `among`: only these.
    Pages ask `looking.found_by_name`, which counts.

    Whoever chose to be found is found by some letters of their name, everybody else by whole words of it only, so that
    nobody copies a list by trying letters. `by_letters`: everybody by some letters, for who keeps the list.

    Each carries what tells them from others of the same name (`told_apart`).
    """
    wanted = plain(typed)
    if len(wanted) < 2:
        return []
    # Compared here and not in the database: the two databases disagree about accents and case.
    hits = [
        member
        for member in (Member.objects.all() if among is None else among)
        .filter(hall_id=hall_id, left_on=None)
        .only("id", "name", "hall_id", "person_id", "in_directory")
        if ((by_letters or member.in_directory) and wanted in plain(member.name))
        or in_whole_words(typed, member.name)
    ]
    hits.sort(key=lambda member: (plain(member.name) != wanted, plain(member.name), str(member.pk)))
    return told_apart(hall_id, hits[:most])
