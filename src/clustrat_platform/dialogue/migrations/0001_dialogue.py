"""Steps: the dialogue with all its tables."""

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
            name="MergeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_facilitator", models.BooleanField(default=False)),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("done", "done"), ("refused", "refused")],
                        default="asked",
                        max_length=7,
                    ),
                ),
                ("objection_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Argument",
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
                            ("for", "for"),
                            ("against", "against"),
                            ("condition", "condition"),
                            ("question", "question"),
                            ("evidence", "evidence"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("text", models.TextField(max_length=2000, verbose_name="argument")),
                (
                    "state",
                    models.CharField(
                        choices=[("awaiting", "waits for its first review"), ("shown", "shown"), ("hidden", "hidden")],
                        default="shown",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("is_on_behalf", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField()),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="dialogue.argument",
                    ),
                ),
            ],
            options={
                "ordering": ("proposal", "said_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Dialogue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("question", models.CharField(max_length=500, verbose_name="question")),
                ("summary", models.TextField(blank=True, max_length=5000, verbose_name="what it is about")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("regional", "regional"),
                            ("national", "national"),
                            ("transnational", "transnational"),
                        ],
                        max_length=13,
                        verbose_name="level",
                    ),
                ),
                ("blueprint", models.CharField(max_length=30, verbose_name="form")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("announced", "announced"),
                            ("open", "open"),
                            ("closing", "closing: no new input"),
                            ("closed", "closed"),
                            ("decided", "decided"),
                            ("following", "being followed up"),
                            ("archived", "archived"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "everyone"), ("private", "those who take part")],
                        default="public",
                        max_length=7,
                        verbose_name="readable by",
                    ),
                ),
                ("original_language", models.CharField(default="en", max_length=8, verbose_name="language")),
                ("time_zone", models.CharField(default="Europe/Vienna", max_length=40, verbose_name="time zone")),
                ("cancelled_reason", models.CharField(blank=True, max_length=500, verbose_name="why cancelled")),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
            ],
            options={
                "verbose_name": "dialogue",
                "ordering": ("-created_at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dialogue_cancelled_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DelphiItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dimension", models.CharField(max_length=40, verbose_name="dimension")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="delphi_items", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "proposal__number", "dimension"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "being drafted"),
                            ("signed", "signed"),
                            ("published", "published"),
                            ("superseded", "superseded"),
                        ],
                        default="drafting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("adopted", "adopted"),
                            ("adopted_changed", "adopted with changes"),
                            ("deferred", "deferred"),
                            ("rejected", "rejected"),
                            ("sent_up", "handed on to the next level"),
                        ],
                        max_length=15,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.JSONField(default=dict, verbose_name="reasons")),
                ("deviates", models.BooleanField(default=False, verbose_name="departs from the result of the group")),
                ("deviation_reason", models.TextField(blank=True, max_length=5000, verbose_name="why it departs")),
                ("dissent", models.TextField(blank=True, max_length=5000, verbose_name="dissent")),
                ("runs", models.JSONField(blank=True, default=list, verbose_name="analyses it rests on")),
                ("snapshot_text", models.TextField(blank=True)),
                ("snapshot_sha256", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="dialogue.decision",
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("proposal", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(max_length=5000, verbose_name="correction")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="EvidenceLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("address", models.CharField(max_length=1000, verbose_name="address")),
                ("edition", models.CharField(max_length=80, verbose_name="edition")),
                ("result_sha256", models.CharField(max_length=64, verbose_name="hash of the result")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("sentence", models.TextField(blank=True, verbose_name="sentence")),
                ("headlines", models.JSONField(blank=True, default=list, verbose_name="figures shown")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "argument",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="dialogue.argument",
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="dialogue.dialogue",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="EvidenceSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=20)),
                ("taken_at", models.DateTimeField()),
                ("document", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="dialogue.evidencelink",
                    ),
                ),
            ],
            options={
                "ordering": ("link", "taken_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="milestone")),
                ("due", models.DateField(verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("reached", "reached"),
                            ("late", "late"),
                            ("dropped", "dropped"),
                        ],
                        default="planned",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=300, verbose_name="target")),
                ("report", models.TextField(blank=True, max_length=5000, verbose_name="report")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="dialogue.decision"
                    ),
                ),
            ],
            options={
                "ordering": ("decision", "due", "id"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=40)),
                ("sentence", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="dialogue.dialogue"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("at_once", "at once"),
                            ("daily", "once a day"),
                            ("weekly", "once a week"),
                            ("none", "never"),
                        ],
                        default="daily",
                        max_length=7,
                        verbose_name="mail",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("user",),
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pseudonym", models.CharField(max_length=40, verbose_name="pseudonym")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("accepted", "takes part"),
                            ("declined", "declined"),
                            ("suspended", "suspended"),
                            ("erased", "erased at the person's wish"),
                        ],
                        default="invited",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("may_vote", models.BooleanField(default=True, verbose_name="votes")),
                (
                    "helix",
                    models.CharField(
                        choices=[
                            ("public", "public bodies"),
                            ("business", "business"),
                            ("academia", "research and education"),
                            ("civil", "civil society"),
                            ("intermediary", "clusters and agencies"),
                        ],
                        max_length=12,
                        verbose_name="part of society",
                    ),
                ),
                ("suspended_reason", models.CharField(blank=True, max_length=500, verbose_name="why suspended")),
                ("joined_at", models.DateTimeField(blank=True, null=True, verbose_name="joined")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="dialogue.dialogue",
                    ),
                ),
                (
                    "invited_by",
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
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="organisations.organisation",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="base.region", verbose_name="region"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "pseudonym"),
            },
        ),
        migrations.CreateModel(
            name="MergeConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agrees", models.BooleanField()),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="dialogue.mergerequest"
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="dialogue.participation"),
                ),
            ],
            options={
                "ordering": ("request", "participation"),
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("burst", "many joined at once from one organisation"),
                            ("identical", "the same votes on many statements as someone else"),
                            ("hand", "noticed by a person"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("confirmed", "confirmed"), ("dismissed", "dismissed")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="dialogue.participation"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Expertise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=80, verbose_name="topic")),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expertise",
                        to="dialogue.participation",
                    ),
                ),
            ],
            options={
                "ordering": ("participation", "topic"),
            },
        ),
        migrations.AddField(
            model_name="argument",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="arguments",
                to="dialogue.participation",
            ),
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("setup", "Preparation"),
                            ("explore", "Look at the evidence"),
                            ("propose", "Propose"),
                            ("deliberate", "Talk it over"),
                            ("rate", "Rate in rounds"),
                            ("prioritise", "Set priorities"),
                            ("decide", "Decide"),
                            ("publish", "Publish"),
                            ("follow", "Follow up"),
                            ("rollup", "Hand on"),
                        ],
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                ("counted_from", models.DateTimeField(blank=True, null=True, verbose_name="counted from")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "position"),
            },
        ),
        migrations.CreateModel(
            name="DelphiSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on_date", models.DateField()),
                ("document", models.JSONField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delphi_snapshots",
                        to="dialogue.phase",
                    ),
                ),
            ],
            options={
                "ordering": ("phase", "on_date"),
            },
        ),
        migrations.CreateModel(
            name="DelphiAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rating", models.PositiveSmallIntegerField(verbose_name="rating")),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "unsure"), (2, "fairly sure"), (3, "sure")], default=2, verbose_name="how sure"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("rule_set_sha256", models.CharField(max_length=64)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="dialogue.delphiitem"
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delphi_answers",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delphi_answers", to="dialogue.phase"
                    ),
                ),
            ],
            options={
                "ordering": ("item", "at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("source_name", models.CharField(max_length=200, verbose_name="document")),
                ("source_sha256", models.CharField(max_length=64, verbose_name="hash of the document")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "waits for the second person"),
                            ("checked", "checked"),
                            ("refused", "refused"),
                        ],
                        default="entered",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why refused")),
                ("rule_set_sha256", models.CharField(max_length=64)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="base.region")),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="dialogue.phase"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="AnalysisRun",
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
                            ("opinion", "statements voted on"),
                            ("delphi", "ratings in rounds"),
                            ("weights", "criteria weighed"),
                            ("budget", "budget shared out"),
                            ("rollup", "results of all units together"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("as_of", models.DateTimeField(verbose_name="as of")),
                ("is_interim", models.BooleanField(default=False, verbose_name="before the phase closed")),
                ("rule_set_sha256", models.CharField(max_length=64)),
                ("parameters", models.JSONField(blank=True, default=dict)),
                ("code_version", models.CharField(max_length=40)),
                ("input_sha256", models.CharField(max_length=64)),
                ("output_text", models.TextField()),
                ("output_sha256", models.CharField(max_length=64)),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released")),
                (
                    "ran_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="dialogue.dialogue"
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="dialogue.phase"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("is_on_behalf", models.BooleanField(default=False, verbose_name="written down on behalf of others")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "handed in"),
                            ("needs_work", "needs work"),
                            ("admitted", "admitted"),
                            ("deliberating", "being talked over"),
                            ("rated", "rated"),
                            ("shortlisted", "on the short list"),
                            ("adopted", "adopted"),
                            ("adopted_changed", "adopted with changes"),
                            ("deferred", "deferred"),
                            ("rejected", "rejected"),
                            ("sent_up", "handed on to the next level"),
                            ("implementing", "being carried out"),
                            ("done", "done"),
                            ("stopped", "stopped"),
                            ("withdrawn", "withdrawn"),
                            ("merged_into", "merged into another"),
                            ("hidden", "hidden"),
                        ],
                        default="submitted",
                        max_length=15,
                        verbose_name="state",
                    ),
                ),
                ("former_state", models.CharField(blank=True, max_length=15)),
                (
                    "cost_eur",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="cost (EUR)"
                    ),
                ),
                ("tags", models.JSONField(blank=True, default=list, verbose_name="tags")),
                (
                    "no_evidence_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why there is no evidence"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="dialogue.dialogue"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="dialogue.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "number"),
            },
        ),
        migrations.CreateModel(
            name="Performance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("criterion", models.CharField(max_length=40, verbose_name="criterion")),
                ("value", models.FloatField(verbose_name="value")),
                ("low", models.FloatField(blank=True, null=True, verbose_name="at least")),
                ("high", models.FloatField(blank=True, null=True, verbose_name="at most")),
                (
                    "source",
                    models.CharField(
                        choices=[("indicator", "a figure"), ("rating", "a rating"), ("estimate", "an estimate")],
                        max_length=9,
                        verbose_name="source",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="performances", to="dialogue.proposal"
                    ),
                ),
            ],
            options={
                "ordering": ("proposal", "criterion"),
            },
        ),
        migrations.AddField(
            model_name="mergerequest",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="merge_requests", to="dialogue.proposal"
            ),
        ),
        migrations.AddField(
            model_name="mergerequest",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="merge_offers", to="dialogue.proposal"
            ),
        ),
        migrations.AddField(
            model_name="evidencelink",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="dialogue.proposal",
            ),
        ),
        migrations.AddField(
            model_name="delphiitem",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="delphi_items", to="dialogue.proposal"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="dialogue.proposal"
            ),
        ),
        migrations.AddField(
            model_name="argument",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="arguments", to="dialogue.proposal"
            ),
        ),
        migrations.CreateModel(
            name="ProposalRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="regions", to="dialogue.proposal"
                    ),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="base.region")),
            ],
            options={
                "ordering": ("proposal", "region__code"),
            },
        ),
        migrations.CreateModel(
            name="ProposalVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("problem", models.TextField(max_length=5000, verbose_name="problem")),
                ("action", models.TextField(max_length=5000, verbose_name="what is to be done")),
                ("beneficiaries", models.CharField(max_length=500, verbose_name="who gains")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("author", "by the author"),
                            ("human", "translated by a person"),
                            ("machine", "translated by a machine, not reviewed"),
                        ],
                        default="author",
                        max_length=7,
                        verbose_name="origin",
                    ),
                ),
                ("semantic_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="dialogue.proposal"
                    ),
                ),
            ],
            options={
                "ordering": ("proposal", "number"),
            },
        ),
        migrations.CreateModel(
            name="ProposalEdge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("revise", "revised"),
                            ("merge", "merged"),
                            ("split", "split"),
                            ("adopt_up", "handed on to the next level"),
                            ("translate", "translated"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edges_in",
                        to="dialogue.proposalversion",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edges_out",
                        to="dialogue.proposalversion",
                    ),
                ),
            ],
            options={
                "ordering": ("child", "parent"),
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("document", models.JSONField(verbose_name="rules")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="hash")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="frozen")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why changed")),
                ("restarts", models.JSONField(blank=True, default=list, verbose_name="phases begun anew")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rule_sets", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "version"),
            },
        ),
        migrations.CreateModel(
            name="SecretBallot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code_sha3", models.CharField(max_length=128)),
                ("receipt_sha256", models.CharField(max_length=64)),
                (
                    "helix",
                    models.CharField(
                        choices=[
                            ("public", "public bodies"),
                            ("business", "business"),
                            ("academia", "research and education"),
                            ("civil", "civil society"),
                            ("intermediary", "clusters and agencies"),
                        ],
                        max_length=12,
                    ),
                ),
                ("choice", models.JSONField(blank=True)),
                ("is_superseded", models.BooleanField(default=False)),
                ("is_from_batch", models.BooleanField(default=False)),
                ("rule_set_sha256", models.CharField(max_length=64)),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="dialogue.phase"
                    ),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="base.region")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("held", "held"), ("minutes_approved", "minutes approved")],
                        default="planned",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("on_date", models.DateField(verbose_name="date")),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                ("agenda", models.TextField(max_length=10000, verbose_name="agenda")),
                ("minutes", models.TextField(blank=True, max_length=50000, verbose_name="minutes")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("on_date", "id"),
            },
        ),
        migrations.CreateModel(
            name="SessionAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "helix",
                    models.CharField(
                        choices=[
                            ("public", "public bodies"),
                            ("business", "business"),
                            ("academia", "research and education"),
                            ("civil", "civil society"),
                            ("intermediary", "clusters and agencies"),
                        ],
                        max_length=12,
                        verbose_name="part of society",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        choices=[("women", "women"), ("men", "men"), ("other", "other or not said")],
                        max_length=5,
                        verbose_name="gender",
                    ),
                ),
                ("n", models.PositiveIntegerField(verbose_name="how many")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="dialogue.session"
                    ),
                ),
            ],
            options={
                "ordering": ("session", "helix", "gender"),
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("text", models.CharField(max_length=280, verbose_name="statement")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaiting", "waits for its first review"),
                            ("accepted", "accepted"),
                            ("hidden", "hidden"),
                        ],
                        default="accepted",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("is_meta", models.BooleanField(default=False, verbose_name="is about the dialogue itself")),
                ("said_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="statements",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "number"),
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason_code",
                    models.CharField(
                        choices=[
                            ("off_topic", "not about the question"),
                            ("personal", "names a person"),
                            ("insult", "insults someone"),
                            ("unlawful", "against the law"),
                            ("duplicate", "says what another says"),
                            ("spam", "advertising"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "argument",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="dialogue.argument",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="dialogue.participation"),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="dialogue.proposal",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ModerationAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "reason_code",
                    models.CharField(
                        choices=[
                            ("off_topic", "not about the question"),
                            ("personal", "names a person"),
                            ("insult", "insults someone"),
                            ("unlawful", "against the law"),
                            ("duplicate", "says what another says"),
                            ("spam", "advertising"),
                        ],
                        max_length=9,
                        verbose_name="rule",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "appeal",
                    models.CharField(
                        choices=[
                            ("none", "no appeal"),
                            ("asked", "asked"),
                            ("upheld", "stays hidden"),
                            ("restored", "shown again"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="appeal",
                    ),
                ),
                ("appeal_text", models.CharField(blank=True, max_length=1000, verbose_name="appeal")),
                ("appeal_answer", models.CharField(blank=True, max_length=1000, verbose_name="answer to the appeal")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "argument",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation",
                        to="dialogue.argument",
                    ),
                ),
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
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation",
                        to="dialogue.proposal",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderation",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="StatementVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.SmallIntegerField(verbose_name="vote")),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("rule_set_sha256", models.CharField(max_length=64)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_votes",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statement_votes", to="dialogue.phase"
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="dialogue.statement"
                    ),
                ),
            ],
            options={
                "ordering": ("statement", "at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("text", models.TextField(max_length=2000, verbose_name="translation")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("author", "by the author"),
                            ("human", "translated by a person"),
                            ("machine", "translated by a machine, not reviewed"),
                        ],
                        max_length=7,
                        verbose_name="origin",
                    ),
                ),
                ("is_reviewed", models.BooleanField(default=False, verbose_name="reviewed")),
                (
                    "argument",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="dialogue.argument",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="dialogue.statement",
                    ),
                ),
            ],
            options={
                "ordering": ("language", "id"),
            },
        ),
        migrations.CreateModel(
            name="Validation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.CharField(max_length=200, verbose_name="validating body")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("confirmed", "confirmed"), ("returned", "returned")],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("on_date", models.DateField(verbose_name="on")),
                ("document", models.CharField(max_length=300, verbose_name="document")),
                ("reasons", models.TextField(max_length=5000, verbose_name="reasons")),
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
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="validations", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("-on_date", "-id"),
            },
        ),
        migrations.CreateModel(
            name="VotingRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cast_on", models.DateField(blank=True, null=True)),
                ("rule_set_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voting_rights",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="voting_rights", to="dialogue.phase"
                    ),
                ),
            ],
            options={
                "ordering": ("phase", "participation"),
            },
        ),
        migrations.CreateModel(
            name="WeightSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.JSONField(verbose_name="points")),
                ("at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("rule_set_sha256", models.CharField(max_length=64)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weight_sets",
                        to="dialogue.participation",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="weight_sets", to="dialogue.phase"
                    ),
                ),
            ],
            options={
                "ordering": ("phase", "at", "id"),
            },
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "helix",
                    models.CharField(
                        choices=[
                            ("public", "public bodies"),
                            ("business", "business"),
                            ("academia", "research and education"),
                            ("civil", "civil society"),
                            ("intermediary", "clusters and agencies"),
                        ],
                        max_length=12,
                    ),
                ),
                ("choice", models.JSONField(blank=True)),
                ("token_sha3", models.CharField(max_length=128)),
                ("receipt_sha256", models.CharField(max_length=64)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="dialogue.batch"
                    ),
                ),
            ],
            options={
                "ordering": ("batch", "number"),
                "constraints": [models.UniqueConstraint(fields=("batch", "number"), name="one_line_per_number")],
            },
        ),
        migrations.CreateModel(
            name="DecisionSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="dialogue.decision"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("decision", "signed_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)), fields=("decision", "user"), name="one_signature"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="break_glasses",
                        to="dialogue.dialogue",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="glass_broken_with_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DialogueLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_up", to="dialogue.dialogue"
                    ),
                ),
                (
                    "upper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_down", to="dialogue.dialogue"
                    ),
                ),
            ],
            options={
                "ordering": ("upper", "lower"),
                "constraints": [
                    models.UniqueConstraint(fields=("lower", "upper"), name="link_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lower", models.F("upper")), _negated=True), name="no_link_with_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DialogueSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("observer", "observer"),
                            ("rapporteur", "rapporteur"),
                            ("facilitator", "facilitator"),
                            ("decider", "member of the deciding body"),
                            ("owner", "owner"),
                            ("steward", "data steward"),
                            ("auditor", "auditor"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="dialogue.dialogue"
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="base.region"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dialogue_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "role", "user"),
                "constraints": [models.UniqueConstraint(fields=("dialogue", "user", "role"), name="one_seat_per_role")],
            },
        ),
        migrations.CreateModel(
            name="DialogueTerritory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "population_persons",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="inhabitants"),
                ),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="territories", to="dialogue.dialogue"
                    ),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="base.region")),
            ],
            options={
                "ordering": ("dialogue", "region__code"),
                "constraints": [
                    models.UniqueConstraint(fields=("dialogue", "region"), name="territory_once_in_a_dialogue")
                ],
            },
        ),
        migrations.CreateModel(
            name="InterestDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="declaration")),
                ("has_conflict", models.BooleanField(default=False, verbose_name="has a conflict of interest")),
                ("declared_at", models.DateTimeField(verbose_name="declared")),
                (
                    "dialogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="declarations", to="dialogue.dialogue"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="interest_declarations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("dialogue", "declared_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)), fields=("dialogue", "user"), name="one_declaration"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("dialogue", "user"),
                name="one_person_one_participation",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(fields=("dialogue", "pseudonym"), name="one_pseudonym_in_a_dialogue"),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "suspended"), _negated=True),
                    models.Q(("suspended_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="suspended_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergeconsent",
            constraint=models.UniqueConstraint(fields=("request", "participation"), name="one_consent"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(fields=("participation", "kind"), name="one_flag_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="expertise",
            constraint=models.UniqueConstraint(fields=("participation", "topic"), name="expertise_once_for_a_topic"),
        ),
        migrations.AddConstraint(
            model_name="expertise",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 5)), name="expertise_1_to_5"
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="phase_opens_before_it_closes"
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(fields=("dialogue", "position"), name="one_phase_per_position"),
        ),
        migrations.AddConstraint(
            model_name="delphisnapshot",
            constraint=models.UniqueConstraint(fields=("phase", "on_date"), name="one_snapshot_a_day"),
        ),
        migrations.AddConstraint(
            model_name="delphianswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("item", "participation"), name="one_rating_holds"
            ),
        ),
        migrations.AddConstraint(
            model_name="delphianswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__gte", 1), ("rating__lte", 11)), name="rating_on_a_scale"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("phase", "source_sha256"),
                name="document_entered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    ("entered_by", None),
                    models.Q(("checked_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="checked_by_someone_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("dialogue", "number"), name="one_proposal_per_number"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_eur", None), ("cost_eur__gt", 0), _connector="OR"),
                name="proposal_cost_above_0",
            ),
        ),
        migrations.AddConstraint(
            model_name="performance",
            constraint=models.UniqueConstraint(fields=("proposal", "criterion"), name="one_performance_per_criterion"),
        ),
        migrations.AddConstraint(
            model_name="performance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high", None), ("low", None)),
                    models.Q(("high__gte", models.F("value")), ("low__lte", models.F("value"))),
                    _connector="OR",
                ),
                name="performance_in_its_interval",
            ),
        ),
        migrations.AddConstraint(
            model_name="mergerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("source", "target"), name="one_open_merge_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="mergerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True), name="no_merge_with_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencelink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("argument", None), ("dialogue", None), ("proposal__isnull", False)),
                    models.Q(("argument__isnull", False), ("dialogue", None), ("proposal", None)),
                    models.Q(("argument", None), ("dialogue__isnull", False), ("proposal", None)),
                    _connector="OR",
                ),
                name="evidence_has_exactly_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="delphiitem",
            constraint=models.UniqueConstraint(fields=("proposal", "dimension"), name="one_item_per_dimension"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "superseded"), _negated=True),
                fields=("proposal",),
                name="one_decision_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deviates", False), models.Q(("deviation_reason", ""), _negated=True), _connector="OR"
                ),
                name="deviation_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "drafting"), models.Q(("snapshot_sha256", ""), _negated=True), _connector="OR"
                ),
                name="signed_with_snapshot",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalregion",
            constraint=models.UniqueConstraint(fields=("proposal", "region"), name="proposal_region_once"),
        ),
        migrations.AddConstraint(
            model_name="proposalversion",
            constraint=models.UniqueConstraint(fields=("proposal", "number"), name="one_version_per_number"),
        ),
        migrations.AddConstraint(
            model_name="proposaledge",
            constraint=models.UniqueConstraint(fields=("parent", "child"), name="edge_once"),
        ),
        migrations.AddConstraint(
            model_name="proposaledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("child")), _negated=True), name="no_edge_to_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(fields=("dialogue", "version"), name="one_rule_set_per_version"),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at", None), ("sha256", "")),
                    models.Q(("frozen_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="rules_frozen_with_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretballot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_superseded", False)), fields=("phase", "code_sha3"), name="one_ballot_holds"
            ),
        ),
        migrations.AddConstraint(
            model_name="secretballot",
            constraint=models.UniqueConstraint(fields=("receipt_sha256",), name="one_receipt"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "planned"), models.Q(("minutes", ""), _negated=True), _connector="OR"),
                name="held_session_with_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionattendance",
            constraint=models.UniqueConstraint(fields=("session", "helix", "gender"), name="one_attendance_count"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("dialogue", "number"), name="one_statement_per_number"),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("argument", None), ("proposal__isnull", False), ("statement", None)),
                    models.Q(("argument__isnull", False), ("proposal", None), ("statement", None)),
                    models.Q(("argument", None), ("proposal", None), ("statement__isnull", False)),
                    _connector="OR",
                ),
                name="moderation_has_exactly_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="hidden_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementvote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("statement", "participation"),
                name="one_vote_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementvote",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", -1), ("value__lte", 1)), name="vote_is_1_0_or_minus_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("argument", None), ("statement__isnull", False)),
                    models.Q(("argument__isnull", False), ("statement", None)),
                    _connector="OR",
                ),
                name="translation_has_exactly_one_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("argument", None)),
                fields=("statement", "language"),
                name="one_statement_translation",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("statement", None)),
                fields=("argument", "language"),
                name="one_argument_translation",
            ),
        ),
        migrations.AddConstraint(
            model_name="votingright",
            constraint=models.UniqueConstraint(fields=("phase", "participation"), name="one_right_to_vote"),
        ),
        migrations.AddConstraint(
            model_name="weightset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("phase", "participation"),
                name="one_weight_set_holds",
            ),
        ),
    ]
