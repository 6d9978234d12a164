"""The directory: entries with codes and sources, accreditations, members, contacts, claims, proposals, and rows for searches."""

import uuid

import django.core.validators
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
            name="Actor",
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
                            ("laboratory", "research and development laboratory"),
                            ("certification", "certification centre"),
                            ("start_up", "high-tech start-up"),
                            ("spin_off", "academic spin-off"),
                            ("cluster", "cluster organisation"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed, not yet checked"),
                            ("checked", "checked, not yet published"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="last confirmed")),
                (
                    "confirmed_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner", "the organisation itself"),
                            ("keeper", "the keeper of the register"),
                            ("source", "the source it was taken from"),
                            ("demo", "the facts of the demo"),
                        ],
                        max_length=8,
                        verbose_name="confirmed by",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be confirmed by")),
                ("stale_on", models.DateField(blank=True, null=True, verbose_name="stale from")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="why withdrawn")),
                ("summary", models.TextField(blank=True, max_length=4000, verbose_name="in short")),
                ("summary_language", models.CharField(blank=True, max_length=8, verbose_name="language of the text")),
                ("services", models.TextField(blank=True, max_length=4000, verbose_name="services")),
                ("legal_form", models.CharField(blank=True, max_length=80, verbose_name="legal form")),
                (
                    "founded_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1000),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="founded in",
                    ),
                ),
                (
                    "size_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("micro", "fewer than 10 persons"),
                            ("small", "10 to 49 persons"),
                            ("medium", "50 to 249 persons"),
                            ("large", "250 persons or more"),
                        ],
                        max_length=6,
                        verbose_name="size",
                    ),
                ),
                ("has_gender_mark", models.BooleanField(blank=True, null=True, verbose_name="gender in innovation")),
                ("is_international", models.BooleanField(blank=True, null=True, verbose_name="works across borders")),
                ("parent_name", models.CharField(blank=True, max_length=200, verbose_name="parent institution")),
                (
                    "parent_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("higher_education", "higher education"),
                            ("public_research", "public research"),
                            ("hospital", "hospital"),
                            ("firm", "firm"),
                        ],
                        max_length=16,
                        verbose_name="kind of parent",
                    ),
                ),
                (
                    "parent_link",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("licence", "licence"),
                            ("equity", "share in the capital"),
                            ("both", "licence and share in the capital"),
                        ],
                        max_length=8,
                        verbose_name="link to the parent",
                    ),
                ),
                (
                    "parent_confirmed_on",
                    models.DateField(blank=True, null=True, verbose_name="confirmed by the parent on"),
                ),
                ("equipment", models.TextField(blank=True, max_length=4000, verbose_name="equipment")),
                ("access_rules", models.TextField(blank=True, max_length=4000, verbose_name="who may use it, and how")),
                (
                    "trl_min",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="technology readiness, from",
                    ),
                ),
                (
                    "trl_max",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="technology readiness, to",
                    ),
                ),
                (
                    "funding_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pre_seed", "before the first funding"),
                            ("seed", "first funding (seed)"),
                            ("early", "early stage"),
                            ("growth", "growth"),
                            ("own", "from own revenue"),
                        ],
                        max_length=8,
                        verbose_name="stage of funding",
                    ),
                ),
                ("ipr", models.TextField(blank=True, max_length=4000, verbose_name="intellectual property")),
                ("sought_partners", models.TextField(blank=True, max_length=4000, verbose_name="partners sought")),
                (
                    "serves_smes",
                    models.BooleanField(blank=True, null=True, verbose_name="serves industry and small firms"),
                ),
                (
                    "sme_projects",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="projects with small firms in two years"
                    ),
                ),
                (
                    "investments",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="major investments in three years"),
                ),
                (
                    "industrial_funding_pct",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="funding from industry",
                    ),
                ),
                (
                    "sme_turnover_pct",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="turnover from small firms",
                    ),
                ),
                (
                    "management_fte",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="managers",
                    ),
                ),
                (
                    "committed_members",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="committed members"),
                ),
                (
                    "public_bodies_involved",
                    models.BooleanField(blank=True, null=True, verbose_name="public bodies take part"),
                ),
                ("english_website", models.BooleanField(blank=True, null=True, verbose_name="website in English")),
                (
                    "english_website_checked_on",
                    models.DateField(blank=True, null=True, verbose_name="website looked at on"),
                ),
                ("quality_label", models.CharField(blank=True, max_length=80, verbose_name="quality label")),
                ("quality_label_until", models.DateField(blank=True, null=True, verbose_name="quality label until")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actors",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owned_actors",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="daughters",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the directory",
                "verbose_name_plural": "entries of the directory",
                "ordering": ("organisation__label", "kind", "id"),
            },
        ),
        migrations.CreateModel(
            name="DirectoryStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="DirectoryRow",
            fields=[
                (
                    "actor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="row",
                        serialize=False,
                        to="actors.actor",
                    ),
                ),
                ("number", models.BigIntegerField(db_index=True)),
                ("is_shown", models.BooleanField(default=False)),
                ("kind", models.CharField(max_length=14)),
                ("country", models.CharField(max_length=2)),
                ("nuts", models.CharField(blank=True, max_length=5)),
                ("trl_min", models.PositiveSmallIntegerField(null=True)),
                ("trl_max", models.PositiveSmallIntegerField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("stale_on", models.DateField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("latitude", models.FloatField(null=True)),
                ("point_from", models.CharField(blank=True, max_length=6)),
                ("codes", models.TextField(blank=True)),
                ("label", models.CharField(max_length=200)),
                ("label_folded", models.CharField(max_length=400)),
                ("text_folded", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Accreditation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("17020", "EN ISO/IEC 17020, inspection"),
                            ("17021", "EN ISO/IEC 17021, management systems"),
                            ("17024", "EN ISO/IEC 17024, persons"),
                            ("17025", "EN ISO/IEC 17025, testing and calibration"),
                            ("17065", "EN ISO/IEC 17065, products"),
                        ],
                        max_length=5,
                        verbose_name="standard",
                    ),
                ),
                ("accreditation_body", models.CharField(blank=True, max_length=200, verbose_name="accreditation body")),
                ("certificate", models.CharField(blank=True, max_length=80, verbose_name="certificate")),
                ("legal_act", models.CharField(blank=True, max_length=200, verbose_name="legal act")),
                ("products", models.TextField(blank=True, max_length=2000, verbose_name="products")),
                ("procedures", models.CharField(blank=True, max_length=500, verbose_name="procedures or modules")),
                ("scope", models.TextField(max_length=2000, verbose_name="scope")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="withdrawn on")),
                (
                    "source_url",
                    models.URLField(blank=True, max_length=500, verbose_name="record of the accreditation body"),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        default="seen",
                        max_length=14,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="accreditations", to="actors.actor"
                    ),
                ),
            ],
            options={
                "verbose_name": "accreditation",
                "verbose_name_plural": "accreditations",
                "ordering": (models.OrderBy(models.F("valid_until"), descending=True, nulls_last=True), "id"),
            },
        ),
        migrations.CreateModel(
            name="ActorCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("nace2", "activity (NACE Rev. 2)"),
                            ("cpa", "product (CPA)"),
                            ("capability", "capability"),
                            ("euroscivoc", "field of science (EuroSciVoc)"),
                            ("theme", "theme"),
                            ("language", "working language"),
                            ("member_type", "kind of member"),
                        ],
                        max_length=12,
                        verbose_name="list",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("offer", "offers"), ("need", "needs")],
                        default="offer",
                        max_length=5,
                        verbose_name="side",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                (
                    "degree",
                    models.FloatField(
                        default=1.0,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                        verbose_name="degree",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="actors.actor"
                    ),
                ),
            ],
            options={
                "ordering": ("actor", "scheme", "side", "code"),
            },
        ),
        migrations.CreateModel(
            name="ChangeProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("fields", models.JSONField(verbose_name="fields")),
                ("reason", models.CharField(max_length=500, verbose_name="why")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="source")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for a decision"), ("accepted", "accepted"), ("rejected", "rejected")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="change_proposals", to="actors.actor"
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
                (
                    "decided_by",
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
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ClaimRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("function", models.CharField(max_length=120, verbose_name="your function there")),
                ("evidence", models.TextField(max_length=1000, verbose_name="how this can be checked")),
                ("domain_fits", models.BooleanField(default=False, verbose_name="address fits the website")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for a decision"), ("granted", "granted"), ("refused", "refused")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claim_requests", to="actors.actor"
                    ),
                ),
                (
                    "claimant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="directory_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
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
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ClusterMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member_type",
                    models.CharField(
                        choices=[
                            ("firm", "firm"),
                            ("research", "research and education"),
                            ("public", "public body"),
                            ("finance", "finance"),
                            ("other", "other organisation"),
                        ],
                        max_length=8,
                        verbose_name="kind of member",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="source")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        default="seen",
                        max_length=14,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cluster_members", to="actors.actor"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cluster_memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("cluster", "member_type", "organisation__label"),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "consent"),
                            ("contract", "contract"),
                            ("law", "duty by law"),
                            ("office", "public office"),
                        ],
                        max_length=8,
                        verbose_name="legal basis",
                    ),
                ),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("text_version", models.CharField(max_length=40, verbose_name="version of the text agreed to")),
                ("evidence", models.CharField(max_length=300, verbose_name="how it was given")),
                ("given_on", models.DateField(verbose_name="given on")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="actors.actor"
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="FieldSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40, verbose_name="field")),
                ("source_title", models.CharField(max_length=200, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address of the source")),
                ("licence", models.CharField(blank=True, max_length=120, verbose_name="licence")),
                ("retrieved_on", models.DateField(blank=True, null=True, verbose_name="retrieved on")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        default="seen",
                        max_length=14,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="actors.actor"
                    ),
                ),
            ],
            options={
                "ordering": ("actor", "field"),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("days_before", models.PositiveSmallIntegerField()),
                ("sent_on", models.DateField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="actors.actor"
                    ),
                ),
            ],
            options={
                "ordering": ("-sent_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="StatisticalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nace_code", models.CharField(max_length=6, verbose_name="industry (NACE Rev. 2)")),
                ("reason", models.CharField(max_length=500, verbose_name="why they belong together")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        default="own_knowledge",
                        max_length=14,
                        verbose_name="how sure",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statistical_links", to="actors.actor"
                    ),
                ),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="base.region")),
            ],
            options={
                "ordering": ("cluster", "region__code", "nace_code"),
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permanent_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="permanent id"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("rule", models.CharField(max_length=60, verbose_name="rule")),
                ("recognised_by", models.CharField(max_length=200, verbose_name="recognised by")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="record")),
                ("granted_on", models.DateField(verbose_name="granted on")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="revoked on")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="actors.actor"
                    ),
                ),
            ],
            options={
                "ordering": ("-granted_on", "-id"),
            },
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(fields=["state", "kind"], name="actor_by_state"),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(fields=["due_on"], name="actor_by_due"),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.UniqueConstraint(
                fields=("organisation", "kind"),
                name="one_entry_for_a_capacity",
                violation_error_message="The organisation has an entry of this kind already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="actor_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("trl_min", None), ("trl_max", None), ("trl_min__lte", models.F("trl_max")), _connector="OR"
                ),
                name="trl_from_before_to",
                violation_error_message="Technology readiness runs from the lower to the higher level.",
            ),
        ),
        migrations.AddConstraint(
            model_name="actor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_on", None), ("due_on", None), ("stale_on", None)),
                    models.Q(("confirmed_on__isnull", False), ("due_on__isnull", False), ("stale_on__isnull", False)),
                    _connector="OR",
                ),
                name="due_follows_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from", None),
                    ("valid_until", None),
                    ("valid_from__lte", models.F("valid_until")),
                    _connector="OR",
                ),
                name="accreditation_from_before_until",
                violation_error_message="An accreditation cannot end before it begins.",
            ),
        ),
        migrations.AddIndex(
            model_name="actorcode",
            index=models.Index(fields=["scheme", "side", "code"], name="actor_by_code"),
        ),
        migrations.AddConstraint(
            model_name="actorcode",
            constraint=models.UniqueConstraint(
                fields=("actor", "scheme", "side", "code"), name="a_code_once_for_an_actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("actor", "claimant"),
                name="one_open_claim_of_a_person",
                violation_error_message="You have claimed this entry already; it waits for a decision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="clustermember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("cluster", "organisation"),
                name="one_open_cluster_membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="clustermember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since", None), ("until", None), ("since__lte", models.F("until")), _connector="OR"
                ),
                name="member_since_before_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldsource",
            constraint=models.UniqueConstraint(fields=("actor", "field"), name="one_source_for_a_field"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("actor", "due_on", "days_before"), name="a_reminder_is_sent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statisticallink",
            constraint=models.UniqueConstraint(
                fields=("cluster", "region", "nace_code"), name="one_link_to_a_statistical_cluster"
            ),
        ),
    ]
