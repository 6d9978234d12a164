"""The chapters of a report about a theme: where the region could go, with whom, and what the past says of such advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clustrat.publish.figures import Figure
from clustrat.publish.language import Translator, joined
from clustrat.publish.reports import ReportTable, Section, Statement
from clustrat.study.report_tables import Layout, shown_table
from clustrat.study.theme_findings import DETAIL, HEADLINE, coverage_notes

if TYPE_CHECKING:
    from clustrat.study.answer import Study

__all__ = ["theme_sections"]

N_COMING, N_COMING_OTHERS, N_CLUSTERS, N_PARTNERS, N_REASONS, N_CELLS = 10, 5, 10, 10, 5, 12
RATING = {"potential_interval": ("potential_low", "potential_high")}
QUOTIENT = {"lq_interval": ("lq_low", "lq_high")}
#: A change of a rating that two digits show.
LEAST_CHANGE = 0.005
#: Reasons told for each partner on paper; all stand in the table of the folder.
N_TOLD = 3


def theme_sections(study: Study, figures: Mapping[str, Figure], *, words: Mapping[str, str]) -> tuple[Section, ...]:
    """The chapters in their order; none where the question has no theme.

    Parameters
    ----------
    study
        The answer.
    figures
        All figures of the study by name.
    words
        The word beside the sign of a finding, by how sure it is.
    """
    if study.question.theme is None:
        return ()
    say = study.translator
    sections = (
        _findings(study, say, words),
        _potential(study, figures, say),
        _missing(study, figures, say),
        _clusters(study, say),
        _partners(study, figures, say),
        _concepts(study, say),
        _readiness(study, say),
        _behind(study, say),
    )
    return tuple(section for section in sections if section is not None)


def _label(study: Study) -> str:
    return str(study.tables["potential"].as_records()[0]["label"])


def _findings(study: Study, say: Translator, words: Mapping[str, str]) -> Section:
    told = [finding for finding in study.findings if finding.kind in (HEADLINE, DETAIL)]
    return Section(
        anchor="theme",
        heading=say.text("Where could it go: %(theme)s", theme=_label(study)),
        statements=tuple(Statement(text=f.text, sure=f.sure, word=words[f.sure]) for f in told),
        breaks_page=True,
    )


def _marks(study: Study, say: Translator) -> str:
    row = study.tables["potential"].as_records()
    if not any(one["is_marked"] for one in row):
        return ""
    return say.text(
        "* Rests on few figures: less than half of the theme, or of the industries of the region, has a figure."
    )


def _potential(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section:
    table = study.tables["potential"]
    layout = Layout(
        percent=("confidence", "coverage"), chance=("first_share",), intervals=RATING, marked=("potential",),
        heads=_short_heads(say),
    )  # fmt: skip
    names = (
        "label", "potential", "potential_interval", "specialisation", "relatedness", "enabling", "rd_strength",
        "confidence", "first_share",
    )  # fmt: skip
    judged = (
        say.text("Will and demand are judged in interviews; there are none behind this rating.")
        if all(row["will_and_demand"] is None for row in table.as_records())
        else ""
    )
    note = joined(part for part in (_marks(study, say), judged) if part)
    twin = shown_table(table, names, say=say, layout=layout, widths=(1.0, *(0 for _ in names[1:])), note=note)
    components = study.tables["potential_components"]
    reasons = study.tables["potential_reasons"]
    rows = [row for row in reasons.as_records() if abs(row["change"]) >= LEAST_CHANGE]
    first = [row for row in rows if row["change"] < 0][:N_REASONS] + [row for row in rows if row["change"] > 0][
        :N_REASONS
    ]
    return Section(
        anchor="potential",
        heading=say.text("How great is the potential"),
        paragraphs=(
            say.text(
                "A rating from 0 to 4 of this project's own making: the geometric mean of how specialised the region is in the theme, how "
                "near it stands to what it lacks of it, enabling technology, research and development, and the will of its actors, which is "
                "judged in interviews and never computed. What is missing lowers the share of the parts that is known; it is never zero. "
                "The interval is of chance in small numbers and of hidden figures, not of the choice of the list."
            ),
            joined(coverage_notes(study, say)),
        ),
        figures=tuple(figures[name] for name in ("potential",) if name in figures),
        twins={"potential": twin},
        tables=(
            *((_short(twin, after="potential"),) if "potential" in figures else (twin,)),
            shown_table(
                components,
                ("component_label", "label", "raw", "unit", "score", "year", "component_score", "potential_without"),
                say=say,
                rows=[row for row in components.as_records() if row["score"] is not None],
                layout=Layout(
                    heads={
                        "score": say.text("Score"),
                        "component_score": say.text("Score of the part"),
                        "potential_without": say.text("Rating without it"),
                    }
                ),
                widths=(0.6, 1.0, 0, 0.4, 0, 0, 0, 0),
                note=_missing_parts(study, say),
            ),
            shown_table(
                reasons,
                ("short_label", "change", "potential_without"),
                say=say,
                rows=first,
                layout=Layout(signed=("change",), heads={"short_label": say.text("Figure")}),
                widths=(1.0, 0, 0),
                note=say.text(
                    "Each figure was withheld in turn and the rating worked out again; a figure that holds the rating up changes it by less "
                    "than zero when it is gone. Figures hidden at source are not tried, because that would give them back."
                ),
            ),
        ),
    )


def _short_heads(say: Translator) -> dict[str, str]:
    """Headings that stand close together."""
    return {
        "potential": say.text("Potential"), "rd_strength": say.text("R&D"), "confidence": say.text("Known"),
        "first_share": say.text("First in weightings"), "theme_share": say.text("In the theme"),
    }  # fmt: skip


def _short(table: ReportTable, *, after: str) -> ReportTable:
    """The same table below its figure."""
    return replace(table, after=after)


def _missing_parts(study: Study, say: Translator) -> str:
    rows = [row for row in study.tables["potential_components"].as_records() if row["score"] is None]
    if not rows:
        return ""
    listed = "; ".join(row["label"] for row in rows)
    return say.text("Without a figure, and so missing: %(listed)s.", listed=listed)


def _missing(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section | None:
    quadrants, outlook, past = (study.tables[name] for name in ("quadrants", "outlook", "backtest"))
    if not outlook.rows and not quadrants.rows:
        return None
    rows = outlook.as_records()
    of_theme = [row for row in rows if row["theme_weight"] > 0][:N_COMING]
    others = [row for row in rows if not row["theme_weight"] > 0][:N_COMING_OTHERS]
    signals = tuple(str(signal) for signal in outlook.parameters["signals"])
    reason = {
        "closeness": say.text("near to 1"),
        "relatedness_density": say.text("fit with what is here"),
        "wage_excess": say.text("wages"),
    }

    def candidates(some: list[dict[str, Any]], caption: str, note: str) -> ReportTable:
        return shown_table(
            outlook,
            ("short_label", "nace_code", "theme_weight", "shrunken_lq", "probability", *signals),
            say=say,
            rows=some,
            layout=Layout(
                chance=("probability",), signed=signals,
                heads={name: reason.get(name, name) for name in signals},
            ),
            caption=caption,
            note=note,
            widths=(1.0, *(0 for _ in range(4 + len(signals)))),
        )  # fmt: skip

    twin = shown_table(
        quadrants,
        (
            "short_label",
            "nace_code",
            "theme_weight",
            "quadrant_label",
            "density",
            "density_percentile",
            "complexity_percentile",
        ),
        say=say,
        widths=(1.0, 0, 0, 0, 0, 0, 0),
    )
    note = say.text(
        "The last columns say what lifts or lowers the chance: how near the quotient is to 1, against how far such industries move in a "
        "year; the share of related industries that are here; wages. They add up to the score. A forecast of the usual course; it knows "
        "nothing of plans, subsidies or a programme."
    )
    tables = [
        candidates(of_theme, say.text("Industries of the theme that are missing, the likeliest to come first"), "" if others else note)
    ] if of_theme else []  # fmt: skip
    if others:
        tables.append(candidates(others, say.text("For comparison: the likeliest of all other industries"), note))
    return Section(
        anchor="missing",
        heading=say.text("What is missing, and what may come"),
        paragraphs=(
            say.text(
                "The picture shows every industry of which the region has less than its share: to the right what is related to much that is "
                "here, above what asks for know-how that few regions have. It shows where industries stand; it does not say that they will "
                "come, and the past warns: fit with what is here alone predicts little."
            ),
        ),
        figures=tuple(figures[name] for name in ("quadrants",) if name in figures),
        twins={"quadrants": twin},
        tables=(*tables, _past(past, say)),
    )


def _past(table: Any, say: Translator) -> ReportTable:
    return shown_table(
        table,
        ("label", "period", "group_label", "n_entries", "auc", "auc_interval", "precision_at_5", "recall_at_10"),
        say=say,
        layout=Layout(
            percent=("precision_at_5", "recall_at_10"),
            intervals={"auc_interval": ("auc_low", "auc_high")},
        ),
        caption=say.text("What the past says about such advice"),
        widths=(1.0, 0, 0, 0, 0, 0, 0, 0),
        note=joined(table.notes),
    )  # fmt: skip


def _clusters(study: Study, say: Translator) -> Section | None:
    table = study.tables["theme_clusters"]
    rows = table.as_records()[:N_CLUSTERS]
    if not rows:
        return None
    names = (
        "short_label", "nace_code", "employment_persons", "potential", "potential_interval", "specialisation", "relatedness",
        "enabling", "theme_share",
    )  # fmt: skip
    return Section(
        anchor="theme-clusters",
        heading=say.text("The industries of the region before the theme"),
        paragraphs=(
            say.text(
                "Which industries that are here could carry the theme: those that are strong and belong to it, or are found in the same "
                "regions as its industries. That two are found together is an occasion to ask, not a finding that firms work together. "
                "Research and development is the region's, because it is not published by industry."
            ),
        ),
        tables=(
            shown_table(
                table,
                names,
                say=say,
                rows=[{**row, "is_marked": _is_marked(study)} for row in rows],
                layout=Layout(
                    percent=("theme_share",), intervals=RATING, marked=("potential",), heads=_short_heads(say)
                ),
                widths=(1.0, *(0 for _ in names[1:])),
                note=_marks(study, say) if _is_marked(study) else "",
            ),
        ),
    )


def _is_marked(study: Study) -> bool:
    return bool(study.tables["potential"].as_records()[0]["is_marked"])


def _partners(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section | None:
    table, why, absent = (study.tables[name] for name in ("partners", "partner_reasons", "partners_absent"))
    if not table.rows:
        return None
    rows = table.as_records()[:N_PARTNERS]
    names = (
        "region", "nuts_code", "score", "score_interval", "added", "by_chance", "mutuality", "redundancy", "similarity", "distance_km",
    )  # fmt: skip
    layout = Layout(
        percent=("added", "by_chance"), intervals={"score_interval": ("score_low", "score_high")},
        heads={"similarity": say.text("Alike (never counts)"), "by_chance": say.text("By chance"), "added": say.text("Brings")},
    )  # fmt: skip
    twin = shown_table(table, names, say=say, rows=rows, layout=layout, widths=(1.0, *(0 for _ in names[1:])))
    tables = [
        shown_table(
            table, names, say=say, rows=rows, layout=layout, widths=(1.0, *(0 for _ in names[1:])), after="partners",
            note=joined(table.notes),
        ),
        shown_table(
            why,
            ("region", "industry_label", "missing_label", "relatedness", "share", "score_change"),
            say=say,
            layout=Layout(percent=("share",)),
            rows=[row for row in why.as_records() if row["number"] <= N_TOLD],
            caption=say.text("Why: the three largest reasons for each of the first five"),
            widths=(0.8, 1.0, 1.0, 0, 0, 0),
            note=say.text(
                "Industries that the region lacks, each for one that the theme needs and the region lacks as well: the same one, or one with "
                "which it is found together in many regions (proximity). Without it the score falls by the last column."
            ),
        ),
    ]  # fmt: skip
    if absent.rows:
        tables.append(
            shown_table(absent, ("region", "relation", "rank", "sentence"), say=say, widths=(0.6, 0.6, 0, 1.0))
        )
    return Section(
        anchor="partners",
        heading=say.text("With whom: regions that have what is missing"),
        paragraphs=(
            say.text(
                "A good partner has what the region lacks for the theme. Large and diverse regions have much of everything; so each is held "
                "against random additions of as many industries, and beside regions of like diversity. Being alike, near or neighbours is "
                "shown and never counts. This says where something is found, not that firms there would cooperate: a place to look, not an "
                "assessment. It has not been tried on the past as the forecast of industries has."
            ),
        ),
        figures=tuple(figures[name] for name in ("partners",) if name in figures),
        twins={"partners": twin},
        tables=tuple(tables),
    )


def _concepts(study: Study, say: Translator) -> Section | None:
    concepts, members, merged = (study.tables[name] for name in ("concepts", "concept_members", "merged"))
    if not concepts.rows:
        return None
    tables = [
        shown_table(
            concepts,
            ("concept", "members", "coverage", "shared", "missing"),
            say=say,
            layout=Layout(percent=("coverage",)),
            widths=(0, 1.0, 0, 0.8, 0.9),
        ),
        shown_table(
            members,
            (
                "concept",
                "short_label",
                "region",
                "adds_present",
                "adds",
                "scale_persons",
                "scale_probability",
                "form_label",
            ),
            say=say,
            layout=Layout(percent=("adds", "adds_present"), chance=("scale_probability",)),
            widths=(0, 1.0, 0.9, 0, 0, 0, 0, 0),
        ),
    ]
    gained = [row for row in merged.as_records() if row["only_merged"]]
    if gained:
        tables.append(
            shown_table(
                merged,
                (
                    "short_label",
                    "part_name",
                    "employment_persons",
                    "shrunken_lq",
                    "lq_interval",
                    "probability_specialised",
                ),
                say=say,
                rows=gained,
                layout=Layout(chance=("probability_specialised",), intervals=QUOTIENT),
                caption=say.text("Merged across borders: surely specialised together, and in no part alone"),
                widths=(0.8, 1.0, 0, 0, 0, 0),
                note=say.text(
                    "Persons of all parts are added, and quotient, interval and chance worked out again for the whole. A missing part would "
                    "make the sum missing."
                ),
            )
        )
    return Section(
        anchor="concepts",
        heading=say.text("New cluster concepts"),
        paragraphs=(
            say.text(
                "A new cluster concept combines two to four clusters, here or abroad, that together reach more of the theme, and each of "
                "which adds something. It counts what is there, and what is within reach because half of what is near is held. The scale test "
                "asks whether persons and specialisation suffice for a cluster; where they do not, another form of working together fits. A "
                "concept also needs a demand and a will, which no table shows."
            ),
        ),
        tables=tuple(tables),
    )


def _readiness(study: Study, say: Translator) -> Section:
    table = study.tables["readiness"]
    rows = table.as_records()
    issues = {row["issue"]: row for row in rows}
    summary = "; ".join(_ready_words(row, say) for row in issues.values())
    return Section(
        anchor="readiness",
        heading=say.text("Readiness in the cross-cutting issues"),
        paragraphs=(f"{summary}.", joined(table.notes)),
        tables=(
            shown_table(
                table, ("issue_label", "label", "value", "unit", "score", "year", "level"), say=say,
                layout=Layout(heads={"score": say.text("Score")}),
                caption=say.text("Indicators of readiness"), widths=(0.7, 1.0, 0, 0.4, 0, 0, 0.4),
                note=say.text("A dash: no figure in this edition; a file of your own can give it. It counts as missing, not as zero."),
            ),
        ),
    )  # fmt: skip


def _ready_words(row: Mapping[str, Any], say: Translator) -> str:
    if row["readiness"] is None:
        return say.text("%(issue)s not known, because no indicator has a figure", issue=row["issue_label"])
    return say.text(
        "%(issue)s %(rating)s of 4 (%(known)s of the indicators have a figure, %(own)s one of the region itself)",
        issue=row["issue_label"],
        rating=say.number(row["readiness"], 1),
        known=say.percent(row["coverage_pct"] / 100),
        own=say.percent(row["own_pct"] / 100),
    )


def _behind(study: Study, say: Translator) -> Section | None:
    table = study.tables["potential_cells"]
    rows = [row for row in table.as_records() if row["indicator"] == "theme_quotient"][:N_CELLS]
    if not rows:
        return None
    return Section(
        anchor="behind",
        heading=say.text("The figures behind the rating"),
        paragraphs=(
            say.text(
                "The industries of the theme in the region: persons employed, how much of each industry counts, and the part of the quotient "
                "that it makes. All %(n)s figures that the rating rests on stand in potential_cells.csv.",
                n=say.number(len(table.rows)),
            ),
        ),
        tables=(
            shown_table(
                table, ("label", "code", "weight", "value", "flag", "contribution"), say=say, rows=rows,
                caption=say.text("Industries of the theme, largest part first"), widths=(1.0, 0, 0, 0, 0, 0),
                note=say.text("A dash with the flag c: hidden at source to protect firms."),
                layout=Layout(
                    heads={"label": say.text("Industry"), "value": say.text("Persons employed")}, digits={"value": 0}
                ),
            ),
        ),
    )  # fmt: skip
