"""
Members of an earlier version's demo hall sign in, look round and vote. A program: `python -m tests.upgrades.looking_round FILE`,
FILE as the demo writes it down who to sign in as; prints JSON: the
`hall`'s slug, how many `pages` were seen, and what was `wrong`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

LOOKED_AT = ("", "motions/", "charter/", "members/", "record/", "mandates/", "me/", "board/", "invites/")


def main(file: str) -> None:
    """Sign each in who needs no second factor, and open every page that is listed."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from unionhall.decisions.models import Poll
    from unionhall.record.models import Hall

    settings.ALLOWED_HOSTS = ["testserver"]
    people = re.findall(r"^(\w+) +(\S+-\S+)$", Path(file).read_text(), re.M)
    slug, pages, wrong = Hall.objects.get().slug, [], []
    for name, passphrase in people:
        phone = Client()
        came = phone.post("/sign-in/", {"sign_in_name": name, "passphrase": passphrase}, follow=True)
        hall = re.match(r"/h/\w+/", came.request["PATH_INFO"])
        if hall is None:
            if b"six figures" not in came.content:
                wrong.append(f"{name} did not get in: {came.request['PATH_INFO']}")
            continue
        for page in [f"{hall[0]}{one}" for one in LOOKED_AT] + [
            f"{hall[0]}motions/votes/{poll.pk}/" for poll in Poll.objects.all()
        ]:
            answer = phone.get(page, follow=True)
            pages.append(page)
            if answer.status_code != 200:
                wrong.append(f"{name}: {page}: {answer.status_code}")
    print(json.dumps({"hall": slug, "pages": len(pages), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1])
