"""Forms of the judged layer: fields with labels, help and errors; what is true of them is decided by the actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat.codes.themes import themes
from clustrat.study.ratings_of_experts import COMPONENTS
from clustrat_platform.atlas.models import EvidenceItem, Interview, MappingRound, Questionnaire
from clustrat_platform.atlas.models.interviews import COMPONENT_CHOICES
from clustrat_platform.base.forms import PlainForm, tell
from clustrat_platform.base.models import Region
from clustrat_platform.organisations.models import Organisation

__all__ = [
    "AnswersForm",
    "AssessmentForm",
    "CodingForm",
    "ConsentForm",
    "EvidenceForm",
    "FileForm",
    "InterviewForm",
    "MappingForm",
    "PublishForm",
    "ReasonForm",
    "RoundForm",
    "UploadForm",
    "tell",
    "theme_choices",
]

SCORES = [("", gettext_lazy("not known")), *((str(it), str(it)) for it in range(5))]


def theme_choices(codes: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Themes that experts judge, by code and title."""
    from clustrat_platform.atlas.actions.states import JUDGED_FIELDS

    return [
        (it.code, _(it.title)) for it in themes() if it.field in JUDGED_FIELDS and (codes is None or it.code in codes)
    ]


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class RoundForm(PlainForm):
    """What a round asks, where, until when."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    questionnaire = forms.ModelChoiceField(
        label=gettext_lazy("Questionnaire"),
        queryset=Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED),
    )
    regions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Regions"), queryset=Region.objects.none(), help_text=gettext_lazy("One or more.")
    )
    themes = forms.MultipleChoiceField(label=gettext_lazy("Themes"), choices=theme_choices)
    interviews_due = _day(gettext_lazy("Interviews due"))
    coding_due = _day(gettext_lazy("Coding due"))

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regions"].queryset = regions  # type: ignore[attr-defined]


class InterviewForm(PlainForm):
    """An interview to be planned."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=gettext_lazy("Only if the answers may be known to be its."),
    )
    respondent_role = forms.ChoiceField(
        label=gettext_lazy("Role of the respondent"),
        choices=Interview.RespondentRole.choices,
        help_text=gettext_lazy("A role, never a person's name."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(
        self, *args: Any, round_: MappingRound, organisations: Any, languages: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        covered = Region.objects.filter(pk__in=round_.covered.values("region_id"))
        self.fields["region"].queryset = covered  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]


class ConsentForm(PlainForm):
    """That the respondent agreed."""

    given_on = _day(gettext_lazy("Consent given on"))
    anonymity = forms.ChoiceField(
        label=gettext_lazy("How answers may be shown"), choices=Interview.Anonymity.choices, widget=forms.RadioSelect
    )


class AnswersForm(forms.Form):
    """The items of a questionnaire in one language; what may be answered is checked by the action, so that drafts are kept."""

    def __init__(
        self, *args: Any, questionnaire: Questionnaire, language: str, answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for item in questionnaire.items:
            field = self._field(questionnaire, item, language)
            field.initial = "" if answers.get(item["code"]) is None else str(answers[item["code"]])
            self.fields[item["code"]] = field

    @staticmethod
    def _field(questionnaire: Questionnaire, item: Mapping[str, Any], language: str) -> forms.Field:
        label = questionnaire.words(item["text"], language)
        hint = _("Needed before the interview is done.") if item.get("required") else ""
        if branch := item.get("only_if"):
            earlier = next(it for it in questionnaire.items if it["code"] == branch["code"])
            given = {it["code"]: questionnaire.words(it["text"], language) for it in earlier.get("choices", [])}
            condition = _("Only after “%(question)s”: %(answers)s.") % {
                "question": questionnaire.words(earlier["text"], language),
                "answers": ", ".join(given.get(it, it) for it in branch["is"]),
            }
            hint = f"{condition} {hint}".strip()
        if item["kind"] in ("scale", "choice"):
            options = (
                [(str(it), str(it)) for it in range(5)]
                if item["kind"] == "scale"
                else [(it["code"], questionnaire.words(it["text"], language)) for it in item["choices"]]
            )
            return forms.CharField(
                label=label,
                required=False,
                help_text=hint,
                widget=forms.RadioSelect(choices=[("", _("not answered")), *options]),
            )
        widget: Any = forms.Textarea(attrs={"rows": 4})
        if item["kind"] == "number":
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return forms.CharField(label=label, required=False, help_text=hint, widget=widget, strip=False)


class CodingForm(PlainForm):
    """What an interview says about one component."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    cluster = forms.CharField(
        label=gettext_lazy("Cluster"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("A NACE code, such as C31; empty for the region as a whole."),
    )
    component = forms.ChoiceField(label=gettext_lazy("Component"), choices=COMPONENT_CHOICES)
    score = forms.ChoiceField(label=gettext_lazy("Score"), choices=SCORES[1:], widget=forms.RadioSelect)
    rationale = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = theme_choices(codes)  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(label=gettext_lazy("File"))


class EvidenceForm(PlainForm):
    """A piece of evidence."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    stance = forms.ChoiceField(
        label=gettext_lazy("What it says about the potential"),
        choices=EvidenceItem.Stance.choices,
        widget=forms.RadioSelect,
    )
    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=theme_choices)
    cluster = forms.CharField(label=gettext_lazy("Cluster"), required=False, max_length=10)
    component = forms.ChoiceField(
        label=gettext_lazy("Component"), required=False, choices=[("", gettext_lazy("none")), *COMPONENT_CHOICES]
    )
    quote = forms.CharField(
        label=gettext_lazy("Quotation"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    value = forms.DecimalField(label=gettext_lazy("Value"), required=False, max_digits=28, decimal_places=10)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=40)
    dated = _day(gettext_lazy("Date"), required=False)
    address = forms.URLField(label=gettext_lazy("Address"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, regions: Any, interview: Interview | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        kinds = [it for it in EvidenceItem.Kind.choices if (it[0] == "interview") == (interview is not None)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class AssessmentForm(PlainForm):
    """The components of a judgement, each with its basis, and the rationale that is never left out."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), choices=theme_choices)
    cluster = forms.CharField(
        label=gettext_lazy("Cluster"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("A NACE code, such as C31; empty for the region as a whole."),
    )
    rationale = forms.CharField(
        label=gettext_lazy("Rationale"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    evidence = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Evidence that it rests on"),
        required=False,
        queryset=EvidenceItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, regions: Any, evidence: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        self.fields["evidence"].queryset = evidence  # type: ignore[attr-defined]
        words = dict(COMPONENT_CHOICES)
        options = [*SCORES, ("interviews", _("what approved interviews say together"))]
        ordered = ["region", "theme", "cluster"] if is_new else []
        for name in COMPONENTS:
            self.fields[name] = forms.ChoiceField(
                label=words[name], required=False, choices=options, widget=forms.RadioSelect
            )
        self.order_fields([*ordered, *COMPONENTS, "rationale", "evidence"])
        if not is_new:
            for name in ("region", "theme", "cluster"):
                del self.fields[name]

    @property
    def scores(self) -> dict[str, str | None]:
        """Component -> what was chosen, ``None`` where it is not known."""
        return {name: self.cleaned_data.get(name) or None for name in COMPONENTS}


class UploadForm(PlainForm):
    """A table, whose it is, and under which terms."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    table = forms.SlugField(
        label=gettext_lazy("Name of the table"),
        max_length=40,
        help_text=gettext_lazy("Small letters, such as 'firms'; the same name again makes a new version of the table."),
    )
    publisher = forms.CharField(label=gettext_lazy("Publisher"), max_length=200)
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=100)
    region = forms.ModelChoiceField(
        label=gettext_lazy("Territory"),
        queryset=Region.objects.none(),
        required=False,
        help_text=gettext_lazy("All rows must lie in it; empty only for those who work everywhere."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV (UTF-8) or XLSX, at most 20 MB; values only, no formulas."),
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class MappingForm(PlainForm):
    """What the columns of an upload mean."""

    measure = forms.CharField(
        label=gettext_lazy("Quantity"), max_length=40, help_text=gettext_lazy("Such as employment_persons.")
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40)
    nuts = forms.ChoiceField(label=gettext_lazy("Column of the region (NUTS)"))
    nuts_version = forms.ChoiceField(label=gettext_lazy("Version of NUTS"))
    nace = forms.ChoiceField(label=gettext_lazy("Column of the industry (NACE)"), required=False)
    nace_version = forms.ChoiceField(label=gettext_lazy("Version of NACE"))
    year = forms.ChoiceField(label=gettext_lazy("Column of the year"), required=False)
    fixed_year = forms.CharField(label=gettext_lazy("Or one year for all rows"), required=False, max_length=4)
    value = forms.ChoiceField(label=gettext_lazy("Column of the figure"))
    flag = forms.ChoiceField(label=gettext_lazy("Column of the flags"), required=False)
    contributors = forms.ChoiceField(
        label=gettext_lazy("Column of the number of firms"),
        required=False,
        help_text=gettext_lazy(
            "If there is one: figures of fewer than 3 firms must be hidden. The column is not published."
        ),
    )
    hide_more = forms.BooleanField(
        label=gettext_lazy("Hide further figures where the totals would give a hidden one back"), required=False
    )

    def __init__(
        self, *args: Any, columns: Sequence[str], nuts: Sequence[str], nace: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("none")), *((it, it) for it in columns)]
        for name in ("nuts", "nace", "year", "value", "flag", "contributors"):
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields["nuts_version"].choices = [(it, it) for it in nuts]  # type: ignore[attr-defined]
        self.fields["nace_version"].choices = [(it, f"Rev. {it}") for it in nace]  # type: ignore[attr-defined]


class PublishForm(PlainForm):
    """Whether rows may be missing."""

    accept_loss = forms.BooleanField(
        label=gettext_lazy("I accept that rows are missing; my name goes into the log"), required=False
    )
