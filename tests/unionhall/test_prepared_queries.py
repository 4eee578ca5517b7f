"""A prepared query gives the rows that its queryset gives, each time for other values."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Exists, Q
from django.test.utils import CaptureQueriesContext

from unionhall.bodies.models import Member
from unionhall.decisions.models import Motion
from unionhall.decisions.tests.story import put
from unionhall.kit import clock
from unionhall.kit.rows import Prepared

pytestmark = pytest.mark.django_db

called = Prepared(lambda name: Member.objects.select_related("person", "hall").filter(name=name))


def test_it_is_asked_with_one_value_and_then_with_another(ana, bilal):
    assert called.one(name="Ana") == Member.objects.get(pk=ana.pk)
    assert called.one(name="Bilal") == Member.objects.get(pk=bilal.pk)
    assert called.one(name="Nobody") is None


def test_every_column_is_read_as_its_own_kind(ana):
    usual, prepared = Member.objects.get(pk=ana.pk), called.one(name="Ana")

    assert {name: value for name, value in vars(prepared).items() if name != "_state"} == {
        name: value for name, value in vars(usual).items() if name != "_state"
    }
    assert (prepared._state.adding, prepared._state.db) == (False, "default")


def test_rows_that_are_selected_with_it_are_there_without_asking(ana):
    with CaptureQueriesContext(connection) as asked:
        found = called.one(name="Ana")
        assert (found.person.pk, found.hall.slug) == (ana.person_id, ana.hall.slug)

    assert len(asked) == 1


def test_ids_and_moments_are_sent_as_the_database_keeps_them(ana, bakery):
    motion, other, now = put(ana, bakery), put(ana, bakery), clock.now()
    since = Prepared(lambda pk, then: Motion.objects.filter(put_at__gte=then, pk=pk))
    either = Prepared(lambda one, two: Motion.objects.filter(Q(pk=one) | Q(pk=two), status="put"))

    assert since.one(pk=motion.pk, then=motion.put_at) == motion
    assert since.one(pk=motion.pk, then=now + timedelta(seconds=1)) is None
    assert {one.pk for one in either.all(one=other.pk, two=motion.pk)} == {motion.pk, other.pk}
    assert either.all(one=uuid4(), two=uuid4()) == []


def test_what_is_asked_beside_a_row_stands_on_it(ana, bilal, bakery):
    put(ana, bakery)
    mine = Prepared(
        lambda pk: Member.objects.filter(pk=pk).annotate(has_put=Exists(Motion.objects.filter(put_by_id=pk)))
    )

    assert [mine.one(pk=one.pk).has_put for one in (ana, bilal)] == [True, False]


@pytest.mark.parametrize(
    "given", [{}, {"name": "Ana", "other": "Ana"}, {"nam": "Ana"}, {"name": None}, {"name": 1}]
)
def test_a_value_that_is_missing_or_none_is_refused(given):
    with pytest.raises(TypeError):
        called.one(**given)
