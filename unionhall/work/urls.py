"""Addresses of the work room inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import rotas, turns

app_name = "work"

urlpatterns: list[URLPattern] = [
    path("rotas/", rotas.rotas, name="rotas"),
    path("rotas/begin/", rotas.begin, name="begin"),
    path("rotas/turns.ics", rotas.calendar, name="calendar"),
    path("rotas/<uuid:pk>/", rotas.rota, name="rota"),
    path("rotas/<uuid:pk>/who/", rotas.who, name="who"),
    path("rotas/<uuid:pk>/put-in/", rotas.put_in, name="put_in"),
    path("rotas/<uuid:pk>/stop/", rotas.stop, name="stop"),
    path("rotas/<uuid:pk>/list.pdf", rotas.printed, name="printed"),
    path("rotas/turns/<uuid:pk>/", turns.turn, name="turn"),
    path("rotas/turns/<uuid:pk>/swap/", turns.swap, name="swap"),
    path("rotas/turns/<uuid:pk>/answer/", turns.answer, name="answer"),
]
