from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bodies", "0006_who_writes_at_the_door_need_not_join"),
        ("people", "0002_a_claim_after_a_move"),
        ("record", "0003_a_hall_moves"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("erased_on", None), ("left_on__isnull", False)),
                fields=["hall", "left_on"],
                name="bodies_members_to_erase",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("erased_on__isnull", False)),
                fields=["hall", "erased_on"],
                name="bodies_members_erased",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                condition=models.Q(("ends_on__isnull", False), ("until", None)),
                fields=["hall", "ends_on"],
                name="bodies_places_that_end",
            ),
        ),
    ]
