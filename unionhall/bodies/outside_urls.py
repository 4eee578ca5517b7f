"""Addresses for whoever is not inside: founding, an invite's link, the public door."""

from django.urls import path

from .views import applications, founding, invites, letters, publicity

app_name = "door"
urlpatterns = [
    path("found/", founding.found_here, name="found_here"),
    path("found/<str:token>/", founding.found, name="found"),
    path("join/<str:token>/", invites.join, name="join"),
    path("at/<slug:slug>/", publicity.front, name="front"),
    path("at/<slug:slug>/join/", applications.apply, name="apply"),
    path("at/<slug:slug>/write/<str:way>/", letters.write, name="write"),
]
