"""Forms of questionnaires: the words in all nine languages beside each other, and one question at a time; nobody types JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clustrat_platform.atlas.models.interviews import COMPONENT_CHOICES
from clustrat_platform.atlas.questions import CODE, answers_of
from clustrat_platform.base.forms import PlainForm

__all__ = ["KIND_WORDS", "HeadForm", "QuestionForm", "short_words"]

KIND_WORDS = {
    "scale": gettext_lazy("a score from 0 to 4"),
    "choice": gettext_lazy("one of several choices"),
    "number": gettext_lazy("a number"),
    "text": gettext_lazy("words of one's own"),
}
#: Choices that a question may have, and empty lines offered beyond those there are.
CHOICES_MAX, CHOICES_MORE = 30, 2


class _WordsForm(PlainForm):
    """Fields that stand once for each language; English is needed where a text is."""

    def add_words(self, name: str, label: Any, *, long: bool, required: bool, words: Mapping[str, str]) -> None:
        """A field for each language, filled with what there is."""
        for code, language in settings.LANGUAGES:
            attributes: dict[str, Any] = {"lang": code}
            widget: Any = forms.Textarea({**attributes, "rows": 4}) if long else forms.TextInput(attributes)
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} ({language})",
                required=required and code == "en",
                max_length=5_000 if long else 1_000,
                initial=words.get(code, ""),
                widget=widget,
            )

    def words(self, name: str) -> dict[str, str]:
        """Language -> text, of those that were filled in."""
        found = {code: str(self.cleaned_data.get(f"{name}_{code}") or "").strip() for code, _name in settings.LANGUAGES}
        return {code: text for code, text in found.items() if text}

    def beside(self, name: str) -> list[tuple[str, str, BoundField]]:
        """Code and name of each language with its field, for the page."""
        return [(code, language, self[f"{name}_{code}"]) for code, language in settings.LANGUAGES]


class HeadForm(_WordsForm):
    """The title of a questionnaire, and what people agree to: purpose and words, under a version of their own."""

    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("Small letters, such as 'mapping-2026'; all versions share it."),
    )
    consent_version = forms.CharField(
        label=gettext_lazy("Version of the consent"),
        max_length=40,
        help_text=gettext_lazy("Such as 'consent.v1'; other words need another version."),
    )

    def __init__(self, *args: Any, head: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = head or {}
        self.add_words("title", _("Title"), long=False, required=True, words=held.get("title", {}))
        self.add_words(
            "purpose",
            _("What the answers are used for"),
            long=True,
            required=True,
            words=held.get("consent_purpose", {}),
        )
        self.add_words(
            "consent", _("Words of the consent"), long=True, required=True, words=held.get("consent_text", {})
        )
        if head is not None:
            del self.fields["code"]
            self.fields["consent_version"].initial = held["consent_version"]

    def groups(self) -> Iterator[tuple[str, list[tuple[str, str, BoundField]]]]:
        """Heading and fields of each text, for the page."""
        yield _("Title"), self.beside("title")
        yield _("What the answers are used for"), self.beside("purpose")
        yield _("Words of the consent"), self.beside("consent")

    def head(self) -> dict[str, Any]:
        """What the actions take."""
        return {
            "title": self.words("title"),
            "consent_version": self.cleaned_data["consent_version"],
            "consent_text": self.words("consent"),
            "consent_purpose": self.words("purpose"),
        }


class QuestionForm(_WordsForm):
    """One question: its words, what it is about, whether it must be answered, after which answers it is asked, its choices."""

    component = forms.ChoiceField(
        label=gettext_lazy("What it tells about"),
        required=False,
        choices=[("", gettext_lazy("nothing of the rating")), *COMPONENT_CHOICES],
    )
    required = forms.BooleanField(
        label=gettext_lazy("It must be answered before the interview is done"), required=False
    )
    only_if = forms.MultipleChoiceField(
        label=gettext_lazy("Ask it only after one of these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of one earlier question. Without a choice it is always asked."),
    )
    n_choices = forms.IntegerField(required=False, min_value=2, max_value=CHOICES_MAX, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        earlier: Sequence[Mapping[str, Any]],
        item: Mapping[str, Any] | None = None,
        more: bool = False,
    ) -> None:
        held = item or {}
        self.kind, self.item, self.n = kind, item, 0
        if kind == "choice":
            given = data.get("n_choices", "") if data is not None else ""
            is_number = isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 4
            self.n = int(given) if is_number else max(2, len(held.get("choices", []))) + CHOICES_MORE
            self.n = min(CHOICES_MAX, max(2, self.n) + (CHOICES_MORE if more else 0))
        if data is not None:
            data = data.copy()
            data["n_choices"] = str(self.n)
        super().__init__(data, initial={"n_choices": self.n})
        self.add_words("text", _("Question"), long=True, required=True, words=held.get("text", {}))
        for name in ("component", "required"):
            self.fields[name].initial = held.get(name)
        self._add_branches(earlier, held)
        if kind == "choice":
            self._add_choices(held.get("choices", []))
        else:
            del self.fields["n_choices"]

    def _add_branches(self, earlier: Sequence[Mapping[str, Any]], held: Mapping[str, Any]) -> None:
        options = [
            (f"{it['code']}={answer}", f"{short_words(it)}: {words}")
            for it in earlier
            if it["kind"] in ("scale", "choice")
            for answer, words in zip(answers_of(it), _answer_words(it), strict=True)
        ]
        branch = held.get("only_if")
        if not options:
            del self.fields["only_if"]
            return
        field = self.fields["only_if"]
        field.choices = options  # type: ignore[attr-defined]
        field.initial = [f"{branch['code']}={it}" for it in branch["is"]] if branch else []

    def _add_choices(self, held: Sequence[Mapping[str, Any]]) -> None:
        for place in range(self.n):
            one = held[place] if place < len(held) else {}
            number = place + 1
            self.fields[f"choice{place}_code"] = forms.CharField(
                label=_("Choice %(n)s: short name") % {"n": number},
                required=False,
                max_length=40,
                initial=one.get("code", ""),
            )
            self.add_words(
                f"choice{place}",
                _("Choice %(n)s") % {"n": number},
                long=False,
                required=False,
                words=one.get("text", {}),
            )

    def text_beside(self) -> list[tuple[str, str, BoundField]]:
        """The question in all languages, for the page."""
        return self.beside("text")

    def plain_fields(self) -> list[BoundField]:
        """The fields that stand once."""
        return [self[name] for name in ("component", "required", "only_if") if name in self.fields]

    def choice_groups(self) -> Iterator[tuple[int, BoundField, list[tuple[str, str, BoundField]]]]:
        """Number, short name and texts of each choice, for the page."""
        for place in range(self.n):
            yield place + 1, self[f"choice{place}_code"], self.beside(f"choice{place}")

    def as_item(self, taken: Sequence[str]) -> dict[str, Any]:
        """The question as it is kept; its short name follows from its English words and stays for ever.

        What cannot be is left for :func:`~clustrat_platform.atlas.questions.check_items` to refuse.
        """
        text = self.words("text")
        item: dict[str, Any] = {
            "code": self.item["code"] if self.item else _code_of(text.get("en", ""), taken),
            "kind": self.kind,
            "text": text,
        }
        if self.cleaned_data["component"]:
            item["component"] = self.cleaned_data["component"]
        if self.cleaned_data["required"]:
            item["required"] = True
        if self.kind == "choice":
            item["choices"] = self._choices()
        if chosen := self.cleaned_data.get("only_if"):
            codes = {it.partition("=")[0] for it in chosen}
            if len(codes) > 1:
                raise forms.ValidationError(_("Choose answers of one earlier question only."))
            item["only_if"] = {"code": codes.pop(), "is": [it.partition("=")[2] for it in chosen]}
        return item

    def _choices(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for place in range(self.n):
            text = self.words(f"choice{place}")
            code = str(self.cleaned_data.get(f"choice{place}_code") or "").strip()
            if text or code:
                found.append({"code": code or _code_of(text.get("en", ""), [it["code"] for it in found]), "text": text})
        return found


def short_words(item: Mapping[str, Any]) -> str:
    """The English words of a question, so long that one knows it again."""
    text = str(item["text"].get("en", item["code"]))
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"


def _answer_words(item: Mapping[str, Any]) -> list[str]:
    if item["kind"] == "scale":
        return answers_of(item)
    return [str(it["text"].get("en", it["code"])) for it in item["choices"]]


def _code_of(words: str, taken: Sequence[str]) -> str:
    """A short name from words, which nothing else has.

    >>> _code_of("How strong is the will?", []), _code_of("2 labs?", ["q_2_labs"])
    ('how_strong_is_the_will', 'q_2_labs_2')
    """
    stem = slugify(words).replace("-", "_")[:34].strip("_") or "question"
    if not CODE.match(stem):
        stem = re.sub(r"[^a-z0-9_]", "", f"q_{stem}")[:36]
    number = 1
    while (found := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return found
