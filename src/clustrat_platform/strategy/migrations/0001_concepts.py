"""Concepts: which clusters they combine, who takes part, and every step."""

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
            name="ClusterConcept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("theme", models.CharField(max_length=60, verbose_name="emerging industry")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("screened", "screened"),
                            ("explored", "explored"),
                            ("feasibility", "feasibility studied"),
                            ("agreed", "agreed"),
                            ("registered", "registered"),
                            ("operating", "operating"),
                            ("dropped", "dropped"),
                        ],
                        default="idea",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("within", "within one cluster"),
                            ("across", "across clusters of one region"),
                            ("interregional", "across regions of one country"),
                            ("transnational", "across countries"),
                        ],
                        max_length=14,
                        verbose_name="scope",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("open", "not yet chosen"),
                            ("organisation", "cluster organisation"),
                            ("initiative", "cluster initiative"),
                            ("platform", "platform"),
                            ("partnership", "innovation partnership"),
                            ("agreement", "bilateral agreement"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="form",
                    ),
                ),
                ("niche", models.TextField(blank=True, max_length=2000, verbose_name="niche")),
                ("management", models.TextField(blank=True, max_length=2000, verbose_name="management")),
                (
                    "s3_link",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="link to a smart specialisation strategy"
                    ),
                ),
                ("s3_source", models.URLField(blank=True, max_length=500, verbose_name="document of the strategy")),
                ("demand", models.TextField(blank=True, max_length=2000, verbose_name="demand")),
                ("waiver", models.TextField(blank=True, max_length=1000, verbose_name="written waiver")),
                ("dropped_because", models.TextField(blank=True, max_length=1000, verbose_name="why it was dropped")),
                ("address", models.CharField(max_length=500, verbose_name="address of what was computed")),
                ("edition", models.CharField(max_length=40, verbose_name="edition")),
                ("result_hash", models.CharField(max_length=64, verbose_name="hash of the result")),
                ("is_published", models.BooleanField(default=False, verbose_name="published")),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="concepts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="base.region", verbose_name="home region"
                    ),
                ),
            ],
            options={
                "verbose_name": "new cluster concept",
                "verbose_name_plural": "new cluster concepts",
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="ConceptActor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("enabling", "key enabling technology"),
                            ("services", "knowledge-intensive services"),
                            ("management", "management of the cluster"),
                            ("demand", "demand"),
                            ("member", "member"),
                        ],
                        max_length=10,
                        verbose_name="part",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("invited", "invited"), ("accepted", "takes part"), ("declined", "declined")],
                        default="invited",
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="message")),
                ("invited_on", models.DateField(verbose_name="invited on")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actors", to="strategy.clusterconcept"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concept_parts",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("concept", "part", "organisation"),
            },
        ),
        migrations.CreateModel(
            name="ConceptMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("region_code", models.CharField(max_length=5, verbose_name="region")),
                ("industry_code", models.CharField(max_length=10, verbose_name="industry")),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="strategy.clusterconcept",
                    ),
                ),
            ],
            options={
                "ordering": ("concept", "position"),
            },
        ),
        migrations.CreateModel(
            name="ConceptStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_stage",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("screened", "screened"),
                            ("explored", "explored"),
                            ("feasibility", "feasibility studied"),
                            ("agreed", "agreed"),
                            ("registered", "registered"),
                            ("operating", "operating"),
                            ("dropped", "dropped"),
                        ],
                        max_length=12,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_stage",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("screened", "screened"),
                            ("explored", "explored"),
                            ("feasibility", "feasibility studied"),
                            ("agreed", "agreed"),
                            ("registered", "registered"),
                            ("operating", "operating"),
                            ("dropped", "dropped"),
                        ],
                        max_length=12,
                        verbose_name="to",
                    ),
                ),
                ("taken_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("reason", models.TextField(max_length=1000, verbose_name="why")),
                ("gate", models.JSONField(blank=True, default=dict, verbose_name="what the gate said")),
                ("address", models.CharField(max_length=500, verbose_name="address of what was computed")),
                ("edition", models.CharField(max_length=40, verbose_name="edition")),
                ("result_hash", models.CharField(max_length=64, verbose_name="hash of the result")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="strategy.clusterconcept"
                    ),
                ),
            ],
            options={
                "ordering": ("-taken_at", "-id"),
            },
        ),
        migrations.AddIndex(
            model_name="clusterconcept",
            index=models.Index(fields=["is_published", "stage"], name="concept_by_stage"),
        ),
        migrations.AddConstraint(
            model_name="clusterconcept",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "dropped"), _negated=True),
                    models.Q(("dropped_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="concept_dropped_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="conceptactor",
            constraint=models.UniqueConstraint(fields=("concept", "organisation"), name="concept_actor_once"),
        ),
        migrations.AddConstraint(
            model_name="conceptactor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("state", "invited")),
                    models.Q(models.Q(("state", "invited"), _negated=True), ("answered_on__isnull", False)),
                    _connector="OR",
                ),
                name="concept_answer_with_date",
            ),
        ),
        migrations.AddIndex(
            model_name="conceptmember",
            index=models.Index(fields=["region_code", "industry_code"], name="concept_member_by_cluster"),
        ),
        migrations.AddConstraint(
            model_name="conceptmember",
            constraint=models.UniqueConstraint(fields=("concept", "position"), name="concept_member_position"),
        ),
        migrations.AddConstraint(
            model_name="conceptmember",
            constraint=models.UniqueConstraint(
                fields=("concept", "region_code", "industry_code"), name="concept_member_once"
            ),
        ),
    ]
