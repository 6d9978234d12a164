"""What forms share: text without control characters, and refusals of actions shown at their field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clustrat_platform.base.input_types import clean_text
from clustrat_platform.base.problems import Conflict, Invalid

__all__ = ["PlainForm", "tell"]


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal of an action into the form that it refuses, at its field where it names one."""
    if isinstance(refusal, ValidationError):
        for message in refusal.messages:
            form.add_error(None, message)
        return
    assert isinstance(refusal, Invalid | Conflict)
    name = str(refusal.members.get("parameter", ""))
    form.add_error(name if name in form.fields else None, refusal.detail)


class PlainForm(forms.Form):
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
