"""How often rows of the directory were deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0002_full_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="directorystamp",
            name="removals",
            field=models.BigIntegerField(default=0),
        ),
    ]
