"""The data desk: uploaded tables on their way into an edition, and drafts of themes on their way into use."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Job, Record, Region

__all__ = ["DataUpload", "ThemeDraft"]


@audited(secret=("content",))
class DataUpload(Record):
    """One file as it was uploaded, what its columns mean, what was found in it, and the edition it went into."""

    class State(models.TextChoices):
        """Where an upload stands."""

        UPLOADED = "uploaded", _("uploaded")
        MAPPED = "mapped", _("columns mapped")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("refused")
        PUBLISHED = "published", _("published")
        ROLLED_BACK = "rolled_back", _("rolled back")

    title = models.CharField(_("title"), max_length=200)
    #: The name of its table in an edition: ``core_desk__`` and this.
    table = models.SlugField(_("name of the table"), max_length=40)
    publisher = models.CharField(_("publisher"), max_length=200)
    licence = models.CharField(_("licence"), max_length=100)
    region = models.ForeignKey(Region, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("hash"), max_length=64)
    n_bytes = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField(_("bytes as they came"))
    #: Names of the columns, as the file has them, and its first rows.
    columns = models.JSONField(_("columns"), default=list, blank=True)
    sample = models.JSONField(_("first rows"), default=list, blank=True)
    #: Role (nuts, nace, year, value, flag) -> column; unit and code versions.
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    #: What was found: counts, findings row by row (the first thousand), difference to the last edition.
    report = models.JSONField(_("findings"), default=dict, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    former_edition = models.CharField(_("edition before"), max_length=80, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "id")
        verbose_name = _("upload")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(edition=""), name="published_upload_has_edition"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.file_name})"


@audited()
class ThemeDraft(Record):
    """A version of a theme made here: its list of industries as a table, whence it comes, and where it stands."""

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("draft")
        VALIDATED = "validated", _("validated")
        FROZEN = "frozen", _("frozen")

    theme = models.CharField(_("theme"), max_length=60)
    #: The version that it departs from, and its own, which follows from the content.
    base_version = models.CharField(_("made from version"), max_length=60)
    version = models.CharField(_("version"), max_length=60)
    content = models.TextField(_("table"), max_length=200_000)
    reason = models.CharField(_("why it was changed"), max_length=1_000)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Newest first."""

        ordering = ("theme", "-created_at", "id")
        verbose_name = _("version of a theme")
        constraints = (
            models.UniqueConstraint(fields=("theme", "version"), name="one_draft_for_theme_and_version"),
            models.CheckConstraint(condition=~Q(reason=""), name="theme_draft_with_reason"),
        )

    def __str__(self) -> str:
        return f"{self.theme} {self.version}"
