"""The kit's own addresses: choosing a language, and in development the page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from unionhall.kit import views

app_name = "kit"

urlpatterns = [path("language/", require_POST(set_language), name="language")]

if settings.DEBUG:
    urlpatterns.append(path("style/", views.style, name="style"))
