"""Addresses of the charter, the principles, bodies, mandates, affiliations and the public door, inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from unionhall.bodies.views import affiliations, bodies, changing, charter, principles, proposing, publicity

urlpatterns: list[URLPattern] = [
    path("charter/", charter.charter, name="charter"),
    path("charter/version/<int:number>/", charter.version, name="charter_version"),
    path("charter/change/", changing.change, name="charter_change"),
    path("charter/change/preset/<slug:key>/", changing.preset, name="charter_preset"),
    path("charter/change/rule/<slug:matter>/", changing.rule, name="charter_rule"),
    path("charter/change/part/<slug:name>/", changing.part, name="charter_part"),
    path("charter/change/entrench/<str:anchor>/", changing.entrench, name="charter_entrench"),
    path("charter/change/preview/", changing.preview, name="charter_preview"),
    path("charter/change/drop/", changing.forget, name="charter_drop"),
    path("propose/<str:kind>/", proposing.propose, name="propose"),
    path("principles/", principles.principles, name="principles"),
    path("principles/version/<int:number>/", principles.principles_version, name="principles_version"),
    path("me/declarations/", principles.declarations, name="declarations"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<uuid:pk>/", bodies.body, name="body"),
    path("bodies/<uuid:pk>/join/", bodies.join, name="join_body"),
    path("bodies/<uuid:pk>/leave/", bodies.leave, name="leave_body"),
    path("affiliations/", affiliations.affiliations, name="affiliations"),
    path("affiliations/<uuid:pk>/", affiliations.affiliation, name="affiliation"),
    path("affiliations/<uuid:pk>/decision.json", affiliations.document, name="affiliation_document"),
    path("publicity/", publicity.publicity, name="publicity"),
]
