"""
SQLite does not overwrite the copy of a row that stays behind when the row moves to another page; rewriting the file does.

Found by the walks: of whoever had been erased, a name was once left in the file. Here the same with enough rows to be sure of it.
"""

from __future__ import annotations

import random

import pytest
from django.db import connection

from tests.walks.place import Place, Template
from unionhall.kit import wiping

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
WORDS = b"found nowhere else"


@pytest.fixture
def place(transactional_db):
    template = Template()
    one = Place(template)
    one.enter()
    yield one
    one.leave()
    template.close()


def rows_that_move(chance: random.Random) -> None:
    """A table that fills and in which rows grow and shrink; then every word in it is deleted."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS moving")
        cursor.execute("CREATE TABLE moving (id TEXT PRIMARY KEY, words TEXT, more BLOB)")
        cursor.execute("CREATE INDEX moving_words ON moving (words)")
        ids: list[str] = []
        for number in range(300):
            ids.append(f"{chance.getrandbits(128):032x}")
            row = [ids[-1], f"{number} {WORDS.decode()}", chance.randbytes(chance.randrange(20, 300))]
            cursor.execute("INSERT INTO moving VALUES (%s, %s, %s)", row)
            grown = [chance.randbytes(chance.randrange(20, 400)), chance.choice(ids)]
            cursor.execute("UPDATE moving SET more = %s WHERE id = %s", grown)
        cursor.execute("UPDATE moving SET words = ''")


def test_what_was_moved_and_then_deleted_is_gone_once_the_file_is_rewritten(place: Place):
    chance, left_before = random.Random(1936), 0
    for _ in range(10):
        rows_that_move(chance)
        assert wiping.empty_write_ahead_log()
        left_before += WORDS in place.bytes_kept()

        assert wiping.rewrite() and wiping.empty_write_ahead_log()
        assert WORDS not in place.bytes_kept()
    assert left_before, "deleting alone was enough: then rewriting shows nothing here"


def test_it_is_left_for_later_while_somebody_writes(place: Place):
    with connection.turn(1) as mine:  # type: ignore[attr-defined]
        assert mine
        assert not wiping.rewrite()
    assert wiping.rewrite()
