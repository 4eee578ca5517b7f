"""S0-3.4: one person in two halls of one server; no page, copy or dump joins the two without that person's own key."""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.stories.telling import joins
from unionhall.bodies import actions
from unionhall.bodies.models import Member
from unionhall.people import keyring, sealing
from unionhall.people.models import Account
from unionhall.record.export import export

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "four loaves under one oven"
ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


def comes_in(client, inviter, name, seconder=None, **more):
    """Somebody with `client` uses an invite in the page; gives the member they are."""
    made = actions.make_invite(by=inviter.actor)
    if seconder is not None:
        actions.vouch(by=seconder.actor, invite=made.invite)
    typed = {"name": name, "passphrase": PASSPHRASE, "way": "affirms", **more}
    answer = client.post(reverse("door:join", kwargs={"token": made.token}), typed)
    assert answer.status_code == 302, answer.content.decode()
    return Member.objects.get(hall=inviter.hall, name=name)


@pytest.fixture
def phone():
    """The one phone of somebody who is Fran at the bakery and Mo at the laundry."""
    return Client()


@pytest.fixture
def both(phone, ana, bilal, dora):
    """(the member they are at the bakery, the one they are at the laundry)."""
    return comes_in(phone, ana, "Fran", seconder=bilal), comes_in(phone, dora, "Mo")


def dump():
    """Every row of every table of the database as (table, its values as text), the tables without a model too."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield (
                    table,
                    [bytes(one).hex() if isinstance(one, (bytes, memoryview)) else str(one) for one in row],
                )


def reachable(start):
    """Every id that can be reached from `start` by walking along rows that name two ids or more."""
    rows_with, rows = defaultdict(set), []
    for _table, values in dump():
        ids = {one.replace("-", "") for value in values for one in ID.findall(value)}
        for one in ids:
            rows_with[one].add(len(rows))
        rows.append(ids)
    seen, todo = set(), [start.hex]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += [other for row in rows_with[one] for other in rows[row]]
    return seen


def test_no_walk_along_the_rows_of_the_whole_database_leads_from_one_to_the_other(both, ana, dora):
    fran, mo = both
    account = Account.objects.get(sign_in_name="fran")

    from_fran, from_mo, from_account = reachable(fran.pk), reachable(mo.pk), reachable(account.pk)

    assert (
        ana.pk.hex in from_fran and dora.pk.hex in from_mo
    )  # the walk does find who is in one hall together
    assert not from_fran & from_mo
    assert not from_account & (from_fran | from_mo)


def test_no_row_says_both(both):
    fran, mo = both
    words = [
        ("fran", fran.pk.hex, fran.person_id.hex, fran.hall_id.hex),
        ("mo", mo.pk.hex, mo.person_id.hex, mo.hall_id.hex),
    ]
    for table, values in dump():
        said = " ".join(values).replace("-", "").casefold()
        tokens = set(re.findall(r"\w+", said))
        one, other = (
            [word for word in names if word in tokens or (len(word) > 20 and word in said)] for names in words
        )
        assert not (one and other), table


def test_the_walk_would_find_a_row_that_joins_them(both):
    """Planted: a row that names both. The search that finds nothing above is one that finds."""
    fran, mo = both
    Member.objects.filter(pk=fran.pk).update(name=f"Fran {mo.pk}")
    assert mo.pk.hex in reachable(fran.pk)


def test_their_own_passphrase_opens_both_and_no_other_does(both):
    fran, mo = both
    account = Account.objects.get(sign_in_name="fran")
    key = sealing.key_from_passphrase(PASSPHRASE, bytes(account.keyring_salt))

    assert {one.person_id for one in keyring.unpack(account, key)} == {fran.person_id, mo.person_id}
    wrong = sealing.key_from_passphrase(PASSPHRASE + "!", bytes(account.keyring_salt))
    with pytest.raises(sealing.Unreadable):
        keyring.unpack(account, wrong)


def test_an_account_with_two_halls_looks_like_an_account_with_one(both, ana, bilal):
    comes_in(Client(), ana, "Gus", seconder=bilal)
    two, one = (Account.objects.get(sign_in_name=name) for name in ("fran", "gus"))
    assert len(bytes(two.keyring)) == len(bytes(one.keyring))


def test_no_copy_of_one_hall_speaks_of_the_other(both, ana, tmp_path):
    fran, mo = both
    export(fran.hall, tmp_path / "record")
    own = json.dumps(actions.carry_away_mine(by=ana.actor), default=str)
    told = own + "".join(
        one.read_bytes().decode("latin-1") for one in (tmp_path / "record").rglob("*") if one.is_file()
    )

    for word in (
        mo.pk,
        mo.person_id,
        mo.hall_id,
        mo.hall.slug,
        mo.hall.origin,
        "Laundry",
        Account.objects.get(sign_in_name="fran").pk,
    ):
        assert str(word) not in told


def test_every_page_of_one_hall_is_silent_about_the_other_but_their_own_list_of_halls(both, phone):
    fran, mo = both
    for page in ("desk:hall", "desk:more", "bodies:me", "bodies:members", "desk:record"):
        said = phone.get(reverse(page, kwargs={"hall": fran.hall.slug})).content.decode()
        assert "Laundry" not in said and mo.hall.slug not in said and not re.search(r"\bMo\b", said)

    front = phone.get("/", follow=True).content.decode()
    assert fran.hall.slug in front and mo.hall.slug in front


def test_somebody_who_opens_a_second_account_is_refused_nothing_that_would_tell(both, ana, bilal):
    """A name that signs somebody in already is the only thing that can be told, and it belongs to no hall."""
    assert joins(ana, "Mo", seconder=bilal).name == "Mo"
