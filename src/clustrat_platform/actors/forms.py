"""Forms of the directory: one field of a form for each field of an entry; what is true of them is decided by the actions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clustrat.codes.capabilities import capabilities
from clustrat.codes.themes import themes
from clustrat_platform.actors.meanings import THEME_FIELDS, label_of
from clustrat_platform.actors.models import (
    CODE_FIELDS,
    FIELD_NAMES,
    ORGANISATION_FIELDS,
    Accreditation,
    Actor,
    ActorKind,
    Contact,
    fields_of,
)
from clustrat_platform.actors.models.fields import CodeScheme
from clustrat_platform.actors.models.register import MemberType
from clustrat_platform.base.forms import PlainForm
from clustrat_platform.base.models import Region

__all__ = [
    "AccreditationForm",
    "ChangeForm",
    "ClaimForm",
    "ContactForm",
    "DecisionForm",
    "EditorForm",
    "EntryForm",
    "FirstForm",
    "MemberForm",
    "ReasonForm",
    "WaiverForm",
]

UNKNOWN_YES_NO = (
    ("", gettext_lazy("not known")),
    ("yes", gettext_lazy("yes")),
    ("no", gettext_lazy("no")),
)
HELP = {
    "activities": gettext_lazy("Codes with commas between them, such as C31, C16."),
    "activities_sought": gettext_lazy("Codes of the industries you look for, such as C31, C16."),
    "products": gettext_lazy("Codes of products, with commas between them."),
    "sciences": gettext_lazy("Codes of EuroSciVoc, with commas between them."),
    "mailbox": gettext_lazy("An address of the organisation, such as office@…; never that of a person."),
    "summary": gettext_lazy("Two or three sentences that someone outside the field understands."),
    "services": gettext_lazy("One service on each line."),
    "trl_min": gettext_lazy("1 is an idea, 9 is in use."),
    "english_website_checked_on": gettext_lazy("Without a day the check does not count."),
    "industrial_funding_pct": gettext_lazy("Share of the last two years, in per cent."),
    "sme_turnover_pct": gettext_lazy("Share of the last two years, in per cent."),
}


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _theme_choices() -> list[tuple[str, str]]:
    return [(it.code, label_of("theme", it.code, _language())) for it in themes() if it.field in THEME_FIELDS]


def _capability_choices() -> list[tuple[str, str]]:
    found = [(it, label_of("capability", it, _language())) for it in capabilities()]
    return sorted(found, key=lambda it: it[1])


class CodesField(forms.CharField):
    """Codes with commas between them."""

    def to_python(self, value: Any) -> Any:
        """A list; a list stays one."""
        if isinstance(value, list):
            return value
        return [it for it in re.split(r"[,;\s]+", str(value or "")) if it]

    def prepare_value(self, value: Any) -> Any:
        """As one types them."""
        return ", ".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        """Codes are checked by the lists they are of."""


def _choice(name: str) -> forms.Field:
    column: Any = Actor._meta.get_field(name)
    return forms.ChoiceField(choices=[("", gettext_lazy("not known")), *(column.choices or ())])


def _codes_field(name: str) -> forms.Field:
    scheme = CODE_FIELDS[name][0]
    if scheme == CodeScheme.THEME:
        return forms.MultipleChoiceField(choices=_theme_choices, widget=forms.CheckboxSelectMultiple)
    if scheme == CodeScheme.CAPABILITY:
        return forms.MultipleChoiceField(choices=_capability_choices)
    if scheme == CodeScheme.LANGUAGE:
        return forms.MultipleChoiceField(choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple)
    if scheme == CodeScheme.MEMBER_TYPE:
        return forms.MultipleChoiceField(choices=MemberType.choices, widget=forms.CheckboxSelectMultiple)
    return CodesField(max_length=1_000)


def _form_field(name: str) -> forms.Field:
    """The field of a form for a field of an entry, by what its column is."""
    if name in CODE_FIELDS:
        return _codes_field(name)
    if name == "website":
        return forms.URLField(assume_scheme="https")
    if name == "mailbox":
        return forms.EmailField()
    if name == "summary_language":
        return forms.ChoiceField(choices=[("", gettext_lazy("not known")), *settings.LANGUAGES])
    column: Any = Actor._meta.get_field(name)
    kind = column.get_internal_type()
    if column.choices:
        return _choice(name)
    if kind == "BooleanField":
        return forms.ChoiceField(choices=UNKNOWN_YES_NO)
    if kind == "DateField":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    if kind == "FloatField":
        return forms.FloatField(min_value=0, max_value=1_000_000)
    if kind in ("PositiveSmallIntegerField", "PositiveIntegerField"):
        return forms.IntegerField(min_value=0, max_value=1_000_000)
    if kind == "TextField":
        return forms.CharField(max_length=column.max_length, widget=forms.Textarea(attrs={"rows": 4}))
    return forms.CharField(max_length=column.max_length)


class EntryForm(PlainForm):
    """The fields of an entry of a kind; ``seen`` travels along, so that two editors at once notice each other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)

    def __init__(self, *args: Any, kind: str, names: Sequence[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(names or fields_of(kind))
        for name in self.names:
            field = _form_field(name)
            field.required = False
            field.label = FIELD_NAMES[name]
            field.help_text = str(HELP.get(name, ""))
            self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        return {name: _value(name, self.cleaned_data.get(name)) for name in self.names}

    def values_seen(self) -> dict[str, Any] | None:
        """What stood when the form was opened; ``None`` where it is not told."""
        try:
            found = json.loads(self.cleaned_data.get("seen") or "null")
        except ValueError:
            return None
        return {name: found[name] for name in self.names if name in found} if isinstance(found, dict) else None

    @staticmethod
    def initial_of(values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of an entry as a form shows them, with what was seen."""
        shown = {name: "yes" if value is True else "no" if value is False else value for name, value in values.items()}
        return {**shown, "seen": json.dumps(values, ensure_ascii=False, default=str)}


def _value(name: str, value: Any) -> Any:
    if name in CODE_FIELDS:
        return list(value or ())
    if name in ORGANISATION_FIELDS:
        return value or ""
    column: Any = Actor._meta.get_field(name)
    if column.get_internal_type() == "BooleanField":
        return {"yes": True, "no": False}.get(value)
    return value


class FirstForm(PlainForm):
    """What a new entry needs before anything else."""

    name = forms.CharField(label=gettext_lazy("Official name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ActorKind.choices)
    region = forms.CharField(
        label=gettext_lazy("Region"),
        max_length=5,
        help_text=gettext_lazy("The code of the region, such as ITH4 or ITH42."),
    )
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    summary = forms.CharField(
        label=gettext_lazy("In short"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=HELP["summary"],
    )

    def __init__(self, *args: Any, nuts_version: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nuts_version = nuts_version

    def clean_region(self) -> Region:
        """The region of a code."""
        code = str(self.cleaned_data["region"]).strip().upper()
        region = Region.objects.filter(code=code, nuts_version=self.nuts_version).first()
        if region is None:
            raise forms.ValidationError(
                _("There is no region '%(code)s' in NUTS %(version)s.") % {"code": code, "version": self.nuts_version}
            )
        return region


class ReasonForm(PlainForm):
    """A reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


class ClaimForm(PlainForm):
    """That one speaks for the organisation."""

    function = forms.CharField(label=gettext_lazy("Your function there"), max_length=120)
    evidence = forms.CharField(
        label=gettext_lazy("How this can be checked"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For example a page of its website that names you, or an entry in a register."),
    )


class ChangeForm(EntryForm):
    """Proposed values with a reason and a source."""

    reason = forms.CharField(label=gettext_lazy("Why it should be changed"), max_length=500)
    source_url = forms.URLField(label=gettext_lazy("Address of a source"), required=False, assume_scheme="https")


class DecisionForm(PlainForm):
    """A decision about a proposal: which fields, and why."""

    accepted = forms.MultipleChoiceField(
        label=gettext_lazy("Take these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *args: Any, fields: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted"].choices = [(name, FIELD_NAMES[name]) for name in fields]  # type: ignore[attr-defined]


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class AccreditationForm(PlainForm):
    """What an accreditation body has confirmed."""

    scope = forms.CharField(label=gettext_lazy("Scope"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    standard = forms.ChoiceField(
        label=gettext_lazy("Standard"), required=False, choices=[("", "–"), *Accreditation.Standard.choices]
    )
    accreditation_body = forms.CharField(label=gettext_lazy("Accreditation body"), max_length=200, required=False)
    certificate = forms.CharField(label=gettext_lazy("Certificate"), max_length=80, required=False)
    legal_act = forms.CharField(label=gettext_lazy("Legal act"), max_length=200, required=False)
    products = forms.CharField(label=gettext_lazy("Products"), max_length=2_000, required=False)
    procedures = forms.CharField(label=gettext_lazy("Procedures or modules"), max_length=500, required=False)
    valid_from = _day(gettext_lazy("Valid from"))
    valid_until = _day(gettext_lazy("Valid until"))
    source_url = forms.URLField(
        label=gettext_lazy("Record of the accreditation body"), required=False, assume_scheme="https"
    )


class ContactForm(PlainForm):
    """A person who may be named, with the ground for it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False)
    mailbox = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"), choices=Contact.Basis.choices)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=200)
    text_version = forms.CharField(label=gettext_lazy("Version of the text agreed to"), max_length=40)
    evidence = forms.CharField(label=gettext_lazy("How it was given"), max_length=300)
    given_on = _day(gettext_lazy("Given on"), required=True)
    until = _day(gettext_lazy("Until"))


class EditorForm(PlainForm):
    """A person who shall edit an entry, by the address of an account."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the account"))
    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False)


class MemberForm(PlainForm):
    """A member of a cluster."""

    organisation = forms.UUIDField(
        label=gettext_lazy("Permanent id of the organisation"),
        help_text=gettext_lazy("It stands at the foot of the organisation's page."),
    )
    member_type = forms.ChoiceField(label=gettext_lazy("Kind of member"), choices=MemberType.choices)
    since = _day(gettext_lazy("Since"))
    source_url = forms.URLField(label=gettext_lazy("Source"), required=False, assume_scheme="https")


class WaiverForm(PlainForm):
    """Which programme has recognised a cluster organisation."""

    recognised_by = forms.CharField(label=gettext_lazy("Recognised by"), max_length=200)
    granted_on = _day(gettext_lazy("Since"), required=True)
    until = _day(gettext_lazy("Until"))
    source_url = forms.URLField(label=gettext_lazy("Record"), required=False, assume_scheme="https")
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
