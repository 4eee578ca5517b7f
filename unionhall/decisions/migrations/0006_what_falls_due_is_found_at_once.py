from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0007_what_ends_by_itself_is_found_at_once"),
        ("decisions", "0005_a_committee_drawn_by_lot"),
        ("mandates", "0001_the_mandates"),
        ("record", "0003_a_hall_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="purged",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="motion",
            index=models.Index(
                condition=models.Q(("takes_effect_at__isnull", False)),
                fields=["hall", "takes_effect_at"],
                name="decisions_later_effects",
            ),
        ),
        migrations.AddIndex(
            model_name="motion",
            index=models.Index(
                condition=models.Q(("trial_until__isnull", False)),
                fields=["hall", "trial_until"],
                name="decisions_on_trial",
            ),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(
                condition=models.Q(("declared_at__isnull", False), ("purged", False)),
                fields=["hall", "declared_at"],
                name="decisions_polls_to_purge",
            ),
        ),
    ]
