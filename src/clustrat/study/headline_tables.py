"""The headline figures of a region with its place among the peers, and how good the data behind a study are, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from clustrat.evidence.result import Column, ResultTable
from clustrat.study.answer import CLAIM_REFERENCE_SHARE
from clustrat.study.context import CONTEXT
from clustrat.study.edition_figures import figure_of
from clustrat.study.table_words import plain

if TYPE_CHECKING:
    from clustrat.publish.language import Translator
    from clustrat.study.answer import Prepared, Study

__all__ = ["HEADLINE_V1", "DataQuality", "HeadlineParameters", "data_quality", "headline_table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineParameters:
    """When a place among peers is given, and which data are called good.

    Attributes
    ----------
    min_group
        Members with a figure, the region among them, below which no place is given.
    min_coverage
        Share of the members that must have a figure, 0 to 1.
    weak_share
        Data are called weak where the industries published for the region make up less of the persons employed in all
        regions, 0 to 1.
    """

    version: str = "headline.v1"
    min_group: int = 5
    min_coverage: float = 0.8
    weak_share: float = 0.9


HEADLINE_V1 = HeadlineParameters()
#: Indicators of the context that stand at the top of a region's page.
HEADLINE = ("gdp_per_head_eur", "rd_expenditure_pct_gdp", "women_employed_pct")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """How good the data behind a study are: a level, its word, and the reasons in sentences."""

    level: Literal["high", "some_gaps", "weak"]
    word: str
    reasons: tuple[str, ...]


def headline_table(
    study: Study, *, prepared: Prepared, say: Translator, parameters: HeadlineParameters = HEADLINE_V1
) -> ResultTable:
    """The headline figures of the study's region, each with its place among the region and its peers, 1 the highest.

    A place counts members with a figure of the same year only; ``n_without`` of the peers have none. Where fewer than
    ``min_group`` members, or less than ``min_coverage`` of them, have one, there is no place and ``place_reason`` says why.
    """
    codes = (study.region.code, *study.peer_codes)
    records = [
        _ranked(
            "persons", say.text("Persons employed, published"), "persons", 0, _persons(prepared, codes), study.year
        ),
        _ranked(
            "n_specialised",
            say.text("Surely specialised industries"),
            "number",
            0,
            _specialised(prepared, codes, claim=study.question.claim_probability, totals=study.question.totals),
            study.year,
        ),
    ]
    sources = [prepared.landscape.provenance.citation]
    for indicator in (it for it in CONTEXT if it.name in HEADLINE):
        own = figure_of(prepared.edition, indicator, study.region.code, prepared.year)
        year = own["year"]
        others = (
            [figure_of(prepared.edition, indicator, code, year, max_age=0)["value"] for code in study.peer_codes]
            if year is not None
            else [None] * len(study.peer_codes)
        )
        record = _ranked(
            indicator.name, say.text(indicator.words), indicator.unit, indicator.digits, [own["value"], *others], year
        )
        records.append({**record, "flag": own["flag"], "reason": own["reason"]})
        sources.append(prepared.edition.provenance(indicator.table).citation)
    for record in records:
        _settle_place(record, parameters)
    columns = (
        Column(name="indicator", words=say.text("Indicator"), role="key"),
        Column(name="label", words=say.text("Indicator"), role="label"),
        Column(name="unit", words=say.text("Unit"), role="label"),
        Column(name="digits", words=say.text("Digits shown"), role="label"),
        Column(name="value", words=say.text("Region"), digits=1),
        Column(name="flag", words=say.text("Flag"), role="flag"),
        Column(name="reason", words=say.text("Why no figure"), role="reason"),
        Column(name="year", words=say.text("Year"), role="key", digits=0),
        Column(name="place", words=say.text("Place"), digits=0),
        Column(name="n_ranked", words=say.text("Regions ranked"), digits=0),
        Column(name="n_without", words=say.text("Regions without a figure"), digits=0),
        Column(name="place_reason", words=say.text("Why no place"), role="reason"),
    )
    return ResultTable.from_records(
        "headline",
        say.text("%(region)s among its peers", region=study.region.name),
        columns,
        records,
        sources=tuple(dict.fromkeys(sources)),
        parameters={
            "headline": parameters.version,
            "min_group": parameters.min_group,
            "min_coverage": parameters.min_coverage,
            "peers": study.question.peers,
        },
    )


def _persons(prepared: Prepared, codes: Sequence[str]) -> list[float | None]:
    values = prepared.map.divisions.persons
    rows = [values[prepared.landscape.region_index(code)] for code in codes]
    return [plain(np.nansum(row)) if np.isfinite(row).any() else None for row in rows]


def _specialised(prepared: Prepared, codes: Sequence[str], *, claim: float, totals: str) -> list[float | None]:
    """Industries in which each region is surely specialised, of those whose reference is complete enough for a claim."""
    strengths = prepared.map.divisions
    is_claimed = ~(strengths.reference_known_share < CLAIM_REFERENCE_SHARE) | (totals == "published")
    rows = [strengths.probability[prepared.landscape.region_index(code)] for code in codes]
    return [float(((row >= claim) & is_claimed).sum()) if np.isfinite(row).any() else None for row in rows]


def _ranked(
    name: str, label: str, unit: str, digits: int, values: Sequence[float | None], year: int | None
) -> dict[str, Any]:
    """One row: the first of ``values`` is the region's own."""
    own, known = values[0], [value for value in values if value is not None]
    return {
        "indicator": name,
        "label": label,
        "unit": unit,
        "digits": digits,
        "value": own,
        "flag": "",
        "reason": "" if own is not None else "not_available",
        "year": year,
        "place": None if own is None else 1 + sum(value > own for value in known),
        "n_ranked": len(known),
        "n_without": len(values) - len(known),
        "place_reason": "",
    }


def _settle_place(record: dict[str, Any], parameters: HeadlineParameters) -> None:
    n_members = record["n_ranked"] + record["n_without"]
    if record["place"] is None:
        record["place_reason"] = "no_figure"
    elif record["n_ranked"] < parameters.min_group:
        record["place"], record["place_reason"] = None, "too_few_members"
    elif record["n_ranked"] < parameters.min_coverage * n_members:
        record["place"], record["place_reason"] = None, "too_little_coverage"


def data_quality(study: Study, *, say: Translator, parameters: HeadlineParameters = HEADLINE_V1) -> DataQuality:
    """How good the data behind a study are.

    The level follows the share of all regions' persons employed that lies in industries published for the region
    (``incomplete_region`` says when it is low), and whether anything is hidden, missing or broken.
    """
    rows = study.tables["divisions"].as_records()
    hidden = sum(row["reason"] == "confidential_source" for row in rows)
    missing = sum(row["reason"] in ("not_available", "not_collected") for row in rows)
    broken = sum(row["growth_reason"] in ("break", "jump") for row in rows)
    partial = sum(not row["reference_is_complete"] for row in rows)
    reasons = []
    if hidden:
        reasons.append(
            say.plural(
                "%(n)s industry is hidden to protect firms.", "%(n)s industries are hidden to protect firms.", hidden
            )
        )
    if missing:
        reasons.append(say.plural("%(n)s industry has no figure.", "%(n)s industries have no figure.", missing))
    if broken:
        reasons.append(
            say.plural("In %(n)s industry the series is broken.", "In %(n)s industries the series is broken.", broken)
        )
    if partial:
        reasons.append(
            say.plural(
                "In %(n)s industry the known figures of all regions fall short of the published total.",
                "In %(n)s industries the known figures of all regions fall short of the published total.",
                partial,
            )
        )
    share = next((it.share for it in study.diagnostics if it.code == "incomplete_region"), None)
    if share is not None and share < parameters.weak_share:
        level: Literal["high", "some_gaps", "weak"] = "weak"
    else:
        level = "some_gaps" if reasons else "high"
    words = {
        "high": say.text("Data: complete"),
        "some_gaps": say.text("Data: some gaps"),
        "weak": say.text("Data: weak"),
    }
    if not reasons:
        reasons.append(say.text("All industries observed have a figure."))
    return DataQuality(level=level, word=words[level], reasons=tuple(reasons))
