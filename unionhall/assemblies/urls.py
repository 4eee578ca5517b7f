"""Addresses of the assemblies room inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import dates, floor, meetings, minutes, minutes_out, presence, procedural, roles, rounds, word
from .views import dates, decided, floor, meetings, minutes, minutes_out, presence, procedural, roles, word

app_name = "assemblies"

urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/call/", meetings.call, name="call"),
    path("meetings/dates/propose/", dates.propose, name="propose_times"),
    path("meetings/dates/<uuid:pk>/", dates.dates, name="dates"),
    path("meetings/dates/<uuid:pk>/drop/", dates.drop, name="dates_drop"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:pk>/call-too/", meetings.call_too, name="call_too"),
    path("meetings/<uuid:pk>/call-off/", meetings.call_off, name="call_off"),
    path("meetings/<uuid:pk>/coming/", meetings.coming, name="coming"),
    path("meetings/<uuid:pk>/agenda/", meetings.put, name="put"),
    path("meetings/items/<uuid:pk>/take-off/", meetings.take_off, name="take_off"),
    path("meetings/<uuid:pk>/here/", presence.here, name="here"),
    path("meetings/<uuid:pk>/gone/", presence.gone, name="gone"),
    path("meetings/<uuid:pk>/door/", presence.door, name="door"),
    path("meetings/<uuid:pk>/tick/", presence.tick, name="tick"),
    path("meetings/<uuid:pk>/guests/", presence.guests, name="guests"),
    path("meetings/<uuid:pk>/open/", presence.opening, name="open"),
    path("meetings/<uuid:pk>/close/", presence.closing, name="close"),
    path("meetings/<uuid:pk>/floor/", floor.floor, name="floor"),
    path("meetings/<uuid:pk>/screen/", floor.screen, name="screen"),
    path("meetings/<uuid:pk>/hand/", floor.hand, name="hand"),
    path("meetings/hands/<uuid:pk>/down/", floor.down, name="down"),
    path("meetings/<uuid:pk>/following/", floor.following, name="following"),
    path("meetings/<uuid:pk>/stack/", floor.stack, name="stack"),
    path("meetings/<uuid:pk>/myself/", floor.myself, name="myself"),
    path("meetings/<uuid:pk>/item/", floor.item, name="item"),
    path("meetings/<uuid:pk>/how-we-go-on/", procedural.procedure, name="procedure"),
    path("meetings/<uuid:pk>/move/", procedural.move, name="move"),
    path("meetings/moves/<uuid:pk>/second/", procedural.second, name="second_move"),
    path("meetings/moves/<uuid:pk>/hands/", procedural.hands, name="hands"),
    path("meetings/moves/<uuid:pk>/drop/", procedural.drop, name="drop_move"),
    path("meetings/<uuid:pk>/roles/", roles.roles, name="roles"),
    path("meetings/<uuid:pk>/roles/offer/", roles.offer, name="role_offer"),
    path("meetings/roles/<uuid:pk>/answer/", roles.answer, name="role_answer"),
    path("meetings/roles/<uuid:pk>/down/", roles.lay_down, name="role_down"),
    path("meetings/rounds/<uuid:pk>/", rounds.round_, name="round"),
    path("meetings/rounds/<uuid:pk>/count/", rounds.count, name="count_report"),
    path("meetings/rounds/<uuid:pk>/box/", rounds.box, name="box"),
    path("meetings/rounds/<uuid:pk>/read/", rounds.was_read, name="was_read"),
    path("meetings/how-it-is/<uuid:pk>/", rounds.how_it_is, name="how_it_is"),
    path("meetings/<uuid:pk>/decided/", decided.page, name="decided"),
    path("meetings/<uuid:pk>/decided.pdf", decided.printed, name="decided_printed"),
    path("meetings/<uuid:pk>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<uuid:pk>/minutes/approve/", minutes.approve, name="approve_minutes"),
    path("meetings/<uuid:pk>/first/", minutes.first, name="first_assembly"),
    path("meetings/<uuid:pk>/minutes.pdf", minutes_out.printed, name="minutes_printed"),
    path("meetings/<uuid:pk>/minutes.md", minutes_out.markdown, name="minutes_markdown"),
    path("meetings/<uuid:pk>/minutes.json", minutes_out.popolo, name="minutes_popolo"),
    path("meetings/minutes/<uuid:pk>/strike/", minutes.strike, name="strike"),
    path("meetings/<uuid:pk>/word/", word.word, name="word"),
    path("meetings/<uuid:pk>/word/calendar.ics", word.calendar, name="calendar"),
    path("meetings/<uuid:pk>/agenda.pdf", word.agenda, name="agenda"),
    path("meetings/<uuid:pk>/sheet.pdf", word.sign_in_sheet, name="sheet"),
    path("at/<uuid:pk>/", word.at, name="at"),
]
