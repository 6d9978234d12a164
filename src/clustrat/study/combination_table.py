"""Emerging industry x key technology x cross-cutting issue of one region: what is known of each combination, and how much of it."""

from __future__ import annotations

from typing import Any

from clustrat.codes.themes import themes
from clustrat.evidence.result import Column, ResultTable
from clustrat.publish.language import EnglishText, Translator
from clustrat.study.readiness_table import issue_words

__all__ = ["combination_table", "technology_words"]

NO_LIST, NO_FIGURE = "no_list", "not_available"


def technology_words(code: str, title: str, say: Translator) -> str:
    """What readers call a key enabling technology."""
    known = {
        "key_enabling_technologies": say.text("Key technologies (high-technology manufacturing)"),
        "micro_and_nanoelectronics": say.text("Micro- and nanoelectronics"),
        "nanotechnology": say.text("Nanotechnology"),
        "photonics": say.text("Photonics"),
        "advanced_materials": say.text("Advanced materials"),
        "industrial_biotechnology": say.text("Industrial biotechnology"),
        "advanced_manufacturing": say.text("Advanced manufacturing technologies"),
    }
    return known.get(code) or EnglishText(title)


def combination_table(potential: ResultTable, readiness: ResultTable, *, say: Translator) -> ResultTable:
    """Every combination of a theme, a key technology and an issue, with its three parts, the weakest of them, and what is known.

    A combination is no stronger than its weakest part, so that part is its score; there is none where a part is not known. The
    confidence is the least share known of the three.

    Parameters
    ----------
    potential
        The table ``potential`` of a region: one row per theme, with ``potential``, ``enabling`` and ``confidence``.
    readiness
        The table ``readiness`` of the region: ``readiness`` and ``coverage_pct`` of each issue.
    say
        Words.

    Returns
    -------
    ResultTable
        One row per combination. ``reason`` says why there is no score: the technology has no list of industries, or no figure of
        one part is there.
    """
    issues = {row["issue"]: row for row in readiness.as_records()}
    parts = (say.text("Emerging industry"), say.text("Key technology"), say.text("Cross-cutting issue"))
    records: list[dict[str, Any]] = []
    for theme in potential.as_records():
        for technology in themes("key_enabling_technology"):
            for issue, ready in issues.items():
                values = (theme["potential"], theme["enabling"] if technology.items else None, ready["readiness"])
                known = [value for value in values if value is not None]
                is_whole = len(known) == len(values)
                weakest = values.index(min(known)) if is_whole else None
                records.append(
                    {
                        "theme": theme["theme"],
                        "theme_label": theme["label"],
                        "technology": technology.code,
                        "technology_label": technology_words(technology.code, technology.title, say),
                        "issue": issue,
                        "issue_label": issue_words(issue, say),
                        "score": min(known) if is_whole else None,
                        "weakest_label": "" if weakest is None else parts[weakest],
                        "potential": values[0],
                        "enabling": values[1],
                        "readiness": values[2],
                        "confidence": min(theme["confidence"], ready["coverage_pct"] / 100) if is_whole else 0.0,
                        "reason": "" if is_whole else NO_LIST if not technology.items else NO_FIGURE,
                    }
                )
    columns = (
        Column(name="theme", words=say.text("Theme"), role="key"),
        Column(name="theme_label", words=say.text("Emerging industry"), role="label"),
        Column(name="technology", words=say.text("Key technology"), role="key"),
        Column(name="technology_label", words=say.text("Key technology"), role="label"),
        Column(name="issue", words=say.text("Issue"), role="key"),
        Column(name="issue_label", words=say.text("Cross-cutting issue"), role="label"),
        Column(name="score", words=say.text("Weakest part (0 to 4)"), digits=1),
        Column(name="weakest_label", words=say.text("The weakest part"), role="label"),
        Column(name="potential", words=say.text("Potential (0 to 4)"), digits=1),
        Column(name="enabling", words=say.text("Enabling technology"), digits=1),
        Column(name="readiness", words=say.text("Readiness (0 to 4)"), digits=1),
        Column(name="confidence", words=say.text("Least share known of the parts"), digits=2),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
    )
    return ResultTable.from_records(
        "combinations",
        say.text("Emerging industries, key technologies and cross-cutting issues together"),
        columns,
        records,
        notes=(
            say.text(
                "A combination is no stronger than its weakest part, so that part is its score: a reading of this project, not an "
                "official assessment. The three parts stand beside it."
            ),
        ),
        sources=tuple(dict.fromkeys((*potential.sources, *readiness.sources))),
        parameters={**potential.parameters, "rule": "weakest_part.v1"},
    )
