"""What the drill of a move does on either server, as programs that run beside it."""

PASSPHRASE = "four loaves under one oven"

BEFORE = """
from unionhall.bodies import actions as bodies
from unionhall.bodies.rules import assembly, actor_of
from unionhall.decisions import actions as decisions
from unionhall.decisions.stripping import stripped
from unionhall.people.keyring import holder_new

def founds(organisation, name, sign_in):
    token = bodies.make_founding_link(base_url="").rstrip("/").rsplit("/", 1)[-1]
    made = bodies.open_hall(token=token, organisation=organisation, kind="collective", name=name, language="en",
                            holder=holder_new(sign_in, PASSPHRASE), time_zone="Europe/Vienna")
    actor = actor_of(made.member)
    motion = decisions.put_motion(by=actor, body=assembly(made.hall.pk), title=f"{organisation} bakes on Fridays")
    decisions.lay_paper(by=actor, motion=motion, name="notes.txt", file=stripped(f"paper of {organisation}".encode()))
    print("hall", made.hall.slug)
    return made
"""

OLD = (
    BEFORE
    + """
from unionhall.people.models import Person
ana = founds("Bakery", "Ana", "ana-at-the-bakery")
founds("Laundry-canary", "Dora-canary", "dora-canary")
"""
)

NEW = (
    BEFORE
    + """
founds("Mill", "Millie", "millie")
founds("Inn", "Ana at the inn", "ana-of-the-inn")
"""
)

ASKS = """
import re
from django.test import Client

def client():
    return Client(HTTP_HOST="localhost")

def signs_in(name):
    one = client()
    answer = one.post("/sign-in/", {"sign_in_name": name, "passphrase": PASSPHRASE})
    assert answer.status_code == 302, answer.content.decode()
    return one
"""

LEFT = (
    ASKS
    + """
from unionhall.core.rulings import OutOfOrder
from unionhall.bodies.models import Member
from unionhall.bodies.rules import actor_of, assembly
from unionhall.decisions import actions as decisions
from unionhall.desk import deadlines
from unionhall.record import signer
from unionhall.record.keeper import SignerRefuses
from unionhall.record.models import Hall

hall = Hall.objects.get(slug=SLUG)
member = Member.objects.get(hall=hall, name="Ana")
try:
    decisions.put_motion(by=actor_of(member), body=assembly(hall.pk), title="After the move")
except OutOfOrder as refused:
    print("refused", refused)
for attempt in (signer.checkpoint, signer.reconcile):
    try:
        attempt(hall)
    except SignerRefuses:
        print("signs nothing")
deadlines.settle_all()
page = signs_in("ana-at-the-bakery").get(f"/h/{SLUG}/motions/")
print("page", page.status_code)
print("way", re.search(r'href="([^"]*claim[^"]*)"', page.content.decode()).group(1))
stranger = client().get(f"/h/{SLUG}/")
print("stranger", stranger.status_code)
dora = Member.objects.get(name="Dora-canary")
decisions.put_motion(by=actor_of(dora), body=assembly(dora.hall_id), title="The others go on")
print("others", signs_in("dora-canary").get(f"/h/{dora.hall.slug}/").status_code)
"""
)

ARRIVED = (
    ASKS
    + """
from unionhall.bodies.models import Member
from unionhall.decisions.models import Motion, Paper
from unionhall.people.models import Account
from unionhall.record.models import Hall, Opening

hall = Hall.objects.get(slug=SLUG)
print("last", Opening.objects.filter(hall=hall).order_by("-entry__index").first().kind)
print("accounts", sorted(Account.objects.values_list("sign_in_name", flat=True)))
code = WAY.split("code=")[1]
if NAME:
    one = signs_in(NAME)
    answer = one.post("/claim/", {"code": code})
else:
    one = client()
    answer = one.post("/claim/", {"code": code, "sign_in_name": "ana-anew", "passphrase": PASSPHRASE})
print("claimed", answer.status_code)
page = one.get(f"/h/{SLUG}/")
print("in", page.status_code)
motion = Motion.objects.get(hall=hall)
paper = Paper.objects.get(hall=hall)
answer = one.get(f"/h/{SLUG}/motions/papers/{paper.pk}/")
print("paper", b"paper of Bakery" in b"".join(answer) if answer.status_code == 200 else answer.status_code)
again = client().post("/claim/", {"code": code, "sign_in_name": "thief", "passphrase": PASSPHRASE})
print("again", again.status_code, Account.objects.filter(sign_in_name="thief").exists())
print("members", sorted(Member.objects.values_list("name", flat=True)))
"""
)
