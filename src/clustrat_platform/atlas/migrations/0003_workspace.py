"""Baskets kept in the account with links for others, saved views, follows, and withdrawn editions."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0002_frozen_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("edition", models.CharField(max_length=80, unique=True, verbose_name="edition")),
                ("reason", models.CharField(max_length=300, verbose_name="why it was withdrawn")),
                ("successor", models.CharField(blank=True, max_length=80, verbose_name="edition that took its place")),
            ],
            options={
                "verbose_name": "withdrawn edition",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.RemoveField(
            model_name="evidencebasket",
            name="is_shared",
        ),
        migrations.AddField(
            model_name="basketitem",
            name="language",
            field=models.CharField(default="en", max_length=8, verbose_name="language in which it was frozen"),
        ),
        migrations.AddField(
            model_name="basketitem",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken out"),
        ),
        migrations.AddField(
            model_name="basketitem",
            name="subject",
            field=models.CharField(blank=True, max_length=200, verbose_name="subject"),
        ),
        migrations.AlterField(
            model_name="basketitem",
            name="note",
            field=models.CharField(blank=True, max_length=2000, verbose_name="note"),
        ),
        migrations.CreateModel(
            name="BasketShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("token", models.CharField(max_length=64, unique=True)),
                ("shown_as", models.CharField(blank=True, max_length=120, verbose_name="shared by")),
                ("with_notes", models.BooleanField(default=False, verbose_name="with the notes")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="atlas.evidencebasket"
                    ),
                ),
            ],
            options={
                "verbose_name": "link to a basket",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("reference", models.CharField(max_length=120, verbose_name="what is followed")),
                ("edition", models.CharField(blank=True, max_length=80, verbose_name="edition")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "followed thing",
                "ordering": ("-created_at", "id"),
                "constraints": [models.UniqueConstraint(fields=("owner", "reference"), name="followed_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("address", models.CharField(max_length=1000, verbose_name="address")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ("-created_at", "id"),
                "constraints": [models.UniqueConstraint(fields=("owner", "address"), name="view_saved_once")],
            },
        ),
    ]
