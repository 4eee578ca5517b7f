"""The rows of the work room: rotas and their turns. Whose turn it is, only who is in a rota reads and changes."""

from __future__ import annotations

from tests.matrix.rows import Row
from tests.matrix.rows_bodies import fixed, thing

ROWS = {
    "work:rotas": Row("members"),
    "work:begin": Row(
        "members", "members in standing act", sends=fixed(title="Abwasch", names="", every="week")
    ),
    "work:calendar": Row("members"),
    "work:rota": Row("members", at=thing("rota")),
    "work:who": Row("not offered inside", "only live acts", at=thing("rota"), sends=fixed(choice="learn")),
    "work:put_in": Row(
        "not offered inside",
        "only live acts",
        at=thing("own_rota"),
        sends=lambda asking: {"names": asking.things.not_in_own_rota.name},
    ),
    "work:stop": Row("members", "only live acts", at=thing("own_rota")),
    "work:printed": Row("only live", at=thing("rota")),
    "work:turn": Row(
        "not offered inside", "only live's own", at=thing("others_turn"), sends=fixed(choice="take")
    ),
    "work:swap": Row(
        "not offered inside",
        "only live's own",
        at=thing("own_turn"),
        sends=lambda asking: {"for": str(asking.things.rota.turns.get(number=2).pk)},
    ),
    "work:answer": Row(
        "not offered inside", "only live's own", at=thing("asking_turn"), sends=fixed(choice="no")
    ),
}
