"""An amendment that was not voted on before its motion was decided is overtaken, and no longer called withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_the_decisions")]

    operations = [
        migrations.AlterField(
            model_name="motion",
            name="status",
            field=models.CharField(
                choices=[
                    ("put", "put"),
                    ("seconded", "seconded"),
                    ("polling", "open"),
                    ("carried", "carried"),
                    ("lost", "lost"),
                    ("tabled", "tabled"),
                    ("not_quorate", "not quorate"),
                    ("withdrawn", "withdrawn"),
                    ("overtaken", "overtaken"),
                    ("overturned", "overturned"),
                    ("ended", "ended"),
                ],
                default="put",
                max_length=12,
            ),
        ),
    ]
