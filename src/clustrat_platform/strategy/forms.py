"""Forms of concepts: fields with labels and help; what is true of them is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clustrat_platform.base.forms import PlainForm
from clustrat_platform.organisations.models import Organisation
from clustrat_platform.strategy.models import ClusterConcept, ConceptActor

__all__ = ["ConceptForm", "InviteForm", "NewConceptForm", "StepForm"]

TEXT = {"rows": 4}


class NewConceptForm(PlainForm):
    """A combination becomes the idea of a concept."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What you would call it in one line."))
    niche = forms.CharField(
        label=_("Niche"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT),
        help_text=_("For whom, and what nobody else offers. May wait."),
    )  # fmt: skip


class ConceptForm(PlainForm):
    """The four elements, niche and form; with what was read, so that nobody's change is lost."""

    title = forms.CharField(label=_("Title"), max_length=200)
    niche = forms.CharField(
        label=_("Niche"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT),
        help_text=_("For whom, and what nobody else offers."),
    )  # fmt: skip
    management = forms.CharField(
        label=_("Entrepreneurial management"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT),
        help_text=_("Who drives it, and how it pays for itself."),
    )  # fmt: skip
    s3_link = forms.CharField(
        label=_("Link to a smart specialisation strategy"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT),
        help_text=_("Which priority, of which region and period."),
    )  # fmt: skip
    s3_source = forms.URLField(
        label=_("Document of the strategy"), max_length=500, required=False, assume_scheme="https",
    )  # fmt: skip
    demand = forms.CharField(
        label=_("Demand"), max_length=2000, required=False, widget=forms.Textarea(attrs=TEXT),
        help_text=_("Who asks for it, and how that is known."),
    )  # fmt: skip
    form = forms.ChoiceField(label=_("Form of working together"), choices=ClusterConcept.Form.choices)
    waiver = forms.CharField(
        label=_("Written waiver"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why it may be agreed although something is not there; it is shown to everyone."),
    )  # fmt: skip

    def __init__(self, *args: Any, concept: ClusterConcept, **kwargs: Any) -> None:
        texts = {name: getattr(concept, name) for name in self.base_fields}
        kwargs.setdefault("initial", texts)
        super().__init__(*args, **kwargs)
        for name, value in texts.items():
            self.fields[f"seen_{name}"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=value)

    @property
    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {name: self.cleaned_data[name] for name in self.base_fields}

    @property
    def seen(self) -> dict[str, str]:
        """What stood there when the form was opened."""
        return {name: self.cleaned_data[f"seen_{name}"] for name in self.base_fields}


class StepForm(PlainForm):
    """Why a concept goes a step on, is dropped or taken up again."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class InviteForm(PlainForm):
    """Ask an organisation to take part."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    part = forms.ChoiceField(label=_("Part"), choices=ConceptActor.Part.choices)
    message = forms.CharField(
        label=_("Message"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
