"""The report of a study: its frame, its key figures and its chapters, in the language of the question."""

from __future__ import annotations

from collections.abc import Mapping

from clustrat.codes.nuts import region as find_region
from clustrat.publish.figures import Figure
from clustrat.publish.language import COMPLETE, Translator
from clustrat.publish.reports import KeyFigure, Report
from clustrat.study.answer import Study, code_version, is_sure
from clustrat.study.question import NUTS_VERSION
from clustrat.study.report_figures import locator
from clustrat.study.report_sections import sections_of
from clustrat.study.table_words import source_words

__all__ = ["report_of"]


def report_of(study: Study, figures: Mapping[str, Figure]) -> Report:
    """The report of a study in its language."""
    say = study.translator
    country = find_region(study.region.country, version=NUTS_VERSION).name.title()
    words = {
        "skip": say.text("Skip to the content"),
        "contents": say.text("Contents"),
        "table_of": say.text("The figures of this picture as a table"),
    }
    return Report(
        title=say.text("The clusters of %(region)s", region=study.region.name),
        kicker=say.text(
            "Cluster map %(year)s · %(code)s, %(country)s", year=study.year, code=study.region.code, country=country
        ),
        subtitle=say.text("Which industries are strong here, how strong they are, and how sure that is"),
        language=study.question.language,
        key_figures=_key_figures(study, say),
        sections=sections_of(study, figures),
        words=words,
        locator=locator(study, say),
        footer=say.text(
            "clustrat %(version)s · edition %(edition)s · %(source)s",
            version=code_version(),
            edition=study.edition.id,
            source=source_words(study.tables["divisions"].sources, say).partition(";")[0],
        ),
        fallback_note=_fallback_note(study),
    )


def _fallback_note(study: Study) -> str:
    """What a reader is told, in the language asked for, where the sentences stand in English."""
    if study.question.language in COMPLETE:
        return ""
    return study.translator.text(
        "The sentences of this report are not yet translated into this language and stand in English. The names of industries are "
        "translated."
    )


def _key_figures(study: Study, say: Translator) -> tuple[KeyFigure, ...]:
    rows = study.tables["divisions"].as_records()
    persons = sum(row["employment_persons"] or 0.0 for row in rows)
    sure = [row for row in study.strongest(len(rows)) if is_sure(row, study.question)]
    hidden = sum(row["reason"] == "confidential_source" for row in rows)
    found = [
        KeyFigure(
            value=say.number(persons),
            label=say.text("persons employed"),
            note=say.text("in the industries published for %(year)s", year=study.year),
        ),
        KeyFigure(
            value=say.number(len(sure)),
            label=say.text("surely specialised industries"),
            note=say.text("of %(n)s observed", n=len(rows)),
        ),
        KeyFigure(value=say.number(hidden), label=say.text("hidden figures"), note=say.text("to protect firms")),
    ]
    if sure:
        top = sure[0]
        found.insert(
            1,
            KeyFigure(
                value=f"{say.number(top['lq'], 1)} ×",
                label=top["short_label"],
                note=say.text("its usual share: the highest"),
            ),
        )
    income = next(row for row in study.tables["context"].as_records() if row["indicator"] == "gdp_per_head_eur")
    if income["value"] is not None:
        found.append(
            KeyFigure(
                value=f"{say.number(income['value'])} €",
                label=say.text("gross domestic product per head"),
                note=str(income["year"])
                if income["country_value"] is None
                else say.text(
                    "in %(year)s; country: %(value)s", year=income["year"], value=say.number(income["country_value"])
                ),
            )
        )
    return tuple(found)
