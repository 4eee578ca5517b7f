"""A hall says that a meeting is practised in it, and when it is erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_a_hall_moves")]

    operations = [
        migrations.AddField(
            model_name="hall",
            name="rehearsal_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
