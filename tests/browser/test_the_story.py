"""
The whole of a hall's first weeks in real browsers, at 360 pixels, one device a person.

Found by the one-use link, five come in (one on paper), live on the starter agreement, adopt a charter, give a mandate and
watch it used, take it back, and carry away a record that says so to whoever checks it.
"""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.proving import note, times
from tests.record.flips import PARTS, flips
from unionhall.record.verify import verify

BREAD = "We bake for the strikers on Fridays"
CHARTER = "We take the syndicate's charter"
TINA = "Tina lets people in"
OPEN = "We open our door"
NAME, FRONT = "Bakers of Grunge Street", "We bake at night. Join us."


class Cast:
    """Who is in the story, each with a phone; Uwe has none."""

    def __init__(self, server, device) -> None:
        self.server, self.device = server, device
        self.ana, self.bilal, self.chidi, self.tina, self.vera = (
            Hands(name, device(server)) for name in ("Ana", "Bilal", "Chidi", "Tina", "Vera")
        )
        self.stranger = device(server)

    @property
    def slug(self) -> str:
        return self.ana.hall

    def counted(self, title: str, *, present: int, yes: int, no: int = 0) -> None:
        """The vote is taken in the room: two tellers type in what each counted, and the result is declared."""
        self.chidi.opens_the_vote(title, "Hands")
        for teller in (self.ana, self.bilal):
            teller.tells(title, present=present, yes=yes, no=no)
        self.bilal.presses("Declare the result")

    def decides(self, title: str, *, present: int = 6, yes: int = 6) -> None:
        """Bilal seconds, all vote in the room."""
        self.bilal.seconds(title)
        self.counted(title, present=present, yes=yes, no=present - yes)
        self.vera.finds(title)
        self.vera.reads("carried")


def test_the_first_weeks_of_a_hall(hall_server, device, tmp_path):
    the_first_weeks(Cast(hall_server, device), tmp_path)


def the_first_weeks(cast: Cast, folder: Path) -> None:
    """All of it, one step after the other. `folder`: for what is carried away."""
    they_come_together(cast)
    they_live_on_the_starter_agreement(cast)
    they_adopt_a_charter(cast)
    a_motion_gives_tina_a_mandate(cast)
    they_go_public(cast)
    tina_admits_who_asked(cast)
    wanda_opens_an_account(cast)
    elsewhere = tina_has_another_device(cast)
    a_recall_carries(cast, elsewhere)
    her_power_is_gone_everywhere(cast, elsewhere)
    she_still_reads_and_votes(cast)
    the_record_is_sound_in_the_browser(cast)
    the_record_verifies_outside(cast, folder)


def they_come_together(cast: Cast) -> None:
    """Ana founds; Bilal, Chidi and Tina come by links, Vera by one that a second member vouched for, Uwe on a paper card."""
    cast.ana.founds(cast.server.founding_link, "The bakery")
    for one in (cast.bilal, cast.chidi):
        one.joins(cast.ana.invites())
    link = cast.bilal.invites()  # there are three now: two vouch
    cast.vera.page.goto(link)
    cast.vera.presses("Open it")
    cast.vera.reads("A second member has to vouch for you first")
    cast.ana.vouches()
    cast.vera.joins(link)
    link = cast.ana.invites()
    cast.chidi.vouches()
    cast.tina.joins(link)
    cast.ana.types_in_a_card("Uwe")
    cast.bilal.vouches_for_cards("Uwe")
    cast.vera.goes("members/")
    cast.vera.reads(re.compile(r"of us\s*6"))
    cast.vera.reads(re.compile(r"on paper, without an account\s*1"))


def they_live_on_the_starter_agreement(cast: Cast) -> None:
    """An ordinary motion, voted on in the room, because Uwe has no phone; the page says so."""
    cast.vera.puts(BREAD)
    cast.bilal.seconds(BREAD)
    cast.chidi.finds(BREAD)
    cast.chidi.follows("Open the vote", within="main")
    cast.chidi.reads("1 of us has no account, and votes on paper")
    cast.counted(BREAD, present=6, yes=5, no=1)
    cast.vera.finds(BREAD)
    cast.vera.reads("carried")


def they_adopt_a_charter(cast: Cast) -> None:
    """Ana reads a ready-made one in full, sees what would change and puts it; it is in force when it carries."""
    ana = cast.ana
    ana.goes("charter/")
    ana.follows("Propose a change", within="main")
    ana.looks_for_the_preset("Syndicate with a strike ballot")
    ana.reads("48 hours")
    ana.presses("See what would change for us")
    ana.reads("What it would have done to our last decisions")
    ana.reads(BREAD)
    ana.presses("Go on to the motion")
    ana.reads("our charter becomes “Syndicate with a strike ballot”")
    ana.says_what(CHARTER)
    cast.decides(CHARTER)
    cast.tina.goes("charter/")
    expect(cast.tina.page.get_by_role("heading", level=1)).to_have_text("Syndicate with a strike ballot")


def a_motion_gives_tina_a_mandate(cast: Cast) -> None:
    """Vera proposes it by Tina's name; what it will do stands there in plain words before anybody votes."""
    vera = cast.vera
    vera.goes("propose/mandate.give/")
    vera.types("Who", "Tina")
    vera.ticks("admit members")
    vera.types("What it is for", "For the night shift.")
    vera.presses("Go on to the motion")
    vera.says_what(TINA)
    vera.reads("Tina may, for “General assembly”, until")
    cast.decides(TINA)
    cast.tina.goes("mandates/")
    cast.tina.reads("Tina")


def they_go_public(cast: Cast) -> None:
    """Before, an outsider finds nothing; with the declaration there is a front door."""
    door = f"/at/{cast.slug}/"
    assert cast.stranger.goto(door).status == 404
    bilal = cast.bilal
    bilal.goes("publicity/")
    bilal.follows("Propose to go public", within="main")
    bilal.types("Our name in the open", NAME)
    bilal.types("What the public door says", FRONT)
    bilal.presses("Go on to the motion")
    bilal.says_what(OPEN)
    cast.ana.seconds(OPEN)
    cast.counted(OPEN, present=6, yes=6)
    assert cast.stranger.goto(door).status == 200
    expect(cast.stranger.locator("main")).to_contain_text(FRONT)
    assert not [
        name for name in ("Ana", "Bilal", "Chidi", "Tina", "Uwe", "Vera") if name in cast.stranger.content()
    ]


def asks_at_the_door(cast: Cast, name: str) -> None:
    """Somebody without an account asks to join."""
    page = cast.stranger
    page.goto(f"/at/{cast.slug}/")
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("How can we answer you?").fill("at the night shift's table")
    page.get_by_label("I affirm it", exact=True).check()
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have asked")


def tina_admits_who_asked(cast: Cast) -> None:
    """A grave power asks for a second factor; she sets one up there and then, and admits."""
    asks_at_the_door(cast, "Wanda")
    tina = cast.tina
    tina.goes("applications/")
    tina.reads("Wanda")
    tina.reads("Your mandate needs a second factor")
    tina.follows("Add a second factor", within="main")
    tina.adds_an_app()
    tina.goes("applications/")
    tina.presses("Admit")
    tina.reads("Wanda is admitted, under your mandate.")
    cast.ana.goes("members/")
    cast.ana.reads(re.compile(r"of us\s*7"))


def wanda_opens_an_account(cast: Cast) -> None:
    """Two members who know her say so, a code is handed over face to face, and she is the member she was, with a phone."""
    ana, bilal = cast.ana, cast.bilal
    ana.goes("letting-in/")
    ana.types("Their name, or a whole word of it", "Wanda")
    ana.presses("Find")
    ana.follows("Wanda", within="main")
    ana.presses("I know it is them")
    bilal.goes("letting-in/")
    bilal.follows("I know it is them", within="main")
    bilal.presses("I say so, show me the code")
    code = bilal.page.locator("p.notice.mono").inner_text()
    wanda = Hands("Wanda", cast.device(cast.server))
    wanda.claims(code)
    wanda.hall = cast.slug
    wanda.goes("")
    wanda.reads(NAME)
    ana.goes("members/")
    ana.reads(re.compile(r"of us\s*7"))
    ana.reads(re.compile(r"on paper, without an account\s*1"))


def tina_has_another_device(cast: Cast) -> Hands:
    """She signs in elsewhere too, with a code of her printed sheet, and uses the power there: both sessions are warm."""
    elsewhere = Hands("Tina", cast.device(cast.server))
    elsewhere.hall = cast.slug
    elsewhere.signs_in(code=cast.tina.code_from_the_sheet())
    asks_at_the_door(cast, "Xenia")
    elsewhere.goes("applications/")
    elsewhere.presses("Admit")
    elsewhere.reads("Xenia is admitted, under your mandate.")
    cast.ana.goes("members/")
    cast.ana.reads(re.compile(r"of us\s*8"))
    return elsewhere


def a_recall_carries(cast: Cast, elsewhere: Hands) -> None:
    """Any member may call for it; it is voted on in the room, two tellers counting."""
    asks_at_the_door(cast, "Yara")
    for session in (cast.tina, elsewhere):  # both have the button before them when it happens
        session.goes("applications/")
        session.reads("Yara")
    ana = cast.ana
    ana.goes("mandates/")
    ana.follows("Tina", within="main")
    ana.follows("Call a recall", within="main")
    ana.presses("Call for it")
    title = ana.page.get_by_role("heading", level=1).inner_text()
    cast.counted(title, present=6, yes=5, no=1)


def her_power_is_gone_everywhere(cast: Cast, elsewhere: Hands) -> None:
    """Her very next request, in every open session, is refused with the reason."""
    for session in (cast.tina, elsewhere):
        session.presses("Admit")
        session.reads("Your mandate to admit members was recalled on")
    cast.ana.goes("members/")
    cast.ana.reads(re.compile(r"of us\s*8"))


def she_still_reads_and_votes(cast: Cast) -> None:
    """She is the member she always was."""
    tina = cast.tina
    tina.goes("record/")
    tina.reads("The mandate of Tina was taken back")
    cast.vera.puts("Bread on Sundays")
    tina.seconds("Bread on Sundays")
    cast.ana.opens_the_vote("Bread on Sundays", "phone")
    tina.votes("Bread on Sundays")


def the_record_is_sound_in_the_browser(cast: Cast) -> None:
    """A member's own browser checks every entry."""
    cast.chidi.goes("record/")
    cast.chidi.presses("Check the record now")
    expect(cast.chidi.page.locator("[data-verify-result]")).to_contain_text("Sound.", timeout=20_000)


def the_record_verifies_outside(cast: Cast, folder: Path) -> None:
    """What a member carries away, and what the server's command writes, verify; with one byte changed they do not."""
    archive = cast.chidi.carries_the_record_away(folder)
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "carried", filter="data")
    carried = folder / "carried" / "record"
    written = cast.server.command("record", "export", cast.slug, str(folder / "exported"))
    assert written.returncode == 0, written.stderr
    for copy in (carried, folder / "exported"):
        checked = cast.server.command("record", "verify", str(copy))
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert "compare this" in checked.stdout.casefold()
    key = (carried / "vkey").read_text()
    assert cast.server.command("record", "verify", str(carried), "--key", key).returncode == 0

    said = (carried / "openings.jsonl").read_text()
    for kind in ("hall.founded", "charter.adopted", "mandate.given", "member.joined", "mandate.recalled"):
        assert kind in said
    for name in ("Ana", "Tina", "Wanda", "Uwe"):
        assert name not in said  # ids and outcomes, never names
    one_byte_changed(cast, carried)


def one_byte_changed(cast: Cast, copy: Path) -> None:
    """One byte anywhere in what is sealed: the copy is refused, and the entry or the file named."""
    tried = flips(
        copy, times(40, 400), seed=17, parts=[one for one in (*PARTS, "vkey") if any(copy.glob(f"{one}*"))]
    )
    for flip in tried:
        entry = flip.entry(copy)
        with flip.done(copy):
            report = verify(copy)
            assert not report.good, flip
            assert report.file or report.index is not None, flip
            if entry is not None:
                assert report.index == entry, flip
    for flip in [one for one in tried if one.entry(copy) is not None][
        :2
    ]:  # and as a stranger does it, by the command
        with flip.done(copy):
            checked = cast.server.command("record", "verify", str(copy), "--json")
            assert checked.returncode == 1
            assert json.loads(checked.stdout)["entry"] == flip.entry(copy)
    note("record-one-byte", changed=len(tried), noticed=len(tried))
