"""
The profiles that the table's rows are made of: what each role is answered.

The founder and the founding group have no answers of their own: wherever a profile says "inside", they are members.
"""

from __future__ import annotations

from tests.matrix.answers import ANSWERS
from tests.matrix.world import INSIDE, OUTSIDE, ROLES, STRANGERS

Profile = dict[str, str]


def profile(outside: str, strangers: str, inside: str, **by: str) -> Profile:
    """A profile: one answer for whoever is not signed in, one for strangers, one for members, and those that differ."""
    made = {
        **dict.fromkeys(OUTSIDE, outside),
        **dict.fromkeys(STRANGERS, strangers),
        **dict.fromkeys(INSIDE, inside),
        **by,
    }
    assert set(made) == set(ROLES) and set(made.values()) <= set(ANSWERS)
    return made


_SUSPENDED = {"suspended": "refused"}
_NO_VOTE = {"suspended": "refused", "guest": "refused"}

PROFILES: dict[str, Profile] = {
    # Open to the street.
    "anyone": profile("page", "page", "page"),
    "anyone, sent on": profile("goes", "goes", "goes"),
    "until signed in": profile("page", "goes", "goes"),
    "front": profile("goes", "page", "goes", neighbour="goes"),
    "once signed in": profile("sign-in", "page", "page"),
    "refused until signed in": profile("refused", "goes", "goes"),
    "halfway in": profile("sign-in", "goes", "goes"),
    "code acts": profile("refused", "refused", "refused", carded="acts"),
    "anyone acts": profile("acts", "acts", "acts"),
    "invite acts": profile("none", "none", "none", invited="acts"),
    "founding link": profile("none", "none", "none", carded="page"),
    "founding link acts": profile("none", "none", "none", carded="acts"),
    "nobody": profile("none", "none", "none"),
    "not offered": profile("not offered", "not offered", "not offered"),
    # Everybody's own account, wherever they are a member.
    "own account": profile("sign-in", "page", "page"),
    "own account, refused": profile("sign-in", "refused", "refused"),
    "own account, sent on": profile("sign-in", "goes", "goes"),
    "own account, acts": profile("sign-in", "acts", "acts"),
    "own account, not offered": profile("sign-in", "not offered", "not offered"),
    "own account, nothing there": profile("sign-in", "none", "none"),
    # Inside a hall: an outsider is sent to sign in whatever they ask for, a stranger finds nothing.
    "members": profile("sign-in", "none", "page"),
    "members, sent on": profile("sign-in", "none", "goes"),
    "members act": profile("sign-in", "none", "acts"),
    "members in standing": profile("sign-in", "none", "page", **_SUSPENDED),
    "members in standing act": profile("sign-in", "none", "acts", **_SUSPENDED),
    "voters": profile("sign-in", "none", "page", **_NO_VOTE),
    "voters, sent on": profile("sign-in", "none", "goes", **_NO_VOTE),
    "voters act": profile("sign-in", "none", "acts", **_NO_VOTE),
    "voters but live act": profile("sign-in", "none", "acts", live="refused", **_NO_VOTE),
    "voters act, others sent on": profile("sign-in", "none", "acts", suspended="goes", guest="goes"),
    "members in standing but live act": profile("sign-in", "none", "acts", live="refused", **_SUSPENDED),
    "mandate acts without factor": profile("sign-in", "none", "refused", live="acts", unproved="acts"),
    "nobody inside": profile("sign-in", "none", "refused"),
    "nothing inside": profile("sign-in", "none", "none"),
    "not offered inside": profile("sign-in", "none", "not offered"),
}

for _role in INSIDE:
    PROFILES[f"only {_role}"] = profile("sign-in", "none", "refused", **{_role: "page"})
    PROFILES[f"only {_role} acts"] = profile("sign-in", "none", "refused", **{_role: "acts"})
PROFILES["only its maker"] = profile("sign-in", "none", "none", live="page")
PROFILES["only live's own"] = profile("sign-in", "none", "none", live="acts")
PROFILES["members, its maker sent on"] = profile("sign-in", "none", "page", live="goes")
PROFILES["mandate"], PROFILES["mandate acts"] = PROFILES["only live"], PROFILES["only live acts"]


def unoffered(reading: Profile) -> Profile:
    """What a way of asking that a page does not offer is answered: whoever may not read it learns nothing from that."""
    return {role: said if said in ("sign-in", "none") else "not offered" for role, said in reading.items()}
