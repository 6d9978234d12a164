"""Files brought into the directory: the bytes as they came, what their columns mean, and each row before it is written into it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.models.fields import ActorKind
from clustrat_platform.base.capture import audited, unaudited
from clustrat_platform.base.models import Job, Record

__all__ = ["DirectoryImport", "ImportRow", "PostcodeFile"]


@audited(secret=("content",))
class PostcodeFile(Record):
    """Eurostat's postcode files as their user brought them; the newest is in use."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash"), max_length=64)
    nuts_version = models.CharField(_("NUTS version"), max_length=4)
    countries = models.CharField(_("countries"), max_length=60)
    n_codes = models.PositiveIntegerField(_("postcodes"))
    content = models.BinaryField(_("bytes as they came"))

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-id")
        verbose_name = _("postcode file")

    def __str__(self) -> str:
        return self.file_name


@audited(secret=("content",))
class DirectoryImport(Record):
    """One file on its way into the directory: read, mapped, looked at row by row, written whole, and perhaps taken back."""

    class State(models.TextChoices):
        """Where an import stands."""

        UPLOADED = "uploaded", _("uploaded")
        READ = "read", _("read, columns to be named")
        PREVIEWED = "previewed", _("looked at, nothing written yet")
        APPLIED = "applied", _("written")
        UNDONE = "undone", _("taken back")
        REFUSED = "refused", _("refused")

    class Layout(models.TextChoices):
        """How the file is laid out."""

        TEMPLATE = "template", _("our template")
        COLUMNS = "columns", _("a list of its own; I name the columns")
        CORDIS = "cordis", _("organisations of CORDIS, as published")

    layout = models.CharField(_("layout"), max_length=8, choices=Layout.choices, default=Layout.TEMPLATE)
    kind = models.CharField(_("kind of actor"), max_length=14, choices=ActorKind.choices)
    country = models.CharField(_("country of all rows"), max_length=2, blank=True)
    source_title = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    publishes = models.BooleanField(_("publish what lies in my territory"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash"), max_length=64)
    content = models.BinaryField(_("bytes as they came"))
    columns = models.JSONField(_("columns"), default=list, blank=True)
    sample = models.JSONField(_("first rows"), default=list, blank=True)
    mapping = models.JSONField(_("what the columns mean"), default=dict, blank=True)
    #: Counts by outcome, share with a region, what was refused and why.
    report = models.JSONField(_("findings"), default=dict, blank=True)
    applied_at = models.DateTimeField(_("written at"), null=True, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-id")
        verbose_name = _("import")

    def __str__(self) -> str:
        return self.file_name


@unaudited("follows from the file and is made anew at every look; what it changes is audited where it changes it")
class ImportRow(models.Model):
    """One row before it is written: what would become of it, with the difference field by field."""

    class Outcome(models.TextChoices):
        """What would become of a row."""

        NEW = "new", _("new entry")
        CHANGE = "change", _("changes an entry")
        SAME = "same", _("is there already, unchanged")
        DOUBTFUL = "doubtful", _("may be there already")
        REPEAT = "repeat", _("another row of the same organisation")
        REFUSED = "refused", _("refused")

    of = models.ForeignKey(DirectoryImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    label = models.CharField(_("name"), max_length=200, blank=True)
    #: All that the row says, by field, after checking.
    values = models.JSONField(default=dict)
    #: Field -> [what stands, what the row says].
    difference = models.JSONField(default=dict)
    why = models.CharField(_("why"), max_length=500, blank=True)
    #: The organisation that is there already, or may be; its key, so that the row outlives it.
    there = models.UUIDField(null=True)
    #: The permanent id that a new organisation gets.
    made = models.UUIDField(default=uuid.uuid4)
    is_own_territory = models.BooleanField(default=False)

    class Meta:
        """In the order of the file."""

        ordering = ("of", "number", "id")
        indexes = (models.Index(fields=("of", "outcome", "number"), name="import_row_by_outcome"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"
