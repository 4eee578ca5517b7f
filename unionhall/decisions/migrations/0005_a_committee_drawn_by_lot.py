"""A committee may be drawn by lot from those willing."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0005_the_public_door_says_how_to_reach_us"),
        ("decisions", "0004_a_choice_between_options"),
        ("record", "0003_a_hall_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("purpose", models.TextField(blank=True)),
                ("until", models.DateTimeField()),
                ("size", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=300)),
                ("called_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("pool", models.JSONField(blank=True, default=list)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("seed", models.CharField(blank=True, max_length=200)),
                ("confirmed", models.BooleanField(default=False)),
                ("drawn_at", models.DateTimeField(blank=True, null=True)),
                ("panel", models.JSONField(blank=True, default=list)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bodies.body"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="bodies.member",
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bodies.body",
                    ),
                ),
                (
                    "motion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lots",
                        to="decisions.motion",
                    ),
                ),
                (
                    "seed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="bodies.member",
                    ),
                ),
                (
                    "warrant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="record.entry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Willing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="willing",
                        to="decisions.lot",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bodies.member"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["hall", "closed_at", "closes_at"], name="decisions_lots_due"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1)), name="decisions_lot_draws_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("called_at"))), name="decisions_lot_has_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drawn_at", None),
                    models.Q(("closed_at__isnull", False), ("confirmed", True)),
                    _connector="OR",
                ),
                name="decisions_lot_is_drawn_by_its_seed",
            ),
        ),
        migrations.AddConstraint(
            model_name="willing",
            constraint=models.UniqueConstraint(fields=("lot", "member"), name="decisions_willing_once"),
        ),
    ]
