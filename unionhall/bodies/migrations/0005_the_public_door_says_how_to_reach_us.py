from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0004_the_assembly_is_called_so_in_every_language")]

    operations = [
        migrations.AddField(
            model_name="organisation", name="reach", field=models.CharField(blank=True, max_length=200)
        )
    ]
