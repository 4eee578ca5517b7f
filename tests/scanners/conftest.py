"""The world of the matrix, in which everybody may do what they are asked for here."""

from tests.matrix.conftest import lived, own_place, world  # noqa: F401
