from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0002_an_amendment_can_be_overtaken")]

    operations = [
        migrations.AddIndex(
            model_name="motion",
            index=models.Index(fields=["hall", "-decided_at", "-number"], name="decisions_last"),
        )
    ]
