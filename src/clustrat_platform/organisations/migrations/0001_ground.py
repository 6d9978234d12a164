"""Organisations with names, ids, sites, succession, claims, memberships and roles."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("base", "0001_ground"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
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
                            ("firm", "firm"),
                            ("research", "research organisation"),
                            ("public", "public body"),
                            ("civil", "civil society organisation"),
                            ("services", "knowledge-intensive business services"),
                            ("cluster", "cluster organisation"),
                            ("other", "other organisation"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed, not yet checked"),
                            ("checked", "checked"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="name")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="role mailbox")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="last confirmed")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="why withdrawn")),
                ("is_demo", models.BooleanField(default=False, verbose_name="belongs to the demo")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="base.region",
                        verbose_name="region of the seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ("label", "id"),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("may_edit", models.BooleanField(default=False, verbose_name="may edit the entry")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation", "user"),
            },
        ),
        migrations.CreateModel(
            name="LegalId",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("vat", "VAT number"),
                            ("register", "register number"),
                            ("ror", "ROR"),
                            ("cordis", "CORDIS"),
                            ("wikidata", "Wikidata"),
                            ("notified_body", "notified body"),
                        ],
                        max_length=14,
                        verbose_name="scheme",
                    ),
                ),
                ("value", models.CharField(max_length=80, verbose_name="number")),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="register")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_ids",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("scheme", "value"),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fact", models.CharField(max_length=60, verbose_name="fact")),
                ("value", models.CharField(max_length=300, verbose_name="value")),
                ("source_title", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="address of the source")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        max_length=14,
                        verbose_name="certainty",
                    ),
                ),
                ("is_preferred", models.BooleanField(default=False, verbose_name="preferred by us")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation", "fact", "-is_preferred", "id"),
            },
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official", "official name"),
                            ("acronym", "acronym"),
                            ("alias", "other name"),
                            ("translation", "translation"),
                            ("former", "former name"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("organisation", "kind", "language", "id"),
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("cluster_manager", "cluster manager"),
                            ("analyst", "regional analyst"),
                            ("interviewer", "interviewer"),
                            ("expert", "expert"),
                            ("moderator", "moderator"),
                            ("steering", "steering member"),
                            ("pilot_lead", "pilot lead"),
                            ("secretariat", "programme secretariat"),
                            ("editor", "editor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("regional", "regional"),
                            ("national", "national"),
                            ("transnational", "transnational"),
                        ],
                        default="regional",
                        max_length=13,
                        verbose_name="level",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="base.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="role_assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("user", "role"),
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
                ("town", models.CharField(blank=True, max_length=120, verbose_name="town")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("region_method", models.CharField(blank=True, max_length=12, verbose_name="how the region was found")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("is_seat", models.BooleanField(default=False, verbose_name="is the seat")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="base.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "ordering": ("-is_seat", "town", "id"),
            },
        ),
        migrations.CreateModel(
            name="Succession",
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
                            ("renamed", "renamed"),
                            ("merged", "merged into"),
                            ("split", "split off into"),
                            ("replaced", "replaced by"),
                            ("closed", "closed"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("on_date", models.DateField(blank=True, null=True, verbose_name="on")),
                ("not_before", models.DateField(blank=True, null=True, verbose_name="not before")),
                ("not_after", models.DateField(blank=True, null=True, verbose_name="not after")),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="source")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("seen", "the source says it"),
                            ("own_knowledge", "added by us, to be verified"),
                            ("conflicting", "sources disagree"),
                        ],
                        max_length=14,
                        verbose_name="certainty",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="precursions",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("on_date", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["state", "country"], name="organisation_by_state"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("withdrawn_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("user", "organisation"), name="one_open_membership"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalid",
            constraint=models.UniqueConstraint(
                fields=("scheme", "issuer", "value"), name="one_organisation_for_a_legal_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_preferred", True)), fields=("organisation", "fact"), name="one_preferred_claim"
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                fields=("organisation", "fact", "value", "source_url"), name="a_source_says_it_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "official"), ("until", None)),
                fields=("organisation", "language"),
                name="one_official_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since", None), ("until", None), ("since__lte", models.F("until")), _connector="OR"
                ),
                name="name_since_before_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region__isnull", False), ("until", None)),
                fields=("user", "role", "level", "region"),
                name="one_open_assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("region", None), ("until", None)),
                fields=("user", "role", "level"),
                name="one_open_assignment_everywhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("region__isnull", False), ("level", "transnational"), _connector="OR"),
                name="territory_unless_transnational",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_seat", True)), fields=("organisation",), name="one_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__gte", -90), ("latitude__lte", 90), ("longitude__gte", -180), ("longitude__lte", 180)
                    ),
                    _connector="OR",
                ),
                name="site_on_the_globe",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "closed"), ("successor", None)),
                    models.Q(models.Q(("kind", "closed"), _negated=True), ("successor__isnull", False)),
                    _connector="OR",
                ),
                name="successor_unless_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True), name="no_own_successor"
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor", "kind"), name="succession_once"),
        ),
    ]
