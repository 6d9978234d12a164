"""The chapters of a report: which figures and tables stand in each, and the words around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clustrat.evidence.result import ResultTable
from clustrat.publish.figures import Figure
from clustrat.publish.language import MISSING, Translator, joined
from clustrat.publish.reports import ReportTable, Section, Statement
from clustrat.study.answer import Study
from clustrat.study.diagnostic_words import in_words
from clustrat.study.method_notes import definitions, limits
from clustrat.study.table_words import source_words
from clustrat.study.theme_findings import DETAIL
from clustrat.study.theme_sections import theme_sections

__all__ = ["sections_of"]

N_IN_TABLE = 15
N_LARGEST = 8
N_REGIONS = 10
N_CATEGORIES = 14
#: Both ends of an interval in one column of a report.
INTERVAL = "interval"


def sections_of(study: Study, figures: Mapping[str, Figure]) -> tuple[Section, ...]:
    """All chapters in their order; one that has nothing to show is left out."""
    say = study.translator
    sections = [
        _summary(study, say),
        _strength_section(study, figures, say),
        _change_section(study, figures, say),
        _peer_section(study, figures, say),
        _map_section(study, figures, say),
        _category_section(study, say),
        _hidden_section(study, say),
        _context_section(study, say),
        *theme_sections(study, figures, words=certainty_words(say)),
        _method_section(study, say),
    ]
    return tuple(section for section in sections if section is not None)


def certainty_words(say: Translator) -> dict[str, str]:
    """The word beside the sign of a finding, by how sure it is."""
    return {
        "published": say.text("published"),
        "sure": say.text("sure"),
        "perhaps": say.text("perhaps"),
        "limit": say.text("not known"),
    }


def _summary(study: Study, say: Translator) -> Section:
    words = certainty_words(say)
    return Section(
        anchor="findings",
        heading=say.text("What we found"),
        statements=tuple(
            Statement(text=f.text, sure=f.sure, word=words[f.sure]) for f in study.findings if f.kind != DETAIL
        ),
    )


def _table(
    table: ResultTable,
    names: tuple[str, ...],
    *,
    say: Translator,
    rows: list[dict[str, Any]] | None = None,
    caption: str | None = None,
    widths: tuple[float, ...] = (),
    note: str = "",
    percent: tuple[str, ...] = (),
    signed: tuple[str, ...] = (),
    after: str = "",
) -> ReportTable:
    """A table of the study as it is read: words from its columns, numbers in the language."""
    columns = {column.name: column for column in table.columns}

    def write(name: str) -> Callable[[Any], str]:
        column = columns[name]
        if name == "probability_specialised":
            return say.chance
        if name in percent:
            return lambda value: say.percent(value)
        if name in signed:
            return lambda value: say.signed(value, column.digits or 0)
        if column.digits is not None and column.role in ("value", "low", "high"):
            return lambda value: say.number(value, column.digits or 0)
        if name == "nearest_year":
            return lambda value: MISSING if value is None else str(value)
        return lambda value: value if isinstance(value, str) else "" if value is None else str(value)

    def interval(row: Mapping[str, Any]) -> str:
        if row["lq_low"] is None or row["lq_high"] is None:
            return MISSING
        return f"{say.number(row['lq_low'], 1)}–{say.number(row['lq_high'], 1)}"

    def mark(name: str, row: Mapping[str, Any]) -> str:
        """The flag b beside a change that leads over a break."""
        return "\u2009b" if name == "growth_pct" and row["growth_reason"] == "break" else ""

    heads = {INTERVAL: say.text("Interval"), "short_label": say.text("Industry"), "label": say.text("Industry")}
    formats = {name: write(name) for name in names if name != INTERVAL}
    numeric = tuple(name in (INTERVAL, "year") or columns[name].role in ("value", "low", "high") for name in names)
    return ReportTable(
        caption=caption or table.title,
        columns=tuple(heads.get(name) or columns[name].words for name in names),
        numeric=numeric,
        rows=tuple(
            tuple(interval(row) if name == INTERVAL else formats[name](row[name]) + mark(name, row) for name in names)
            for row in (table.as_records() if rows is None else rows)
        ),
        widths=widths,
        note=note,
        source=source_words(table.sources, say),
        after=after,
    )


def _strength_section(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section:
    table = study.tables["divisions"]
    names = (
        "short_label", "nace_code", "employment_persons", "lq", INTERVAL, "probability_specialised",
        "wages_per_person_eur", "growth_pct", "stars",
    )  # fmt: skip
    rows = study.strongest(N_IN_TABLE)
    largest = sorted(
        (row for row in table.as_records() if row["employment_persons"]), key=lambda row: -row["employment_persons"]
    )[:N_LARGEST]
    layout: dict[str, Any] = {
        "say": say,
        "widths": (1.0, 0, 0, 0, 0, 0, 0, 0, 0),
        "signed": ("growth_pct",),
    }
    stars = say.text(
        "Stars of the scheme %(scheme)s: ★ passed (P of 0.9 or more), ☆ likely (0.5 to 0.9), ? not known.",
        scheme=study.question.scheme,
    )
    marks = say.text("A b beside a change marks a break in the series; a dash stands where no change can be given.")
    twin = _table(table, names, rows=rows, **layout)
    return Section(
        anchor="strengths",
        heading=say.text("What is strong here"),
        breaks_page=True,
        paragraphs=(
            say.text(
                "A location quotient of 2 says that an industry employs twice the share of people here that it employs in all "
                "regions together. The bar is the interval in which it lies with %(interval)s probability, by the number of "
                "local units behind it; a filled dot stands for at least %(claim)s probability that the share is above the "
                "usual one.",
                interval=say.percent(study.question.interval),
                claim=say.percent(study.question.claim_probability),
            ),
        ),
        figures=tuple(figures[name] for name in ("strength",) if name in figures),
        twins={"strength": twin},
        tables=(
            _table(
                table,
                names,
                rows=rows,
                caption=say.text("The strongest industries, %(year)s", year=study.year),
                note=f"{stars} {marks}",
                **layout,
            ),
            _table(
                table,
                names,
                rows=largest,
                caption=say.text("The largest industries, %(year)s", year=study.year),
                **layout,
            ),
        ),
    )


def _map_section(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section | None:
    shown = tuple(figures[name] for name in ("map", "map_filled", "map_tiles") if name in figures)
    if not shown:
        return None
    table = study.tables["map"]
    names = ("region", "nuts_code", "employment_persons", "lq", INTERVAL)
    ranked = sorted((row for row in table.as_records() if row["lq"] is not None), key=lambda row: -row["lq"])
    twin = _table(table, names, say=say, rows=table.as_records())
    return Section(
        anchor="map",
        heading=say.text("Where else it is strong"),
        figures=shown,
        twins={figure.name: twin for figure in shown},
        tables=(
            _table(
                table,
                names,
                say=say,
                rows=ranked[:N_REGIONS],
                after="map",
                caption=say.text(
                    "The %(n)s regions where it weighs most, %(year)s", n=min(N_REGIONS, len(ranked)), year=study.year
                ),
                widths=(1.0, 0, 0, 0, 0),
            ),
        ),
    )


def _change_section(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section | None:
    shown = tuple(figures[name] for name in ("shift_share", "timeline", "growth") if name in figures)
    if not shown:
        return None
    twins = {"shift_share": _table(study.tables["shift_share"], ("label", "persons"), say=say, signed=("persons",))}
    twins["timeline"] = _table(study.tables["timeline"], ("short_label", "year", "employment_persons", "flag"), say=say)
    both = [row for row in study.tables["divisions"].as_records() if row["growth_pct"] is not None]
    twins["growth"] = _table(
        study.tables["divisions"],
        ("short_label", "nace_code", "growth_pct", "lq", "employment_persons"),
        say=say,
        rows=both,
        signed=("growth_pct",),
    )
    paragraphs = []
    if "shift_share" in figures:
        paragraphs.append(
            say.text(
                "Shift-share splits a change in three: what the region would have gained had all its industries moved as the "
                "national total did; what its mix of industries adds or takes; and what is left, its own part. It describes; it "
                "does not explain."
            )
        )
    return Section(
        anchor="change",
        heading=say.text("What has changed"),
        paragraphs=tuple(paragraphs),
        figures=shown,
        twins=twins,
    )


def _peer_section(study: Study, figures: Mapping[str, Figure], say: Translator) -> Section | None:
    if not study.peer_codes:
        return None
    shown = tuple(figures[name] for name in ("peers",) if name in figures)
    rule = {
        "nearest": say.text(
            "Peers are the regions whose industries are made up most alike (rule nearest: Hellinger distance of the shares of "
            "persons employed, over the industries published in both regions)."
        ),
        "country": say.text("Peers are all regions of the country with figures."),
        "ce9": say.text("Peers are all regions of the nine Central European countries with figures."),
        "eu": say.text("Peers are all regions in the table with figures."),
    }.get(study.question.peers, say.text("Peers were chosen one by one."))
    table = study.tables["peers"]
    measured = study.peers is not None
    names = (
        ("region", "nuts_code", "distance", "coverage", "employment_persons")
        if measured
        else ("region", "nuts_code", "employment_persons")
    )
    comparison = study.tables["peer_comparison"]
    return Section(
        anchor="peers",
        heading=say.text("Compared with its peers"),
        paragraphs=(rule,),
        figures=shown,
        twins={"peers": _table(comparison, ("short_label", "region", "employment_persons", "lq", INTERVAL), say=say)},
        tables=(
            _table(
                table,
                names,
                say=say,
                rows=table.as_records()[:10],
                percent=("coverage",),
                widths=(1.0, *(0 for _ in names[1:])),
            ),
        ),
    )


def _category_section(study: Study, say: Translator) -> Section:
    table = study.tables["categories"]
    known = [row for row in table.as_records() if row["lq"] is not None]
    rows = sorted(known, key=lambda row: -row["lq"])[:N_CATEGORIES]
    n_identified = sum(row["is_identified"] for row in table.as_records())
    return Section(
        anchor="categories",
        heading=say.text("Seen as cluster categories"),
        paragraphs=(
            say.plural(
                "Industries that belong together form cluster categories: 51 that sell beyond the region (traded) and 16 that "
                "serve it (local). At the level of divisions most categories share their industries, and the table shows an "
                "estimate by equal parts: a hint, not a measurement. Only %(n)s of %(all)s categories is made up for the "
                "greater part of divisions that are wholly its own; only that one can have stars.",
                "Industries that belong together form cluster categories: 51 that sell beyond the region (traded) and 16 that "
                "serve it (local). At the level of divisions most categories share their industries, and the table shows an "
                "estimate by equal parts: a hint, not a measurement. Only %(n)s of %(all)s categories are made up for the "
                "greater part of divisions that are wholly their own; only those can have stars.",
                n_identified,
                all=len(table.rows),
            ),
        ),
        tables=(
            _table(
                table,
                ("category", "kind", "employment_persons", "lq", "identified_share", "imputed_share"),
                say=say,
                rows=rows,
                caption=say.text("The categories of highest relative presence, estimated, %(year)s", year=study.year),
                widths=(1.0, 0, 0, 0, 0, 0),
                percent=("identified_share", "imputed_share"),
                note=joined(table.notes),
            ),
        ),
    )


def _hidden_section(study: Study, say: Translator) -> Section | None:
    table = study.tables["hidden"]
    if not table.rows:
        return None
    names = ["label", "nace_code", "nearest_year", "nearest_persons"]
    if any(row["persons_low"] is not None for row in table.as_records()):
        names += ["persons_low", "persons_high"]
    return Section(
        anchor="hidden",
        heading=say.text("What is hidden"),
        paragraphs=(
            say.text(
                "Where one or two firms would be recognised, the statistical office hides the figure. Such an industry is not "
                "absent; it may be the most important one. The table gives the nearest year in which the figure was published."
            ),
        ),
        tables=(_table(table, tuple(names), say=say, widths=(1.0, *(0 for _ in names[1:])), note=joined(table.notes)),),
    )


def _context_section(study: Study, say: Translator) -> Section:
    table = study.tables["context"]
    records = table.as_records()
    places = {"value": say.text("Region"), "country_value": say.text("Country")}
    if all(row["country_value"] is None for row in records):
        del places["country_value"]

    def figure(row: Mapping[str, Any], place: str) -> str:
        flag = row[f"{place}_flag"]
        return say.number(row[place], row["digits"]) + (f" ({flag})" if flag else "")

    rows = [
        (
            row["label"],
            *(figure(row, place) for place in places),
            row["unit"],
            MISSING if row["year"] is None else str(row["year"]),
        )
        for row in records
    ]
    shown = ReportTable(
        caption=table.title,
        columns=(say.text("Indicator"), *places.values(), say.text("Unit"), say.text("Year")),
        numeric=(False, *(True for _ in places), False, True),
        rows=tuple(rows),
        widths=(1.0, *(0 for _ in places), 0, 0),
        note=say.text(
            "Letters in brackets are flags of the source: b break, d definition differs, e estimated, p provisional, u unreliable."
        ),
        source=source_words(table.sources, say),
    )
    return Section(anchor="context", heading=say.text("Income, work and research"), tables=(shown,))


def _method_section(study: Study, say: Translator) -> Section:
    notes = [in_words(found, say) for found in study.diagnostics]
    return Section(
        anchor="method",
        heading=say.text("How to read this, and where it comes from"),
        definitions=definitions(study, say),
        paragraphs=limits(study, say),
        notes=tuple(notes),
    )
