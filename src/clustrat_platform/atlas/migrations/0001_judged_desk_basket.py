"""Rounds, interviews, evidence, assessments, uploads, drafts of themes, and baskets."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_ground"),
        ("organisations", "0001_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceBasket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="may be read by everyone who has the address"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="baskets", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "basket",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "respondent_role",
                    models.CharField(
                        choices=[
                            ("management", "management of a firm"),
                            ("research_head", "head of research or development"),
                            ("cluster_manager", "cluster manager"),
                            ("scientist", "scientist"),
                            ("public_official", "public official"),
                            ("intermediary", "innovation or transfer agency"),
                            ("association", "association or chamber"),
                            ("civil_society", "civil society"),
                            ("other", "other role"),
                        ],
                        max_length=16,
                        verbose_name="role of the respondent",
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("done", "done"),
                            ("coded", "coded"),
                            ("approved", "approved"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[("not_asked", "not asked yet"), ("given", "given"), ("withdrawn", "withdrawn")],
                        default="not_asked",
                        max_length=9,
                        verbose_name="consent",
                    ),
                ),
                ("consent_version", models.CharField(blank=True, max_length=40, verbose_name="version of the consent")),
                ("consent_on", models.DateField(blank=True, null=True, verbose_name="consent given on")),
                (
                    "anonymity",
                    models.CharField(
                        choices=[
                            ("full", "only together with others"),
                            ("by_role", "may be quoted by role"),
                            ("by_organisation", "may be quoted by organisation"),
                        ],
                        default="full",
                        max_length=15,
                        verbose_name="anonymity",
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="held on")),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="why withdrawn")),
                (
                    "interviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "interview",
                "ordering": ("round", "id"),
            },
        ),
        migrations.CreateModel(
            name="EvidenceItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statistic", "statistic"),
                            ("interview", "interview"),
                            ("document", "document"),
                            ("observation", "observation"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[("supports", "supports"), ("contradicts", "contradicts")],
                        max_length=11,
                        verbose_name="stance",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("accepted", "accepted"), ("rejected", "rejected")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("theme", models.CharField(max_length=60, verbose_name="theme")),
                ("cluster", models.CharField(blank=True, max_length=10, verbose_name="cluster")),
                (
                    "component",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("specialisation", "specialisation"),
                            ("relatedness", "relatedness"),
                            ("enabling", "access to enabling technology"),
                            ("rd_strength", "strength in research and development"),
                            ("will_and_demand", "will of the actors, and demand"),
                        ],
                        max_length=16,
                        verbose_name="component",
                    ),
                ),
                ("quote", models.TextField(blank=True, max_length=2000, verbose_name="quotation")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=10, max_digits=28, null=True, verbose_name="value"),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit")),
                ("dated", models.DateField(blank=True, null=True, verbose_name="date")),
                ("address", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("state_reason", models.CharField(blank=True, max_length=500, verbose_name="why accepted or rejected")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_items",
                        to="atlas.interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence item",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="InterviewCoding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theme", models.CharField(max_length=60, verbose_name="theme")),
                ("cluster", models.CharField(blank=True, max_length=10, verbose_name="cluster")),
                (
                    "component",
                    models.CharField(
                        choices=[
                            ("specialisation", "specialisation"),
                            ("relatedness", "relatedness"),
                            ("enabling", "access to enabling technology"),
                            ("rd_strength", "strength in research and development"),
                            ("will_and_demand", "will of the actors, and demand"),
                        ],
                        max_length=16,
                        verbose_name="component",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                ("rationale", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "coded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codings", to="atlas.interview"
                    ),
                ),
            ],
            options={
                "ordering": ("interview", "theme", "cluster", "component"),
            },
        ),
        migrations.CreateModel(
            name="MappingRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed"), ("published", "published")],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("themes", models.JSONField(default=list, verbose_name="themes")),
                ("interviews_due", models.DateField(verbose_name="interviews due")),
                ("coding_due", models.DateField(verbose_name="coding due")),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="base.region",
                        verbose_name="territory",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping round",
                "ordering": ("-interviews_due", "title", "id"),
            },
        ),
        migrations.AddField(
            model_name="interview",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="interviews", to="atlas.mappinground"
            ),
        ),
        migrations.CreateModel(
            name="OfflineFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                ("n_bytes", models.PositiveIntegerField(verbose_name="bytes")),
                ("brought_in_at", models.DateTimeField(auto_now_add=True, verbose_name="brought in")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="atlas.interview"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="atlas.mappinground"
                    ),
                ),
            ],
            options={
                "ordering": ("-brought_in_at",),
            },
        ),
        migrations.CreateModel(
            name="PotentialAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("theme", models.CharField(max_length=60, verbose_name="theme")),
                ("theme_version", models.CharField(max_length=60, verbose_name="version of the theme")),
                ("cluster", models.CharField(blank=True, max_length=10, verbose_name="cluster")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("regional_review", "in regional review"),
                            ("expert_validated", "validated by experts"),
                            ("published", "published"),
                            ("superseded", "superseded"),
                        ],
                        default="draft",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("total", models.FloatField(blank=True, null=True, verbose_name="total")),
                ("confidence", models.FloatField(default=0, verbose_name="known share of the weights")),
                ("parameters", models.CharField(max_length=40, verbose_name="rule")),
                ("rationale", models.TextField(max_length=5000, verbose_name="rationale")),
                ("mark", models.CharField(blank=True, max_length=300, verbose_name="mark")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="base.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="atlas.potentialassessment",
                    ),
                ),
            ],
            options={
                "verbose_name": "potential assessment",
                "ordering": ("region", "theme", "cluster", "-version"),
            },
        ),
        migrations.CreateModel(
            name="AssessmentComponent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "component",
                    models.CharField(
                        choices=[
                            ("specialisation", "specialisation"),
                            ("relatedness", "relatedness"),
                            ("enabling", "access to enabling technology"),
                            ("rd_strength", "strength in research and development"),
                            ("will_and_demand", "will of the actors, and demand"),
                        ],
                        max_length=16,
                        verbose_name="component",
                    ),
                ),
                ("score", models.FloatField(blank=True, null=True, verbose_name="score")),
                (
                    "basis",
                    models.CharField(
                        choices=[("expert", "the author's judgement"), ("interviews", "coded interviews together")],
                        default="expert",
                        max_length=10,
                        verbose_name="basis",
                    ),
                ),
                ("n_interviews", models.PositiveSmallIntegerField(default=0, verbose_name="interviews")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="atlas.potentialassessment",
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "id"),
            },
        ),
        migrations.CreateModel(
            name="AssessmentBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="atlas.evidenceitem"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="basis",
                        to="atlas.potentialassessment",
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "id"),
            },
        ),
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("title", models.JSONField(default=dict, verbose_name="title")),
                ("items", models.JSONField(default=list, verbose_name="items")),
                ("consent_version", models.CharField(max_length=40, verbose_name="version of the consent")),
                ("consent_text", models.JSONField(default=dict, verbose_name="words of the consent")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="hash")),
            ],
            options={
                "verbose_name": "questionnaire",
                "ordering": ("code", "-version"),
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="one_questionnaire_for_code_and_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"), models.Q(("sha256", ""), _negated=True), _connector="OR"
                        ),
                        name="published_questionnaire_has_hash",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="mappinground",
            name="questionnaire",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="atlas.questionnaire",
                verbose_name="questionnaire",
            ),
        ),
        migrations.CreateModel(
            name="RoundRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="base.region"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="covered", to="atlas.mappinground"
                    ),
                ),
            ],
            options={
                "ordering": ("round", "region__code"),
            },
        ),
        migrations.CreateModel(
            name="ThemeDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("theme", models.CharField(max_length=60, verbose_name="theme")),
                ("base_version", models.CharField(max_length=60, verbose_name="made from version")),
                ("version", models.CharField(max_length=60, verbose_name="version")),
                ("content", models.TextField(max_length=200000, verbose_name="table")),
                ("reason", models.CharField(max_length=1000, verbose_name="why it was changed")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("validated", "validated"), ("frozen", "frozen")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "author",
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
                "verbose_name": "version of a theme",
                "ordering": ("theme", "-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="DataUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("table", models.SlugField(max_length=40, verbose_name="name of the table")),
                ("publisher", models.CharField(max_length=200, verbose_name="publisher")),
                ("licence", models.CharField(max_length=100, verbose_name="licence")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "uploaded"),
                            ("mapped", "columns mapped"),
                            ("checked", "checked"),
                            ("refused", "refused"),
                            ("published", "published"),
                            ("rolled_back", "rolled back"),
                        ],
                        default="uploaded",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="hash")),
                ("n_bytes", models.PositiveIntegerField(verbose_name="bytes")),
                ("content", models.BinaryField(verbose_name="bytes as they came")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                ("sample", models.JSONField(blank=True, default=list, verbose_name="first rows")),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="mapping")),
                ("report", models.JSONField(blank=True, default=dict, verbose_name="findings")),
                ("edition", models.CharField(blank=True, max_length=80, verbose_name="edition")),
                ("former_edition", models.CharField(blank=True, max_length=80, verbose_name="edition before")),
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
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="base.region",
                        verbose_name="territory",
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
                "verbose_name": "upload",
                "ordering": ("-created_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("edition", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="published_upload_has_edition",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BasketItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("address", models.CharField(max_length=1000, verbose_name="address")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("edition", models.CharField(max_length=80, verbose_name="edition")),
                ("result_sha256", models.CharField(max_length=64, verbose_name="hash of the result")),
                ("sentence", models.TextField(blank=True, verbose_name="sentence")),
                ("headlines", models.JSONField(blank=True, default=list, verbose_name="figures shown")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "basket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="atlas.evidencebasket"
                    ),
                ),
            ],
            options={
                "ordering": ("basket", "position", "id"),
                "constraints": [models.UniqueConstraint(fields=("basket", "address"), name="address_once_in_a_basket")],
            },
        ),
        migrations.AddIndex(
            model_name="evidenceitem",
            index=models.Index(fields=["region", "theme"], name="evidence_by_subject"),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "rejected"),
                    models.Q(("quote", ""), _negated=True),
                    ("value__isnull", False),
                    _connector="OR",
                ),
                name="evidence_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("state_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="rejected_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "interview"), _negated=True), ("interview__isnull", False), _connector="OR"
                ),
                name="interview_evidence_has_interview",
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewcoding",
            constraint=models.UniqueConstraint(
                fields=("interview", "theme", "cluster", "component"), name="coded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="interviewcoding",
            constraint=models.CheckConstraint(condition=models.Q(("score__lte", 4)), name="coding_from_0_to_4"),
        ),
        migrations.AddConstraint(
            model_name="interviewcoding",
            constraint=models.CheckConstraint(
                condition=models.Q(("rationale", ""), _negated=True), name="coding_with_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="interview",
            index=models.Index(fields=["region", "state"], name="interview_by_region"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("planned", "withdrawn")),
                    models.Q(
                        ("consent", "given"),
                        models.Q(("consent_version", ""), _negated=True),
                        ("consent_on__isnull", False),
                        ("held_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="no_interview_without_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(
                        ("answers", {}), ("consent", "withdrawn"), models.Q(("withdrawn_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="withdrawn_interview_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="potentialassessment",
            constraint=models.UniqueConstraint(
                fields=("region", "theme", "cluster", "version"), name="one_assessment_for_subject_and_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="potentialassessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("region", "theme", "cluster"),
                name="one_published_assessment",
            ),
        ),
        migrations.AddConstraint(
            model_name="potentialassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("rationale", ""), _negated=True), name="assessment_with_rationale"
            ),
        ),
        migrations.AddConstraint(
            model_name="potentialassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("total", None), models.Q(("total__gte", 0), ("total__lte", 4)), _connector="OR"),
                name="assessment_from_0_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentcomponent",
            constraint=models.UniqueConstraint(fields=("assessment", "component"), name="component_once"),
        ),
        migrations.AddConstraint(
            model_name="assessmentcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(("score", None), models.Q(("score__gte", 0), ("score__lte", 4)), _connector="OR"),
                name="component_from_0_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentbasis",
            constraint=models.UniqueConstraint(fields=("assessment", "evidence"), name="rests_on_evidence_once"),
        ),
        migrations.AddConstraint(
            model_name="mappinground",
            constraint=models.CheckConstraint(
                condition=models.Q(("interviews_due__lte", models.F("coding_due"))), name="coding_due_after_interviews"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundregion",
            constraint=models.UniqueConstraint(fields=("round", "region"), name="round_covers_a_region_once"),
        ),
        migrations.AddConstraint(
            model_name="themedraft",
            constraint=models.UniqueConstraint(fields=("theme", "version"), name="one_draft_for_theme_and_version"),
        ),
        migrations.AddConstraint(
            model_name="themedraft",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="theme_draft_with_reason"
            ),
        ),
    ]
