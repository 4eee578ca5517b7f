"""
docs/authorisation.md, written from the reviewed table: `python -m tests.matrix` (part of `make docs`) writes it anew.

A test insists that it is fresh.
"""

from __future__ import annotations

from pathlib import Path

from tests.matrix.addresses import Address
from tests.matrix.profiles import PROFILES, Profile
from tests.matrix.rows import Row
from tests.matrix.world import INSIDE, OUTSIDE, ROLES, STRANGERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "authorisation.md"

HEAD = """\
# Who may do what

Every address of the house, what reading it is answered, and what sending something to it is answered: the reviewed
table that every run of the tests holds the house to (`tests/matrix/`). A new address that is not in it fails the build.
The founder and the founding group are asked like everybody else and have to be answered like any member, cell by cell.

This page is written from the table (`make docs`); a test fails when it is not fresh.

## Who asks

| role | who that is |
|---|---|
| anonymous | somebody outside who knows nothing |
| invited | somebody outside who holds an invite's link |
| carded | a member without an account, or whoever else stands at the door with a code or a founding link in hand |
| neighbour | a member of another hall on the same server |
| left, excluded | who was a member here, and still has an account |
| member | a member who joined by invite and votes |
| founder, cofounder | who founded the hall, and the first who joined them |
| guest | who answered "not yet" to what the body stands for: a voice, no vote |
| suspended | a member who is suspended |
| live | who holds a live mandate with every power there is, a second factor shown just now |
| unproved | the same without the second factor |
| expired, recalled | whose mandate ran out, or was taken back |
| elsewhere | who holds the same mandate for another body |

## What is answered

| answer | what it means |
|---|---|
| page | what was asked for |
| goes | on to another page; nothing is changed |
| acts | something is changed |
| refused | a sentence says why not; nothing is changed |
| sign-in | the neutral way to the sign-in page |
| none | as if there were nothing, whether or not there is |
| not offered | this is not how one asks here |

Ways of asking that a page does not offer (PUT, PATCH, DELETE, OPTIONS, and sending where there is nothing to send) are
answered "not offered" to whoever may read it, and to others as reading is. An id of another hall's thing is answered
letter for letter like one that never was.

What is said and laid beside a motion of the assembly is read by all its members, as the table says. A question or paper
beside a motion of another body is there for that body's members only: for every other member of the hall it is "none".
The motion itself, its result and what becomes of it are everybody's.
"""


def _in_words(profile: Profile) -> str:
    """A profile in one line: the answer of each group, and of those that differ from theirs."""
    said = []
    for title, group in (("outside", OUTSIDE), ("strangers", STRANGERS), ("inside", INSIDE)):
        answers = [profile[role] for role in group]
        most = max(dict.fromkeys(answers), key=answers.count)
        others = [f"{role}: **{profile[role]}**" for role in group if profile[role] != most]
        said.append(f"{title}: {most}" + (f" ({', '.join(others)})" if others else ""))
    return " · ".join(said)


def page(addresses: list[Address], table: dict[str, Row]) -> str:
    """The whole page, for these addresses and this table."""
    used = {name for row in table.values() for name in (row.get, row.post, row.other) if name is not None}
    groups = (
        f"Outside: {', '.join(OUTSIDE)}. Strangers: {', '.join(STRANGERS)}. Inside: {', '.join(INSIDE)}.\n"
    )
    text = [HEAD, "## The profiles\n", groups]
    text += ["| profile | what each is answered |\n|---|---|"]
    text += [f"| {name} | {_in_words(profile)} |" for name, profile in PROFILES.items() if name in used]
    text += [f"\n## The addresses\n\n{len(table)} addresses, {len(ROLES)} roles, seven ways of asking.\n"]
    text += ["| address | name | reading | sending |\n|---|---|---|---|"]
    for one in sorted(addresses, key=lambda address: address.route):
        row = table[one.name]
        text.append(f"| `/{one.route}` | {one.name} | {row.get} | {row.post or '–'} |")
    return "\n".join(text) + "\n"
