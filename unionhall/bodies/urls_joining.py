"""Addresses inside a hall: coming in, the members, oneself, the board."""

from django.urls import path

from .views import applications, cards, invites, letting_in, lists, me, members, notices

urlpatterns = [
    path("members/", members.members, name="members"),
    path("members/keep/", members.keep, name="keep"),
    path("members/keep/household/", members.household, name="new_household"),
    path("members/keep/household/<uuid:pk>/", members.household, name="household"),
    path("members/<uuid:pk>/standing/", members.standing, name="standing"),
    path("invites/", invites.invites, name="invites"),
    path("invites/<uuid:pk>/", invites.invite, name="invite"),
    path("invites/<uuid:pk>/vouch/", invites.vouch, name="vouch"),
    path("invites/<uuid:pk>/withdraw/", invites.withdraw, name="withdraw_invite"),
    path("cards/", cards.cards, name="cards"),
    path("cards/paper/", cards.paper, name="paper_card"),
    path("cards/vouch/", cards.vouch_for_many, name="vouch_for_cards"),
    path("cards/<uuid:pk>/take-back/", cards.take_back, name="take_card_back"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<uuid:pk>/admit/", applications.admit, name="admit"),
    path("applications/<uuid:pk>/decline/", applications.decline, name="decline"),
    path("applications/<uuid:pk>/vouch/", applications.vouch, name="vouch_for"),
    path("list/", lists.bring_in, name="bring_in_list"),
    path("letting-in/", letting_in.letting_in, name="letting_in"),
    path("letting-in/ask/<uuid:pk>/", letting_in.ask, name="ask_back_in"),
    path("letting-in/<uuid:pk>/confirm/", letting_in.confirm, name="confirm_back_in"),
    path("letting-in/<uuid:pk>/stop/", letting_in.stop, name="stop_back_in"),
    path("board/", notices.notices, name="notices"),
    path("board/pin/", notices.pin, name="pin"),
    path("board/<uuid:pk>/take-down/", notices.take_down, name="take_down"),
    path("me/", me.me, name="me"),
    path("me/name/", me.name, name="name"),
    path("me/affirm/", me.affirm, name="affirm"),
    path("me/directory/", me.directory, name="directory"),
    path("me/absence/", me.absence, name="absence"),
    path("me/absence/end/", me.come_back, name="come_back"),
    path("me/household/", me.speaker, name="speaker"),
    path("me/proxy/", me.proxy, name="proxy"),
    path("me/proxy/<uuid:pk>/end/", me.end_proxy, name="end_proxy"),
    path("me/carry-away/", me.carry_away, name="carry_away"),
    path("me/leave/", me.leave, name="leave"),
]
