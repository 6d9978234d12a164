"""Imports with their rows, postcode files, pairs that may be one organisation, and merges."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0003_removals"),
        ("base", "0001_ground"),
        ("organisations", "0001_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostcodeFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="hash")),
                ("nuts_version", models.CharField(max_length=4, verbose_name="NUTS version")),
                ("countries", models.CharField(max_length=60, verbose_name="countries")),
                ("n_codes", models.PositiveIntegerField(verbose_name="postcodes")),
                ("content", models.BinaryField(verbose_name="bytes as they came")),
            ],
            options={
                "verbose_name": "postcode file",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="DirectoryImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("template", "our template"),
                            ("columns", "a list of its own; I name the columns"),
                            ("cordis", "organisations of CORDIS, as published"),
                        ],
                        default="template",
                        max_length=8,
                        verbose_name="layout",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("laboratory", "research and development laboratory"),
                            ("certification", "certification centre"),
                            ("start_up", "high-tech start-up"),
                            ("spin_off", "academic spin-off"),
                            ("cluster", "cluster organisation"),
                        ],
                        max_length=14,
                        verbose_name="kind of actor",
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country of all rows")),
                ("source_title", models.CharField(max_length=200, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address of the source")),
                ("licence", models.CharField(blank=True, max_length=120, verbose_name="licence")),
                ("retrieved_on", models.DateField(blank=True, null=True, verbose_name="retrieved on")),
                ("publishes", models.BooleanField(default=False, verbose_name="publish what lies in my territory")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("read", "read, columns to be named"),
                            ("previewed", "looked at, nothing written yet"),
                            ("applied", "written"),
                            ("undone", "taken back"),
                            ("refused", "refused"),
                        ],
                        default="uploaded",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="hash")),
                ("content", models.BinaryField(verbose_name="bytes as they came")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                ("sample", models.JSONField(blank=True, default=list, verbose_name="first rows")),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="what the columns mean")),
                ("report", models.JSONField(blank=True, default=dict, verbose_name="findings")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="written at")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="base.job",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("tier", models.CharField(max_length=20, verbose_name="how it was found")),
                ("probability", models.FloatField(verbose_name="probability")),
                ("evidence", models.JSONField(blank=True, default=list, verbose_name="evidence")),
                ("may_be_automatic", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be decided"), ("merged", "merged"), ("apart", "two organisations")],
                        default="open",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-probability", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="a_pair_once"),
                    models.CheckConstraint(condition=models.Q(("left__lt", models.F("right"))), name="pair_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("probability__gte", 0), ("probability__lte", 1)),
                        name="pair_probability_between_0_and_1",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new entry"),
                            ("change", "changes an entry"),
                            ("same", "is there already, unchanged"),
                            ("doubtful", "may be there already"),
                            ("repeat", "another row of the same organisation"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("values", models.JSONField(default=dict)),
                ("difference", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("there", models.UUIDField(null=True)),
                ("made", models.UUIDField(default=uuid.uuid4)),
                ("is_own_territory", models.BooleanField(default=False)),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="actors.directoryimport"
                    ),
                ),
            ],
            options={
                "ordering": ("of", "number", "id"),
                "indexes": [models.Index(fields=["of", "outcome", "number"], name="import_row_by_outcome")],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("reason", models.CharField(max_length=500, verbose_name="why")),
                ("moved", models.JSONField(blank=True, default=list)),
                ("before", models.JSONField(blank=True, default=dict)),
                ("alias", models.BigIntegerField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorptions",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("absorbed")), _negated=True), name="no_own_merge"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("absorbed",), name="absorbed_once_at_a_time"
                    ),
                ],
            },
        ),
    ]
