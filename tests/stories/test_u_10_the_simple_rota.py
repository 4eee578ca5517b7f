"""U-10: nine people, their first rota in two fields, one page on paper; a month on, whoever was away goes next."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.stories.telling import joins
from unionhall.conftest import browser
from unionhall.people.models import Person
from unionhall.work.models import Rota

pytestmark = pytest.mark.django_db
OTHERS = ("Dilek", "Eve", "Fatou", "Gus", "Hoa", "Ines")


def page_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def link(page, words):
    """The address of the link that says `words`."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{words}', page, re.S)
    assert found, f"no link says {words!r}"
    return found.group(1)


def typed_fields(page):
    """The fields of the page's form that somebody types in: what is chosen already, or hidden, is not typed."""
    form = re.search(r'<form method="post" class="form">.*?</form>', page, re.S).group(0)
    return re.findall(r'<(?:input|textarea) (?!type="(?:hidden|radio)")[^>]*name="(\w+)"', form)


@pytest.fixture
def nine(hall, ana, bilal, chidi):
    """Nine of the bakery; Gus has no phone."""
    people = {one.name: one for one in (ana, bilal, chidi)}
    people |= {name: joins(ana, name, seconder=bilal) for name in OTHERS}
    Person.objects.filter(pk=people["Gus"].person_id).update(key_hash="")
    return people


def test_nine_people_have_their_first_rota_in_two_fields(hall, nine, noon):
    ana, web = nine["Ana"], browser(nine["Ana"])
    more = page_of(web.get(reverse("desk:more", kwargs={"hall": hall.slug})))
    rotas = page_of(web.get(link(more, "Rotas")))
    begin = link(rotas, "Begin a rota")
    form = page_of(web.get(begin))
    assert typed_fields(form) == ["title", "names"]

    names = ", ".join(name for name in nine if name != "Ana")
    page = page_of(web.post(begin, {"title": "Cleaning", "names": names, "every": "week"}, follow=True))

    rota = Rota.objects.get()
    assert [turn.member.name for turn in rota.turns.all()] == list(nine)
    assert all(name in page for name in nine) and "nobody had had fewer" in page
    paper = PdfReader(io.BytesIO(web.get(link(page, "Print it for the fridge")).content)).pages
    assert len(paper) == 1 and all(name in paper[0].extract_text() for name in nine)
    assert ana.name in page


def test_a_month_makes_the_next_month_fairer(hall, nine, noon):
    """Bilal cannot, and is next when Gus cannot, who has no phone; Chidi's is not done: the next round begins with those two."""
    web = browser(nine["Ana"])
    begin = reverse("work:begin", kwargs={"hall": hall.slug})
    web.post(begin, {"title": "Cleaning", "names": ", ".join(nine), "every": "week"})
    rota = Rota.objects.get()

    def tap(who, number, choice):
        turn = rota.turns.get(number=number)
        answer = browser(nine[who]).post(
            reverse("work:turn", kwargs={"hall": hall.slug, "pk": turn.pk}), {"choice": choice}
        )
        assert answer.status_code == 302

    tap("Bilal", 1, "cannot")
    tap("Ana", 6, "cannot")  # Gus told her
    assert rota.turns.get(number=6).member.name == "Bilal"
    noon.forward(timedelta(days=15))
    tap("Hoa", 2, "missed")
    noon.forward(timedelta(days=27))
    browser(nine["Eve"]).get(reverse("work:rotas", kwargs={"hall": hall.slug}))
    noon.forward(timedelta(days=14))
    browser(nine["Eve"]).get(reverse("work:rotas", kwargs={"hall": hall.slug}))

    next_round = [turn.member.name for turn in rota.turns.filter(number__range=(9, 17))]
    assert set(next_round[:2]) == {"Chidi", "Gus"}
    assert "Ana" not in next_round[:7]  # she had two for their one
    had = Counter(turn.member.name for turn in rota.turns.exclude(fate="missed"))
    assert max(had.values()) - min(had.values()) <= 1
