"""Who takes part in a dialogue: participations under a pseudonym, seats of those who run it, interests, notices."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.capture import audited, unaudited
from clustrat_platform.base.models import Region
from clustrat_platform.dialogue.models.dialogues import Dialogue, Helix
from clustrat_platform.organisations.models import Organisation

__all__ = [
    "DialogueSeat",
    "Expertise",
    "InterestDeclaration",
    "Notice",
    "NoticePreference",
    "Participation",
    "SeatRole",
]


@audited()
class Participation(models.Model):
    """One natural person in one dialogue, once; others see the pseudonym, which belongs to this dialogue alone."""

    class State(models.TextChoices):
        """Where the invitation stands."""

        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("takes part")
        DECLINED = "declined", _("declined")
        SUSPENDED = "suspended", _("suspended")
        ERASED = "erased", _("erased at the person's wish")

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="participations"
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=40)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.INVITED)
    #: Beyond the limit of its organisation a person observes.
    may_vote = models.BooleanField(_("votes"), default=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    helix = models.CharField(_("part of society"), max_length=12, choices=Helix.choices)
    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    suspended_reason = models.CharField(_("why suspended"), max_length=500, blank=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)

    class Meta:
        """By pseudonym."""

        ordering = ("dialogue", "pseudonym")
        constraints = (
            models.UniqueConstraint(
                fields=("dialogue", "user"), condition=Q(user__isnull=False), name="one_person_one_participation"
            ),
            models.UniqueConstraint(fields=("dialogue", "pseudonym"), name="one_pseudonym_in_a_dialogue"),
            models.CheckConstraint(
                condition=~Q(state="suspended") | ~Q(suspended_reason=""), name="suspended_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.pseudonym


@audited()
class Expertise(models.Model):
    """How much someone says to know of a topic, 1 to 5; it filters and is shown, and never weighs."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="expertise")
    topic = models.CharField(_("topic"), max_length=80)
    level = models.PositiveSmallIntegerField(_("level"))

    class Meta:
        """Once for a topic."""

        ordering = ("participation", "topic")
        constraints = (
            models.UniqueConstraint(fields=("participation", "topic"), name="expertise_once_for_a_topic"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="expertise_1_to_5"),
        )

    def __str__(self) -> str:
        return f"{self.topic}: {self.level}"


class SeatRole(models.TextChoices):
    """The roles in a dialogue besides taking part."""

    OBSERVER = "observer", _("observer")
    RAPPORTEUR = "rapporteur", _("rapporteur")
    FACILITATOR = "facilitator", _("facilitator")
    DECIDER = "decider", _("member of the deciding body")
    OWNER = "owner", _("owner")
    STEWARD = "steward", _("data steward")
    AUDITOR = "auditor", _("auditor")


@audited()
class DialogueSeat(models.Model):
    """A role that a person holds in one dialogue; a rapporteur's reaches a territory."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dialogue_seats")
    role = models.CharField(_("role"), max_length=12, choices=SeatRole.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        """Once."""

        ordering = ("dialogue", "role", "user")
        constraints = (models.UniqueConstraint(fields=("dialogue", "user", "role"), name="one_seat_per_role"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


@audited()
class InterestDeclaration(models.Model):
    """What a member of the deciding body declares before seeing results; a conflict keeps the member from deciding."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="declarations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="interest_declarations"
    )
    text = models.TextField(_("declaration"), max_length=2_000)
    has_conflict = models.BooleanField(_("has a conflict of interest"), default=False)
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        """Once for a person."""

        ordering = ("dialogue", "declared_at")
        constraints = (
            models.UniqueConstraint(
                fields=("dialogue", "user"), condition=Q(user__isnull=False), name="one_declaration"
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


@unaudited("a notice tells a person of what is audited where it happened; it is removed with the account")
class Notice(models.Model):
    """What someone should know of a dialogue: in the site at once, by mail as the person likes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=40)
    sentence = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.sentence


@audited()
class NoticePreference(models.Model):
    """How often a person wants mail on dialogues."""

    class Channel(models.TextChoices):
        """How often."""

        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day")
        WEEKLY = "weekly", _("once a week")
        NONE = "none", _("never")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference")
    channel = models.CharField(_("mail"), max_length=7, choices=Channel.choices, default=Channel.DAILY)

    class Meta:
        """One for a person."""

        ordering = ("user",)

    def __str__(self) -> str:
        return str(self.get_channel_display())
