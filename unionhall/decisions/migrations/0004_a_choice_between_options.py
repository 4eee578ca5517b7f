"""A motion may ask which of several; its ballots are marks, and on paper a pile that two typed in."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0003_decided_last_by_one_index"),
        ("record", "0003_a_hall_moves"),
    ]

    operations = [
        migrations.AlterField(
            model_name="paperballot",
            name="choice",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.CreateModel(
            name="Pile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("papers", models.JSONField()),
                (
                    "figure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pile",
                        to="decisions.tellerfigure",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "poll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="piles", to="decisions.poll"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("options", models.JSONField()),
                ("people", models.JSONField(blank=True, default=dict)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("plurality", "plurality"),
                            ("approval", "approval"),
                            ("score", "score"),
                            ("irv", "irv"),
                            ("scottish-stv", "scottish-stv"),
                            ("meek-stv", "meek-stv"),
                            ("schulze", "schulze"),
                        ],
                        max_length=16,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "motion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choice",
                        to="decisions.motion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1)), name="decisions_choice_has_seats"
                    )
                ],
            },
        ),
    ]
