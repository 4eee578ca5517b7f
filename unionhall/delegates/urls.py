"""Addresses of the delegates room inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

app_name = "delegates"

urlpatterns: list[URLPattern] = [
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<uuid:pk>/", views.delegation, name="delegation"),
    path("delegations/points/<uuid:pk>/act/", views.act, name="act"),
    path("delegations/points/<uuid:pk>/text/", views.change_text, name="text"),
    path("delegations/points/<uuid:pk>/ask/", views.ask, name="ask"),
    path("delegations/acts/<uuid:pk>/explain/", views.explain, name="explain"),
]
