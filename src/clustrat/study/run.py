"""The study of one region: prepare the landscape once, answer one question, and keep everything that the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clustrat.clusters.categories import division_weights
from clustrat.clusters.mapping import ClusterInputs, ClusterMap, cluster_map
from clustrat.clusters.strength import scheme
from clustrat.codes.nuts import Region
from clustrat.codes.nuts import region as find_region
from clustrat.evidence.disclosure import Certificate
from clustrat.evidence.result import Diagnostic, ResultTable
from clustrat.indicators.structural_distance import Peers
from clustrat.publish.language import Translator, translator
from clustrat.study.kept import kept
from clustrat.study.landscape import Landscape, read_landscape
from clustrat.study.peers import choose_peers
from clustrat.study.question import NUTS_VERSION, StudyQuestion

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition
    from clustrat.study.findings import Finding

__all__ = ["STUDY_FORMAT", "Prepared", "Study", "code_version", "prepare", "run_study"]

STUDY_FORMAT = "clustrat-study.v1"
CATEGORY_VERSION = "v1"
#: Below this share of the published total, the sum of known figures is no ground for a claim about an industry.
CLAIM_REFERENCE_SHARE = 0.9


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """What many studies share: the landscape of one edition and the cluster map of one year under one set of parameters."""

    edition: Edition
    landscape: Landscape
    year: int
    base_year: int | None
    map: ClusterMap


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """The answer: tables (each with its certificate), findings that quote them, and diagnostics.

    ``question`` is as asked; ``year``, ``base_year`` and ``peers`` say how it was understood.
    """

    question: StudyQuestion
    region: Region
    year: int
    base_year: int | None
    edition: Edition
    peers: Peers | None
    peer_codes: tuple[str, ...]
    tables: Mapping[str, ResultTable]
    certificates: Mapping[str, Certificate]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def translator(self) -> Translator:
        """Words and numbers in the language of the question."""
        return translator(self.question.language)

    def strongest(self, n: int) -> list[dict[str, Any]]:
        """The divisions of highest relative presence, surely specialised ones first."""
        return strongest_divisions(self.tables["divisions"], self.question)[:n]

    def as_record(self) -> dict[str, Any]:
        """The study as it stands in ``study.json``: no clock, no path, nothing that depends on the machine."""
        return {
            "format": STUDY_FORMAT,
            "code_version": code_version(),
            "question": self.question.as_dict(),
            "understood": {
                "region_name": self.region.name,
                "level": self.region.level,
                "nuts_version": NUTS_VERSION,
                "nace_version": "2",
                "year": self.year,
                "base_year": self.base_year,
                "peers": list(self.peer_codes),
                "category_version": f"clusters_nace2_derived_{CATEGORY_VERSION}",
                "claim_reference_share": CLAIM_REFERENCE_SHARE,
            },
            "edition": {
                "id": self.edition.id,
                "tables": {name: entry.sha256 for name, entry in sorted(self.edition.tables.items())},
            },
            "sources": sorted({source for table in self.tables.values() for source in table.sources}),
            "tables": {
                name: {
                    "title": table.title,
                    "n_rows": len(table.rows),
                    "sha256": table.sha256,
                    "certificate": self.certificates[name].as_dict(),
                }
                for name, table in sorted(self.tables.items())
            },
            "findings": [finding.as_dict() for finding in self.findings],
            "diagnostics": [diagnostic.as_dict() for diagnostic in self.diagnostics],
        }


def code_version() -> str:
    """The version of clustrat that is running."""
    import clustrat

    return clustrat.__version__


def strongest_divisions(table: ResultTable, question: StudyQuestion) -> list[dict[str, Any]]:
    """Rows of the divisions table with a claim to strength: LQ at the cut or above, sure ones first, then by LQ."""
    rows = [
        row
        for row in table.as_records()
        if row["lq"] is not None and row["lq"] >= question.presence_cut and row["reference_is_complete"]
    ]
    sure = [row for row in rows if is_sure(row, question)]
    rest = [row for row in rows if not is_sure(row, question)]
    return sorted(sure, key=lambda row: -row["lq"]) + sorted(rest, key=lambda row: -row["probability_specialised"])


def is_sure(row: Mapping[str, Any], question: StudyQuestion) -> bool:
    """Whether a sentence may say "specialised" of a division: P(LQ >= cut) is high enough."""
    probability = row["probability_specialised"]
    return probability is not None and probability >= question.claim_probability


def prepare(edition: Edition, question: StudyQuestion) -> Prepared:
    """Read the landscape and map all regions; kept for the next question with the same parameters.

    Raises
    ------
    EditionError
        The edition has no figures for the region, or for the year.
    """
    level = find_region(question.region, version=NUTS_VERSION).level
    landscape = kept(edition, ("landscape", level), lambda: read_landscape(edition, level=level))
    year = landscape.choose_year(question.region, question.year)
    base_year = landscape.choose_base_year(question.base_year, year=year)
    key = (
        "prepared", level, year, base_year, question.totals, question.scheme, question.presence_cut, question.interval,
        question.n_draws, question.seed,
    )  # fmt: skip
    return kept(edition, key, lambda: _prepare(landscape, question, year=year, base_year=base_year))


def _prepare(landscape: Landscape, question: StudyQuestion, *, year: int, base_year: int | None) -> Prepared:
    bounds = landscape.bounds.get("employment_persons", {}).get(year)
    persons = landscape.matrix("employment_persons", year)
    inputs = ClusterInputs(
        persons=persons,
        local_units=landscape.matrix("local_units", year),
        wages=landscape.matrix("wages_meur", year),
        base_persons=None if base_year is None else landscape.matrix("employment_persons", base_year),
        lower=None if bounds is None else bounds.lower,
        upper=None if bounds is None else bounds.upper,
        estimate=None if bounds is None else bounds.estimate,
    )
    mapped = cluster_map(
        inputs,
        weights=division_weights(persons.industries, version=CATEGORY_VERSION),
        scheme=scheme(question.scheme),
        totals=question.totals,
        presence_cut=question.presence_cut,
        interval=question.interval,
        n_draws=question.n_draws,
        rng=np.random.default_rng(question.seed),
    )
    return Prepared(edition=landscape.edition, landscape=landscape, year=year, base_year=base_year, map=mapped)


def run_study(question: StudyQuestion, *, prepared: Prepared) -> Study:
    """Answer one question.

    Parameters
    ----------
    question
        Region and parameters; those of ``prepared`` must be the same.
    prepared
        What :func:`prepare` has made for this question, or for one with the same parameters.

    Returns
    -------
    Study
        The same question on the same edition gives equal tables on every machine.
    """
    from clustrat.study.findings import find
    from clustrat.study.region_tables import region_tables

    region = find_region(question.region, version=NUTS_VERSION)
    peers, peer_codes = choose_peers(question, prepared.landscape.matrix("employment_persons", prepared.year))
    say = translator(question.language)
    tables, certificates = region_tables(
        question, prepared=prepared, region=region, peers=peers, peer_codes=peer_codes, say=say
    )
    study = Study(
        question=question,
        region=region,
        year=prepared.year,
        base_year=prepared.base_year,
        edition=prepared.edition,
        peers=peers,
        peer_codes=peer_codes,
        tables=tables,
        certificates=certificates,
        findings=(),
        diagnostics=(*prepared.map.diagnostics, *(peers.diagnostics if peers else ())),
    )
    return replace(study, findings=tuple(find(study, say=say)))
