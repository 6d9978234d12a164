"""Mapping rounds and questionnaires: what is asked, where, until when; a published version of a questionnaire never changes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited
from clustrat_platform.base.models import Record, Region

__all__ = ["MappingRound", "Questionnaire", "RoundRegion"]


@audited()
class Questionnaire(Record):
    """One version of a questionnaire of this project's own: its items are data, in several languages."""

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    #: Language -> title.
    title = models.JSONField(_("title"), default=dict)
    #: A list of items: ``code``, ``kind`` (text, number, scale, choice), ``component``, ``required``, ``text`` by language, ``choices``,
    #: and ``only_if`` where it is asked only after certain answers to an earlier item. Empty only in a draft.
    items = models.JSONField(_("items"), default=list, blank=True)
    #: Language -> what the answers are used for; part of what people agree to, and fixed with the version of the consent.
    consent_purpose = models.JSONField(_("purpose"), default=dict, blank=True)
    #: Version of the words by which people agree.
    consent_version = models.CharField(_("version of the consent"), max_length=40)
    consent_text = models.JSONField(_("words of the consent"), default=dict)
    sha256 = models.CharField(_("hash"), max_length=64, blank=True)

    class Meta:
        """Newest version first."""

        ordering = ("code", "-version")
        verbose_name = _("questionnaire")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="one_questionnaire_for_code_and_version"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(sha256=""), name="published_questionnaire_has_hash"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def clean(self) -> None:
        """Refuse any change of a version that was published."""
        former = Questionnaire.objects.filter(pk=self.pk, state=self.State.PUBLISHED).first() if self.pk else None
        if former is not None:
            raise ValidationError(
                _("Version %(version)s of %(code)s is published and never changes; make a new version."),
                params={"version": former.version, "code": former.code},
            )

    def words(self, texts: dict[str, str], language: str) -> str:
        """A text in a language; English where there is none, else whatever there is."""
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@audited()
class MappingRound(Record):
    """One round of interviews and desk work: which regions and themes, with which questionnaire, until when."""

    class State(models.TextChoices):
        """Where a round stands."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        PUBLISHED = "published", _("published")

    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    #: The territory of those who run it; everywhere where it is empty.
    region = models.ForeignKey(Region, verbose_name=_("territory"), null=True, blank=True, on_delete=models.PROTECT)
    themes = models.JSONField(_("themes"), default=list)
    questionnaire = models.ForeignKey(
        Questionnaire, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="rounds"
    )
    interviews_due = models.DateField(_("interviews due"))
    coding_due = models.DateField(_("coding due"))
    is_demo = models.BooleanField(_("belongs to the demo"), default=False)

    class Meta:
        """Newest first."""

        ordering = ("-interviews_due", "title", "id")
        verbose_name = _("mapping round")
        constraints = (
            models.CheckConstraint(
                condition=Q(interviews_due__lte=F("coding_due")), name="coding_due_after_interviews"
            ),
        )

    def __str__(self) -> str:
        return self.title


@audited()
class RoundRegion(models.Model):
    """A region that a round covers."""

    round = models.ForeignKey(MappingRound, on_delete=models.CASCADE, related_name="covered")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Each once."""

        ordering = ("round", "region__code")
        constraints = (models.UniqueConstraint(fields=("round", "region"), name="round_covers_a_region_once"),)

    def __str__(self) -> str:
        return f"{self.round}: {self.region}"
