"""Choices between options: what a motion asks to choose from, and the papers typed in where we voted on paper."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from unionhall.bodies.models import Member, Office
from unionhall.core.counting.choices import Question
from unionhall.core.counting.names import Rule
from unionhall.record.models import Hall

from .motions import Motion
from .polls import Poll, TellerFigure


class Choice(models.Model):
    """
    What a motion asks: which of these. It stands as it was put; other options are another motion.

    `options`: their names in the order of the paper, from 2 to 30. `people`: which of them are members, an option's place from
    0 → the member's id, so that their names can be erased here too. `rule`: by which rule of `core.counting` it is counted.
    `seats`: how many are chosen. `office`: the office that the vote fills, if it is an election.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    motion = models.OneToOneField(Motion, on_delete=models.CASCADE, related_name="choice")
    options = models.JSONField()
    people = models.JSONField(default=dict, blank=True)
    rule = models.CharField(max_length=16, choices=[(rule.value, rule.value) for rule in Rule])
    seats = models.PositiveSmallIntegerField(default=1)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seats__gte=1), name="decisions_choice_has_seats")]

    def __str__(self) -> str:
        return self.rule

    def question(self) -> Question:
        """What is asked, as core counts it."""
        return Question(tuple(self.options), Rule(self.rule), self.seats)


class Pile(models.Model):
    """
    The papers one teller typed or read in, equal ones together and sorted (`core.counting.stacks.Stack`); the teller's figure
    says by a digest which they are. They go when ballots go, 30 days after the declaration.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="piles")
    figure = models.OneToOneField(TellerFigure, on_delete=models.CASCADE, related_name="pile")
    papers = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class Candidate(models.Model):
    """
    Somebody stands for an office, by their own word. Taken back until the election is put; then the paper says it, and this goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "member"], name="decisions_stands_once")]

    def __str__(self) -> str:
        return str(self.pk)
