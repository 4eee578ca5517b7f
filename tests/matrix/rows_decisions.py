"""The rows of the decisions room: motions, what stands beside them, polls."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.rows import Asking, Row
from tests.matrix.rows_bodies import fixed, later, thing

_WORDS = fixed(title="Brot für die Streikenden", text="Jeden Morgen.")


def _paper(_asking: Asking) -> dict[str, Any]:
    return {"paper": SimpleUploadedFile("zettel.txt", b"Brot", "text/plain")}


def _ballot(_asking: Asking) -> dict[str, Any]:
    return {"choice": "yes", "client_id": str(uuid4())}


def _on_paper(asking: Asking) -> dict[str, Any]:
    return {"name": f"Petra {asking.place.word}", "choice": "yes"}


def _figures(asking: Asking) -> dict[str, Any]:
    return {
        "present": 7,
        "yes": 6,
        "no": 1,
        "abstain": 0,
        "blank": 0,
        "spoilt": 0,
        "teller": asking.member.name,
    }


_MOTIONS = {
    "decisions:motions": Row("members"),
    "decisions:register": Row("members"),
    "decisions:put": Row("members", "voters act", sends=_WORDS),
    "decisions:put_choice": Row(
        "members",
        "voters act",
        sends=fixed(title="Welches Brot?", options="Roggen\nDinkel\nWeizen", rule="approval", seats=1),
    ),
    "decisions:put_rivals": Row(
        "members",
        "voters act",
        sends=fixed(
            title="Delegierte", draft_1="Tal", text_1="Zwei je Ort.", draft_2="Hafen", text_2="Nach Größe."
        ),
    ),
    "decisions:motion": Row("members", at=thing("motion")),
    "decisions:office": Row("members", at=thing("office")),
    "decisions:stand": Row(
        "not offered inside", "members, sent on", at=thing("office"), sends=fixed(stands="no")
    ),
    "decisions:elect": Row(
        "not offered inside", "nobody inside", at=thing("office"), sends=fixed(rule="irv")
    ),
    "decisions:second": Row("not offered inside", "voters act", at=thing("motion")),
    "decisions:add_name": Row("not offered inside", "voters act", at=thing("recall")),
    "decisions:withdraw": Row("not offered inside", "only live acts", at=thing("own_motion")),
    "decisions:retry": Row("not offered inside", "nobody inside", at=thing("motion_carried")),
    "decisions:reword": Row("members", "only live acts", at=thing("own_motion"), sends=_WORDS),
    "decisions:amendments": Row("members", at=thing("own_motion")),
    "decisions:versions": Row("members", at=thing("own_motion")),
    "decisions:together": Row(
        "members",
        "voters act",
        at=thing("debated"),
        sends=lambda asking: {"amendments": [str(one.pk) for one in getattr(asking.things, "apart", ())]},
    ),
    "decisions:by_itself": Row(
        "not offered inside",
        "voters act",
        at=lambda asking: {**thing("bloc")(asking), **thing("in_bloc", "part")(asking)},
    ),
    "decisions:amend": Row("members", "voters act", at=thing("motion"), sends=_WORDS),
    "decisions:take_in": Row("not offered inside", "only live acts", at=thing("amendment")),
    "decisions:translate": Row(
        "members",
        "members in standing act",
        at=thing("motion"),
        sends=fixed(language="es", title="Pan", text="Pan"),
    ),
    "decisions:call_in": Row(
        "members", "voters act", at=thing("committee_motion"), sends=fixed(text="Warum?")
    ),
    "decisions:open": Row("voters", "voters act", at=thing("seconded"), sends=fixed(method="open", hours=72)),
    "decisions:too_few": Row("not offered inside", "only live acts", at=thing("too_few")),
    "decisions:recall": Row("members", "voters act", at=thing("second_mandate"), sends=fixed(text="Weil.")),
    "decisions:answer_recall": Row(
        "not offered inside", "only live acts", at=thing("recall"), sends=fixed(text="Nein.")
    ),
}

_BESIDE = {
    "decisions:ask": Row(
        "not offered inside", "members in standing act", at=thing("motion"), sends=fixed(text="Wie?")
    ),
    "decisions:answer": Row(
        "not offered inside", "members in standing act", at=thing("question"), sends=fixed(text="So.")
    ),
    "decisions:work": Row(
        "not offered inside",
        "members in standing act",
        at=thing("motion_carried"),
        sends=fixed(words="halb fertig"),
    ),
    "decisions:review": Row(
        "not offered inside", "members in standing act", at=thing("motion_carried"), sends=later(30, "on")
    ),
    "decisions:decided": Row("members", at=thing("motion_chosen")),
    "decisions:word": Row("members", "voters act", at=thing("polled"), sends=fixed(way="paper")),
    "decisions:calendar": Row("members", at=thing("polled")),
    "decisions:notice": Row("members", at=thing("polled")),
    "decisions:lay": Row("not offered inside", "members in standing act", at=thing("motion"), sends=_paper),
    "decisions:paper": Row("members", at=thing("paper")),
    "decisions:erase_paper": Row("not offered inside", "only live acts", at=thing("own_paper")),
}

_POLLS = {
    "decisions:poll": Row("members", at=thing("poll")),
    "decisions:cast": Row("not offered inside", "voters act", at=thing("poll"), sends=_ballot),
    "decisions:cast_here": Row("not offered inside", "voters act", at=thing("poll"), sends=_ballot),
    "decisions:close_here": Row("not offered inside", "voters act", at=thing("counted")),
    "decisions:names": Row(
        "members",
        "only live acts",
        at=thing("called"),
        sends=lambda asking: {
            "line": str(getattr(asking.things.called.rolls.first(), "pk", "")),
            "choice": "no",
        },
    ),
    "decisions:on_paper": Row("members", "voters act", at=thing("poll"), sends=_on_paper),
    "decisions:close": Row("not offered inside", "voters act", at=thing("counted")),
    "decisions:tell": Row("members", "voters act", at=thing("hands"), sends=_figures),
    "decisions:refuse_aloud": Row("not offered inside", "voters act", at=thing("hands")),
    "decisions:see": Row("members, sent on", at=thing("polled")),
    "decisions:ballot_papers": Row("members", at=thing("poll")),
    "decisions:report": Row("members", at=thing("chosen")),
    "decisions:ballots_blt": Row("members", at=thing("chosen")),
    "decisions:ballots_csv": Row("members", at=thing("chosen")),
    "decisions:dissent": Row(
        "not offered inside", "voters act", at=thing("declared"), sends=fixed(text="Ich war dagegen.")
    ),
}

_LOTS = {
    "decisions:lot": Row("members", at=thing("lot_drawn")),
    "decisions:lot_willing": Row(
        "not offered inside", "voters act", at=thing("lot"), sends=fixed(willing="yes")
    ),
    "decisions:lot_close": Row("not offered inside", "nobody inside", at=thing("lot")),
    "decisions:lot_seed": Row(
        "not offered inside", "voters act", at=thing("lot_closed"), sends=fixed(seed="4 2 6")
    ),
    "decisions:lot_draw": Row("not offered inside", "voters act", at=thing("lot_read")),
    "decisions:lot_proof": Row("members", at=thing("lot_drawn")),
}

ROWS = {**_MOTIONS, **_BESIDE, **_POLLS, **_LOTS}
