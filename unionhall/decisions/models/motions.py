"""Motions, their texts, what they would do, and what stands beside them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body, Charter, Member
from unionhall.mandates.models import Mandate
from unionhall.record.models import Entry, Hall


class Status(models.TextChoices):
    """Where a motion stands."""

    PUT = "put", _("put")
    SECONDED = "seconded", _("seconded")
    POLLING = "polling", _("open")
    CARRIED = "carried", _("carried")
    LOST = "lost", _("lost")
    TABLED = "tabled", _("tabled")
    NOT_QUORATE = "not_quorate", _("not quorate")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OVERTAKEN = "overtaken", _("overtaken")
    OVERTURNED = "overturned", _("overturned")
    ENDED = "ended", _("ended")


ANSWERED: dict[str, str] = {Status.CARRIED: "chosen", Status.LOST: "none_chosen"}
"""How a choice between options is said to stand once it was voted on."""


class Motions(models.QuerySet["Motion"]):
    """The motions of a hall."""

    def for_lists(self) -> Motions:
        """What a list shows of each: its body, its mover, and `asks`, whether it is a choice between options."""
        return self.select_related("body", "put_by", "recalls").annotate(
            asks=Case(When(choice=None, then=Value(False)), default=Value(True))
        )


class Motion(models.Model):
    """
    A proposal before a body.

    `number`: the hall's own count, for saying it aloud ("motion 12"). `matter`: the charter's matter it is decided
    under. `emergency`: between meetings (R45); `referendum`: a vote of all members called for by petition (R32).
    `amends`: the motion whose text this one would change (an amendment is a motion about a motion). `calls_in`: the
    committee's motion that this one would overturn. `recalls`: the mandate it would take back, with the holder's
    `answer`. `follows`: the motion whose result led to this one by the charter's chain, `chain_step` the step of that
    chain it is, `ending` how the chain ended, in the charter's words. `takes_effect_at`: when its effects are carried
    out, where that is later than the declaration. `trial_until`: when a decision taken on trial ends by itself.
    `review_on`: when to look at it again. `state_of_work`: how far carrying it out has come, in the body's words.
    `decided_under`: the charter's version at the declaration. `decision`: the entry of the declaration.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="motions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveIntegerField()
    matter = models.CharField(max_length=40, default="ordinary")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PUT)
    put_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="motions_put")
    put_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="motions_seconded"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    emergency = models.BooleanField(default=False)
    referendum = models.BooleanField(default=False)
    amends = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="amendments"
    )
    calls_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="call_ins"
    )
    recalls = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="recalls"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    chain_step = models.CharField(max_length=40, blank=True)
    ending = models.CharField(max_length=200, blank=True)
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    trial_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_under = models.ForeignKey(
        Charter, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    state_of_work = models.CharField(max_length=200, blank=True)
    work_done_at = models.DateTimeField(null=True, blank=True)

    asks = False
    """Whether it is a choice between options; known of motions from `for_lists`, and where a page has looked."""

    objects = Motions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "number"], name="decisions_motion_number")]
        indexes = [
            models.Index(fields=["hall", "status", "-decided_at"], name="decisions_register"),
            models.Index(fields=["hall", "-decided_at", "-number"], name="decisions_last"),
            models.Index(fields=["body", "status", "-put_at"], name="decisions_before_a_body"),
            models.Index(
                fields=["hall", "takes_effect_at"],
                condition=Q(takes_effect_at__isnull=False),
                name="decisions_later_effects",
            ),
            models.Index(
                fields=["hall", "trial_until"],
                condition=Q(trial_until__isnull=False),
                name="decisions_on_trial",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def shown_as(self) -> str:
        """
        Where it stands, as pages show it: an amendment its mover took in was withdrawn by that, and has not lost; a question
        with several options is answered, and not carried.
        """
        if self.status == Status.WITHDRAWN and self.ending:
            return "taken_in"
        return ANSWERED.get(self.status, str(self.status)) if self.asks else str(self.status)

    def binding_text(self) -> MotionText:
        """The newest version of the motion's words in the language that binds."""
        return self.texts.filter(binding=True).latest("version")


class Texts(models.QuerySet["MotionText"]):
    """The words of motions."""

    def for_reader(self, motions: Iterable[Any]) -> dict[uuid.UUID, MotionText]:
        """
        The newest words of each motion (rows or ids) by its id, title and language only, in one query: in the reader's
        language where there is an up-to-date translation, else as they bind.
        """
        here = (get_language() or "en").split("-")[0]
        found: dict[uuid.UUID, MotionText] = {}
        texts = self.filter(motion__in=list(motions)).order_by("version", "-binding")
        for text in texts.only("motion_id", "title", "language", "version", "binding"):
            now = found.get(text.motion_id)
            if now is None or text.version > now.version or text.language == here:
                found[text.motion_id] = text
        return found


class MotionText(models.Model):
    """
    One version of a motion's words in one language. The binding language's versions are numbered without a gap; a translation
    carries the number of the version it translates, so that one can see which are behind.

    `digest`: SHA-256 hex of title and text; the record names a text by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    binding = models.BooleanField()
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = Texts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "version", "language"], name="decisions_text_version"),
        ]
        indexes = [models.Index(fields=["motion", "binding", "-version"], name="decisions_text_now")]

    def __str__(self) -> str:
        return self.title


class Way(models.TextChoices):
    """How notice of a motion was served."""

    PAGE = "page", _("on the hall's page")
    CHAT = "chat", _("a line in our own chat")
    PAPER = "paper", _("on paper, put up or handed out")
    PHONE = "phone", _("by phone")
    TOLD = "told", _("face to face")


class Served(models.Model):
    """Notice of a motion was served: how, by whom and when, kept as proof of notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="served")
    way = models.CharField(max_length=8, choices=Way.choices)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["motion", "at"], name="decisions_served_motion")]

    def __str__(self) -> str:
        return self.way


class Support(models.Model):
    """A member asks that a motion be put to the vote: its seconders, and the names under a call for recall."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="supports")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="decisions_support_once")]

    def __str__(self) -> str:
        return str(self.pk)


class EffectState(models.TextChoices):
    """What became of an effect."""

    PENDING = "pending", _("if this carries")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("stopped")
    VOID = "void", _("did not come to pass")


class Effect(models.Model):
    """
    What a motion does by itself if it carries. `kind` and `params` as declared in `kit.registries.effects`; `said`:
    the plain sentence shown before anyone voted. `reason`: why it was refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="effects")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    said = models.TextField()
    state = models.CharField(max_length=10, choices=EffectState.choices, default=EffectState.PENDING)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "place"], name="decisions_effect_place")]
        ordering = ["motion", "place"]

    def __str__(self) -> str:
        return self.kind


class Question(models.Model):
    """A question beside a motion and its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="questions")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["motion", "at"], name="decisions_questions")]

    def __str__(self) -> str:
        return self.text[:40]


class Paper(models.Model):
    """
    A file laid beside a motion, its metadata stripped, kept on disk encrypted under `key`; erasing is destroying the key.

    `size`: bytes of the plain file. `digest`: SHA-256 hex of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    key = models.BinaryField(max_length=32)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="decisions_paper_not_empty")]

    def __str__(self) -> str:
        return self.name
