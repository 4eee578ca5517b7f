"""
Taking accounts out of line, so that the order of rows in a copy of the database joins no account to a person.

SQLite numbers rows as they come; PostgreSQL notes in each row the transaction that wrote it last. Either would tell
which account was made or changed in the moment when somebody joined a hall.
"""

from __future__ import annotations

import random

from django.db import connection

from unionhall.people.models import Account

_chance = random.SystemRandom()


def out_of_line(account: Account) -> None:
    """On SQLite, give the account's row a place that says nothing of when it was made."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A UUID is kept there as 32 hex digits; the row's own number is another column.
            cursor.execute(
                "UPDATE people_account SET rowid = %s WHERE id = %s",
                [_chance.getrandbits(62), account.pk.hex],
            )


def rewritten_together() -> int:
    """On PostgreSQL, write every account's row again, in one transaction and in random order. Gives how many."""
    if connection.vendor == "sqlite":
        return 0
    ids = list(Account.objects.values_list("pk", flat=True))
    _chance.shuffle(ids)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE people_account SET password = password WHERE id = %s", [[one] for one in ids]
        )
    return len(ids)
