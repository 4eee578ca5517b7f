"""Addresses of the decisions room inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from unionhall.decisions.views import (
    beside,
    choosing,
    listing,
    motion,
    on_paper,
    papers,
    polls,
    putting,
    recalls,
    telling,
    word,
)

app_name = "decisions"

urlpatterns: list[URLPattern] = [
    path("motions/", listing.motions, name="motions"),
    path("motions/register/", listing.register, name="register"),
    path("motions/put/", putting.put, name="put"),
    path("motions/put/choice/", choosing.put, name="put_choice"),
    path("motions/<uuid:pk>/", motion.motion, name="motion"),
    path("motions/<uuid:pk>/second/", motion.second, name="second"),
    path("motions/<uuid:pk>/name/", motion.add_name, name="add_name"),
    path("motions/<uuid:pk>/withdraw/", motion.withdraw, name="withdraw"),
    path("motions/<uuid:pk>/retry/", motion.retry, name="retry"),
    path("motions/<uuid:pk>/reword/", putting.reword, name="reword"),
    path("motions/<uuid:pk>/amend/", putting.amend, name="amend"),
    path("motions/<uuid:pk>/take-in/", motion.take_in, name="take_in"),
    path("motions/<uuid:pk>/translate/", putting.translate, name="translate"),
    path("motions/<uuid:pk>/call-in/", recalls.call_in, name="call_in"),
    path("motions/<uuid:pk>/open/", polls.open_poll, name="open"),
    path("motions/<uuid:pk>/ask/", beside.ask, name="ask"),
    path("motions/<uuid:pk>/answer/", recalls.answer, name="answer_recall"),
    path("motions/<uuid:pk>/work/", beside.work, name="work"),
    path("motions/<uuid:pk>/review/", beside.review, name="review"),
    path("motions/<uuid:pk>/decided/", word.decided, name="decided"),
    path("motions/<uuid:pk>/word/", word.word, name="word"),
    path("motions/<uuid:pk>/word/calendar.ics", word.calendar, name="calendar"),
    path("motions/<uuid:pk>/word/notice.pdf", word.notice, name="notice"),
    path("motions/<uuid:pk>/papers/", papers.lay, name="lay"),
    path("motions/papers/<uuid:pk>/", papers.paper, name="paper"),
    path("motions/papers/<uuid:pk>/erase/", papers.erase, name="erase_paper"),
    path("motions/questions/<uuid:pk>/answer/", beside.answer, name="answer"),
    path("motions/votes/<uuid:pk>/", polls.poll, name="poll"),
    path("motions/votes/<uuid:pk>/cast/", polls.cast, name="cast"),
    path("motions/votes/<uuid:pk>/on-paper/", on_paper.bring, name="on_paper"),
    path("motions/votes/<uuid:pk>/close/", polls.close, name="close"),
    path("motions/votes/<uuid:pk>/tell/", telling.tell, name="tell"),
    path("motions/votes/<uuid:pk>/aloud/", telling.refuse_aloud, name="refuse_aloud"),
    path("motions/votes/<uuid:pk>/papers.pdf", telling.papers, name="ballot_papers"),
    path("motions/votes/<uuid:pk>/report.json", choosing.report, name="report"),
    path("motions/votes/<uuid:pk>/ballots.blt", choosing.ballots, {"form": "blt"}, name="ballots_blt"),
    path("motions/votes/<uuid:pk>/ballots.csv", choosing.ballots, {"form": "csv"}, name="ballots_csv"),
    path("motions/votes/<uuid:pk>/dissent/", beside.dissent, name="dissent"),
    path("see/<uuid:pk>/", word.see, name="see"),
    path("mandates/<uuid:pk>/recall/", recalls.recall, name="recall"),
]
