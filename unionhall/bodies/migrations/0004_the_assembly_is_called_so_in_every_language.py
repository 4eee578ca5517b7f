from django.db import migrations

import unionhall.bodies.models.bodies

WORDS = ["General assembly", "Asamblea general"]
"""What founding an organisation wrote into the table, by the hall's language."""


def forget_the_words(apps, _editor):
    """The general assembly has no name of its own."""
    apps.get_model("bodies", "Body").objects.filter(kind="assembly", name__in=WORDS).update(name="")


class Migration(migrations.Migration):
    dependencies = [("bodies", "0003_a_letting_keeps_whether_it_was_asked_under_the_mandate")]

    operations = [
        migrations.AlterField(
            model_name="body",
            name="name",
            field=unionhall.bodies.models.bodies.BodyName(blank=True, max_length=120),
        ),
        migrations.RunPython(forget_the_words, migrations.RunPython.noop),
    ]
