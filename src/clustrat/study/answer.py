"""The answer of a study: what many studies share, what one has found, and what may be claimed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustrat.clusters.mapping import ClusterMap
from clustrat.codes.nuts import Region
from clustrat.evidence.disclosure import Certificate
from clustrat.evidence.result import Diagnostic, ResultTable
from clustrat.indicators.structural_distance import Peers
from clustrat.publish.language import Translator, translator
from clustrat.study.landscape import Landscape
from clustrat.study.question import NACE_VERSION, NUTS_VERSION, StudyQuestion

if TYPE_CHECKING:
    from clustrat.store.catalog import Edition

__all__ = [
    "CATEGORY_VERSION",
    "CLAIM_REFERENCE_SHARE",
    "STUDY_FORMAT",
    "Finding",
    "Prepared",
    "Study",
    "code_version",
    "is_sure",
    "strongest_divisions",
]

STUDY_FORMAT = "clustrat-study.v1"
CATEGORY_VERSION = "v1"
#: Below this share of the published total, the sum of known figures is no ground for a claim about an industry.
CLAIM_REFERENCE_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence, what it is about, how sure it is, and the tables it quotes."""

    kind: str
    text: str
    sure: Literal["published", "sure", "perhaps", "limit"]
    tables: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {**asdict(self), "tables": list(self.tables)}


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

    def _theme_record(self) -> dict[str, Any]:
        """Which list of a theme was meant; nothing where there is none."""
        if self.question.theme is None:
            return {}
        chosen = self.question.chosen_theme
        record = {
            "code": chosen.code, "version": chosen.version, "kind": chosen.kind, "content_hash": chosen.content_hash,
            "title": chosen.title, "nace_version": chosen.nace_version,
        }  # fmt: skip
        return {"theme": record}

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
                "nace_version": NACE_VERSION,
                "year": self.year,
                "base_year": self.base_year,
                "peers": list(self.peer_codes),
                "category_version": f"clusters_nace2_derived_{CATEGORY_VERSION}",
                "claim_reference_share": CLAIM_REFERENCE_SHARE,
                **self._theme_record(),
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
