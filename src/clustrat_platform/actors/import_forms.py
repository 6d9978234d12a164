"""Forms of imports: the file with its source, what its columns mean, and postcode files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clustrat_platform.actors.import_reading import IDENTITY_FIELDS, template_columns
from clustrat_platform.actors.models import FIELD_NAMES, ActorKind, DirectoryImport
from clustrat_platform.base.forms import PlainForm

__all__ = ["IDENTITY_NAMES", "MappingForm", "PostcodeForm", "UploadForm"]

#: What the columns of identity are called where people meet them.
IDENTITY_NAMES: dict[str, Any] = {
    "name": _("Name"),
    "acronym": _("Acronym"),
    "other_names": _("Other names, with semicolons between them"),
    "country": _("Country (two letters)"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "address": _("Address"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "vat": _("VAT number"),
    "register": _("Register number"),
    "ror": _("ROR"),
    "cordis": _("CORDIS number"),
    "wikidata": _("Wikidata"),
    "notified_body": _("Number of the notified body"),
}
assert set(IDENTITY_NAMES) == set(IDENTITY_FIELDS)


class UploadForm(PlainForm):
    """A file, how it is laid out, and where it comes from."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, up to 20 MB; for CORDIS also the ZIP."))
    layout = forms.ChoiceField(label=_("Layout"), choices=DirectoryImport.Layout.choices)
    kind = forms.ChoiceField(label=_("Kind of actor"), choices=ActorKind.choices)
    source_title = forms.CharField(label=_("Source"), max_length=200)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")
    licence = forms.CharField(label=_("Licence"), max_length=120, required=False)
    retrieved_on = forms.DateField(
        label=_("Retrieved on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Country of all rows"),
        required=False,
        help_text=_("Two letters, where no column says it."),
    )
    publishes = forms.BooleanField(
        label=_("Publish what lies in my territory at once, as confirmed by the source"), required=False
    )

    def source(self) -> dict[str, Any]:
        """Where the values come from, as actions take it."""
        return {name: self.cleaned_data[name] for name in ("source_title", "source_url", "licence", "retrieved_on")}


class MappingForm(PlainForm):
    """For each field the column that holds it; what has none stays empty."""

    def __init__(self, *args: Any, kind: str, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((column, column) for column in columns)]
        for name in template_columns(kind):
            label = IDENTITY_NAMES.get(name) or FIELD_NAMES[name]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name == "name")


class PostcodeForm(PlainForm):
    """Postcode files as Eurostat publishes them."""

    file = forms.FileField(
        label=_("Postcode file"), help_text=_("The ZIP or a CSV named like pc2020_AT_NUTS-2021_v2.0.")
    )
