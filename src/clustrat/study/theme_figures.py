"""The figures about a theme: ratings, quadrants and partners, each with its finding as title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustrat.publish import potential_charts as draw
from clustrat.publish.figures import Figure
from clustrat.publish.language import Translator
from clustrat.study.table_words import source_words

if TYPE_CHECKING:
    from clustrat.study.answer import Study

__all__ = ["theme_figures"]

N_PARTNERS = 10


def theme_figures(study: Study) -> list[Figure]:
    """The figures of the chapters about a theme; none where the study has no theme, and none without anything to draw."""
    if study.question.theme is None:
        return []
    say = study.translator
    found: list[Figure] = []
    ratings = [row for row in study.tables["potential"].as_records() if row["potential"] is not None]
    if ratings:
        found.append(
            draw.potential_chart(
                study.tables["potential"],
                say=say,
                title=_potential_title(ratings, say),
                alt=say.text(
                    "Ratings with their intervals: %(listed)s.",
                    listed="; ".join(f"{row['label']} {say.number(row['potential'], 1)}" for row in ratings),
                ),
                source=_source(study, "potential", say),
            )
        )
    missing = study.tables["quadrants"].as_records()
    if missing:
        found.append(
            draw.quadrants_chart(
                study.tables["quadrants"],
                say=say,
                title=_quadrants_title(missing, say),
                alt=say.text(
                    "Every industry that the region lacks, by its fit with what is here and by how rare its know-how is; the figures "
                    "stand in the table."
                ),
                source=_source(study, "quadrants", say),
                of_theme=say.text("belongs to the theme"),
            )
        )
    partners = study.tables["partners"].as_records()[:N_PARTNERS]
    if partners:
        found.append(
            draw.partners_chart(
                study.tables["partners"],
                partners,
                say=say,
                title=say.text(
                    "%(region)s brings most beyond chance: %(added)s of what is missing, random additions %(chance)s",
                    region=partners[0]["region"],
                    added=say.percent(partners[0]["added"]),
                    chance=say.percent(partners[0]["by_chance"]),
                ),
                alt=say.text(
                    "Scores of the first partners: %(listed)s.",
                    listed="; ".join(f"{row['region']} {say.number(row['score'], 1)}" for row in partners),
                ),
                source=_source(study, "partners", say),
            )
        )
    return found


def _source(study: Study, table: str, say: Translator) -> str:
    return source_words(study.tables[table].sources, say)


def _potential_title(ratings: list[dict[str, Any]], say: Translator) -> str:
    """Which theme is rated highest, and whether that is clear."""
    ranked = sorted((row for row in ratings if row["place"] is not None), key=lambda row: -row["potential"])
    if len(ranked) > 1 and not ranked[0]["is_clear"]:
        return say.text(
            "No clear order: the intervals of %(first)s and %(second)s overlap",
            first=ranked[0]["label"],
            second=ranked[1]["label"],
        )
    if ranked:
        return say.text("Highest potential: %(theme)s", theme=ranked[0]["label"])
    return say.text("Too little is known to rank the themes")


def _quadrants_title(rows: list[dict[str, Any]], say: Translator) -> str:
    """How many of the industries of the theme that are missing stand near."""
    of_theme = [row for row in rows if row["theme_weight"] > 0]
    near = [row for row in of_theme if row["quadrant"].startswith("near")]
    if not of_theme:
        return say.text("The region lacks no industry of the theme that has figures")
    return say.plural(
        "%(n)s of the %(all)s missing industries of the theme stands near to what is here",
        "%(n)s of the %(all)s missing industries of the theme stand near to what is here",
        len(near),
        all=len(of_theme),
    )
