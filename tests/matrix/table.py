"""
The reviewed table: what every address of the house answers.

A new address belongs here before it may be merged: a test fails until somebody has thought about who may do what
there. The profiles are in `profiles.py`.
"""

from __future__ import annotations

from tests.matrix import (
    rows_assemblies,
    rows_bodies,
    rows_decisions,
    rows_delegates,
    rows_desk,
    rows_people,
    rows_work,
)
from tests.matrix.rows import Row

TABLE: dict[str, Row] = {
    **rows_people.ROWS,
    **rows_bodies.ROWS,
    **rows_decisions.ROWS,
    **rows_assemblies.ROWS,
    **rows_work.ROWS,
    **rows_delegates.ROWS,
    **rows_desk.ROWS,
}
