"""Members of a hall and their place in its bodies."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.people.models import Person
from unionhall.record.models import Entry, Hall

from .bodies import Body


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, by whether they are in."""

    def present_members(self) -> MemberQuerySet:
        """Those who have joined and not left, whatever their standing."""
        return self.filter(left_on=None)


class Member(models.Model):
    """
    A person as the member they are in one hall, with or without an account. Its id is all the record ever says of them.

    `name`: chosen, changeable, erased 30 days after leaving. `left_on`: the day they left or were excluded. `on_leave_from` and
    `on_leave_until`: leave of absence, during which they are in no register and no quorum unless they come back early.
    `household`: for bodies where a household has one vote. `guest`: came in saying "not yet" to what the body stands for, and
    has no vote until they affirm it; who was in before a new version is never made one. How somebody came in is not kept
    here: only the record says it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="members")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="member")
    name = models.CharField(max_length=80)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)
    on_leave_from = models.DateField(null=True, blank=True)
    on_leave_until = models.DateField(null=True, blank=True)
    household = models.ForeignKey(
        "bodies.Household", on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    in_directory = models.BooleanField(default=False)
    guest = models.BooleanField(default=False)

    apart = ""
    """What tells them from another member of the same name, where `rules.names.told_apart` was asked. Kept nowhere."""

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["hall", "left_on"], name="bodies_members_in"),
            models.Index(
                fields=["hall", "left_on"],
                condition=Q(erased_on=None, left_on__isnull=False),
                name="bodies_members_to_erase",
            ),
            models.Index(
                fields=["hall", "erased_on"],
                condition=Q(erased_on__isnull=False),
                name="bodies_members_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_on_leave(self, day: date) -> bool:
        """Whether they are on leave of absence on `day` (the hall's calendar)."""
        if self.on_leave_from is None or day < self.on_leave_from:
            return False
        return self.on_leave_until is None or day <= self.on_leave_until


class State(models.TextChoices):
    """How a person stands in a body."""

    APPLIED = "applied", _("applied")
    TRIAL = "trial", _("on trial")
    ADMITTED = "admitted", _("member")
    SUSPENDED = "suspended", _("suspended")
    LEFT = "left", _("left")
    EXCLUDED = "excluded", _("excluded")


class Membership(models.Model):
    """
    A member's place in a body, one row for each state it passed through; `until` is None for the present one.

    Days are the hall's. `warrant`: the decision it rests on, where one was needed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=12, choices=State.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ends_on = models.DateField(
        null=True, blank=True, help_text=_("the day a trial or suspension ends by itself")
    )
    warrant = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "body"], condition=Q(until=None), name="bodies_one_place_in_a_body"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "until", "state"], name="bodies_places"),
            models.Index(
                fields=["hall", "ends_on"],
                condition=Q(until=None, ends_on__isnull=False),
                name="bodies_places_that_end",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class Standing(models.Model):
    """
    A fact about a member's standing: good or not, since a day, for a reason; the newest counts. Nobody is born in bad standing.

    `reason` is the body's words (arrears, suspension lifted), never health or politics.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="standings")
    good = models.BooleanField()
    since = models.DateField()
    reason = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "-said_at"], name="bodies_standing_now")]

    def __str__(self) -> str:
        return self.reason


class Declaration(models.Model):
    """
    What a member declares of one independence question of the charter (`key`): that they hold such a post, or do not.

    Asked only of who is to hold a mandate. `says`: True where they do hold it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="declarations")
    key = models.CharField(max_length=40)
    says = models.BooleanField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="bodies_declared_once")]

    def __str__(self) -> str:
        return self.key


class Proxy(models.Model):
    """A member lets another cast their vote, where the charter allows proxies; at most as many as it says for each holder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="proxies_given")
    holder = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="proxies_held")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "giver"], condition=Q(ended_at=None), name="bodies_one_proxy_a_giver"
            ),
            models.CheckConstraint(condition=~Q(giver=models.F("holder")), name="bodies_proxy_is_another"),
        ]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d}"
