"""The server's first page."""

from django.urls import path

from .views import front

app_name = "front"
urlpatterns = [
    path("", front.front, name="front"),
    path("source/", front.source, name="source"),
]
