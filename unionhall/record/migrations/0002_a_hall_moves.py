"""A hall says where it went when it moved to another server."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0001_the_record")]

    operations = [
        migrations.AddField(
            model_name="hall",
            name="moved_to",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
