"""Questionnaires say what answers are used for; a draft may have no item yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0003_workspace"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionnaire",
            name="consent_purpose",
            field=models.JSONField(blank=True, default=dict, verbose_name="purpose"),
        ),
        migrations.AlterField(
            model_name="questionnaire",
            name="items",
            field=models.JSONField(blank=True, default=list, verbose_name="items"),
        ),
    ]
