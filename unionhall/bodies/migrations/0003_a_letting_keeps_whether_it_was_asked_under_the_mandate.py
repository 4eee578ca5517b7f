from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bodies", "0002_an_application_says_whether_to_be_found")]

    operations = [
        migrations.AddField(
            model_name="lettingbackin", name="under_mandate", field=models.BooleanField(default=False)
        )
    ]
