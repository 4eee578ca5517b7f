"""
The addresses of the house. Each room keeps its own; what belongs to one hall lies under `h/<slug>/`.
"""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

IN_A_HALL = ("desk", "delegates", "work", "assemblies", "decisions", "bodies", "mandates", "record")
"""Rooms whose pages belong to one hall. The highest first: the desk's front page is the hall's."""


def _rooms() -> list[URLPattern | URLResolver]:
    """The addresses of the rooms that have any (`urls`, and `hall_urls` for those inside a hall)."""
    found: list[URLPattern | URLResolver] = []
    for room in ("people", "bodies", "desk"):
        if find_spec(f"unionhall.{room}.outside_urls"):
            found.append(path("", include(f"unionhall.{room}.outside_urls")))
    if find_spec("unionhall.people.urls"):
        found.append(path("", include("unionhall.people.urls")))
    for room in IN_A_HALL:
        if find_spec(f"unionhall.{room}.urls"):
            found.append(path("h/<slug:hall>/", include(f"unionhall.{room}.urls")))
    return found


urlpatterns: list[URLPattern | URLResolver] = [*_rooms()]
urlpatterns.append(path("", include("unionhall.kit.urls")))

handler500 = "unionhall.kit.broken.page"
