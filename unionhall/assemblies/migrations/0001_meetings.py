"""Meetings: called, with an agenda, and who comes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("bodies", "0006_who_writes_at_the_door_need_not_join"),
        ("decisions", "0005_a_committee_drawn_by_lot"),
        ("record", "0003_a_hall_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("begins_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=300)),
                ("place_from", models.DateTimeField(blank=True, null=True)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("access", models.CharField(blank=True, max_length=500)),
                ("about", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=12)),
                ("called_at", models.DateTimeField()),
                ("convened_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="bodies.body"
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="record.hall"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "report"),
                            ("round", "round: how work is, each in turn"),
                            ("motion", "motion"),
                            ("election", "election"),
                            ("discussion", "discussion"),
                            ("minutes", "approving the last minutes"),
                            ("other", "other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("text", models.TextField(blank=True)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                (
                    "by",
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
                    "motion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="decisions.motion",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="assemblies.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Coming",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("yes", models.BooleanField()),
                ("needs", models.CharField(blank=True, max_length=300)),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bodies.member"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coming",
                        to="assemblies.meeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Caller",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.hall"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bodies.member"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callers",
                        to="assemblies.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["hall", "called_off_at", "begins_at"], name="assemblies_ahead"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("meeting", "place"), name="assemblies_one_item_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("motion__isnull", False)),
                fields=("meeting", "motion"),
                name="assemblies_a_motion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="coming",
            constraint=models.UniqueConstraint(fields=("meeting", "member"), name="assemblies_comes_once"),
        ),
        migrations.AddConstraint(
            model_name="caller",
            constraint=models.UniqueConstraint(fields=("meeting", "member"), name="assemblies_calls_once"),
        ),
    ]
