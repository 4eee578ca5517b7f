"""The matrix: every address by every method in every role, against the reviewed table."""

from __future__ import annotations

import pytest
from django.urls import path, resolve

from tests.matrix import cells
from tests.matrix.addresses import Address, addresses
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from tests.matrix.world import POWERS
from unionhall.kit.registries import powers

pytestmark = pytest.mark.django_db

EVERY = addresses()
KNOWN = [one for one in EVERY if one.name in TABLE]
BY_NAME = {one.name: one for one in EVERY}


def of_each(test):
    """The test, once for each address in the table."""
    return pytest.mark.parametrize("address", KNOWN, ids=[one.name for one in KNOWN])(test)


def missing(found: list[Address]) -> set[str]:
    """The addresses that nobody has reviewed."""
    return {one.name for one in found} - set(TABLE)


def test_every_address_is_reviewed():
    assert missing(EVERY) == set()


def test_no_row_is_left_of_an_address_that_is_gone():
    assert set(TABLE) - {one.name for one in EVERY} == set()


def test_an_address_that_nobody_reviewed_is_found():
    planted = [
        path("back-door/", lambda request: None, name="back_door"),
        path("<slug:hall>/x/", lambda request: None),
    ]

    assert missing(addresses(planted)) == {"back_door", "<slug:hall>/x/"}


def test_the_mandates_of_the_matrix_allow_everything_there_is():
    assert set(POWERS) == set(powers)


@of_each
def test_it_is_reached(world, address):
    """No other address lies before it."""
    found = resolve(
        cells.path_of(address, TABLE[address.name], Asking(world, world.here, "member")).split("?")[0]
    )
    assert found.view_name == address.name


@of_each
def test_everybody_is_answered_as_the_table_says(world, address):
    assert cells.bad_cells(world, address, TABLE[address.name]) == {}


@of_each
def test_a_founder_is_a_member_like_any_other(world, address):
    assert cells.founders_apart(world, address, TABLE[address.name]) == []


@of_each
def test_what_is_another_halls_never_was(world, address):
    row = TABLE[address.name]

    assert cells.foreign_apart(world, address, row) + cells.foreign_sent(world, address, row) == []
