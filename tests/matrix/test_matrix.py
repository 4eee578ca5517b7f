"""The matrix: every address by every method in every role, against the reviewed table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.shortcuts import get_object_or_404
from django.urls import path, resolve

from tests.matrix import cells, written
from tests.matrix.addresses import METHODS, Address, addresses
from tests.matrix.rows import Asking
from tests.matrix.table import TABLE
from tests.matrix.world import OUTSIDE, POWERS, STRANGERS, mandate_of
from tests.proving import proving
from unionhall.core.rulings import IN_ORDER
from unionhall.decisions.models import Motion
from unionhall.decisions.views import motion as motion_views
from unionhall.kit.actor import Actor
from unionhall.kit.headers import HeadersMiddleware
from unionhall.kit.registries import powers
from unionhall.mandates import gate
from unionhall.mandates.models import Grant, Mandate

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


def test_the_written_page_is_fresh():
    """`make docs` writes it."""
    assert written.PAGE.read_text() == written.page(EVERY, TABLE)


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
def test_everybody_is_answered_as_the_table_says_and_a_founder_as_any_member(world, address):
    """In `make check` on PostgreSQL by a few only: who may do what was asked on SQLite, and is no matter of the database."""
    row = TABLE[address.name]
    few = connection.vendor == "postgresql" and not proving()
    found = cells.every_cell(world, address, row, few=few)

    assert cells.bad_cells(row, found) == {}
    assert cells.founders_apart(found) == {}


@of_each
def test_what_is_another_halls_never_was(world, address):
    row = TABLE[address.name]

    assert cells.foreign_apart(world, address, row) + cells.foreign_sent(world, address, row) == []


# Planted faults: the matrix must find each, and nothing else ---------------------------------------------


def found_astray(world, name: str) -> set[tuple[str, str]]:
    """The cells of one address that are not as the table says."""
    return cells.astray(TABLE[name], cells.every_cell(world, BY_NAME[name], TABLE[name]))


def test_a_door_that_lets_in_whoever_is_signed_in_is_found(world, monkeypatch):
    def anybody(request, hall):
        return world.members["member"] if request.user.is_authenticated else None

    monkeypatch.setattr("unionhall.bodies.door.member_in", anybody)

    assert found_astray(world, "desk:record") == {
        (method, role)
        for method in METHODS
        for role in (
            STRANGERS if method in ("GET", "POST") or proving() else set(STRANGERS) & set(cells.SOME)
        )
    }


def test_a_gate_that_forgets_the_end_of_mandates_is_found(world, monkeypatch):
    monkeypatch.setattr(Mandate, "lives", lambda mandate, at: True)

    assert {cell for cell in found_astray(world, "bodies:standing") if cell[0] in ("GET", "POST")} == {
        (method, role) for method in ("GET", "POST") for role in ("expired", "recalled")
    }


def test_a_gate_that_asks_for_no_second_factor_is_found(world, monkeypatch):
    monkeypatch.setattr(Actor, "has_proof", lambda actor, at: True)

    assert found_astray(world, "bodies:admit") == {("POST", "unproved")}


def test_a_gate_that_forgets_for_which_body_a_mandate_was_given_is_found(world, monkeypatch):
    asked = gate._asked
    scope = mandate_of(world.members["elsewhere"]).scope

    def everywhere(by, power, asked_for, at, **more):
        grant, ruling = asked(by, power, asked_for, at, **more)
        return (grant, ruling) if ruling else asked(by, power, scope, at, **more)

    monkeypatch.setattr(gate, "_asked", everywhere)

    assert found_astray(world, "bodies:admit") == {("POST", "elsewhere")}


def test_a_right_that_only_founders_have_is_found(world, monkeypatch):
    founder = world.members["founder"].person_id
    asked = gate._asked

    def founders_first(by, power, scope, at, **more):
        grant, ruling = asked(by, power, scope, at, **more)
        return (
            (Grant.objects.filter(power=power).first(), IN_ORDER)
            if by.person_id == founder
            else (grant, ruling)
        )

    monkeypatch.setattr(gate, "_asked", founders_first)
    found = cells.every_cell(world, BY_NAME["bodies:admit"], TABLE["bodies:admit"])

    assert cells.founders_apart(found) == {"POST: acts, but a member refused": ["founder"]}


def test_an_answer_that_names_the_hall_to_outsiders_is_found(world, monkeypatch):
    answered = HeadersMiddleware.__call__

    def telling(middleware, request):
        response = answered(middleware, request)
        response["X-Owner"] = "Anazwirbel"
        return response

    monkeypatch.setattr(HeadersMiddleware, "__call__", telling)
    found = cells.every_cell(world, BY_NAME["people:account"], TABLE["people:account"])

    assert cells.bad_cells(TABLE["people:account"], found)["GET: tells 'Zwirbel'"] == [*OUTSIDE, *STRANGERS]


def test_a_hall_that_looks_up_things_of_others_is_found(world, monkeypatch):
    def anywhere(request, pk):
        return get_object_or_404(Motion.objects.select_related("body__hall", "hall"), pk=pk)

    monkeypatch.setattr(motion_views, "motion_in", anywhere)
    row = TABLE["decisions:motion"]

    assert cells.foreign_apart(world, BY_NAME["decisions:motion"], row) != []
