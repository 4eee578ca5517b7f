from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_the_bodies")]

    operations = [
        migrations.AddField(
            model_name="application", name="in_directory", field=models.BooleanField(default=False)
        )
    ]
