"""The ways in: invites, applications and paper cards, lists typed in, and being let back in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionhall.record.models import Hall

from .bodies import Body
from .members import Member


class Household(models.Model):
    """
    People who share one vote where the charter gives a household one.

    `speaker`: who casts it, by the household's own choice; whoever joined first where they have chosen nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=80)
    speaker = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.label


class Invite(models.Model):
    """
    A single-use link into the hall, open for 72 hours, of which only a hash is kept.

    It opens the door once `seconder` has vouched too, where the hall needs two vouchers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    inviter = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    seconder = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    vouchers_needed = models.PositiveSmallIntegerField()
    hint = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["hall", "inviter", "made_at"], name="bodies_invites_by_day")]

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d}"


class Import(models.Model):
    """A list of members brought in at once, by whom and when; its rows are applications by way of the list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.rows)


class Application(models.Model):
    """
    Somebody asks to join: by the form at the public door, or on a paper card that a member typed in; or writes there without
    wanting to join, to begin where they are or because they need help.

    Answered ones are deleted after 30 days, those that nobody answers after 90. `contact`: how to answer them, in their words.
    `in_directory`: whether the others may find their name, once they are in.
    `for_holders`: they were told that only whoever holds the mandate to admit reads it, and so it stays.
    `double_of`: the member the typist took it for. `member`: who they became.
    """

    class Way(models.TextChoices):
        """How it came."""

        FORM = "form", _("form")
        CARD = "card", _("paper card")
        LIST = "list", _("list")
        BEGIN = "begin", _("begins elsewhere")
        HELP = "help", _("needs help")

    class Answer(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DOUBLE = "double", _("a double")
        ANSWERED = "answered", _("answered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    section = models.ForeignKey(Body, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    card_number = models.CharField(max_length=20, blank=True)
    affirms = models.BooleanField(default=False)
    reservation = models.TextField(blank=True)
    in_directory = models.BooleanField(default=False)
    for_holders = models.BooleanField(default=False)
    typed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    vouchers_needed = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    double_of = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    member = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )

    class Meta:
        indexes = [models.Index(fields=["hall", "answer", "made_at"], name="bodies_applications_open")]

    def __str__(self) -> str:
        return self.name


class Voucher(models.Model):
    """A member vouches for an application: I know this person and I want them with us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="vouchers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "member"], name="bodies_vouch_once")]

    def __str__(self) -> str:
        return str(self.pk)


class LettingBackIn(models.Model):
    """
    A member who lost everything is let back in by two others (by the one other, where there is but one).

    `from_when`: when the code begins to work: a day later, unless three or more hold the mandate for it and two of them act,
    each with a second factor. `under_mandate`: whoever asked held it, and had proved theirs.
    `first`: they have no account yet, having joined on paper or applied: nothing is taken over from anybody, and no day passes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    confirmed_by = models.ForeignKey(
        Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    first = models.BooleanField(default=False)
    under_mandate = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    from_when = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(stopped_at=None, done_at=None),
                name="bodies_one_letting_back_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
