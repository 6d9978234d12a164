"""Figures that were frozen under a short id."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0001_judged_desk_basket"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("short_id", models.CharField(max_length=12, unique=True, verbose_name="short id")),
                ("address", models.CharField(max_length=1000, verbose_name="address")),
                ("edition", models.CharField(max_length=80, verbose_name="edition")),
                ("result_sha256", models.CharField(max_length=64, verbose_name="hash of the result")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "language",
                    models.CharField(default="en", max_length=8, verbose_name="language in which it was frozen"),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was withdrawn")),
            ],
            options={
                "verbose_name": "frozen figure",
                "ordering": ("-created_at", "id"),
            },
        ),
    ]
