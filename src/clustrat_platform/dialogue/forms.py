"""Forms of dialogues: text without control characters, choices as radio buttons, numbers within their range."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.models import Region, User
from clustrat_platform.base.problems import Conflict, Invalid, Problem
from clustrat_platform.dialogue.blueprints import BLUEPRINTS
from clustrat_platform.dialogue.models import (
    Argument,
    Confidence,
    Decision,
    DelphiItem,
    Dialogue,
    Helix,
    Level,
    ModerationAction,
    NoticePreference,
    Phase,
    Proposal,
    SeatRole,
)

__all__ = [
    "AppealForm",
    "ArgumentForm",
    "BallotForm",
    "DecisionForm",
    "DeclarationForm",
    "DialogueForm",
    "EvidenceForm",
    "HideForm",
    "InviteForm",
    "NoticeForm",
    "PhaseForm",
    "ProposalForm",
    "RatingForm",
    "ReasonForm",
    "SeatForm",
    "StatementForm",
    "WeightForm",
    "WorkshopForm",
    "tell",
]


class _Form(forms.Form):
    """Text without NUL and control characters; errors linked to their fields."""

    error_css_class = "with-error"

    def clean(self) -> dict[str, Any]:
        """Check all texts by the type that every text has."""
        found = super().clean() or self.cleaned_data
        for name, value in found.items():
            if isinstance(value, str):
                try:
                    found[name] = clean_text(value)
                except ValueError as error:
                    self.add_error(name, str(error))
        return found


def tell(form: forms.Form, refusal: Problem | ValidationError) -> None:
    """Let a form say what an action refused, beside the field that it names."""
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal.messages)
        return
    name = str(refusal.members.get("parameter", ""))
    form.add_error(name if name in form.fields else None, refusal.detail or str(refusal.title))


REFUSALS = (Invalid, Conflict, ValidationError)


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class DialogueForm(_Form):
    """A new dialogue from a blueprint."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    question = forms.CharField(label=gettext_lazy("Question to be decided"), max_length=500)
    summary = forms.CharField(label=gettext_lazy("What it is about"), max_length=5_000, required=False, widget=_area())
    blueprint = forms.ChoiceField(
        label=gettext_lazy("Form"),
        choices=[(it.name, it.label) for it in BLUEPRINTS.values()],
        widget=forms.RadioSelect,
    )
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level.choices, widget=forms.RadioSelect)
    regions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Regions it speaks for"),
        queryset=Region.objects.none(),
        help_text=gettext_lazy("One or more."),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Readable by"),
        choices=Dialogue.Visibility.choices,
        widget=forms.RadioSelect,
        initial="public",
    )
    original_language = forms.ChoiceField(label=gettext_lazy("Language"), choices=_languages, initial="en")
    begins_on = forms.DateField(
        label=gettext_lazy("Begins on"), widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regions"].queryset = regions  # type: ignore[attr-defined]

    @property
    def begins_at(self) -> datetime:
        """The first moment of the day."""
        return datetime.combine(self.cleaned_data["begins_on"], time(), tzinfo=UTC)


class PhaseForm(_Form):
    """When a phase opens and closes."""

    opens_at = forms.DateTimeField(
        label=gettext_lazy("Opens (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, phase: Phase) -> None:
        shape = "%Y-%m-%dT%H:%M"
        initial = {"opens_at": f"{phase.opens_at:{shape}}", "closes_at": f"{phase.closes_at:{shape}}"}
        super().__init__(data, prefix=f"phase{phase.position}", initial=initial)


class ProposalForm(_Form):
    """A proposal: what is wrong, what is to be done, who gains, what it costs, and the evidence."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    problem = forms.CharField(label=gettext_lazy("Problem"), max_length=5_000, widget=_area())
    action = forms.CharField(label=gettext_lazy("What is to be done"), max_length=5_000, widget=_area())
    beneficiaries = forms.CharField(label=gettext_lazy("Who gains"), max_length=500)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=_languages)
    cost_eur = forms.DecimalField(
        label=gettext_lazy("Cost (EUR)"), required=False, min_value=1, max_digits=14, decimal_places=2
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("Figure as evidence, from your basket"), required=False, choices=[("", "–")]
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of a figure"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Such as /region/ITH4/portfolio?v=2015.1"),
    )
    no_evidence_reason = forms.CharField(
        label=gettext_lazy("Why there is no evidence"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Only if no figure is attached."),
    )

    def __init__(self, *args: Any, basket: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [("", "–"), *basket]  # type: ignore[attr-defined]

    @property
    def addresses(self) -> list[str]:
        """The figures chosen."""
        return [it for it in (self.cleaned_data["evidence"], self.cleaned_data["address"].strip()) if it]


class ArgumentForm(_Form):
    """Something said about a proposal."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Argument.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=gettext_lazy("What you say"), max_length=2_000, widget=_area(3))
    evidence = forms.CharField(
        label=gettext_lazy("Address of a figure"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Such as /region/ITH4/portfolio?v=2015.1"),
    )


class EvidenceForm(_Form):
    """A figure to be attached."""

    address = forms.CharField(
        label=gettext_lazy("Address of a figure"),
        max_length=600,
        help_text=gettext_lazy("Such as /region/ITH4/portfolio?v=2015.1"),
    )
    note = forms.CharField(label=gettext_lazy("What it shows"), max_length=1_000, required=False)


class StatementForm(_Form):
    """A statement to vote on."""

    text = forms.CharField(label=gettext_lazy("Statement"), max_length=280)


class RatingForm(_Form):
    """A rating of one item."""

    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you?"),
        choices=Confidence.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=2,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1_000,
        required=False,
        widget=_area(2),
        help_text=gettext_lazy("Needed where you differ from the middle half of the group."),
    )

    def __init__(self, *args: Any, item: DelphiItem, scale_max: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(n), str(n)) for n in range(1, scale_max + 1)]
        rating = forms.TypedChoiceField(
            label=item.dimension.capitalize(), choices=choices, coerce=int, widget=forms.RadioSelect
        )
        self.fields = {"rating": rating, **self.fields}


class WeightForm(_Form):
    """Points for each criterion."""

    def __init__(self, *args: Any, criteria: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for it in criteria:
            self.fields[it["code"]] = forms.IntegerField(
                label=it["name"],
                min_value=0,
                max_value=100,
                help_text=_("0 to 100 points; from %(lo)s to %(hi)s %(unit)s")
                % {"lo": it["lo"], "hi": it["hi"], "unit": it["unit"]},
            )


class BallotForm(_Form):
    """A secret ballot."""

    choice = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What shall be funded? Choose as many as you like."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(
        label=gettext_lazy("Your code, if you change a ballot"), max_length=60, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, proposals: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (str(it.number), f"{it.number}. {it} – {it.cost_eur:,.0f} EUR") for it in proposals
        ]


class InviteForm(_Form):
    """Someone to be invited."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    helix = forms.ChoiceField(label=gettext_lazy("Part of society"), choices=Helix.choices)
    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        """The account with this address."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody has an account with this address; ask the person to make one."))
        return found


class SeatForm(_Form):
    """A role for someone."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=SeatRole.choices)
    clean_email = InviteForm.clean_email


class ReasonForm(_Form):
    """A reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


class HideForm(_Form):
    """Why something is hidden."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Rule"), choices=ModerationAction.ReasonCode.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class AppealForm(_Form):
    """An appeal, or the answer to one."""

    text = forms.CharField(label=gettext_lazy("What you say"), max_length=1_000, widget=_area(3))


class DeclarationForm(_Form):
    """Interests of a member of the deciding body."""

    text = forms.CharField(label=gettext_lazy("Your interests"), max_length=2_000, widget=_area(3))
    has_conflict = forms.BooleanField(
        label=gettext_lazy("I have a conflict of interest and do not decide"), required=False
    )


class DecisionForm(_Form):
    """What is decided, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=Decision.Outcome.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), max_length=5_000, widget=_area(5))
    deviates = forms.BooleanField(label=gettext_lazy("This departs from the result of the group"), required=False)
    deviation_reason = forms.CharField(
        label=gettext_lazy("Why it departs"), max_length=5_000, required=False, widget=_area(3)
    )
    dissent = forms.CharField(label=gettext_lazy("Dissent"), max_length=5_000, required=False, widget=_area(3))


class WorkshopForm(_Form):
    """The table of a workshop's paper ballots."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    file = forms.FileField(
        label=gettext_lazy("Table of the ballots (CSV or XLSX)"),
        help_text=gettext_lazy("Two columns: 'helix', and 'choice' with the numbers of proposals parted by commas."),
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class NoticeForm(_Form):
    """How often mail comes."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Mail about dialogues"), choices=NoticePreference.Channel.choices, widget=forms.RadioSelect
    )
