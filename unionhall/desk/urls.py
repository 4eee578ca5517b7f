"""Addresses of the desk's pages inside a hall."""

from django.urls import path

from .views import home, mandates, record

app_name = "desk"
urlpatterns = [
    path("", home.hall, name="hall"),
    path("more/", home.more, name="more"),
    path("search/", home.search, name="search"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/<uuid:pk>/", mandates.mandate, name="mandate"),
    path("mandates/<uuid:pk>/lay-down/", mandates.lay_down, name="lay_down"),
    path("record/", record.record, name="record"),
    path("record/checkpoint/", record.checkpoint, name="checkpoint"),
    path("record/data.json", record.data, name="record_data"),
    path("record/carry-away/", record.carry_away, name="carry_away"),
    path("record/<int:index>/", record.entry, name="entry"),
    path("record/<int:index>/proof/", record.proof, name="proof"),
    path("record/<int:index>/signed/", record.signed, name="signed"),
]
