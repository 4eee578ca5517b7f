"""A hall says where it went when it moved to another server."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0002_openings_are_counted_by_audience")]

    operations = [
        migrations.AddField(
            model_name="hall",
            name="moved_to",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
