"""A claim may come of a move: whoever held the key on the old server takes the person over on the new one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_the_people")]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("claim", "first account"),
                    ("let_back_in", "let back in"),
                    ("moved", "came over with the hall"),
                ],
                max_length=12,
            ),
        ),
    ]
