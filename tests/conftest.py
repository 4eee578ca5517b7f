"""The cast of the rooms' stories plays across rooms too."""

from unionhall.conftest import (  # noqa: F401
    ana,
    bakery,
    bilal,
    chidi,
    dora,
    eshe,
    hall,
    noon,
    other_hall,
)
